"""How the goods of an order get to the buyer."""

from __future__ import annotations

from ecwid_orm.model import Value, fields
from ecwid_orm.resources.order_parts import OrderPerson, OrderTax


class OrderShippingDiscount(Value):
    """A discount on shipping."""

    id = fields.String()
    value = fields.Money()
    type = fields.Choice(("PERCENT", "ABSOLUTE"))
    base = fields.String(doc="Such as SHIPPING.")
    order_total = fields.Money()
    description = fields.String()
    applies_to_items = fields.List(fields.Integer(required=True))
    applies_to_order_items = fields.List(
        fields.Integer(required=True), doc="Positions in the order, from 0."
    )
    triggered_by_order_items = fields.List(fields.Integer(required=True))
    applies_to_shipping_method_id = fields.Reference("ShippingOption", kind=str)


class OrderShippingOption(Value):
    """The shipping that the buyer chose, or could."""

    shipping_carrier_name = fields.String(doc="Only of carriers and shipping apps.")
    shipping_method_name = fields.String()
    shipping_method_id = fields.Reference("ShippingOption", kind=str)
    shipping_rate = fields.Money()
    shipping_rate_without_tax = fields.Money()
    discounted_shipping_rate = fields.Money(read_only=True)
    estimated_transit_time = fields.JSON()
    is_pickup = fields.Boolean()
    pickup_instruction = fields.String()
    pickup_precision_type = fields.Choice(("DATE_ONLY", "DATE_AND_TIME"), open=True, read_only=True)
    fulfillment_type = fields.Choice(("SHIPPING", "PICKUP", "DELIVERY"))
    location_id = fields.String()
    localized_label = fields.String(read_only=True)
    is_shipping_limit = fields.Boolean(read_only=True)
    scheduled = fields.Boolean(read_only=True)
    scheduled_time_precision_type = fields.Choice(
        ("DATE", "DATE_AND_TIME_SLOT"), open=True, read_only=True
    )
    time_slot_length_in_minutes = fields.Integer(read_only=True)
    discount = fields.Embedded(OrderShippingDiscount, read_only=True)


class OrderHandlingFee(Value):
    """What handling costs."""

    name = fields.String()
    value = fields.Money()
    value_without_tax = fields.Money(read_only=True)
    description = fields.String()
    taxes = fields.EmbeddedList(OrderTax)


class OrderPredictedPackage(Value):
    """A package that the goods should fit in."""

    height = fields.Float()
    width = fields.Float()
    length = fields.Float()
    weight = fields.Float()
    declared_value = fields.Money(doc="The subtotal of what is inside.")


class OrderShipFrom(Value):
    """Where a parcel leaves from."""

    name = fields.String()
    first_name = fields.String()
    last_name = fields.String()
    company_name = fields.String()
    email = fields.String()
    street = fields.String()
    city = fields.String()
    country_code = fields.String()
    country_name = fields.String()
    postal_code = fields.String()
    state_or_province_code = fields.String()
    state_or_province_name = fields.String()
    phone = fields.String()


class OrderParcel(Value):
    """The parcel of a shipment."""

    weight = fields.Float()
    weight_unit = fields.Choice(("CARAT", "GRAM", "OUNCE", "POUND", "KILOGRAM"))
    width = fields.Float()
    height = fields.Float()
    length = fields.Float()
    dimension_unit = fields.Choice(("MM", "CM", "IN", "YD"))
    template = fields.Choice(
        (
            "USPS_FlatRateEnvelope",
            "USPS_FlatRatePaddedEnvelope",
            "USPS_FlatRateLegalEnvelope",
            "USPS_FlatRateWindowEnvelope",
            "USPS_FlatRateGiftCardEnvelope",
            "USPS_FlatRateCardboardEnvelope",
            "USPS_SmallFlatRateBox",
            "USPS_SmallFlatRateEnvelope",
            "USPS_MediumFlatRateBox1",
            "USPS_MediumFlatRateBox2",
            "USPS_LargeFlatRateBox",
            "USPS_LargeFlatRateBoardGameBox",
            "USPS_LargeVideoFlatRateBox",
            "USPS_APOFlatRateBox",
            "USPS_RegionalRateBoxA1",
            "USPS_RegionalRateBoxA2",
            "USPS_RegionalRateBoxB1",
            "USPS_RegionalRateBoxB2",
            "USPS_SoftPack",
        ),
        open=True,
    )


class OrderShippingService(Value):
    """The carrier and its service."""

    carrier = fields.Choice(("USPS", "UPS", "FEDEX", "CANADA_POST", "AUSTRALIA_POST"), open=True)
    carrier_name = fields.String()
    carrier_service_code = fields.String()
    carrier_service_name = fields.String()


class OrderTracking(Value):
    """The tracking of a parcel. Ecwid has two spellings of its keys, so look at both."""

    tracking_number = fields.String()
    tracking_number_ = fields.String(wire_name="tracking_number")
    tracking_url = fields.String()
    tracking_url_ = fields.String(wire_name="tracking_url")
    estimated_days = fields.Integer()


class OrderShippingLabel(Value):
    """A shipping label to print. Ecwid has two spellings of its URL, so look at both."""

    label_url = fields.String()
    label_url_ = fields.String(wire_name="label_url")
    label_file_type = fields.Choice(("PNG", "PDF", "PDF_4x6", "ZPLII"), open=True)
    commercial_invoice_url = fields.String()
    billing_transaction_id = fields.String()


class OrderShipment(Value):
    """A shipping label that was bought."""

    id = fields.String()
    created = fields.DateTime()
    ship_to = fields.Embedded(OrderPerson)
    ship_from = fields.Embedded(OrderShipFrom)
    parcel = fields.Embedded(OrderParcel)
    shipping_service = fields.Embedded(OrderShippingService)
    tracking = fields.Embedded(OrderTracking)
    shipping_label = fields.Embedded(OrderShippingLabel)
    label = fields.Embedded(OrderShippingLabel)
