"""Extra fields at checkout."""

from __future__ import annotations

from ecwid_orm.model import Model, Value, fields


class CheckoutExtraFieldSurchargeName(Value):
    """How the surcharge is called among the order's sums."""

    name = fields.String()
    name_translated = fields.Translations()
    show_surcharge_percent_value = fields.Boolean(doc="Only for PERCENT.")


class CheckoutExtraFieldOption(Value):
    """A choice of an extra field, and what it costs."""

    title = fields.String()
    title_translated = fields.Translations()
    subtitle = fields.String()
    subtitle_translated = fields.Translations()
    surcharge = fields.Money(doc="What it adds to the order's total.")
    surcharge_type = fields.Choice(("ABSOLUTE", "PERCENT"))
    surcharge_taxable = fields.Boolean()
    show_zero_surcharge_in_total = fields.Boolean()
    surcharge_short_name = fields.Embedded(CheckoutExtraFieldSurchargeName)


class CheckoutDatepickerOptions(Value):
    """Which dates and times can be picked."""

    min_date = fields.String(doc="The earliest.")
    max_date = fields.String(doc="The latest.")
    showtime = fields.Boolean()
    increment_minute_by = fields.Integer(doc="Minutes.")
    limit_available_hours_weekly = fields.Map(
        fields.List(fields.List(fields.String(required=True)))
    )
    disallow_dates = fields.List(
        fields.List(fields.String(required=True)), doc='Pairs of "YYYY-MM-DD HH:MM[:SS]".'
    )


class CheckoutExtraFieldConditions(Value):
    """When a field changes."""

    shipping_method = fields.String(doc="Its name, not its id.")


class CheckoutExtraFieldOverride(Value):
    """What changes in the field under some conditions."""

    conditions = fields.Embedded(CheckoutExtraFieldConditions)
    fields_to_override = fields.JSON(doc="Such as datePickerOptions or available.")


class CheckoutExtraField(
    Model,
    path="profile/extrafields",
    key="key",
    created=(),
    shape="object",
    label="title",
    natural=("key",),
):
    """A field that customers fill in at checkout.

    https://docs.ecwid.com/api-reference/rest-api/store-profile
    """

    key = fields.Key(str, create_only=True, required=True)
    title = fields.String()
    title_translated = fields.Translations()
    type = fields.Choice(
        (
            "TEXT",
            "TEXTAREA",
            "SELECT",
            "RADIO_BUTTONS",
            "CHECKBOX",
            "TOGGLE_BUTTON_GROUP",
            "DATETIME",
            "EMPTY",
        ),
        open=True,
        doc="Answers may have it in lower case. A choice without options becomes TEXT.",
    )
    text_placeholder = fields.String(doc="For TEXT and TEXTAREA.")
    text_placeholder_translated = fields.Translations()
    available = fields.Boolean()
    required = fields.Boolean()
    checkout_display_section = fields.Choice(
        (
            "EMAIL",
            "SHIPPING_ADDRESS",
            "PICKUP_DETAILS",
            "SHIPPING_METHODS",
            "PICKUP_METHODS",
            "PAYMENT_METHODS",
            "PAYMENT_DETAILS",
            "BILLING_ADDRESS",
            "ORDER_COMMENTS",
        ),
        open=True,
        doc="Without one the field is hidden.",
    )
    order_details_display_section = fields.Choice(
        (
            "SHIPPING_INFO",
            "BILLING_INFO",
            "CUSTOMER_INFO",
            "ORDER_COMMENTS",
            "HIDDEN",
            "SHIPPING_ADDRESS",
            "SHIPPING_METHODS",
            "PICKUP_DETAILS",
            "PICKUP_METHODS",
            "PAYMENT_DETAILS",
        ),
        open=True,
    )
    show_in_invoice = fields.Boolean()
    show_in_notifications = fields.Boolean(doc="Needs `order_details_display_section`.")
    value = fields.String(doc="The default.")
    value_translated = fields.Translations()
    subtitle = fields.String()
    subtitle_translated = fields.Translations()
    tip = fields.String(doc="For TEXT and TEXTAREA.")
    tip_translated = fields.Translations()
    show_for_payment_method_ids = fields.References("PaymentOption", kind=str)
    show_for_shipping_method_ids = fields.References("ShippingOption", kind=str)
    show_for_country = fields.List(fields.String(required=True), doc="Two-letter country codes.")
    options = fields.EmbeddedList(
        CheckoutExtraFieldOption, doc="For SELECT, RADIO_BUTTONS, CHECKBOX, TOGGLE_BUTTON_GROUP."
    )
    surcharge_type = fields.Choice(("ABSOLUTE", "PERCENT"))
    surcharge_taxable = fields.Boolean()
    show_zero_surcharge_in_total = fields.Boolean()
    surcharge_short_name = fields.Embedded(CheckoutExtraFieldSurchargeName)
    datepicker_options = fields.Embedded(CheckoutDatepickerOptions, doc="For DATETIME.")
    overrides = fields.EmbeddedList(CheckoutExtraFieldOverride)
    order_by = fields.Integer(doc="In the admin and in mails, not at checkout.")
    shown_on_order_details = fields.Boolean()
    save_to_customer_profile = fields.Boolean()
    cp_field = fields.Boolean(read_only=True, doc="Whether it was made in the admin.")
