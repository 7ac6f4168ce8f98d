"""Shipping options."""

from __future__ import annotations

from ecwid_orm.model import Model, Parameter, Search, Value, fields


class DestinationZone(Value):
    """A region that shipping options and taxes refer to."""

    id = fields.String(doc="WORLD is everywhere; without an id, a zone is made.")
    name = fields.String()
    country_codes = fields.List(fields.String(required=True), doc="ISO 3166-1 alpha-2.")
    state_or_province_codes = fields.List(fields.String(required=True), doc="Such as US-AL.")
    post_codes = fields.List(fields.String(required=True), doc="Templates of postcodes.")
    geo_polygons = fields.JSON()


class BusinessHours(Value):
    """Hours by weekday: a list of [from, to], as HH:mm."""

    mon = fields.List(fields.List(fields.JSON()), wire_name="MON")
    tue = fields.List(fields.List(fields.JSON()), wire_name="TUE")
    wed = fields.List(fields.List(fields.JSON()), wire_name="WED")
    thu = fields.List(fields.List(fields.JSON()), wire_name="THU")
    fri = fields.List(fields.List(fields.JSON()), wire_name="FRI")
    sat = fields.List(fields.List(fields.JSON()), wire_name="SAT")
    sun = fields.List(fields.List(fields.JSON()), wire_name="SUN")


class CarrierMethod(Value):
    """A service of a carrier."""

    id = fields.String(nullable=True)
    name = fields.String(nullable=True)
    enabled = fields.Boolean(nullable=True)
    order_by = fields.Integer(nullable=True)


class PostageDimensions(Value):
    """The size of a usual package, in the store's unit of length."""

    length = fields.Float()
    width = fields.Float()
    height = fields.Float()


class CarrierSettings(Value):
    """How rates of a carrier are found."""

    default_carrier_account_enabled = fields.Boolean()
    default_postage_dimensions = fields.Embedded(PostageDimensions)


class FlatRate(Value):
    """One rate for all."""

    rate_type = fields.Choice(("ABSOLUTE", "PERCENT"))
    rate = fields.Money()


class TableRateConditions(Value):
    """The bounds of a row; an absent one is open."""

    weight_from = fields.Float(nullable=True)
    weight_to = fields.Float(nullable=True)
    subtotal_from = fields.Money(nullable=True)
    subtotal_to = fields.Money(nullable=True)
    discounted_subtotal_from = fields.Money(nullable=True)
    discounted_subtotal_to = fields.Money(nullable=True)


class TableRateAmounts(Value):
    """The parts of one rate; they add up."""

    per_order = fields.Money(nullable=True)
    percent = fields.Float(nullable=True, doc="Per cent of the order.")
    per_item = fields.Money(nullable=True, doc="Times the number of items.")
    per_weight = fields.Money(nullable=True, doc="Times the total weight.")


class TableRate(Value):
    """A row of a table of rates."""

    conditions = fields.Embedded(TableRateConditions, nullable=True)
    rate = fields.Embedded(TableRateAmounts, nullable=True)


class RatesTable(Value):
    """Rates by weight or subtotal."""

    table_based_on = fields.Choice(("subtotal", "discountedSubtotal", "weight"))
    rates = fields.EmbeddedList(TableRate)


class BlackoutPeriod(Value):
    """Days without delivery or pickup."""

    from_date = fields.Date(nullable=True)
    to_date = fields.Date(nullable=True)
    repeated_annually = fields.Boolean(nullable=True)


class EstimatedShippingTimeSettings(Value):
    """How the time of delivery is estimated."""

    estimated_delivery_date_at_checkout_enabled = fields.Boolean()
    estimated_transit_time_in_days = fields.List(
        fields.Integer(), doc="From, to; None, None if unset."
    )
    fulfillment_time_in_days = fields.List(fields.Integer(), doc="From, to.")
    cutoff_time_for_same_day_packing = fields.String(doc="HH:mm.")
    shipping_business_days = fields.List(
        fields.Choice(("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"), required=True)
    )
    delivery_days = fields.List(
        fields.Choice(("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"), required=True)
    )


