"""Product types and their attributes."""

from __future__ import annotations

from typing import Any

import pytest

TYPES = [
    *("CUSTOM", "UPC", "BRAND", "GENDER", "AGE_GROUP", "COLOR", "SIZE", "TAGS"),
    *("PRICE_PER_UNIT", "UNITS_IN_PRODUCT", "EBAY", "EBAY_REQUIRED", "SUPPLIER"),
    *("EXTERNAL_EAN", "EXTERNAL_ISBN", "EXTERNAL_ITF", "EXTERNAL_JAN"),
    *("EXTERNAL_CUSTOM", "EXTERNAL_UPC"),
]
SHOWS = ("DESCR", "PRICE", "NOTSHOW")


def attributes() -> list[dict[str, Any]]:
    return [
        {"name": f"My {kind}", "type": kind, "show": SHOWS[place % 3]}
        for place, kind in enumerate(TYPES)
    ]


def test_general_lifecycle_adds_nothing_to_what_was_sent(shop: Any) -> None:
    kinds = ("UPC", "BRAND", "GENDER", "AGE_GROUP", "COLOR", "SIZE", "EBAY", "EBAY_REQUIRED")
    sent = [
        {"name": kind.title(), "type": kind, "show": SHOWS[place % 3]}
        for place, kind in enumerate((*kinds, "PRICE_PER_UNIT", "UNITS_IN_PRODUCT"))
    ]
    key = shop.post("/classes", {"name": "Lamps", "attributes": sent})["id"]
    stored = shop.get(f"/classes/{key}")["attributes"]
    assert all(each.pop("id") > 0 for each in stored)
    assert stored == sent


def test_lifecycle(shop: Any) -> None:
    sent = attributes()
    key = shop.post("/classes", {"name": "Lamps", "attributes": sent})["id"]
    stored = shop.get(f"/classes/{key}")
    assert (stored["id"], stored["name"]) == (key, "Lamps")
    ids = [each.pop("id") for each in stored["attributes"]]
    assert stored["attributes"] == sent
    assert len(set(ids)) == len(sent)
    renamed = [{"id": id_, "name": f"Other {id_}"} for id_ in ids]
    body = {"name": "Lights", "attributes": renamed}
    assert shop.put(f"/classes/{key}", body) == {"updateCount": 1}
    after = shop.get(f"/classes/{key}")
    assert after["name"] == "Lights"
    assert [(each["id"], each["name"]) for each in after["attributes"]] == [
        (each["id"], each["name"]) for each in renamed
    ]
    assert [each["type"] for each in after["attributes"]] == TYPES
    assert shop.delete(f"/classes/{key}") == {"deleteCount": 1}
    refusal = shop.refused("GET", f"/classes/{key}")
    assert (refusal[0], refusal[2]) == (404, f"Product class #{key} not found")
    assert shop.delete(f"/classes/{key}") == {"deleteCount": 0}


def test_get_all(shop: Any) -> None:
    keys = [shop.post("/classes", {"name": name})["id"] for name in ("B", "A", "C")]
    listed = shop.get("/classes")
    assert [each["id"] for each in listed] == [0, *keys]
    assert "name" not in listed[0]
    assert {"UPC", "BRAND"} <= {each["type"] for each in listed[0]["attributes"]}
    assert listed[1]["attributes"] == []


def test_remove_product_types_but_not_general(shop: Any) -> None:
    shop.put("/classes/0", {"name": "Special"})
    assert "name" not in shop.get("/classes/0")
    assert shop.refused("DELETE", "/classes/0")[0] == 400
    assert shop.get("/classes/0")["id"] == 0


def test_attributes_left_out_are_gone_and_new_ones_get_ids(shop: Any) -> None:
    key = shop.post("/classes", {"name": "Lamps", "attributes": attributes()[:2]})["id"]
    kept = shop.get(f"/classes/{key}")["attributes"][1]
    shop.put(f"/classes/{key}", {"attributes": [kept, {"name": "Watts"}]})
    first, second = shop.get(f"/classes/{key}")["attributes"]
    assert first == kept
    assert (second["name"], second["type"], second["show"]) == ("Watts", "CUSTOM", "DESCR")
    assert second["id"] > 0
    refusal = shop.refused("PUT", f"/classes/{key}", {"attributes": [{"id": 1, "name": "x"}]})
    assert refusal[0] == 400


def test_a_name_is_needed_and_unique(shop: Any) -> None:
    key = shop.post("/classes", {"name": "Lamps"})["id"]
    other = shop.post("/classes", {"name": "Lights"})["id"]
    refusal = shop.refused("POST", "/classes", {"attributes": []})
    assert refusal[2] == "Field ProductType.name is absent"
    assert shop.refused("POST", "/classes", {"name": "lamps"})[0] == 409
    assert shop.refused("PUT", f"/classes/{other}", {"name": "Lamps"})[0] == 409
    assert shop.put(f"/classes/{key}", {"name": "Lamps"}) == {"updateCount": 1}


def test_products_follow_their_type(shop: Any) -> None:
    body = {"name": "Lamps", "attributes": [{"name": "Watts"}, {"name": "Socket"}]}
    key = shop.post("/classes", body)["id"]
    values = [{"name": "Watts", "value": "5"}, {"name": "Socket", "value": "E27"}]
    product = shop.product(productClassId=key, attributes=values)
    watts = shop.get(f"/classes/{key}")["attributes"][0]
    assert shop.get(f"/products/{product}")["attributes"][0]["id"] == watts["id"]
    shop.put(f"/classes/{key}", {"attributes": [{"id": watts["id"], "name": "Power"}]})
    left = shop.get(f"/products/{product}")["attributes"]
    assert [(each["name"], each["value"]) for each in left] == [("Power", "5")]
    assert shop.found(attribute_Power=5) == [product]
    shop.put(f"/products/{product}", {"attributes": [*left, {"alias": "UPC", "value": "1"}]})
    shop.delete(f"/classes/{key}")
    after = shop.get(f"/products/{product}")
    assert after["productClassId"] == 0
    assert [each["name"] for each in after["attributes"]] == ["UPC"]


def test_a_product_needs_a_type_that_exists(shop: Any) -> None:
    refusal = shop.refused("POST", "/products", {"name": "Cap", "productClassId": 9})
    assert (refusal[0], refusal[2]) == (404, "Product class #9 not found")


@pytest.mark.parametrize("show", SHOWS)
def test_a_public_token_sees_no_hidden_attribute(shop: Any, show: str) -> None:
    shop.post("/classes", {"name": "Lamps", "attributes": [{"name": "Watts", "show": show}]})
    seen = shop.public("/classes")[1]["attributes"]
    assert bool(seen) == (show != "NOTSHOW")


def test_another_type_takes_the_attributes_of_the_first_away(shop: Any) -> None:
    lamps = shop.post("/classes", {"name": "Lamps", "attributes": [{"name": "Watts"}]})["id"]
    bulbs = shop.post("/classes", {"name": "Bulbs"})["id"]
    values = [{"name": "Watts", "value": "5"}, {"alias": "BRAND", "value": "Acme"}]
    product = shop.product(productClassId=lamps, attributes=values)
    shop.put(f"/products/{product}", {"productClassId": bulbs})
    left = shop.get(f"/products/{product}")["attributes"]
    assert [each["name"] for each in left] == ["Brand"]
    assert shop.get(f"/classes/{bulbs}")["attributes"] == []
