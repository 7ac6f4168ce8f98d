"""Carts: orders that were begun and not placed."""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.errors import not_found
from ecwid_orm.emulator.merge import Merge
from ecwid_orm.emulator.sales.kinds import CART, ORDER
from ecwid_orm.emulator.sales.orders import assign_buyer, save_order
from ecwid_orm.emulator.shop import Shop

Body = dict[str, Any]


def cart(shop: Shop, key: str) -> Body:
    """The order that is a cart of this id; `ApiError` 404 if there is none, or it was placed."""
    numbers = shop.db.find(ORDER, "cart", key.upper())
    found = shop.db.get(ORDER, numbers[0]) if numbers else None
    if found is None or found["paymentStatus"] != CART:
        raise not_found("Cart", key)
    return found


def update_cart(shop: Shop, key: str, sent: Any) -> None:
    """Change the few fields of a cart that can be."""
    save_order(shop, Merge(shop.spec, "Cart").update(cart(shop, key), sent))


def place_cart(shop: Shop, key: str) -> Body:
    """Make an order of a cart, which awaits its payment; the order."""
    body = cart(shop, key)
    body |= {"paymentStatus": "AWAITING_PAYMENT", "hidden": False}
    body.pop("paymentMessage", None)
    assign_buyer(shop, body)
    save_order(shop, body)
    return body
