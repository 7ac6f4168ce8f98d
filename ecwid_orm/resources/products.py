"""Products."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecwid_orm.model import Parameter, Search, fields
from ecwid_orm.model.search import equality, membership
from ecwid_orm.resources.actions.products import ProductActions
from ecwid_orm.resources.product_media import (
    ProductBorderInfo,
    ProductFile,
    ProductGalleryImage,
    ProductMedia,
)
from ecwid_orm.resources.product_parts import (
    ProductAttributeValue,
    ProductCategoryInfo,
    ProductComponent,
    ProductCustomPriceTier,
    ProductDimensions,
    ProductFavorites,
    ProductLowestPriceSettings,
    ProductOption,
    ProductRelatedProducts,
    ProductRibbon,
    ProductShippingPreparationTime,
    ProductShippingSettings,
    ProductSubscriptionSettings,
    ProductTaxInfo,
    ProductWholesalePrice,
)
from ecwid_orm.resources.shared import PictureInfo
from ecwid_orm.resources.variations import ProductVariation

if TYPE_CHECKING:
    from ecwid_orm.resources.categories import Category
    from ecwid_orm.resources.product_types import ProductType
    from ecwid_orm.resources.reviews import ProductReview

SEARCH = Search(
    {
        "product_id": Parameter("ids", means=membership("id")),
        "sku": Parameter(means=equality("sku")),
        "external_reference_id": Parameter(means=equality("external_reference_id")),
        "keyword": Parameter(),
        "search_method": Parameter("choice", choices=("STOREFRONT", "CP")),
        "category": Parameter("integer"),
        "categories": Parameter("ids", means=("category_ids contains",)),
        "include_products_from_subcategories": Parameter("boolean"),
        "price_from": Parameter("number", means=("price >=",)),
        "price_to": Parameter("number", means=("price <=",)),
        "created_from": Parameter("moment", means=("created >=",)),
        "created_to": Parameter("moment", means=("created <=",)),
        "updated_from": Parameter("moment", means=("updated >=",)),
        "updated_to": Parameter("moment", means=("updated <=",)),
        "enabled": Parameter("boolean", means=equality("enabled")),
        "is_gift_card": Parameter("boolean", means=equality("is_gift_card")),
        "in_stock": Parameter("boolean", means=equality("in_stock")),
        "discounts_allowed": Parameter("boolean", means=equality("discounts_allowed")),
        "visible_in_storefront": Parameter("boolean"),
        "is_customer_set_price": Parameter("boolean"),
        "onsale": Parameter("choice", choices=("onsale", "notonsale")),
        "inventory": Parameter("choice", choices=("instock", "outofstock")),
        # "none" finds products without taxes.
        "enabled_manual_taxes": Parameter("ids", choices=("none",)),
        "tax_class_codes": Parameter("names"),
        "option": Parameter("names", prefix="option_"),
        "attribute": Parameter("names", prefix="attribute_", means=membership("attributes[]")),
        "base_url": Parameter(),
        "clean_urls": Parameter("boolean"),
        "slugs_without_ids": Parameter("boolean"),
        "lang": Parameter(),
    },
    orders={"created": "ADDED_TIME", "updated": "UPDATED_TIME", "name": "NAME", "price": "PRICE"},
    named=("RELEVANCE", "DEFINED_BY_STORE_OWNER"),
    # A product that is added while a walk goes on comes last, and moves none.
    stable="ADDED_TIME_ASC",
    alone=("product_id", "sku"),
    harmless=("base_url", "clean_urls", "slugs_without_ids", "lang"),
)


class Product(
    ProductActions,
    path="products",
    search=SEARCH,
    bulk="productId",
    # A store may allow one SKU for several products; an external id it never does.
    natural=("external_reference_id", "sku"),
):
    """A product of the catalogue.

    https://docs.ecwid.com/api-reference/rest-api/products
    """

    id = fields.Key()
    sku = fields.String(unique=True, doc="Unique, unless the store allows otherwise.")
    name = fields.String(required=True)
    name_translated = fields.Translations()
    description = fields.String(doc="HTML.")
    description_translated = fields.Translations()
    subtitle = fields.String()
    subtitle_translated = fields.Translations()
    ribbon = fields.Embedded(ProductRibbon)
    ribbon_translated = fields.Translations()
    enabled = fields.Boolean()
    is_sample_product = fields.Boolean()
    is_gift_card = fields.Boolean()
    external_reference_id = fields.String(unique=True, doc="The id in another system.")

    # Stock
    quantity = fields.Integer(
        adjust="inventory", doc="Absent if `unlimited`, which must be False to set it; can be < 0."
    )
    unlimited = fields.Boolean()
    in_stock = fields.Boolean(read_only=True, doc="From the stock of it and its variations.")
    location_inventory = fields.Map(fields.Integer(required=True), doc="Quantity by location id.")
    out_of_stock_visibility_behaviour = fields.Choice(("SHOW", "HIDE", "ALLOW_PREORDER"))
    warning_limit = fields.Integer(doc="The stock at which Ecwid mails the shop's owner.")
    min_purchase_quantity = fields.Integer()
    max_purchase_quantity = fields.Integer()

    # Prices
    price = fields.Money()
    price_in_product_list = fields.Money(
        read_only=True, doc="With the choices or the variation preselected, without taxes."
    )
    default_displayed_price = fields.Money(
        read_only=True, doc="As `price_in_product_list`, with the taxes of the store's location."
    )
    default_displayed_price_formatted = fields.String(read_only=True)
    cost_price = fields.Money()
    wholesale_prices = fields.EmbeddedList(ProductWholesalePrice)
    compare_to_price = fields.Money(doc="The price crossed out beside the price.")
    compare_to_price_formatted = fields.String(read_only=True)
    compare_to_price_discount = fields.Money(read_only=True)
    compare_to_price_discount_formatted = fields.String(read_only=True)
    compare_to_price_discount_percent = fields.Float(read_only=True)
    compare_to_price_discount_percent_formatted = fields.String(read_only=True)
    default_displayed_compare_to_price = fields.Money(read_only=True)
    default_displayed_compare_to_price_formatted = fields.String(read_only=True)
    default_displayed_compare_to_price_discount = fields.Money(read_only=True)
    default_displayed_compare_to_price_discount_formatted = fields.String(read_only=True)
    default_displayed_compare_to_price_discount_percent = fields.Float(read_only=True)
    default_displayed_compare_to_price_discount_percent_formatted = fields.String(read_only=True)
    lowest_price = fields.Money(doc="Of the last 30 days, as shops in the EU must show.")
    default_displayed_lowest_price = fields.Money(read_only=True)
    default_displayed_lowest_price_formatted = fields.String(read_only=True)
    lowest_price_settings = fields.Embedded(ProductLowestPriceSettings)
    name_your_price_enabled = fields.Boolean()
    custom_price_tiers = fields.EmbeddedList(ProductCustomPriceTier)
    price_default_tier = fields.Integer(doc="Index into `custom_price_tiers`.")
    discounts_allowed = fields.Boolean()
    tax = fields.Embedded(ProductTaxInfo)
    subscription_settings = fields.Embedded(ProductSubscriptionSettings)

    # Shipping
    is_shipping_required = fields.Boolean()
    has_free_shipping = fields.Boolean(read_only=True)
    weight = fields.Float(
        doc="In the store's unit of weight; `is_shipping_required` must be True to set it."
    )
    dimensions = fields.Embedded(ProductDimensions)
    volume = fields.Float()
    volume_unit = fields.String(write_only=True, doc="Such as ml.")
    shipping = fields.Embedded(ProductShippingSettings)
    fixed_shipping_rate_only = fields.Boolean(doc="Ignored when `shipping` is sent.")
    fixed_shipping_rate = fields.Money(doc="Ignored when `shipping` is sent.")
    shipping_preparation_time = fields.Embedded(ProductShippingPreparationTime)
    show_delivery_time_in_storefront = fields.Boolean()
    customs_hs_tariff_code = fields.String()
    battery_included = fields.Boolean()

    # In the storefront and for search engines
    url = fields.String(read_only=True)
    autogenerated_slug = fields.String(read_only=True, doc="Follows the name.")
    custom_slug = fields.String(doc="Never changed by Ecwid; goes before the generated one.")
    seo_title = fields.String()
    seo_title_translated = fields.Translations()
    seo_description = fields.String()
    seo_description_translated = fields.Translations()

    created = fields.DateTime(read_only=True)
    updated = fields.DateTime(read_only=True)
    create_timestamp = fields.Integer(read_only=True, doc="Unix seconds.")
    update_timestamp = fields.Integer(read_only=True, doc="Unix seconds.")

    # Its place in the catalogue
    product_class_id = fields.Reference(
        "ProductType", clear=0, doc="None, written as 0, is the type General."
    )
    product_type: fields.Related[ProductType] = fields.Related(
        "ProductType", key="product_class_id", default=0
    )
    attributes = fields.EmbeddedList(ProductAttributeValue)
    category_ids = fields.References("Category", doc="At most 100.")
    categories = fields.EmbeddedList(ProductCategoryInfo, read_only=True)
    in_categories: fields.RelatedByKeys[Category] = fields.RelatedByKeys(
        "Category", keys="category_ids"
    )
    default_category_id = fields.Reference(
        "Category", clear=0, doc="None, written as 0, takes it off all shelves."
    )
    default_category: fields.Related[Category] = fields.Related(
        "Category", key="default_category_id"
    )
    show_on_frontpage = fields.Integer(
        clear=-1, doc="The place on the front page, from 1; None, written as -1, takes it off."
    )
    google_product_category = fields.Integer(nullable=True)
    google_product_category_name = fields.String(read_only=True)
    google_item_condition = fields.Choice(("NEW",), open=True, read_only=True)
    product_condition = fields.Choice(("NEW", "USED", "REFURBISHED"))
    related_products = fields.Embedded(ProductRelatedProducts)
    related: fields.RelatedByKeys[Product] = fields.RelatedByKeys(
        "Product", keys="related_products.product_ids"
    )
    composite_parents = fields.References(
        "Product", read_only=True, doc="The composite products that contain it."
    )
    composite_components = fields.EmbeddedList(ProductComponent, create_only=True)

    # Options and variations
    options = fields.EmbeddedList(ProductOption)
    default_combination_id = fields.Reference(
        "ProductVariation", read_only=True, doc="Of the default choices; 0 for none."
    )
    variations = fields.Children(ProductVariation, wire_name="combinations")

    # Pictures and files
    media = fields.Embedded(ProductMedia)
    original_image = fields.Embedded(PictureInfo, read_only=True)
    original_image_url = fields.String(read_only=True)
    image_url = fields.String(read_only=True)
    thumbnail_url = fields.String(read_only=True)
    small_thumbnail_url = fields.String(read_only=True)
    hd_thumbnail_url = fields.String(read_only=True)
    gallery_images = fields.EmbeddedList(ProductGalleryImage, read_only=True)
    border_info = fields.Embedded(ProductBorderInfo, read_only=True)
    files = fields.EmbeddedList(ProductFile, read_only=True)

    # What customers think
    favorites = fields.Embedded(ProductFavorites, read_only=True)
    reviews_collecting_allowed = fields.Boolean()
    rating = fields.Float(read_only=True)
    reviews_published = fields.Integer(read_only=True)
    reviews_moderated = fields.Integer(read_only=True, doc="Waiting for approval.")
    reviews: fields.RelatedList[ProductReview] = fields.RelatedList(
        "ProductReview", through="product_id", search="product_id"
    )
