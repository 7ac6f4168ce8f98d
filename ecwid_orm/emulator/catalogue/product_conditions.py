"""Conditions that searches and filters of products have in common."""

from __future__ import annotations

from ecwid_orm.emulator.query import Query
from ecwid_orm.emulator.search import Where

_WORDS = (
    ("onsale", "on_sale", "onsale", "notonsale"),
    ("inventory", "in_stock", "instock", "outofstock"),
)


def restrict(where: Where, query: Query) -> None:
    """Only products that a query's flags, windows, options and attributes let through."""
    where.compare("enabled", "=", query.boolean("enabled"))
    for end, operator in (("From", ">="), ("To", "<=")):
        price = query.number(f"price{end}")
        where.compare("price", operator, None if price is None else float(price))
        where.compare("created", operator, query.time(f"created{end}"))
        where.compare("updated", operator, query.time(f"updated{end}"))
    for name, column, yes, no in _WORDS:
        word = query.one_of(name, yes, no)
        where.compare(column, "=", None if word is None else word == yes)
    for prefix in ("option_", "attribute_"):
        for name, values in query.prefixed(prefix).items():
            where.term(f"{prefix}{name}", values)
