"""Products: making, changing and deleting them, so that all that depends on them stays right."""

from __future__ import annotations

import json
from typing import Any

from ecwid_orm.emulator.catalogue import attributes, options, variations
from ecwid_orm.emulator.catalogue.kinds import CATEGORY, IN_CATEGORY, ON_FRONT_PAGE, PRODUCT
from ecwid_orm.emulator.catalogue.media import complete_media, rearrange
from ecwid_orm.emulator.catalogue.pricing import check_prices, complete_prices, tidy_prices
from ecwid_orm.emulator.catalogue.product_facts import facts, keys
from ecwid_orm.emulator.catalogue.slugs import remember_slug
from ecwid_orm.emulator.catalogue.stock import in_stock, settle_stock
from ecwid_orm.emulator.errors import ApiError, absent_field, conflict, not_found, wrong_parameter
from ecwid_orm.emulator.external_ids import EXTERNAL, refuse_taken
from ecwid_orm.emulator.formats import LANGUAGE, slug, timestamp
from ecwid_orm.emulator.kind import Facts, Keys
from ecwid_orm.emulator.merge import Merge
from ecwid_orm.emulator.shop import Shop
from ecwid_orm.emulator.webhooks import changed

Body = dict[str, Any]

_TRANSLATED = ("name", "description", "subtitle", "seoTitle", "seoDescription")
_MOST_LINKS = 100

DEFAULTS: Body = {
    "price": 0,
    "costPrice": 0,
    "description": "",
    "enabled": True,
    "isSampleProduct": False,
    "isGiftCard": False,
    "outOfStockVisibilityBehaviour": "SHOW",
    "warningLimit": 0,
    "lowestPriceSettings": {"lowestPriceEnabled": False},
    "nameYourPriceEnabled": False,
    "discountsAllowed": True,
    "tax": {
        "taxable": True,
        "defaultLocationIncludedTaxRate": 0,
        "enabledManualTaxes": [],
        "taxClassCode": "default",
    },
    "subscriptionSettings": {
        "subscriptionAllowed": False,
        "oneTimePurchaseAllowed": True,
        "recurringChargeSettings": [{"recurringInterval": "MONTH", "recurringIntervalCount": 1}],
    },
    "isShippingRequired": True,
    "dimensions": {"length": 0, "width": 0, "height": 0},
    "volume": 0,
    "shipping": {
        "type": "GLOBAL_METHODS",
        "methodMarkup": 0,
        "flatRate": 0,
        "disabledMethods": [],
        "enabledMethods": [],
    },
    "shippingPreparationTime": {},
    "showDeliveryTimeInStorefront": False,
    "customSlug": "",
    "seoTitle": "",
    "seoDescription": "",
    "productClassId": 0,
    "attributes": [],
    "categoryIds": [],
    "defaultCategoryId": 0,
    "googleItemCondition": "NEW",
    "productCondition": "NEW",
    "relatedProducts": {
        "productIds": [],
        "relatedCategory": {"enabled": False, "categoryId": 0, "productCount": 5},
    },
    "compositeParents": [],
    "options": [],
    "files": [],
    "favorites": {"count": 0, "displayedCount": "0"},
}
_DEFAULTS = json.dumps(DEFAULTS)  # read for each product: a copy, much faster than deepcopy


def product(shop: Shop, key: int) -> Body:
    """One product; `ApiError` 404 if there is none."""
    found = shop.db.get(PRODUCT, key)
    if found is None:
        raise not_found("Product", key, "PRODUCT_NOT_FOUND")
    return found


def create_product(shop: Shop, sent: Any, *, save_combinations: bool = False) -> Body:
    """A new product. Only the name is needed; a missing SKU is made up."""
    merge = Merge(shop.spec, "Product")
    created = merge.create(sent, "name")
    body = {**merge.update(json.loads(_DEFAULTS), created), "combinations": []}
    if "compositeComponents" in created:
        body["compositeComponents"] = created["compositeComponents"]
    body["id"] = shop.new_id("product")
    body["createTimestamp"] = int(shop.clock.now())
    if not body.get("sku"):
        body["sku"] = _free_sku(shop)
    if not body["categoryIds"]:
        body.setdefault("showOnFrontpage", 1)
    _settle(shop, body, DEFAULTS, sent)
    if save_combinations and sent.get("combinations") is not None:
        variations.save_all(shop, body, _listed(sent))
    save_product(shop, body, event="product.created")
    return body


