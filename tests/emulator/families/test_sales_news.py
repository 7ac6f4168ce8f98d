"""What the app and the customers are told when orders change."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ecwid_orm.emulator.sales.buyers import Purchases, purchases
from ecwid_orm.emulator.webhooks import SCOPES, Outbox
from tests.emulator.families.conftest import Catalogue

WHEN = 1_700_000_000


@pytest.fixture
def listened(shop: Catalogue) -> Catalogue:
    """A shop that queues webhooks about orders, invoices and the profile."""
    inner = shop.api.shop.shop
    about = {"read_orders", "read_invoices", "read_store_profile"}
    inner.outbox = Outbox(inner.db, about & set(SCOPES.values()))
    return shop


def heard(shop: Catalogue) -> list[tuple[str, Any, Any]]:
    """(event, entity, data) of what was queued since it was last asked."""
    with shop.api.shop.shop.db.transaction() as connection:
        rows = connection.execute("SELECT event FROM webhook ORDER BY id").fetchall()
        connection.execute("DELETE FROM webhook")
    events = [json.loads(row[0]) for row in rows]
    return [(each["eventType"], each["entityId"], each.get("data")) for each in events]


def test_an_orders_life_is_told(listened: Catalogue) -> None:
    created = listened.post("/orders", {"email": "a@example.com"})
    number, public = created["id"], created["orderid"]
    path = f"/orders/{number}"
    listened.put(path, {"paymentStatus": "PAID", "fulfillmentStatus": "SHIPPED"})
    invoice = listened.post(f"{path}/invoices/create-invoice")["id"]
    listened.delete(path)
    new = {"newPaymentStatus": "AWAITING_PAYMENT", "newFulfillmentStatus": "AWAITING_PROCESSING"}
    changed = {
        "oldPaymentStatus": "AWAITING_PAYMENT",
        "newPaymentStatus": "PAID",
        "oldFulfillmentStatus": "AWAITING_PROCESSING",
        "newFulfillmentStatus": "SHIPPED",
    }
    still = changed | {"oldPaymentStatus": "PAID", "oldFulfillmentStatus": "SHIPPED"}
    assert heard(listened) == [
        ("order.created", number, {"orderId": public, **new}),
        ("order.updated", number, {"orderId": public, **changed}),
        ("order.updated", number, {"orderId": public, **still}),
        ("invoice.created", invoice, {"orderId": public}),
        ("order.deleted", number, {"orderId": public}),
    ]


def test_a_carts_life_is_told(listened: Catalogue) -> None:
    cart = listened.cart()
    [(event, number, data)] = heard(listened)
    assert (event, data["cartId"]) == ("unfinished_order.created", cart)
    listened.put(f"/carts/{cart}", {"hidden": True})
    listened.post(f"/carts/{cart}/place")
    gone = listened.cart()
    listened.delete(f"/orders/{listened.orders(paymentStatus='INCOMPLETE')[0]}")
    told = heard(listened)
    assert [event for event, _, _ in told] == [
        "unfinished_order.updated",
        "order.created",
        "unfinished_order.created",
        "unfinished_order.deleted",
    ]
    assert told[0] == ("unfinished_order.updated", number, data)
    assert told[1][1] == number
    assert told[3][2]["cartId"] == gone


def test_statuses_and_checkout_fields_are_part_of_the_profile(listened: Catalogue) -> None:
    listened.put("/profile/order_status/CUSTOM_PAYMENT_STATUS_1", {"enabled": True})
    listened.post("/profile/extrafields", {"key": "a"})
    listened.put("/profile/extrafields/a", {"title": "A"})
    listened.delete("/profile/extrafields/a")
    assert heard(listened) == [("profile.updated", 1003, None)] * 4


def test_a_refused_change_is_not_told(listened: Catalogue) -> None:
    number = listened.order()
    heard(listened)
    listened.refused("PUT", f"/orders/{number}", {"total": 5, "hidden": True})
    assert heard(listened) == []


def test_purchases_are_those_of_an_address_without_carts(shop: Catalogue) -> None:
    inner = shop.api.shop.shop
    assert purchases(inner, "a@example.com") == Purchases(0, 0, None, None)
    shop.order(email="A@example.com", total=5.1, createDate="2023-01-01")
    number = shop.order(email="a@example.com", total=0.2)
    shop.order(email="a@example.com", total=100, paymentStatus="INCOMPLETE")
    shop.order(email="b@example.com", total=100)
    bought = purchases(inner, "a@EXAMPLE.com")
    assert bought == Purchases(2, 5.3, 1_672_531_200, WHEN)
    shop.delete(f"/orders/{number}")
    assert purchases(inner, "a@example.com").count == 1


def test_an_order_finds_or_makes_its_customer(shop: Catalogue) -> None:
    number = shop.order(email="a@example.com")
    customer = shop.get(f"/orders/{number}")["customerId"]
    assert shop.get(f"/customers/{customer}")["email"] == "a@example.com"
    again = shop.order(email="A@example.com")
    assert shop.get(f"/orders/{again}")["customerId"] == customer
    by_id = shop.order(customerId=customer)
    assert shop.get(f"/orders/{by_id}")["customerId"] == customer
    assert shop.refused("POST", "/orders", {"customerId": 5})[0] == 404


def test_a_cart_finds_its_customer_when_it_is_placed(shop: Catalogue) -> None:
    cart = shop.cart(email="a@example.com")
    assert "customerId" not in shop.get(f"/carts/{cart}")
    number = shop.post(f"/carts/{cart}/place")["orderNumber"]
    customer = shop.get(f"/orders/{number}")["customerId"]
    assert shop.get(f"/customers/{customer}")["email"] == "a@example.com"
    other = shop.order(email="b@example.com", paymentStatus="INCOMPLETE")
    shop.put(f"/orders/{other}", {"paymentStatus": "PAID"})
    assert shop.get(f"/orders/{other}")["customerId"] != customer


def test_an_order_knows_the_group_of_its_customer_until_it_is_updated(shop: Catalogue) -> None:
    group = shop.post("/customer_groups", {"name": "Gold"})["id"]
    shop.post("/customers", {"email": "a@example.com", "customerGroupId": group})
    number = shop.order(email="a@example.com")
    read = shop.get(f"/orders/{number}")
    assert (read["customerGroup"], read["customerGroupId"]) == ("Gold", group)
    shop.put(f"/orders/{number}", {"total": 5})
    assert shop.get(f"/orders/{number}").get("customerGroup") is None
