"""Brands: the values of BRAND attributes. https://docs.ecwid.com/api-reference/rest-api/brands"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote_plus

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.catalogue.kinds import PRODUCT
from ecwid_orm.emulator.catalogue.product_types import product_types
from ecwid_orm.emulator.catalogue.urls import Storefront

Body = dict[str, Any]

_ORDERS = {
    "PRODUCT_COUNT_DESC": "count(DISTINCT facts.id) DESC, min(facts.id)",
    "PRODUCT_COUNT_ASC": "count(DISTINCT facts.id), min(facts.id)",
    "NAME_ASC": "value COLLATE NOCASE, value",
    "NAME_DESC": "value COLLATE NOCASE DESC, value DESC",
}


def search_brands(call: Call) -> tuple[int, list[Body]]:
    """How many brands there are and one page of them; brands of as many products by age.

    They are those of products that are enabled and in stock, or, with `hidden_brands`, of all.
    """
    db, query = call.shop.db, call.query
    order = _ORDERS[query.one_of("sortBy", *_ORDERS) or "PRODUCT_COUNT_DESC"]
    hidden = query.boolean("hidden_brands") or query.boolean("hiddenBrands")
    offset, limit = query.page()
    names = [f"attribute_{name}" for name in _attributes(call)]
    source = (
        "FROM term JOIN facts_product AS facts ON facts.id = term.id"
        " WHERE term.kind = ? AND term.name IN (SELECT value FROM json_each(?)) AND value <> ''"
        " AND (? OR (facts.enabled AND facts.in_stock))"
    )
    arguments = (PRODUCT.name, json.dumps(names), bool(hidden))
    db.settle(PRODUCT, call.shop.clock.now())
    with db.reading(PRODUCT) as connection:
        total = connection.execute(f"SELECT count(DISTINCT value) {source}", arguments).fetchone()[
            0
        ]
        rows = connection.execute(
            f"SELECT value, min(term.name), min(facts.id) {source}"
            f" GROUP BY value ORDER BY {order} LIMIT ? OFFSET ?",
            (*arguments, limit, offset),
        ).fetchall()
    return total, [_shown(call, *row) for row in rows]


def _attributes(call: Call) -> list[str]:
    return [
        attribute["name"]
        for body in product_types(call.shop)
        for attribute in body["attributes"]
        if attribute["type"] == "BRAND"
    ]


def _shown(call: Call, value: str, term: str, product_id: int) -> Body:
    storefront = Storefront.of(call)
    site = storefront.base or f"{storefront.site}/products"
    url = f"{site}/search?{quote_plus(term)}={quote_plus(value)}"
    shown: Body = {"name": value, "productsFilteredByBrandUrl": url}
    translations = _translations(call, value, product_id)
    if translations:
        shown["nameTranslated"] = translations
        shown["name"] = translations.get(call.query.text("lang") or "", value)
    return shown


def _translations(call: Call, value: str, product_id: int) -> Body:
    for product in call.shop.db.get_many(PRODUCT, [product_id]):
        for attribute in product["attributes"]:
            if attribute["type"] == "BRAND" and attribute["value"] == value:
                translations: Body = attribute.get("valueTranslated") or {}
                return translations
    return {}
