"""External reference ids, which no two entities of a kind share."""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.errors import conflict
from ecwid_orm.emulator.kind import Keys, Kind
from ecwid_orm.emulator.shop import Shop

EXTERNAL = "external"
"""Name of the natural key."""


def external_keys(shop: Shop, kind: Kind, body: dict[str, Any]) -> Keys:
    """The natural key of an entity with an `externalReferenceId`; `ApiError` 409 if it is taken."""
    reference = body.get("externalReferenceId")
    if not reference:
        return ()
    refuse_taken(shop, kind, body["id"], reference)
    return [(EXTERNAL, reference)]


def refuse_taken(shop: Shop, kind: Kind, key: int, reference: str) -> None:
    """`ApiError` 409 if an external reference id is that of another entity than this."""
    if any(other != key for other in shop.db.find(kind, EXTERNAL, reference)):
        raise conflict(
            "EXTERNAL_ID_ALREADY_USED", f"External reference id '{reference}' is already used"
        )
