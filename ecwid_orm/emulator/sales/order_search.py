"""The searches of orders and of carts: their parameters as conditions.

https://docs.ecwid.com/api-reference/rest-api/orders/search-orders
https://docs.ecwid.com/api-reference/rest-api/carts/search-abandoned-carts
"""

from __future__ import annotations

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.database import Body
from ecwid_orm.emulator.errors import ApiError
from ecwid_orm.emulator.sales.kinds import CART, ORDER
from ecwid_orm.emulator.search import Where

_NEWEST_FIRST = "facts.created DESC, facts.id DESC"
_TEXTS = {
    "shippingMethod": "shipping_method",
    "paymentMethod": "payment_method",
    "paymentModule": "payment_module",
    "paymentReference": "payment_reference",
    "couponCode": "coupon",
    "refererId": "referer",
}


def search_orders(call: Call) -> tuple[int, list[Body]]:
    """How many orders a listing's query finds, and one page of them, the newest first.

    `orderNumber` overrides all else. Carts are left out unless their status is asked for.
    """
    query = call.query
    where = Where(ORDER.name)
    if query.text("orderNumber") is not None:
        where.ids(query.ids("orderNumber"))
    else:
        _orders(call, where)
    return _page(call, where)


def search_carts(call: Call) -> tuple[int, list[Body]]:
    """How many carts a listing's query finds, and one page of them, the newest first."""
    query = call.query
    where = Where(ORDER.name)
    where.compare("payment", "=", CART)
    if query.boolean("showHidden") is False:
        where.compare("hidden", "=", False)
    _in_both(call, where)
    _buyer(call, where)
    return _page(call, where)


def last_order(call: Call) -> Body:
    """The newest order, of one e-mail address if asked; `ApiError` 404 if there is none."""
    query = call.query
    where = Where(ORDER.name)
    where.compare("payment", "<>", CART)
    email = query.text("customerEmail")
    where.compare("email", "=", None if email is None else email.casefold())
    if query.boolean("withAddress"):
        where.compare("has_address", "=", True)
    db = call.shop.db
    db.settle(ORDER, call.shop.clock.now())
    _, numbers = db.search(ORDER, where, _NEWEST_FIRST, 0, 1)
    if not numbers:
        raise ApiError(404, "ORDER_NOT_FOUND", "Order not found")
    return db.get_many(ORDER, numbers)[0]


def _orders(call: Call, where: Where) -> None:
    query = call.query
    statuses = _statuses(call, "paymentStatus", "OrderPaymentStatus")
    if statuses:
        where.among("payment", statuses)
    else:
        where.compare("payment", "<>", CART)
    fulfillment = _statuses(call, "fulfillmentStatus", "OrderFulfillmentStatus")
    if fulfillment:
        where.among("fulfillment", fulfillment)
    _in_both(call, where)
    _buyer(call, where, either=query.boolean("customerIdOrEmail") or False)
    _references(call, where)
    for name, term in _TEXTS.items():
        text = query.text(name)
        if text is not None:
            where.term(term, [text.casefold()])
    for name, operator in (("pickupTimeFrom", ">="), ("pickupTimeTo", "<=")):
        where.compare("pickup", operator, query.time(name))
    where.compare("marketing", "=", query.boolean("acceptMarketing"))
    where.compare("preorder", "=", query.boolean("containsPreorderItems"))
    keywords = query.text("keywords")
    if keywords is not None:
        where.words(keywords)


def _references(call: Call, where: Where) -> None:
    query = call.query
    for name, term in (("productId", "product"), ("subscriptionId", "subscription")):
        if query.text(name) is not None:
            where.term(term, [str(key) for key in query.ids(name)])
    for name in ("ids", "vendorOrderNumber"):
        if query.text(name) is not None:
            where.term("reference", [each.casefold() for each in query.names(name)])


def _in_both(call: Call, where: Where) -> None:
    """What orders and carts can both be searched by."""
    query = call.query
    for end, operator in (("From", ">="), ("To", "<=")):
        total = query.number(f"total{end}")
        where.compare("total", operator, None if total is None else float(total))
        where.compare("created", operator, query.time(f"created{end}"))
        where.compare("updated", operator, query.time(f"updated{end}"))


def _buyer(call: Call, where: Where, *, either: bool = False) -> None:
    query = call.query
    customer, email = query.integer("customerId"), query.text("email")
    if either and customer is not None and email is not None:
        where.sql("facts.customer = ? OR facts.email = ?", customer, email.casefold())
    else:
        where.compare("customer", "=", customer)
        where.compare("email", "=", None if email is None else email.casefold())
    for word in (query.text("customer") or "").casefold().split():
        where.sql("instr(facts.customer_details, ?) > 0", word)


def _statuses(call: Call, name: str, schema: str) -> list[str]:
    """The statuses that a parameter lists."""
    return call.query.some_of(name, *call.shop.spec.schema(schema)["enum"])


def _page(call: Call, where: Where) -> tuple[int, list[Body]]:
    db = call.shop.db
    db.settle(ORDER, call.shop.clock.now())
    offset, limit = call.query.page()
    total, numbers = db.search(ORDER, where, _NEWEST_FIRST, offset, limit)
    return total, db.get_many(ORDER, numbers)
