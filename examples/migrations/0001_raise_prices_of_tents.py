"""Raise the prices of all tents by 8 %, up to the next price that ends in .99.

Variations that have a price of their own go up as well. What is free stays free; wholesale prices
and what options add stay as they are.

There is no `downgrade`: nothing can be told about the old prices from the new ones, but the journal
has them. There is no `check` either, for prices go on changing.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from ecwid_orm import Category, Product, Session

depends_on = None

CATEGORY = "Tents"
FACTOR = Decimal("1.08")
CENT = Decimal("0.01")


def upgrade(session: Session) -> None:
    # Ecwid does not search products by the name of their category, nor categories by exact name.
    categories = session.query(Category).where(hidden_categories=True).only(Category.name)
    found = [category.id for category in categories if category.name == CATEGORY]
    if len(found) != 1:
        raise LookupError(f"the shop has {len(found)} categories {CATEGORY!r}, not one")
    tents = session.query(Product).where(
        Product.category_ids.contains(found), include_products_from_subcategories=True
    )
    for product in session.each(tents.only(Product.price, Product.variations)):
        product.price = raised(product.price)
        for variation in product.variations:
            if variation.price is not None:  # else it has the product's
                variation.price = raised(variation.price)


def raised(price: Decimal | None) -> Decimal | None:
    """The new price for an old one: exact, never lower, ending in .99."""
    if not price:
        return price
    return (price * FACTOR + CENT).to_integral_value(ROUND_CEILING) - CENT
