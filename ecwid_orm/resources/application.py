"""The app itself: its scopes, storage and charges."""

from __future__ import annotations

from enum import StrEnum

from ecwid_orm.model import Model, Value, fields


class AccessScope(StrEnum):
    """What an app may do in a store."""

    READ_STORE_PROFILE = "read_store_profile"
    READ_STORE_PROFILE_EXTENDED = "read_store_profile_extended"
    READ_STORE_LIMITS = "read_store_limits"
    READ_STORE_STATS = "read_store_stats"
    UPDATE_STORE_PROFILE = "update_store_profile"
    READ_CATALOG = "read_catalog"
    UPDATE_CATALOG = "update_catalog"
    CREATE_CATALOG = "create_catalog"
    UPDATE_CATALOG_BATCH_DELETE = "update_catalog_batch_delete"
    READ_BRANDS = "read_brands"
    READ_ORDERS = "read_orders"
    UPDATE_ORDERS = "update_orders"
    CREATE_ORDERS = "create_orders"
    READ_INVOICES = "read_invoices"
    READ_SUBSCRIPTIONS = "read_subscriptions"
    UPDATE_SUBSCRIPTIONS = "update_subscriptions"
    READ_CUSTOMERS = "read_customers"
    UPDATE_CUSTOMERS = "update_customers"
    CREATE_CUSTOMERS = "create_customers"
    READ_CUSTOMERS_EXTRAFIELDS = "read_customers_extrafields"
    UPDATE_CUSTOMERS_EXTRAFIELDS = "update_customers_extrafields"
    DELETE_CUSTOMERS_EXTRAFIELDS = "delete_customers_extrafields"
    READ_DISCOUNT_COUPONS = "read_discount_coupons"
    UPDATE_DISCOUNT_COUPONS = "update_discount_coupons"
    CREATE_DISCOUNT_COUPONS = "create_discount_coupons"
    READ_PROMOTION = "read_promotion"
    UPDATE_PROMOTION = "update_promotion"
    CREATE_PROMOTION = "create_promotion"
    DELETE_PROMOTION = "delete_promotion"
    READ_REVIEWS = "read_reviews"
    UPDATE_REVIEWS = "update_reviews"
    READ_STAFF = "read_staff"
    UPDATE_STAFF = "update_staff"
    CREATE_STAFF = "create_staff"
    DELETE_STAFF = "delete_staff"
    INVITE_STAFF = "invite_staff"
    ADD_SHIPPING_METHOD = "add_shipping_method"
    ADD_PAYMENT_METHOD = "add_payment_method"
    CUSTOMIZE_STOREFRONT = "customize_storefront"
    CUSTOMIZE_CART_CALCULATION = "customize_cart_calculation"
    PUBLIC_STOREFRONT = "public_storefront"
    ADD_TO_CP = "add_to_cp"
    READ_STOREFRONT_WIDGET_PAGES = "read_storefront_widget_pages"
    MANAGE_INSTANT_SITE = "manage_instant_site"
    CLONE_STORES = "clone_stores"
    CHARGE = "charge"
    ALLOW_CHARGE = "allow_charge"


class ApplicationSubscription(Value):
    """The store's subscription to the app."""

    start_date = fields.DateTime()
    expiration_date = fields.DateTime()
    status = fields.Choice(("ACTIVE", "SUSPENDED", "TRIAL"), open=True)


class Application(Value):
    """The app in this store."""

    subscription = fields.Embedded(ApplicationSubscription)
    subscription_status = fields.Choice(("ACTIVE", "SUSPENDED", "TRIAL"), open=True)


class ApplicationToken(Value):
    """What the token in use may do, and how long."""

    permissions = fields.List(fields.Choice(AccessScope, open=True, required=True))
    created = fields.DateTime()
    expires = fields.DateTime()


class AppStorageEntry(
    Model,
    path="storage",
    key="key",
    shape="list",
    label=None,
    refuses=frozenset({"create", "update"}),
):
    """A value that an app keeps in a store. It is written as `session.storage` does.

    https://docs.ecwid.com/api-reference/rest-api/application
    """

    key = fields.Key(str)
    value = fields.String(doc="Kept verbatim; 1 MB, or 256 KB under the key public.")


class BillingCharge(Value):
    """A charge to the store's owner, of 500 USD at most."""

    amount = fields.Money(required=True, write_only=True)
    currency = fields.Choice(
        ("USD", "EUR", "MXN", "INR", "GBP", "AUD"), required=True, write_only=True
    )
    description = fields.String(required=True, write_only=True)
    idempotency_key = fields.String(required=True, write_only=True)
    metadata = fields.JSON(write_only=True)


class BillingTransaction(Value):
    """A charge that was made."""

    transaction_id = fields.String()
    idempotency_key_in_use = fields.Boolean(doc="Whether this key had been charged before.")
