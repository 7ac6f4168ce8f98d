"""The search of subscriptions: its parameters as conditions, its sort orders as SQL.

https://docs.ecwid.com/api-reference/rest-api/subscriptions/search-subscriptions
"""

from __future__ import annotations

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.database import Body
from ecwid_orm.emulator.sales.kinds import SUBSCRIPTION
from ecwid_orm.emulator.search import Where

_ORDERS = {
    f"{name}_{way}": f"facts.{column} {way}, facts.id {way}"
    for name, column in (
        ("DATE_CREATED", "created"),
        ("ORDER_COUNT", "orders"),
        ("NEXT_CHARGE_DATE", "next_charge"),
    )
    for way in ("ASC", "DESC")
}
_DATES = {
    "created": "created",
    "cancelled": "cancelled",
    "updated": "updated",
    "nextCharge": "next_charge",
}
_STATUSES = (
    "ACTIVE",
    "CANCELLED",
    "LAST_CHARGE_FAILED",
    "REQUIRES_PAYMENT_CONFIRMATION",
    "PAUSED",
)


def search_subscriptions(call: Call) -> tuple[int, list[Body]]:
    """How many subscriptions a listing's query finds, and one page of them."""
    db, query = call.shop.db, call.query
    where = Where(SUBSCRIPTION.name)
    where.compare("id", "=", query.integer("id"))
    where.compare("customer", "=", query.integer("customerId"))
    where.compare(
        "interval", "=", query.one_of("recurringInterval", "DAY", "WEEK", "MONTH", "YEAR")
    )
    where.compare("interval_count", "=", query.integer("recurringIntervalCount"))
    for name, column in _DATES.items():
        where.compare(column, ">=", query.time(f"{name}From"))
        where.compare(column, "<=", query.time(f"{name}To"))
    statuses = query.some_of("status", *_STATUSES)
    if statuses:
        where.among("status", statuses)
    email, order = query.text("email"), query.text("orderId")
    where.compare("email", "=", None if email is None else email.casefold())
    if order is not None:
        where.term("order", [order.casefold()])
    product, total = query.integer("productId"), query.number("orderTotal")
    if product is not None:
        where.term("product", [str(product)])
    if total is not None:
        where.term("order_total", [repr(float(total))])
    since, until = query.time("orderCreatedFrom"), query.time("orderCreatedTo")
    if since is not None or until is not None:
        where.term_between("order_created", since, until)
    order_by = query.one_of("sortBy", *_ORDERS) or "DATE_CREATED_DESC"
    offset, limit = query.page()
    total_found, keys = db.search(SUBSCRIPTION, where, _ORDERS[order_by], offset, limit)
    return total_found, db.get_many(SUBSCRIPTION, keys)
