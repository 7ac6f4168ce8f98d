"""A category's products and subcategories move to another, and it goes."""

from __future__ import annotations

from typing import Any

import pytest

from ecwid_orm import MigrationError

SCRIPT = "0003"


@pytest.fixture
def old(trial: Any) -> Any:
    return trial.create("categories", name="Last season", enabled=False)


@pytest.fixture
def new(trial: Any) -> Any:
    return trial.create("categories", name="Gifts")


def categories(trial: Any) -> dict[str, Any]:
    page = trial.client.get("categories", {"hidden_categories": True})
    return {one["name"]: one for one in page["items"]}


def shelves(trial: Any) -> dict[str, list[int]]:
    return {one["name"]: one["categoryIds"] for one in trial.client.get("products")["items"]}


def test_products_move_and_the_category_goes(trial: Any, old: Any, new: Any) -> None:
    other = trial.create("categories", name="Tents")
    trial.create("products", name="one", categoryIds=[old])
    trial.create("products", name="both", categoryIds=[old, new])
    trial.create("products", name="hidden", categoryIds=[other, old], enabled=False)
    trial.create("products", name="elsewhere", categoryIds=[other])
    trial.create("products", name="nowhere")
    planned = trial.run()
    assert [one["kind"] for one in planned.operations] == ["update"] * 3 + ["delete"]
    assert sorted(categories(trial)) == ["Gifts", "Tents"]
    assert {name: sorted(keys) for name, keys in shelves(trial).items()} == {
        "one": [new],
        "both": [new],
        "hidden": sorted([other, new]),
        "elsewhere": [other],
        "nowhere": [],
    }


def test_the_category_by_default_moves_along(trial: Any, old: Any, new: Any) -> None:
    other = trial.create("categories", name="Tents")
    keys = [other, old]
    product = trial.create("products", name="one", categoryIds=keys, defaultCategoryId=old)
    trial.run()
    assert trial.read(f"products/{product}")["defaultCategoryId"] == new


def test_subcategories_move_along_with_what_is_in_them(trial: Any, old: Any, new: Any) -> None:
    child = trial.create("categories", name="Hats", parentId=old)
    trial.create("products", name="cap", categoryIds=[child])
    trial.run()
    assert categories(trial)["Hats"]["parentId"] == new
    assert shelves(trial) == {"cap": [child]}


def test_a_target_within_the_category_takes_its_place(trial: Any, old: Any) -> None:
    top = trial.create("categories", name="All")
    trial.client.put(f"categories/{old}", {"parentId": top})
    new = trial.create("categories", name="Gifts", parentId=old)
    trial.create("products", name="one", categoryIds=[old])
    trial.run()
    assert categories(trial)["Gifts"]["parentId"] == top
    assert shelves(trial) == {"one": [new]}


def test_undo_makes_the_category_anew_and_puts_all_back(trial: Any, old: Any, new: Any) -> None:
    trial.create("categories", name="Hats", parentId=old)
    trial.create("products", name="one", categoryIds=[old])
    trial.create("products", name="both", categoryIds=[old, new])
    trial.run()
    trial.undo()
    found = categories(trial)
    back = found["Last season"]
    assert back["enabled"] is False
    assert found["Hats"]["parentId"] == back["id"]
    assert shelves(trial) == {"one": [back["id"]], "both": [back["id"], new]}


def test_an_empty_category_just_goes_and_comes_back(trial: Any, old: Any, new: Any) -> None:
    assert [one["kind"] for one in trial.run().operations] == ["delete"]
    trial.undo()
    assert sorted(categories(trial)) == ["Gifts", "Last season"]


def test_without_a_category_to_move_to_nothing_is_sent(trial: Any, old: Any) -> None:
    trial.create("products", name="one", categoryIds=[old])
    before = trial.state()
    with pytest.raises(MigrationError, match="1 categories 'Last season' and 0 'Gifts'"):
        trial.migrate()
    assert trial.state() == before


def test_where_the_category_is_gone_nothing_is_left_to_do(trial: Any) -> None:
    assert trial.there_and_back().operations == []
