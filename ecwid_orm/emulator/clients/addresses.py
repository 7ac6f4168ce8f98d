"""Where a customer lives and gets parcels."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ecwid_orm.emulator.formats import timestamp
from ecwid_orm.emulator.places import named
from ecwid_orm.emulator.shop import Shop

Body = dict[str, Any]


def billing(person: Body) -> Body:
    """A billing person with the names of country and state, and the parts of a longer name."""
    done = {key: value for key, value in person.items() if key not in ("firstName", "lastName")}
    first, *rest = str(done.get("name") or "").split(maxsplit=1) or [""]
    if rest:
        done |= {"firstName": first, "lastName": rest[0].rstrip()}
    return named(done)


def rewritten(shop: Shop, before: Iterable[Body], sent: Iterable[Body]) -> list[Body]:
    """All addresses after a write of the list: one with a known id is changed, others are new.

    One is the default: the first that is said to be, or else the first.
    """
    known = {each["id"]: each for each in before}
    addresses: list[Body] = []
    for place, body in enumerate(sent):
        old = known.pop(body.get("id", 0), None) or _new(shop)
        addresses.append(named({"orderBy": place, **old, **body, "id": old["id"]}))
    default = max(addresses, key=lambda each: bool(each.get("defaultAddress")), default=None)
    for each in addresses:
        each["defaultAddress"] = each is default
    return addresses


def _new(shop: Shop) -> Body:
    return {"id": shop.new_id("address"), "createdDate": timestamp(shop.clock.now())}
