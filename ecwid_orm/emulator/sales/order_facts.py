"""What a search may know of an order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ecwid_orm.emulator.kind import Facts
from ecwid_orm.emulator.query import unix_seconds
from ecwid_orm.emulator.sales.persons import details

Body = dict[str, Any]

_PERSONS = ("billingPerson", "shippingPerson")
_TEXTS = (
    "id",
    "email",
    "externalTransactionId",
    "referenceTransactionId",
    "externalOrderId",
    "trackingNumber",
    "orderComments",
    "privateAdminNotes",
)
_TERMS = {
    "payment_method": "paymentMethod",
    "payment_module": "paymentModule",
    "payment_reference": "paymentReference",
    "referer": "refererId",
}


def facts(order: Body) -> Facts:
    """The facts of a complete order."""
    people = [text for name in _PERSONS for text in details(order.get(name, {}))]
    return Facts(
        columns={
            "created": order["createTimestamp"],
            "updated": order["updateTimestamp"],
            "pickup": unix_seconds(order.get("pickupTime", "")),
            "total": order["total"],
            "payment": order["paymentStatus"],
            "fulfillment": order["fulfillmentStatus"],
            "email": order.get("email", "").casefold(),
            "customer": order.get("customerId"),
            "customer_details": "\n".join([order.get("email", ""), *people]).casefold(),
            "has_address": bool(order.get("shippingPerson", {}).get("street")),
            "hidden": order["hidden"],
            "marketing": order.get("acceptMarketing", True),
            "preorder": any(item.get("isPreorder") for item in order["items"]),
        },
        terms=list(_terms(order)),
        text="\n".join([*_texts(order), *people]),
    )


def keys(order: Body) -> list[tuple[str, str]]:
    """The natural keys of an order, and what ties it to its customer."""
    found = [("public", order["id"])]
    if order.get("email"):
        found.append(("email", order["email"].casefold()))
    if "$cart" in order:
        found.append(("cart", order["$cart"]))
    return found


def _terms(order: Body) -> Iterator[tuple[str, str]]:
    yield "reference", order["id"].casefold()
    yield "reference", str(order["orderNumber"])
    for name, field in _TERMS.items():
        if order.get(field):
            yield name, order[field].casefold()
    method = order.get("shippingOption", {}).get("shippingMethodName")
    if method:
        yield "shipping_method", method.casefold()
    coupon = order.get("discountCoupon", {}).get("code")
    if coupon:
        yield "coupon", coupon.casefold()
    for item in order["items"]:
        for name, field in (("product", "productId"), ("subscription", "subscriptionId")):
            if field in item:
                yield name, str(item[field])


def _texts(order: Body) -> Iterator[str]:
    yield str(order["orderNumber"])
    for name in _TEXTS:
        yield order.get(name, "")
    for item in order["items"]:
        yield item["name"]
        yield item.get("sku", "")
        for option in item.get("selectedOptions", ()):
            yield option["name"]
            yield option.get("value", "")
