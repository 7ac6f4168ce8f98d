"""The shop Kestrel & Pine: invented, and the same each time. demo.json says what it sells."""

from __future__ import annotations

import json
import random
from html import escape
from importlib.resources import files
from itertools import product as combined
from typing import Any

from ecwid_orm.emulator.catalogue import media, pictures, product_types
from ecwid_orm.emulator.catalogue.categories import category, create_category, save_category
from ecwid_orm.emulator.catalogue.products import create_product, save_product
from ecwid_orm.emulator.formats import slug
from ecwid_orm.emulator.shop import Shop

Body = dict[str, Any]

_HOST = "https://pictures.kestrel-and-pine.example"
_COLORS = {
    "Moss": "#5b6b3a",
    "Sand": "#cdb68a",
    "Slate": "#4c5560",
    "Ember": "#b5482a",
    "Sun": "#f2c230",
    "Lake": "#2f7fa8",
    "Cream": "#f3ead7",
}


def plant_demo(shop: Shop) -> None:
    """Fill an empty shop."""
    told: Body = json.loads(
        files("ecwid_orm.emulator.seeds").joinpath("demo.json").read_text(encoding="utf-8")
    )
    chance = random.Random("Kestrel & Pine")
    type_ids = {each["name"]: _plant_type(shop, each) for each in told["types"]}
    category_ids: dict[str, list[int]] = {}
    for branch in told["categories"]:
        _plant_branch(shop, branch, [], category_ids, chance)
    for place, each in enumerate(told["products"]):
        body = _body(each, type_ids, category_ids, chance)
        if place % 8 == 0 and each.get("enabled", True):
            body["showOnFrontpage"] = place // 8 + 1
        _plant_product(shop, each, body, chance)


def _plant_type(shop: Shop, told: Body) -> int:
    attributes = [{"name": name, "type": kind} for name, kind in told["attributes"]]
    return product_types.create_type(shop, {"name": told["name"], "attributes": attributes})


def _plant_branch(
    shop: Shop,
    branch: list[Any],
    above: list[int],
    category_ids: dict[str, list[int]],
    chance: random.Random,
) -> None:
    name, description, below = branch if len(branch) == 3 else (*branch, [])
    sent = {"name": name, "description": f"<p>{escape(description)}</p>"}
    if above:
        sent["parentId"] = above[-1]
    if name == "Last season":
        sent["enabled"] = False
    key = create_category(shop, sent)
    if not above:
        body = category(shop, key)
        body["$picture"] = _picture(shop, f"{_HOST}/categories/{slug(name)}.jpg", chance)
        save_category(shop, body)
    category_ids[name] = [*above, key]
    for each in below:
        _plant_branch(shop, each, category_ids[name], category_ids, chance)


def _body(
    told: Body, type_ids: dict[str, int], category_ids: dict[str, list[int]], chance: random.Random
) -> Body:
    digital = told.get("digital", False)
    body: Body = {
        "sku": told["sku"],
        "name": told["name"],
        "price": told["price"],
        "description": _description(told),
        "seoDescription": told["about"],
        "enabled": told.get("enabled", True),
        "isGiftCard": told.get("gift", False),
        "isShippingRequired": not digital,
        "unlimited": told.get("unlimited", False),
        "costPrice": round(told["price"] * chance.uniform(0.4, 0.6), 2),
        "categoryIds": category_ids[told["in"]][-1:],
        "attributes": _attributes(told, chance),
    }
    if "type" in told:
        body["productClassId"] = type_ids[told["type"]]
    if not digital:
        body["weight"] = told["weight"]
        sides = ("length", "width", "height")
        body["dimensions"] = {side: chance.randrange(4, 60) for side in sides}
    if not body["unlimited"]:
        body |= {"quantity": told["stock"], "warningLimit": 3}
    if "was" in told:
        body["compareToPrice"] = told["was"]
        body["ribbon"] = {"text": "Sale", "color": "#b5482a"}
    if "wholesale" in told:
        tiers = told["wholesale"]
        body["wholesalePrices"] = [{"quantity": many, "price": price} for many, price in tiers]
    if "shipping" in told:
        body["shipping"] = told["shipping"]
    body["options"] = _options(told)
    body["combinations"] = _combinations(told, chance)
    return body


def _description(told: Body) -> str:
    points = "".join(f"<li>{escape(point)}</li>" for point in told.get("points", ()))
    return f"<p>{escape(told['about'])}</p>" + (f"<ul>{points}</ul>" if points else "")


def _attributes(told: Body, chance: random.Random) -> list[Body]:
    values = [{"name": name, "value": value} for name, value in told.get("values", {}).items()]
    if "brand" in told:
        values.append({"alias": "BRAND", "value": told["brand"]})
    if not told.get("digital"):
        values.append({"alias": "UPC", "value": f"04{chance.randrange(10**10):010}"})
    for value in values:
        if value.get("name") == "Supplier code":
            value["show"] = "NOTSHOW"
    return values


def _options(told: Body) -> list[Body]:
    options: list[Body] = []
    for name, texts in told.get("options", {}).items():
        extra = told.get("extra", {}).get(name, {})
        choices = [{"text": text, "priceModifier": extra.get(text, 0)} for text in texts]
        kind = {"Color": "SWATCHES", "Size": "SIZE"}.get(name, "RADIO")
        if kind == "SWATCHES":
            choices = [{**each, "hexCodes": [_COLORS[each["text"]]]} for each in choices]
        options.append({"type": kind, "name": name, "required": True, "choices": choices})
    if told.get("engrave"):
        options.append({"type": "TEXTFIELD", "name": "Engraving"})
    return options


def _combinations(told: Body, chance: random.Random) -> list[Body]:
    names = told.get("vary", [])
    if not names:
        return []
    made = []
    for number, values in enumerate(combined(*(told["options"][name] for name in names)), 1):
        pairs = zip(names, values, strict=True)
        body: Body = {
            "options": [{"name": name, "value": value} for name, value in pairs],
            "sku": f"{told['sku']}-{number:02}",
        }
        if told.get("unlimited"):
            body["unlimited"] = True
        else:
            body |= {"unlimited": False, "quantity": chance.choice((0, 2, 3, 5, 8, 13, 21))}
        extras = told.get("extra", {})
        added = sum(extras.get(each["name"], {}).get(each["value"], 0) for each in body["options"])
        if added:
            body["price"] = round(told["price"] + added, 2)
        made.append(body)
    return made


def _plant_product(shop: Shop, told: Body, sent: Body, chance: random.Random) -> None:
    body = create_product(shop, sent, save_combinations=True)
    for number in range(1, told.get("pictures", 0) + 1):
        picture = _picture(shop, f"{_HOST}/{told['sku'].lower()}-{number}.jpg", chance)
        picture["alt"] = {"main": f"{told['name']}, view {number}"}
        media.add_to_gallery(body, picture)
    save_product(shop, body)


def _picture(shop: Shop, url: str, chance: random.Random) -> Body:
    width, height = pictures.made_up_size(chance)
    key = shop.new_id("image")
    return pictures.fetched(shop.settings.store_id, key, url, width, height)
