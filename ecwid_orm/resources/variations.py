"""Variations: what a product is for one set of choices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecwid_orm.model import Parameter, Search, fields
from ecwid_orm.resources.actions.variations import ProductVariationActions
from ecwid_orm.resources.product_media import ProductBorderInfo
from ecwid_orm.resources.product_parts import (
    ProductAttributeValue,
    ProductDimensions,
    ProductLowestPriceSettings,
    ProductSubscriptionSettings,
    ProductVariationOption,
    ProductWholesalePrice,
)
from ecwid_orm.resources.shared import Alt

if TYPE_CHECKING:
    from ecwid_orm.resources.products import Product


class ProductVariation(
    ProductVariationActions,
    path="products/{product_id}/combinations",
    shape="list",
    label="sku",
    natural=("options",),
    search=Search({"lang": Parameter()}),
):
    """A product in one size or colour; what it does not say is as in the product.

    https://docs.ecwid.com/api-reference/rest-api/products/product-variations
    """

    id = fields.Key()
    product_id = fields.ParentKey("Product")
    product: fields.Related[Product] = fields.Related("Product", key="product_id")
    combination_number = fields.Integer(read_only=True, doc="From 1; not the order of a listing.")
    options = fields.EmbeddedList(
        ProductVariationOption,
        required=True,
        doc="An option that the product lacks is added to it, as SELECT.",
    )
    sku = fields.String(unique=True, doc="Without one the product's stock counts.")
    external_reference_id = fields.String(unique=True, doc="The id in another system.")

    # Stock
    quantity = fields.Integer(
        adjust="inventory", doc="Absent if `unlimited`, which must be False to set it; can be < 0."
    )
    unlimited = fields.Boolean()
    in_stock = fields.Boolean(read_only=True)
    location_inventory = fields.Map(fields.Integer(required=True), doc="Quantity by location id.")
    out_of_stock_visibility_behaviour = fields.Choice(("SHOW", "HIDE", "ALLOW_PREORDER"))
    warning_limit = fields.Integer(doc="The stock at which Ecwid mails the shop's owner.")
    min_purchase_quantity = fields.Integer()
    max_purchase_quantity = fields.Integer()

    # Prices
    price = fields.Money(doc="Absent if it is the product's.")
    default_displayed_price = fields.Money(read_only=True)
    default_displayed_price_formatted = fields.String(read_only=True)
    cost_price = fields.Money()
    compare_to_price = fields.Money()
    lowest_price = fields.Money()
    default_displayed_lowest_price = fields.Money(read_only=True)
    default_displayed_lowest_price_formatted = fields.String(read_only=True)
    lowest_price_settings = fields.Embedded(ProductLowestPriceSettings)
    wholesale_prices = fields.EmbeddedList(ProductWholesalePrice)
    subscription_settings = fields.Embedded(ProductSubscriptionSettings)

    # Shipping
    is_shipping_required = fields.Boolean()
    weight = fields.Float(doc="In the store's unit of weight.")
    dimensions = fields.Embedded(ProductDimensions)
    volume = fields.Float()
    customs_hs_tariff_code = fields.String()

    attributes = fields.EmbeddedList(ProductAttributeValue)

    # Its picture
    image_url = fields.String(read_only=True)
    original_image_url = fields.String(read_only=True)
    thumbnail_url = fields.String(read_only=True)
    small_thumbnail_url = fields.String(read_only=True)
    hd_thumbnail_url = fields.String(read_only=True)
    border_info = fields.Embedded(ProductBorderInfo, read_only=True)
    alt = fields.Embedded(Alt)