class ShippingOption(
    Model,
    path="profile/shippingOptions",
    search=Search({"lang": Parameter()}),
    shape="list",
    label="title",
    refuses=frozenset({"get"}),
    natural=("title",),
):
    """A way to have goods shipped, delivered or picked up.

    https://docs.ecwid.com/api-reference/rest-api/shipping-options
    """

    id = fields.Key(str)
    title = fields.String(required=True, unique=True)
    title_translated = fields.Translations()
    enabled = fields.Boolean()
    orderby = fields.Integer(doc="The smallest comes first; steps of 10.")
    fulfilment_type = fields.Choice(("pickup", "delivery", "shipping"))
    minimum_order_subtotal = fields.Money(
        clear=0, doc="Before discounts; None, written as 0, is no minimum."
    )
    destination_zone = fields.Embedded(DestinationZone, doc="A public token sees an empty one.")
    delivery_time_days = fields.String(doc='As `description`; such as "5" or "4-9".')
    description = fields.String()
    description_translated = fields.Translations()

    # Rates
    carrier = fields.String(doc="Empty for the shop's own.")
    carrier_methods = fields.EmbeddedList(CarrierMethod)
    carrier_settings = fields.Embedded(CarrierSettings)
    rates_calculation_type = fields.Choice(("carrier-calculated", "table", "flat", "app"))
    shipping_cost_markup = fields.Money()
    flat_rate = fields.Embedded(FlatRate, doc="Where `rates_calculation_type` is flat.")
    rates_table = fields.Embedded(RatesTable, doc="Where `rates_calculation_type` is table.")
    app_client_id = fields.String(doc="Of the app that added it.")

    # Pickup
    pickup_instruction = fields.String(doc="HTML.")
    pickup_instruction_translated = fields.Translations()
    pickup_precision_type = fields.Choice(
        ("DATE", "DATE_AND_TIME_SLOT", "DATE_ONLY", "DATE_AND_TIME")
    )
    scheduled_pickup = fields.Boolean()
    fulfillment_time_in_minutes = fields.Integer(doc="The time to prepare it.")

    # When
    business_hours = fields.String(doc="JSON in a text: `BusinessHours`.")
    business_hours_limitation_type = fields.Choice(
        (
            "ALLOW_ORDERS_AND_INFORM_CUSTOMERS",
            "DISALLOW_ORDERS_AND_INFORM_CUSTOMERS",
            "ALLOW_ORDERS_AND_DONT_INFORM_CUSTOMERS",
        )
    )
    scheduled = fields.Boolean()
    scheduled_time_precision_type = fields.Choice(("DATE", "DATE_AND_TIME_SLOT"))
    time_slot_length_in_minutes = fields.Integer()
    allow_same_day_delivery = fields.Boolean()
    cutoff_time_for_same_day_delivery = fields.String(doc="HH:mm.")
    availability_period = fields.Choice(
        (
            "TWO_DAYS",
            "THREE_DAYS",
            "SEVEN_DAYS",
            "ONE_MONTH",
            "THREE_MONTHS",
            "SIX_MONTHS",
            "ONE_YEAR",
            "UNLIMITED",
        ),
        open=True,
    )
    blackout_dates = fields.EmbeddedList(BlackoutPeriod)
    estimated_shipping_time_at_checkout_settings = fields.Embedded(EstimatedShippingTimeSettings)
    location_id = fields.JSON()
    pickup_preparation_time_hours = fields.Integer()
    pickup_business_hours = fields.String(doc="As `business_hours`.")
    type = fields.String(doc="Such as carrier, which creating one by carrier needs.")
    custom_availability_period_in_days = fields.Integer(doc="The exact limit.")
