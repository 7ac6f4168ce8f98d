"""Webhooks: what the shop has to tell its app.

https://docs.ecwid.com/webhooks
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ecwid_orm.emulator.database import Database
    from ecwid_orm.emulator.shop import Shop

SCHEMA = (
    "CREATE TABLE IF NOT EXISTS webhook (id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " event TEXT NOT NULL, due REAL NOT NULL, attempt INTEGER NOT NULL)"
)

_CHANGES = ("created", "updated", "deleted")
_FAMILIES = {
    "order": "read_orders",
    "unfinished_order": "read_orders",
    "product": "read_catalog",
    "category": "read_catalog",
    "product_class": "read_catalog",
    "customer": "read_customers",
    "customer_group": "read_customers",
    "discount_coupon": "read_discount_coupons",
    "promotion": "read_promotion",
    "review": "read_reviews",
}
SCOPES = {
    **{f"{family}.{what}": scope for family, scope in _FAMILIES.items() for what in _CHANGES},
    "invoice.created": "read_invoices",
    "invoice.deleted": "read_invoices",
    "profile.updated": "read_store_profile",
    "application.installed": "read_store_profile",
    "application.uninstalled": "read_store_profile",
    "application.storageChanged": "read_store_profile",
}
"""The events that the emulator knows, and the access scope that each needs."""


def changed(
    shop: Shop, event_type: str, entity_id: int | str, data: Mapping[str, Any] | None = None
) -> None:
    """Tell the app of a change: `changed(shop, "product.updated", 37208342)`.

    The event is queued in the running transaction and sent when that is committed; if it is undone
    nothing is sent. Nothing happens in a shop without a webhook URL, or if the app lacks the scope
    for the event. ValueError for an event that is none of `SCOPES`.
    """
    if event_type not in SCOPES:
        raise ValueError(f"no webhook is called {event_type!r}")
    if shop.outbox is not None:
        shop.outbox.put(shop, event_type, entity_id, data)


@dataclass(frozen=True, slots=True)
class Queued:
    """One event that waits to be sent, for the `attempt`th time."""

    id: int
    event: dict[str, Any]
    due: float
    attempt: int


class Outbox:
    """Events that are not delivered yet, kept in the database."""

    def __init__(self, database: Database, scopes: Collection[str]) -> None:
        self._database = database
        self._events = frozenset(event for event, scope in SCOPES.items() if scope in scopes)
        with database.transaction() as connection:
            connection.execute(SCHEMA)

    def put(
        self, shop: Shop, event_type: str, entity_id: int | str, data: Mapping[str, Any] | None
    ) -> None:
        """Queue an event, if the app may know of it."""
        if event_type not in self._events:
            return
        now = shop.clock.now()
        event: dict[str, Any] = {
            "eventId": shop.new_uuid("event"),
            "eventCreated": int(now),
            "storeId": shop.settings.store_id,
            "entityId": entity_id,
            "eventType": event_type,
        }
        if data is not None:
            event["data"] = dict(data)
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO webhook (event, due, attempt) VALUES (?, ?, 1)",
                (json.dumps(event), now),
            )
