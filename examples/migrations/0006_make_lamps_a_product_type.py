"""Make a product type of the attributes that only lamps have.

Products of the type General with a value for one of these become Lamps, and keep all their values.
A type Lamps that is there already gets the attributes that it lacks. General keeps its own: what
else is meant to have them, only the shop's owner knows.
"""

from __future__ import annotations

from ecwid_orm import (
    Product,
    ProductAttributeValue,
    ProductType,
    ProductTypeAttribute,
    Session,
)

depends_on = "0005_fill_seo_titles"

TYPE = "Lamps"
ATTRIBUTES = ("Brightness", "Battery")


def upgrade(session: Session) -> None:
    lamps = next((one for one in session.query(ProductType) if one.name == TYPE), None)
    if lamps is None:
        lamps = ProductType(name=TYPE)
        session.add(lamps)
    known = {attribute.name for attribute in lamps.attributes}
    lamps.attributes += [
        ProductTypeAttribute(name=name, type="CUSTOM") for name in ATTRIBUTES if name not in known
    ]
    session.commit()

    products = session.query(Product).only(Product.product_class_id, Product.attributes)
    for product in session.each(products):
        if is_lamp(product):
            product.product_class_id = lamps.id
            product.attributes = [moved(value) for value in product.attributes]


def check(session: Session) -> bool:
    products = session.query(Product).only(Product.product_class_id, Product.attributes)
    return not any(is_lamp(product) for product in products)


def is_lamp(product: Product) -> bool:
    """Whether it is a product of no type of its own, with a value of what lamps have."""
    return not product.product_class_id and any(
        value.name in ATTRIBUTES and value.value for value in product.attributes
    )


def moved(value: ProductAttributeValue) -> ProductAttributeValue:
    """A value as a product of another type can have it: of the attribute of that name."""
    if value.type != "CUSTOM":
        return value  # those of Ecwid's own, such as Brand, are the same in each type
    return ProductAttributeValue(
        name=value.name,
        value=value.value,
        value_translated=value.value_translated,
        show=value.show,
    )
