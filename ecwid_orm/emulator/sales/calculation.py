"""What an order would cost. Nothing is stored.

https://docs.ecwid.com/api-reference/rest-api/orders/calculate-order-details
"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.catalogue.kinds import PRODUCT
from ecwid_orm.emulator.catalogue.pricing import displayed_price
from ecwid_orm.emulator.errors import ApiError
from ecwid_orm.emulator.formats import timestamp
from ecwid_orm.emulator.merge import Merge
from ecwid_orm.emulator.sales.items import chosen_option
from ecwid_orm.emulator.sales.kinds import CART
from ecwid_orm.emulator.sales.persons import completed
from ecwid_orm.emulator.shop import Shop

Body = dict[str, Any]

_PERSONS = ("billingPerson", "shippingPerson")
_ECHOED = (
    "email",
    "ipAddress",
    "customerId",
    "customerTaxExempt",
    "customerTaxId",
    "reversedTaxApplied",
    "giftCardCode",
    "giftCardId",
    "giftCardUuid",
    "giftCardDoubleSpending",
    "handlingFee",
    "shippingOption",
    *_PERSONS,
)
_ITEM_DEFAULTS: Body = {
    "productPrice": 0,
    "quantity": 1,
    "quantityInStock": 0,
    "isShippingRequired": True,
    "trackQuantity": False,
    "fixedShippingRateOnly": False,
    "fixedShippingRate": 0,
    "digital": False,
}
_ITEM_COMPUTED: Body = {
    "tax": 0,
    "shipping": 0,
    "handlingFee": 0,
    "couponApplied": False,
    "giftCard": False,
    "taxes": [],
}
_ITEM_ABSENT = frozenset({"couponAmount", "discounts", "files", "needCalculateWholesalePrice"})


def calculated(shop: Shop, sent: Any) -> Body:
    """The order with what it comes to; `ApiError` 422 without items. The shop has no taxes."""
    asked = Merge(shop.spec, "OrderCalculationRequest").create(sent)
    if not asked.get("items"):
        raise ApiError(422, None, "An order without items cannot be calculated")
    now = shop.clock.now()
    order: Body = {name: asked[name] for name in _ECHOED if name in asked}
    if "billingPerson" in order:
        order.setdefault("shippingPerson", order["billingPerson"])
    order |= {name: completed(order[name]) for name in _PERSONS if name in order}
    order["items"] = [_item(shop, each) for each in asked["items"]]
    order["customSurcharges"] = asked.get("customSurcharges", [])
    if "discountCoupon" in asked:
        order["discountCoupon"] = {
            **asked["discountCoupon"],
            "orderCount": 0,
            "creationDate": timestamp(now),
        }
    return {
        **order,
        **_totals(order, asked.get("giftCardRedemption", 0)),
        "paymentStatus": CART,
        "fulfillmentStatus": "AWAITING_PROCESSING",
        "createDate": timestamp(now),
        "createTimestamp": int(now),
        "discountInfo": [],
        "availableTaxes": [],
        "taxesOnShipping": [],
        "availableShippingOptions": [],
        "predictedPackage": [],
        "additionalInfo": {},
        "paymentParams": {},
        "hidden": False,
        "pricesIncludeTax": False,
    }


def _item(shop: Shop, asked: Body) -> Body:
    item = {name: value for name, value in asked.items() if name not in _ITEM_ABSENT}
    item.setdefault("id", shop.new_id("order_item"))
    item["price"] = _price(shop, item)
    item = {**_ITEM_DEFAULTS, **item, **_ITEM_COMPUTED}
    if "selectedOptions" in item:
        item["selectedOptions"] = [chosen_option(option) for option in item["selectedOptions"]]
    return item


def _price(shop: Shop, item: Body) -> Any:
    """The price as sent, or else that of the product or variation named."""
    if item.get("isCustomerSetPrice") and "value" in item.get("selectedPrice", {}):
        return item["selectedPrice"]["value"]
    if "price" in item:
        return item["price"]
    product = shop.db.get(PRODUCT, item.get("productId", 0))
    if product is None:
        return item.get("productPrice", 0)
    for variation in product["combinations"]:
        if variation["id"] == item.get("combinationId"):
            return displayed_price(product, variation)
    return product["price"]


def _totals(order: Body, gift: float) -> Body:
    subtotal = sum(item["price"] * item["quantity"] for item in order["items"])
    shipping = order.get("shippingOption", {}).get("shippingRate", 0)
    coupon = _coupon(order.get("discountCoupon", {}), subtotal, shipping)
    surcharges = 0
    for surcharge in order["customSurcharges"]:
        value = surcharge.get("value", 0)
        percent = surcharge.get("type") == "PERCENT"
        surcharge["total"] = round(subtotal * value / 100 if percent else value, 2)
        surcharge.setdefault("totalWithoutTax", surcharge["total"])
        surcharges += surcharge["total"]
    fee = order.get("handlingFee", {}).get("value", 0)
    before = round(subtotal - coupon + shipping + fee + surcharges, 2)
    redeemed = max(0, min(gift, before))
    total = round(before - redeemed, 2)
    return {
        "subtotal": round(subtotal, 2),
        "subtotalWithoutTax": round(subtotal, 2),
        "tax": 0,
        "couponDiscount": round(coupon, 2),
        "volumeDiscount": 0,
        "membershipBasedDiscount": 0,
        "totalAndMembershipBasedDiscount": 0,
        "discount": 0,
        "giftCardRedemption": redeemed,
        "totalBeforeGiftCardRedemption": before,
        "total": total,
        "totalWithoutTax": total,
        "usdTotal": total,
    }


def _coupon(coupon: Body, subtotal: float, shipping: float) -> float:
    """What a coupon takes off, as it was sent: the shop's own coupons are not looked at."""
    if coupon.get("status", "ACTIVE") != "ACTIVE" or subtotal < coupon.get("totalLimit", 0):
        return 0
    discount, kind = coupon.get("discount", 0), coupon.get("discountType", "ABS")
    off = subtotal * discount / 100 if kind.startswith("PERCENT") else discount
    free_shipping = shipping if kind.endswith("SHIPPING") else 0
    of_items: float = 0 if kind == "SHIPPING" else min(off, subtotal)
    return of_items + free_shipping
