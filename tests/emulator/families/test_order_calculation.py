"""What an order would cost."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulator.families.conftest import Catalogue

ITEM: dict[str, Any] = {
    "id": 938012012,
    "productId": 1,
    "categoryId": 2,
    "combinationId": 3,
    "price": 15.5,
    "productPrice": 14,
    "sku": "00004",
    "name": "Cherry",
    "shortDescription": "Sweet",
    "quantity": 2,
    "quantityInStock": 9,
    "weight": 0.32,
    "isShippingRequired": True,
    "trackQuantity": True,
    "fixedShippingRateOnly": True,
    "fixedShippingRate": 3,
    "digital": True,
    "shipping": 7,
    "handlingFee": 8,
    "couponAmount": 9,
    "couponApplied": True,
    "giftCard": True,
    "discounts": [{"total": 1, "discountInfo": {"value": 1, "type": "ABS", "base": "CUSTOM"}}],
    "selectedOptions": [
        {"name": "Size", "type": "CHOICE", "value": "Big"},
        {"name": "Scan", "type": "FILES", "files": [{"id": 1, "name": "a"}]},
    ],
}
COUPON: dict[str, Any] = {
    "name": "Five",
    "code": "FIVE",
    "discountType": "ABS",
    "status": "ACTIVE",
    "discount": 5,
    "launchDate": "2014-06-06 00:00:00 +0000",
    "expirationDate": "2034-06-06 00:00:00 +0000",
    "totalLimit": 1,
    "usesLimit": "SINGLE",
    "catalogLimit": {"products": [1], "categories": [2]},
}


def calculated(shop: Catalogue, **fields: object) -> Any:
    return shop.post("/order/calculate", {"items": [ITEM], **fields})


def test_calculate(shop: Catalogue) -> None:
    person = {"name": "Jane Doe", "countryCode": "US", "stateOrProvinceCode": "CA"}
    read = calculated(
        shop,
        items=[ITEM, {"name": "Plum", "price": 1}],
        email="jane@example.com",
        ipAddress="192.0.2.1",
        customerId=77,
        discountCoupon=COUPON,
        discountInfo=[{"value": 4, "type": "ABS", "base": "ON_TOTAL"}],
        billingPerson=person,
        shippingPerson=person | {"name": "Joe"},
    )
    assert (read["email"], read["ipAddress"], read["customerId"]) == (
        "jane@example.com",
        "192.0.2.1",
        77,
    )
    assert read["discountCoupon"] == {
        **COUPON,
        "orderCount": 0,
        "creationDate": "2023-11-14 22:13:20 +0000",
    }
    first, second = read["items"]
    computed = {"shipping": 0, "handlingFee": 0, "couponApplied": False, "giftCard": False}
    gone = {"couponAmount", "discounts", "selectedOptions"}
    echoed = {name: value for name, value in ITEM.items() if name not in gone}
    assert {**first, **echoed, **computed} == first
    assert not {"couponAmount", "discounts"} & set(first)
    assert [(each["name"], each["type"]) for each in first["selectedOptions"]] == [
        ("Size", "CHOICE"),
        ("Scan", "FILES"),
    ]
    assert "files" not in first["selectedOptions"][1]
    assert second["name"] == "Plum"
    assert read["discountInfo"] == []
    for name in ("billingPerson", "shippingPerson"):
        assert (read[name]["countryName"], read[name]["stateOrProvinceName"]) == (
            "United States",
            "California",
        )
    assert (read["paymentStatus"], read["fulfillmentStatus"]) == (
        "INCOMPLETE",
        "AWAITING_PROCESSING",
    )
    assert shop.get("/carts")["total"] == shop.get("/orders")["total"] == 0


def test_the_total_is_the_sum_of_its_parts(shop: Catalogue) -> None:
    read = calculated(
        shop,
        shippingOption={"shippingMethodName": "Fast", "shippingRate": 10},
        handlingFee={"name": "Wrapping", "value": 2},
        customSurcharges=[
            {"id": "tips", "type": "PERCENT", "value": 10},
            {"id": "bag", "type": "ABSOLUTE", "value": 0.5, "total": 99},
        ],
        giftCardRedemption=20,
    )
    assert read["subtotal"] == 31
    assert [each["total"] for each in read["customSurcharges"]] == [3.1, 0.5]
    assert read["totalBeforeGiftCardRedemption"] == 46.6
    assert (read["giftCardRedemption"], read["total"]) == (20, 26.6)


@pytest.mark.parametrize(
    ("coupon", "off"),
    [
        ({}, 5),
        ({"discount": 500}, 31),
        ({"discountType": "PERCENT", "discount": 10}, 3.1),
        ({"discountType": "SHIPPING"}, 10),
        ({"discountType": "ABS_AND_SHIPPING"}, 15),
        ({"discountType": "PERCENT_AND_SHIPPING", "discount": 10}, 13.1),
        ({"status": "PAUSED"}, 0),
        ({"totalLimit": 31}, 5),
        ({"totalLimit": 32}, 0),
    ],
)
def test_a_coupon_counts_as_it_is_sent(shop: Catalogue, coupon: dict[str, Any], off: float) -> None:
    read = calculated(shop, discountCoupon=COUPON | coupon, shippingOption={"shippingRate": 10})
    assert (read["couponDiscount"], read["total"]) == (off, round(41 - off, 2))


def test_a_gift_card_pays_no_more_than_there_is_to_pay(shop: Catalogue) -> None:
    read = calculated(shop, giftCardRedemption=100)
    assert (read["giftCardRedemption"], read["total"]) == (31, 0)


def test_the_buyer_receives_unless_another_does(shop: Catalogue) -> None:
    read = calculated(shop, billingPerson={"name": "Jane Doe"})
    assert read["shippingPerson"] == read["billingPerson"]
    assert "shippingPerson" not in calculated(shop)


def test_a_price_that_is_not_sent_is_that_of_the_product(shop: Catalogue) -> None:
    product = shop.product(
        price=7,
        options=[{"type": "SELECT", "name": "Size", "choices": [{"text": "S"}]}],
    )
    variation = shop.post(
        f"/products/{product}/combinations",
        {"options": [{"name": "Size", "value": "S"}], "price": 8},
    )["id"]
    items = [
        {"productId": product},
        {"productId": product, "combinationId": variation},
        {"productId": product, "price": 1},
        {"isCustomerSetPrice": True, "selectedPrice": {"value": 3}, "price": 1},
        {"productPrice": 2},
        {},
    ]
    read = calculated(shop, items=items)
    assert [each["price"] for each in read["items"]] == [7, 8, 1, 3, 2, 0]


@pytest.mark.parametrize("body", [{}, {"items": []}, {"items": None}])
def test_without_items_there_is_nothing_to_calculate(shop: Catalogue, body: Any) -> None:
    assert shop.refused("POST", "/order/calculate", body)[0] == 422


def test_the_public_may_calculate(shop: Catalogue) -> None:
    token = shop.api.shop.public_token
    assert shop.api("POST", "/order/calculate", {"items": [ITEM]}, token=token).status == 200
