"""The order that the shop's owner gives to categories and products."""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.catalogue.categories import category, save_category
from ecwid_orm.emulator.catalogue.kinds import CATEGORY, IN_CATEGORY, ON_FRONT_PAGE, PRODUCT
from ecwid_orm.emulator.catalogue.products import save_product
from ecwid_orm.emulator.errors import ApiError, wrong_parameter
from ecwid_orm.emulator.merge import Merge
from ecwid_orm.emulator.routing import route
from ecwid_orm.emulator.search import Where
from ecwid_orm.emulator.webhooks import changed

Body = dict[str, Any]

_STEP = 10


@route("getCategoryOrder")
def category_order(call: Call) -> Body:
    """Ids of a category's direct subcategories, in order."""
    return {"sortedIds": _subcategories(call, _parent(call))}


@route("updateCategoryOrder")
def sort_categories(call: Call) -> Body:
    """Subcategories in a new order."""
    parent = _parent(call)
    for place, key in enumerate(_sorted(call, _subcategories(call, parent)), 1):
        body = category(call.shop, key)
        body["orderBy"] = place * _STEP
        save_category(call.shop, body)
    return {"updateCount": 1}


@route("getCategoryProductOrder")
def product_order(call: Call) -> Body:
    """Ids of the products of a category or the front page, in order."""
    return {"sortedIds": _products(call, _parent(call))}


@route("updateCategoryProductOrder")
def sort_products(call: Call) -> Body:
    """Products of a category or the front page in a new order."""
    parent = _parent(call)
    wanted = _sorted(call, _products(call, parent))
    if parent:
        IN_CATEGORY.rewrite(call.shop.db, parent, wanted)
        changed(call.shop, "category.updated", parent)
    else:
        for place, product in enumerate(call.shop.db.get_many(PRODUCT, wanted), 1):
            product["showOnFrontpage"] = place
            save_product(call.shop, product)
    call.shop.db.touch("product", at=call.shop.clock.now())
    return {"updateCount": 1}


def _parent(call: Call) -> int:
    parent = call.query.integer("parentCategory")
    if parent is None:
        raise wrong_parameter("Parameter 'parentCategory' is absent")
    if parent:
        category(call.shop, parent)
    return parent


def _subcategories(call: Call, parent: int) -> list[int]:
    where = Where(CATEGORY.name)
    where.compare("parent", "=", parent)
    return call.shop.db.search(CATEGORY, where, "facts.place, facts.id", 0, -1)[1]


def _products(call: Call, parent: int) -> list[int]:
    lists = IN_CATEGORY if parent else ON_FRONT_PAGE
    return lists.members(call.shop.db, parent)


def _sorted(call: Call, present: list[int]) -> list[int]:
    """The ids sent, and after them those that were not; 409 for one that is not there."""
    sent = Merge(call.shop.spec, "SortedIds").create(call.body, "sortedIds")["sortedIds"]
    if len(set(sent)) < len(sent) or not set(sent) <= set(present):
        raise ApiError(409, None, "Wrong parameters: sortedIds has ids that are not in the parent")
    named = set(sent)
    return [*sent, *(key for key in present if key not in named)]
