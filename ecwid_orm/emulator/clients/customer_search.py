"""The search of customers: its parameters as conditions, its sort orders as SQL.

https://docs.ecwid.com/api-reference/rest-api/customers/search-customers
"""

from __future__ import annotations

import json

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.clients.kinds import CUSTOMER
from ecwid_orm.emulator.database import Body
from ecwid_orm.emulator.search import Where

_COLUMNS = {
    "NAME": "name",
    "EMAIL": "email",
    "ORDER_COUNT": "order_count",
    "REGISTERED_DATE": "registered",
    "UPDATED_DATE": "updated",
    "SALES_VALUE": "sales_value",
    "FIRST_ORDER_DATE": "first_order",
    "LAST_ORDER_DATE": "last_order",
}
_ORDERS = {
    f"{name}_{direction}": f"facts.{column} {direction}, facts.id {direction}"
    for name, column in _COLUMNS.items()
    for direction in ("ASC", "DESC")
}
_CONTAINING = ("phone", "city", "postalCode", "companyName")
_OF_TERM = "SELECT 1 FROM term WHERE kind = ? AND name = ? AND term.id = facts.id"


def search_customers(call: Call) -> tuple[int, list[Body]]:
    """How many customers a listing's query finds, and one page of them."""
    order = call.query.one_of("sortBy", *_ORDERS) or "NAME_ASC"
    offset, limit = call.query.page()
    db = call.shop.db
    total, ids = db.search(CUSTOMER, _where(call), _ORDERS[order], offset, limit)
    return total, db.get_many(CUSTOMER, ids)


def matching_ids(call: Call) -> list[int]:
    """Ids of all customers that a query finds, ascending."""
    return call.shop.db.search(CUSTOMER, _where(call), "facts.id", 0, -1)[1]


def _where(call: Call) -> Where:
    query = call.query
    where = Where(CUSTOMER.name)
    _texts(call, where)
    for name, column in (("acceptMarketing", "accepts_marketing"), ("taxExempt", "tax_exempt")):
        where.compare(column, "=", query.boolean(name))
    where.compare("b2b_b2c", "=", query.one_of("b2b_b2c", "b2b", "b2c"))
    where.compare("customer_group", "=", query.integer("customerGroup"))
    if query.text("customerGroupIds") is not None:
        where.sql(
            "facts.customer_group IN (SELECT value FROM json_each(?))",
            json.dumps(query.ids("customerGroupIds")),
        )
    for end, operator in (("min", ">="), ("max", "<=")):
        where.compare("order_count", operator, query.integer(f"{end}OrderCount"))
        value = query.number(f"{end}SalesValue")
        where.compare("sales_value", operator, None if value is None else float(value))
    for end, operator in (("From", ">="), ("To", "<=")):
        where.compare("registered", operator, query.time(f"created{end}"))
        where.compare("updated", operator, query.time(f"updated{end}"))
    return where


def _texts(call: Call, where: Where) -> None:
    query = call.query
    keyword, name, email = query.text("keyword"), query.text("name"), query.text("email")
    if keyword is not None:
        where.sql(
            "instr(facts.name, ?) OR instr(facts.email, ?)", *[keyword.strip().casefold()] * 2
        )
    if name is not None:
        where.sql("instr(facts.name, ?)", name.strip().casefold())
    if query.boolean("useExactEmailMatch"):
        where.compare("email", "=", None if email is None else email.strip().casefold())
    elif email is not None:
        where.sql("instr(facts.email, ?)", email.strip().casefold())
    for field in _CONTAINING:
        text = query.text(field)
        if text is not None:
            where.sql(
                f"EXISTS ({_OF_TERM} AND instr(value, ?))",
                CUSTOMER.name,
                field,
                text.strip().casefold(),
            )
    state = query.text("stateOrProvinceCode")
    if state is not None:
        where.term("stateOrProvinceCode", [state.strip().casefold()])
    if query.text("countryCodes") is not None:
        where.term("countryCode", [code.casefold() for code in query.names("countryCodes")])
    if query.text("purchasedProductIds") is not None:
        where.term("bought", [str(key) for key in query.ids("purchasedProductIds")])
    if query.text("lang") is not None:
        where.term("lang", query.names("lang"))
