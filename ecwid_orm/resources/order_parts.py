"""Parts of orders and carts: persons, discounts, taxes, money."""

from __future__ import annotations

from ecwid_orm.model import Model, Value, fields


class OrderPerson(Value):
    """Who pays, or who receives the goods."""

    name = fields.String()
    first_name = fields.String(read_only=True)
    last_name = fields.String(read_only=True)
    company_name = fields.String()
    street = fields.String(doc="Two lines are joined by a newline.")
    city = fields.String()
    country_code = fields.String()
    country_name = fields.String()
    postal_code = fields.String()
    state_or_province_code = fields.String()
    state_or_province_name = fields.String()
    phone = fields.String()


class OrderTax(Value):
    """A tax on shipping or on a handling fee."""

    name = fields.String()
    value = fields.Float(doc="Per cent.")
    total = fields.Money()
    include_in_price = fields.Boolean(read_only=True)
    tax_type = fields.Choice(("STATE", "COUNTY", "CITY", "SPECIAL_DISTRICT"))


class OrderItemTax(Value):
    """A tax on an item."""

    name = fields.String()
    value = fields.Float(doc="Per cent.")
    total = fields.Money()
    tax_on_discounted_subtotal = fields.Money()
    tax_on_shipping = fields.Money()
    tax_on_handling_fee = fields.Money()
    include_in_price = fields.Boolean()
    source_tax_rate_id = fields.Integer(read_only=True, doc="The id of a MANUAL tax, else 0.")
    source_tax_rate_type = fields.Choice(
        ("AUTO", "MANUAL", "CUSTOM", "LEGACY"), doc="CUSTOM once it was changed by the API."
    )
    tax_type = fields.Choice(
        ("STATE", "COUNTY", "CITY", "SPECIAL_DISTRICT"), doc="Only in the USA."
    )
    tax_class_code = fields.String()
    tax_class_name = fields.String(doc="In English.")


class OrderTaxRule(Value):
    """The rate of a tax in one zone."""

    zone_id = fields.String()
    tax = fields.Float(doc="Per cent.")


class OrderAvailableTax(Value):
    """A tax that may apply to an order."""

    id = fields.Integer()
    name = fields.String()
    enabled = fields.Boolean()
    include_in_price = fields.Boolean()
    use_shipping_address = fields.Boolean()
    tax_shipping = fields.Boolean()
    applied_by_default = fields.Boolean()
    default_tax = fields.Float(doc="Per cent, where no zone matches.")
    rules = fields.EmbeddedList(OrderTaxRule)


class OrderDiscountInfo(Value):
    """A discount applied to an order."""

    id = fields.Integer(read_only=True)
    value = fields.Money()
    type = fields.Choice(
        ("ABS", "PERCENT", "FIXED_PRICE", "ABSOLUTE"),
        open=True,
        doc="ABSOLUTE goes with the base CUSTOM.",
    )
    base = fields.Choice(
        (
            "ON_TOTAL",
            "ON_MEMBERSHIP",
            "ON_TOTAL_AND_MEMBERSHIP",
            "SHIPPING",
            "ITEM",
            "SUBTOTAL",
            "CUSTOM",
        ),
        open=True,
    )
    order_total = fields.Money(doc="The least subtotal.")
    membership_id = fields.Reference("CustomerGroup")
    description = fields.String(doc="With the base CUSTOM.")
    applies_to_products = fields.References("Product")
    applies_to_items = fields.List(fields.Integer(required=True))
    applies_to_order_items = fields.List(fields.JSON())


class OrderCouponCatalogLimit(Value):
    """The products and categories that the coupon is for."""

    products = fields.References("Product")
    categories = fields.References("Category")


class OrderCouponShippingLimit(Value):
    """The shipping options that the coupon is for."""

    shipping_methods = fields.References("ShippingOption", kind=str)


class OrderDiscountCoupon(Value):
    """The coupon as it was when it was used."""

    id = fields.Reference("Coupon")
    name = fields.String()
    code = fields.String()
    discount_type = fields.Choice(
        ("ABS", "PERCENT", "SHIPPING", "ABS_AND_SHIPPING", "PERCENT_AND_SHIPPING")
    )
    status = fields.Choice(("ACTIVE", "PAUSED", "EXPIRED", "USEDUP"))
    discount = fields.Money()
    launch_date = fields.DateTime()
    expiration_date = fields.DateTime()
    total_limit = fields.Money(doc="The least subtotal.")
    uses_limit = fields.Choice(("UNLIMITED", "ONCEPERCUSTOMER", "SINGLE"))
    repeat_customer_only = fields.Boolean()
    application_limit = fields.Choice(("UNLIMITED", "NEW_CUSTOMER_ONLY", "REPEAT_CUSTOMER_ONLY"))
    creation_date = fields.DateTime()
    update_date = fields.DateTime()
    order_count = fields.Integer()
    catalog_limit = fields.Embedded(OrderCouponCatalogLimit)
    shipping_limit = fields.Embedded(OrderCouponShippingLimit, read_only=True)


