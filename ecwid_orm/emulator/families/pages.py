"""Pages of the storefront.

https://docs.ecwid.com/api-reference/rest-api/store-profile/static-pages
"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.errors import ApiError
from ecwid_orm.emulator.routing import route
from ecwid_orm.emulator.store import pages

Body = dict[str, Any]


@route("getSlugInfo")
def get_slug(call: Call) -> Body:
    """The page that a slug leads to; one that leads nowhere is a 200 too."""
    if call.query.boolean("storeRootPage"):
        found: Body = {"status": "OK", "type": "ROOT", "canonicalSlug": ""}
    else:
        slug = call.query.text("slug")
        if slug is None:
            empty = "slug" in call.query
            code = "SLUG_PARAMETER_EMPTY" if empty else "SLUG_PARAMETER_NOT_FOUND"
            raise ApiError(400, code, f"Parameter 'slug' is {'empty' if empty else 'absent'}")
        found = pages.page_of(call.shop, slug)
    if call.query.boolean("getStaticContent"):
        found["staticContent"] = _content(call, found)
    return found


@route("getHomePageStaticCode")
def home_page(call: Call) -> Body:
    """The first page."""
    _check_store(call)
    return pages.home_page(call)


@route("getCategoryPageStaticCode")
def category_page(call: Call) -> Body:
    """The page of a category."""
    _check_store(call)
    return pages.category_page(call, call.path_id("categoryId"))


@route("getProductPageStaticCode")
def product_page(call: Call) -> Body:
    """The page of a product."""
    _check_store(call)
    return pages.product_page(call, call.path_id("productId"))


def _content(call: Call, found: Body) -> Body | None:
    if found.get("type") == "ROOT":
        return pages.home_page(call)
    if found.get("type") == "PRODUCT":
        return pages.product_page(call, int(found["storeEntityData"]["id"]))
    if found.get("type") == "CATEGORY":
        return pages.category_page(call, int(found["storeEntityData"]["id"]))
    return None


def _check_store(call: Call) -> None:
    store = call.path_id("storeId")
    if store != call.shop.settings.store_id:
        raise ApiError(404, "STORE_NOT_FOUND", f"Store {store} not found")
