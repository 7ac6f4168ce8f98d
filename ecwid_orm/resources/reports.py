"""Reports."""

from __future__ import annotations

from enum import StrEnum

from ecwid_orm.model import Parameter, Search, Value, fields


class ReportType(StrEnum):
    """What a report is about."""

    ALL_TRAFFIC = "allTraffic"
    NEW_VS_RETURNING_VISITORS = "newVsReturningVisitors"
    VISITORS_BY_CITIES = "visitorsByCities"
    VISITORS_BY_COUNTRY = "visitorsByCountry"
    VISITORS_BY_DEVICE = "visitorsByDevice"
    VISITORS_BY_LANGUAGE = "visitorsByLanguage"
    TOP_OF_LANDING_PAGES_BY_VISITORS = "topOfLandingPagesByVisitors"
    SITE_ACTIVITY = "siteActivity"
    SITE_EMAIL_ACTIVITY = "siteEmailActivity"
    SITE_SOCIAL_ACTIVITY = "siteSocialActivity"
    SITE_CONTACT_WIDGET_ACTIVITY = "siteContactWidgetActivity"
    SITE_PHONE_ACTIVITY = "sitePhoneActivity"
    SITE_ADDRESS_ACTIVITY = "siteAddressActivity"
    SITE_LOCATION_MAP_ACTIVITY = "siteLocationMapActivity"
    SITE_AGGREGATED_ACTIVITY = "siteAggregatedActivity"
    SITE_AGGREGATED_ACTIVITY_NEW_AND_RETURN = "siteAggregatedActivityNewAndReturn"
    SITE_GROUP_ACTIVITY = "siteGroupActivity"
    SITE_GROUP_ACTIVITY_NEW = "siteGroupActivityNew"
    SITE_GROUP_ACTIVITY_RETURN = "siteGroupActivityReturn"
    SITE_GROUP_ENGAGED_ACTIVITY = "siteGroupEngagedActivity"
    SITE_UNIQUE_NEW_VISITORS_BY_GROUP = "siteUniqueNewVisitorsByGroup"
    SITE_POTENTIAL_LEADS = "sitePotentialLeads"
    SALES_FUNNEL = "salesFunnel"
    CHECKOUT_SALES_FUNNEL = "checkoutSalesFunnel"
    CONVERSIONS = "conversions"
    ADD_TO_CART_CONVERSION = "addToCartConversion"
    TOP_OF_CATEGORIES_BY_VIEWS = "topOfCategoriesByViews"
    TOP_OF_PRODUCTS_BY_VIEWS = "topOfProductsByViews"
    TOP_OF_PRODUCTS_BY_ADDING_TO_CART = "topOfProductsByAddingToCart"
    TOP_OF_PRODUCTS_BY_ADDING_TO_FAVORITES = "topOfProductsByAddingToFavorites"
    ALL_ORDERS = "allOrders"
    NEW_ORDERS_VS_REPEAT_ORDERS = "newOrdersVsRepeatOrders"
    TOP_OF_PRODUCTS_BY_ORDERS = "topOfProductsByOrders"
    TOP_OF_CATEGORIES_BY_ORDERS = "topOfCategoriesByOrders"
    TOP_OF_CUSTOMERS_BY_ORDERS = "topOfCustomersByOrders"
    TOP_OF_PAYMENT_METHODS_BY_ORDERS = "topOfPaymentMethodsByOrders"
    TOP_OF_SHIPPING_METHODS_BY_ORDERS = "topOfShippingMethodsByOrders"
    TOP_OF_PRODUCTS_BY_AVAILABILITY = "topOfProductsByAvailability"
    INVENTORY = "inventory"
    ALL_REVENUE = "allRevenue"
    ALL_EXPENSES = "allExpenses"
    ALL_PROFIT = "allProfit"
    TOP_OF_PRODUCTS_BY_PROFIT = "topOfProductsByProfit"
    TIPS = "tips"
    TOP_OF_MARKETING_SOURCES = "topOfMarketingSources"
    ABANDONED_CARTS = "abandonedCarts"
    AUTOMATED_EMAILS = "automatedEmails"
    ACCEPT_MARKETING = "acceptMarketing"
    CUSTOMERS_BY_MARKETING_EMAILS_CONSENT = "customersByMarketingEmailsConsent"
    MAILCHIMP_CAMPAIGNS = "mailchimpCampaigns"
    TOP_OF_COUPONS_BY_ORDERS = "topOfCouponsByOrders"
    TOP_OF_DISCOUNTS_BY_ORDERS = "topOfDiscountsByOrders"
    GIFT_CARDS = "giftCards"


