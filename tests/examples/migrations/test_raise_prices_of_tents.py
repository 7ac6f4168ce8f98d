"""Prices of a category go up by 8 %, to the next .99, exactly."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ecwid_orm import MigrationError

SCRIPT = "0001"


def prices(trial: Any) -> dict[str, Decimal]:
    page = trial.client.get("products")
    return {product["name"]: Decimal(str(product["price"])) for product in page["items"]}


def test_prices_go_up_to_the_next_99_and_come_back(trial: Any) -> None:
    tents = trial.create("categories", name="Tents")
    for price in (10, 100, "99.99", "9.25", 0, "1249.00"):
        trial.create("products", name=f"at {price}", price=float(price), categoryIds=[tents])
    trial.create("products", name="mug", price=10)
    planned = trial.run()
    assert len(planned.operations) == 5
    assert prices(trial) == {
        "at 10": Decimal("10.99"),
        "at 100": Decimal("108.99"),
        "at 99.99": Decimal("107.99"),
        "at 9.25": Decimal("9.99"),
        "at 0": Decimal(0),
        "at 1249.00": Decimal("1348.99"),
        "mug": Decimal(10),
    }
    trial.undo()
    assert prices(trial)["at 99.99"] == Decimal("99.99")


def test_nothing_else_of_a_product_changes(trial: Any) -> None:
    tents = trial.create("categories", name="Tents")
    trial.create(
        "products",
        name="Wren",
        price=100,
        compareToPrice=150,
        wholesalePrices=[{"quantity": 10, "price": 80}],
        options=[
            {
                "type": "SELECT",
                "name": "Poles",
                "choices": [{"text": "Carbon", "priceModifier": 50}],
            }
        ],
        categoryIds=[tents],
    )
    before = trial.state()
    planned = trial.run()
    assert [set(one["body"]) for one in planned.operations] == [{"price"}]
    trial.undo()
    assert trial.state() == before


def test_variations_go_up_where_they_have_a_price_of_their_own(trial: Any) -> None:
    tents = trial.create("categories", name="Tents")
    product = trial.create(
        "products",
        name="Wren",
        price=100,
        categoryIds=[tents],
        options=[
            {
                "type": "SIZE",
                "name": "Size",
                "choices": [{"text": "1 person"}, {"text": "2 persons"}],
            }
        ],
    )
    path = f"products/{product}/combinations"
    trial.create(path, options=[{"name": "Size", "value": "1 person"}])
    trial.create(path, options=[{"name": "Size", "value": "2 persons"}], price=139)
    before = trial.state()
    trial.run()
    assert [one.get("price") for one in trial.read(path)] == [None, 150.99]
    trial.undo()
    assert trial.state() == before


def test_products_of_subcategories_and_disabled_ones_go_up_as_well(trial: Any) -> None:
    tents = trial.create("categories", name="Tents", enabled=False)
    light = trial.create("categories", name="Light tents", parentId=tents)
    trial.create("products", name="Wren", price=100, categoryIds=[light], enabled=False)
    trial.run()
    assert prices(trial) == {"Wren": Decimal("108.99")}


@pytest.mark.parametrize(("names", "number"), [((), 0), (("Tents", "Tents"), 2)])
def test_without_just_one_category_of_that_name_nothing_is_sent(
    trial: Any, names: tuple[str, ...], number: int
) -> None:
    for name in names:
        trial.create("categories", name=name)
    before = trial.state()
    with pytest.raises(MigrationError, match=f"has {number} categories 'Tents', not one"):
        trial.plan()
    with pytest.raises(MigrationError, match="The shop has so far: no change"):
        trial.migrate()
    assert trial.state() == before


def test_a_category_without_products_leaves_nothing_to_do(trial: Any) -> None:
    trial.create("categories", name="Tents")
    assert trial.there_and_back().operations == []