class OrderSurcharge(Value):
    """A fee that an app or the shop adds."""

    id = fields.String(doc='"Custom Surcharge" where none is given.')
    value = fields.Money()
    type = fields.Choice(("PERCENT", "ABSOLUTE"))
    total = fields.Money()
    total_without_tax = fields.Money()
    description = fields.String()
    description_translated = fields.String(doc="A text, not a map.")
    taxable = fields.Boolean()
    taxes = fields.EmbeddedList(OrderItemTax)


class OrderRefund(Value):
    """Money given back."""

    date = fields.DateTime()
    source = fields.Choice(("CP", "API", "External"), open=True)
    reason = fields.String()
    amount = fields.Money()


class OrderCreditCardStatus(Value):
    """What the bank said of the card."""

    avs_message = fields.String()
    cvv_message = fields.String()


class OrderLoyaltyRedemption(Value):
    """Loyalty points, or store credit, that were redeemed."""

    id = fields.String()
    amount = fields.Money()
    cancelled = fields.Boolean()


class OrderLoyalty(Value):
    """Loyalty points of an order."""

    customer_enabled = fields.Boolean(read_only=True)
    earned = fields.Float()
    redemption = fields.Embedded(OrderLoyaltyRedemption)
    balance = fields.Float()


class OrderStoreCredit(Value):
    """Store credit used for an order."""

    redemption = fields.Embedded(OrderLoyaltyRedemption)
    balance = fields.Money()
    refund = fields.Money()


class OrderExtraField(
    Model,
    path="orders/{order_id}/extraFields",
    created=(),
    shape="list",
    label=None,
    refuses=frozenset({"get"}),
    natural=("id",),
):
    """An extra field and its value in one order.

    In `Order.order_extra_fields` it is a part of the order, which is sent whole. By itself it is
    created, changed and deleted without touching others:
    `session.add(OrderExtraField(order_id=order, id="gift", title="Gift", value="Yes"))`.

    https://docs.ecwid.com/api-reference/rest-api/orders/order-extra-fields
    """

    id = fields.Key(str, create_only=True, required=True)
    order_id = fields.ParentKey("Order", kind=str)
    value = fields.String(required=True, doc="At most 255 characters.")
    customer_input_type = fields.Choice(
        (
            "",
            "TEXT",
            "TEXTAREA",
            "SELECT",
            "CHECKBOX",
            "TOGGLE_BUTTON_GROUP",
            "RADIO_BUTTONS",
            "DATETIME",
            "LABEL",
        ),
        open=True,
    )
    title = fields.String(required=True)
    order_details_display_section = fields.Choice(
        ("", "shipping_info", "billing_info", "customer_info", "order_comments"),
        open=True,
        doc="Without one it is hidden.",
    )
    order_by = fields.String(doc='A number as a text, from "0".')
    show_in_notifications = fields.Boolean()
    show_in_invoice = fields.Boolean()


class OrderUtmData(Value):
    """The campaign that the buyer came from."""

    source = fields.String()
    campaign = fields.String()
    medium = fields.String()
    mc_eid = fields.String()
    mc_cid = fields.String()


class OrderUtmDataSet(Value):
    """A campaign that the buyer came from, and when."""

    timestamp = fields.String()
    source = fields.String()
    campaign = fields.String()
    medium = fields.String()


class OrderExternalData(Value):
    """The order in the system that it came from."""

    external_order_id = fields.String()
    external_fulfillment = fields.Boolean()
    referer_channel = fields.String()
    referer_id = fields.String()
    platform_specific_fields = fields.JSON()


class TaxInvoice(Value):
    """A tax invoice of an order."""

    internal_id = fields.Integer(read_only=True)
    id = fields.String(read_only=True, doc="The number printed on it.")
    created = fields.DateTime(read_only=True)
    link = fields.String(read_only=True, doc="To the PDF.")
    type = fields.Choice(("SALE", "FULL_CANCEL"), open=True, read_only=True)
