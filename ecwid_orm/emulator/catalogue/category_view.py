"""Categories as a request may see them, and the search for them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.catalogue.categories_tree import below, children, descendants
from ecwid_orm.emulator.catalogue.kinds import CATEGORY, IN_CATEGORY, PRODUCT
from ecwid_orm.emulator.catalogue.urls import Storefront
from ecwid_orm.emulator.database import Database
from ecwid_orm.emulator.errors import wrong_parameter
from ecwid_orm.emulator.search import Where

Body = dict[str, Any]

_TRANSLATED = ("name", "description", "seoTitle", "seoDescription")


def search_categories(call: Call) -> tuple[int, list[Body]]:
    """How many categories a listing's query finds, and one page, by their place."""
    query, db = call.query, call.shop.db
    where = _visible(call)
    parents = query.ids("parentIds")
    parent = query.integer("parent")
    if parent is not None:
        parents.append(parent)
    if parents:
        deep = query.boolean("withSubcategories") or False
        where.ids(below(db, parents) if deep else children(db, parents))
    if query.text("categoryIds") is not None:
        where.ids(query.ids("categoryIds"))
    return _page(call, where, "facts.place, facts.id")


def search_categories_by_path(call: Call) -> tuple[int, list[Body]]:
    """Categories whose names from the root down are those of a path, whatever the case."""
    query, db = call.query, call.shop.db
    path, delimiter = query.text("path"), query.text("delimiter") or query.text("delimeter")
    for name, value in (("path", path), ("delimiter", delimiter)):
        if value is None:
            raise wrong_parameter(f"Parameter '{name}' is absent")
    assert path is not None
    names = [part.strip().casefold() for part in path.split(delimiter)]
    level = [0]
    for name in filter(None, names):
        with db.reading(CATEGORY) as connection:
            rows = connection.execute(
                "SELECT id FROM facts_category WHERE name = ?"
                " AND parent IN (SELECT value FROM json_each(?))",
                (name, json.dumps(level)),
            )
            level = [row[0] for row in rows]
    where = _visible(call)
    where.ids(key for key in level if key)
    where.compare("parent", "=", query.integer("parent"))
    return _page(call, where, "facts.id")


def shown_categories(call: Call, found: Iterable[Body], *, with_products: bool) -> list[Body]:
    """Categories as they go out; `productIds` only where there are products."""
    storefront = Storefront.of(call)
    language = call.query.text("lang")
    return [
        _shown(call.shop.db, body, storefront, language, with_products, call.token.is_public)
        for body in found
    ]


def _visible(call: Call) -> Where:
    where = Where(CATEGORY.name)
    if call.token.is_public or not call.query.boolean("hidden_categories"):
        where.compare("enabled", "=", True)
    keyword = call.query.text("keyword")
    if keyword is not None:
        where.words(keyword)
    return where


def _page(call: Call, where: Where, order: str) -> tuple[int, list[Body]]:
    offset, limit = call.query.page()
    total, ids = call.shop.db.search(CATEGORY, where, order, offset, limit)
    return total, call.shop.db.get_many(CATEGORY, ids)


def _shown(
    db: Database,
    body: Body,
    storefront: Storefront,
    language: str | None,
    with_products: bool,
    public: bool,
) -> Body:
    if public and not body["enabled"]:
        return {"id": body["id"], "enabled": False}
    shown = {name: value for name, value in body.items() if name[0] != "$"}
    shown["url"] = storefront.url(body, "c")
    for name in _TRANSLATED:
        text = (body.get(f"{name}Translated") or {}).get(language)
        if text:
            shown[name] = text
    own, deep = [body["id"]], descendants(db, [body["id"]])
    shown["productCountWithoutSubcategories"] = _products_in(db, own)
    shown["productCount"] = (
        _products_in(db, deep) if deep != own else shown["productCountWithoutSubcategories"]
    )
    if with_products:
        shown["enabledProductCount"] = _enabled_in(db, body["id"])
        product_ids = IN_CATEGORY.members(db, body["id"])
        if product_ids:
            shown["productIds"] = product_ids
    return shown


def _products_in(db: Database, categories: list[int]) -> int:
    with db.reading() as connection:
        row = connection.execute(
            "SELECT count(DISTINCT member) FROM member WHERE list = ?"
            " AND owner IN (SELECT value FROM json_each(?))",
            (IN_CATEGORY.name, json.dumps(categories)),
        ).fetchone()
    return int(row[0])


def _enabled_in(db: Database, category: int) -> int:
    with db.reading(PRODUCT) as connection:
        row = connection.execute(
            "SELECT count(*) FROM member JOIN facts_product AS facts ON facts.id = member.member"
            " WHERE list = ? AND owner = ? AND facts.enabled",
            (IN_CATEGORY.name, category),
        ).fetchone()
    return int(row[0])
