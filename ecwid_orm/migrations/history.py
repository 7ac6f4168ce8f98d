"""What was applied to a store, kept in the store itself, so that every machine agrees.

It is in the app storage, which is the app's own part of a store. A token without the scope for it
leaves a file on this machine.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

from ecwid_orm.exceptions import EcwidError, Forbidden, InvalidToken, MigrationError
from ecwid_orm.session import Session
from ecwid_orm.session.journal import Journal
from ecwid_orm.session.owner import is_gone

KEY = "ecwid_orm.migrations"
LOCK = "ecwid_orm.migrations.lock"
FORMAT = 1
PATIENCE = 900.0
"""Seconds after which a runner that said nothing more is taken to be gone."""


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


class Store(Protocol):
    """Where texts are kept by key."""

    where: str

    def read(self, key: str) -> str | None:
        """The text, None where there is none."""

    def write(self, key: str, text: str | None) -> None:
        """Keep a text; with None, delete it."""


class StorageStore:
    """The app storage of a session's store."""

    where = "the store's app storage"

    def __init__(self, session: Session) -> None:
        self._storage = session.storage

    def read(self, key: str) -> str | None:
        """The text, None where there is none."""
        return self._storage.get(key)

    def write(self, key: str, text: str | None) -> None:
        """Keep a text; with None, delete it."""
        if text is not None:
            self._storage[key] = text
        else:
            with suppress(KeyError):
                del self._storage[key]


class FileStore:
    """A folder on this machine, with a file a key and store."""

    def __init__(self, folder: Path, store_id: str) -> None:
        self._folder = folder
        self._store_id = store_id
        self.where = f"the folder {folder}"

    def read(self, key: str) -> str | None:
        """The text, None where there is none."""
        with suppress(FileNotFoundError):
            return self._path(key).read_text(encoding="utf-8")
        return None

    def write(self, key: str, text: str | None) -> None:
        """Keep a text; with None, delete it. A file is there whole, or as it was before."""
        path = self._path(key)
        if text is None:
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{uuid4().hex}")
        part.write_text(text, encoding="utf-8")
        part.replace(path)

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.{self._store_id}.json"


def store_of(session: Session, fallback: Path) -> Store:
    """Where the history of the session's store is: the app storage, else that folder."""
    storage = StorageStore(session)
    try:
        storage.read(KEY)
    except InvalidToken:
        raise  # it may do nothing at all
    except Forbidden:
        return FileStore(fallback, session.client.store_id)
    return storage


class History:
    """The revisions that were applied to one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def where(self) -> str:
        """Where it is kept, in words."""
        return self._store.where

    def applied(self) -> list[Applied]:
        """What was applied, the first first. Raises MigrationError for what cannot be read."""
        text = self._store.read(KEY)
        if text is None:
            return []
        try:
            kept = json.loads(text)
            if kept["format"] > FORMAT:
                raise MigrationError(
                    f"the history in {self.where} was written by a later version of ecwid_orm; "
                    "upgrade it"
                )
            return [_applied(one) for one in kept["applied"]]
        except (ValueError, KeyError, TypeError) as error:
            raise MigrationError(
                f"the history of migrations in {self.where}, key {KEY}, cannot be read "
                f"({type(error).__name__}: {error}). Nothing was sent. Mend that entry by hand: "
                'it is JSON, {"format": 1, "applied": [{"revision": …, …}, …]}; without the key, '
                "all revisions count as pending"
            ) from error

    def add(self, applied: Applied) -> None:
        """Write down that a revision was applied."""
        rest = [one for one in self.applied() if one.revision != applied.revision]
        self._write([*rest, applied])

    def remove(self, revision: str) -> None:
        """Write down that a revision was taken back."""
        self._write([one for one in self.applied() if one.revision != revision])

    def _write(self, applied: list[Applied]) -> None:
        kept: Any = {"format": FORMAT, "applied": [asdict(one) for one in applied]}
        self._store.write(KEY, json.dumps(kept))

    @contextmanager
    def locked(self, journal: Journal) -> Iterator[Lock]:
        """Keep other runners out meanwhile, as far as can be. Raises MigrationError.

        The app storage has no way to write only what nobody else has written: two runners that
        begin within the same second may both get through.
        """
        lock = Lock(self._store, journal)
        lock.take()
        try:
            yield lock
        finally:
            with suppress(EcwidError, OSError):  # then it lapses; what came before is to be told
                lock.give_back()


def _applied(kept: Any) -> Applied:
    """An entry as it was read. Raises TypeError for one that is none."""
    applied = Applied(**kept)
    texts = (applied.revision, applied.checksum, applied.at, applied.who, applied.run)
    if not all(isinstance(one, str) for one in texts) or not isinstance(applied.counts, dict):
        raise TypeError(f"{applied.revision!r} is no entry of a revision")
    return applied


@dataclass(frozen=True, slots=True)
class _Holder:
    """Who holds the lock, until when; `owner` is that of the journal, as text."""

    name: str
    who: str
    owner: str
    until: float


class Lock:
    """The lock of one runner, known by the owner of its journal."""

    def __init__(self, store: Store, journal: Journal) -> None:
        self._store = store
        self._now = journal.now
        self._mine = _Holder(uuid4().hex, journal.who, str(journal.owner), 0.0)

    def take(self) -> None:
        """Take it. Raises MigrationError where another runner has it, and is not gone."""
        holder = self._read()
        if holder is not None and self._is_at_work(holder):
            left = max(holder.until - self._now(), 60)
            raise MigrationError(
                f"{holder.who} is migrating this store; wait for it to end. If it was killed, this "
                f"can be begun in {left / 60:.0f} min, or at once without the key {LOCK} in "
                f"{self._store.where}"
            )
        self.renew()
        holder = self._read()
        if holder is None or holder.name != self._mine.name:
            raise MigrationError("another runner began at the same moment; try again")

    def _is_at_work(self, holder: _Holder) -> bool:
        if holder.until <= self._now() or holder.owner == self._mine.owner:
            return False
        # A process of another host cannot be looked at from here: then only time tells.
        return not is_gone(holder.owner, silent=0)

    def renew(self) -> None:
        """Say that the runner is still at work."""
        self._mine = replace(self._mine, until=self._now() + PATIENCE)
        self._store.write(LOCK, json.dumps(asdict(self._mine)))

    def renew_if_due(self) -> None:
        """Renew it once half of its time is over."""
        if self._mine.until - self._now() < PATIENCE / 2:
            self.renew()

    def give_back(self) -> None:
        """Let others in."""
        holder = self._read()
        if holder is not None and holder.name == self._mine.name:
            self._store.write(LOCK, None)

    def _read(self) -> _Holder | None:
        text = self._store.read(LOCK)
        with suppress(ValueError, TypeError):
            return None if not text else _Holder(**json.loads(text))
        return None
