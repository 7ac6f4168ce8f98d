"""Extra fields of customers: what they are, and their values on one customer."""

from __future__ import annotations

import string
from typing import Any

from ecwid_orm.emulator.clients.kinds import CUSTOMER_EXTRA_FIELD
from ecwid_orm.emulator.errors import not_found
from ecwid_orm.emulator.formats import timestamp
from ecwid_orm.emulator.merge import Merge
from ecwid_orm.emulator.shop import Shop

Body = dict[str, Any]

_SIGNS = string.ascii_letters + string.digits
_KEY_LENGTH = 7


def extra_fields(shop: Shop) -> list[Body]:
    """All fields, in order of creation."""
    return shop.db.get_many(CUSTOMER_EXTRA_FIELD, shop.db.ids(CUSTOMER_EXTRA_FIELD))


def extra_field(shop: Shop, key: str) -> Body:
    """One field; `ApiError` 404 if there is none."""
    return _found(shop, key)[1]


def create_extra_field(shop: Shop, sent: Any) -> str:
    """A new field's key, which the shop makes up."""
    body = Merge(shop.spec, "CustomerExtraField").create(sent)
    now = timestamp(shop.clock.now())
    key = "".join(shop.random.choices(_SIGNS, k=_KEY_LENGTH))
    while shop.db.find(CUSTOMER_EXTRA_FIELD, "key", key):
        key = "".join(shop.random.choices(_SIGNS, k=_KEY_LENGTH))
    body = {
        "type": "TEXT",
        "shownOnOrderDetails": False,
        **body,
        "key": key,
        "entityTypes": ["CUSTOMERS"],
        "linkedWithCheckoutField": False,
        "createdDate": now,
        "lastModifiedDate": now,
    }
    _save(shop, shop.new_id("customer_extra_field"), body)
    return key


def update_extra_field(shop: Shop, key: str, sent: Any) -> None:
    """Change a field; its key stays."""
    number, stored = _found(shop, key)
    body = Merge(shop.spec, "CustomerExtraField").update(stored, sent)
    now = timestamp(shop.clock.now())
    _save(shop, number, {**body, "key": key, "lastModifiedDate": now})


def delete_extra_field(shop: Shop, key: str) -> None:
    """Delete a field; values that customers have of it stay theirs."""
    number, _ = _found(shop, key)
    shop.db.delete(CUSTOMER_EXTRA_FIELD, number)


def shown_values(values: list[Body], fields: list[Body]) -> list[Body]:
    """Values of one customer with what is known of their fields."""
    known = {field["key"]: field for field in fields}
    places = {key: place for place, key in enumerate(known)}
    return [
        {
            **value,
            "title": known[value["key"]].get("title"),
            "type": known[value["key"]]["type"],
            "entityTypes": known[value["key"]]["entityTypes"],
            "orderBy": places[value["key"]],
        }
        if value.get("key") in known
        else value
        for value in values
    ]


def _found(shop: Shop, key: str) -> tuple[int, Body]:
    for number in shop.db.find(CUSTOMER_EXTRA_FIELD, "key", key):
        [body] = shop.db.get_many(CUSTOMER_EXTRA_FIELD, [number])
        return number, body
    raise not_found("Customer extra field", key)


def _save(shop: Shop, number: int, body: Body) -> None:
    shop.db.save(CUSTOMER_EXTRA_FIELD, number, body, keys=[("key", body["key"])])
