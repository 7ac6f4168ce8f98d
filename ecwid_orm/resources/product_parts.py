"""Parts of products and their variations: prices, options, attributes, taxes, shipping."""

from __future__ import annotations

from enum import StrEnum

from ecwid_orm.model import Value, fields

# Prices ---------------------------------------------------------------------------------------


class ProductWholesalePrice(Value):
    """The price of one from a quantity on. The tiers come sorted by quantity."""

    quantity = fields.Integer(required=True, doc="At least 2.")
    price = fields.Money(required=True, doc="Above 0, below the product's price.")


class ProductCustomPriceTier(Value):
    """One of the amounts offered to a buyer who names the price."""

    value = fields.Money()


class ProductLowestPriceSettings(Value):
    """The lowest price of the last 30 days, which shops in the EU must show."""

    lowest_price_enabled = fields.Boolean()
    manual_lowest_price = fields.Money()
    default_displayed_manual_lowest_price = fields.Money(read_only=True)
    default_displayed_manual_lowest_price_formatted = fields.String(read_only=True)
    default_displayed_lowest_price = fields.Money(read_only=True)
    default_displayed_lowest_price_formatted = fields.String(read_only=True)
    automatic_lowest_price = fields.Money(read_only=True)
    default_displayed_automatic_lowest_price = fields.Money(read_only=True)
    default_displayed_automatic_lowest_price_formatted = fields.String(read_only=True)


class ProductTaxInfo(Value):
    """How a product is taxed."""

    taxable = fields.Boolean()
    default_location_included_tax_rate = fields.Float(read_only=True, doc="Per cent.")
    enabled_manual_taxes = fields.List(
        fields.Integer(required=True), doc="Ids of taxes; empty with automatic taxes."
    )
    tax_class_code = fields.String()


class ProductRecurringChargeSettings(Value):
    """How often a subscriber pays, and how much."""

    recurring_interval = fields.Choice(("DAY", "WEEK", "MONTH", "YEAR"))
    recurring_interval_count = fields.Integer(doc="1; also 2 for WEEK, and 3 for MONTH.")
    subscription_price_with_sign_up_fee = fields.Money(nullable=True)
    subscription_price_with_sign_up_fee_formatted = fields.String(read_only=True)
    sign_up_fee = fields.Money(read_only=True)
    sign_up_fee_formatted = fields.String(read_only=True)


class ProductSubscriptionSettings(Value):
    """Whether a product is sold by subscription, once, or both."""

    subscription_allowed = fields.Boolean()
    one_time_purchase_allowed = fields.Boolean()
    one_time_purchase_price = fields.Money()
    one_time_purchase_price_formatted = fields.String(read_only=True)
    one_time_purchase_markup = fields.Money(read_only=True)
    one_time_purchase_markup_formatted = fields.String(read_only=True)
    one_time_purchase_markup_percent = fields.Float(read_only=True)
    one_time_purchase_markup_percent_formatted = fields.String(read_only=True)
    displayed_one_time_purchase_markup_percent = fields.Float(read_only=True)
    displayed_one_time_purchase_markup_percent_formatted = fields.String(read_only=True)
    recurring_charge_settings = fields.EmbeddedList(ProductRecurringChargeSettings)


# Options and attributes -------------------------------------------------------------------------


class ProductOptionChoice(Value):
    """One of the values that a buyer can choose for an option."""

    text = fields.String(required=True)
    text_translated = fields.Translations()
    price_modifier = fields.Money(doc="What it adds to the price; see `price_modifier_type`.")
    price_modifier_type = fields.Choice(("ABSOLUTE", "PERCENT"))
    hex_codes = fields.List(fields.String(required=True), doc="Colours of a swatch.")
    image_id = fields.String(nullable=True, doc="Id of the product's picture that is the swatch.")
    change_time = fields.Integer(read_only=True, doc="Unix seconds.")


class ProductOption(Value):
    """Something that a buyer chooses or fills in, such as a size or an engraving."""

    type = fields.Choice(
        (
            "SELECT",
            "RADIO",
            "CHECKBOX",
            "TEXTFIELD",
            "TEXTAREA",
            "DATE",
            "FILES",
            "SIZE",
            "SWATCHES",
        ),
        required=True,
    )
    name = fields.String(required=True)
    name_translated = fields.Translations(nullable=True)
    required = fields.Boolean()
    choices = fields.EmbeddedList(
        ProductOptionChoice, doc="Only for SELECT, RADIO, CHECKBOX, SIZE and SWATCHES."
    )
    default_choice = fields.Integer(nullable=True, doc="Index into `choices`; None is no default.")
    use_image_as_swatch_selector = fields.Boolean(doc="Only for SWATCHES.")


