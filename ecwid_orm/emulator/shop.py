"""The shop that the routes work on: its state, settings, time and chance."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ecwid_orm.emulator.clock import Clock
from ecwid_orm.emulator.spec import Spec

if TYPE_CHECKING:
    from ecwid_orm.emulator.database import Database
    from ecwid_orm.emulator.webhooks import Outbox


@dataclass(frozen=True, slots=True)
class App:
    """The app that the shop's tokens belong to.

    `client_secret` signs webhooks and is never shown. A merchant may be sent back to addresses
    under `redirect_url`, to any if that is empty. `consents` is what the merchant says when the
    app asks for access.
    """

    client_id: str = "emulator-app"
    client_secret: str = field(default="emulator-secret", repr=False)
    redirect_url: str = ""
    consents: bool = True


@dataclass(slots=True)
class Settings:
    """What the emulator was started with."""

    store_id: int = 1003
    app: App = App()
    scopes: frozenset[str] = frozenset()
    """Access scopes that the app is registered for."""
    url: str = "http://localhost/api/v3"
    """Base of the API, without the store; of the server once that has started."""
    index_delay: float = 0.0
    """Seconds before a search finds what was written."""
    latency: float = 0.0
    """Seconds that each request takes, alone or in a batch."""
    random_seed: int = 0


@dataclass(slots=True)
class Shop:
    """One store.

    `db.transaction()` gives a context manager, held by one writer at a time, that rolls back when
    an exception passes. It nests within a thread, an inner one being a savepoint. Every route but
    a GET already runs in one: a route that raises has changed nothing.
    """

    db: Database
    clock: Clock
    random: random.Random
    settings: Settings
    spec: Spec
    outbox: Outbox | None = None
    """Where webhooks wait to be sent; None if there is no one to send them to."""

    def new_id(self, kind: str) -> int:
        """An id for a new `kind` ("product"), above all earlier ones, also after a restart."""
        return self.next_number(kind, lambda: _first_id(kind, self.settings.random_seed))

    def next_number(self, kind: str, first: Callable[[], int]) -> int:
        """The number after the last one of that kind, also after a restart; at first `first()`."""
        with self.db.transaction():
            last = self.db.write(
                "UPDATE sequence SET last = last + 1 WHERE kind = ? RETURNING last", (kind,)
            )
            if last:
                return int(last[0][0])
            number = first()
            self.db.write("INSERT INTO sequence (kind, last) VALUES (?, ?)", (kind, number))
            return number

    def new_uuid(self, kind: str) -> str:
        """A UUID for a new `kind`, unlike all earlier ones, also after a restart."""
        bits = random.Random(f"{self.settings.random_seed}:{kind}:{self.new_id(kind)}")
        return str(uuid.UUID(int=bits.getrandbits(128), version=4))


SCHEMA = "CREATE TABLE IF NOT EXISTS sequence (kind TEXT PRIMARY KEY, last INTEGER NOT NULL)"


def _first_id(kind: str, seed: int) -> int:
    return random.Random(f"{seed}:{kind}").randrange(100_000_000, 900_000_000)
