"""Who is told when an order or a cart changes: latest stats, customers, webhooks.

https://docs.ecwid.com/webhooks
"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.sales.buyers import tell_of_change
from ecwid_orm.emulator.sales.kinds import CART
from ecwid_orm.emulator.shop import Shop
from ecwid_orm.emulator.webhooks import changed

Body = dict[str, Any]


def tell_saved(shop: Shop, before: Body | None, after: Body) -> None:
    """Tell of an order that was stored. One that was a cart, or the other way round, is new."""
    what = "created" if before is None or _kind(before) != _kind(after) else "updated"
    data: Body = {"orderId": after["id"]}
    if _is_cart(after):
        data["cartId"] = after["$cart"]
    else:
        for part in ("Payment", "Fulfillment"):
            name = f"{part}Status"
            if before is not None and what == "updated":
                data[f"old{name}"] = before[name[0].lower() + name[1:]]
            data[f"new{name}"] = after[name[0].lower() + name[1:]]
    changed(shop, f"{_kind(after)}.{what}", after["orderNumber"], data)
    _touch(shop, before or after, after)


def tell_deleted(shop: Shop, order: Body) -> None:
    """Tell of an order that is no more."""
    data = {"orderId": order["id"]}
    if _is_cart(order):
        data["cartId"] = order["$cart"]
    changed(shop, f"{_kind(order)}.deleted", order["orderNumber"], data)
    _touch(shop, order, order)


def tell_of_profile(shop: Shop) -> None:
    """Tell of a change of what belongs to the shop's profile."""
    shop.db.touch("profile", at=shop.clock.now())
    changed(shop, "profile.updated", shop.settings.store_id)


def _touch(shop: Shop, before: Body, after: Body) -> None:
    kinds = {"cart" if _is_cart(each) else "order" for each in (before, after)}
    shop.db.touch(*kinds, at=shop.clock.now())
    tell_of_change(shop, [before.get("email", ""), after.get("email", "")])


def _is_cart(order: Body) -> bool:
    return bool(order["paymentStatus"] == CART)


def _kind(order: Body) -> str:
    return "unfinished_order" if _is_cart(order) else "order"
