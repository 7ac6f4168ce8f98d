"""The profile: all settings of the shop in one object."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from ecwid_orm.emulator.errors import ApiError, wrong_parameter
from ecwid_orm.emulator.formats import timestamp
from ecwid_orm.emulator.merge import Merge
from ecwid_orm.emulator.shop import Shop
from ecwid_orm.emulator.store import translated
from ecwid_orm.emulator.store.kinds import PROFILE
from ecwid_orm.emulator.webhooks import changed

Body = dict[str, Any]

WORLD: Body = {"id": "WORLD", "name": "WORLD"}
"""The zone that is everywhere, built in."""

_KEY = 1
_CAPTION = "Order comments"
_LONGEST_AFFIX = 20


def profile(shop: Shop) -> Body:
    """The profile as it is kept: without what is computed for each answer."""
    stored = shop.db.get(PROFILE, _KEY)
    return _new(shop) if stored is None else stored


def update_profile(shop: Shop, sent: Any) -> None:
    """Change parts of the profile, at any depth. `ApiError` 422 for a URL without a scheme."""
    stored = profile(shop)
    body = Merge(shop.spec, "StoreProfile").update(stored, sent)
    _settle_languages(body, sent)
    translated.settle(body, sent, body["languages"]["defaultLanguage"])
    _settle_general(body)
    _settle_zones(shop, body, sent)
    _settle_taxes(shop, body, sent)
    save_profile(shop, body)


def save_profile(shop: Shop, body: Body) -> None:
    """Store the profile."""
    shop.db.save(PROFILE, _KEY, body)
    profile_changed(shop)


def profile_changed(shop: Shop) -> None:
    """Note a change of the profile or of what is shown in it."""
    shop.db.touch("profile", at=shop.clock.now())
    changed(shop, "profile.updated", shop.settings.store_id)


def site_url(body: Body) -> str:
    """The address of the Instant Site."""
    return f"https://{body['generalInfo']['starterSite']['ecwidSubdomain']}.company.site"


def _new(shop: Shop) -> Body:
    body: Body = json.loads(_default())
    body["generalInfo"]["starterSite"]["ecwidSubdomain"] = f"store{shop.settings.store_id}"
    body["account"]["registrationDate"] = timestamp(0)
    return body


@cache
def _default() -> str:
    return files("ecwid_orm.emulator.store").joinpath("profile.json").read_text(encoding="utf-8")


def _settle_languages(body: Body, sent: Body) -> None:
    """The default language is enabled, and the first of those that are."""
    languages = body["languages"]
    enabled = list(dict.fromkeys(languages["enabledLanguages"]))
    default = languages["defaultLanguage"]
    if (sent.get("languages") or {}).get("defaultLanguage") is None and default not in enabled:
        default = enabled[0] if enabled else default
    languages["defaultLanguage"] = default
    languages["enabledLanguages"] = [default, *(each for each in enabled if each != default)]


def _settle_general(body: Body) -> None:
    address = body["generalInfo"]["storeUrl"]
    if address and not _is_url(address):
        raise ApiError(422, "WRONG_URL", f"Wrong URL '{address[:200]}'")
    settings = body["settings"]
    settings["orderCommentsCaption"] = settings["orderCommentsCaption"] or _CAPTION
    if not settings.get("fbPixelId"):
        settings.pop("fbPixelId", None)
    for name in ("orderNumberPrefix", "orderNumberSuffix"):
        if len(body["formatsAndUnits"][name]) > _LONGEST_AFFIX:
            raise wrong_parameter(f"Field StoreFormatsAndUnits.{name} is too long")


def _settle_zones(shop: Shop, body: Body, sent: Body) -> None:
    if sent.get("zones") is None:
        return
    body["zones"] = [
        zone if zone.get("id") else {"id": option_id(shop, "zone"), **zone}
        for zone in body["zones"]
        if zone.get("id") != WORLD["id"]
    ]


def _settle_taxes(shop: Shop, body: Body, sent: Body) -> None:
    taxes = body.pop("taxes", None)
    if taxes is None or (sent.get("taxSettings") or {}).get("taxes") is not None:
        taxes = body["taxSettings"]["taxes"]
    body["taxSettings"]["taxes"] = [
        tax if "id" in tax else {"id": shop.new_id("tax"), **tax} for tax in taxes
    ]


def option_id(shop: Shop, kind: str) -> str:
    """An id as zones and options have it: two numbers, the second of them milliseconds."""
    return f"{shop.new_id(kind)}-{int(shop.clock.now() * 1000)}"


def _is_url(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
