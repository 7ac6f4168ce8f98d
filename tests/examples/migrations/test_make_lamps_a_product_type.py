"""Attributes of lamps become those of a product type, and no value is lost."""

from __future__ import annotations

from typing import Any

SCRIPT = "0006"


def lamp(trial: Any, name: str = "Glow", **body: Any) -> int:
    attributes = [
        {"name": "Brightness", "value": "300 lm", "show": "PRICE"},
        {"name": "Battery", "value": "USB-C"},
        {"name": "Care", "value": "Keep it dry"},
        {"alias": "BRAND", "value": "Cinder"},
    ]
    key: int = trial.create("products", **{"name": name, "attributes": attributes, **body})
    return key


def values(product: dict[str, Any]) -> set[tuple[str, str, str]]:
    return {(one["name"], one["value"], one["show"]) for one in product["attributes"]}


def types(trial: Any) -> dict[str | None, dict[str, Any]]:
    return {one.get("name"): one for one in trial.read("classes")}


def test_products_with_the_attributes_become_lamps_and_keep_their_values(trial: Any) -> None:
    key = lamp(trial)
    hidden = lamp(trial, "Ember", enabled=False, attributes=[{"name": "Battery", "value": "AAA"}])
    before = trial.read(f"products/{key}")
    trial.there_and_back()
    trial.run()
    lamps = types(trial)["Lamps"]
    assert [one["name"] for one in lamps["attributes"]] == ["Brightness", "Battery"]
    product = trial.read(f"products/{key}")
    assert product["productClassId"] == trial.read(f"products/{hidden}")["productClassId"]
    assert product["productClassId"] == lamps["id"]
    assert values(product) == values(before)
    ids = {one["name"]: one["id"] for one in lamps["attributes"]}
    assert ids.items() <= {one["name"]: one["id"] for one in product["attributes"]}.items()


def test_other_products_and_empty_values_stay(trial: Any) -> None:
    packs = trial.create("classes", name="Packs", attributes=[{"name": "Battery"}])
    lamp(trial, "empty", attributes=[{"name": "Brightness", "value": ""}])
    lamp(trial, "mug", attributes=[{"name": "Care", "value": "Keep it dry"}])
    lamp(trial, "pack", productClassId=packs, attributes=[{"name": "Battery", "value": "USB-C"}])
    before = trial.state()["products"]
    trial.run()
    assert trial.state()["products"] == before


def test_a_type_that_is_there_gets_what_it_lacks(trial: Any) -> None:
    known = trial.create("classes", name="Lamps", attributes=[{"name": "Battery", "show": "PRICE"}])
    key = lamp(trial)
    trial.there_and_back()
    [battery] = types(trial)["Lamps"]["attributes"]
    trial.run()
    assert trial.read(f"products/{key}")["productClassId"] == known
    attributes = types(trial)["Lamps"]["attributes"]
    assert attributes[0] == battery
    assert [one["name"] for one in attributes] == ["Battery", "Brightness"]


def test_an_empty_shop_just_gets_the_type(trial: Any) -> None:
    assert [one["model"] for one in trial.there_and_back().operations] == ["ProductType"]
