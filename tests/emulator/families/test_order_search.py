"""The search of orders."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ecwid_orm.emulator import ManualClock
from tests.emulator.conftest import Api
from tests.emulator.families.conftest import Catalogue

NOW = 1_700_000_000


def test_search_fields(shop: Catalogue) -> None:
    wanted = shop.order(
        email="Jane@example.com",
        total=25,
        orderComments="please ring the doorbell",
        paymentMethod="Phone order",
        shippingOption={"shippingMethodName": "Fast delivery"},
        billingPerson={"name": "Jane Doe"},
        paymentStatus="PAID",
        fulfillmentStatus="SHIPPED",
    )
    public = shop.get(f"/orders/{wanted}")["id"]
    shop.order(email="joe@example.com", total=50, billingPerson={"name": "Joe Public"})
    for query in (
        {"keywords": "doorbell"},
        {"keywords": "door* ring"},
        {"keywords": public},
        {"totalFrom": 25, "totalTo": 25},
        {"orderNumber": wanted},
        {"vendorOrderNumber": public},
        {"customer": "jane doe"},
        {"customer": "EXAMPLE.com Doe"},
        {"paymentMethod": "Phone order"},
        {"shippingMethod": "Fast delivery"},
        {"paymentStatus": "PAID"},
        {"paymentStatus": "PAID,CANCELLED"},
        {"fulfillmentStatus": "SHIPPED,DELIVERED"},
        {"email": "jane@EXAMPLE.com"},
        {"ids": f"{wanted},5"},
        {"ids": public.lower()},
    ):
        assert shop.orders(**query) == [int(wanted)], query
    for query in (
        {"keywords": "doorbells"},
        {"totalFrom": 26, "totalTo": 49},
        {"customer": "jane public"},
        {"paymentStatus": "CANCELLED"},
        {"ids": "5"},
        {"email": "doe"},
    ):
        assert shop.orders(**query) == [], query


def test_windows_of_creation_and_change(shop: Catalogue, clock: ManualClock) -> None:
    number = shop.order()
    for name in ("created", "updated"):
        around = {f"{name}From": NOW - 10, f"{name}To": NOW + 10}
        assert shop.orders(**around) == [int(number)]
        assert shop.orders(**{f"{name}From": 0, f"{name}To": 0}) == []
        assert shop.orders(**{f"{name}To": NOW - 1}) == []
        assert shop.orders(**{f"{name}From": "2023-11-14 23:13:20 +0100"}) == [int(number)]
    clock.advance(100)
    shop.put(f"/orders/{number}", {"total": 1})
    assert shop.orders(createdFrom=NOW + 50) == []
    assert shop.orders(updatedFrom=NOW + 50) == [int(number)]


@pytest.mark.parametrize(
    ("body", "query"),
    [
        ({"items": [{"name": "A", "productId": 7}]}, {"productId": "6,7"}),
        ({"items": [{"name": "A", "isPreorder": True}]}, {"containsPreorderItems": "true"}),
        ({"discountCoupon": {"code": "FIVE"}}, {"couponCode": "five"}),
        ({"refererId": "Amazon"}, {"refererId": "amazon"}),
        ({"paymentModule": "Stripe"}, {"paymentModule": "stripe"}),
        ({"paymentReference": "P1"}, {"paymentReference": "p1"}),
        ({"acceptMarketing": False}, {"acceptMarketing": "false"}),
        ({"pickupTime": "2024-05-01"}, {"pickupTimeFrom": "2024-05-01"}),
        ({"pickupTime": "2024-05-01"}, {"pickupTimeTo": "2024-05-02"}),
        ({"items": [{"name": "Plum", "sku": "AB-1"}]}, {"keywords": "ab-1"}),
        ({"trackingNumber": "TR1"}, {"keywords": "tr1"}),
        ({"externalTransactionId": "TX"}, {"keywords": "TX"}),
        ({"shippingPerson": {"city": "Nantes"}}, {"keywords": "nantes"}),
        ({"privateAdminNotes": "nice"}, {"keywords": "nice"}),
        (
            {"items": [{"name": "A", "selectedOptions": [{"name": "Ink", "value": "blue"}]}]},
            {"keywords": "ink blue"},
        ),
    ],
)
def test_a_parameter_finds_what_it_is_for(
    shop: Catalogue, body: dict[str, Any], query: dict[str, Any]
) -> None:
    shop.order(email="other@example.com")
    number = shop.order(**body)
    assert shop.orders(**query) == [int(number)]


def test_marketing_that_nobody_refused_is_accepted(shop: Catalogue) -> None:
    silent, yes = shop.order(), shop.order(acceptMarketing=True)
    shop.order(acceptMarketing=False)
    assert shop.orders(acceptMarketing="true") == [int(yes), int(silent)]


def test_customer_id_and_email_must_both_fit_unless_either_will_do(shop: Catalogue) -> None:
    by_email = shop.order(email="a@example.com")
    by_other = shop.order(email="b@example.com")
    customer = shop.get(f"/orders/{by_other}")["customerId"]
    assert shop.orders(customerId=customer) == [int(by_other)]
    both = {"customerId": customer, "email": "a@example.com"}
    assert shop.orders(**both) == []
    assert shop.orders(**both, customerIdOrEmail="true") == [int(by_other), int(by_email)]


def test_carts_are_left_out_unless_asked_for(shop: Catalogue) -> None:
    cart, order = shop.order(paymentStatus="INCOMPLETE"), shop.order()
    assert shop.orders() == [int(order)]
    assert shop.orders(paymentStatus="INCOMPLETE") == [int(cart)]
    assert shop.orders(paymentStatus="INCOMPLETE,AWAITING_PAYMENT") == [int(order), int(cart)]


def test_an_order_number_overrides_all_else(shop: Catalogue) -> None:
    one, two = shop.order(paymentStatus="PAID"), shop.order()
    assert shop.orders(orderNumber=f"{one},{two}", paymentStatus="CANCELLED") == [
        int(two),
        int(one),
    ]


def test_the_newest_comes_first(shop: Catalogue) -> None:
    old = shop.order(createDate="2020-01-01")
    new = shop.order()
    older = shop.order(createDate="2019-01-01")
    assert shop.orders() == [int(new), int(old), int(older)]


@pytest.mark.parametrize(
    "query",
    [
        {"paymentStatus": "PAID,PAYED"},
        {"fulfillmentStatus": "shipped"},
        {"productId": "x"},
        {"customerId": "1.5"},
        {"totalFrom": "much"},
        {"createdFrom": "yesterday"},
        {"acceptMarketing": "perhaps"},
        {"orderNumber": "ABC"},
        {"limit": 0},
    ],
)
def test_a_malformed_parameter_is_refused(shop: Catalogue, query: dict[str, Any]) -> None:
    [name] = query
    status, code, message = shop.refused("GET", "/orders", **query)
    assert (status, code) == (400, "WRONG_PARAMETER")
    assert f"'{name}'" in message


def test_a_search_lags_behind_by_the_delay_of_the_index(
    open_shop: Callable[..., Api], clock: ManualClock
) -> None:
    late = Catalogue(open_shop(index_delay=5))
    number = late.order(email="a@example.com", paymentStatus="INCOMPLETE")
    assert late.get(f"/orders/{number}")["email"] == "a@example.com"
    assert late.get("/carts")["total"] == 0
    clock.advance(5)
    assert late.get("/carts")["total"] == 1
    late.put(f"/orders/{number}", {"paymentStatus": "PAID"})
    assert late.orders() == []
    clock.advance(5)
    assert late.orders() == [int(number)]
