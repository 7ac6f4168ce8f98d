"""The search of coupons, and how time and orders change what they are.

https://docs.ecwid.com/api-reference/rest-api/discounts/discount-coupons
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.database import Body
from ecwid_orm.emulator.errors import wrong_parameter
from ecwid_orm.emulator.formats import timestamp
from ecwid_orm.emulator.marketing.kinds import COUPON
from ecwid_orm.emulator.sales.kinds import CART, ORDER
from ecwid_orm.emulator.search import Where
from ecwid_orm.emulator.shop import Shop

_ORDERS = (
    "(SELECT count(*) FROM term AS used JOIN facts_order AS sold ON sold.id = used.id"
    f" WHERE used.kind = '{ORDER.name}' AND used.name = 'coupon' AND used.value = facts.code"
    f" AND sold.payment <> '{CART}')"
)
_STATUS = (
    "CASE WHEN facts.expires <= ? THEN 'EXPIRED'"
    f" WHEN facts.uses_limit = 'SINGLE' AND {_ORDERS} > 0 THEN 'USEDUP' ELSE facts.status END"
)


def search_coupons(call: Call) -> tuple[int, list[Body]]:
    """How many coupons a listing's query finds, and one page of them, the oldest first."""
    db, query = call.shop.db, call.query
    where = Where(COUPON.name)
    code = query.text("code")
    where.compare("code", "=", None if code is None else code.strip().casefold())
    types = _words(call, "discount_type", "discountType")
    if types:
        where.among("discount_type", types)
    statuses = _words(call, "availability", "status")
    if statuses:
        where.sql(
            f"({_STATUS}) IN (SELECT value FROM json_each(?))",
            int(call.shop.clock.now()),
            json.dumps(statuses),
        )
    for end, operator in (("From", ">="), ("To", "<=")):
        where.compare("created", operator, query.time(f"created{end}"))
        where.compare("updated", operator, query.time(f"updated{end}"))
    offset, limit = query.page()
    with db.reading(ORDER):
        total, ids = db.search(COUPON, where, "facts.id", offset, limit)
    return total, db.get_many(COUPON, ids)


def shown_coupons(shop: Shop, coupons: Iterable[Body]) -> list[Body]:
    """Coupons as they go out, with the orders they were used in and the status of this moment."""
    found = {body["id"]: body for body in coupons}
    with shop.db.reading(COUPON, ORDER) as connection:
        rows = connection.execute(
            f"SELECT id, {_STATUS}, {_ORDERS} FROM facts_coupon AS facts"
            " WHERE id IN (SELECT value FROM json_each(?))",
            (int(shop.clock.now()), json.dumps(list(found))),
        ).fetchall()
    now = {key: {"status": status, "orderCount": orders} for key, status, orders in rows}
    return [_shown({**body, **now[key]}) for key, body in found.items()]


def _shown(body: Body) -> Body:
    return {
        **{name: value for name, value in body.items() if name[0] != "$"},
        "creationDate": timestamp(body["$created"]),
        "updateDate": timestamp(body["$updated"]),
    }


def _words(call: Call, parameter: str, field: str) -> list[str]:
    known = call.shop.spec.properties("Coupon")[field]["enum"]
    words = call.query.names(parameter)
    if not set(words) <= set(known):
        raise wrong_parameter(
            f"Wrong parameter '{parameter}' value: expected some of {', '.join(known)}"
        )
    return words
