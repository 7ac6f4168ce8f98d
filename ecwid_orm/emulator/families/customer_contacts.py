"""Contacts of a customer. https://docs.ecwid.com/api-reference/rest-api/customers"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.clients import contacts
from ecwid_orm.emulator.clients.customers import customer, save_customer
from ecwid_orm.emulator.routing import route

Body = dict[str, Any]


@route("listCustomerContacts")
def list_contacts(call: Call) -> Body:
    """All contacts, in their order."""
    return {"items": _customer(call)["contacts"]}


@route("getCustomerContact")
def get_contact(call: Call) -> Body:
    """One contact."""
    return contacts.contact(_customer(call), call.path_id("contactId"))


@route("createCustomerContact")
def post_contact(call: Call) -> Body:
    """One contact more; its id is not told."""
    owner = _customer(call)
    contacts.add_contact(call.shop, owner, call.body)
    save_customer(call.shop, owner)
    return {"createCount": 1}


@route("updateCustomerContact")
def put_contact(call: Call) -> Body:
    """A changed contact."""
    owner = _customer(call)
    contacts.update_contact(call.shop, owner, call.path_id("contactId"), call.body)
    save_customer(call.shop, owner)
    return {"updateCount": 1}


@route("deleteCustomerContact")
def remove_contact(call: Call) -> Body:
    """One contact less."""
    owner = _customer(call)
    contacts.drop_contact(owner, call.path_id("contactId"))
    save_customer(call.shop, owner)
    return {"deleteCount": 1}


def _customer(call: Call) -> Body:
    return customer(call.shop, call.path_id("customerId"))
