"""Subscriptions to products."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecwid_orm.model import Model, Parameter, Search, Value, fields
from ecwid_orm.model.search import equality, membership
from ecwid_orm.resources.orders import Order

if TYPE_CHECKING:
    from ecwid_orm.resources.customers import Customer

SEARCH = Search(
    {
        "id": Parameter("integer", means=equality("subscription_id")),
        "created_from": Parameter("moment", means=("created >=",)),
        "created_to": Parameter("moment", means=("created <=",)),
        "cancelled_from": Parameter("moment", means=("cancelled >=",)),
        "cancelled_to": Parameter("moment", means=("cancelled <=",)),
        "updated_from": Parameter("moment"),
        "updated_to": Parameter("moment"),
        "next_charge_from": Parameter("moment", means=("next_charge >=",)),
        "next_charge_to": Parameter("moment", means=("next_charge <=",)),
        "customer_id": Parameter("integer", means=equality("customer_id")),
        "status": Parameter(
            "choices",
            choices=(
                "ACTIVE",
                "CANCELLED",
                "LAST_CHARGE_FAILED",
                "REQUIRES_PAYMENT_CONFIRMATION",
                "PAUSED",
            ),
            means=membership("status"),
        ),
        "recurring_interval": Parameter("choice", choices=("DAY", "WEEK", "MONTH", "YEAR")),
        "recurring_interval_count": Parameter("integer"),
        "product_id": Parameter("integer"),
        "email": Parameter(),
        "order_id": Parameter(),
        "order_total": Parameter("number"),
        "order_created_from": Parameter("moment"),
        "order_created_to": Parameter("moment"),
        "lang": Parameter(),
    },
    orders={"created": "DATE_CREATED", "next_charge": "NEXT_CHARGE_DATE"},
    named=("ORDER_COUNT_ASC", "ORDER_COUNT_DESC"),
    stable="DATE_CREATED_ASC",
)


class SubscriptionChargeSettings(Value):
    """How often the subscriber pays."""

    recurring_interval = fields.Choice(("DAY", "WEEK", "MONTH", "YEAR"))
    recurring_interval_count = fields.Integer(doc="1; also 2 for WEEK, and 3 for MONTH.")


class SubscriptionPaymentMethod(Value):
    """How the subscriber pays."""

    credit_card_masked_number = fields.String(doc="Such as *1111.")
    credit_card_brand = fields.String()


class SubscriptionOrder(Value):
    """An order that the subscription made."""

    id = fields.Integer(doc="The order's `order_number`.")
    total = fields.Money()
    create_date = fields.DateTime()


class Subscription(
    Model,
    path="subscriptions",
    key="subscription_id",
    search=SEARCH,
    label=None,
    refuses=frozenset({"create", "delete"}),
):
    """A subscription to products: orders made again and again.

    https://docs.ecwid.com/api-reference/rest-api/orders/recurring-subscriptions
    """

    subscription_id = fields.Key()
    customer_id = fields.Reference("Customer", read_only=True)
    customer: fields.Related[Customer] = fields.Related("Customer", key="customer_id")
    status = fields.Choice(
        ("ACTIVE", "CANCELLED", "LAST_CHARGE_FAILED", "REQUIRES_PAYMENT_CONFIRMATION", "PAUSED"),
        open=True,
    )
    status_updated = fields.DateTime(read_only=True)
    created = fields.DateTime(read_only=True)
    cancelled = fields.DateTime(read_only=True)
    next_charge = fields.DateTime()
    next_charge_formatted = fields.String(read_only=True)
    create_timestamp = fields.Integer(read_only=True, doc="Unix milliseconds.")
    update_timestamp = fields.Integer(read_only=True, doc="Unix milliseconds.")
    charge_settings = fields.Embedded(SubscriptionChargeSettings)
    payment_method = fields.Embedded(SubscriptionPaymentMethod, read_only=True)
    order_template = fields.Embedded(
        Order, read_only=True, doc="What each charge makes an order of; it is no order itself."
    )
    orders = fields.EmbeddedList(SubscriptionOrder, read_only=True)
    placed_orders: fields.RelatedList[Order] = fields.RelatedList(
        "Order", through="items.subscription_id", search="subscription_id"
    )
