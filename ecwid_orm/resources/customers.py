"""Customers, their contacts, groups and extra fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecwid_orm.model import Model, Parameter, Search, Value, fields
from ecwid_orm.model.search import equality, membership
from ecwid_orm.resources.actions.customers import CustomerActions

if TYPE_CHECKING:
    from ecwid_orm.resources.carts import Cart
    from ecwid_orm.resources.orders import Order
    from ecwid_orm.resources.products import Product
    from ecwid_orm.resources.subscriptions import Subscription

SEARCH = Search(
    {
        "keyword": Parameter(),
        "name": Parameter(),
        # By itself, a part of an e-mail is enough to find it.
        "email": Parameter(means=equality("email"), along={"useExactEmailMatch": True}),
        "use_exact_email_match": Parameter("boolean"),
        "phone": Parameter(),
        "city": Parameter(),
        "postal_code": Parameter(),
        "state_or_province_code": Parameter(),
        "country_codes": Parameter("names"),
        "company_name": Parameter(),
        "accept_marketing": Parameter("boolean", means=equality("accept_marketing")),
        "lang": Parameter(),
        "customer_group": Parameter("integer", means=equality("customer_group_id")),
        "customer_group_ids": Parameter("ids", means=("customer_group_id in",)),
        "use_precalculated_order_count": Parameter("boolean"),
        "min_order_count": Parameter("integer"),
        "max_order_count": Parameter("integer"),
        "min_sales_value": Parameter("integer"),
        "max_sales_value": Parameter("integer"),
        "purchased_product_ids": Parameter("ids"),
        "check_only_customer_id": Parameter("boolean"),
        "b2b_b2c": Parameter(
            "choice", wire="b2b_b2c", choices=("b2b", "b2c"), means=equality("b2b_b2c")
        ),
        "tax_exempt": Parameter("boolean", means=equality("tax_exempt")),
        "created_from": Parameter("moment", means=("registered >=",)),
        "created_to": Parameter("moment", means=("registered <=",)),
        "updated_from": Parameter("moment", means=("updated >=",)),
        "updated_to": Parameter("moment", means=("updated <=",)),
    },
    orders={
        "name": "NAME",
        "email": "EMAIL",
        "registered": "REGISTERED_DATE",
        "updated": "UPDATED_DATE",
    },
    named=(
        "ORDER_COUNT_ASC",
        "ORDER_COUNT_DESC",
        "SALES_VALUE_ASC",
        "SALES_VALUE_DESC",
        "FIRST_ORDER_DATE_ASC",
        "FIRST_ORDER_DATE_DESC",
        "LAST_ORDER_DATE_ASC",
        "LAST_ORDER_DATE_DESC",
    ),
    stable="REGISTERED_DATE_ASC",
)


class CustomerBillingPerson(Value):
    """Who pays, and where."""

    name = fields.String()
    first_name = fields.String(read_only=True, doc="Only if `name` has two words or more.")
    last_name = fields.String(read_only=True, doc="Only if `name` has two words or more.")
    company_name = fields.String()
    street = fields.String(doc="Two lines are joined by a newline.")
    city = fields.String()
    country_code = fields.String(doc="Two letters.")
    country_name = fields.String()
    postal_code = fields.String()
    state_or_province_code = fields.String()
    state_or_province_name = fields.String(read_only=True)
    phone = fields.String()


class CustomerShippingAddress(Value):
    """Where a customer has goods sent."""

    id = fields.Integer(doc="Without one, an address is made anew.")
    name = fields.String()
    company_name = fields.String()
    street = fields.String(doc="Two lines are joined by a newline.")
    city = fields.String()
    country_code = fields.String(doc="Two letters.")
    country_name = fields.String()
    postal_code = fields.String()
    state_or_province_code = fields.String()
    state_or_province_name = fields.String(read_only=True)
    phone = fields.String()
    address_formatted = fields.String(nullable=True)
    note = fields.String(nullable=True)
    created_date = fields.DateTime(read_only=True)
    default_address = fields.Boolean(nullable=True, doc="Ecwid sets it where it is not sent.")
    order_by = fields.Integer(nullable=True, doc="Ecwid sets it where it is not sent.")


class CustomerStats(Value):
    """What a customer has bought."""

    number_of_orders = fields.Integer(read_only=True)
    sales_value = fields.Money(read_only=True)
    average_order_value = fields.Money(read_only=True)
    first_order_date = fields.DateTime(read_only=True)
    last_order_date = fields.DateTime(read_only=True)


class CustomerFavorite(Value):
    """A product that a customer likes."""

    product_id = fields.Reference("Product", read_only=True)
    added_timestamp = fields.DateTime(read_only=True)


class CustomerExtraFieldValue(Value):
    """An extra field and its value for one customer."""

    key = fields.String(nullable=True)
    title = fields.String(nullable=True)
    value = fields.String(nullable=True)
    type = fields.Choice(
        (
            "TEXT",
            "SELECT",
            "DATETIME",
            "TOGGLE_BUTTON_GROUP",
            "TEXTAREA",
            "CHECKBOX",
            "RADIO_BUTTONS",
        ),
        nullable=True,
    )
    order_by = fields.Integer(read_only=True)
    entity_types = fields.List(
        fields.Choice(("CHECKOUT", "CUSTOMERS"), required=True), read_only=True
    )


class CustomerContact(
    Model, path="customers/{customer_id}/contacts", created=(), shape="object", label=None
):
    """A way to reach a customer.

    https://docs.ecwid.com/api-reference/rest-api/customers/customer-contacts
    """

    id = fields.Key()
    customer_id = fields.ParentKey("Customer")
    customer: fields.Related[Customer] = fields.Related("Customer", key="customer_id")
    contact = fields.String(required=True, doc="An e-mail, a phone or a link.")
    handle = fields.String(doc="The page or account in a social network.")
    note = fields.String()
    type = fields.Choice(
        (
            "EMAIL",
            "PHONE",
            "FACEBOOK",
            "INSTAGRAM",
            "TWITTER",
            "YOUTUBE",
            "TIKTOK",
            "PINTEREST",
            "VK",
            "FB_MESSENGER",
            "WHATSAPP",
            "TELEGRAM",
            "VIBER",
            "URL",
            "OTHER",
        ),
        open=True,
        required=True,
    )
    default = fields.Boolean(doc="One for each type.")
    order_by = fields.Integer()
    timestamp = fields.DateTime()


class Customer(
    CustomerActions,
    path="customers",
    search=SEARCH,
    label=None,
    natural=("email",),
    caseless=frozenset({"email"}),
):
    """A customer, registered or a guest.

    https://docs.ecwid.com/api-reference/rest-api/customers
    """

    id = fields.Key()
    name = fields.String(read_only=True, doc="That of `billing_person`.")
    email = fields.String(required=True, unique=True)
    external_reference_id = fields.String(read_only=True)
    registered = fields.DateTime(read_only=True)
    updated = fields.DateTime(read_only=True)
    lang = fields.String(doc="One that the store has.")
    accept_marketing = fields.Boolean(doc="None counts as consent.")
    private_admin_notes = fields.String()
    password = fields.String(write_only=True, doc="Only for stores with the older sign-in.")

    # Addresses
    billing_person = fields.Embedded(CustomerBillingPerson)
    shipping_addresses = fields.EmbeddedList(CustomerShippingAddress)
    contacts = fields.Children(CustomerContact, wire_name="contacts")
    primary_phone = fields.String(write_only=True)

    # Groups and extra fields
    customer_group_id = fields.Reference(
        "CustomerGroup", clear=0, doc="None, written as 0, is the group General."
    )
    customer_group_name = fields.String(read_only=True)
    group: fields.Related[CustomerGroup] = fields.Related(
        "CustomerGroup", key="customer_group_id", default=0
    )
    extrafields = fields.EmbeddedList(CustomerExtraFieldValue)

    # Taxes
    b2b_b2c = fields.Choice(("b2b", "b2c"), wire_name="b2b_b2c")
    tax_id = fields.String()
    tax_id_valid = fields.Boolean()
    tax_exempt = fields.Boolean(doc="Holds only with a valid tax id.")
    fiscal_code = fields.String()
    electronic_invoice_pec_email = fields.String()
    electronic_invoice_sdi_code = fields.String()

    # What the customer bought and likes
    stats = fields.Embedded(CustomerStats, read_only=True)
    total_order_count = fields.Integer(read_only=True, doc="Only listings tell it.")
    favorites = fields.EmbeddedList(CustomerFavorite, read_only=True)
    favorite_products: fields.RelatedByKeys[Product] = fields.RelatedByKeys(
        "Product", keys="favorites.product_id"
    )
    orders: fields.RelatedList[Order] = fields.RelatedList(
        "Order", through="customer_id", search="customer_id"
    )
    carts: fields.RelatedList[Cart] = fields.RelatedList(
        "Cart", through="customer_id", search="customer_id"
    )
    subscriptions: fields.RelatedList[Subscription] = fields.RelatedList(
        "Subscription", through="customer_id", search="customer_id"
    )


class CustomerGroup(
    Model,
    path="customer_groups",
    search=Search(
        {"customer_group_ids": Parameter("ids", means=membership("id")), "keyword": Parameter()}
    ),
    bulk="customerGroupIds",
    natural=("external_reference_id",),
):
    """A group of customers, for prices and discounts.

    https://docs.ecwid.com/api-reference/rest-api/customers/customer-groups
    """

    id = fields.Key(doc="0 is the group General, which always exists.")
    name = fields.String(required=True)
    external_reference_id = fields.String(unique=True, doc="The id in another system.")
    customers: fields.RelatedList[Customer] = fields.RelatedList(
        "Customer", through="customer_group_id", search="customer_group_ids", default=0
    )


class CustomerExtraField(
    Model, path="store_extrafields/customers", key="key", shape="object", label="title"
):
    """An extra field that customers may have.

    https://docs.ecwid.com/api-reference/rest-api/customers/customer-extra-fields
    """

    key = fields.Key(str)
    title = fields.String()
    entity_types = fields.List(
        fields.Choice(("CHECKOUT", "CUSTOMERS"), required=True), read_only=True
    )
    type = fields.Choice(
        (
            "TEXT",
            "SELECT",
            "DATETIME",
            "TOGGLE_BUTTON_GROUP",
            "TEXTAREA",
            "CHECKBOX",
            "RADIO_BUTTONS",
        )
    )
    shown_on_order_details = fields.Boolean()
    linked_with_checkout_field = fields.Boolean(read_only=True)
    created_date = fields.DateTime(read_only=True)
    last_modified_date = fields.DateTime(read_only=True)
