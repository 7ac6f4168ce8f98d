"""What was ordered."""

from __future__ import annotations

from ecwid_orm.model import Value, fields
from ecwid_orm.resources.order_parts import OrderDiscountInfo, OrderItemTax, OrderTax


class OrderItemDimensions(Value):
    """The size of an item, in the store's unit of length."""

    length = fields.Float()
    width = fields.Float()
    height = fields.Float()


class OrderItemFile(Value):
    """A file that the buyer may download."""

    product_file_id = fields.Integer()
    max_downloads = fields.Integer()
    remaining_downloads = fields.Integer()
    expire = fields.DateTime()
    name = fields.String()
    description = fields.String()
    size = fields.Integer(doc="Bytes.")
    admin_url = fields.String(doc="May carry an access token: keep it to yourself.")
    customer_url = fields.String()


class OrderItemOptionFile(Value):
    """A file that the buyer uploaded."""

    id = fields.Integer()
    name = fields.String()
    size = fields.Integer(doc="Bytes.")
    url = fields.String()


class OrderItemSelection(Value):
    """One choice of the buyer, and what it adds to the price."""

    selection_title = fields.String()
    selection_modifier = fields.Money(doc="May be negative.")
    selection_modifier_type = fields.Choice(("PERCENT", "ABSOLUTE"))


class OrderItemSelectedOption(Value):
    """What the buyer chose for an option."""

    name = fields.String(required=True)
    name_translated = fields.Translations()
    type = fields.Choice(("CHOICE", "SWATCH_CHOICE", "CHOICES", "TEXT", "DATE", "FILES"))
    value = fields.String(doc="Several are joined by commas; a DATE is yyyy-MM-dd.")
    value_translated = fields.Translations()
    values_array = fields.List(fields.String(required=True))
    values_array_translated = fields.Map(fields.List(fields.String(required=True)))
    files = fields.EmbeddedList(OrderItemOptionFile, read_only=True, doc="Only for FILES.")
    selections = fields.EmbeddedList(
        OrderItemSelection, doc="Where they are sent, the other fields follow from them."
    )
    hex_codes = fields.List(fields.String(required=True))
    changed_time = fields.Integer(read_only=True, doc="Unix seconds.")


class OrderItemDiscount(Value):
    """What a discount takes off an item."""

    discount_info = fields.Embedded(OrderDiscountInfo)
    total = fields.Money()


class OrderItemAttribute(Value):
    """An attribute of the product."""

    id = fields.Integer(read_only=True)
    name = fields.String()
    name_translated = fields.Translations(read_only=True)
    value = fields.String()
    value_translated = fields.Translations(read_only=True)


class OrderItemComponent(Value):
    """A part of a composite product."""

    product_id = fields.Reference("Product")
    combination_id = fields.Reference("ProductVariation")
    quantity = fields.Integer()


class OrderSelectedPrice(Value):
    """The price that the buyer named."""

    value = fields.Money()


class OrderRecurringChargeSettings(Value):
    """How often the subscriber pays, and how much."""

    recurring_interval = fields.Choice(("DAY", "WEEK", "MONTH", "YEAR"))
    recurring_interval_count = fields.Integer()
    interval_count = fields.Integer(
        doc="As `recurring_interval_count`, in a subscription's template."
    )
    subscription_price_with_sign_up_fee = fields.Money()
    sign_up_fee = fields.Money()


class OrderItem(Value):
    """A product in an order, as it was when it was bought."""

    id = fields.Integer()
    product_id = fields.Reference("Product")
    subscription_id = fields.Reference("Subscription", read_only=True)
    recurring_charge_settings = fields.Embedded(OrderRecurringChargeSettings, read_only=True)
    category_id = fields.Reference("Category", doc="0 is none, -1 a Buy Now button.")
    price = fields.Money(doc="With options and wholesale, before discounts.")
    price_without_tax = fields.Money(read_only=True)
    product_price = fields.Money(doc="Without options.")
    cost_price = fields.Money(read_only=True)
    weight = fields.Float()
    sku = fields.String(doc="The variation's, if the options match one.")
    quantity = fields.Integer()
    short_description = fields.String(doc="120 characters at most.")
    short_description_translated = fields.Translations()
    tax = fields.Money()
    shipping = fields.Money()
    handling_fee = fields.Money()
    quantity_in_stock = fields.Integer(doc="Before the order was placed.")
    name = fields.String(required=True)
    name_translated = fields.Translations()
    is_shipping_required = fields.Boolean()
    track_quantity = fields.Boolean()
    image_url = fields.String()
    small_thumbnail_url = fields.String(read_only=True)
    hd_thumbnail_url = fields.String(read_only=True)
    fixed_shipping_rate_only = fields.Boolean()
    fixed_shipping_rate = fields.Money()
    product_available = fields.Boolean(read_only=True)
    coupon_applied = fields.Boolean()
    coupon_amount = fields.Money(doc="Not calculated anew when the order changes.")
    gift_card = fields.Boolean()
    selected_options = fields.EmbeddedList(
        OrderItemSelectedOption, doc="Needed with the SKU of a variation."
    )
    combination_id = fields.Reference("ProductVariation")
    taxes = fields.EmbeddedList(OrderItemTax)
    taxable = fields.Boolean()
    tax_class_code = fields.String()
    digital = fields.Boolean()
    files = fields.EmbeddedList(OrderItemFile, read_only=True)
    dimensions = fields.Embedded(OrderItemDimensions)
    discounts_allowed = fields.Boolean()
    discounts = fields.EmbeddedList(OrderItemDiscount)
    taxes_on_shipping = fields.EmbeddedList(OrderTax)
    tax_already_deducted_from_price = fields.Boolean(read_only=True)
    is_customer_set_price = fields.Boolean()
    selected_price = fields.Embedded(OrderSelectedPrice, doc="Only with `is_customer_set_price`.")
    external_reference_id = fields.String()
    is_preorder = fields.Boolean()
    attributes = fields.EmbeddedList(OrderItemAttribute)
    composite_components = fields.EmbeddedList(OrderItemComponent, read_only=True)
    recurring_tax_ids = fields.List(fields.JSON(), read_only=True)
