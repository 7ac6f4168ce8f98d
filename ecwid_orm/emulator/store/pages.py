"""The pages of the storefront: which a slug leads to, and what is on them."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.catalogue.categories import category
from ecwid_orm.emulator.catalogue.category_view import shown_categories
from ecwid_orm.emulator.catalogue.kinds import CATEGORY, PRODUCT
from ecwid_orm.emulator.catalogue.product_view import shown_products
from ecwid_orm.emulator.catalogue.products import product
from ecwid_orm.emulator.catalogue.slugs import canonical, with_slug
from ecwid_orm.emulator.search import Where
from ecwid_orm.emulator.shop import Shop
from ecwid_orm.emulator.store.profile import profile

Body = dict[str, Any]

_FIXED = (
    ("SEARCH", r"search"),
    ("LEGAL_PAGE", r"legal(/.*)?"),
    ("CART", r"cart(/.*)?|repeat-order"),
    ("CHECKOUT", r"checkout.*|downloadError|orderFailure"),
    ("CUSTOMER_ACCOUNT", r"account(/.*)?|signin|resetPassword|subscribe|unsubscribe"),
)
_ENTITIES = (("PRODUCT", PRODUCT, "p"), ("CATEGORY", CATEGORY, "c"))
_ON_A_PAGE = 60


def page_of(shop: Shop, slug: str) -> Body:
    """What a slug leads to: the status, the type, the slug of now and the entity, if it has one."""
    for name, kind, letter in _ENTITIES:
        entity = with_slug(shop, kind, letter, slug)
        if entity is not None:
            return {
                "status": "OK" if canonical(entity) == slug else "NONCANONICAL",
                "type": name,
                "canonicalSlug": canonical(entity),
                "storeEntityData": {"id": str(entity["id"])},
            }
    for name, pattern in _FIXED:
        if re.fullmatch(pattern, slug):
            return {"status": "OK", "type": name, "canonicalSlug": slug}
    return {"status": "NOT_FOUND"}


def home_page(call: Call) -> Body:
    """The first page: products of the front page."""
    where = Where(PRODUCT.name)
    where.compare("enabled", "=", True)
    limit = call.query.integer("limit") or _ON_A_PAGE
    _, ids = call.shop.db.search(PRODUCT, where, "facts.shelf, facts.id", 0, max(0, limit))
    settings = profile(call.shop)["settings"]
    names = [each["name"] for each in call.shop.db.get_many(PRODUCT, ids)]
    return _page(call, settings["storeName"], settings["storeDescription"], names, "")


def category_page(call: Call, key: int) -> Body:
    """The page of a category; `ApiError` 404 if there is none."""
    [shown] = shown_categories(call, [category(call.shop, key)], with_products=True)
    limit = call.query.integer("limit") or _ON_A_PAGE
    found = call.shop.db.get_many(PRODUCT, shown.get("productIds", [])[: max(0, limit)])
    names = [each["name"] for each in found if each["enabled"]]
    return _page(call, shown["name"], shown["description"], names, shown["url"])


def product_page(call: Call, key: int) -> Body:
    """The page of a product; `ApiError` 404 if there is none."""
    [shown] = shown_products(call, [product(call.shop, key)])
    return _page(call, shown["name"], shown["description"], [], shown["url"])


def _page(call: Call, title: str, description: str, names: list[str], address: str) -> Body:
    items = "".join(f"<li>{escape(name)}</li>" for name in names)
    changes = call.shop.db.last_changes()
    return {
        "cssFiles": [],
        "htmlCode": f'<div class="static-content"><h1>{escape(title)}</h1>{description}'
        f"<ul>{items}</ul></div>",
        "jsCode": "",
        "metaDescriptionHtml": f"<title>{escape(title)}</title>\n",
        "canonicalUrl": address,
        "ogTagsHtml": f'<meta property="og:title" content="{escape(title)}" />',
        "jsonLDHtml": "",
        "hrefLangHtml": "".join(_alternates(call)),
        "lastUpdated": 1000 * max(changes.get("product", 0), changes.get("profile", 0)),
    }


def _alternates(call: Call) -> list[str]:
    """Links to the page in other languages: `international_pages[ru]=https://…`."""
    found = []
    for name in call.query:
        match = re.fullmatch(r"(?:international_pages|internationalPages)\[(.+)\]", name)
        address = call.query.text(name)
        if match is not None and address:
            language = escape(match.group(1))
            found.append(f"<link rel='alternate' hreflang='{language}' href='{escape(address)}' />")
    return found
