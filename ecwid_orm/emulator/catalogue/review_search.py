"""The search of reviews, and the choice of many to judge at once.

https://docs.ecwid.com/api-reference/rest-api/product-reviews
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.catalogue.reviews import REVIEW, delete_reviews, judge
from ecwid_orm.emulator.database import Body
from ecwid_orm.emulator.errors import absent_field
from ecwid_orm.emulator.merge import Merge
from ecwid_orm.emulator.query import Query
from ecwid_orm.emulator.search import Where
from ecwid_orm.emulator.shop import Shop

_ORDERS = {
    "DATE_CREATED_DESC": "facts.created DESC, facts.id DESC",
    "DATE_CREATED_ASC": "facts.created, facts.id",
    "RATING_DESC": "facts.rating DESC, facts.id DESC",
    "RATING_ASC": "facts.rating, facts.id",
}


def search_reviews(call: Call) -> tuple[int, list[Body]]:
    """How many reviews a listing's query finds, and one page of them, the newest first."""
    db, query = call.shop.db, call.query
    order = query.one_of("sortBy", *_ORDERS) or "DATE_CREATED_DESC"
    offset, limit = query.page()
    total, ids = db.search(REVIEW, _where(query), _ORDERS[order], offset, limit)
    return total, db.get_many(REVIEW, ids)


def mass_update(shop: Shop, sent: Any) -> int:
    """Judge or delete the reviews that a body names, filters or all; how many these are.

    `ApiError` 400 if it does not say which or what to do.
    """
    body = Merge(shop.spec, "ProductReviewMassUpdate").create(sent, "selectMode")
    if not body.get("delete") and "newStatus" not in body:
        raise absent_field("ProductReviewMassUpdate", "newStatus")
    chosen = shop.db.get_many(REVIEW, _chosen(shop, body))
    if body.get("delete"):
        delete_reviews(shop, chosen)
    else:
        judge(shop, chosen, body["newStatus"].lower())
    return len(chosen)


def _chosen(shop: Shop, body: Body) -> list[int]:
    if body["selectMode"] == "SELECTED":
        return list(dict.fromkeys(body.get("reviewIds", [])))
    if body["selectMode"] == "ALL":
        return shop.db.ids(REVIEW)
    filters = body.get("currentFilters") or body.get("filters") or {}
    return shop.db.search(REVIEW, _where(_as_query(filters)), "facts.id", 0, -1)[1]


def _as_query(filters: Body) -> Query:
    """Filters of a body as the parameters of a listing."""
    return Query(
        urlencode(
            {
                name: ",".join(map(str, value)) if isinstance(value, list) else value
                for name, value in filters.items()
            }
        )
    )


def _where(query: Query) -> Where:
    where = Where(REVIEW.name)
    if query.text("reviewId") is not None:
        where.ids(query.ids("reviewId"))
    for name, column in (("productId", "product"), ("rating", "rating")):
        if query.text(name) is not None:
            keys = json.dumps(query.ids(name))
            where.sql(f"facts.{column} IN (SELECT value FROM json_each(?))", keys)
    if query.text("orderId") is not None:
        where.term("order", query.names("orderId"))
    status = query.one_of("status", "moderated", "published", "MODERATED", "PUBLISHED")
    where.compare("status", "=", None if status is None else status.lower())
    for name in ("keyword", "searchKeyword"):
        keyword = query.text(name)
        if keyword is not None:
            where.words(keyword)
    for end, operator in (("From", ">="), ("To", "<=")):
        where.compare("created", operator, query.time(f"created{end}"))
        where.compare("updated", operator, query.time(f"updated{end}"))
    return where
