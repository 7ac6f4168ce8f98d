"""Orders. https://docs.ecwid.com/api-reference/rest-api/orders"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.families.sync import deleted
from ecwid_orm.emulator.pages import page
from ecwid_orm.emulator.routing import route
from ecwid_orm.emulator.sales.calculation import calculated
from ecwid_orm.emulator.sales.documents import repeat_url
from ecwid_orm.emulator.sales.kinds import ORDER
from ecwid_orm.emulator.sales.order_search import last_order, search_orders
from ecwid_orm.emulator.sales.order_view import shown_order
from ecwid_orm.emulator.sales.orders import create_order, delete_order, order, update_order

Body = dict[str, Any]


@route("listOrders")
def list_orders(call: Call) -> Body:
    """A page of what the search finds."""
    total, found = search_orders(call)
    return page(call, total, [shown_order(call.shop, each) for each in found])


@route("getOrder")
def get_order(call: Call) -> Body:
    """One order."""
    return shown_order(call.shop, order(call.shop, call.path_args["orderId"]))


@route("getLastOrder")
def get_last_order(call: Call) -> Body:
    """The newest order."""
    return shown_order(call.shop, last_order(call))


@route("createOrder")
def post_order(call: Call) -> Body:
    """A new order: its number and public id."""
    created = create_order(call.shop, call.body, public=call.token.is_public)
    return {"id": created["orderNumber"], "orderid": created["id"]}


@route("updateOrder")
def put_order(call: Call) -> Body:
    """A changed order."""
    update_order(call.shop, call.path_args["orderId"], call.body)
    return {"updateCount": 1}


@route("deleteOrder")
def remove_order(call: Call) -> Body:
    """One order less."""
    delete_order(call.shop, call.path_args["orderId"])
    return {"deleteCount": 1}


@route("listDeletedOrders")
def deleted_orders(call: Call) -> Body:
    """Orders deleted in the last half year, the oldest first."""
    return deleted(call, ORDER)


@route("getRepeatOrderUrl")
def get_repeat_url(call: Call) -> Body:
    """A link that repeats the order."""
    return {"repeatOrderUrl": repeat_url(call.shop, order(call.shop, call.path_args["orderId"]))}


@route("calculateOrder")
def calculate_order(call: Call) -> Body:
    """What an order would come to."""
    return calculated(call.shop, call.body)
