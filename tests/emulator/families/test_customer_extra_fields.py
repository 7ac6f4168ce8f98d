"""Extra fields of customers."""

from __future__ import annotations

from typing import Any

PATH = "/store_extrafields/customers"


def test_a_field_lives(shop: Any, clock: Any) -> None:
    answer = shop.post(PATH, {"title": "Card", "key": "mine"})
    key = answer["key"]
    assert answer == {"createCount": 1, "key": key}
    assert len(key) == 7
    field = {
        "key": key,
        "title": "Card",
        "entityTypes": ["CUSTOMERS"],
        "type": "TEXT",
        "shownOnOrderDetails": False,
        "linkedWithCheckoutField": False,
        "createdDate": "2023-11-14 22:13:20 +0000",
        "lastModifiedDate": "2023-11-14 22:13:20 +0000",
    }
    assert shop.get(f"{PATH}/{key}") == field
    clock.advance(5)
    sent = {"title": "Number", "shownOnOrderDetails": True, "key": "other", "type": None}
    assert shop.put(f"{PATH}/{key}", sent) == {"updateCount": 1}
    assert shop.get(f"{PATH}/{key}") == {
        **field,
        "title": "Number",
        "shownOnOrderDetails": True,
        "lastModifiedDate": "2023-11-14 22:13:25 +0000",
    }
    assert shop.delete(f"{PATH}/{key}") == {"deleteCount": 1}
    for method in ("GET", "PUT", "DELETE"):
        assert shop.refused(method, f"{PATH}/{key}", {} if method == "PUT" else None)[0] == 404


def test_fields_come_in_order_of_creation(shop: Any) -> None:
    keys = [shop.post(PATH, {"title": title, "type": "DATETIME"})["key"] for title in "BAC"]
    assert [item["key"] for item in shop.get(PATH)["items"]] == keys
    assert len(set(keys)) == 3


def test_a_wrong_type_is_refused(shop: Any) -> None:
    assert shop.refused("POST", PATH, {"title": "A", "type": "NUMBER"})[0] == 400
    assert shop.get(PATH)["items"] == []


def test_a_value_without_its_field_stays_as_it_was_sent(shop: Any) -> None:
    key = shop.post(PATH, {"title": "Card"})["key"]
    value = {"key": key, "value": "7"}
    customer = shop.post("/customers", {"email": "a@example.com", "extrafields": [value]})["id"]
    shop.delete(f"{PATH}/{key}")
    assert shop.get(f"/customers/{customer}")["extrafields"] == [value]
