"""Products. https://docs.ecwid.com/api-reference/rest-api/products"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator import response_fields
from ecwid_orm.emulator.call import Answer, Call
from ecwid_orm.emulator.catalogue.product_search import search_products
from ecwid_orm.emulator.catalogue.product_view import shown_products
from ecwid_orm.emulator.catalogue.products import (
    create_product,
    delete_all_products,
    delete_product,
    product,
    save_product,
    update_product,
)
from ecwid_orm.emulator.catalogue.stock import adjusted
from ecwid_orm.emulator.pages import page
from ecwid_orm.emulator.routing import route

Body = dict[str, Any]


@route("listProducts")
def list_products(call: Call) -> Body:
    """A page of what the search finds."""
    total, found = search_products(call)
    return page(call, total, shown_products(call, found))


@route("getProduct")
def get_product(call: Call) -> Body:
    """One product."""
    return shown_products(call, [product(call.shop, call.path_id("productId"))])[0]


@route("createProduct")
def post_product(call: Call) -> Body:
    """A new product: its id."""
    save_combinations = call.query.boolean("saveCombinations") or False
    created = create_product(call.shop, call.body, save_combinations=save_combinations)
    return _with_item(call, {"id": created["id"]}, created)


@route("updateProduct")
def put_product(call: Call) -> Body:
    """A changed product."""
    query = call.query
    updated = update_product(
        call.shop,
        call.path_id("productId"),
        call.body,
        save_combinations=query.boolean("saveCombinations") or False,
        rebuild=query.boolean("rebuildVariationsOnOptionsUpdate") or False,
    )
    return _with_item(call, {"updateCount": 1}, updated)


@route("deleteProduct")
def remove_product(call: Call) -> Body:
    """One product less."""
    delete_product(call.shop, call.path_id("productId"))
    return {"deleteCount": 1}


@route("deleteAllProducts")
def remove_all_products(call: Call) -> Answer:
    """No products left. Ecwid does it later; here it is done when the answer comes."""
    delete_all_products(call.shop)
    return Answer(202)


@route("adjustProductStock")
def adjust_stock(call: Call) -> Body:
    """Stock, changed by an amount."""
    stored = product(call.shop, call.path_id("productId"))
    answer = adjusted(call.shop, stored, stored, call.body)
    save_product(call.shop, stored)
    return answer


def _with_item(call: Call, answer: Body, written: Body) -> Body:
    if not call.query.boolean("returnItem"):
        return answer
    [item] = shown_products(call, [written])
    narrowed: Body = response_fields.apply({"item": item}, call.query.text("responseFields"))
    return answer | narrowed
