"""Which products the facets of a catalogue are counted over."""

from __future__ import annotations

from ecwid_orm.emulator.catalogue.categories_tree import descendants
from ecwid_orm.emulator.catalogue.kinds import IN_CATEGORY, ON_FRONT_PAGE, PRODUCT
from ecwid_orm.emulator.database import Database
from ecwid_orm.emulator.query import Query, whole_number
from ecwid_orm.emulator.search import Where

_WORDS = (
    ("inventory", "in_stock", "instock", "outofstock"),
    ("onsale", "on_sale", "onsale", "notonsale"),
)


def matching(db: Database, query: Query) -> Where:
    """The products that a query of filters finds."""
    where = Where(PRODUCT.name)
    where.compare("enabled", "=", query.boolean("enabled"))
    for name, column, yes, no in _WORDS:
        word = query.one_of(name, yes, no)
        where.compare(column, "=", None if word is None else word == yes)
    for end, operator in (("From", ">="), ("To", "<=")):
        price = query.number(f"price{end}")
        where.compare("price", operator, None if price is None else float(price))
        where.compare("created", operator, query.time(f"created{end}"))
        where.compare("updated", operator, query.time(f"updated{end}"))
    for prefix in ("option_", "attribute_"):
        for name, values in query.prefixed(prefix).items():
            where.term(f"{prefix}{name}", values)
    keyword = query.text("keyword")
    if keyword is not None:
        where.words(keyword)
    _categories(db, query, where)
    return where


def _categories(db: Database, query: Query, where: Where) -> None:
    named = query.names("categories")
    if not named:
        return
    if "home" in named:
        where.members(ON_FRONT_PAGE.name, [0])
        return
    keys = [whole_number("categories", name) for name in named]
    deep = query.boolean("includeProductsFromSubcategories")
    where.members(IN_CATEGORY.name, descendants(db, keys) if deep else keys)
