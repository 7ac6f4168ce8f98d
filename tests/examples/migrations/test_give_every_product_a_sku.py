"""Every product gets a SKU of the shop's own; those that have one keep it."""

from __future__ import annotations

from typing import Any

import pytest

from ecwid_orm import MigrationError
from ecwid_orm.emulator.catalogue.products import product, save_product

SCRIPT = "0002"


def skus(trial: Any) -> dict[str, str]:
    return {one["name"]: one["sku"] for one in trial.listed("products")}


def test_numbers_of_ecwid_become_skus_and_come_back(trial: Any) -> None:
    trial.create("products", name="Mug")
    trial.create("products", name="Pot", enabled=False)
    for sku in ("SPOON", "123", "KP-123456", "4006381333931"):
        trial.create("products", name=sku, sku=sku)
    assert (skus(trial)["Mug"], skus(trial)["Pot"]) == ("00001", "00002")
    planned = trial.there_and_back()
    assert len(planned.operations) == 2
    trial.run()
    assert skus(trial) == {
        "Mug": "KP-00001",
        "Pot": "KP-00002",
        "SPOON": "SPOON",
        "123": "123",
        "KP-123456": "KP-123456",
        "4006381333931": "4006381333931",
    }


def test_a_product_with_nothing_at_all_gets_one_of_its_id(trial: Any) -> None:
    key = trial.create("products", name="Mug")
    # Ecwid takes no empty SKU, but shops have some of old.
    shop = trial.emulator.shop
    save_product(shop, {**product(shop, key), "sku": ""})
    trial.run()
    assert skus(trial) == {"Mug": f"KP-{key}"}
    trial.undo()
    assert skus(trial) == {"Mug": f"KP-{key}"}


def test_variations_keep_none(trial: Any) -> None:
    options = [{"type": "SIZE", "name": "Size", "choices": [{"text": "S"}]}]
    key = trial.create("products", name="Tee", options=options)
    path = f"products/{key}/combinations"
    trial.create(path, options=[{"name": "Size", "value": "S"}])
    before = trial.read(path)
    trial.run()
    assert trial.read(path) == before


def test_undo_leaves_skus_that_were_given_since(trial: Any) -> None:
    key = trial.create("products", name="Mug")
    trial.run()
    trial.client.put(f"products/{key}", {"sku": "MUG-1"})
    trial.undo()
    assert skus(trial) == {"Mug": "MUG-1"}


def test_a_sku_that_is_taken_stops_it_and_it_goes_on_when_that_is_mended(trial: Any) -> None:
    for name in ("Mug", "Pot"):
        trial.create("products", name=name)
    thief = trial.create("products", name="Spoon", sku="KP-00002")
    with pytest.raises(MigrationError, match="SKU_ALREADY_EXISTS") as caught:
        trial.migrate()
    assert "The shop has so far: 1 update" in str(caught.value)
    assert skus(trial) == {"Mug": "KP-00001", "Pot": "00002", "Spoon": "KP-00002"}
    trial.client.put(f"products/{thief}", {"sku": "SPOON"})
    assert [dict(one.counts) for one in trial.migrate()] == [{"update": 2}]
    assert skus(trial) == {"Mug": "KP-00001", "Pot": "KP-00002", "Spoon": "SPOON"}


def test_a_product_that_is_added_later_is_found_by_verify(trial: Any) -> None:
    trial.run()
    trial.create("products", name="Mug")
    [problem] = trial.migrations.verify()
    assert "not as it should be" in problem.text


def test_an_empty_shop_leaves_nothing_to_do(trial: Any) -> None:
    assert trial.there_and_back().operations == []
