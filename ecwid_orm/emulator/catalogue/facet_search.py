"""Which products the facets of a catalogue are counted over."""

from __future__ import annotations

from ecwid_orm.emulator.catalogue.categories_tree import descendants
from ecwid_orm.emulator.catalogue.kinds import IN_CATEGORY, ON_FRONT_PAGE, PRODUCT
from ecwid_orm.emulator.catalogue.product_conditions import restrict
from ecwid_orm.emulator.database import Database
from ecwid_orm.emulator.query import Query, whole_number
from ecwid_orm.emulator.search import Where


def matching(db: Database, query: Query) -> Where:
    """The products that a query of filters finds."""
    where = Where(PRODUCT.name)
    restrict(where, query)
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
