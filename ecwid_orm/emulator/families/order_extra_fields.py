"""Extra fields of orders. https://docs.ecwid.com/api-reference/rest-api/orders/order-extra-fields"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.routing import route
from ecwid_orm.emulator.sales import extra_fields
from ecwid_orm.emulator.sales.orders import order, save_order

Body = dict[str, Any]


@route("listOrderExtraFields")
def list_fields(call: Call) -> list[Body]:
    """All extra fields of an order, in a bare array."""
    fields: list[Body] = _order(call)["orderExtraFields"]
    return fields


@route("createOrderExtraField")
def post_field(call: Call) -> Body:
    """One more extra field."""
    stored = _order(call)
    count = extra_fields.add_field(call.shop, stored, call.body)
    save_order(call.shop, stored)
    return {"createCount": count}


@route("updateOrderExtraField")
def put_field(call: Call) -> Body:
    """A changed extra field."""
    stored = _order(call)
    key = call.path_args["extraFieldId"]
    count = extra_fields.change_field(call.shop, stored, key, call.body)
    save_order(call.shop, stored)
    return {"updateCount": count}


@route("deleteOrderExtraField")
def remove_field(call: Call) -> Body:
    """One extra field less."""
    stored = _order(call)
    extra_fields.drop_field(stored, call.path_args["extraFieldId"])
    save_order(call.shop, stored)
    return {"deleteCount": 1}


def _order(call: Call) -> Body:
    return order(call.shop, call.path_args["orderId"])
