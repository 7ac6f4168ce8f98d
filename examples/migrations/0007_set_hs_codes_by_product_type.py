"""Set the HS code, which customs want to know, of products by their type.

Codes that somebody set already stay. A variation has its product's code unless it has its own.
"""

from __future__ import annotations

from ecwid_orm import Product, ProductType, Session
from ecwid_orm.session import Query

depends_on = "0006_make_lamps_a_product_type"

CODES = {
    "Tents": "630622",
    "Sleeping bags": "940430",
    "Lamps": "851310",
}


def upgrade(session: Session) -> None:
    codes = codes_by_type(session)
    for product in session.each(products(session)):
        code = codes.get(product.product_class_id)
        if code is not None and not product.customs_hs_tariff_code:
            product.customs_hs_tariff_code = code


def check(session: Session) -> bool:
    codes = codes_by_type(session)
    return all(
        product.customs_hs_tariff_code
        for product in products(session)
        if product.product_class_id in codes
    )


def products(session: Session) -> Query[Product]:
    """All of them: Ecwid does not search products by type."""
    return session.query(Product).only(Product.product_class_id, Product.customs_hs_tariff_code)


def codes_by_type(session: Session) -> dict[int | None, str]:
    types = {one.name: one.id for one in session.query(ProductType)}
    return {types[name]: code for name, code in CODES.items() if name in types}
