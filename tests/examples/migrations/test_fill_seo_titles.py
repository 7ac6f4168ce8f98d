"""Products without a title for search engines get one that fits."""

from __future__ import annotations

from typing import Any

import pytest

SCRIPT = "0005"


@pytest.fixture(autouse=True)
def store_name(trial: Any) -> None:
    trial.client.put("profile", {"settings": {"storeName": "Kestrel & Pine"}})


def titles(trial: Any) -> dict[str, str | None]:
    return {one["name"]: one.get("seoTitle") for one in trial.listed("products")}


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Enamel mug", "Enamel mug | Kestrel & Pine"),
        ("x" * 43, "x" * 43 + " | Kestrel & Pine"),
        ("x" * 44, "x" * 44),
        ("word " * 12, "word " * 11 + "word"),
        ("word " * 12 + "more", "word " * 11 + "word…"),
        ("x" * 70, "x" * 60),
    ],
)
def test_a_title_is_name_and_store_as_far_as_there_is_room(
    trial: Any, name: str, title: str
) -> None:
    trial.create("products", name=name)
    trial.run()
    assert list(titles(trial).values()) == [title]
    assert len(title) <= 60


def test_titles_that_somebody_wrote_stay(trial: Any) -> None:
    trial.create("products", name="Mug", seoTitle="The mug")
    trial.create("products", name="Pot", seoTitle="", enabled=False)
    planned = trial.there_and_back()
    assert len(planned.operations) == 1
    trial.run()
    assert titles(trial) == {"Mug": "The mug", "Pot": "Pot | Kestrel & Pine"}


def test_a_store_without_a_name_leaves_that_of_the_product(trial: Any) -> None:
    trial.client.put("profile", {"settings": {"storeName": ""}})
    trial.create("products", name="Mug")
    trial.run()
    assert titles(trial) == {"Mug": "Mug"}


def test_an_empty_shop_leaves_nothing_to_do(trial: Any) -> None:
    assert trial.there_and_back().operations == []
