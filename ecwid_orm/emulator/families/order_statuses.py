"""Statuses of orders. https://docs.ecwid.com/api-reference/rest-api/store-profile/order-statuses"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.routing import route
from ecwid_orm.emulator.sales.statuses import status, statuses, update_status

Body = dict[str, Any]


@route("listOrderStatuses")
def list_statuses(call: Call) -> Body:
    """All statuses."""
    return {"items": statuses(call.shop)}


@route("getOrderStatus")
def get_status(call: Call) -> Body:
    """One status."""
    return status(call.shop, call.path_args["statusId"])


@route("updateOrderStatus")
def put_status(call: Call) -> Body:
    """A changed custom status."""
    update_status(call.shop, call.path_args["statusId"], call.body)
    return {"updateCount": 1}
