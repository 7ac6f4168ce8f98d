"""Orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecwid_orm.model import Parameter, Search, fields
from ecwid_orm.model.search import equality, membership
from ecwid_orm.resources.actions.orders import OrderActions
from ecwid_orm.resources.order_items import OrderItem
from ecwid_orm.resources.order_parts import (
    OrderAvailableTax,
    OrderCreditCardStatus,
    OrderDiscountCoupon,
    OrderDiscountInfo,
    OrderExternalData,
    OrderExtraField,
    OrderLoyalty,
    OrderPerson,
    OrderRefund,
    OrderStoreCredit,
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
        # Ecwid ignores all others beside it.
        "order_number": Parameter("ids", means=membership("order_number")),
        "ids": Parameter("keys", means=membership("id")),
        "vendor_order_number": Parameter(means=equality("vendor_order_number")),
        "keywords": Parameter(),
        "email": Parameter(means=equality("email")),
        "customer_id": Parameter("integer", means=equality("customer_id")),
        "customer": Parameter(),
        "customer_id_or_email": Parameter("boolean"),
        "product_id": Parameter("ids"),
        "subscription_id": Parameter("ids"),
        "total_from": Parameter("number", means=("total >=",)),
        "total_to": Parameter("number", means=("total <=",)),
        "created_from": Parameter("moment", means=("create_date >=",)),
        "created_to": Parameter("moment", means=("create_date <=",)),
        "updated_from": Parameter("moment", means=("update_date >=",)),
        "updated_to": Parameter("moment", means=("update_date <=",)),
        "pickup_time_from": Parameter("moment", means=("pickup_time >=",)),
        "pickup_time_to": Parameter("moment", means=("pickup_time <=",)),
        "fulfillment_status": Parameter(
            "choices",
            choices=tuple(OrderFulfillmentStatus),
            means=membership("fulfillment_status"),
        ),
        # Without it, INCOMPLETE orders are left out.
        "payment_status": Parameter(
            "choices", choices=tuple(OrderPaymentStatus), means=membership("payment_status")
        ),
        "shipping_method": Parameter(),
        "payment_method": Parameter(),
        "payment_module": Parameter(),
        "payment_reference": Parameter(means=equality("payment_reference")),
        "accept_marketing": Parameter("boolean", means=equality("accept_marketing")),
        "contains_preorder_items": Parameter("boolean"),
        "coupon_code": Parameter(),
        "referer_id": Parameter(means=equality("referer_id")),
    }
)


class Order(
    OrderActions,
    path="orders",
    aliases=("order_number",),
    created=("orderId", "orderid"),
    search=SEARCH,
    bulk="ids",
    bulk_params={"paymentStatus": list(OrderPaymentStatus)},
    label=None,
):
    """An order. One whose payment is INCOMPLETE is a `Cart`.

    https://docs.ecwid.com/api-reference/rest-api/orders
    """

    id = fields.Key(str, doc="With the store's prefix and suffix, such as SALE-G01ZG.")
    internal_id = fields.Integer(read_only=True)
    order_number = fields.Integer(read_only=True, doc="What customers do not see.")
    vendor_order_number = fields.String(read_only=True, doc="As `id`.")
    public_uid = fields.String(read_only=True)
    payment_status = fields.Choice(OrderPaymentStatus)
    fulfillment_status = fields.Choice(OrderFulfillmentStatus)
    hidden = fields.Boolean(doc="True only for INCOMPLETE orders.")
    create_date = fields.DateTime()
    update_date = fields.DateTime(read_only=True)
    create_timestamp = fields.Integer(read_only=True, doc="Unix seconds.")
    update_timestamp = fields.Integer(read_only=True, doc="Unix seconds.")

    # The customer
    email = fields.String()
    customer_id = fields.Reference("Customer")
    customer: fields.Related[Customer] = fields.Related("Customer", key="customer_id")
    customer_group = fields.String(
        doc="The name of the group; Ecwid empties it when the order changes."
    )
    customer_group_id = fields.Reference("CustomerGroup")
    billing_person = fields.Embedded(OrderPerson)
    shipping_person = fields.Embedded(OrderPerson)
    lang = fields.String(doc="Of notifications; one that the store has.")
    accept_marketing = fields.Boolean(doc="None counts as consent.")
    disable_all_customer_notifications = fields.Boolean(
        doc="Mails to the shop's owner go out all the same."
    )
    order_comments = fields.String()
    private_admin_notes = fields.String()
    additional_info = fields.Map(fields.String(required=True))
    extra_fields = fields.Map(
        fields.String(required=True),
        doc="Values by key; `ecwid_order_delivery_time_*` are among them.",
    )
    order_extra_fields = fields.EmbeddedList(
        OrderExtraField, doc="At most 8 KB in all; what is more is lost."
    )

    # What was ordered
    items = fields.EmbeddedList(
        OrderItem, doc="Sent whole: an item left out is removed, one with an id is changed."
    )
    products: fields.RelatedByKeys[Product] = fields.RelatedByKeys(
        "Product", keys="items.product_id"
    )
    subtotal = fields.Money(doc="Prices times quantities, before discounts, taxes and fees.")
    subtotal_without_tax = fields.Money(read_only=True)
    total = fields.Money()
    total_without_tax = fields.Money(read_only=True, doc="`total` minus `tax`.")
    usd_total = fields.Money(read_only=True)
    refunded_amount = fields.Money(read_only=True, doc="The sum of `refunds`.")
    refunds = fields.EmbeddedList(OrderRefund, read_only=True)

    # Discounts and surcharges
    discount = fields.Money(doc="The sum of the promotions.")
    volume_discount = fields.Money(doc="Promotions by subtotal.")
    membership_based_discount = fields.Money(doc="Promotions by customer group.")
    total_and_membership_based_discount = fields.Money(doc="Promotions by both.")
    custom_discount = fields.List(fields.Money(required=True), doc="Amounts that apps take off.")
    discount_info = fields.EmbeddedList(
        OrderDiscountInfo, doc="The promotions that apply, without coupons."
    )
    coupon_discount = fields.Money()
    discount_coupon = fields.Embedded(OrderDiscountCoupon)
    custom_surcharges = fields.EmbeddedList(OrderSurcharge)
    loyalty = fields.Embedded(OrderLoyalty)
    store_credit = fields.Embedded(OrderStoreCredit)
    gift_card_redemption = fields.Money(doc="Amount taken from the gift card.")
    total_before_gift_card_redemption = fields.Money()
    gift_card_double_spending = fields.Boolean()
    gift_card_code = fields.String()
    gift_card_id = fields.Integer()
    gift_card_uuid = fields.String()

    # Taxes and invoices
    tax = fields.Money(doc="Not calculated anew when the order changes.")
    available_taxes = fields.EmbeddedList(OrderAvailableTax, read_only=True)
    taxes_on_shipping = fields.EmbeddedList(
        OrderTax, doc="Not calculated anew when the order changes."
    )
    prices_include_tax = fields.Boolean()
    customer_tax_exempt = fields.Boolean()
    customer_tax_id = fields.String()
    customer_tax_id_valid = fields.Boolean()
    reversed_tax_applied = fields.Boolean(doc="No tax, because of a valid tax id.")
    b2b_b2c = fields.Choice(("b2b", "b2c"), wire_name="b2b_b2c")
    customer_requested_invoice = fields.Boolean()
    customer_fiscal_code = fields.String()
    electronic_invoice_pec_email = fields.String()
    electronic_invoice_sdi_code = fields.String()
    invoices = fields.EmbeddedList(TaxInvoice, read_only=True)

    # Payment
    payment_method = fields.String(doc="As it is called at checkout.")
    payment_module = fields.String(doc="The processor; CUSTOM_PAYMENT_APP-{client_id} for an app.")
    payment_subtype = fields.String(read_only=True)
    payment_params = fields.Map(fields.String(required=True))
    payment_message = fields.String(doc="The error of the processor; gone once the order is paid.")
    payment_reference = fields.String()
    external_transaction_id = fields.String()
    external_transaction_url = fields.String()
    reference_transaction_id = fields.String()
    credit_card_status = fields.Embedded(OrderCreditCardStatus)

    # Shipping
    shipping_option = fields.Embedded(OrderShippingOption)
    available_shipping_options = fields.EmbeddedList(OrderShippingOption, read_only=True)
    handling_fee = fields.Embedded(OrderHandlingFee)
    predicted_package = fields.EmbeddedList(OrderPredictedPackage, read_only=True)
    predicted_packages = fields.EmbeddedList(OrderPredictedPackage, read_only=True)
    shipping_label_available_for_shipment = fields.Boolean(read_only=True)
    shipments = fields.EmbeddedList(
        OrderShipment, read_only=True, doc="The shipping labels bought."
    )
    tracking_number = fields.String()
    tracking_url = fields.String()
    pickup_time = fields.DateTime()
    latest_ship_date = fields.DateTime()
    latest_delivery_date = fields.DateTime()
    withdrawal_requested = fields.Boolean(read_only=True)

    # Where it came from
    global_referer = fields.String(doc="Where the customer came from.")
    referer_url = fields.String(doc="The page of the order, without what follows the #.")
    referer_id = fields.String()
    affiliate_id = fields.String()
    ebay_id = fields.String()
    utm_data = fields.Embedded(OrderUtmData)
    utm_data_sets = fields.EmbeddedList(OrderUtmDataSet)
    ip_address = fields.String()
    customer_user_agent = fields.String(read_only=True)
    external_fulfillment = fields.Boolean(doc="True hides status and tracking in the admin.")
    external_order_id = fields.String(doc="Needs `external_fulfillment`.")
    external_order_data = fields.Embedded(OrderExternalData)
    ticket = fields.Integer(read_only=True)
