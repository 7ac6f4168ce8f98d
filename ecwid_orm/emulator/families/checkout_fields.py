"""Checkout extra fields.

https://docs.ecwid.com/api-reference/rest-api/store-profile/checkout-extra-fields
"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.routing import route
from ecwid_orm.emulator.sales import checkout_fields

Body = dict[str, Any]


@route("listCheckoutExtraFields")
def list_fields(call: Call) -> Body:
    """All fields."""
    return {"items": checkout_fields.checkout_fields(call.shop)}


@route("getCheckoutExtraField")
def get_field(call: Call) -> Body:
    """One field."""
    return checkout_fields.checkout_field(call.shop, call.path_args["key"])


@route("createCheckoutExtraField")
def post_field(call: Call) -> Body:
    """One more field."""
    checkout_fields.create_field(call.shop, call.body)
    return {"createCount": 1}


@route("updateCheckoutExtraField")
def put_field(call: Call) -> Body:
    """A changed field."""
    checkout_fields.update_field(call.shop, call.path_args["key"], call.body)
    return {"updateCount": 1}


@route("deleteCheckoutExtraField")
def remove_field(call: Call) -> Body:
    """One field less."""
    checkout_fields.delete_field(call.shop, call.path_args["key"])
    return {"deleteCount": 1}
