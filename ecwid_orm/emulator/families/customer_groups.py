"""Customer groups. https://docs.ecwid.com/api-reference/rest-api/customer-groups"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.clients import groups
from ecwid_orm.emulator.clients.customers import empty_group
from ecwid_orm.emulator.pages import page
from ecwid_orm.emulator.routing import route

Body = dict[str, Any]


@route("listCustomerGroups")
def list_groups(call: Call) -> Body:
    """A page of what the search finds, General first."""
    return page(call, *groups.search_groups(call))


@route("getCustomerGroup")
def get_group(call: Call) -> Body:
    """One group."""
    return groups.group(call.shop, call.path_id("groupId"))


@route("createCustomerGroup")
def post_group(call: Call) -> Body:
    """A new group: its id."""
    return {"id": groups.create_group(call.shop, call.body)}


@route("updateCustomerGroup")
def put_group(call: Call) -> Body:
    """A changed group; General never changes."""
    return {"updateCount": groups.update_group(call.shop, call.path_id("groupId"), call.body)}


@route("deleteCustomerGroup")
def remove_group(call: Call) -> Body:
    """One group less; its customers are in General then."""
    key = call.path_id("groupId")
    groups.delete_group(call.shop, key)
    empty_group(call.shop, key)
    return {"deleteCount": 1}
