"""Orders and carts: making, changing and deleting them. A cart is an INCOMPLETE order."""

from __future__ import annotations

import random
import string
from copy import deepcopy
from typing import Any

from ecwid_orm.emulator import blobs
from ecwid_orm.emulator.errors import not_found, wrong_parameter
from ecwid_orm.emulator.formats import timestamp
from ecwid_orm.emulator.merge import Merge
from ecwid_orm.emulator.query import unix_seconds
from ecwid_orm.emulator.sales import extra_fields, option_files, persons
from ecwid_orm.emulator.sales.buyers import buyer_of
from ecwid_orm.emulator.sales.items import new_items, replaced_items
from ecwid_orm.emulator.sales.kinds import CART, ORDER
from ecwid_orm.emulator.sales.news import tell_deleted, tell_saved
from ecwid_orm.emulator.sales.order_facts import facts, keys
from ecwid_orm.emulator.sales.stock import take_from_stock
from ecwid_orm.emulator.shop import Shop

Body = dict[str, Any]

_LONGEST_NUMBER = 18
_DATES = ("pickupTime", "latestShipDate", "latestDeliveryDate")

DEFAULTS: Body = {
    "refundedAmount": 0,
    "subtotal": 0,
    "total": 0,
    "giftCardRedemption": 0,
    "giftCardDoubleSpending": False,
    "tax": 0,
    "customerTaxExempt": False,
    "customerTaxId": "",
    "customerTaxIdValid": False,
    "b2b_b2c": "b2c",
    "reversedTaxApplied": False,
    "customerRequestedInvoice": False,
    "customerFiscalCode": "",
    "electronicInvoicePecEmail": "",
    "electronicInvoiceSdiCode": "",
    "couponDiscount": 0,
    "paymentStatus": "AWAITING_PAYMENT",
    "fulfillmentStatus": "AWAITING_PROCESSING",
    "orderComments": "",
    "volumeDiscount": 0,
    "membershipBasedDiscount": 0,
    "totalAndMembershipBasedDiscount": 0,
    "customDiscount": [],
    "customSurcharges": [],
    "discount": 0,
    "discountInfo": [],
    "globalReferer": "",
    "items": [],
    "refunds": [],
    "predictedPackage": [],
    "shippingLabelAvailableForShipment": False,
    "shipments": [],
    "additionalInfo": {},
    "paymentParams": {},
    "extraFields": {},
    "orderExtraFields": [],
    "hidden": False,
    "taxesOnShipping": [],
    "disableAllCustomerNotifications": False,
    "externalFulfillment": False,
    "utmDataSets": [],
    "invoices": [],
    "pricesIncludeTax": False,
}


def order(shop: Shop, reference: str) -> Body:
    """An order by its number or public id, carts included; `ApiError` 404 if there is none."""
    if reference.isdecimal() and len(reference) <= _LONGEST_NUMBER:
        found = shop.db.get(ORDER, int(reference))
    else:
        numbers = shop.db.find(ORDER, "public", reference)
        found = shop.db.get(ORDER, numbers[0]) if numbers else None
    if found is None:
        raise not_found("Order", reference, "ORDER_NOT_FOUND")
    return found


def create_order(shop: Shop, sent: Any, *, public: bool = False) -> Body:
    """A new order. Nothing is required and nothing calculated; a `public` one is never paid."""
    _refuse_old_statuses(sent)
    body = Merge(shop.spec, "Order").update(deepcopy(DEFAULTS), sent)
    if public:
        _as_of_the_public(body)
    number = shop.new_id("order")
    body |= {"orderNumber": number, "id": _free_public_id(shop, number)}
    body.setdefault("createDate", timestamp(shop.clock.now()))
    body["items"] = new_items(shop, body["items"])
    _settle(body, sent)
    assign_buyer(shop, body)
    take_from_stock(shop, body)
    save_order(shop, body)
    return body


def update_order(shop: Shop, reference: str, sent: Any) -> Body:
    """The order after a PUT, which takes its customer group away."""
    stored = order(shop, reference)
    _refuse_old_statuses(sent)
    body = Merge(shop.spec, "Order").update(stored, sent)
    body.pop("customerGroup", None)
    if sent.get("items") is not None:
        body["items"] = replaced_items(shop, stored["items"], body["items"])
    _settle(body, sent)
    if stored["paymentStatus"] == CART != body["paymentStatus"]:
        assign_buyer(shop, body)
    save_order(shop, body)
    return body


def assign_buyer(shop: Shop, body: Body) -> None:
    """Give a new order to its customer."""
    buyer = buyer_of(shop, body)
    if buyer is not None:
        body["customerId"] = buyer.id
        if buyer.group is not None:
            body |= {"customerGroup": buyer.group, "customerGroupId": buyer.group_id}


