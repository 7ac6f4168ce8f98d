"""The three logos of the shop."""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.errors import ApiError
from ecwid_orm.emulator.shop import Shop
from ecwid_orm.emulator.store.profile import profile, save_profile

Body = dict[str, Any]

_SHOWN_AS = {
    "logo": "storeLogoUrl",
    "invoicelogo": "invoiceLogoUrl",
    "emaillogo": "emailLogoUrl",
}


def check_logo(name: str) -> None:
    """`ApiError` 404 for what is none of the three."""
    if name not in _SHOWN_AS:
        raise ApiError(404, None, "Not found")


def set_logo(shop: Shop, name: str, picture: Body) -> None:
    """Replace a logo."""
    body = profile(shop)
    body.setdefault("$logos", {})[name] = picture["original"]
    save_profile(shop, body)


def drop_logo(shop: Shop, name: str) -> bool:
    """Remove a logo; False if there was none."""
    body = profile(shop)
    if body.get("$logos", {}).pop(name, None) is None:
        return False
    save_profile(shop, body)
    return True


def logo_urls(body: Body) -> Body:
    """The addresses of a profile's logos, by the fields that show them."""
    return {_SHOWN_AS[name]: address for name, address in body.get("$logos", {}).items()}
