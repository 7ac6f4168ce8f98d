"""Product types, which say what attributes their products have."""

from __future__ import annotations

from ecwid_orm.model import Model, Value, fields
from ecwid_orm.resources.product_parts import ProductAttributeShow, ProductAttributeType


class ProductTypeAttribute(Value):
    """An attribute that products of a type may have."""

    id = fields.Integer(doc="Without one, a new attribute is made.")
    name = fields.String()
    name_translated = fields.Translations()
    type = fields.Choice(ProductAttributeType, open=True)
    show = fields.Choice(ProductAttributeShow)


class ProductType(Model, path="classes", shape="list", natural=("name",)):
    """A kind of products with attributes of its own; 0 is General, which always exists.

    https://docs.ecwid.com/api-reference/rest-api/products/product-types-and-attributes
    """

    id = fields.Key()
    name = fields.String(
        required=True, unique=True, doc="None for General, which cannot be renamed."
    )
    google_taxonomy = fields.String(read_only=True, doc="Found by Ecwid from the name.")
    attributes = fields.EmbeddedList(
        ProductTypeAttribute, doc="One that is left out is deleted; one with an id is changed."
    )
