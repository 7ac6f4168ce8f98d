"""Give every product without a SKU of ours one that begins with KP-.

A product that was made without a SKU bears a number that Ecwid made up, such as 00012; it becomes
KP-00012. One that has not even that gets a SKU of its id. Both are unique, so the new SKUs are as
well. Variations without a SKU keep none: with one, they would no longer share the stock of their
product.
"""

from __future__ import annotations

import re

from ecwid_orm import Product, Session

depends_on = "0001_raise_prices_of_tents"

PREFIX = "KP-"
NUMBER = re.compile(r"\d{5}", re.ASCII)


def upgrade(session: Session) -> None:
    for product in session.each(session.query(Product).only(Product.sku)):
        if not product.sku:
            product.sku = f"{PREFIX}{product.id}"
        elif NUMBER.fullmatch(product.sku):
            product.sku = f"{PREFIX}{product.sku}"


def downgrade(session: Session) -> None:
    """Give Ecwid's numbers back. SKUs made of ids stay, for Ecwid does not take an empty one."""
    for product in session.each(session.query(Product).only(Product.sku)):
        number = (product.sku or "").removeprefix(PREFIX)
        if NUMBER.fullmatch(number):
            product.sku = number


def check(session: Session) -> bool:
    skus = [product.sku or "" for product in session.query(Product).only(Product.sku)]
    return not any(sku == "" or NUMBER.fullmatch(sku) for sku in skus)
