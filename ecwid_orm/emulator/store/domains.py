"""The domains of the shop: its Instant Site's, and those it bought."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any

from ecwid_orm.emulator.errors import ApiError
from ecwid_orm.emulator.formats import timestamp
from ecwid_orm.emulator.merge import Merge
from ecwid_orm.emulator.shop import Shop
from ecwid_orm.emulator.store.kinds import DOMAIN
from ecwid_orm.emulator.store.profile import profile, save_profile, site_url

Body = dict[str, Any]

_ENDINGS = {"com": 14.99, "net": 16.99, "org": 13.99, "shop": 29.99, "store": 39.99}
_ADDRESS = "203.0.113.10"
_YEAR = 365 * 24 * 3600
_LONGEST = 63
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
_OWNER = (
    "firstName",
    "lastName",
    "email",
    "street",
    "city",
    "countryCode",
    "postalCode",
    "stateOrProvinceCode",
    "phone",
    "companyName",
)


def domains(shop: Shop) -> Body:
    """The Instant Site's domain, and those bought."""
    settings = profile(shop)
    starter = settings["generalInfo"]["starterSite"]
    custom = starter.get("customDomain")
    site = {
        "primaryInstantSiteDomain": custom or starter["ecwidSubdomain"],
        "ecwidSubdomain": starter["ecwidSubdomain"],
        "instantSiteIpAddress": _ADDRESS,
        "instantSiteUrl": site_url(settings),
    }
    if custom:
        site |= {"primaryInstantSiteDomainStatus": "pending", "thirdPartyVendorDomain": custom}
    return {"instantSiteDomain": site, "purchasedDomains": _purchased(shop)}


def update_domains(shop: Shop, sent: Any) -> None:
    """Change the subdomain, the custom domain, and what can be changed of those bought.

    `ApiError` 403 for a name that is none, 409 for a bought domain that is not the shop's.
    """
    purchased = _purchased(shop)
    merge = Merge(shop.spec, "StoreDomains")
    body = merge.update({}, sent)
    site = body.get("instantSiteDomain", {})
    settings = profile(shop)
    starter = settings["generalInfo"]["starterSite"]
    if "ecwidSubdomain" in site:
        starter["ecwidSubdomain"] = _label(site["ecwidSubdomain"])
    if site.get("thirdPartyVendorDomain"):
        starter["customDomain"] = _name(site["thirdPartyVendorDomain"])
    elif "thirdPartyVendorDomain" in site:
        starter.pop("customDomain", None)
    if site:
        save_profile(shop, settings)
    for change, raw in zip(
        body.get("purchasedDomains", ()), sent.get("purchasedDomains") or (), strict=True
    ):
        stored = next((each for each in purchased if each["id"] == raw.get("id")), None)
        if stored is None:
            raise ApiError(
                409,
                "NOT_VALID_DOMAIN_ORDER_UPDATE_DATA",
                f"Purchased domain #{raw.get('id')} not found",
            )
        shop.db.save(DOMAIN, stored["id"], stored | change, keys=[("name", stored["name"])])
    _touch(shop)


def search(shop: Shop, keyword: str) -> list[Body]:
    """Domains that have the keyword as their name. Which are taken is made up, but stays."""
    label = _label(re.sub(r"[^a-z0-9]+", "-", keyword.lower()).strip("-"))
    return [
        {
            "name": f"{label}.{ending}",
            "status": "taken" if _is_taken(shop, f"{label}.{ending}") else "available",
            "price": price,
            "currency": "USD",
            "priceFormatted": f"${price}",
        }
        for ending, price in _ENDINGS.items()
    ]


def purchase(shop: Shop, sent: Any) -> Body:
    """A domain bought; it costs nothing here. `ApiError` 400 if it is taken."""
    body = Merge(shop.spec, "DomainPurchase").create(sent, "domainName")
    name = _name(body["domainName"])
    if _is_taken(shop, name):
        raise ApiError(400, "DOMAIN_ALREADY_TAKEN", f"The domain {name} is taken")
    now = shop.clock.now()
    domain: Body = {
        "id": shop.new_id("domain"),
        "name": name,
        "status": "pending",
        "connectedToInstantSite": False,
        "primaryDomain": False,
        "redirectToPrimaryDomain": False,
        "purchaseDate": timestamp(now),
        "expirationDate": timestamp(now + _YEAR),
        "renewalDate": timestamp(now + _YEAR),
        "autorenew": True,
        "domainOwnerInfo": {
            "verificationStatus": "pending",
            **{field: body[field] for field in _OWNER if field in body},
        },
    }
    shop.db.save(DOMAIN, domain["id"], domain, keys=[("name", name)])
    _touch(shop)
    return domain


def _purchased(shop: Shop) -> list[Body]:
    return shop.db.get_many(DOMAIN, shop.db.ids(DOMAIN))


def _is_taken(shop: Shop, name: str) -> bool:
    """One in four, by its name, and all that were bought."""
    return sha256(name.encode()).digest()[0] < 64 or bool(shop.db.find(DOMAIN, "name", name))


def _label(text: str) -> str:
    if not text:
        raise ApiError(403, "EMPTY_DOMAIN_NAME", "The domain name is empty")
    if len(text) > _LONGEST:
        raise ApiError(403, "LONG_DOMAIN_NAME", f"The domain name is longer than {_LONGEST} signs")
    if not _LABEL.fullmatch(text.lower()):
        raise ApiError(403, "WRONG_DOMAIN_FORMAT", f"'{text}' is no domain name")
    return text.lower()


def _name(text: str) -> str:
    labels = [_label(part) for part in text.split(".")]
    if len(labels) < 2:
        raise ApiError(403, "WRONG_DOMAIN_FORMAT", f"'{text}' is no domain name")
    return ".".join(labels)


def _touch(shop: Shop) -> None:
    shop.db.touch("domain", at=shop.clock.now())