class ProductVariationOption(Value):
    """The choice that makes a variation what it is."""

    name = fields.String(required=True, doc="Of an option of the product.")
    name_translated = fields.Translations()
    value = fields.String(required=True, doc="The text of one of that option's choices.")
    value_translated = fields.Translations()


class ProductAttributeType(StrEnum):
    """What an attribute means; Ecwid may know more."""

    CUSTOM = "CUSTOM"
    UPC = "UPC"
    BRAND = "BRAND"
    GENDER = "GENDER"
    AGE_GROUP = "AGE_GROUP"
    COLOR = "COLOR"
    SIZE = "SIZE"
    TAGS = "TAGS"
    PRICE_PER_UNIT = "PRICE_PER_UNIT"
    UNITS_IN_PRODUCT = "UNITS_IN_PRODUCT"
    EBAY = "EBAY"
    EBAY_REQUIRED = "EBAY_REQUIRED"
    EXTERNAL_EAN = "EXTERNAL_EAN"
    EXTERNAL_ISBN = "EXTERNAL_ISBN"
    EXTERNAL_ITF = "EXTERNAL_ITF"
    EXTERNAL_JAN = "EXTERNAL_JAN"
    EXTERNAL_CUSTOM = "EXTERNAL_CUSTOM"
    EXTERNAL_UPC = "EXTERNAL_UPC"
    SUPPLIER = "SUPPLIER"


class ProductAttributeShow(StrEnum):
    """Where the storefront shows an attribute; PRICE works as DESCR."""

    NOTSHOW = "NOTSHOW"
    DESCR = "DESCR"
    PRICE = "PRICE"


class ProductAttributeValue(Value):
    """What a product has for an attribute, which is named by its id, alias or name."""

    id = fields.Integer(doc="Of the attribute in the product's type.")
    alias = fields.Choice(("UPC", "BRAND", "PRICE_PER_UNIT", "UNITS_IN_PRODUCT"), write_only=True)
    name = fields.String()
    name_translated = fields.Translations()
    value = fields.String()
    value_translated = fields.Translations()
    type = fields.Choice(
        ProductAttributeType, open=True, read_only=True, doc="Set in the product's type."
    )
    show = fields.Choice(ProductAttributeShow)


# Shipping -----------------------------------------------------------------------------------------


class ProductDimensions(Value):
    """The size of a product, in the store's unit of length."""

    length = fields.Float()
    width = fields.Float()
    height = fields.Float()


class ProductShippingSettings(Value):
    """Which shipping options a product may take, and at what cost."""

    type = fields.Choice(("GLOBAL_METHODS", "SELECTED_METHODS", "FLAT_RATE", "FREE_SHIPPING"))
    method_markup = fields.Money()
    flat_rate = fields.Money()
    disabled_methods = fields.References("ShippingOption", kind=str)
    enabled_methods = fields.References("ShippingOption", kind=str)


class ProductShippingPreparationTime(Value):
    """How long a product takes until it can be shipped, picked up or delivered."""

    shipping_preparation_time_for_in_stock_item_days = fields.String()
    shipping_preparation_time_for_out_of_stock_item_days = fields.String()
    pickup_preparation_time_for_in_stock_item_in_minutes = fields.Integer()
    local_delivery_preparation_time_for_in_stock_item_in_minutes = fields.Integer()


# Its place in the catalogue -----------------------------------------------------------------------


class ProductRibbon(Value):
    """A short text over the product's picture."""

    text = fields.String()
    color = fields.String(doc="As #RRGGBB.")


class ProductCategoryInfo(Value):
    """A category that the product is in."""

    id = fields.Reference("Category")
    name = fields.String()
    name_translated = fields.String(doc="In the first language but the default one; not a map.")
    enabled = fields.Boolean()
    ancestor_ids = fields.References("Category")


class ProductRelatedCategory(Value):
    """Shows some products of a category as related ones."""

    enabled = fields.Boolean()
    category_id = fields.Reference("Category", clear=0, doc="0 is any category.")
    product_count = fields.Integer()


class ProductRelatedProducts(Value):
    """What the storefront offers beside the product."""

    product_ids = fields.References("Product", doc="Their order counts.")
    product_skus = fields.List(fields.String(required=True), write_only=True)
    related_category = fields.Embedded(ProductRelatedCategory)


class ProductComponent(Value):
    """A part of a composite product."""

    product_id = fields.Reference("Product")
    combination_id = fields.Reference("ProductVariation", nullable=True)
    quantity = fields.Integer()


class ProductFavorites(Value):
    """How many customers keep the product among their favourites."""

    count = fields.Integer()
    displayed_count = fields.String(doc="Rounded for display, such as 1K.")
