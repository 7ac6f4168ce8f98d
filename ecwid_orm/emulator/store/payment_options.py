"""Payment options."""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.errors import ApiError, conflict, not_found
from ecwid_orm.emulator.merge import Merge
from ecwid_orm.emulator.shop import Shop
from ecwid_orm.emulator.store import translated
from ecwid_orm.emulator.store.kinds import PAYMENT_OPTION
from ecwid_orm.emulator.store.profile import option_id, profile, profile_changed

Body = dict[str, Any]

_STEP = 10
_LONGEST_TITLE = 64
_LONGEST_SETTING = 200
_MANY = frozenset({"offline", "customPaymentApp"})
"""Processors that a shop may have more than once."""


def payment_options(shop: Shop, *, public: bool = False) -> list[Body]:
    """All options by their place; for the public those that are enabled."""
    found = sorted(_all(shop), key=lambda option: option["orderBy"])
    return [option for option in found if option["enabled"] or not public]


def payment_option(shop: Shop, option: str) -> Body:
    """One option; `ApiError` 404 if there is none."""
    found = shop.db.get(PAYMENT_OPTION, _key(shop, option))
    assert found is not None
    return found


def create_payment_option(shop: Shop, sent: Any) -> str:
    """A new option's id. It comes last, unless it has an `orderBy`."""
    body = Merge(shop.spec, "PaymentOption").create(sent)
    email = body.pop("payPalEmail", "")
    if len(email) > _LONGEST_SETTING:
        raise ApiError(
            400,
            "PAYMENT_GATEWAY_SETTING_VALUE_LENGTH_OUT_OF_BOUNDARIES",
            f"Field PaymentOption.payPalEmail is longer than {_LONGEST_SETTING} characters",
        )
    if not body.get("paymentProcessorId"):
        raise ApiError(400, "PAYMENT_GATEWAY_NAME_REQUIRED", "Payment processor id cannot be empty")
    if body["paymentProcessorId"] not in _MANY:
        _refuse_second(shop, body["paymentProcessorId"])
    places = [option["orderBy"] for option in _all(shop)]
    defaults = {
        "id": option_id(shop, "option"),
        "enabled": True,
        "configured": True,
        "checkoutTitle": "",
        "checkoutDescription": "",
        "paymentProcessorTitle": "",
        "orderBy": max(places, default=-_STEP) + _STEP,
        "appClientId": "",
        "appNamespace": body.get("appClientId", ""),
        "paymentSurcharges": {"type": "ABSOLUTE", "value": 0},
        "instructionsForCustomer": {"instructionsTitle": "", "instructions": ""},
        "methods": [],
    }
    _save(shop, shop.new_id("payment_option"), _settled(defaults, defaults | body), sent)
    return str(defaults["id"])


def update_payment_option(shop: Shop, option: str, sent: Any) -> None:
    """Change an option; `ApiError` 404 if there is none."""
    stored = payment_option(shop, option)
    body = Merge(shop.spec, "PaymentOption").update(stored, sent)
    _save(shop, _key(shop, option), _settled(stored, body), sent)


def delete_payment_option(shop: Shop, option: str) -> None:
    """Delete an option; `ApiError` 404 if there is none."""
    shop.db.delete(PAYMENT_OPTION, _key(shop, option))
    profile_changed(shop)


def _settled(stored: Body, body: Body) -> Body:
    """Only an app says whether its own method is configured."""
    return body if body["appClientId"] else {**body, "configured": stored["configured"]}


def _save(shop: Shop, key: int, body: Body, sent: Body) -> None:
    title = body["checkoutTitle"]
    if not title.strip():
        raise ApiError(400, "PAYMENT_OPTION_TITLE_REQUIRED", "Payment option title cannot be empty")
    if len(title) > _LONGEST_TITLE:
        raise ApiError(
            400,
            "PAYMENT_OPTION_BAD_TITLE_LENGTH",
            f"Payment option title is longer than {_LONGEST_TITLE} characters",
        )
    translated.settle(body, sent, profile(shop)["languages"]["defaultLanguage"])
    keys = [("id", body["id"]), ("processor", body["paymentProcessorId"])]
    shop.db.save(PAYMENT_OPTION, key, body, keys=keys)
    profile_changed(shop)


def _refuse_second(shop: Shop, processor: str) -> None:
    if shop.db.find(PAYMENT_OPTION, "processor", processor):
        raise conflict(
            "PAYMENT_GATEWAY_IS_ALREADY_ADDED", f"Payment gateway {processor} is already added"
        )


def _all(shop: Shop) -> list[Body]:
    return shop.db.get_many(PAYMENT_OPTION, shop.db.ids(PAYMENT_OPTION))


def _key(shop: Shop, option: str) -> int:
    found = shop.db.find(PAYMENT_OPTION, "id", option)
    if not found:
        raise not_found("Payment option", option)
    return found[0]
