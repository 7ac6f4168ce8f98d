"""Categories. https://docs.ecwid.com/api-reference/rest-api/categories"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.catalogue import categories, pictures
from ecwid_orm.emulator.catalogue.category_view import (
    search_categories,
    search_categories_by_path,
    shown_categories,
)
from ecwid_orm.emulator.errors import wrong_parameter
from ecwid_orm.emulator.merge import Merge
from ecwid_orm.emulator.pages import page
from ecwid_orm.emulator.routing import route

Body = dict[str, Any]

_MOST_PRODUCTS = 2000


@route("listCategories")
def list_categories(call: Call) -> Body:
    """A page of what the search finds."""
    total, found = search_categories(call)
    with_products = call.query.boolean("productIds") or False
    return page(call, total, shown_categories(call, found, with_products=with_products))


@route("searchCategoriesByPath")
def by_path(call: Call) -> Body:
    """Categories found by the names on the way to them."""
    total, found = search_categories_by_path(call)
    return page(call, total, shown_categories(call, found, with_products=False))


@route("getCategory")
def get_category(call: Call) -> Body:
    """One category, with its products."""
    found = categories.category(call.shop, call.path_id("categoryId"))
    return shown_categories(call, [found], with_products=True)[0]


@route("createCategory")
def post_category(call: Call) -> Body:
    """A new category: its id."""
    return {"id": categories.create_category(call.shop, call.body)}


@route("updateCategory")
def put_category(call: Call) -> Body:
    """A changed category."""
    categories.update_category(call.shop, call.path_id("categoryId"), call.body)
    return {"updateCount": 1}


@route("deleteCategory")
def remove_category(call: Call) -> Body:
    """One category less, and all below it."""
    categories.delete_category(call.shop, call.path_id("categoryId"))
    return {"deleteCount": 1}


@route("assignProductsToCategory")
def assign_products(call: Call) -> Body:
    """Products put at the end of a category; the count is of the category."""
    key, product_ids = _products(call)
    categories.assign(call.shop, key, product_ids)
    return {"updateCount": 1}


@route("unassignProductsFromCategory")
def unassign_products(call: Call) -> Body:
    """Products taken out of a category; the count is 1, or 0 if none was in it."""
    key, product_ids = _products(call)
    return {"deleteCount": int(categories.unassign(call.shop, key, product_ids))}


@route("uploadCategoryImage")
def upload_image(call: Call) -> Body:
    """A picture instead of the one before."""
    return _set_picture(call, lambda: pictures.uploaded(call))


@route("uploadCategoryImageAsync")
def upload_image_async(call: Call) -> Body:
    """A picture shown under its own address."""
    return _set_picture(call, lambda: pictures.asynchronous(call, "CategoryImageAsyncUpload"))


@route("deleteCategoryImage")
def delete_image(call: Call) -> Body:
    """No picture."""
    body = categories.category(call.shop, call.path_id("categoryId"))
    if body.pop("$picture", None) is None:
        return {"deleteCount": 0}
    categories.save_category(call.shop, body)
    return {"deleteCount": 1}


def _products(call: Call) -> tuple[int, list[int]]:
    key = call.path_id("categoryId")
    categories.category(call.shop, key)
    product_ids = Merge(call.shop.spec, "CategoryProductIds").create(call.body, "productIds")
    if len(product_ids["productIds"]) > _MOST_PRODUCTS:
        raise wrong_parameter(f"More than {_MOST_PRODUCTS} products in one request")
    return key, product_ids["productIds"]


def _set_picture(call: Call, taken: Any) -> Body:
    body = categories.category(call.shop, call.path_id("categoryId"))
    picture = taken()
    body["$picture"] = picture
    if "alt" in picture:
        body["alt"] = picture["alt"]
    categories.save_category(call.shop, body)
    return {"id": picture["id"]}
