"""Extra fields of an order.

https://docs.ecwid.com/api-reference/rest-api/orders/order-extra-fields
"""

from __future__ import annotations

import json
from typing import Any

from ecwid_orm.emulator.errors import absent_field, not_found
from ecwid_orm.emulator.merge import Merge
from ecwid_orm.emulator.shop import Shop

Body = dict[str, Any]

LONGEST_TEXT = 255
"""Characters of a text of a field; one with more is not saved."""

MOST_BYTES = 8 * 1024
"""Bytes of JSON that all fields of an order may take; those beyond are not saved."""


def saved(fields: list[Body]) -> list[Body]:
    """Those of an order's extra fields that are saved; `ApiError` 400 for one without an id."""
    kept: list[Body] = []
    room = MOST_BYTES
    for field in fields:
        if not field.get("id"):
            raise absent_field("OrderExtraField", "id")
        done = {"customerInputType": "TEXT", "showInNotifications": False, **field}
        size = len(json.dumps(done, ensure_ascii=False).encode())
        if any(len(text) > LONGEST_TEXT for text in done.values() if isinstance(text, str)):
            continue
        if size > room:
            break
        room -= size
        kept.append(done)
    return kept


def add_field(shop: Shop, order: Body, sent: Any) -> int:
    """Add a field, or replace the one of its id; how many were saved."""
    field = Merge(shop.spec, "OrderExtraField").create(sent, "id", "value", "title")
    others = [each for each in order["orderExtraFields"] if each["id"] != field["id"]]
    order["orderExtraFields"] = saved([*others, field])
    return int(len(order["orderExtraFields"]) > len(others))


def change_field(shop: Shop, order: Body, key: str, sent: Any) -> int:
    """Change a field; how many were saved. Its id and kind of input stay."""
    fields = order["orderExtraFields"]
    place = _place(fields, key)
    field = Merge(shop.spec, "OrderExtraField").update(fields[place], sent)
    for name in ("id", "customerInputType"):
        field[name] = fields[place][name]
    changed = [*fields[:place], field, *fields[place + 1 :]]
    if saved(changed) != changed:
        return 0
    order["orderExtraFields"] = changed
    return 1


def drop_field(order: Body, key: str) -> None:
    """Delete a field."""
    del order["orderExtraFields"][_place(order["orderExtraFields"], key)]


def _place(fields: list[Body], key: str) -> int:
    for place, field in enumerate(fields):
        if field["id"] == key:
            return place
    raise not_found("Order extra field", key)
