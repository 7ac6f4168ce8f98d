"""Extra fields of customers. https://docs.ecwid.com/api-reference/rest-api/customers"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.clients import extra_fields
from ecwid_orm.emulator.routing import route

Body = dict[str, Any]


@route("listCustomerExtraFields")
def list_fields(call: Call) -> Body:
    """All fields."""
    return {"items": extra_fields.extra_fields(call.shop)}


@route("getCustomerExtraField")
def get_field(call: Call) -> Body:
    """One field."""
    return extra_fields.extra_field(call.shop, _key(call))


@route("createCustomerExtraField")
def post_field(call: Call) -> Body:
    """A new field: its key."""
    return {"createCount": 1, "key": extra_fields.create_extra_field(call.shop, call.body)}


@route("updateCustomerExtraField")
def put_field(call: Call) -> Body:
    """A changed field."""
    extra_fields.update_extra_field(call.shop, _key(call), call.body)
    return {"updateCount": 1}


@route("deleteCustomerExtraField")
def remove_field(call: Call) -> Body:
    """One field less."""
    extra_fields.delete_extra_field(call.shop, _key(call))
    return {"deleteCount": 1}


def _key(call: Call) -> str:
    return call.path_args["extrafield_key"]
