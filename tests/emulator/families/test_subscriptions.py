"""Subscriptions, which buyers make at checkout and the API changes."""

from __future__ import annotations

from typing import Any

import pytest

from ecwid_orm.emulator import ManualClock
from ecwid_orm.emulator.errors import ApiError
from ecwid_orm.emulator.sales.subscriptions import subscribe
from tests.emulator.families.conftest import Catalogue

NOW = 1_700_000_000
WHEN = "2023-11-14 22:13:20 +0000"


def subscribed(
    shop: Catalogue, *, interval: str = "MONTH", count: int = 1, **fields: object
) -> int:
    """Place an order and subscribe to it; the subscription's id."""
    items = [{"name": "Tea", "productId": 7, "price": 5}]
    number = shop.order(**{"email": "jane@example.com", "total": 12.5, "items": items, **fields})
    return subscribe(shop.api.shop.shop, number, interval=interval, count=count)


def found(shop: Catalogue, **query: object) -> list[int]:
    return [each["subscriptionId"] for each in shop.get("/subscriptions", **query)["items"]]


def test_a_subscription_begins_with_its_first_order(shop: Catalogue) -> None:
    key = subscribed(shop)
    read = shop.get(f"/subscriptions/{key}")
    order = shop.get(f"/orders/{shop.orders()[0]}")
    assert read["status"] == "ACTIVE"
    assert (read["created"], read["createTimestamp"]) == (WHEN, NOW * 1000)
    assert read["nextCharge"] == "2023-12-14 22:13:20 +0000"
    assert read["chargeSettings"] == {"recurringInterval": "MONTH", "recurringIntervalCount": 1}
    assert read["customerId"] == order["customerId"]
    assert read["orders"] == [{"id": order["orderNumber"], "total": 12.5, "createDate": WHEN}]
    assert read["orderTemplate"]["id"] == order["id"]
    assert order["items"][0]["subscriptionId"] == key
    assert order["items"][0]["recurringChargeSettings"] == read["chargeSettings"]
    assert shop.orders(subscriptionId=f"5,{key}") == [order["orderNumber"]]


def test_the_order_of_a_subscription_shows_the_files_of_its_items(shop: Catalogue) -> None:
    option = {"name": "Scan", "type": "FILES"}
    number = shop.order(items=[{"name": "Print", "selectedOptions": [option]}])
    item = shop.get(f"/orders/{number}")["items"][0]["id"]
    upload = f"/orders/{number}/items/{item}/options/Scan?fileName=a"
    shop.api("POST", upload, b"x", content_type="application/octet-stream")
    key = subscribe(shop.api.shop.shop, number)
    [shown] = shop.get("/subscriptions")["items"]
    assert shown == shop.get(f"/subscriptions/{key}")
    [ordered] = shop.get(f"/orders/{number}")["items"]
    assert shown["orderTemplate"]["items"][0]["selectedOptions"] == ordered["selectedOptions"]


@pytest.mark.parametrize(
    ("interval", "count", "then"),
    [
        ("DAY", 1, "2024-02-01 22:13:20 +0000"),
        ("WEEK", 2, "2024-02-14 22:13:20 +0000"),
        ("MONTH", 1, "2024-02-29 22:13:20 +0000"),
        ("MONTH", 3, "2024-04-30 22:13:20 +0000"),
        ("YEAR", 1, "2025-01-31 22:13:20 +0000"),
    ],
)
def test_the_next_charge_is_an_interval_away(
    shop: Catalogue, clock: ManualClock, interval: str, count: int, then: str
) -> None:
    clock.advance(78 * 24 * 3600)  # to the last day of January
    key = subscribed(shop, interval=interval, count=count)
    assert shop.get(f"/subscriptions/{key}")["nextCharge"] == then


def test_an_order_that_is_not_there_cannot_be_subscribed_to(shop: Catalogue) -> None:
    with pytest.raises(ApiError, match="Order #5 not found"):
        subscribe(shop.api.shop.shop, "5")


def test_no_subscription_begins_with_an_interval_that_there_is_not(shop: Catalogue) -> None:
    number = shop.order(items=[{"name": "Tea"}])
    with pytest.raises(ApiError, match="must be 1 or 3 for MONTH"):
        subscribe(shop.api.shop.shop, number, interval="MONTH", count=2)