def update_product(
    shop: Shop, key: int, sent: Any, *, save_combinations: bool = False, rebuild: bool = False
) -> Body:
    """The product after a PUT. `rebuild` drops variations whose options are gone."""
    stored = product(shop, key)
    merge = Merge(shop.spec, "Product", frozenset({"googleProductCategory"}))
    body = merge.update(stored, sent)
    body["combinations"] = stored["combinations"]
    for name in ("name", "sku"):
        if not body[name].strip():
            raise absent_field("Product", name)
    _settle(shop, body, stored, sent)
    if save_combinations and sent.get("combinations") is not None:
        variations.save_all(shop, body, _listed(sent))
    elif "options" in sent:
        variations.check_options(body, rebuild=rebuild)
    if (sent.get("media") or {}).get("images") is not None:
        rearrange(shop, body, body["media"]["images"])
    remember_slug(stored, body)
    save_product(shop, body)
    return body


def save_product(
    shop: Shop, body: Body, *, moved: bool = True, event: str = "product.updated"
) -> None:
    """Store a product with all that is computed, and put it in its categories.

    `moved` says that the product itself changed, of which `event` tells the app. `ApiError` 409 if
    its SKUs or external ids are another's.
    """
    now = shop.clock.now()
    if moved:
        body["updateTimestamp"] = int(now)
        changed(shop, event, body["id"])
    complete_product(body)
    named = keys(body)
    _refuse_keys_of_others(shop, body, named)
    delay = shop.settings.index_delay
    shop.db.save(
        PRODUCT,
        body["id"],
        body,
        facts=product_facts(shop, body),
        keys=named,
        due=now + delay if delay > 0 else None,
    )
    IN_CATEGORY.set_owners(shop.db, body["id"], body["categoryIds"])
    if "showOnFrontpage" in body:
        ON_FRONT_PAGE.place(shop.db, 0, body["id"], body["showOnFrontpage"])
    else:
        ON_FRONT_PAGE.remove(shop.db, 0, body["id"])
    shop.db.touch("product", at=now)


def delete_product(shop: Shop, key: int) -> None:
    """Delete a product and take it out of every list; `ApiError` 404 if there is none."""
    now = shop.clock.now()
    if not shop.db.delete(PRODUCT, key, at=now):
        raise not_found("Product", key, "PRODUCT_NOT_FOUND")
    for lists in (IN_CATEGORY, ON_FRONT_PAGE):
        lists.forget(shop.db, key)
    shop.db.touch("product", at=now)
    changed(shop, "product.deleted", key)


def delete_all_products(shop: Shop) -> None:
    """Delete every product and empty every list of them."""
    now = shop.clock.now()
    for key in shop.db.ids(PRODUCT):
        changed(shop, "product.deleted", key)
    shop.db.delete_all(PRODUCT, at=now)
    for lists in (IN_CATEGORY, ON_FRONT_PAGE):
        lists.clear(shop.db)
    shop.db.touch("product", at=now)


def complete_product(body: Body) -> None:
    """Set all that follows from the rest of a product."""
    variations.complete_variations(body)
    body["inStock"] = in_stock(body) or any(each["inStock"] for each in body["combinations"])
    complete_prices(body)
    complete_media(body)
    body["hasFreeShipping"] = body["shipping"]["type"] == "FREE_SHIPPING"
    body["fixedShippingRateOnly"] = body["shipping"]["type"] == "FLAT_RATE"
    body["fixedShippingRate"] = body["shipping"].get("flatRate", 0)
    body["autogeneratedSlug"] = f"{slug(body['name'])}-{body['id']}"
    body["created"] = timestamp(body["createTimestamp"])
    body["updated"] = timestamp(body["updateTimestamp"])


def product_facts(shop: Shop, body: Body) -> Facts:
    """What a search may know of a product."""
    categories = shop.db.get_many(CATEGORY, body["categoryIds"])
    return facts(body, [category["name"] for category in categories])


def _settle(shop: Shop, body: Body, stored: Body, sent: Body) -> None:
    _settle_translations(body, sent)
    body["options"] = options.completed(body["options"])
    if sent.get("attributes") is None and body["productClassId"] != stored["productClassId"]:
        attributes.drop_foreign(shop, body)
    body["attributes"] = attributes.completed(shop, body["productClassId"], body["attributes"])
    check_prices(body, body["price"])
    tidy_prices(body)
    settle_stock(body)
    _settle_shipping(body, sent)
    _settle_categories(shop, body, stored, sent)
    _settle_related(shop, body)
    body.pop("volumeUnit", None)


