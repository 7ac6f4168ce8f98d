"""The twenty statuses of orders, of which six are the shop's own to name and use."""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.errors import ApiError, not_found
from ecwid_orm.emulator.formats import timestamp
from ecwid_orm.emulator.merge import Merge
from ecwid_orm.emulator.sales.kinds import ORDER_STATUS
from ecwid_orm.emulator.sales.news import tell_of_profile
from ecwid_orm.emulator.shop import Shop
from ecwid_orm.emulator.translations import settle_translations

Body = dict[str, Any]

_CUSTOM = "CUSTOM_"
_TYPES = {
    "OrderPaymentStatus": "PAYMENT_STATUS",
    "OrderFulfillmentStatus": "FULFILLMENT_STATUS",
}


def statuses(shop: Shop) -> list[Body]:
    """All statuses, those of payment first."""
    return [status(shop, word) for schema in _TYPES for word in _words(shop, schema)]


def status(shop: Shop, key: str) -> Body:
    """One status, in the case it is written; `ApiError` 404 if there is none."""
    for schema, kind in _TYPES.items():
        if key in _words(shop, schema):
            return {**_fresh(key, kind), **(shop.db.get(ORDER_STATUS, _place(shop, key)) or {})}
    raise not_found("Order status", key)


def update_status(shop: Shop, key: str, sent: Any) -> None:
    """Change a custom status; `ApiError` 400 for another."""
    stored = status(shop, key)
    if not key.startswith(_CUSTOM):
        raise ApiError(400, "WRONG_PARAMETER", f"Order status {key} cannot be changed")
    body = Merge(shop.spec, "OrderStatus").update(stored, sent)
    settle_translations(body, sent, ("name",), suffix="Translations")
    if "nameTranslations" in body:
        body["nameTranslated"] = body["nameTranslations"]
    if body.get("name") != stored.get("name"):
        body["lastNameChangeDate"] = timestamp(shop.clock.now())
    shop.db.save(ORDER_STATUS, _place(shop, key), body)
    tell_of_profile(shop)


def _fresh(key: str, kind: str) -> Body:
    body: Body = {"statusId": key, "orderStatusType": kind}
    if not key.startswith(_CUSTOM):
        body["defaultStatus"] = True
    body["enabled"] = not key.startswith(_CUSTOM)
    body["sendNotificationWhenStatusIsAssigned"] = True
    return body


def _words(shop: Shop, schema: str) -> list[str]:
    words: list[str] = shop.spec.schema(schema)["enum"]
    return words


def _place(shop: Shop, key: str) -> int:
    return [word for schema in _TYPES for word in _words(shop, schema)].index(key)
