"""Extra fields of orders."""

from __future__ import annotations

import pytest

from tests.emulator.families.conftest import Catalogue

FIELD = {"id": "ref", "value": "#334", "title": "Number"}


@pytest.fixture
def fields(shop: Catalogue) -> str:
    return f"/orders/{shop.order()}/extraFields"


def test_fields_are_added_changed_and_deleted_one_by_one(shop: Catalogue, fields: str) -> None:
    assert shop.get(fields) == []
    assert shop.post(fields, FIELD) == {"createCount": 1}
    [read] = shop.get(fields)
    assert read == {**FIELD, "customerInputType": "TEXT", "showInNotifications": False}
    sent = {"id": "x", "customerInputType": "SELECT", "value": "4%", "showInInvoice": True}
    assert shop.put(f"{fields}/ref", sent) == {"updateCount": 1}
    assert shop.get(fields) == [{**read, "value": "4%", "showInInvoice": True}]
    assert shop.delete(f"{fields}/ref") == {"deleteCount": 1}
    assert shop.get(fields) == []


def test_a_field_belongs_to_its_order(shop: Catalogue, fields: str) -> None:
    shop.post(fields, FIELD)
    order = shop.get(fields.removesuffix("/extraFields"))
    assert order["orderExtraFields"] == shop.get(fields)


def test_a_field_of_the_same_id_is_replaced(shop: Catalogue, fields: str) -> None:
    shop.post(fields, FIELD)
    assert shop.post(fields, FIELD | {"value": "new"}) == {"createCount": 1}
    assert [each["value"] for each in shop.get(fields)] == ["new"]


@pytest.mark.parametrize("missing", ["id", "value", "title"])
def test_a_new_field_needs_id_value_and_title(shop: Catalogue, fields: str, missing: str) -> None:
    sent = {name: value for name, value in FIELD.items() if name != missing}
    assert shop.refused("POST", fields, sent)[2] == f"Field OrderExtraField.{missing} is absent"


def test_a_text_that_is_too_long_is_not_saved(shop: Catalogue, fields: str) -> None:
    assert shop.post(fields, FIELD | {"value": "x" * 256}) == {"createCount": 0}
    assert shop.post(fields, FIELD | {"value": "x" * 255}) == {"createCount": 1}
    assert shop.put(f"{fields}/ref", {"title": "x" * 256}) == {"updateCount": 0}
    assert shop.get(fields)[0]["title"] == "Number"


def test_what_is_beyond_8_kb_is_dropped(shop: Catalogue) -> None:
    many = [{"id": str(n), "value": "x" * 250, "title": "t"} for n in range(50)]
    number = shop.order(orderExtraFields=many)
    kept = shop.get(f"/orders/{number}/extraFields")
    assert 0 < len(kept) < 50
    assert [each["id"] for each in kept] == [str(n) for n in range(len(kept))]
    assert shop.post(f"/orders/{number}/extraFields", many[-1]) == {"createCount": 0}


def test_bytes_are_counted_and_not_what_stands_for_them_in_json(shop: Catalogue) -> None:
    many = [{"id": str(n), "value": "ü" * 250, "title": "t"} for n in range(50)]
    latin = [each | {"value": "u" * 250} for each in many]
    kept = [
        len(shop.get(f"/orders/{shop.order(orderExtraFields=fields)}/extraFields"))
        for fields in (many, latin)
    ]
    assert kept == [13, 23]


def test_an_unknown_field_or_order_is_not_found(shop: Catalogue, fields: str) -> None:
    missing = (404, None, "Order extra field #no not found")
    assert shop.refused("PUT", f"{fields}/no", {}) == missing
    assert shop.refused("DELETE", f"{fields}/no") == missing
    assert shop.refused("GET", "/orders/5/extraFields")[:2] == (404, "ORDER_NOT_FOUND")