def _settle_translations(body: Body, sent: Body) -> None:
    for name in _TRANSLATED:
        translations = f"{name}Translated"
        if sent.get(name) is None and LANGUAGE in (sent.get(translations) or {}):
            body[name] = body[translations][LANGUAGE]
        if name in body:
            body[translations] = {**(body.get(translations) or {}), LANGUAGE: body[name]}


def _settle_shipping(body: Body, sent: Body) -> None:
    if sent.get("shipping") is None:
        shipping = dict(body["shipping"])
        if sent.get("fixedShippingRateOnly") is not None:
            shipping["type"] = "FLAT_RATE" if sent["fixedShippingRateOnly"] else "GLOBAL_METHODS"
        if sent.get("fixedShippingRate") is not None:
            shipping["flatRate"] = sent["fixedShippingRate"]
        body["shipping"] = shipping
    if not body["isShippingRequired"]:
        body.pop("weight", None)


def _settle_categories(shop: Shop, body: Body, stored: Body, sent: Body) -> None:
    wanted = list(dict.fromkeys(body["categoryIds"]))
    if len(wanted) > _MOST_LINKS:
        raise ApiError(
            402,
            "MAX_CATEGORIES_FOR_API_REQUEST_LIMIT_EXCEEDED",
            f"More than {_MOST_LINKS} categories in one request",
        )
    if wanted != stored["categoryIds"]:
        for key in wanted:
            if shop.db.get(CATEGORY, key) is None:
                raise not_found("Category", key, "CATEGORIES_NOT_FOUND")
    body["categoryIds"] = wanted
    if body["defaultCategoryId"] not in (0, *wanted):
        if sent.get("defaultCategoryId") is not None:
            raise wrong_parameter("Field Product.defaultCategoryId is none of categoryIds")
        body["defaultCategoryId"] = 0
    if not body["defaultCategoryId"] and sent.get("defaultCategoryId") is None and wanted:
        body["defaultCategoryId"] = wanted[0]
    place = body.get("showOnFrontpage")
    if place == -1:
        if not wanted:
            raise wrong_parameter("A product without categories must be on the front page")
        del body["showOnFrontpage"]
    elif place is not None and place < 1:
        raise wrong_parameter("Field Product.showOnFrontpage must be -1 or above 0")


def _settle_related(shop: Shop, body: Body) -> None:
    related = dict(body["relatedProducts"])
    skus = related.pop("productSkus", None)
    if skus is not None:
        found = [shop.db.find(PRODUCT, "sku", sku) for sku in skus]
        related["productIds"] = [keys[0] for keys in found if keys]
    if len(related["productIds"]) > _MOST_LINKS:
        raise ApiError(
            402,
            "MAX_PRODUCTS_FOR_API_REQUEST_LIMIT_EXCEEDED",
            f"More than {_MOST_LINKS} products in one request",
        )
    body["relatedProducts"] = related


def _refuse_keys_of_others(shop: Shop, body: Body, named: Keys) -> None:
    seen: set[str] = set()
    for each in body["combinations"]:
        sku = each.get("sku")
        if sku is not None and sku in seen and sku != body["sku"]:
            raise conflict("SKU_ALREADY_EXISTS", f"SKU '{sku}' already exists")
        seen.add(sku or "")
    for name, value in named:
        if name == EXTERNAL:
            refuse_taken(shop, PRODUCT, body["id"], value)
        elif name == "sku" and any(
            other != body["id"] for other in shop.db.find(PRODUCT, name, value)
        ):
            raise conflict("SKU_ALREADY_EXISTS", f"SKU '{value}' already exists")


def _free_sku(shop: Shop) -> str:
    while True:
        number = shop.next_number("product_sku", lambda: shop.db.count(PRODUCT) + 1)
        if not shop.db.find(PRODUCT, "sku", f"{number:05}"):
            return f"{number:05}"


def _listed(sent: Body) -> list[Any]:
    if not isinstance(sent["combinations"], list):
        raise wrong_parameter("Field Product.combinations has a wrong value: expected array")
    return sent["combinations"]
