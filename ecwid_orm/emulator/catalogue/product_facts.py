"""What a search may know of a product."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ecwid_orm.emulator.catalogue.kinds import OFF_SHELF
from ecwid_orm.emulator.catalogue.slugs import slug_keys
from ecwid_orm.emulator.formats import words_of_html
from ecwid_orm.emulator.kind import Facts

Body = dict[str, Any]


def facts(product: Body, category_names: Iterable[str]) -> Facts:
    """The facts of a complete product in categories of these names."""
    return Facts(
        columns={
            "name": product["name"].casefold(),
            "price": product["price"],
            "created": product["createTimestamp"],
            "updated": product["updateTimestamp"],
            "shelf": product.get("showOnFrontpage", OFF_SHELF),
            "enabled": product["enabled"],
            "in_stock": product["inStock"],
            "on_sale": product.get("compareToPrice", 0) > product["price"],
            "gift_card": product["isGiftCard"],
            "discounts_allowed": product["discountsAllowed"],
            "customer_sets_price": product["nameYourPriceEnabled"],
            "visible": product["enabled"]
            and (product["inStock"] or product["outOfStockVisibilityBehaviour"] != "HIDE"),
        },
        terms=list(_terms(product)),
        text="\n".join(_texts(product, category_names)),
    )


def keys(product: Body) -> list[tuple[str, str]]:
    """The natural keys of a product and its variations, and what ties it to others."""
    found = [("sku", sku) for sku in _skus(product)]
    found += slug_keys(product)
    found += [("external", reference) for reference in _external_references(product)]
    for attribute in (*product["attributes"], *_variation_attributes(product)):
        found.append(("attribute", str(attribute["id"])))
    if product["productClassId"]:
        found.append(("type", str(product["productClassId"])))
    return found


def _terms(product: Body) -> Iterator[tuple[str, str]]:
    for sku in _skus(product):
        yield "sku", sku
    for reference in _external_references(product):
        yield "external", reference
    for attribute in (*product["attributes"], *_variation_attributes(product)):
        yield f"attribute_{attribute['name']}", attribute["value"]
    for option in product["options"]:
        for choice in option.get("choices", ()):
            yield f"option_{option['name']}", choice["text"]
    taxes = product["tax"].get("enabledManualTaxes", ())
    for tax in taxes:
        yield "tax", str(tax)
    if not taxes:
        yield "tax", "none"
    if product["isSampleProduct"]:
        yield "sample", "true"
    if "taxClassCode" in product["tax"]:
        yield "tax_class", product["tax"]["taxClassCode"]


def _texts(product: Body, category_names: Iterable[str]) -> Iterator[str]:
    yield product["name"]
    yield from product.get("nameTranslated", {}).values()
    for text in {product["description"], *product.get("descriptionTranslated", {}).values()}:
        yield words_of_html(text)
    yield product.get("subtitle", "")
    yield from _skus(product)
    yield from category_names
    for option in product["options"]:
        yield option["name"]
        for choice in option.get("choices", ()):
            yield choice["text"]
    for attribute in product["attributes"]:
        yield attribute["name"]
        yield attribute["value"]


def _skus(product: Body) -> Iterator[str]:
    yield product["sku"]
    for variation in product["combinations"]:
        if "sku" in variation:
            yield variation["sku"]


def _external_references(product: Body) -> Iterator[str]:
    for each in (product, *product["combinations"]):
        if each.get("externalReferenceId"):
            yield each["externalReferenceId"]


def _variation_attributes(product: Body) -> Iterator[Body]:
    for variation in product["combinations"]:
        yield from variation["attributes"]
