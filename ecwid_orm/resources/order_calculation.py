"""Orders whose sums Ecwid calculates, and does not store."""

from __future__ import annotations

from ecwid_orm.model import Value, fields
from ecwid_orm.resources.order_items import (
    OrderItem,
    OrderItemDimensions,
    OrderItemDiscount,
    OrderItemFile,
    OrderItemSelectedOption,
    OrderSelectedPrice,
)
from ecwid_orm.resources.order_parts import (
    OrderAvailableTax,
    OrderCreditCardStatus,
    OrderDiscountCoupon,
    OrderDiscountInfo,
    OrderExtraField,
    OrderItemTax,
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


class OrderCalculationPayment(Value):
    """The payment option chosen."""

    payment_id = fields.Reference("PaymentOption", kind=str)


class OrderCalculationItem(Value):
    """An item of an order to calculate."""

    id = fields.Integer()
    product_id = fields.Reference("Product")
    category_id = fields.Reference("Category")
    price = fields.Money()
    product_price = fields.Money()
    tax_already_deducted_from_price = fields.Boolean()
    need_calculate_wholesale_price = fields.Boolean()
    is_customer_set_price = fields.Boolean()
    selected_price = fields.Embedded(OrderSelectedPrice)
    shipping = fields.Money()
    handling_fee = fields.Money()
    tax = fields.Money()
    fixed_shipping_rate = fields.Money()
    coupon_amount = fields.Money()
    sku = fields.String()
    name = fields.String()
    short_description = fields.String()
    quantity = fields.Integer()
    quantity_in_stock = fields.Integer()
    weight = fields.Float()
    image_url = fields.String()
    is_shipping_required = fields.Boolean()
    track_quantity = fields.Boolean()
    fixed_shipping_rate_only = fields.Boolean()
    digital = fields.Boolean()
    coupon_applied = fields.Boolean(doc="Comes back False.")
    gift_card = fields.Boolean(doc="Comes back False.")
    selected_options = fields.EmbeddedList(
        OrderItemSelectedOption, doc="They come back without files."
    )
    combination_id = fields.Reference("ProductVariation")
    taxes = fields.EmbeddedList(OrderItemTax)
    files = fields.EmbeddedList(OrderItemFile)
    dimensions = fields.Embedded(OrderItemDimensions)
    discounts = fields.EmbeddedList(OrderItemDiscount)
    tax_class_code = fields.String()


class OrderCalculationRequest(Value):
    """An order to calculate; nothing is stored."""

    email = fields.String()
    ip_address = fields.String()
    customer_id = fields.Reference("Customer")
    customer_tax_exempt = fields.Boolean(doc="Holds only with a valid tax id.")
    customer_tax_id = fields.String()
    reversed_tax_applied = fields.Boolean()
    tax_already_deducted_from_shipping = fields.Boolean()
    discount_coupon = fields.Embedded(OrderDiscountCoupon)
    discount_info = fields.EmbeddedList(OrderDiscountInfo)
    billing_person = fields.Embedded(OrderPerson)
    shipping_person = fields.Embedded(OrderPerson, doc="As `billing_person` where there is none.")
    custom_surcharges = fields.EmbeddedList(OrderSurcharge)
    items = fields.EmbeddedList(OrderCalculationItem)
    gift_card_code = fields.String()
    gift_card_id = fields.Integer()
    gift_card_uuid = fields.String()
    gift_card_transaction_order_id = fields.Integer()
    gift_card_redemption = fields.Money()
    total_before_gift_card_redemption = fields.Money()
    gift_card_double_spending = fields.Boolean()
    handling_fee = fields.Embedded(OrderHandlingFee)
    shipping_option = fields.Embedded(OrderShippingOption)
    payment_options_details = fields.Embedded(OrderCalculationPayment)


class OrderCalculation(Value):
    """An order with its sums, taxes and shipping calculated; nothing is stored."""

    payment_status = fields.Choice(OrderPaymentStatus, doc="Always INCOMPLETE.")
    fulfillment_status = fields.Choice(OrderFulfillmentStatus, doc="Always AWAITING_PROCESSING.")
    hidden = fields.Boolean()
    create_date = fields.DateTime()
    update_date = fields.DateTime()
    create_timestamp = fields.Integer(doc="Unix seconds.")
    update_timestamp = fields.Integer(doc="Unix seconds.")

    # The customer
    email = fields.String()
    customer_id = fields.Reference("Customer")
    customer_group = fields.String()
    customer_group_id = fields.Reference("CustomerGroup")
    billing_person = fields.Embedded(OrderPerson)
    shipping_person = fields.Embedded(OrderPerson)
    lang = fields.String()
    accept_marketing = fields.Boolean()
    disable_all_customer_notifications = fields.Boolean()
    order_comments = fields.String()
    private_admin_notes = fields.String()
    additional_info = fields.Map(fields.String(required=True))
    extra_fields = fields.Map(fields.String(required=True))
    order_extra_fields = fields.EmbeddedList(OrderExtraField)

    # What was ordered
    items = fields.EmbeddedList(OrderItem)
    subtotal = fields.Money()
    subtotal_without_tax = fields.Money()
    total = fields.Money()
    total_without_tax = fields.Money()
    usd_total = fields.Money()
    refunded_amount = fields.Money()
    refunds = fields.EmbeddedList(OrderRefund)

    # Discounts and surcharges
    discount = fields.Money()
    volume_discount = fields.Money()
    membership_based_discount = fields.Money()
    total_and_membership_based_discount = fields.Money()
    discount_info = fields.EmbeddedList(OrderDiscountInfo)
    coupon_discount = fields.Money()
    discount_coupon = fields.Embedded(OrderDiscountCoupon)
    custom_surcharges = fields.EmbeddedList(OrderSurcharge)
    gift_card_redemption = fields.Money()
    total_before_gift_card_redemption = fields.Money()
    gift_card_double_spending = fields.Boolean()
    gift_card_code = fields.String()
    gift_card_id = fields.Integer()
    gift_card_uuid = fields.String()

    # Taxes and invoices
    tax = fields.Money()
    available_taxes = fields.EmbeddedList(OrderAvailableTax)
    taxes_on_shipping = fields.EmbeddedList(OrderTax)
    prices_include_tax = fields.Boolean()
    customer_tax_exempt = fields.Boolean()
    customer_tax_id = fields.String()
    customer_tax_id_valid = fields.Boolean()
    reversed_tax_applied = fields.Boolean()
    b2b_b2c = fields.Choice(("b2b", "b2c"), wire_name="b2b_b2c")
    customer_requested_invoice = fields.Boolean()
    customer_fiscal_code = fields.String()
    electronic_invoice_pec_email = fields.String()
    electronic_invoice_sdi_code = fields.String()
    invoices = fields.EmbeddedList(TaxInvoice)

    # Payment
    payment_method = fields.String()
    payment_module = fields.String()
    payment_params = fields.Map(fields.String(required=True))
    payment_message = fields.String()
    external_transaction_id = fields.String()
    credit_card_status = fields.Embedded(OrderCreditCardStatus)

    # Shipping
    shipping_option = fields.Embedded(OrderShippingOption)
    available_shipping_options = fields.EmbeddedList(OrderShippingOption)
    handling_fee = fields.Embedded(OrderHandlingFee)
    predicted_package = fields.EmbeddedList(OrderPredictedPackage)
    predicted_packages = fields.EmbeddedList(OrderPredictedPackage)
    shipping_label_available_for_shipment = fields.Boolean()
    shipments = fields.EmbeddedList(OrderShipment)
    tracking_number = fields.String()
    pickup_time = fields.DateTime()

    # Where it came from
    global_referer = fields.String()
    referer_url = fields.String()
    referer_id = fields.String()
    affiliate_id = fields.String()
    utm_data = fields.Embedded(OrderUtmData)
    utm_data_sets = fields.EmbeddedList(OrderUtmDataSet)
    ip_address = fields.String()
    customer_user_agent = fields.String()
    external_fulfillment = fields.Boolean()
    external_order_id = fields.String()
