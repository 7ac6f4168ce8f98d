"""A shop of any number of products, about as large as those of real shops."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from ecwid_orm.emulator.catalogue import media, options, pictures
from ecwid_orm.emulator.catalogue.categories import create_category
from ecwid_orm.emulator.catalogue.kinds import CATEGORY, IN_CATEGORY, ON_FRONT_PAGE, PRODUCT
from ecwid_orm.emulator.catalogue.product_facts import facts, keys
from ecwid_orm.emulator.catalogue.product_types import GENERAL, product_type
from ecwid_orm.emulator.catalogue.products import DEFAULTS, complete_product
from ecwid_orm.emulator.kind import Facts
from ecwid_orm.emulator.shop import Shop

Body = dict[str, Any]
_Row = tuple[int, Body, Facts, list[tuple[str, str]]]

_WORDS: dict[str, list[str]] = json.loads(
    files("ecwid_orm.emulator.seeds").joinpath("words.json").read_text(encoding="utf-8")
)
_THINGS, _KINDS, _COLORS = (_WORDS[name] for name in ("things", "kinds", "colors"))
_BRANDS = tuple(
    f"{start}{end}" for start in ("Al", "Bo", "Ce", "Du") for end in ("den", "ria", "to")
)
_VOCABULARY = tuple(
    f"{first}{second}{third}"
    for first in ("ba", "co", "di", "fe", "gu", "ha", "lo", "mi", "ne", "pa")
    for second in ("l", "r", "st", "nd", "m", "v", "ck", "t")
    for third in ("en", "ing", "a", "er", "ow", "y", "ist", "al", "um", "ess")
)
_SPREAD = 90 * 86400


def plant_many(shop: Shop, count: int) -> None:
    """Fill an empty shop with so many products, in up to 120 categories three deep."""
    chance = random.Random(f"{count} products")
    leaves = _plant_categories(shop, min(100, max(1, count // 20)))
    names = {body["id"]: body["name"] for body in shop.db.get_many(CATEGORY, shop.db.ids(CATEGORY))}
    attributes = {each["type"]: each for each in product_type(shop, GENERAL)["attributes"]}
    first = shop.new_id("product")
    with shop.db.transaction() as connection:
        connection.execute(
            "UPDATE sequence SET last = ? WHERE kind = 'product'", (first + max(0, count - 1),)
        )
    now = int(shop.clock.now())
    places: list[tuple[int, int, int]] = []

    def rows() -> Iterator[_Row]:
        for number in range(count):
            body = _product(shop, first + number, number, attributes, chance)
            created = now - _SPREAD + number * _SPREAD // count
            body["createTimestamp"] = created
            body["updateTimestamp"] = created + chance.randrange(now - created + 1)
            wanted = chance.sample(leaves, min(len(leaves), 1 + number % 2))
            body["categoryIds"] = wanted
            body["defaultCategoryId"] = wanted[0]
            complete_product(body)
            places.extend((owner, number + 1, body["id"]) for owner in wanted)
            known = facts(body, [names[key] for key in wanted])
            yield body["id"], body, known, keys(body)

    shop.db.load(PRODUCT, rows())
    IN_CATEGORY.load(shop.db, places)
    ON_FRONT_PAGE.load(shop.db, [(0, n + 1, first + n) for n in range(min(12, count))])
    shop.db.touch("product", "category", at=now)


def _plant_categories(shop: Shop, leaves: int) -> list[int]:
    """Categories without others below them."""
    made: list[int] = []
    parent = grandparent = 0
    for number in range(leaves):
        if number % 25 == 0:
            grandparent = create_category(shop, {"name": f"Department {number // 25 + 1}"})
        if number % 5 == 0:
            sent = {"name": f"Aisle {number // 5 + 1}", "parentId": grandparent}
            parent = create_category(shop, sent)
        sent = {"name": f"Shelf {number + 1}", "parentId": parent}
        made.append(create_category(shop, sent))
    return made


def _product(
    shop: Shop, key: int, number: int, attributes: dict[str, Body], chance: random.Random
) -> Body:
    name = f"{chance.choice(_KINDS)} {chance.choice(_KINDS)} {chance.choice(_THINGS)}".capitalize()
    text = _prose(chance)
    price = round(chance.uniform(2, 400), 2)
    body: Body = {
        **DEFAULTS,
        "id": key,
        "sku": f"SKU-{number + 1:06}",
        "name": f"{name} {number + 1}",
        "price": price,
        "description": text,
        "seoTitle": name,
        "seoDescription": text[3:120],
        "subtitle": f"{chance.choice(_KINDS)} and {chance.choice(_KINDS)}",
        "ribbon": {"text": "New", "color": "#336699"},
        "enabled": number % 20 != 19,
        "unlimited": number % 4 == 3,
        "weight": round(chance.uniform(0.05, 20), 3),
        "minPurchaseQuantity": 1,
        "costPrice": round(price / 2, 2),
        "dimensions": {side: chance.randrange(1, 90) for side in ("length", "width", "height")},
        "googleProductCategory": 632,
        "externalReferenceId": f"ext-{number + 1}",
        "attributes": [
            _value(attributes["BRAND"], chance.choice(_BRANDS)),
            _value(attributes["UPC"], f"{chance.randrange(10**12):012}"),
        ],
        "options": options.completed([_colors(chance)]),
        "combinations": [],
    }
    for field in ("name", "description", "subtitle", "seoTitle", "seoDescription"):
        body[f"{field}Translated"] = {"en": body[field]}
    if number % 3 == 0:
        body["compareToPrice"] = round(price * 1.2, 2)
    if not body["unlimited"]:
        body["quantity"] = chance.randrange(40)
    if number < 12:
        body["showOnFrontpage"] = number + 1
    if number % 10 == 0:
        body["combinations"] = _variations(shop, body)
    for picture in range(1 + (number % 4 == 0)):
        url = f"https://pictures.example.com/{key}-{picture}.jpg"
        size = pictures.made_up_size(chance)
        made = pictures.fetched(shop.settings.store_id, key * 10 + picture, url, *size)
        media.add_to_gallery(body, made)
    return body


def _prose(chance: random.Random) -> str:
    words = chance.choices(_VOCABULARY, k=40)
    return f"<p>{' '.join(words[:20]).capitalize()}.</p><p>{' '.join(words[20:]).capitalize()}.</p>"


def _value(attribute: Body, value: str) -> Body:
    return {**attribute, "value": value}


def _colors(chance: random.Random) -> Body:
    choices = [{"text": color} for color in chance.sample(_COLORS, 3)]
    return {"type": "SELECT", "name": "Color", "choices": choices, "defaultChoice": 0}


def _variations(shop: Shop, body: Body) -> list[Body]:
    return [
        {
            "id": shop.new_id("variation"),
            "combinationNumber": number,
            "options": [
                {
                    "name": "Color",
                    "nameTranslated": {"en": "Color"},
                    "value": choice["text"],
                    "valueTranslated": {"en": choice["text"]},
                }
            ],
            "sku": f"{body['sku']}-{number}",
            "unlimited": False,
            "quantity": number,
            "attributes": [],
            "dimensions": body["dimensions"],
            "volume": 0,
            "outOfStockVisibilityBehaviour": "SHOW",
            "alt": {"translated": {}},
        }
        for number, choice in enumerate(body["options"][0]["choices"], 1)
    ]
