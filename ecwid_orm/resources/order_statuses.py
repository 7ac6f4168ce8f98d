"""The statuses of orders."""

from __future__ import annotations

from enum import StrEnum

from ecwid_orm.model import Model, fields


class OrderPaymentStatus(StrEnum):
    """Whether an order is paid; INCOMPLETE is an abandoned cart."""

    AWAITING_PAYMENT = "AWAITING_PAYMENT"
    PAID = "PAID"
    CANCELLED = "CANCELLED"
    REFUNDED = "REFUNDED"
    PARTIALLY_REFUNDED = "PARTIALLY_REFUNDED"
    INCOMPLETE = "INCOMPLETE"
    CUSTOM_PAYMENT_STATUS_1 = "CUSTOM_PAYMENT_STATUS_1"
    CUSTOM_PAYMENT_STATUS_2 = "CUSTOM_PAYMENT_STATUS_2"
    CUSTOM_PAYMENT_STATUS_3 = "CUSTOM_PAYMENT_STATUS_3"


class OrderFulfillmentStatus(StrEnum):
    """How far the delivery of an order has come."""

    AWAITING_PROCESSING = "AWAITING_PROCESSING"
    PROCESSING = "PROCESSING"
    SHIPPED = "SHIPPED"
    DELIVERED = "DELIVERED"
    WILL_NOT_DELIVER = "WILL_NOT_DELIVER"
    RETURNED = "RETURNED"
    READY_FOR_PICKUP = "READY_FOR_PICKUP"
    OUT_FOR_DELIVERY = "OUT_FOR_DELIVERY"
    CUSTOM_FULFILLMENT_STATUS_1 = "CUSTOM_FULFILLMENT_STATUS_1"
    CUSTOM_FULFILLMENT_STATUS_2 = "CUSTOM_FULFILLMENT_STATUS_2"
    CUSTOM_FULFILLMENT_STATUS_3 = "CUSTOM_FULFILLMENT_STATUS_3"


class OrderStatus(
    Model,
    path="profile/order_statuses",
    item="profile/order_status",
    key="status_id",
    shape="object",
    refuses=frozenset({"create", "delete"}),
):
    """One of the 20 statuses of orders; only the 6 custom ones can change.

    https://docs.ecwid.com/api-reference/rest-api/orders/order-statuses
    """

    status_id = fields.Key(str)
    order_status_type = fields.Choice(("PAYMENT_STATUS", "FULFILLMENT_STATUS"), read_only=True)
    default_status = fields.Boolean(
        read_only=True, doc="True for those built in, None for custom ones."
    )
    enabled = fields.Boolean()
    send_notification_when_status_is_assigned = fields.Boolean(
        doc="Whether the customer gets a mail."
    )
    name = fields.String(doc="Only of custom ones.")
    name_translated = fields.Translations(read_only=True, doc="As Ecwid answers.")
    name_translations = fields.Translations(doc="As Ecwid takes it.")
    last_name_change_date = fields.DateTime(read_only=True)
