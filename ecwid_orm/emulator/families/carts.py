"""Abandoned carts. https://docs.ecwid.com/api-reference/rest-api/carts"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.pages import page
from ecwid_orm.emulator.routing import route
from ecwid_orm.emulator.sales import carts
from ecwid_orm.emulator.sales.order_search import search_carts
from ecwid_orm.emulator.sales.order_view import shown_cart

Body = dict[str, Any]


@route("listCarts")
def list_carts(call: Call) -> Body:
    """A page of what the search finds."""
    total, found = search_carts(call)
    return page(call, total, [shown_cart(call.shop, each) for each in found])


@route("getCart")
def get_cart(call: Call) -> Body:
    """One cart."""
    return shown_cart(call.shop, carts.cart(call.shop, call.path_args["cartId"]))


@route("updateCart")
def put_cart(call: Call) -> Body:
    """A changed cart."""
    carts.update_cart(call.shop, call.path_args["cartId"], call.body)
    return {"updateCount": 1}


@route("placeCart")
def place_cart(call: Call) -> Body:
    """An order made of a cart: all its names."""
    placed = carts.place_cart(call.shop, call.path_args["cartId"])
    return {
        "id": placed["id"],
        "orderNumber": placed["orderNumber"],
        "vendorOrderNumber": placed["vendorOrderNumber"],
        "cartId": placed["$cart"],
    }
