"""The customers of orders."""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.clients.customers import (
    count_purchases,
    create_customer,
    customer,
    customer_id_of,
)
from ecwid_orm.emulator.clients.groups import GENERAL, group
from ecwid_orm.emulator.sales.buyers import Buyer, find_buyers_with, when_purchases_change
from ecwid_orm.emulator.sales.kinds import CART
from ecwid_orm.emulator.shop import Shop

Body = dict[str, Any]


def register() -> None:
    """Tell the orders how their customers are found and fed."""
    find_buyers_with(find_buyer)
    when_purchases_change(count_purchases)


def find_buyer(shop: Shop, order: Body) -> Buyer | None:
    """The customer of a new order, by its `customerId` or its e-mail.

    An order without an e-mail gets that of its customer, for it is by e-mail that orders count.
    An e-mail that no customer has makes a new one, unless the order is only a cart. `ApiError`
    404 if there is no customer with that id.
    """
    if order.get("customerId"):
        found = customer(shop, order["customerId"])
        order["email"] = order.get("email") or found["email"]
        return _buyer(shop, found)
    email = order.get("email", "")
    if not email.strip():
        return None
    key = customer_id_of(shop, email)
    if key is not None:
        return _buyer(shop, customer(shop, key))
    if order["paymentStatus"] == CART:
        return None
    known = {name: order.get(name) for name in ("billingPerson", "acceptMarketing", "lang")}
    return _buyer(shop, create_customer(shop, {**known, "email": email}))


def _buyer(shop: Shop, body: Body) -> Buyer:
    key = body["customerGroupId"]
    if key == GENERAL:
        return Buyer(body["id"], None, None)
    return Buyer(body["id"], group(shop, key)["name"], key)
