"""What a store charges beside prices: taxes, fees, tips; and how it is paid."""

from __future__ import annotations

from ecwid_orm.model import Value, fields
from ecwid_orm.resources.payment_options import PaymentOption
from ecwid_orm.resources.shipping_options import ShippingOption


class StoreTaxRule(Value):
    """The rate of a tax in one zone."""

    zone_id = fields.String()
    tax = fields.Float(doc="Per cent.")


class StoreTax(Value):
    """A manual tax of the store."""

    id = fields.Integer(doc="Without one, a tax is made.")
    name = fields.String()
    enabled = fields.Boolean()
    include_in_price = fields.Boolean()
    use_shipping_address = fields.Boolean(doc="False: the billing address.")
    tax_shipping = fields.Boolean(doc="Whether shipping is taxed too.")
    applied_by_default = fields.Boolean()
    default_tax = fields.Float(doc="Per cent, where no zone matches.")
    rules = fields.EmbeddedList(StoreTaxRule)


class StoreTaxSettings(Value):
    """How the store is taxed."""

    automatic_tax_enabled = fields.Boolean()
    taxes = fields.EmbeddedList(
        StoreTax, doc="Sent whole: one left out is deleted, one without an id is made."
    )
    prices_include_tax = fields.Boolean(doc="Whether prices are gross.")
    tax_exempt_business = fields.Boolean(doc="Germany, § 19 UStG.")
    uk_vat_registered = fields.Boolean(doc="VAT on EU to UK orders below GBP 135.")
    eu_ioss_enabled = fields.Boolean(doc="VAT on orders to the EU below EUR 150.")
    tax_on_shipping_calculation_scheme = fields.Choice(
        (
            "AUTOMATIC",
            "BASED_ON_PRODUCT_TAXES_PROPORTION_BY_PRICE",
            "BASED_ON_PRODUCT_TAXES_PROPORTION_BY_WEIGHT",
            "TAXED_SEPARATELY_FROM_PRODUCTS",
        )
    )
    b2b_b2c = fields.Choice(("b2b", "b2c"), open=True, read_only=True, wire_name="b2b_b2c")
    electronic_invoice_fields_at_checkout_enabled = fields.Boolean(read_only=True)


class StoreHandlingFee(Value):
    """A fee for handling each order."""

    name = fields.String()
    value = fields.Money(clear=0, doc="None, written as 0, is no fee.")
    description = fields.String()


class ShippingOrigin(Value):
    """The address that parcels leave from."""

    company_name = fields.String(read_only=True)
    email = fields.String(read_only=True)
    street = fields.String(read_only=True)
    city = fields.String(read_only=True)
    country_code = fields.String(read_only=True)
    postal_code = fields.String(read_only=True)
    state_or_province_code = fields.String(read_only=True)
    phone = fields.String(read_only=True)
    country_name = fields.String(read_only=True)


class StoreShipping(Value):
    """Shipping, as the profile shows it."""

    handling_fee = fields.Embedded(StoreHandlingFee)
    shipping_origin = fields.Embedded(
        ShippingOrigin, read_only=True, doc="The company's, where none is set."
    )
    shipping_options = fields.EmbeddedList(
        ShippingOption, read_only=True, doc="A public token sees the enabled ones."
    )


class ApplePay(Value):
    """Apple Pay in the store."""

    enabled = fields.Boolean(read_only=True)
    available = fields.Boolean(read_only=True, doc="Whether Stripe is set up.")
    gateway = fields.Choice(("stripe",), open=True, read_only=True)
    verification_file_url = fields.String(read_only=True)


class StorePayment(Value):
    """Payment, as the profile shows it."""

    payment_options = fields.EmbeddedList(PaymentOption, read_only=True)
    apple_pay = fields.Embedded(ApplePay, read_only=True)
    apple_pay_options = fields.EmbeddedList(ApplePay, read_only=True)
    country_code = fields.String(read_only=True)


class GiftCardProduct(Value):
    """A gift card that the store sells."""

    id = fields.Reference("Product", read_only=True)
    name = fields.String(read_only=True)
    url = fields.String(read_only=True)


class GiftCardSettings(Value):
    """The gift cards that the store sells."""

    products = fields.EmbeddedList(GiftCardProduct, read_only=True)
    display_location = fields.Choice(("CATALOG_AND_FOOTER", "CATALOG"), open=True, read_only=True)


class CustomTipSettings(Value):
    """Whether buyers may name the tip."""

    enabled = fields.Boolean(doc="Whether they may.")


class TipsSettings(Value):
    """The tips that buyers are asked for."""

    enabled = fields.Boolean()
    type = fields.Choice(("ABSOLUTE", "PERCENT"))
    options = fields.List(fields.Money(required=True))
    default_option = fields.Money(doc="One of `options`.")
    custom_tip_settings = fields.Embedded(CustomTipSettings)
    title = fields.String()
    title_translated = fields.Translations()
    subtitle_translated = fields.Translations()
    subtitle = fields.String()
