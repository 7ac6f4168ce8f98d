"""Prices that the shop computes, and rules that prices must keep."""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.catalogue.options import default_choices, modified
from ecwid_orm.emulator.errors import ApiError
from ecwid_orm.emulator.formats import money

Body = dict[str, Any]

_COMPUTED = (
    "compareToPriceFormatted",
    "compareToPriceDiscount",
    "compareToPriceDiscountFormatted",
    "compareToPriceDiscountPercent",
    "compareToPriceDiscountPercentFormatted",
    "defaultDisplayedCompareToPrice",
    "defaultDisplayedCompareToPriceFormatted",
    "defaultDisplayedCompareToPriceDiscount",
    "defaultDisplayedCompareToPriceDiscountFormatted",
    "defaultDisplayedCompareToPriceDiscountPercent",
    "defaultDisplayedCompareToPriceDiscountPercentFormatted",
)


def check_prices(body: Body, price: float) -> None:
    """Refuse a product's or variation's cost and wholesale prices where they break a rule."""
    if body.get("costPrice", 0) < 0:
        raise ApiError(400, "COST_PRICE_CANT_BE_NEGATIVE", "Cost price cannot be negative")
    for tier in body.get("wholesalePrices", ()):
        if not tier.get("price"):
            raise ApiError(400, "WHOLESALE_PRICES_CANT_BE_NULL", "WholesalePrice cannot be null")
        if tier["price"] < 0:
            raise ApiError(
                400, "WHOLESALE_PRICES_CANT_BE_NEGATIVE", "WholesalePrice cannot be negative"
            )
        if tier["price"] > price:
            raise ApiError(
                400, "WHOLESALE_PRICES_TOO_BIG", "WholesalePrice cannot exceed the product price"
            )
        if tier.get("quantity", 0) < 2:
            raise ApiError(
                400,
                "WHOLESALE_PRICES_QUANTITY_TOO_SMALL",
                "WholesalePrice quantity must be 2 or more",
            )


def tidy_prices(body: Body) -> None:
    """Sort wholesale prices by quantity; drop lists and compare-at prices that are empty."""
    tiers = sorted(body.pop("wholesalePrices", ()), key=lambda tier: int(tier["quantity"]))
    if tiers:
        body["wholesalePrices"] = tiers
    if not body.get("compareToPrice"):
        body.pop("compareToPrice", None)


def complete_prices(product: Body) -> None:
    """Set a product's computed prices. The shop has no taxes."""
    chosen = list(default_choices(product["options"]).values())
    shown = modified(product["price"], chosen)
    default = product["defaultCombinationId"]
    for variation in product["combinations"]:
        if variation["id"] == default:
            shown = variation["defaultDisplayedPrice"]
    product["priceInProductList"] = shown
    product["defaultDisplayedPrice"] = shown
    product["defaultDisplayedPriceFormatted"] = money(shown)
    for name in _COMPUTED:
        product.pop(name, None)
    if "compareToPrice" not in product:
        return
    compared = product["compareToPrice"]
    saved = round(compared - product["price"], 2)
    percent = round(saved * 100 / compared)
    for prefix in ("c", "defaultDisplayedC"):
        product[f"{prefix}ompareToPriceFormatted"] = money(compared)
        product[f"{prefix}ompareToPriceDiscount"] = saved
        product[f"{prefix}ompareToPriceDiscountFormatted"] = money(saved)
        product[f"{prefix}ompareToPriceDiscountPercent"] = percent
        product[f"{prefix}ompareToPriceDiscountPercentFormatted"] = (
            f"{percent}%" if percent > 0 else ""
        )
    product["defaultDisplayedCompareToPrice"] = compared


def displayed_price(product: Body, variation: Body) -> float:
    """What a variation costs: its own price, or the product's with its choices' modifiers."""
    if "price" in variation:
        price: float = variation["price"]
        return price
    values = {option["name"]: option["value"] for option in variation["options"]}
    chosen = [
        choice
        for option in product["options"]
        for choice in option.get("choices", ())
        if values.get(option["name"]) == choice["text"]
    ]
    return modified(product["price"], chosen)
