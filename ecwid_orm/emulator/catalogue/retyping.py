"""What happens to products when their product type changes or goes."""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.catalogue.attributes import drop_foreign
from ecwid_orm.emulator.catalogue.kinds import PRODUCT
from ecwid_orm.emulator.catalogue.product_types import GENERAL
from ecwid_orm.emulator.catalogue.products import save_product
from ecwid_orm.emulator.shop import Shop

Body = dict[str, Any]


def follow_type(shop: Shop, before: list[Body], after: list[Body]) -> None:
    """Rename and retype the values of a type's attributes; those of lost attributes go too."""
    now = {attribute["id"]: attribute for attribute in after}
    changed = [each["id"] for each in before if now.get(each["id"]) != each]
    touched = {key for each in changed for key in shop.db.find(PRODUCT, "attribute", str(each))}
    for product in shop.db.get_many(PRODUCT, sorted(touched)):
        for owner in (product, *product["combinations"]):
            owner["attributes"] = [
                _followed(value, now.get(value["id"]))
                for value in owner["attributes"]
                if value["id"] not in changed or value["id"] in now
            ]
        save_product(shop, product)


def move_to_general(shop: Shop, type_id: int) -> None:
    """Give the products of a type that was deleted the type General, without its attributes."""
    for product in shop.db.get_many(PRODUCT, shop.db.find(PRODUCT, "type", str(type_id))):
        product["productClassId"] = GENERAL
        drop_foreign(shop, product)
        save_product(shop, product)


def _followed(value: Body, attribute: Body | None) -> Body:
    if attribute is None:
        return value
    return {**value, "name": attribute["name"], "type": attribute["type"]}
