"""Webhooks: what the shop has to tell its app.

https://docs.ecwid.com/webhooks
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ecwid_orm.emulator.database import Database
    from ecwid_orm.emulator.shop import Shop

SCHEMA = (
    "CREATE TABLE IF NOT EXISTS webhook (id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " event TEXT NOT NULL, due REAL NOT NULL, attempt INTEGER NOT NULL)",
    "CREATE INDEX IF NOT EXISTS webhook_due ON webhook (due, id)",
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
    attempt: int


class Outbox:
    """Events that are not delivered yet, kept in the database.

    An event waits for `hold()` seconds before it is due. `wake` is called once it can be taken.
    """

    def __init__(
        self,
        database: Database,
        scopes: Collection[str],
        wake: Callable[[], None] = lambda: None,
        hold: Callable[[], float] = lambda: 0.0,
    ) -> None:
        self._database = database
        self._events = frozenset(event for event, scope in SCOPES.items() if scope in scopes)
        self._wake = wake
        self._hold = hold
        with database.transaction() as connection:
            for statement in SCHEMA:
                connection.execute(statement)

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
                (json.dumps(event), now + self._hold()),
            )
            self._database.after_commit(self._wake)

    def due(self, now: float) -> Queued | None:
        """The event that is to be sent first of those that are due."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT id, event, attempt FROM webhook WHERE due <= ? ORDER BY due, id LIMIT 1",
                (now,),
            ).fetchone()
        return None if row is None else Queued(row[0], json.loads(row[1]), row[2])

    def next_due(self) -> float | None:
        """When an event will be due; None if none waits."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT min(due) FROM webhook").fetchone()
        return None if row[0] is None else float(row[0])

    def drop(self, queued: Queued) -> None:
        """Let an event be delivered, or given up."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM webhook WHERE id = ?", (queued.id,))

    def postpone(self, queued: Queued, until: float) -> None:
        """Let an event be tried once more."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE webhook SET due = ?, attempt = attempt + 1 WHERE id = ?",
                (until, queued.id),
            )
