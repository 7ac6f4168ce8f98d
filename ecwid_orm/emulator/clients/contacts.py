"""The ways to reach a customer: a list in the customer's body."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ecwid_orm.emulator.errors import absent_field, not_found, wrong_parameter
from ecwid_orm.emulator.formats import timestamp
from ecwid_orm.emulator.merge import Merge
from ecwid_orm.emulator.shop import Shop

Body = dict[str, Any]


def contact(customer: Body, key: int) -> Body:
    """One contact of a customer; `ApiError` 404 if there is none."""
    for each in customer["contacts"]:
        if each["id"] == key:
            found: Body = each
            return found
    raise not_found("Customer contact", key)


def add_contact(shop: Shop, customer: Body, sent: Any) -> None:
    """Give a customer one more contact. An id in what was sent means nothing."""
    body = Merge(shop.spec, "CustomerContact").create(sent)
    body.pop("id", None)
    _put(shop, customer["contacts"], body)


def update_contact(shop: Shop, customer: Body, key: int, sent: Any) -> None:
    """Change one contact."""
    stored = contact(customer, key)
    body = Merge(shop.spec, "CustomerContact").update(stored, sent)
    customer["contacts"].remove(stored)
    _put(shop, customer["contacts"], {**body, "id": key})


def drop_contact(customer: Body, key: int) -> None:
    """Take one contact away."""
    customer["contacts"].remove(contact(customer, key))


def rewritten(shop: Shop, before: Iterable[Body], sent: Iterable[Body]) -> list[Body]:
    """All contacts after a write of the whole list: those with a known id keep it."""
    known = {each["id"]: each for each in before}
    contacts: list[Body] = []
    for place, body in enumerate(sent):
        old = known.pop(body.get("id", 0), {})
        new = {"orderBy": place, **old, **body}
        if not old:
            new.pop("id", None)
        _put(shop, contacts, new)
    return contacts


def _put(shop: Shop, contacts: list[Body], body: Body) -> None:
    for name in ("contact", "type"):
        if not str(body.get(name) or "").strip():
            raise absent_field("CustomerContact", name)
    done = {
        "default": False,
        "orderBy": max((each["orderBy"] + 1 for each in contacts), default=0),
        **body,
        "timestamp": timestamp(shop.clock.now()),
    }
    if done["orderBy"] < 0:
        raise wrong_parameter("Field CustomerContact.orderBy must not be negative")
    done.setdefault("id", shop.new_id("customer_contact"))
    if done["default"]:
        for each in contacts:
            if each["type"] == done["type"]:
                each["default"] = False
    contacts.append(done)
    contacts.sort(key=lambda each: (each["orderBy"], each["id"]))
