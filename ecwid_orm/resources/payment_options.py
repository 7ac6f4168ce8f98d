"""Payment options, and what a payment app gets."""

from __future__ import annotations

from ecwid_orm.model import Model, Parameter, Search, Value, fields


class PaymentSurcharges(Value):
    """What paying this way costs."""

    type = fields.Choice(("ABSOLUTE", "PERCENT"))
    value = fields.Money()


class PaymentInstructions(Value):
    """What customers are told."""

    instructions_title = fields.String()
    instructions = fields.String(doc="HTML.")
    instructions_translated = fields.Translations()


class PaymentShippingSettings(Value):
    """The shipping options that this way to pay is limited to."""

    enabled_shipping_methods = fields.References("ShippingOption", kind=str)


class PaymentMethod(Value):
    """A method within a way to pay."""

    cards = fields.List(fields.String(required=True))
    subtype = fields.String(nullable=True)
    subtype_method_name = fields.String(nullable=True)


class PaymentOption(
    Model,
    path="profile/paymentOptions",
    search=Search({"lang": Parameter()}),
    shape="list",
    label="checkout_title",
):
    """A way to pay.

    https://docs.ecwid.com/api-reference/rest-api/payment-options
    """

    id = fields.Key(str)
    enabled = fields.Boolean()
    configured = fields.Boolean(doc="Taken only where `app_client_id` is not empty.")
    checkout_title = fields.String(required=True)
    checkout_title_translated = fields.Translations()
    checkout_description = fields.String()
    payment_processor_id = fields.String(
        required=True, doc="Such as offline, customPaymentApp, paypal or stripe."
    )
    payment_processor_title = fields.String()
    order_by = fields.Integer(doc="The smallest comes first.")
    app_client_id = fields.String(doc="Empty where it is no app.")
    payment_surcharges = fields.Embedded(PaymentSurcharges)
    instructions_for_customer = fields.Embedded(PaymentInstructions)
    shipping_settings = fields.Embedded(PaymentShippingSettings)
    app_namespace = fields.String()
    methods = fields.EmbeddedList(PaymentMethod)
    supports_subtypes = fields.Boolean()
    pay_pal_email = fields.String(write_only=True, create_only=True)


class PaymentAppCart(Value):
    """The cart to be paid."""

    currency = fields.String(read_only=True)
    order = fields.JSON(read_only=True, doc="As an `Order`.")


class PaymentAppRequest(Value):
    """What Ecwid posts to a payment app, decrypted."""

    store_id = fields.Integer(read_only=True)
    return_url = fields.String(read_only=True)
    merchant_app_settings = fields.Map(fields.String(required=True), read_only=True)
    cart = fields.Embedded(PaymentAppCart, read_only=True)
    token = fields.String(read_only=True)
    lang = fields.String(read_only=True)
