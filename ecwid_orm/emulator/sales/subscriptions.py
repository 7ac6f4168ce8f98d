"""Subscriptions: orders that are placed again and again.

The API makes none, buyers do at checkout; `subscribe` stands for them.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from typing import Any

from ecwid_orm.emulator.errors import not_found, wrong_parameter
from ecwid_orm.emulator.formats import timestamp
from ecwid_orm.emulator.kind import Facts
from ecwid_orm.emulator.merge import Merge
from ecwid_orm.emulator.query import unix_seconds
from ecwid_orm.emulator.sales.kinds import SUBSCRIPTION
from ecwid_orm.emulator.sales.orders import order, save_order
from ecwid_orm.emulator.shop import Shop

Body = dict[str, Any]

_COUNTS = {"DAY": (1,), "WEEK": (1, 2), "MONTH": (1, 3), "YEAR": (1,)}
"""How many days, weeks, months, years may lie between two charges."""

_TEMPLATE = (
    "id",
    "email",
    "additionalInfo",
    "orderComments",
    "paymentMethod",
    "paymentModule",
    "total",
    "subtotal",
    "usdTotal",
    "tax",
    "customerTaxExempt",
    "customerTaxId",
    "customerTaxIdValid",
    "reversedTaxApplied",
    "items",
    "billingPerson",
    "shippingPerson",
    "shippingOption",
    "handlingFee",
    "pricesIncludeTax",
)


def subscription(shop: Shop, key: int) -> Body:
    """One subscription; `ApiError` 404 if there is none."""
    found = shop.db.get(SUBSCRIPTION, key)
    if found is None:
        raise not_found("Subscription", key)
    return found


def subscribe(shop: Shop, reference: str, *, interval: str = "MONTH", count: int = 1) -> int:
    """Make an order, by number or public id, the first of a subscription; its id.

    All items of the order belong to it from then on. The next charge is an interval away.
    """
    _check_interval(interval, count)
    with shop.db.transaction():
        first = order(shop, reference)
        key = shop.new_id("subscription")
        settings = {"recurringInterval": interval, "recurringIntervalCount": count}
        for item in first["items"]:
            item |= {"subscriptionId": key, "recurringChargeSettings": settings}
        save_order(shop, first)
        now = shop.clock.now()
        body = {
            "subscriptionId": key,
            "status": "ACTIVE",
            "statusUpdated": timestamp(now),
            "created": timestamp(now),
            "createTimestamp": int(now * 1000),
            "nextCharge": timestamp(_later(now, interval, count)),
            "chargeSettings": settings,
            "paymentMethod": {"creditCardMaskedNumber": "*1111", "creditCardBrand": "visa"},
            "orderTemplate": {name: first[name] for name in _TEMPLATE if name in first},
            "orders": [
                {
                    "id": first["orderNumber"],
                    "total": first["total"],
                    "createDate": first["createDate"],
                }
            ],
        }
        if "customerId" in first:
            body["customerId"] = first["customerId"]
        _save(shop, body)
    return key


def update_subscription(shop: Shop, key: int, sent: Any) -> None:
    """Change status, next charge or interval."""
    stored = subscription(shop, key)
    body = Merge(shop.spec, "Subscription").update(stored, sent)
    settings = body["chargeSettings"]
    _check_interval(settings["recurringInterval"], settings["recurringIntervalCount"])
    if not body["nextCharge"]:
        raise wrong_parameter("Field Subscription.nextCharge has a wrong value: expected a date")
    if body["status"] != stored["status"]:
        body["statusUpdated"] = timestamp(shop.clock.now())
        body.pop("cancelled", None)
        if body["status"] == "CANCELLED":
            body["cancelled"] = body["statusUpdated"]
    _save(shop, body)


def _save(shop: Shop, body: Body) -> None:
    now = shop.clock.now()
    body["updateTimestamp"] = int(now * 1000)
    shop.db.save(SUBSCRIPTION, body["subscriptionId"], body, facts=_facts(body))
    shop.db.touch("subscription", at=now)


def _facts(body: Body) -> Facts:
    settings, orders = body["chargeSettings"], body["orders"]
    terms = [("product", str(item.get("productId"))) for item in body["orderTemplate"]["items"]]
    terms.append(("order", body["orderTemplate"]["id"].casefold()))
    for each in orders:
        terms.append(("order", str(each["id"])))
        terms.append(("order_total", repr(float(each["total"]))))
        terms.append(("order_created", str(unix_seconds(each["createDate"]))))
    return Facts(
        columns={
            "created": body["createTimestamp"] // 1000,
            "updated": body["updateTimestamp"] // 1000,
            "cancelled": unix_seconds(body.get("cancelled", "")),
            "next_charge": unix_seconds(body["nextCharge"]),
            "status": body["status"],
            "customer": body.get("customerId"),
            "email": body["orderTemplate"].get("email", "").casefold(),
            "interval": settings["recurringInterval"],
            "interval_count": settings["recurringIntervalCount"],
            "orders": len(orders),
        },
        terms=terms,
    )


def _check_interval(interval: str, count: int) -> None:
    if count not in _COUNTS[interval]:
        allowed = " or ".join(str(each) for each in _COUNTS[interval])
        raise wrong_parameter(
            f"Field Subscription.chargeSettings.recurringIntervalCount must be {allowed}"
            f" for {interval}"
        )


def _later(moment: float, interval: str, count: int) -> float:
    """The same time of day an interval later, on the last day of a month that is too short."""
    then = datetime.fromtimestamp(moment, UTC)
    if interval in ("DAY", "WEEK"):
        return (then + timedelta(days=count * (7 if interval == "WEEK" else 1))).timestamp()
    months = then.month - 1 + count * (12 if interval == "YEAR" else 1)
    year, month = then.year + months // 12, months % 12 + 1
    day = min(then.day, monthrange(year, month)[1])
    return then.replace(year=year, month=month, day=day).timestamp()