def save_order(shop: Shop, body: Body) -> None:
    """Store an order with all that is computed."""
    now = shop.clock.now()
    number = body["orderNumber"]
    body["updateTimestamp"] = int(now)
    if body["paymentStatus"] == CART:
        body.setdefault("$cart", shop.new_uuid("cart").upper())
    complete_order(body)
    before = shop.db.get(ORDER, number)
    delay = shop.settings.index_delay
    shop.db.save(
        ORDER,
        number,
        body,
        facts=facts(body),
        keys=keys(body),
        due=now + delay if delay > 0 else None,
    )
    if before is not None:
        option_files.drop_unused(shop, before["items"], body["items"])
    tell_saved(shop, before, body)


def delete_order(shop: Shop, reference: str) -> None:
    """Delete an order; `ApiError` 404 if there is none."""
    body = order(shop, reference)
    option_files.drop_unused(shop, body["items"], [])
    for invoice in body["invoices"]:
        blobs.drop(shop, invoice["$blob"])
    shop.db.delete(ORDER, body["orderNumber"], at=shop.clock.now(), more={"orderId": body["id"]})
    tell_deleted(shop, body)


def complete_order(body: Body) -> None:
    """Set all that follows from the rest of an order."""
    body["internalId"] = body["orderNumber"]
    body["vendorOrderNumber"] = body["publicUid"] = body["id"]
    body["createTimestamp"] = unix_seconds(body["createDate"])
    body["updateDate"] = timestamp(body["updateTimestamp"])
    included = body["pricesIncludeTax"]
    taxes = sum(item["tax"] for item in body["items"]) if included else 0
    body["subtotalWithoutTax"] = round(body["subtotal"] - taxes, 2)
    body["totalWithoutTax"] = round(body["total"] - body["tax"], 2)
    body["usdTotal"] = body["total"]
    for item in body["items"]:
        tax = item["tax"] / item["quantity"] if included and item["quantity"] else 0
        item["priceWithoutTax"] = round(item["price"] - tax, 2)


def _settle(body: Body, sent: Body) -> None:
    for name in _DATES:
        if body.get(name) == "":
            del body[name]
    if not body["createDate"]:
        raise wrong_parameter("Field Order.createDate has a wrong value: expected a date")
    if body["paymentStatus"] != CART and body["hidden"]:
        if sent.get("hidden"):
            raise wrong_parameter("Field Order.hidden can only be true for INCOMPLETE orders")
        body["hidden"] = False
    if body["paymentStatus"] == "PAID":
        body.pop("paymentMessage", None)
    if not body["externalFulfillment"]:
        body.pop("externalOrderId", None)
    if sent.get("totalBeforeGiftCardRedemption") is None:
        _settle_gift_card(body, sent)
    for name in ("billingPerson", "shippingPerson"):
        if name in body:
            body[name] = persons.completed(body[name])
    if "discountCoupon" in body:
        body["discountCoupon"] = {
            name: value for name, value in body["discountCoupon"].items() if name != "catalogLimit"
        }
    if "shippingOption" in body:
        body["shippingOption"] = _shipping(body["shippingOption"], sent.get("shippingOption"))
    body["orderExtraFields"] = extra_fields.saved(body["orderExtraFields"])


def _settle_gift_card(body: Body, sent: Body) -> None:
    """What was to be paid before the gift card follows when one of the others is set."""
    moved = sent.get("total") is not None or sent.get("giftCardRedemption") is not None
    if moved or "totalBeforeGiftCardRedemption" not in body:
        before = body["total"] + body["giftCardRedemption"]
        body["totalBeforeGiftCardRedemption"] = round(before, 2)


def _shipping(option: Body, sent: Body | None) -> Body:
    """The way of shipping; a pickup has no carrier, and no instruction but the shop's."""
    done = dict(option)
    if sent and sent.get("fulfillmentType") is None and sent.get("isPickup") is not None:
        done["fulfillmentType"] = "PICKUP" if sent["isPickup"] else "SHIPPING"
    done.setdefault("fulfillmentType", "SHIPPING")
    done["isPickup"] = done["fulfillmentType"] == "PICKUP"
    if done["isPickup"]:
        done.pop("shippingCarrierName", None)
        done.pop("pickupInstruction", None)
    return done


def _as_of_the_public(body: Body) -> None:
    if body["paymentStatus"] != CART:
        body["paymentStatus"] = "AWAITING_PAYMENT"
    body["fulfillmentStatus"] = "AWAITING_PROCESSING"
    body.pop("privateAdminNotes", None)


def _refuse_old_statuses(sent: Any) -> None:
    if isinstance(sent, dict) and sent.get("paymentStatus") == "QUEUED":
        raise wrong_parameter("Status QUEUED is deprecated, use AWAITING_PAYMENT instead")


def _free_public_id(shop: Shop, number: int) -> str:
    """Five letters and digits, a letter first, so that it is never taken for a number."""
    chance = random.Random(f"{shop.settings.random_seed}:order:{number}")
    while True:
        rest = chance.choices(string.ascii_uppercase + string.digits, k=4)
        public = "".join([chance.choice(string.ascii_uppercase), *rest])
        if not shop.db.find(ORDER, "public", public):
            return public
