"""Abandoned carts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecwid_orm.model import Parameter, Search, fields
from ecwid_orm.model.search import equality
from ecwid_orm.resources.actions.carts import CartActions
from ecwid_orm.resources.order_items import OrderItem
from ecwid_orm.resources.order_parts import (
    OrderCreditCardStatus,
    OrderDiscountCoupon,
    OrderDiscountInfo,
    OrderExtraField,
    OrderPerson,
    OrderRefund,
    OrderSurcharge,
    OrderTax,
    OrderUtmData,
    OrderUtmDataSet,
    TaxInvoice,
)
from ecwid_orm.resources.order_shipping import (
    OrderHandlingFee,
    OrderPredictedPackage,
    OrderShipment,
    OrderShippingOption,
)
from ecwid_orm.resources.order_statuses import OrderFulfillmentStatus, OrderPaymentStatus

if TYPE_CHECKING:
    from ecwid_orm.resources.customers import Customer
    from ecwid_orm.resources.products import Product

SEARCH = Search(
    {
        # Carts that the shop's owner deleted are found too, but for show_hidden=False.
        "show_hidden": Parameter("boolean"),
        "total_from": Parameter("number", means=("total >=",)),
        "total_to": Parameter("number", means=("total <=",)),
        "created_from": Parameter("moment", means=("create_date >=",)),
        "created_to": Parameter("moment", means=("create_date <=",)),
        "updated_from": Parameter("moment", means=("update_date >=",)),
        "updated_to": Parameter("moment", means=("update_date <=",)),
        "email": Parameter(means=equality("email")),
        "customer_id": Parameter("integer", means=equality("customer_id")),
        "customer": Parameter(),
        "coupon_code": Parameter(),
    }
)


class Cart(
    CartActions,
    path="carts",
    key="cart_id",
    search=SEARCH,
    label=None,
    refuses=frozenset({"create", "delete"}),
):
    """An abandoned cart: an order whose payment is INCOMPLETE.

    https://docs.ecwid.com/api-reference/rest-api/orders/abandonned-carts
    """

    cart_id = fields.Key(str)
    payment_status = fields.Choice(OrderPaymentStatus, read_only=True)
    fulfillment_status = fields.Choice(OrderFulfillmentStatus, read_only=True)
    hidden = fields.Boolean(doc="True once it was deleted in the admin.")
    create_date = fields.DateTime(read_only=True)
    update_date = fields.DateTime(read_only=True)
    create_timestamp = fields.Integer(read_only=True, doc="Unix seconds.")
    update_timestamp = fields.Integer(read_only=True, doc="Unix seconds.")
    recovered_order_id = fields.Integer(read_only=True)
    recovered_public_uid = fields.String(read_only=True)
    recovery_email_sent_timestamp = fields.DateTime(
        read_only=True, doc="When the customer was reminded."
    )

    # The customer
    email = fields.String(read_only=True)
    customer_id = fields.Reference("Customer", read_only=True)
    customer: fields.Related[Customer] = fields.Related("Customer", key="customer_id")
    customer_group = fields.String(read_only=True)
    customer_group_id = fields.Reference("CustomerGroup", read_only=True)
    billing_person = fields.Embedded(OrderPerson, read_only=True)
    shipping_person = fields.Embedded(OrderPerson, read_only=True)
    lang = fields.String(read_only=True)
    accept_marketing = fields.Boolean(read_only=True)
    disable_all_customer_notifications = fields.Boolean(read_only=True)
    order_comments = fields.String(read_only=True)
    private_admin_notes = fields.String(read_only=True)
    additional_info = fields.Map(fields.String(required=True), read_only=True)
    extra_fields = fields.Map(fields.String(required=True), read_only=True)
    order_extra_fields = fields.EmbeddedList(OrderExtraField, read_only=True)

    # What is in it
    items = fields.EmbeddedList(OrderItem, read_only=True)
    products: fields.RelatedByKeys[Product] = fields.RelatedByKeys(
        "Product", keys="items.product_id"
    )
    subtotal = fields.Money(read_only=True)
    subtotal_without_tax = fields.Money(read_only=True)
    total = fields.Money(read_only=True)
    total_without_tax = fields.Money(read_only=True)
    usd_total = fields.Money(read_only=True)
    refunded_amount = fields.Money(read_only=True)
    refunds = fields.EmbeddedList(OrderRefund, read_only=True)

    # Discounts and surcharges
    discount = fields.Money(read_only=True)
    volume_discount = fields.Money(read_only=True)
    membership_based_discount = fields.Money(read_only=True)
    total_and_membership_based_discount = fields.Money(read_only=True)
    discount_info = fields.EmbeddedList(OrderDiscountInfo, read_only=True)
    coupon_discount = fields.Money(read_only=True)
    discount_coupon = fields.Embedded(OrderDiscountCoupon, read_only=True)
    custom_surcharges = fields.EmbeddedList(OrderSurcharge, read_only=True)
    gift_card_redemption = fields.Money(read_only=True)
    total_before_gift_card_redemption = fields.Money(read_only=True)
    gift_card_double_spending = fields.Boolean(read_only=True)
    gift_card_code = fields.String(read_only=True)
    gift_card_id = fields.Integer(read_only=True)
    gift_card_uuid = fields.String(read_only=True)

    # Taxes and invoices
    tax = fields.Money(read_only=True)
    taxes_on_shipping = fields.EmbeddedList(OrderTax)
    prices_include_tax = fields.Boolean(read_only=True)
    customer_tax_exempt = fields.Boolean(read_only=True)
    customer_tax_id = fields.String(read_only=True)
    customer_tax_id_valid = fields.Boolean(read_only=True)
    reversed_tax_applied = fields.Boolean(read_only=True)
    b2b_b2c = fields.Choice(("b2b", "b2c"), wire_name="b2b_b2c")
    customer_requested_invoice = fields.Boolean()
    customer_fiscal_code = fields.String()
    electronic_invoice_pec_email = fields.String()
    electronic_invoice_sdi_code = fields.String()
    invoices = fields.EmbeddedList(TaxInvoice, read_only=True)

    # Payment
    payment_method = fields.String(read_only=True)
    payment_module = fields.String(read_only=True)
    payment_params = fields.Map(fields.String(required=True), read_only=True)
    payment_message = fields.String(read_only=True)
    external_transaction_id = fields.String(read_only=True)
    credit_card_status = fields.Embedded(OrderCreditCardStatus, read_only=True)

    # Shipping
    shipping_option = fields.Embedded(OrderShippingOption, read_only=True)
    handling_fee = fields.Embedded(OrderHandlingFee, read_only=True)
    predicted_packages = fields.EmbeddedList(OrderPredictedPackage, read_only=True)
    shipping_label_available_for_shipment = fields.Boolean(read_only=True)
    shipments = fields.EmbeddedList(OrderShipment, read_only=True)
    tracking_number = fields.String(read_only=True)
    tracking_url = fields.String(read_only=True)
    pickup_time = fields.DateTime(read_only=True)

    # Where it came from
    global_referer = fields.String(read_only=True)
    referer_url = fields.String(read_only=True)
    referer_id = fields.String(read_only=True)
    affiliate_id = fields.String(read_only=True)
    utm_data = fields.Embedded(OrderUtmData, read_only=True)
    utm_data_sets = fields.EmbeddedList(OrderUtmDataSet, read_only=True)
    ip_address = fields.String(read_only=True)
    customer_user_agent = fields.String(read_only=True)
    external_fulfillment = fields.Boolean(read_only=True)
    external_order_id = fields.String(read_only=True)
