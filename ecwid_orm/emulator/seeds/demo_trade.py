"""Half a year of trade at Kestrel & Pine: who buys there, what, and what they say of it.

demo_trade.json has the people; what they buy is drawn by lot, and the same each time.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from ecwid_orm.emulator.catalogue.kinds import PRODUCT
from ecwid_orm.emulator.catalogue.pricing import displayed_price
from ecwid_orm.emulator.catalogue.reviews import MODERATED, PUBLISHED, write_review
from ecwid_orm.emulator.clients import buyers as customers_of_orders
from ecwid_orm.emulator.clients.customers import create_customer
from ecwid_orm.emulator.clients.groups import create_group
from ecwid_orm.emulator.clock import ManualClock
from ecwid_orm.emulator.formats import timestamp
from ecwid_orm.emulator.marketing.coupons import create_coupon
from ecwid_orm.emulator.sales.calculation import calculated
from ecwid_orm.emulator.sales.orders import create_order, save_order
from ecwid_orm.emulator.shop import Shop

Body = dict[str, Any]

DAY = 86400
LASTS = 180 * DAY
"""Seconds that the trade goes on for."""

_POST = {"shippingMethodName": "Parcel post", "shippingCarrierName": "Royal Mail"}
_ABROAD = {"shippingMethodName": "Parcel post abroad", "shippingCarrierName": "DPD"}
_TOTALS = ("subtotal", "total", "couponDiscount")
_ADDRESS = ("street", "city", "postalCode", "countryCode", "stateOrProvinceCode", "companyName")
_SENT, _DONE = 3 * DAY, 12 * DAY


@dataclass(frozen=True, slots=True)
class _Buyer:
    """A customer, and their orders so far."""

    id: int
    email: str
    address: Body
    is_member: bool
    orders: list[Body] = field(default_factory=list)


def plant_trade(shop: Shop, clock: ManualClock) -> None:
    """Let half a year go by, at the end of which the shop has customers, orders and reviews."""
    told: Body = json.loads(
        files("ecwid_orm.emulator.seeds").joinpath("demo_trade.json").read_text(encoding="utf-8")
    )
    customers_of_orders.register()
    chance = random.Random("Half a year")
    start, end = clock.now(), clock.now() + LASTS
    group_ids = {name: create_group(shop, {"name": name}) for name in told["groups"]}
    coupons = [_plant_coupon(shop, each, end) for each in told["coupons"]]
    products = [
        each
        for each in shop.db.get_many(PRODUCT, shop.db.ids(PRODUCT))
        if each["enabled"] and not each["isGiftCard"]
    ]
    newcomers = list(told["customers"])
    buyers: list[_Buyer] = []
    to_review: list[tuple[float, _Buyer, Body]] = []
    moments = [chance.random() * LASTS for _ in range(told["orders"])]
    for number, moment in enumerate(sorted([*moments, LASTS - 2 * DAY, LASTS - DAY / 8])):
        while to_review and to_review[0][0] < start + moment:
            due, buyer, order = to_review.pop(0)
            clock.advance(due - clock.now())
            _plant_review(shop, buyer, order, told["reviews"], chance)
        clock.advance(start + moment - clock.now())
        if newcomers and (not buyers or chance.random() < 0.6):
            buyers.append(_plant_customer(shop, newcomers.pop(0), group_ids))
            buyer = buyers[-1]
        else:
            buyer = chance.choice(buyers)
        sent = _sent_order(shop, buyer, products, coupons, chance)
        if chance.random() < 0.2:
            sent["orderComments"] = chance.choice(told["comments"])
        if number % 17 == 16:
            create_order(shop, sent | {"paymentStatus": "INCOMPLETE"})
            continue
        order = _plant_order(shop, sent, end - clock.now(), chance)
        buyer.orders.append(order)
        if number % 2 and order["fulfillmentStatus"] == "DELIVERED":
            to_review.append((clock.now() + _DONE, buyer, order))
    clock.advance(end - clock.now())


def _plant_coupon(shop: Shop, told: Body, end: float) -> Body:
    sent = {name: value for name, value in told.items() if name != "lasts"}
    sent["launchDate"] = timestamp(end - LASTS)
    if "lasts" in told:
        sent["expirationDate"] = timestamp(end - LASTS + told["lasts"] * DAY)
    return create_coupon(shop, sent)


def _plant_customer(shop: Shop, told: Body, group_ids: dict[str, int]) -> _Buyer:
    address = {"countryCode": "GB", **{name: told[name] for name in _ADDRESS if name in told}}
    person = {"name": told["name"], **address}
    sent: Body = {
        "email": told["email"],
        "billingPerson": person,
        "shippingAddresses": [person],
        "acceptMarketing": len(told["street"]) % 3 > 0,
        "lang": "en",
    }
    if "group" in told:
        sent["customerGroupId"] = group_ids[told["group"]]
    if "taxId" in told:
        sent |= {"taxId": told["taxId"], "b2b_b2c": "b2b"}
    body = create_customer(shop, sent)
    return _Buyer(body["id"], body["email"], person, told.get("group") == "Club")


def _sent_order(
    shop: Shop, buyer: _Buyer, products: list[Body], coupons: list[Body], chance: random.Random
) -> Body:
    """An order as a storefront would send it, with what it comes to."""
    wanted = chance.sample(products, chance.choice((1, 1, 1, 2, 2, 3, 4)))
    items = [_item(product, chance) for product in wanted]
    home = buyer.address["countryCode"] == "GB"
    sent: Body = {
        "email": buyer.email,
        "items": items,
        "billingPerson": buyer.address,
        "shippingPerson": buyer.address,
        "shippingOption": {**(_POST if home else _ABROAD), "shippingRate": 4.9 if home else 14.9},
    }
    if not any(item["isShippingRequired"] for item in items):
        del sent["shippingOption"], sent["shippingPerson"]
    if buyer.is_member and chance.random() < 0.5:
        sent["discountCoupon"] = coupons[1]
    elif not buyer.orders and chance.random() < 0.4:
        sent["discountCoupon"] = coupons[0]
    costs = calculated(shop, sent)
    if not costs["couponDiscount"]:
        sent.pop("discountCoupon", None)  # the order is too small for it
    sent |= {name: costs[name] for name in _TOTALS}
    method = chance.choice(("Credit or debit card", "Credit or debit card", "Bank transfer"))
    return {**sent, "paymentMethod": method, "ipAddress": f"192.0.2.{chance.randrange(1, 255)}"}


def _item(product: Body, chance: random.Random) -> Body:
    item: Body = {
        "productId": product["id"],
        "categoryId": product["defaultCategoryId"],
        "name": product["name"],
        "sku": product["sku"],
        "price": product["price"],
        "quantity": chance.choice((1, 1, 1, 2)) if product["price"] < 100 else 1,
        "shortDescription": product.get("seoDescription", ""),
        "weight": product.get("weight", 0),
        "isShippingRequired": product["isShippingRequired"],
        "digital": not product["isShippingRequired"],
        "imageUrl": product.get("imageUrl", ""),
    }
    if product["combinations"]:
        variation = chance.choice(product["combinations"])
        item |= {
            "combinationId": variation["id"],
            "sku": variation["sku"],
            "price": displayed_price(product, variation),
            "selectedOptions": [
                {"name": each["name"], "value": each["value"], "type": "CHOICE"}
                for each in variation["options"]
            ],
        }
    return {**item, "productPrice": item["price"]}


def _plant_order(shop: Shop, sent: Body, age: float, chance: random.Random) -> Body:
    """An order of so many seconds ago, and how far it has got since; the stock stays as told."""
    body = create_order(shop, sent)
    if age > _DONE:
        paid, sent_off = ("PAID", "DELIVERED")
        if chance.random() < 0.12:
            paid, sent_off = chance.choice(
                (("REFUNDED", "RETURNED"), ("CANCELLED", "WILL_NOT_DELIVER"))
            )
    elif age > _SENT:
        paid, sent_off = ("PAID", "SHIPPED")
    else:
        paid, sent_off = ("AWAITING_PAYMENT", "AWAITING_PROCESSING")
    body |= {"paymentStatus": paid, "fulfillmentStatus": sent_off}
    if sent_off in ("SHIPPED", "DELIVERED"):
        body["trackingNumber"] = f"KP{body['orderNumber']}"
    save_order(shop, body)
    return body


def _plant_review(
    shop: Shop, buyer: _Buyer, order: Body, told: list[list[Any]], chance: random.Random
) -> None:
    """What a buyer says of something that arrived; bad words wait to be approved."""
    rating, text = chance.choice(told)
    write_review(
        shop,
        chance.choice(order["items"])["productId"],
        rating,
        text,
        status=PUBLISHED if rating > 2 else MODERATED,
        customer_id=buyer.id,
        order_id=order["id"],
        order_number=order["orderNumber"],
        reviewer={
            "name": buyer.address["name"],
            "email": buyer.email,
            "city": buyer.address["city"],
            "country": buyer.address["countryCode"],
            "orders": len(buyer.orders),
        },
    )
