"""Variations of a product. They are kept in the product's own body, in order of creation."""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.catalogue import attributes, options
from ecwid_orm.emulator.catalogue.pictures import alt_of, sized
from ecwid_orm.emulator.catalogue.pricing import check_prices, displayed_price, tidy_prices
from ecwid_orm.emulator.catalogue.stock import in_stock, settle_stock
from ecwid_orm.emulator.errors import ApiError, absent_field, conflict, not_found, wrong_parameter
from ecwid_orm.emulator.formats import money
from ecwid_orm.emulator.merge import Merge
from ecwid_orm.emulator.shop import Shop

Body = dict[str, Any]

_MOST_IN_A_REQUEST = 200


def variation(product: Body, key: int) -> Body:
    """One variation of a product; `ApiError` 404 if it has none of that id."""
    for each in product["combinations"]:
        if each["id"] == key:
            found: Body = each
            return found
    raise not_found("Combination", key, "COMBINATION_NOT_FOUND")


def create_variation(shop: Shop, product: Body, sent: Any) -> Body:
    """Add a variation; options and choices that the product lacks are added to it."""
    body = Merge(shop.spec, "ProductVariation").create(sent, "options")
    body["id"] = shop.new_id("variation")
    numbers = [each["combinationNumber"] for each in product["combinations"]]
    body["combinationNumber"] = max(numbers, default=0) + 1
    if body.get("sku") and "quantity" not in body and "unlimited" not in body:
        _inherit_stock(product, body)
    _settle(shop, product, body)
    product["combinations"].append(body)
    return body


def update_variation(shop: Shop, product: Body, stored: Body, sent: Any) -> None:
    """Change a variation in place. A null or empty `sku` takes its own away."""
    body = Merge(shop.spec, "ProductVariation", frozenset({"sku"})).update(stored, sent)
    if "sku" not in stored and "quantity" in sent and "unlimited" not in sent:
        del body["unlimited"]
    _settle(shop, product, body)
    place = product["combinations"].index(stored)
    product["combinations"][place] = body


def save_all(shop: Shop, product: Body, sent: list[Any]) -> None:
    """Make the product have just these variations; one of the same options keeps its id."""
    if len(sent) > _MOST_IN_A_REQUEST:
        raise ApiError(
            400,
            "COMBINATION_LIMIT_PER_REQUEST_EXCEEDED",
            f"More than {_MOST_IN_A_REQUEST} variations in one request",
        )
    before = {_signature(each): each for each in product["combinations"]}
    named = [_signature(each) for each in sent]
    wanted = set(named)
    product["combinations"] = [each for key, each in before.items() if key in wanted]
    seen = set()
    for body, key in zip(sent, named, strict=True):
        if key in seen:
            raise _duplicate()
        seen.add(key)
        if key in before:
            update_variation(shop, product, before[key], body)
        else:
            create_variation(shop, product, body)


def check_options(product: Body, *, rebuild: bool) -> None:
    """Refuse options that lack what a variation is made of; with `rebuild` drop such variations."""
    choices = _choices(product)
    kept = []
    for each in product["combinations"]:
        code = _missing(choices, each)
        if code is None:
            kept.append(each)
        elif not rebuild:
            raise conflict(code, f"Variation #{each['id']} contains an option that was removed")
    product["combinations"] = kept


def complete_variations(product: Body) -> None:
    """Set the computed fields of all variations, and which is that of the default choices."""
    default = {
        name: choice["text"] for name, choice in options.default_choices(product["options"]).items()
    }
    product["defaultCombinationId"] = 0
    for each in product["combinations"]:
        if not each.get("sku"):
            each.pop("sku", None)
            _inherit_stock(product, each)
        elif each["sku"] == product["sku"]:
            _inherit_stock(product, each)
            each["dimensions"] = product["dimensions"]
        each["inStock"] = in_stock(each)
        shown = displayed_price(product, each)
        each["defaultDisplayedPrice"] = shown
        each["defaultDisplayedPriceFormatted"] = money(shown)
        _complete_picture(each)
        if default and dict(_signature(each)) == default:
            product["defaultCombinationId"] = each["id"]


