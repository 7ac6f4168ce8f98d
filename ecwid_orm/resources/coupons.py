"""Coupons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecwid_orm.model import Parameter, Search, Value, fields
from ecwid_orm.model.search import equality, membership
from ecwid_orm.resources.actions.deletions import Deletions

if TYPE_CHECKING:
    from ecwid_orm.resources.categories import Category
    from ecwid_orm.resources.orders import Order
    from ecwid_orm.resources.products import Product

SEARCH = Search(
    {
        "code": Parameter(means=equality("code")),
        "discount_type": Parameter(
            "choices",
            wire="discount_type",
            choices=("ABS", "PERCENT", "SHIPPING", "ABS_AND_SHIPPING", "PERCENT_AND_SHIPPING"),
            means=membership("discount_type"),
        ),
        "availability": Parameter(
            "choices",
            choices=("ACTIVE", "PAUSED", "EXPIRED", "USEDUP"),
            means=membership("status"),
        ),
        "created_from": Parameter("moment", means=("creation_date >=",)),
        "created_to": Parameter("moment", means=("creation_date <=",)),
        "updated_from": Parameter("moment", means=("update_date >=",)),
        "updated_to": Parameter("moment", means=("update_date <=",)),
    }
)


class CouponCatalogLimit(Value):
    """What a coupon is for; empty is the whole catalogue. Not with the type SHIPPING."""

    products = fields.References("Product")
    categories = fields.References("Category")


class CouponShippingLimit(Value):
    """The shipping options that a coupon is for; empty is any."""

    shipping_methods = fields.References("ShippingOption", kind=str)


class Coupon(
    Deletions, path="discount_coupons", aliases=("code",), search=SEARCH, natural=("code",)
):
    """A discount for those who know its code.

    https://docs.ecwid.com/api-reference/rest-api/discounts/discount-coupons
    """

    id = fields.Key()
    name = fields.String(required=True)
    code = fields.String(required=True, unique=True, doc="At most 128 characters.")
    discount_type = fields.Choice(
        ("ABS", "PERCENT", "SHIPPING", "ABS_AND_SHIPPING", "PERCENT_AND_SHIPPING")
    )
    status = fields.Choice(
        ("ACTIVE", "PAUSED", "EXPIRED", "USEDUP"),
        doc="ACTIVE or PAUSED; the others are set by Ecwid.",
    )
    discount = fields.Money()
    launch_date = fields.DateTime()
    expiration_date = fields.DateTime()
    total_limit = fields.Money(doc="The least subtotal of an order.")
    uses_limit = fields.Choice(("UNLIMITED", "ONCEPERCUSTOMER", "SINGLE"))
    repeat_customer_only = fields.Boolean(doc="`application_limit` goes before it.")
    application_limit = fields.Choice(("UNLIMITED", "NEW_CUSTOMER_ONLY", "REPEAT_CUSTOMER_ONLY"))
    creation_date = fields.DateTime()
    update_date = fields.DateTime()
    order_count = fields.Integer()
    orders: fields.RelatedList[Order] = fields.RelatedList(
        "Order", through="discount_coupon.code", search="coupon_code", of="code"
    )
    catalog_limit = fields.Embedded(CouponCatalogLimit)
    products: fields.RelatedByKeys[Product] = fields.RelatedByKeys(
        "Product", keys="catalog_limit.products"
    )
    categories: fields.RelatedByKeys[Category] = fields.RelatedByKeys(
        "Category", keys="catalog_limit.categories"
    )
    shipping_limit = fields.Embedded(CouponShippingLimit)
