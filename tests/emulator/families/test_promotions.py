"""Promotions."""

from __future__ import annotations

from typing import Any

import pytest

PATH = "/promotions"
SENT: dict[str, Any] = {
    "name": "Free drink for any 3 pizzas",
    "discountBase": "ITEM",
    "discountType": "PERCENT",
    "amount": 100,
    "enabled": True,
    "triggers": {"minProductQuantityInCart": 3, "startDate": "2024-01-01 02:00:00 +0200"},
    "targets": {"maxDiscountedProductQuantity": 2, "categories": [375620372]},
}


def promotion(shop: Any, **fields: object) -> int:
    key: int = shop.post(PATH, {**SENT, **fields})["id"]
    return key


def test_a_promotion_lives(shop: Any) -> None:
    key = promotion(shop)
    stored = {**SENT, "id": key}
    stored["triggers"] = {**SENT["triggers"], "startDate": "2024-01-01 00:00:00 +0000"}
    page = shop.get(PATH)
    assert page == {"total": 1, "count": 1, "offset": 0, "limit": 100, "items": [stored]}
    changes = {"amount": 5, "triggers": {"subtotal": 100}, "targets": {"categories": []}}
    assert shop.put(f"{PATH}/{key}", {**changes, "name": None}) == {"updateCount": 1}
    [after] = shop.get(PATH)["items"]
    assert (after["name"], after["amount"]) == (SENT["name"], 5)
    assert after["triggers"] == {**stored["triggers"], "subtotal": 100}
    assert after["targets"] == {"maxDiscountedProductQuantity": 2, "categories": []}
    assert shop.delete(f"{PATH}/{key}") == {"deleteCount": 1}
    assert shop.get(PATH)["items"] == []
    for method in ("PUT", "DELETE"):
        refusal = shop.refused(method, f"{PATH}/{key}", {} if method == "PUT" else None)
        assert refusal == (404, "PROMOTION_NOT_FOUND", f"Promotion #{key} not found")


def test_there_is_no_read_of_one(shop: Any) -> None:
    assert shop.refused("GET", f"{PATH}/{promotion(shop)}")[:2] == (405, "METHOD_NOT_ALLOWED")


def test_promotions_come_by_age_and_in_pages(shop: Any) -> None:
    keys = [promotion(shop) for _ in range(3)]
    page = shop.get(PATH, offset=1, limit=1)
    assert (page["total"], page["count"], page["items"][0]["id"]) == (3, 1, keys[1])
    assert [item["id"] for item in shop.get(PATH)["items"]] == keys


def test_a_read_only_field_may_be_sent_only_as_it_is(shop: Any) -> None:
    key = promotion(shop)
    for method, path in (("POST", PATH), ("PUT", f"{PATH}/{key}")):
        for body in ({"id": key + 1}, {"targets": {"all": True}}):
            refusal = shop.refused(method, path, body)
            assert refusal[:2] == (422, "READ_ONLY_PROMOTION_FIELD_CHANGE")
    assert shop.put(f"{PATH}/{key}", {"id": key, "amount": 1}) == {"updateCount": 1}


def test_an_external_reference_is_unique(shop: Any) -> None:
    key = promotion(shop, externalReferenceId="e1")
    refusal = shop.refused("POST", PATH, {"externalReferenceId": "e1"})
    assert refusal[:2] == (409, "EXTERNAL_ID_ALREADY_USED")
    assert shop.put(f"{PATH}/{key}", {"externalReferenceId": "e1"}) == {"updateCount": 1}


@pytest.mark.parametrize(
    "body",
    [
        {"triggers": {"recurring": True}},
        {"triggers": {"recurring": True, "recurrenceSettings": {"activeDays": []}}},
        {"triggers": {"recurrenceSettings": {"activeDays": ["SOME"]}}},
        {"triggers": {"recurrenceSettings": {"activeDayStartTime": "8:00"}}},
        {"triggers": {"customerGroups": list(range(201))}},
        {"targets": {"shippingMethods": ["m"]}},
        {"discountBase": "SHIPPING", "targets": {"shippingMethods": ["m"] * 101}},
        {"targets": {"combinations": [{"combinationIds": ["1"] * 60}] * 2}},
        {"targets": {"attributes": [{"attributeValues": ["1"] * 16}] * 2}},
        {"name": "x" * 1025},
        {"discountType": "HALF"},
    ],
    ids=lambda body: str(body)[:60],
)
def test_what_breaks_a_rule_is_refused(shop: Any, body: Any) -> None:
    key = promotion(shop)
    assert shop.refused("POST", PATH, body)[:2] == (400, "WRONG_PARAMETER")
    assert shop.refused("PUT", f"{PATH}/{key}", body)[:2] == (400, "WRONG_PARAMETER")
    assert shop.get(PATH)["total"] == 1


def test_what_just_fits_is_taken(shop: Any) -> None:
    promotion(
        shop,
        discountBase="SHIPPING",
        triggers={
            "customerGroups": list(range(200)),
            "recurring": True,
            "recurrenceSettings": {"activeDays": ["MON"], "activeDayEndTime": "24:00:00"},
        },
        targets={
            "shippingMethods": ["m"] * 100,
            "excludedCombinations": [{"productId": 1, "combinationIds": ["1"] * 100}],
            "attributes": [{"attributeAlias": "BRAND", "attributeValues": ["a"] * 30}],
        },
    )
