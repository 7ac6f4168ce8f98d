"""Fields that buyers fill in at checkout.

https://docs.ecwid.com/api-reference/rest-api/store-profile/checkout-extra-fields
"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.errors import conflict, not_found
from ecwid_orm.emulator.merge import Merge
from ecwid_orm.emulator.sales.kinds import CHECKOUT_FIELD
from ecwid_orm.emulator.sales.news import tell_of_profile
from ecwid_orm.emulator.shop import Shop
from ecwid_orm.emulator.translations import settle_translations

Body = dict[str, Any]

_WITH_CHOICES = frozenset({"select", "radio_buttons", "checkbox", "toggle_button_group"})
_LOWER_CASE = ("type", "checkoutDisplaySection", "orderDetailsDisplaySection")
_TRANSLATED = ("title", "textPlaceholder", "value", "subtitle", "tip")
_DEFAULTS: Body = {
    "type": "text",
    "available": True,
    "required": False,
    "orderDetailsDisplaySection": "order_comments",
    "showInInvoice": False,
    "showInNotifications": False,
    "cpField": False,
}


def checkout_fields(shop: Shop) -> list[Body]:
    """All fields, in order of creation."""
    return _shown(shop, shop.db.ids(CHECKOUT_FIELD))


def checkout_field(shop: Shop, key: str) -> Body:
    """One field; `ApiError` 404 if there is none."""
    return _shown(shop, [_number(shop, key)])[0]


def create_field(shop: Shop, sent: Any) -> None:
    """A new field. `ApiError` 409 if there is one of its key."""
    body = {**_DEFAULTS, **Merge(shop.spec, "CheckoutExtraField").create(sent, "key")}
    if shop.db.find(CHECKOUT_FIELD, "key", body["key"]):
        raise conflict("CONSTRAINT_VIOLATION", f"Extra field '{body['key']}' already exists")
    body.setdefault("orderBy", shop.db.count(CHECKOUT_FIELD) + 1)
    _save(shop, shop.new_id("checkout_field"), body, sent)


def update_field(shop: Shop, key: str, sent: Any) -> None:
    """Change a field."""
    number = _number(shop, key)
    body = Merge(shop.spec, "CheckoutExtraField").update(_shown(shop, [number])[0], sent)
    _save(shop, number, body, sent)


def delete_field(shop: Shop, key: str) -> None:
    """Delete a field."""
    shop.db.delete(CHECKOUT_FIELD, _number(shop, key))
    tell_of_profile(shop)


def _shown(shop: Shop, numbers: list[int]) -> list[Body]:
    return shop.db.get_many(CHECKOUT_FIELD, numbers)


def _number(shop: Shop, key: str) -> int:
    numbers = shop.db.find(CHECKOUT_FIELD, "key", key)
    if not numbers:
        raise not_found("Extra field", key)
    return numbers[0]


def _save(shop: Shop, number: int, body: Body, sent: Body) -> None:
    for name in _LOWER_CASE:
        if name in body:
            body[name] = body[name].lower()
    if body["type"] in _WITH_CHOICES and not body.get("options"):
        body["type"] = "text"
    settle_translations(body, sent, _TRANSLATED)
    shop.db.save(CHECKOUT_FIELD, number, body, keys=[("key", body["key"])])
    tell_of_profile(shop)
