"""Shipping options: delivery, pickup and what else brings an order to its buyer."""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.errors import ApiError, conflict
from ecwid_orm.emulator.merge import Merge
from ecwid_orm.emulator.shop import Shop
from ecwid_orm.emulator.store import translated
from ecwid_orm.emulator.store.kinds import SHIPPING_OPTION
from ecwid_orm.emulator.store.profile import WORLD, option_id, profile, profile_changed

Body = dict[str, Any]

_STEP = 10
_LONGEST_TITLE = 100
_SAME = (("deliveryTimeDays", "description"), ("businessHours", "pickupBusinessHours"))


def shipping_options(shop: Shop, *, public: bool = False) -> list[Body]:
    """All options by their place; for the public those that are enabled, without their rates."""
    found = sorted(_all(shop), key=lambda option: option["orderby"])
    if not public:
        return found
    return [_public(option) for option in found if option["enabled"]]


def create_shipping_option(shop: Shop, sent: Any) -> str:
    """A new option's id. It comes last, unless it has an `orderby`."""
    body = Merge(shop.spec, "ShippingOption").create(sent)
    if not body.get("title", "").strip():
        raise _refused("SHIPPING_OPTION_TITLE_REQUIRED", "Shipping option title cannot be empty")
    if body.get("type") == "carrier" and not body.get("carrier"):
        raise _refused("SHIPPING_CARRIER_NAME_REQUIRED", "Shipping carrier name cannot be empty")
    if body.get("carrier") and body.get("type") != "carrier":
        raise _refused("SHIPPING_TYPE_CARRIER_REQUIRED", "Shipping option type must be carrier")
    places = [option["orderby"] for option in _all(shop)]
    defaults = {
        "id": option_id(shop, "option"),
        "enabled": True,
        "orderby": max(places, default=0) + _STEP,
        "fulfilmentType": "shipping",
        "destinationZone": WORLD,
        "carrier": "",
        "deliveryTimeDays": "",
        "description": "",
        "ratesCalculationType": _calculation(body),
    }
    body = defaults | body
    if body["ratesCalculationType"] == "flat":
        body["flatRate"] = {"rateType": "ABSOLUTE", "rate": 0, **body.get("flatRate", {})}
    _save(shop, shop.new_id("shipping_option"), body, sent)
    return str(body["id"])


def update_shipping_option(shop: Shop, option: str, sent: Any) -> None:
    """Change an option; `ApiError` 404 if there is none."""
    key = _key(shop, option)
    stored = shop.db.get(SHIPPING_OPTION, key)
    assert stored is not None
    body = Merge(shop.spec, "ShippingOption").update(stored, sent)
    if not body["title"].strip():
        raise _refused("SHIPPING_OPTION_TITLE_REQUIRED", "Shipping option title cannot be empty")
    _save(shop, key, body, sent)


def delete_shipping_option(shop: Shop, option: str) -> None:
    """Delete an option; `ApiError` 404 if there is none."""
    shop.db.delete(SHIPPING_OPTION, _key(shop, option))
    profile_changed(shop)


def _save(shop: Shop, key: int, body: Body, sent: Body) -> None:
    if len(body["title"]) > _LONGEST_TITLE:
        raise _refused(
            "SHIPPING_BAD_TITLE_LENGTH",
            f"Shipping option title is longer than {_LONGEST_TITLE} characters",
        )
    for other in shop.db.find(SHIPPING_OPTION, "title", body["title"]):
        if other != key:
            raise conflict(
                "SHIPPING_OPTION_ALREADY_EXISTS", "A shipping option with this name already exists"
            )
    settings = profile(shop)
    for one, other_name in _SAME:
        for name, twin in ((one, other_name), (other_name, one)):
            if sent.get(name) is not None and sent.get(twin) is None:
                body[twin] = body[name]
    if not body.get("minimumOrderSubtotal"):
        body.pop("minimumOrderSubtotal", None)
    body["destinationZone"] = _zone(settings, body["destinationZone"])
    translated.settle(body, sent, settings["languages"]["defaultLanguage"])
    keys = [("id", body["id"]), ("title", body["title"])]
    shop.db.save(SHIPPING_OPTION, key, body, keys=keys)
    profile_changed(shop)


def _all(shop: Shop) -> list[Body]:
    return shop.db.get_many(SHIPPING_OPTION, shop.db.ids(SHIPPING_OPTION))


def _key(shop: Shop, option: str) -> int:
    found = shop.db.find(SHIPPING_OPTION, "id", option)
    if not found:
        raise ApiError(404, "SHIPPING_NOT_FOUND", f"Shipping option #{option} not found")
    return found[0]


def _calculation(body: Body) -> str:
    if body.get("appClientId"):
        return "app"
    if body.get("type") == "carrier":
        return "carrier-calculated"
    return "table" if "ratesTable" in body and "flatRate" not in body else "flat"


def _zone(settings: Body, sent: Body) -> Body:
    """The zone of the profile that an id names; what was sent if it names none."""
    for zone in (*settings["zones"], WORLD):
        if zone["id"] == sent.get("id"):
            return dict(zone)
    return sent


def _public(option: Body) -> Body:
    shown = {**option, "destinationZone": {}}
    if "ratesTable" in shown:
        shown["ratesTable"] = {}
    return shown


def _refused(code: str, message: str) -> ApiError:
    return ApiError(400, code, message)
