"""The kinds of a catalogue's entities and how they are searched."""

from __future__ import annotations

from ecwid_orm.emulator.kind import Kind
from ecwid_orm.emulator.ordering import OrderedLists

PRODUCT = Kind(
    "product",
    {
        "name": "TEXT",
        "price": "REAL",
        "created": "INTEGER",
        "updated": "INTEGER",
        "shelf": "INTEGER",
        "enabled": "INTEGER",
        "in_stock": "INTEGER",
        "on_sale": "INTEGER",
        "gift_card": "INTEGER",
        "discounts_allowed": "INTEGER",
        "customer_sets_price": "INTEGER",
        "visible": "INTEGER",
    },
    words=True,
)
"""`shelf` is the place on the front page, or `OFF_SHELF`."""

OFF_SHELF = 2**31

CATEGORY = Kind(
    "category",
    {"parent": "INTEGER", "place": "INTEGER", "enabled": "INTEGER", "name": "TEXT"},
    words=True,
)
"""`parent` is 0 for a root category; `place` is its orderBy."""

PRODUCT_TYPE = Kind("product_type", {})

IN_CATEGORY = OrderedLists("category_products")
"""The products of each category, in the order of the shop's owner."""

ON_FRONT_PAGE = OrderedLists("front_page")
"""The products of the front page, under the owner 0."""
