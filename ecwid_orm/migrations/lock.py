"""The lock that keeps a second runner out, as far as the app storage allows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from uuid import uuid4

from ecwid_orm.exceptions import MigrationError
from ecwid_orm.migrations.stores import Store
from ecwid_orm.session.journal import Journal
from ecwid_orm.session.owner import is_gone

LOCK = "ecwid_orm.migrations.lock"
PATIENCE = 900.0
"""Seconds after which a runner that said nothing more is taken to be gone."""


@dataclass(frozen=True, slots=True)
class _Holder:
    """Who holds the lock, until when; `owner` is that of the journal, as text."""

    name: str
    who: str
    owner: str
    until: float


class Lock:
    """The lock of one runner, known by the owner of its journal."""

    def __init__(self, own: Store, stores: Sequence[Store], journal: Journal) -> None:
        self._own = own
        self._stores = stores
        self._now = journal.now
        self._mine = _Holder(uuid4().hex, journal.who, str(journal.owner), 0.0)

    def take(self) -> None:
        """Take it. Raises MigrationError where another runner has it, and is not gone."""
        for store in self._stores:
            holder = _holder(store)
            if holder is not None and self._is_at_work(holder):
                left = max(holder.until - self._now(), 60)
                raise MigrationError(
                    f"{holder.who} is migrating this store. Nothing was sent; wait for it to end. "
                    f"If it was killed, this can be begun in {left / 60:.0f} min, or at once "
                    f"without the key {LOCK} in {store.where}."
                )
        self.renew()
        holder = _holder(self._own)
        if holder is None or holder.name != self._mine.name:
            raise MigrationError(
                "another runner began at the same moment. Nothing was sent; try again."
            )

    def _is_at_work(self, holder: _Holder) -> bool:
        if holder.until <= self._now() or holder.owner == self._mine.owner:
            return False
        # A process of another host cannot be looked at from here: then only time tells.
        return not is_gone(holder.owner, silent=0)

    def renew(self) -> None:
        """Say that the runner is still at work."""
        self._mine = replace(self._mine, until=self._now() + PATIENCE)
        self._own.write(LOCK, json.dumps(asdict(self._mine)))

    def renew_if_due(self) -> None:
        """Renew it once half of its time is over."""
        if self._mine.until - self._now() < PATIENCE / 2:
            self.renew()

    def give_back(self) -> None:
        """Let others in."""
        holder = _holder(self._own)
        if holder is not None and holder.name == self._mine.name:
            self._own.write(LOCK, None)


def _holder(store: Store) -> _Holder | None:
    text = store.read(LOCK)
    with suppress(ValueError, TypeError):
        return None if not text else _Holder(**json.loads(text))
    return None
