"""A color at the end of a name becomes an option; nothing is guessed."""

from __future__ import annotations

from typing import Any

import pytest

SCRIPT = "0004"


def told(trial: Any) -> dict[str, list[tuple[str, list[str]]]]:
    """Options by the name of their product."""
    return {
        product["name"]: [
            (option["name"], [choice["text"] for choice in option.get("choices", ())])
            for option in product["options"]
        ]
        for product in trial.listed("products")
    }


@pytest.mark.parametrize(
    ("name", "short", "color"),
    [
        ("Enamel mug, Color: Red", "Enamel mug", "Red"),
        ("Enamel mug Color:Red", "Enamel mug", "Red"),
        ("Enamel mug – colour: Dark red ", "Enamel mug", "Dark red"),
        ("Pot: large, Color: Red / Blue", "Pot: large", "Red / Blue"),
        ("Color Color: Red", "Color", "Red"),
    ],
)
def test_a_color_at_the_end_of_a_name_becomes_an_option(
    trial: Any, name: str, short: str, color: str
) -> None:
    trial.create("products", name=name)
    trial.run()
    assert told(trial) == {short: [("Color", [color])]}
    [product] = trial.listed("products")
    [option] = product["options"]
    assert (option["type"], option["defaultChoice"], option["required"]) == ("RADIO", 0, False)
    trial.undo()
    assert told(trial) == {name: []}


@pytest.mark.parametrize(
    "name",
    [
        "Enamel mug",
        "Color: Red",
        "Enamel mug, Color:",
        "Colored mug: Red",
        "Mug in red",
        ", Color: Red",
    ],
)
def test_other_names_stay(trial: Any, name: str) -> None:
    trial.create("products", name=name)
    assert trial.there_and_back().operations == []


def test_other_options_stay(trial: Any) -> None:
    size = {"type": "SIZE", "name": "Size", "required": True, "choices": [{"text": "S"}]}
    trial.create("products", name="Tee, Color: Red", options=[size])
    trial.there_and_back()
    trial.run()
    assert told(trial) == {"Tee": [("Size", ["S"]), ("Color", ["Red"])]}


def test_a_product_that_has_the_choice_already_just_gets_the_name(trial: Any) -> None:
    color = {"type": "RADIO", "name": "Color", "choices": [{"text": "Blue"}, {"text": "Red"}]}
    trial.create("products", name="Tee, Color: Red", options=[color])
    planned = trial.there_and_back()
    assert [set(one["body"]) for one in planned.operations] == [{"name"}]


def test_a_product_with_other_colors_stays_and_is_named_in_a_warning(trial: Any) -> None:
    color = {"type": "RADIO", "name": "Color", "choices": [{"text": "Blue"}]}
    key = trial.create("products", name="Tee, Color: Red", options=[color])
    trial.create("products", name="Mug, Color: Red")
    with pytest.warns(UserWarning, match=f"other colors than that of the name: \\[{key}\\]"):
        planned = trial.run()
    assert len(planned.warnings) == 1
    assert told(trial) == {"Tee, Color: Red": [("Color", ["Blue"])], "Mug": [("Color", ["Red"])]}


def test_an_empty_shop_leaves_nothing_to_do(trial: Any) -> None:
    assert trial.there_and_back().operations == []
