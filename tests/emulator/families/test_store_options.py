"""Shipping and payment options."""

from __future__ import annotations

from typing import Any

import pytest

SHIPPING = "/profile/shippingOptions"
PAYMENT = "/profile/paymentOptions"


def shipping(shop: Any, **fields: object) -> str:
    key: str = shop.post(SHIPPING, {"title": "Post", **fields})["id"]
    return key


def payment(shop: Any, **fields: object) -> str:
    body = {"checkoutTitle": "Cash", "paymentProcessorId": "offline", **fields}
    key: str = shop.post(PAYMENT, body)["id"]
    return key


def one(shop: Any, key: str) -> Any:
    [found] = [each for each in shop.get(SHIPPING) if each["id"] == key]
    return found


def test_a_shipping_option_lives(shop: Any) -> None:
    key = shipping(shop, flatRate={"rateType": "ABSOLUTE", "rate": 5})
    assert isinstance(key, str)
    created = one(shop, key)
    assert (created["title"], created["enabled"], created["carrier"]) == ("Post", True, "")
    assert created["ratesCalculationType"] == "flat"
    assert created["destinationZone"] == {"id": "WORLD", "name": "WORLD"}
    assert shop.put(f"{SHIPPING}/{key}", {"enabled": False}) == {"updateCount": 1}
    assert one(shop, key) == {**created, "enabled": False}
    assert shop.get("/profile")["shipping"]["shippingOptions"] == shop.get(SHIPPING)
    assert shop.delete(f"{SHIPPING}/{key}") == {"deleteCount": 1}
    assert shop.get(SHIPPING) == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "SHIPPING_OPTION_TITLE_REQUIRED"),
        ({"title": " "}, "SHIPPING_OPTION_TITLE_REQUIRED"),
        ({"title": "x" * 101}, "SHIPPING_BAD_TITLE_LENGTH"),
        ({"title": "A", "type": "carrier"}, "SHIPPING_CARRIER_NAME_REQUIRED"),
        ({"title": "A", "carrier": "USPS"}, "SHIPPING_TYPE_CARRIER_REQUIRED"),
    ],
)
def test_a_wrong_shipping_option_is_refused(shop: Any, body: Any, code: str) -> None:
    assert shop.refused("POST", SHIPPING, body)[:2] == (400, code)


def test_titles_of_shipping_options_are_unique(shop: Any) -> None:
    shipping(shop, title="x" * 100)
    first = shipping(shop)
    taken = (
        409,
        "SHIPPING_OPTION_ALREADY_EXISTS",
        "A shipping option with this name already exists",
    )
    assert shop.refused("POST", SHIPPING, {"title": "Post"}) == taken
    second = shipping(shop, title="Courier")
    assert shop.refused("PUT", f"{SHIPPING}/{second}", {"title": "Post"}) == taken
    shop.put(f"{SHIPPING}/{first}", {"title": "Post"})
    assert shop.refused("PUT", f"{SHIPPING}/{first}", {"title": "x" * 101})[0] == 400
    assert shop.refused("PUT", f"{SHIPPING}/{first}", {"title": ""})[0] == 400


def test_an_unknown_shipping_option_is_not_found(shop: Any) -> None:
    for method in ("PUT", "DELETE"):
        assert shop.refused(method, f"{SHIPPING}/1-2", {})[:2] == (404, "SHIPPING_NOT_FOUND")


def test_options_come_by_their_place(shop: Any) -> None:
    first, second = shipping(shop, title="A"), shipping(shop, title="B")
    third = shipping(shop, title="C", orderby=15)
    assert [each["id"] for each in shop.get(SHIPPING)] == [first, third, second]
    assert [each["orderby"] for each in shop.get(SHIPPING)] == [10, 15, 20]
    ids = [payment(shop), payment(shop), payment(shop, orderBy=5)]
    assert [each["id"] for each in shop.get(PAYMENT)] == [ids[0], ids[2], ids[1]]


def test_twins_of_a_shipping_option_follow_each_other(shop: Any) -> None:
    hours = '{"MON":[["07:00","19:00"]]}'
    key = shipping(shop, fulfilmentType="pickup", deliveryTimeDays="4-9", businessHours=hours)
    option = one(shop, key)
    assert option["description"] == "4-9"
    assert option["pickupBusinessHours"] == hours
    shop.put(f"{SHIPPING}/{key}", {"description": "5"})
    assert one(shop, key)["deliveryTimeDays"] == "5"


def test_an_unset_transit_time_is_kept(shop: Any) -> None:
    times = {"estimatedTransitTimeInDays": [None, None], "fulfillmentTimeInDays": [2, 3]}
    key = shipping(shop, estimatedShippingTimeAtCheckoutSettings=times)
    assert one(shop, key)["estimatedShippingTimeAtCheckoutSettings"] == times


