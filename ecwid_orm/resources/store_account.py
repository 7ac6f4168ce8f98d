"""The store's account, website, company and plan."""

from __future__ import annotations

from ecwid_orm.model import Value, fields


class StarterSite(Value):
    """The Instant Site of the store."""

    ecwid_subdomain = fields.String(doc="What stands before `ecwid_subdomain_suffix`.")
    custom_domain = fields.String()
    generated_url = fields.String(read_only=True)
    store_logo_url = fields.String(read_only=True, doc="Set by an upload.")
    ecwid_subdomain_suffix = fields.String(read_only=True)
    slugs_without_ids_enabled = fields.Boolean()


class StoreGeneralInfo(Value):
    """The store and its website."""

    store_id = fields.Integer(read_only=True)
    profile_id = fields.String(read_only=True, doc="Of the staff account that owns the token.")
    store_url = fields.String(doc="With a scheme; empty is the Instant Site.")
    starter_site = fields.Embedded(StarterSite)
    website_platform = fields.Choice(
        (
            "unknown",
            "adobeMuse",
            "bitrix24",
            "blogger",
            "drupal",
            "duda",
            "etsy",
            "facebook",
            "godaddy",
            "google_sites",
            "iframe",
            "instagram",
            "instantsite",
            "jimdo",
            "joomla",
            "prestashop",
            "rapidWeaver",
            "shopify",
            "squarespace",
            "strikingly",
            "tilda",
            "tumblr",
            "typo3",
            "ucraft",
            "ukit",
            "webflow",
            "weblium",
            "weebly",
            "wix",
            "wordpress",
            "xara",
            "yola",
        ),
        open=True,
    )
    storefront_url_format = fields.Choice(
        ("IFRAME", "WIX", "QUERY", "HASH", "CLEAN"), read_only=True
    )
    storefront_url_slug_format = fields.Choice(("WITH_IDS", "WITHOUT_IDS"), read_only=True)


class StoreLimits(Value):
    """The limits of the store's plan."""

    max_product_limit = fields.Integer(read_only=True, doc="Products, not counting variations.")


class StoreAccount(Value):
    """The account of the store's owner."""

    account_name = fields.String()
    account_nick_name = fields.String(doc="Unique in all of Ecwid.")
    account_email = fields.String(doc="Unique in all of Ecwid.")
    white_label = fields.Boolean(read_only=True)
    suspended = fields.Boolean(read_only=True)
    available_features = fields.List(
        fields.String(required=True), read_only=True, doc="Codes of what the plan has."
    )
    registration_date = fields.DateTime(read_only=True)
    limits_and_restrictions = fields.Embedded(
        StoreLimits, read_only=True, doc="With the scope read_store_limits."
    )
    features_by_plans = fields.Map(
        fields.String(required=True), read_only=True, doc="With `get_features_by_plans=True`."
    )
    brand_name = fields.String(read_only=True)
    support_email = fields.String(read_only=True)
    itunes_subscriptions_available = fields.Boolean(read_only=True)
    google_play_subscriptions_available = fields.Boolean(read_only=True)
    track_storefront_stats = fields.Boolean(read_only=True)
    paid = fields.Boolean(read_only=True)
    report_availability_details = fields.JSON(
        read_only=True, doc="With `get_report_availability_status=True`."
    )
    store_vertical = fields.JSON(read_only=True, doc="With `get_store_vertical=True`.")


class StoreCompany(Value):
    """The company and its address."""

    company_name = fields.String()
    email = fields.String()
    street = fields.String(doc="Two lines are joined by a newline.")
    city = fields.String()
    country_code = fields.String(doc="ISO 3166-1 alpha-2.")
    postal_code = fields.String()
    state_or_province_code = fields.String(doc="The code of the state, or the name of the region.")
    phone = fields.String()


class BusinessRegistrationID(Value):
    """The company's number in a register."""

    name = fields.String()
    value = fields.String()


class AccountBilling(Value):
    """The store's plan and how it is paid."""

    channelid = fields.String(read_only=True)
    pricing_plan_id = fields.String(read_only=True)
    pricing_plan_name = fields.String(read_only=True)
    pricing_plan_period = fields.String(read_only=True)
    next_recurring_charge_date = fields.String(read_only=True)
    next_recurring_charge_amount = fields.String(read_only=True)
    next_recurring_charge_currency = fields.String(read_only=True)
    next_recurring_charge_amount_formatted = fields.String(read_only=True)
    in_grace_period = fields.Boolean(read_only=True)
    will_downgrade_at = fields.String(
        read_only=True, doc="The end of the grace period, in UTC; None outside it."
    )
    internal_billing = fields.Boolean(read_only=True)
    payment_method = fields.String(read_only=True)
    billing_page_visible_in_cp = fields.Boolean(read_only=True, wire_name="billingPageVisibleInCP")
    itunes_subscription_available_on_channel = fields.Boolean(read_only=True)


class RegistrationAnswers(Value):
    """What the owner answered at sign-up."""

    already_selling = fields.Choice(
        ("getting_started", "offline_only", "online_different", "looking_around"), open=True
    )
    goods = fields.Choice(
        (
            "apparel",
            "art",
            "auto",
            "books",
            "electronics",
            "food_restaurant",
            "food_ecommerce",
            "gifts",
            "hardware",
            "health",
            "home",
            "jewelry",
            "office",
            "pet",
            "services",
            "sports",
            "streaming",
            "subscription_product",
            "toys",
            "tobacco",
            "adult",
            "notsure",
            "other",
        ),
        open=True,
    )
    other_goods = fields.String(doc="Where `goods` is other.")
    for_someone = fields.Choice(("yes", "no"))
    website = fields.Choice(("yes", "no"))
    platform = fields.Choice(
        (
            "joomla",
            "rapid_weaver",
            "wordpress",
            "wix",
            "weebly",
            "blogspot",
            "drupal",
            "custom_site",
            "not_sure",
            "other",
        ),
        open=True,
        doc="Where `website` is yes.",
    )
    custom_platform = fields.String(doc="Where `platform` is other.")
    use_for = fields.String()
    shop_ease = fields.String()
    cost_attitude = fields.String()
    pos = fields.String()
    sales_channels = fields.String()
    ecom = fields.String()
    facebook = fields.String(read_only=True)


class FeatureToggle(Value):
    """A feature that is on or off."""

    name = fields.String(read_only=True)
    visible = fields.Boolean(read_only=True)
    enabled = fields.Boolean(read_only=True)


class StoreVerticalSettings(Value):
    """The trade that the store is in."""

    vertical = fields.String(read_only=True)
    primary_subvertical = fields.String(read_only=True)
    subverticals = fields.List(fields.String(required=True), read_only=True)
    product_types = fields.List(fields.String(required=True), read_only=True)