OF_A_REPORT = Search(
    {
        "started_from": Parameter("moment"),
        "ended_at": Parameter("moment"),
        "time_scale_value": Parameter("choice", choices=("hour", "day", "week", "month", "year")),
        "compare_period": Parameter(
            "choice",
            choices=(
                "noComparePeriod",
                "similarPeriodInPreviousWeek",
                "similarPeriodInPreviousMonth",
                "similarPeriodInPreviousYear",
                "previousPeriod",
            ),
        ),
        "first_day_of_week": Parameter("choice", choices=("monday", "sunday")),
        "order_by_metric": Parameter(),
        "order_direction": Parameter(),
        "limit": Parameter("integer"),
        "offset": Parameter("integer"),
        "storefront_platform": Parameter(),
    }
)
"""What a report can be narrowed by."""


class ReportDataItem(Value):
    """A figure of a report."""

    data_id = fields.String(doc="Name of the metric.")
    data_value = fields.Float()


class ReportUtm(Value):
    """A campaign in a report."""

    utm_source = fields.String()
    utm_medium = fields.String()
    utm_campaign = fields.String()
    cart_origin = fields.String()


class ReportCustomer(Value):
    """A customer in a report."""

    customer_id = fields.Reference("Customer")
    customer_email = fields.String()
    customer_phone = fields.String()
    customer_name = fields.String()


class ReportAdditionalData(Value):
    """What a row of a report is about; `type` says which fields there are."""

    type = fields.Choice(
        (
            "UTM",
            "ORDERS",
            "CUSTOMERS",
            "INVENTORY_PRODUCT",
            "PRODUCT",
            "COUPONS",
            "ABANDONED_CARTS",
            "SHIPPING",
            "LANDING",
            "CATEGORY",
            "utm",
            "orders",
            "customers",
            "inventory_product",
            "product",
            "coupons",
            "abandoned_carts",
            "shipping",
            "landing",
            "category",
        ),
        open=True,
        doc="Upper or lower case.",
    )
    utm_list = fields.EmbeddedList(ReportUtm)
    orders_count = fields.Integer()
    customer_data = fields.Embedded(ReportCustomer)
    product_id = fields.Reference("Product")
    sku = fields.String()
    image_url = fields.String()
    thumbnail_url = fields.String()
    example_order = fields.String()
    product_name = fields.String()
    product_url = fields.String()
    product_edit_url = fields.String()
    product_sku = fields.String()
    product_image_url = fields.String()
    product_thumbnail_url = fields.String()
    coupon_name = fields.String()
    auto_abandoned_sales_recovery = fields.Boolean()
    shipping_method_name = fields.String()
    fulfilment_type = fields.Choice(("SHIPPING", "PICKUP", "DELIVERY"))
    landing_url = fields.String()
    category_name = fields.String()


class ReportDataset(Value):
    """A point, slice or row of a report."""

    order_by = fields.Integer()
    datapoint_id = fields.String(doc="Label, such as Mobile or June 1, 2024.")
    data = fields.EmbeddedList(ReportDataItem)
    start_time_stamp = fields.Integer(nullable=True, doc="Unix seconds; only in charts.")
    end_time_stamp = fields.Integer(nullable=True, doc="Unix seconds; only in charts.")
    percentage = fields.Float(nullable=True, doc="Piechart reports only.")
    compare_period_start_time_stamp = fields.Integer(nullable=True)
    compare_period_end_time_stamp = fields.Integer(nullable=True)
    additional_data = fields.Embedded(ReportAdditionalData)


class Report(Value):
    """A report of the store."""

    report_type = fields.Choice(ReportType, open=True)
    started_from = fields.Integer(doc="Unix seconds; only if it was asked for.")
    ended_at = fields.Integer(doc="Unix seconds; only if it was asked for.")
    time_scale_value = fields.Choice(
        ("hour", "day", "week", "month", "year"), doc="Only if it was asked for."
    )
    compare_period = fields.Choice(
        (
            "PREVIOUS_PERIOD",
            "SIMILAR_PERIOD_IN_PREVIOUS_WEEK",
            "SIMILAR_PERIOD_IN_PREVIOUS_MONTH",
            "SIMILAR_PERIOD_IN_PREVIOUS_YEAR",
            "NO_COMPARE_PERIOD",
            "previousPeriod",
            "similarPeriodInPreviousWeek",
            "similarPeriodInPreviousMonth",
            "similarPeriodInPreviousYear",
            "noComparePeriod",
        ),
        open=True,
    )
    first_day_of_week = fields.Choice(("MONDAY", "SUNDAY", "monday", "sunday"), open=True)
    order_by_metric = fields.String()
    order_direction = fields.String()
    limit = fields.Integer()
    offset = fields.Integer()
    item_count = fields.Integer()
    aggregated_data = fields.EmbeddedList(ReportDataItem)
    dataset = fields.EmbeddedList(ReportDataset)
    compare_period_aggregated_data = fields.EmbeddedList(ReportDataItem)
    compare_period_dataset = fields.EmbeddedList(ReportDataset)
    additional_data = fields.Embedded(ReportAdditionalData)


class ReportTip(Value):
    """Advice that comes with a report."""

    tip = fields.String()
