"""Product filters: which values there are among the products that a search finds, and how often.

https://docs.ecwid.com/api-reference/rest-api/products
"""

from __future__ import annotations

import json
from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.catalogue.categories_tree import children
from ecwid_orm.emulator.catalogue.facet_search import matching
from ecwid_orm.emulator.catalogue.kinds import CATEGORY, IN_CATEGORY, PRODUCT
from ecwid_orm.emulator.database import Database
from ecwid_orm.emulator.errors import wrong_parameter
from ecwid_orm.emulator.query import Query, whole_number

Body = dict[str, Any]

_LIMIT = 50
_NO_LIMIT = -1
_NO_PARENT = ("0", "home")
_CHOSEN = "(SELECT value FROM json_each(?))"
_YES_OR_NO = {
    "inventory": ("in_stock", ("instock", "In stock"), ("outofstock", "Out of stock")),
    "onsale": ("on_sale", ("onsale", "On sale"), ("notonsale", "Regular price")),
}
_BELOW = (
    "WITH RECURSIVE below (top, id) AS (SELECT id, id FROM facts_category UNION"
    " SELECT below.top, child.id FROM facts_category AS child JOIN below"
    " ON child.parent = below.id)"
)


def facets(call: Call, query: Query) -> Body:
    """The ProductFiltersResult of a query; a field that is not known is left out."""
    wanted = query.names("filterFields")
    if not wanted:
        raise wrong_parameter("Parameter 'filterFields' is absent")
    limits = _limits(query.text("filterFacetLimit"))
    db = call.shop.db
    db.settle(PRODUCT, call.shop.clock.now())
    total, ids = db.search(PRODUCT, matching(db, query), "facts.id", 0, -1)
    chosen = json.dumps(ids)
    found = {
        field: _facet(db, chosen, query, field, limits.get(field, limits[""])) for field in wanted
    }
    return {
        "productCount": total,
        "filters": {
            field: {**facet, "status": "SUCCESS"} for field, facet in found.items() if facet
        },
    }


def _facet(db: Database, chosen: str, query: Query, field: str, limit: int) -> Body | None:
    if field == "price":
        return _prices(db, chosen)
    if field in _YES_OR_NO:
        return _yes_or_no(db, chosen, field)
    if field == "categories":
        return _categories(db, chosen, query, limit)
    kind, _, name = field.partition("_")
    if kind in ("option", "attribute") and name:
        return _terms(db, chosen, field, limit, query.text("lang"))
    return None


def _prices(db: Database, chosen: str) -> Body:
    [(least, most)] = _rows(
        db, f"SELECT min(price), max(price) FROM facts_product WHERE id IN {_CHOSEN}", chosen
    )
    return {} if least is None else {"minValue": least, "maxValue": most}


def _yes_or_no(db: Database, chosen: str, field: str) -> Body:
    column, yes, no = _YES_OR_NO[field]
    rows = _rows(
        db,
        f"SELECT {column}, count(*) FROM facts_product WHERE id IN {_CHOSEN}"
        f" GROUP BY {column} ORDER BY 2 DESC, 1 DESC",
        chosen,
    )
    values = [(*(yes if holds else no), count) for holds, count in rows]
    return {"values": [{"id": key, "title": t, "productCount": n} for key, t, n in values]}


def _categories(db: Database, chosen: str, query: Query, limit: int) -> Body:
    """Enabled categories, all or those right below one."""
    below, inside = "", "SELECT owner AS top, member FROM member WHERE list = ?"
    if query.boolean("includeProductsFromSubcategories"):
        below = _BELOW
        inside = "SELECT top, member FROM below JOIN member ON list = ? AND owner = below.id"
    parent = query.text("filterParentCategoryId")
    among, arguments = "", []
    if parent is not None and parent not in _NO_PARENT:
        keys = children(db, [whole_number("filterParentCategoryId", parent)])
        among, arguments = f" AND top IN {_CHOSEN}", [json.dumps(keys)]
    rows = _rows(
        db,
        f"{below} SELECT top, count(DISTINCT member) FROM ({inside}) JOIN facts_category AS facts"
        f" ON facts.id = top WHERE facts.enabled AND member IN {_CHOSEN}{among}"
        " GROUP BY top ORDER BY 2 DESC, facts.place, top LIMIT ?",
        IN_CATEGORY.name,
        chosen,
        *arguments,
        limit,
    )
    counts = dict(rows)
    language = query.text("lang")
    values = []
    for category in db.get_many(CATEGORY, list(counts)):
        value = {"id": category["id"], "title": category["name"]}
        if language is not None:
            value["titleTranslated"] = _translated(category, "name", language)
        values.append({**value, "productCount": counts[category["id"]]})
    return {"values": values, "sortingOrder": "PRODUCTS_COUNT_DESC"}


def _terms(db: Database, chosen: str, field: str, limit: int, language: str | None) -> Body:
    """Values of an option or an attribute, the most frequent first."""
    rows = _rows(
        db,
        "SELECT value, count(*), min(id) FROM term WHERE kind = ? AND name = ?"
        f" AND id IN {_CHOSEN} GROUP BY value ORDER BY 2 DESC, value LIMIT ?",
        PRODUCT.name,
        field,
        chosen,
        limit,
    )
    kind, _, name = field.partition("_")
    facet: Body = {"title": name}
    values = [{"title": value, "productCount": count} for value, count, _ in rows]
    if kind == "option" and language is not None:
        options = _options(db, name, [row[2] for row in rows])
        facet["titleTranslated"] = _translated(options[0], "name", language) if options else name
        texts = {
            choice["text"]: _translated(choice, "text", language)
            for option in options
            for choice in option.get("choices", ())
        }
        values = [
            {**each, "titleTranslated": texts.get(each["title"], each["title"])} for each in values
        ]
    return {**facet, "values": values, "sortingOrder": "PRODUCTS_COUNT_DESC"}


def _options(db: Database, name: str, product_ids: list[int]) -> list[Body]:
    """The options of that name of some products."""
    return [
        option
        for product in db.get_many(PRODUCT, product_ids)
        for option in product["options"]
        if option["name"] == name
    ]


def _translated(body: Body, field: str, language: str) -> str:
    text: str = (body.get(f"{field}Translated") or {}).get(language) or body[field]
    return text


def _limits(text: str | None) -> dict[str, int]:
    """The most values by field, that of all others under an empty name."""
    limits = {"": _LIMIT}
    for part in (text or "").split(","):
        field, _, limit = part.strip().rpartition(":")
        if limit == "all":
            limits[field] = _NO_LIMIT
        elif limit:
            limits[field] = max(0, whole_number("filterFacetLimit", limit))
    return limits


def _rows(db: Database, sql: str, *arguments: object) -> list[tuple[Any, ...]]:
    with db.reading(PRODUCT, CATEGORY) as connection:
        return connection.execute(sql, arguments).fetchall()
