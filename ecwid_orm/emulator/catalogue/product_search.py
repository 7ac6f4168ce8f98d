"""The search of products: its parameters as conditions, its sort orders as SQL.

https://docs.ecwid.com/api-reference/rest-api/products/search-products
"""

from __future__ import annotations

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.catalogue.categories_tree import descendants
from ecwid_orm.emulator.catalogue.kinds import IN_CATEGORY, ON_FRONT_PAGE, PRODUCT
from ecwid_orm.emulator.catalogue.product_conditions import restrict
from ecwid_orm.emulator.database import Body
from ecwid_orm.emulator.search import Where

_BY_OWNER = "DEFINED_BY_STORE_OWNER"
_RELEVANCE = "RELEVANCE"
_ORDERS = {
    "ADDED_TIME_ASC": "facts.created, facts.id",
    "ADDED_TIME_DESC": "facts.created DESC, facts.id DESC",
    "UPDATED_TIME_ASC": "facts.updated, facts.id",
    "UPDATED_TIME_DESC": "facts.updated DESC, facts.id DESC",
    "NAME_ASC": "facts.name, facts.id",
    "NAME_DESC": "facts.name DESC, facts.id DESC",
    "PRICE_ASC": "facts.price, facts.id",
    "PRICE_DESC": "facts.price DESC, facts.id DESC",
}
_FLAGS = {
    "isGiftCard": "gift_card",
    "inStock": "in_stock",
    "discountsAllowed": "discounts_allowed",
    "visibleInStorefront": "visible",
    "isCustomerSetPrice": "customer_sets_price",
}


def search_products(call: Call) -> tuple[int, list[Body]]:
    """How many products a listing's query finds, and one page of them.

    `productId` overrides all else and sees what is not indexed yet; `sku` overrides all but that.
    """
    db, query = call.shop.db, call.query
    offset, limit = query.page()
    order = query.one_of("sortBy", _RELEVANCE, _BY_OWNER, *_ORDERS)
    if query.text("productId") is not None:
        found = db.get_many(PRODUCT, list(dict.fromkeys(query.ids("productId"))))
        if call.token.is_public:
            found = [product for product in found if product["enabled"]]
        return len(found), found[offset : offset + limit]
    db.settle(PRODUCT, call.shop.clock.now())
    where = Where(PRODUCT.name)
    if call.token.is_public:
        where.compare("enabled", "=", True)
    sku = query.text("sku")
    if sku is not None:
        where.term("sku", [sku])
    else:
        order = _conditions(call, where, order)
    total, ids = db.search(PRODUCT, where, _sql(order), offset, limit)
    return total, db.get_many(PRODUCT, ids)


def _conditions(call: Call, where: Where, order: str | None) -> str | None:
    query = call.query
    query.one_of("searchMethod", "STOREFRONT", "CP")
    restrict(where, query)
    for name, column in _FLAGS.items():
        where.compare(column, "=", query.boolean(name))
    reference = query.text("externalReferenceId")
    if reference is not None:
        where.term("external", [reference])
    for name, term in (("enabledManualTaxes", "tax"), ("taxClassCodes", "tax_class")):
        if query.text(name) is not None:
            where.term(term, query.names(name))
    category = query.integer("category")
    keyword = query.text("keyword")
    if order is None:
        order = _RELEVANCE if keyword is not None and category is None else _BY_OWNER
    elif order == _RELEVANCE and keyword is None:
        order = _BY_OWNER
    if keyword is not None and not where.words(keyword):
        order = _BY_OWNER
    return _categories(call, where, category, order)


def _categories(call: Call, where: Where, category: int | None, order: str) -> str:
    query = call.query
    deep = query.boolean("includeProductsFromSubcategories") or False
    wanted = query.ids("categories")
    if wanted:
        owners = descendants(call.shop.db, wanted) if deep else wanted
        where.members(IN_CATEGORY.name, owners)
    if category is None:
        return order
    if category == 0:
        where.members(ON_FRONT_PAGE.name, [0])
    elif deep:
        where.members(IN_CATEGORY.name, descendants(call.shop.db, [category]))
    elif order == _BY_OWNER:
        where.placed_in(IN_CATEGORY.name, category)
        return "IN_CATEGORY"
    else:
        where.members(IN_CATEGORY.name, [category])
    return order


def _sql(order: str | None) -> str:
    if order == _RELEVANCE:
        return "rank, facts.id"
    if order == "IN_CATEGORY":
        return "member.position, facts.id"
    return _ORDERS.get(order or _BY_OWNER, "facts.shelf, facts.id")
