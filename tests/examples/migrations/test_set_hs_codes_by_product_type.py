"""Products get the HS code of their type, unless they have one."""

from __future__ import annotations

from typing import Any

SCRIPT = "0007"


def codes(trial: Any) -> dict[str, str | None]:
    return {one["name"]: one.get("customsHsTariffCode") for one in trial.listed("products")}


def test_products_get_the_code_of_their_type(trial: Any) -> None:
    tents, books = (trial.create("classes", name=name) for name in ("Tents", "Books"))
    trial.create("products", name="Wren", productClassId=tents)
    trial.create("products", name="Tarp", productClassId=tents, customsHsTariffCode="630612")
    trial.create("products", name="Hidden", productClassId=tents, enabled=False)
    trial.create("products", name="Atlas", productClassId=books)
    trial.create("products", name="Mug")
    planned = trial.there_and_back()
    assert len(planned.operations) == 2
    trial.run()
    assert codes(trial) == {
        "Wren": "630622",
        "Tarp": "630612",
        "Hidden": "630622",
        "Atlas": None,
        "Mug": None,
    }


def test_verify_finds_a_product_of_such_a_type_that_came_later(trial: Any) -> None:
    tents = trial.create("classes", name="Tents")
    trial.run()
    trial.create("products", name="Wren", productClassId=tents)
    assert len(trial.migrations.verify()) == 1


def test_a_shop_without_such_types_leaves_nothing_to_do(trial: Any) -> None:
    trial.create("products", name="Wren")
    assert trial.there_and_back().operations == []


def test_an_empty_shop_leaves_nothing_to_do(trial: Any) -> None:
    assert trial.there_and_back().operations == []
