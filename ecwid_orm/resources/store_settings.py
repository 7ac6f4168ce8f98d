"""How a store works: its settings, formats, languages, legal pages."""

from __future__ import annotations

from ecwid_orm.model import Value, fields


class AbandonedSalesSettings(Value):
    """What is done for abandoned carts."""

    auto_abandoned_sales_recovery = fields.Boolean()


class SalePriceSettings(Value):
    """How a sale price is shown."""

    display_on_product_list = fields.Boolean()
    old_price_label = fields.String()
    old_price_label_translated = fields.Translations()
    display_discount = fields.Choice(("NONE", "ABS", "PERCENT"))
    display_lowest_price = fields.Boolean()


class TikTokPixelSettings(Value):
    """The tracking by TikTok."""

    code = fields.String(read_only=True)
    advanced_matching = fields.Boolean()


class SupportedPaymentMethodsStatuses(Value):
    """Whether subscriptions can be paid for."""

    supported_payment_methods_are_available = fields.Boolean(read_only=True)
    supported_payment_methods_are_connected = fields.Boolean(read_only=True)


class RecurringSubscriptionsSettings(Value):
    """Whether subscriptions are sold."""

    show_recurring_subscriptions_in_control_panel = fields.Boolean()
    supported_payment_methods_statuses = fields.Embedded(
        SupportedPaymentMethodsStatuses, read_only=True
    )


class StoreSettings(Value):
    """How the store looks and works."""

    closed = fields.Boolean()
    store_name = fields.String()
    store_description = fields.String(doc="HTML.")
    store_description_translated = fields.Translations()
    invoice_logo_url = fields.String(read_only=True, doc="Set by an upload.")
    email_logo_url = fields.String(read_only=True, doc="Set by an upload.")

    # The storefront
    default_product_sort_order = fields.Choice(
        (
            "DEFINED_BY_STORE_OWNER",
            "ADDED_TIME_DESC",
            "PRICE_ASC",
            "PRICE_DESC",
            "NAME_ASC",
            "NAME_DESC",
        )
    )
    default_all_products_view_sort_order = fields.Choice(
        (
            "DEFINED_BY_STORE_OWNER",
            "ADDED_TIME_DESC",
            "PRICE_ASC",
            "PRICE_DESC",
            "NAME_ASC",
            "NAME_DESC",
        ),
        read_only=True,
    )
    hide_out_of_stock_products_in_storefront = fields.Boolean()
    show_price_per_unit = fields.Boolean()
    sale_price = fields.Embedded(SalePriceSettings)
    favorites_enabled = fields.Boolean()
    product_reviews_feature_enabled = fields.Boolean()
    highlight_composite_products_on_storefront = fields.Choice(("DISABLED", "ENABLED"))
    open_bag_on_addition = fields.Boolean()
    show_repeat_order_button = fields.Boolean()
    ask_age_confirmation_in_storefront = fields.Boolean()
    link_up_enabled = fields.Boolean()
    wix_external_tracking_enabled = fields.Boolean(read_only=True)

    # Checkout
    order_comments_enabled = fields.Boolean()
    order_comments_caption = fields.String(doc="Empty is the default one.")
    order_comments_caption_translated = fields.Translations()
    order_comments_required = fields.Boolean()
    ask_zip_code = fields.Boolean()
    ask_company_name = fields.Boolean()
    ask_tax_id = fields.Boolean()
    require_phone_on_checkout = fields.Boolean(read_only=True)
    show_accept_marketing_checkbox = fields.Boolean()
    accept_marketing_checkbox_default_value = fields.Boolean()
    accept_marketing_checkbox_custom_text = fields.String()
    accept_marketing_checkbox_custom_text_translated = fields.Translations()
    product_sort_order_in_cart = fields.String(
        read_only=True, doc="Such as TIME_ADDED_TO_CART_ASC."
    )
    abandoned_sales = fields.Embedded(AbandonedSalesSettings)
    recurring_subscriptions_settings = fields.Embedded(RecurringSubscriptionsSettings)
    allow_preorders_for_out_of_stock_products = fields.Boolean()
    show_cost_price_in_control_panel = fields.Boolean(read_only=True)

    # Tracking
    ask_consent_to_track_in_storefront = fields.Boolean()
    google_remarketing_enabled = fields.Boolean()
    google_analytics_id = fields.String()
    google_tag_id = fields.String()
    google_event_id = fields.String()
    fb_pixel_id = fields.String()
    snap_pixel_id = fields.String()
    pinterest_tag_id = fields.String()
    tik_tok_pixel = fields.Embedded(TikTokPixelSettings)

    # For search engines and feeds
    root_category_seo_title = fields.String()
    root_category_seo_title_translated = fields.Translations()
    root_category_seo_description = fields.String()
    root_category_seo_description_translated = fields.Translations()
    google_product_category = fields.Integer()
    google_product_category_name = fields.String(read_only=True)
    product_condition = fields.Choice(("NEW", "REFURBISHED", "USED"))


