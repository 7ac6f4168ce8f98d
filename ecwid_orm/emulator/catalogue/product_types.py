"""Product types and their attributes. Type 0, General, always exists."""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.catalogue.kinds import PRODUCT_TYPE
from ecwid_orm.emulator.errors import ApiError, absent_field, not_found, wrong_parameter
from ecwid_orm.emulator.merge import Merge
from ecwid_orm.emulator.shop import Shop
from ecwid_orm.emulator.webhooks import changed

Body = dict[str, Any]

GENERAL = 0
_GENERAL_ATTRIBUTES = (
    ("Units in product", "UNITS_IN_PRODUCT", "DESCR"),
    ("Price per unit", "PRICE_PER_UNIT", "PRICE"),
    ("UPC", "UPC", "DESCR"),
    ("Brand", "BRAND", "DESCR"),
)


def product_type(shop: Shop, key: int) -> Body:
    """One type; `ApiError` 404 if there is none."""
    found = shop.db.get(PRODUCT_TYPE, key)
    if found is not None:
        return found
    if key == GENERAL:
        return _make_general(shop)
    raise not_found("Product class", key)


def product_types(shop: Shop) -> list[Body]:
    """All types, General first, then in order of creation."""
    general = product_type(shop, GENERAL)
    others = [key for key in shop.db.ids(PRODUCT_TYPE) if key != GENERAL]
    return [general, *shop.db.get_many(PRODUCT_TYPE, others)]


def create_type(shop: Shop, sent: Any) -> int:
    """A new type's id. `ApiError` 409 if the name is taken."""
    body = Merge(shop.spec, "ProductType").create(sent, "name")
    _refuse_name_of_another(shop, body["name"], None)
    key = shop.new_id("product_type")
    attributes = [_with_id(shop, attribute) for attribute in body.get("attributes", ())]
    created = {"id": key, "name": body["name"], "attributes": attributes}
    _save(shop, created, event="product_class.created")
    return key


def update_type(shop: Shop, key: int, sent: Any) -> Body:
    """Change a type; attributes left out are gone. General keeps its lack of a name."""
    stored = product_type(shop, key)
    body = Merge(shop.spec, "ProductType").update(stored, sent)
    if key == GENERAL:
        body.pop("name", None)
    elif not body["name"].strip():
        raise absent_field("ProductType", "name")
    else:
        _refuse_name_of_another(shop, body["name"], key)
    known = {attribute["id"]: attribute for attribute in stored["attributes"]}
    attributes = []
    for attribute in body["attributes"]:
        if "id" not in attribute:
            attributes.append(_with_id(shop, attribute))
        elif attribute["id"] in known:
            attributes.append({**known[attribute["id"]], **attribute})
        else:
            raise wrong_parameter(f"Attribute #{attribute['id']} is none of this product class")
    body["attributes"] = attributes
    _save(shop, body)
    return body


def delete_type(shop: Shop, key: int) -> bool:
    """Delete a type; False if there is none. `ApiError` 400 for General."""
    if key == GENERAL:
        raise wrong_parameter("The General product class cannot be deleted")
    shop.db.touch("product", at=shop.clock.now())
    deleted = shop.db.delete(PRODUCT_TYPE, key)
    if deleted:
        changed(shop, "product_class.deleted", key)
    return deleted


def add_attribute(shop: Shop, key: int, name: str) -> Body:
    """Give a type a CUSTOM attribute of this name; the attribute."""
    body = product_type(shop, key)
    attribute = _with_id(shop, {"name": name})
    body["attributes"].append(attribute)
    _save(shop, body)
    return attribute


def _with_id(shop: Shop, attribute: Body) -> Body:
    if not attribute.get("name"):
        raise absent_field("ProductTypeAttribute", "name")
    return {"type": "CUSTOM", "show": "DESCR", **attribute, "id": shop.new_id("attribute")}


def _save(shop: Shop, body: Body, *, event: str = "product_class.updated") -> None:
    keys = [("name", body["name"].casefold())] if "name" in body else []
    shop.db.save(PRODUCT_TYPE, body["id"], body, keys=keys)
    shop.db.touch("product", at=shop.clock.now())
    changed(shop, event, body["id"])


def _refuse_name_of_another(shop: Shop, name: str, key: int | None) -> None:
    if any(other != key for other in shop.db.find(PRODUCT_TYPE, "name", name.casefold())):
        raise ApiError(409, None, f"Product class with the name '{name}' already exists")


def _make_general(shop: Shop) -> Body:
    with shop.db.transaction():
        attributes = [
            {"id": shop.new_id("attribute"), "name": name, "type": kind, "show": show}
            for name, kind, show in _GENERAL_ATTRIBUTES
        ]
        body = {"id": GENERAL, "attributes": attributes}
        shop.db.save(PRODUCT_TYPE, GENERAL, body)
    return body
