"""What was applied to a store, kept in the store itself, so that every machine agrees.

It is in the app storage, which is the app's own part of a store. A token that may not write there
leaves a file on this machine, and what both of them hold counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ecwid_orm.exceptions import EcwidError, MigrationError
from ecwid_orm.migrations.lock import Lock
from ecwid_orm.migrations.stores import FileStore, StorageStore, Store
from ecwid_orm.session import Session
from ecwid_orm.session.journal import Journal

KEY = "ecwid_orm.migrations"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Applied:
    """That a revision was applied: the checksum of its code then, when (ISO 8601), by whom.

    `counts` are the operations by kind; `run` names the run in the journal.
    """

    revision: str
    checksum: str
    at: str
    who: str
    counts: Mapping[str, int]
    run: str


class History:
    """The revisions that were applied to the store of a session.

    It is written to the app storage, or into a folder by a token that may not do that. Raises
    InvalidToken.
    """

    def __init__(self, session: Session, folder: Path) -> None:
        stores = StorageStore(session), FileStore(folder, session.client.store_id)
        self._stores: tuple[Store, ...] = stores
        self._own: Store = next(one for one in stores if one.writable)

    @property
    def where(self) -> str:
        """Where it is kept, in words."""
        return self._own.where

    def applied(self) -> list[Applied]:
        """What was applied, the first first. Raises MigrationError for what cannot be read."""
        found = {one.revision: one for store in self._stores for one in _read(store)}
        return sorted(found.values(), key=lambda one: one.at)

    def add(self, applied: Sequence[Applied]) -> None:
        """Write down that revisions were applied, all or none."""
        names = {one.revision for one in applied}
        rest = [one for one in _read(self._own) if one.revision not in names]
        _write(self._own, [*rest, *applied])

    def refuse_fixed(self, revision: str) -> None:
        """Raise MigrationError for a revision that could not be removed."""
        for store in self._stores:
            if not store.writable and any(one.revision == revision for one in _read(store)):
                raise MigrationError(
                    f"that {revision} was applied is written in {store.where}, where this token "
                    "may not write; take it back with one that has the scope update_store_profile",
                    revision=revision,
                )

    def remove(self, revision: str) -> None:
        """Write down that a revision was taken back."""
        for store in self._stores:
            kept = _read(store)
            rest = [one for one in kept if one.revision != revision]
            if len(rest) < len(kept):
                _write(store, rest)

    @contextmanager
    def locked(self, journal: Journal) -> Iterator[Lock]:
        """Keep other runners out meanwhile, as far as can be. Raises MigrationError.

        The app storage has no way to write only what nobody else has written: two runners that
        begin within the same second may both get through.
        """
        lock = Lock(self._own, self._stores, journal)
        lock.take()
        try:
            yield lock
        finally:
            with suppress(EcwidError, OSError):  # then it lapses; what came before is to be told
                lock.give_back()


def _read(store: Store) -> list[Applied]:
    text = store.read(KEY)
    if text is None:
        return []
    try:
        kept = json.loads(text)
        if kept["format"] > FORMAT:
            raise MigrationError(
                f"the history in {store.where} was written by a later version of ecwid_orm; "
                "upgrade it. Nothing was sent."
            )
        return [_applied(one) for one in kept["applied"]]
    except (ValueError, KeyError, TypeError) as error:
        raise MigrationError(
            f"the history of migrations in {store.where}, key {KEY}, cannot be read "
            f"({type(error).__name__}: {error}). Nothing was sent. Mend that entry by hand: "
            'it is JSON, {"format": 1, "applied": [{"revision": …, …}, …]}; without the key, '
            "all revisions count as pending."
        ) from error


def _write(store: Store, applied: list[Applied]) -> None:
    kept = {"format": FORMAT, "applied": [asdict(one) for one in applied]}
    store.write(KEY, json.dumps(kept))


def _applied(kept: Any) -> Applied:
    """An entry as it was read. Raises TypeError for one that is none."""
    applied = Applied(**kept)
    texts = (applied.revision, applied.checksum, applied.at, applied.who, applied.run)
    if not all(isinstance(one, str) for one in texts) or not isinstance(applied.counts, dict):
        raise TypeError(f"{applied.revision!r} is no entry of a revision")
    return applied