def test_a_put_changes_status_charge_and_interval(shop: Catalogue, clock: ManualClock) -> None:
    key = subscribed(shop)
    clock.advance(60)
    sent = {
        "status": "CANCELLED",
        "nextCharge": "2024-05-01",
        "chargeSettings": {"recurringInterval": "WEEK", "recurringIntervalCount": 2},
        "customerId": 5,
    }
    assert shop.put(f"/subscriptions/{key}", sent) == {"updateCount": 1}
    read = shop.get(f"/subscriptions/{key}")
    assert read["status"] == "CANCELLED"
    assert read["statusUpdated"] == read["cancelled"] == "2023-11-14 22:14:20 +0000"
    assert read["nextCharge"] == "2024-05-01 00:00:00 +0000"
    assert read["chargeSettings"] == sent["chargeSettings"]
    assert read["updateTimestamp"] == (NOW + 60) * 1000
    assert read["customerId"] != 5
    shop.put(f"/subscriptions/{key}", {"status": "ACTIVE"})
    assert "cancelled" not in shop.get(f"/subscriptions/{key}")


@pytest.mark.parametrize(
    "settings",
    [
        {"recurringIntervalCount": 2},
        {"recurringInterval": "DAY", "recurringIntervalCount": 3},
        {"recurringInterval": "WEEK", "recurringIntervalCount": 3},
        {"recurringInterval": "YEAR", "recurringIntervalCount": 2},
        {"recurringInterval": "HOUR"},
    ],
)
def test_an_interval_that_there_is_not_is_refused(
    shop: Catalogue, settings: dict[str, Any]
) -> None:
    key = subscribed(shop)
    before = shop.get(f"/subscriptions/{key}")
    status, code, _ = shop.refused("PUT", f"/subscriptions/{key}", {"chargeSettings": settings})
    assert (status, code) == (400, "WRONG_PARAMETER")
    assert shop.refused("PUT", f"/subscriptions/{key}", {"nextCharge": ""})[0] == 400
    assert shop.get(f"/subscriptions/{key}") == before


def test_an_unknown_subscription_is_not_found(shop: Catalogue) -> None:
    gone = (404, None, "Subscription #5 not found")
    assert shop.refused("GET", "/subscriptions/5") == gone
    assert shop.refused("PUT", "/subscriptions/5", {}) == gone


def test_search(shop: Catalogue, clock: ManualClock) -> None:
    other = {"email": "joe@example.com", "total": 3, "items": [{"name": "A", "productId": 8}]}
    last = subscribed(shop, interval="DAY", createDate="2020-01-01", **other)
    shop.put(f"/subscriptions/{last}", {"status": "CANCELLED"})
    clock.advance(1000)
    key = subscribed(shop)
    read = shop.get(f"/subscriptions/{key}")
    [number, public] = read["orders"][0]["id"], read["orderTemplate"]["id"]
    for query in (
        {"id": key},
        {"createdFrom": NOW + 1},
        {"updatedFrom": NOW + 1},
        {"customerId": read["customerId"]},
        {"status": "ACTIVE"},
        {"status": "ACTIVE,PAUSED"},
        {"nextChargeFrom": "2023-12-01"},
        {"recurringInterval": "MONTH"},
        {"productId": 7},
        {"email": "JANE@example.com"},
        {"orderId": number},
        {"orderId": public},
        {"orderTotal": 12.50},
        {"orderCreatedFrom": "2023-01-01"},
        {"orderCreatedFrom": "2023-01-01", "orderCreatedTo": "2024-01-01"},
    ):
        assert found(shop, **query) == [key], query
    for query in (
        {"createdTo": NOW},
        {"cancelledFrom": NOW, "cancelledTo": NOW},
        {"nextChargeTo": "2023-12-01"},
        {"orderCreatedTo": "2020-02-01"},
    ):
        assert found(shop, **query) == [last], query
    assert found(shop, recurringIntervalCount=1) == [key, last]
    assert found(shop, recurringIntervalCount=3) == []


def test_sort_orders(shop: Catalogue, clock: ManualClock) -> None:
    first = subscribed(shop, interval="YEAR")
    clock.advance(10)
    second = subscribed(shop, interval="DAY")
    assert found(shop) == found(shop, sortBy="DATE_CREATED_DESC") == [second, first]
    assert found(shop, sortBy="DATE_CREATED_ASC") == [first, second]
    assert found(shop, sortBy="NEXT_CHARGE_DATE_ASC") == [second, first]
    assert found(shop, sortBy="NEXT_CHARGE_DATE_DESC") == [first, second]
    assert found(shop, sortBy="ORDER_COUNT_ASC") == [first, second]
    assert found(shop, sortBy="ORDER_COUNT_DESC") == [second, first]
    assert found(shop, offset=1, limit=1) == [first]
    assert shop.refused("GET", "/subscriptions?sortBy=NAME_ASC")[0] == 400
    assert shop.refused("GET", "/subscriptions?status=DEAD")[0] == 400


def test_subscriptions_move_their_stats(shop: Catalogue, clock: ManualClock) -> None:
    key = subscribed(shop)
    clock.advance(60)
    shop.put(f"/subscriptions/{key}", {"status": "PAUSED"})
    stats = shop.get("/latest-stats", subscriptionRequired="true")
    assert stats["subscriptionsUpdated"] == "2023-11-14 22:14:20 +0000"