def _settle(shop: Shop, product: Body, body: Body) -> None:
    _adopt_options(product, body)
    for each in product["combinations"]:
        if each["id"] != body["id"] and _signature(each) == _signature(body):
            raise _duplicate()
    check_prices(body, body["price"] if "price" in body else product["price"])
    tidy_prices(body)
    settle_stock(body)
    if body.get("sku") == product["sku"]:
        _check_likeness(product, body)
    body["attributes"] = attributes.completed(
        shop, product["productClassId"], body.get("attributes", [])
    )
    body.setdefault("dimensions", {"length": 0, "width": 0, "height": 0})
    body.setdefault("volume", 0)
    body.setdefault("outOfStockVisibilityBehaviour", "SHOW")
    body["alt"] = alt_of(body.get("alt"))


def _adopt_options(product: Body, body: Body) -> None:
    if not body["options"]:
        raise absent_field("ProductVariation", "options")
    by_name = {option["name"]: option for option in product["options"]}
    chosen: dict[str, Body] = {}
    for pair in body["options"]:
        for name in ("name", "value"):
            if name not in pair:
                raise absent_field("ProductVariationOption", name)
        if pair["name"] in chosen:
            raise wrong_parameter(f"A variation has two values of the option '{pair['name']}'")
        option = by_name.get(pair["name"])
        if option is None:
            [option] = options.completed([options.select(pair["name"], pair["value"])])
            product["options"].append(option)
        elif option["type"] not in options.WITH_CHOICES:
            raise wrong_parameter(f"Option '{pair['name']}' has no choices to make variations of")
        elif all(choice["text"] != pair["value"] for choice in option["choices"]):
            added = options.completed([{**option, "choices": [{"text": pair["value"]}]}])
            option["choices"] += added[0]["choices"]
        chosen[pair["name"]] = options.translated(options.translated(pair, "name"), "value")
    body["options"] = list(chosen.values())


def _inherit_stock(product: Body, body: Body) -> None:
    body["unlimited"] = product["unlimited"]
    body.pop("quantity", None)
    if not product["unlimited"]:
        body["quantity"] = product["quantity"]


def _check_likeness(product: Body, body: Body) -> None:
    if any(body.get(name) != product.get(name) for name in ("unlimited", "quantity")):
        raise ApiError(
            400,
            "DIFFERENT_COMBINATION_STOCK",
            "A variation with the SKU of the product must have the same stock",
        )
    if body.get("dimensions", product["dimensions"]) != product["dimensions"]:
        raise ApiError(
            400,
            "DIFFERENT_COMBINATION_DIMENSIONS",
            "A variation with the SKU of the product must have the same dimensions",
        )


def _signature(body: Any) -> tuple[tuple[str, str], ...]:
    pairs = body.get("options") if isinstance(body, dict) else None
    return tuple(
        sorted(
            (str(pair.get("name")), str(pair.get("value")))
            for pair in pairs or ()
            if isinstance(pair, dict)
        )
    )


def _choices(product: Body) -> dict[str, set[str]]:
    return {
        option["name"]: {choice["text"] for choice in option.get("choices", ())}
        for option in product["options"]
    }


def _missing(choices: dict[str, set[str]], body: Body) -> str | None:
    for pair in body["options"]:
        if pair["name"] not in choices:
            return "COMBINATION_CONTAINS_REMOVED_OPTION"
        if pair["value"] not in choices[pair["name"]]:
            return "COMBINATION_CONTAINS_REMOVED_OPTION_VALUE"
    return None


def _complete_picture(body: Body) -> None:
    picture = body.get("$picture")
    sizes = {"imageUrl": 1500, "hdThumbnailUrl": 800, "thumbnailUrl": 400, "smallThumbnailUrl": 160}
    for name in (*sizes, "originalImageUrl"):
        body.pop(name, None)
    if picture is not None:
        body["originalImageUrl"] = picture["original"]
        body |= {name: sized(picture, size) for name, size in sizes.items()}


def _duplicate() -> ApiError:
    return conflict("COMBINATION_DUPLICATED", "A variation with these options already exists")
