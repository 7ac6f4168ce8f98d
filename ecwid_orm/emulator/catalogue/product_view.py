"""A product as a request may see it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.catalogue.categories_tree import enabled_among
from ecwid_orm.emulator.catalogue.urls import Storefront

Body = dict[str, Any]

_TRANSLATED = ("name", "description", "subtitle", "seoTitle", "seoDescription")


def shown_products(call: Call, products: Iterable[Body]) -> list[Body]:
    """Products as they go out: with addresses and categories, without what the token may not see.

    A public token sees of a disabled product that it is disabled, no attribute that is not to be
    shown, and only enabled categories.
    """
    products = list(products)
    storefront = Storefront.of(call)
    language = call.query.text("lang")
    linked = {key for product in products for key in product["categoryIds"]}
    enabled = enabled_among(call.shop.db, linked) if linked else set()
    return [_shown(call, product, storefront, language, enabled) for product in products]


def shown_variation(body: Body, *, public: bool, language: str | None = None) -> Body:
    """A variation as it goes out."""
    shown = {name: value for name, value in body.items() if name[0] != "$"}
    if public:
        shown["attributes"] = _public_attributes(shown["attributes"])
    if language is not None:
        shown["options"] = [
            _translated(option, ("name", "value"), language) for option in shown["options"]
        ]
    return shown


def _shown(
    call: Call, product: Body, storefront: Storefront, language: str | None, enabled: set[int]
) -> Body:
    public = call.token.is_public
    if public and not product["enabled"]:
        return {"id": product["id"], "enabled": False}
    shown = {name: value for name, value in product.items() if name[0] != "$"}
    keys = [key for key in product["categoryIds"] if not public or key in enabled]
    shown["url"] = storefront.url(product, "p")
    shown["categoryIds"] = keys
    shown["categories"] = [{"id": key, "enabled": key in enabled} for key in keys]
    shown["combinations"] = [
        shown_variation(each, public=public, language=language) for each in product["combinations"]
    ]
    if public:
        shown["attributes"] = _public_attributes(product["attributes"])
        shown.pop("costPrice", None)
    if language is not None:
        shown = _translated(shown, _TRANSLATED, language)
        shown["options"] = [_translated_option(each, language) for each in shown["options"]]
    return shown


def _public_attributes(attributes: list[Body]) -> list[Body]:
    return [each for each in attributes if each["show"] != "NOTSHOW"]


def _translated(body: Body, fields: Iterable[str], language: str) -> Body:
    texts = {}
    for field in fields:
        text = (body.get(f"{field}Translated") or {}).get(language)
        if text:
            texts[field] = text
    return {**body, **texts}


def _translated_option(option: Body, language: str) -> Body:
    shown = _translated(option, ("name",), language)
    if "choices" in option:
        shown["choices"] = [_translated(each, ("text",), language) for each in option["choices"]]
    return shown
