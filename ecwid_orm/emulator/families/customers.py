"""Customers. https://docs.ecwid.com/api-reference/rest-api/customers"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.clients import buyers, customers
from ecwid_orm.emulator.clients.customer_search import matching_ids, search_customers
from ecwid_orm.emulator.clients.customer_view import filters, locations, shown_customers
from ecwid_orm.emulator.clients.kinds import CUSTOMER
from ecwid_orm.emulator.clients.mass_update import mass_update
from ecwid_orm.emulator.clients.purchases import products_bought
from ecwid_orm.emulator.errors import wrong_parameter
from ecwid_orm.emulator.families.sync import deleted
from ecwid_orm.emulator.pages import page
from ecwid_orm.emulator.routing import route

Body = dict[str, Any]


@route("listCustomers")
def list_customers(call: Call) -> Body:
    """A page of what the search finds, and how many customers there are at all."""
    total, found = search_customers(call)
    everyone = call.shop.db.count(CUSTOMER)
    shown = shown_customers(call.shop, found, listed=True)
    return {**page(call, total, shown), "allCustomerCount": everyone}


@route("getCustomer")
def get_customer(call: Call) -> Body:
    """One customer."""
    found = customers.customer(call.shop, call.path_id("customerId"))
    return shown_customers(call.shop, [found])[0]


@route("createCustomer")
def post_customer(call: Call) -> Body:
    """A new customer: the id."""
    return {"id": customers.create_customer(call.shop, call.body)["id"]}


@route("updateCustomer")
def put_customer(call: Call) -> Body:
    """A changed customer."""
    customers.update_customer(call.shop, call.path_id("customerId"), call.body)
    return {"updateCount": 1}


@route("deleteCustomer")
def remove_customer(call: Call) -> Body:
    """One customer less."""
    customers.delete_customer(call.shop, call.path_id("customerId"))
    return {"deleteCount": 1}


@route("listDeletedCustomers")
def deleted_customers(call: Call) -> Body:
    """Customers deleted in the last half year, the oldest first."""
    return deleted(call, CUSTOMER)


@route("listCustomerIds")
def list_ids(call: Call) -> Body:
    """Ids of all customers that the search finds."""
    return {"ids": matching_ids(call)}


@route("massUpdateCustomers")
def update_many(call: Call) -> Body:
    """Many customers changed or deleted."""
    return {"updateCount": mass_update(call)}


@route("getCustomerFilters")
def get_filters(call: Call) -> Body:
    """What customers can be searched by."""
    return filters(call.shop)


@route("searchCustomerLocations")
def search_locations(call: Call) -> Body:
    """Countries that customers live in, by a part of the name."""
    return {"items": locations(call.shop.db, _name(call))}


@route("searchCustomerProducts")
def search_products(call: Call) -> Body:
    """Products that customers bought, by a part of the name."""
    return {"items": products_bought(call.shop.db, _name(call))}


def _name(call: Call) -> str:
    name = call.query.text("name")
    if name is None:
        raise wrong_parameter("Parameter 'name' is absent")
    return name


buyers.register()
