"""Items of an order and the options chosen for them."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from ecwid_orm.emulator.catalogue.kinds import PRODUCT
from ecwid_orm.emulator.errors import absent_field
from ecwid_orm.emulator.formats import LANGUAGE
from ecwid_orm.emulator.shop import Shop

Body = dict[str, Any]

_LONGEST_DESCRIPTION = 120
_ONE_CHOICE = ("CHOICE", "SWATCH_CHOICE")

DEFAULTS: Body = {
    "categoryId": 0,
    "price": 0,
    "quantity": 1,
    "shortDescription": "",
    "tax": 0,
    "shipping": 0,
    "quantityInStock": 0,
    "isShippingRequired": True,
    "trackQuantity": False,
    "fixedShippingRateOnly": False,
    "fixedShippingRate": 0,
    "couponApplied": False,
    "giftCard": False,
    "taxes": [],
    "taxable": True,
    "digital": False,
    "dimensions": {"length": 0, "width": 0, "height": 0},
    "discountsAllowed": True,
    "discounts": [],
    "isCustomerSetPrice": False,
    "attributes": [],
    "recurringTaxIds": [],
}


def new_items(shop: Shop, sent: list[Body]) -> list[Body]:
    """Items of a new order; `ApiError` 400 for one without a name. Ids are the shop's own."""
    return [_item(shop, each, {}) for each in sent]


def replaced_items(shop: Shop, stored: list[Body], sent: list[Body]) -> list[Body]:
    """The items after a PUT of them: those left out are gone.

    One with the id of an item that is there keeps what can only be read, files included, and
    nothing else; any other is new.
    """
    before = {item["id"]: item for item in stored}
    return [_item(shop, each, before.pop(each.get("id"), {})) for each in sent]


def _item(shop: Shop, sent: Body, stored: Body) -> Body:
    if not sent.get("name", "").strip():
        raise absent_field("OrderItem", "name")
    read_only = shop.spec.read_only("OrderItem")
    kept = {name: value for name, value in stored.items() if name in read_only}
    item = {**deepcopy(DEFAULTS), **kept, **sent}
    item["id"] = stored["id"] if stored else shop.new_id("order_item")
    item.setdefault("productPrice", item["price"])
    item["shortDescription"] = item["shortDescription"][:_LONGEST_DESCRIPTION]
    for text in ("name", "shortDescription"):
        item[f"{text}Translated"] = {LANGUAGE: item[text], **item.get(f"{text}Translated", {})}
    if not item["isCustomerSetPrice"]:
        item.pop("selectedPrice", None)
    product = shop.db.get(PRODUCT, item.get("productId", 0))
    item["productAvailable"] = product is not None and product["enabled"]
    if "selectedOptions" in item:
        files = {
            option["name"]: option["files"]
            for option in stored.get("selectedOptions", ())
            if "files" in option
        }
        item["selectedOptions"] = [
            _with_files(chosen_option(each), files) for each in item["selectedOptions"]
        ]
    return item


def chosen_option(option: Body) -> Body:
    """A chosen option as it comes back: what was selected decides on its other fields."""
    if not option.get("name"):
        raise absent_field("OrderItemSelectedOption", "name")
    if option.get("selections"):
        titles = [each.get("selectionTitle", "") for each in option["selections"]]
        one = option.get("type") if option.get("type") in _ONE_CHOICE else "CHOICE"
        kind = one if len(titles) == 1 and option.get("type") != "CHOICES" else "CHOICES"
        return {**option, "type": kind, "value": ", ".join(titles), "valuesArray": titles}
    done = {"type": "TEXT", **option}
    if done["type"] in (*_ONE_CHOICE, "CHOICES") and "value" in done:
        several = done["type"] == "CHOICES"
        texts = done["value"].split(",") if several else [done["value"]]
        done.setdefault("valuesArray", [text.strip() for text in texts])
    return done


def _with_files(option: Body, files: dict[str, list[Body]]) -> Body:
    if option["type"] == "FILES" and option["name"] in files:
        return {**option, "files": files[option["name"]]}
    return option