class AddressFormat(Value):
    """Templates of an address, such as %NAME%, %STREET%, %CITY%."""

    plain = fields.String()
    multiline = fields.String()


class StoreFormatsAndUnits(Value):
    """Currency, units, formats of dates and of order numbers."""

    currency = fields.String(doc="ISO 4217.")
    currency_prefix = fields.String()
    currency_suffix = fields.String()
    currency_precision = fields.Integer()
    currency_group_separator = fields.String(doc="Space, dot, comma or empty.")
    currency_decimal_separator = fields.String(doc="Dot or comma.")
    currency_truncate_zero_fractional = fields.Boolean()
    currency_rate = fields.Float(doc="In US dollars.")
    weight_unit = fields.Choice(("CARAT", "GRAM", "OUNCE", "POUND", "KILOGRAM"))
    weight_precision = fields.Integer()
    weight_group_separator = fields.String(doc="Space, dot, comma or empty.")
    weight_decimal_separator = fields.String(doc="Dot or comma.")
    weight_truncate_zero_fractional = fields.Boolean()
    date_format = fields.Choice(
        (
            "dd-MM-yyyy",
            "dd/MM/yyyy",
            "dd.MM.yyyy",
            "MM-dd-yyyy",
            "MM/dd/yyyy",
            "yyyy/MM/dd",
            "MMM d, yyyy",
            "MMMM d, yyyy",
            "EEE, MMM d, ''yy",
            "EEE, MMMM d, yyyy",
        )
    )
    time_format = fields.Choice(("HH:mm:ss", "HH:mm", "hh.mm.ss a", "hh:mm a"))
    timezone = fields.String(doc="Such as Europe/Berlin.")
    dimensions_unit = fields.Choice(("MM", "CM", "IN", "YD"))
    order_number_prefix = fields.String()
    order_number_suffix = fields.String()
    order_number_min_digits_amount = fields.Integer()
    order_number_next_number = fields.Integer()
    address_format = fields.Embedded(AddressFormat)
    volume_unit = fields.Choice(("L", "ML", "OZ"))


class StoreLanguages(Value):
    """The languages of the store."""

    enabled_languages = fields.List(fields.String(required=True), doc="The first is the default.")
    facebook_preferred_locale = fields.String(read_only=True)
    default_language = fields.String()


class LegalPage(Value):
    """A legal page."""

    type = fields.Choice(
        (
            "LEGAL_INFO",
            "SHIPPING_COST_PAYMENT_INFO",
            "REVOCATION_TERMS",
            "TERMS",
            "PRIVACY_STATEMENT",
        )
    )
    enabled = fields.Boolean()
    title = fields.String()
    title_translated = fields.Translations(nullable=True)
    display = fields.Choice(("INLINE", "EXTERNAL_URL"))
    display_translated = fields.Translations()
    text = fields.String(doc="HTML.")
    text_translated = fields.Translations(nullable=True)
    external_url = fields.String()
    external_url_translated = fields.Translations()


class LegalPagesSettings(Value):
    """The legal pages of the store."""

    require_terms_agreement_at_checkout = fields.Boolean()
    legal_pages = fields.EmbeddedList(LegalPage)


class ProductFilterSection(Value):
    """One filter of the storefront."""

    type = fields.Choice(
        (
            "IN_STOCK",
            "ON_SALE",
            "PRICE",
            "CATEGORIES",
            "SEARCH",
            "SKU",
            "OPTION",
            "ATTRIBUTE",
            "LOCATIONS",
        ),
        open=True,
    )
    name = fields.String(nullable=True, doc="Needed for OPTION and ATTRIBUTE, else unused.")
    display_component = fields.Choice(("CHECKBOXES", "BUTTON_GRID"), doc="Only for OPTION.")
    enabled = fields.Boolean()


class ProductFiltersSettings(Value):
    """Which filters the storefront offers."""

    enabled_in_storefront = fields.Boolean()
    filter_sections = fields.EmbeddedList(ProductFilterSection)
