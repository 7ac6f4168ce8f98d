"""Move the products and subcategories of "Last season" to "Gifts", and delete "Last season".

Products keep their other categories. The category goes last: by then nothing is in it that Ecwid
would delete along with it, or leave without a shelf.
"""

from __future__ import annotations

from ecwid_orm import Category, Product, Session

depends_on = "0002_give_every_product_a_sku"

OLD = "Last season"
NEW = "Gifts"


def upgrade(session: Session) -> None:
    categories = list(session.query(Category).where(hidden_categories=True))
    olds = [category for category in categories if category.name == OLD]
    news = [category for category in categories if category.name == NEW]
    if not olds:
        return  # a second attempt, after one that broke off at the very end
    if len(olds) > 1 or len(news) != 1:
        raise LookupError(
            f"the shop has {len(olds)} categories {OLD!r} and {len(news)} {NEW!r}, not one of each"
        )
    [old], [new] = olds, news

    products = session.query(Product).where(Product.category_ids.contains(old.id))
    for product in session.each(products.only(Product.category_ids, Product.default_category_id)):
        # A product may be in both already; dict.fromkeys keeps the order and drops the second.
        product.category_ids = list(
            dict.fromkeys(new.id if key == old.id else key for key in product.category_ids)
        )
        if product.default_category_id == old.id:
            product.default_category_id = new.id

    for category in categories:
        if category.parent_id == old.id:
            category.parent_id = new.id if category is not new else old.parent_id
    session.commit()
    session.delete(old)


def check(session: Session) -> bool:
    categories = session.query(Category).where(hidden_categories=True).only(Category.name)
    return all(category.name != OLD for category in categories)
