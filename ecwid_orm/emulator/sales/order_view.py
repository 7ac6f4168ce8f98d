"""Orders, carts and subscriptions as they go out."""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator import blobs
from ecwid_orm.emulator.sales.option_files import shown_files
from ecwid_orm.emulator.shop import Shop

Body = dict[str, Any]


def shown_order(shop: Shop, order: Body) -> Body:
    """An order, with addresses of its files and invoices."""
    shown = {name: value for name, value in order.items() if name[0] != "$"}
    shown["items"] = _shown_items(shop, order)
    shown["invoices"] = shown_invoices(shop, order)
    return shown


def shown_cart(shop: Shop, order: Body) -> Body:
    """A cart: what an INCOMPLETE order has of a cart's fields."""
    known = shop.spec.properties("Cart")
    shown = {name: value for name, value in shown_order(shop, order).items() if name in known}
    return {"cartId": order["$cart"], **shown}


def shown_subscription(shop: Shop, subscription: Body) -> Body:
    """A subscription, with addresses of the files in its order."""
    template = subscription["orderTemplate"]
    shown = {**template, "items": _shown_items(shop, template)}
    return {**subscription, "orderTemplate": shown}


def shown_invoices(shop: Shop, order: Body) -> list[Body]:
    """An order's tax invoices, each with the address of its PDF."""
    return [
        {
            **{name: value for name, value in invoice.items() if name[0] != "$"},
            "link": blobs.url(shop, invoice["$blob"], invoice["$name"]),
        }
        for invoice in order["invoices"]
    ]


def _shown_items(shop: Shop, order: Body) -> list[Body]:
    return [_shown_item(shop, item) for item in order["items"]]


def _shown_item(shop: Shop, item: Body) -> Body:
    if "selectedOptions" not in item:
        return item
    options = [shown_files(shop, option) for option in item["selectedOptions"]]
    return {**item, "selectedOptions": options}