def test_a_zone_is_that_of_the_profile(shop: Any) -> None:
    shop.put("/profile", {"zones": [{"name": "Iberia", "countryCodes": ["ES", "PT"]}]})
    zone = shop.get("/profile")["zones"][0]
    key = shipping(shop, destinationZone={"id": zone["id"]})
    assert one(shop, key)["destinationZone"] == zone


def test_a_minimum_of_nothing_is_absent(shop: Any) -> None:
    key = shipping(shop, minimumOrderSubtotal=10)
    assert one(shop, key)["minimumOrderSubtotal"] == 10
    shop.put(f"{SHIPPING}/{key}", {"minimumOrderSubtotal": 0})
    assert "minimumOrderSubtotal" not in one(shop, key)


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"type": "carrier", "carrier": "USPS"}, "carrier-calculated"),
        ({"ratesTable": {"tableBasedOn": "weight", "rates": []}}, "table"),
        ({"appClientId": "an-app"}, "app"),
        ({}, "flat"),
    ],
)
def test_how_rates_are_found_follows_from_the_rest(shop: Any, fields: Any, kind: str) -> None:
    assert one(shop, shipping(shop, **fields))["ratesCalculationType"] == kind


def test_titles_in_another_language(shop: Any) -> None:
    key = shipping(shop, titleTranslated={"ru": "Почта"})
    assert one(shop, key)["titleTranslated"] == {"en": "Post", "ru": "Почта"}
    assert shop.get(SHIPPING, lang="ru")[0]["title"] == "Почта"
    cash = payment(shop, checkoutTitleTranslated={"ru": "Наличные"})
    assert shop.get(f"{PAYMENT}/{cash}", lang="ru")["checkoutTitle"] == "Наличные"
    assert shop.get(SHIPPING, responseFields="id") == [{"id": key}]


def test_a_payment_option_lives(shop: Any) -> None:
    key = payment(shop, checkoutDescription="In the shop")
    assert isinstance(key, str)
    created = shop.get(f"{PAYMENT}/{key}")
    assert (created["checkoutTitle"], created["enabled"]) == ("Cash", True)
    assert created["appClientId"] == ""
    answer = shop.put(f"{PAYMENT}/{key}", {"enabled": False})
    assert answer == {"updateCount": 1, "success": True}
    assert shop.get(PAYMENT) == [{**created, "enabled": False}]
    assert shop.get("/profile")["payment"]["paymentOptions"] == shop.get(PAYMENT)
    assert shop.delete(f"{PAYMENT}/{key}") == {"deleteCount": 1}
    for method in ("GET", "PUT", "DELETE"):
        assert shop.refused(method, f"{PAYMENT}/{key}", {})[0] == 404


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"paymentProcessorId": "offline"}, "PAYMENT_OPTION_TITLE_REQUIRED"),
        ({"checkoutTitle": "Card"}, "PAYMENT_GATEWAY_NAME_REQUIRED"),
        (
            {"checkoutTitle": "x" * 65, "paymentProcessorId": "offline"},
            "PAYMENT_OPTION_BAD_TITLE_LENGTH",
        ),
        (
            {
                "checkoutTitle": "PayPal",
                "paymentProcessorId": "paypal",
                "payPalEmail": f"{'x' * 200}@example.com",
            },
            "PAYMENT_GATEWAY_SETTING_VALUE_LENGTH_OUT_OF_BOUNDARIES",
        ),
    ],
)
def test_a_wrong_payment_option_is_refused(shop: Any, body: Any, code: str) -> None:
    assert shop.refused("POST", PAYMENT, body)[:2] == (400, code)


def test_a_gateway_is_added_once(shop: Any) -> None:
    payment(shop, paymentProcessorId="stripe")
    refusal = shop.refused(
        "POST", PAYMENT, {"checkoutTitle": "Card", "paymentProcessorId": "stripe"}
    )
    assert refusal[:2] == (409, "PAYMENT_GATEWAY_IS_ALREADY_ADDED")
    for processor in ("offline", "customPaymentApp"):
        payment(shop, paymentProcessorId=processor)
        payment(shop, paymentProcessorId=processor)


def test_the_mail_address_of_paypal_is_never_returned(shop: Any) -> None:
    key = payment(shop, paymentProcessorId="paypal", payPalEmail="a@example.com")
    assert "payPalEmail" not in shop.get(f"{PAYMENT}/{key}")


def test_only_a_method_of_an_app_says_whether_it_is_configured(shop: Any) -> None:
    own, of_app = payment(shop), payment(shop, appClientId="an-app", configured=False)
    assert shop.get(f"{PAYMENT}/{of_app}")["configured"] is False
    for key, expected in ((own, True), (of_app, True)):
        shop.put(f"{PAYMENT}/{key}", {"configured": True})
        assert shop.get(f"{PAYMENT}/{key}")["configured"] is expected
    shop.put(f"{PAYMENT}/{own}", {"configured": False})
    assert shop.get(f"{PAYMENT}/{own}")["configured"] is True
