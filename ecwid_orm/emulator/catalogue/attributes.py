"""Attribute values of products and variations, tied to the attributes of product types."""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.catalogue.product_types import GENERAL, add_attribute, product_type
from ecwid_orm.emulator.errors import absent_field, wrong_parameter
from ecwid_orm.emulator.shop import Shop

Body = dict[str, Any]


def completed(shop: Shop, type_id: int, values: list[Body]) -> list[Body]:
    """Values with the id, name and type of their attribute.

    A value names it by id, by alias (its type) or by name, and finds it in the product's type or
    in General. A name that neither knows becomes a CUSTOM attribute of the product's type.
    `ApiError` 404 if there is no such type.
    """
    known = _known(shop, type_id)
    done: dict[int, Body] = {}
    for value in values:
        attribute = _find(known, value)
        if attribute is None:
            if not value.get("name"):
                if "id" in value:
                    raise wrong_parameter(f"Attribute #{value['id']} not found")
                raise absent_field("ProductAttributeValue", "name")
            attribute = add_attribute(shop, type_id, value["name"])
            known.append(attribute)
        done[attribute["id"]] = _value(attribute, value)
    return list(done.values())


def drop_foreign(shop: Shop, product: Body) -> None:
    """Drop values, also of variations, whose attribute is not one of the product's type."""
    ids = {attribute["id"] for attribute in _known(shop, product["productClassId"])}
    for owner in (product, *product["combinations"]):
        owner["attributes"] = [value for value in owner["attributes"] if value["id"] in ids]


def _known(shop: Shop, type_id: int) -> list[Body]:
    own: list[Body] = product_type(shop, type_id)["attributes"]
    return own if type_id == GENERAL else [*own, *product_type(shop, GENERAL)["attributes"]]


def _find(known: list[Body], value: Body) -> Body | None:
    for key, field in (("id", "id"), ("alias", "type"), ("name", "name")):
        for attribute in known:
            if key in value and attribute[field] == value[key]:
                return attribute
    return None


def _value(attribute: Body, value: Body) -> Body:
    done = {
        "id": attribute["id"],
        "name": attribute["name"],
        "value": value.get("value", ""),
        "type": attribute["type"],
        "show": value.get("show", attribute["show"]),
    }
    for name in ("nameTranslated", "valueTranslated"):
        if name in value:
            done[name] = value[name]
    return done
