"""What a shop holds, in one SQLite file: entities as JSON, and what searches and listings need."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from ecwid_orm.emulator.kind import NO_FACTS, Column, Facts, Keys, Kind, definition, facts_tables
from ecwid_orm.emulator.search import Where

Body = dict[str, Any]
_Row = TypeVar("_Row")

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entity (
    kind TEXT NOT NULL, id INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, id));
CREATE TABLE IF NOT EXISTS natural_key (
    kind TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, id INTEGER NOT NULL,
    PRIMARY KEY (kind, name, value, id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS natural_key_of ON natural_key (kind, id);
CREATE TABLE IF NOT EXISTS term (
    kind TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, id INTEGER NOT NULL,
    PRIMARY KEY (kind, name, value, id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS term_of ON term (kind, id);
CREATE TABLE IF NOT EXISTS unindexed (
    kind TEXT NOT NULL, id INTEGER NOT NULL, due REAL NOT NULL, facts TEXT NOT NULL,
    PRIMARY KEY (kind, id));
CREATE TABLE IF NOT EXISTS deletion (
    kind TEXT NOT NULL, id INTEGER NOT NULL, date INTEGER NOT NULL, more TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS deletion_date ON deletion (kind, date, id);
-- The columns of the key come first, or SQLite 3.40 complains of NULLs when it checks the table.
CREATE TABLE IF NOT EXISTS member (
    list TEXT NOT NULL, owner INTEGER NOT NULL, member INTEGER NOT NULL, position INTEGER NOT NULL,
    PRIMARY KEY (list, owner, member)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS member_position ON member (list, owner, position, member);
CREATE INDEX IF NOT EXISTS member_of ON member (list, member);
CREATE TABLE IF NOT EXISTS change (kind TEXT PRIMARY KEY, at INTEGER NOT NULL);
"""


class Database:
    """Entities by kind and id, with natural keys, facts for searches, deletions and changes.

    One connection, used by one thread at a time, holds it all: whoever writes is alone, and a
    reader never sees half a write. Another process waits for its turn at the file. A write that is
    cut short, by an exception or by a kill, leaves no trace. Times are unix seconds.
    """

    def __init__(self, path: str | Path = ":memory:") -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self._defined: set[str] = set()
        self._to_follow: list[Callable[[], None]] = []
        self._connection = sqlite3.connect(
            path, timeout=30, isolation_level=None, check_same_thread=False
        )
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.execute("PRAGMA cache_size = -65536")
        self._connection.executescript(_SCHEMA)

    def close(self) -> None:
        """Give the file back. Nothing may be asked of it afterwards."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def reading(self, *kinds: Kind) -> Iterator[sqlite3.Connection]:
        """The connection, for as long as the block lasts, with no one writing meanwhile.

        The tables `facts_…` and `words_…` of the kinds named are there.
        """
        with self._lock:
            for kind in kinds:
                self._define(kind)
            yield self._connection

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """The connection, to write to: all of the block is done, or, if it raises, none of it.

        Within another transaction of the thread it is a savepoint.
        """
        followed: list[Callable[[], None]] = []
        with self._lock:
            name = f"level_{self._depth}"
            begin = f"SAVEPOINT {name}" if self._depth else "BEGIN IMMEDIATE"
            commit = f"RELEASE {name}" if self._depth else "COMMIT"
            rollback = f"ROLLBACK TO {name}" if self._depth else "ROLLBACK"
            to_follow = len(self._to_follow)
            self._connection.execute(begin)
            self._depth += 1
            try:
                yield self._connection
                self._connection.execute(commit)
            except BaseException:
                # An error of SQLite's own may have ended the transaction already.
                if self._connection.in_transaction:
                    self._connection.execute(rollback)
                    if self._depth > 1:
                        self._connection.execute(commit)
                self._defined.clear()
                del self._to_follow[to_follow:]
                raise
            finally:
                self._depth -= 1
            if not self._depth:
                followed, self._to_follow = self._to_follow, []
        for action in followed:
            action()

    def write(self, statement: str, arguments: Sequence[Any] = ()) -> list[Any]:
        """Execute one statement that writes; the rows that it returns.

        It is done or not as a whole, in a transaction or without one, so it needs none of its own.
        """
        with self._lock:
            return self._connection.execute(statement, arguments).fetchall()

    def after_commit(self, action: Callable[[], None]) -> None:
        """Do that once what the running transaction does is committed; not if it is undone.

        However often it is asked for in a transaction, it is done once.
        """
        if action not in self._to_follow:
            self._to_follow.append(action)

    # --- entities ----------------------------------------------------------------------

    def get(self, kind: Kind, key: int) -> Body | None:
        """The body of an entity, or None."""
        with self._lock:
            row = self._connection.execute(
                "SELECT body FROM entity WHERE kind = ? AND id = ?", (kind.name, key)
            ).fetchone()
        if row is None:
            return None
        body: Body = json.loads(row[0])
        return body

    def get_many(self, kind: Kind, keys: Sequence[int]) -> list[Body]:
        """Bodies in the order of the keys; keys that are no entity's are left out."""
        with self._lock:
            rows = self._connection.execute(
                "SELECT entity.body FROM json_each(?) AS wanted"
                " JOIN entity ON entity.kind = ? AND entity.id = wanted.value ORDER BY wanted.key",
                (json.dumps(list(keys)), kind.name),
            ).fetchall()
        return [json.loads(row[0]) for row in rows]

    def ids(self, kind: Kind) -> list[int]:
        """Ids of all entities of a kind, ascending."""
        with self._lock:
            rows = self._connection.execute(
                "SELECT id FROM entity WHERE kind = ? ORDER BY id", (kind.name,)
            ).fetchall()
        return [row[0] for row in rows]

    def count(self, kind: Kind) -> int:
        """How many entities of a kind there are."""
        with self._lock:
            row = self._connection.execute(
                "SELECT count(*) FROM entity WHERE kind = ?", (kind.name,)
            ).fetchone()
        return int(row[0])

    def save(
        self,
        kind: Kind,
        key: int,
        body: Body,
        *,
        facts: Facts = NO_FACTS,
        keys: Keys = (),
        due: float | None = None,
    ) -> None:
        """Create or replace an entity.

        `keys` are its natural keys as (name, value), found at once by `find`. A search sees
        `facts` at once, or if `due` is given from the `settle` of that time on.
        """
        with self.transaction() as connection:
            self._define(kind)
            connection.execute(
                "INSERT INTO entity (kind, id, body) VALUES (?, ?, ?)"
                " ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body",
                (kind.name, key, _json(body)),
            )
            self._set_pairs("natural_key", kind, key, keys)
            if due is None:
                self._index(kind, key, facts)
            else:
                stored = [dict(facts.columns), list(facts.terms), facts.text]
                connection.execute(
                    "INSERT OR REPLACE INTO unindexed VALUES (?, ?, ?, ?)",
                    (kind.name, key, due, _json(stored)),
                )

    def load(self, kind: Kind, rows: Iterable[tuple[int, Body, Facts, Keys]]) -> None:
        """Create many entities at once, none of which may exist."""
        with self.transaction() as connection:
            self._define(kind)
            places = ", ".join("?" * (len(kind.columns) + 1))
            for batch in _batches(rows, 1000):
                connection.executemany(
                    "INSERT INTO entity (kind, id, body) VALUES (?, ?, ?)",
                    [(kind.name, key, _json(body)) for key, body, _, _ in batch],
                )
                connection.executemany(
                    "INSERT OR IGNORE INTO natural_key VALUES (?, ?, ?, ?)",
                    [(kind.name, *pair, key) for key, _, _, keys in batch for pair in keys],
                )
                connection.executemany(
                    "INSERT OR IGNORE INTO term VALUES (?, ?, ?, ?)",
                    [(kind.name, *pair, key) for key, _, facts, _ in batch for pair in facts.terms],
                )
                if kind.columns:
                    connection.executemany(
                        f"INSERT INTO facts_{kind.name} VALUES ({places})",
                        [
                            (key, *(facts.columns.get(name) for name in kind.columns))
                            for key, _, facts, _ in batch
                        ],
                    )
                if kind.words:
                    connection.executemany(
                        f"INSERT INTO words_{kind.name} (rowid, text) VALUES (?, ?)",
                        [(key, facts.text) for key, _, facts, _ in batch],
                    )

    def delete(
        self, kind: Kind, key: int, *, at: float | None = None, more: Body | None = None
    ) -> bool:
        """Forget an entity; False if there is none. With `at` it is listed as deleted then.

        `more` are fields of that listing beside the id and the date.
        """
        with self.transaction() as connection:
            self._define(kind)
            gone = connection.execute(
                "DELETE FROM entity WHERE kind = ? AND id = ?", (kind.name, key)
            )
            if gone.rowcount == 0:
                return False
            for table in ("natural_key", "unindexed"):
                connection.execute(
                    f"DELETE FROM {table} WHERE kind = ? AND id = ?", (kind.name, key)
                )
            self._forget_facts(kind, key)
            if at is not None:
                connection.execute(
                    "INSERT INTO deletion VALUES (?, ?, ?, ?)",
                    (kind.name, key, int(at), _json(more or {})),
                )
        return True

    def delete_all(self, kind: Kind, *, at: float) -> None:
        """Forget all entities of a kind, and list them as deleted."""
        with self.transaction() as connection:
            self._define(kind)
            connection.execute(
                "INSERT INTO deletion SELECT kind, id, ?, '{}' FROM entity WHERE kind = ?"
                " ORDER BY id",
                (int(at), kind.name),
            )
            for table in ("entity", "natural_key", "unindexed", "term"):
                connection.execute(f"DELETE FROM {table} WHERE kind = ?", (kind.name,))
            for table in facts_tables(kind):
                connection.execute(f"DELETE FROM {table}")

    def find(self, kind: Kind, name: str, value: str) -> list[int]:
        """Ids of the entities that have this natural key, ascending; never late."""
        with self._lock:
            rows = self._connection.execute(
                "SELECT id FROM natural_key WHERE kind = ? AND name = ? AND value = ? ORDER BY id",
                (kind.name, name, value),
            ).fetchall()
        return [row[0] for row in rows]

    # --- searching ---------------------------------------------------------------------

    def search(
        self, kind: Kind, where: Where, order: str, offset: int, limit: int
    ) -> tuple[int, list[int]]:
        """How many entities fit, and the ids of one page of them.

        `order` is SQL over the kind's columns, as `"name, id DESC"`.
        """
        with self._lock:
            self._define(kind)
            source, arguments = where.source(f"facts_{kind.name}")
            total = self._connection.execute(f"SELECT count(*) {source}", arguments).fetchone()[0]
            rows = self._connection.execute(
                f"SELECT facts.id {source} ORDER BY {order} LIMIT ? OFFSET ?",
                (*arguments, limit, offset),
            ).fetchall()
        return total, [row[0] for row in rows]

    def settle(self, kind: Kind, now: float) -> None:
        """Let searches see what was saved with a `due` that has come."""
        with self._lock:
            late = self._connection.execute(
                "SELECT id, facts FROM unindexed WHERE kind = ? AND due <= ?", (kind.name, now)
            ).fetchall()
            if late:
                with self.transaction():
                    self._define(kind)
                    for key, stored in late:
                        columns, terms, text = json.loads(stored)
                        self._index(kind, key, Facts(columns, [(n, v) for n, v in terms], text))

    # --- what happened -----------------------------------------------------------------

    def touch(self, *kinds: str, at: float) -> None:
        """Note that something of these kinds changed."""
        rows = ", ".join(["(?, ?)"] * len(kinds))
        self.write(
            f"INSERT INTO change VALUES {rows}"
            " ON CONFLICT (kind) DO UPDATE SET at = excluded.at WHERE excluded.at > at",
            [value for kind in kinds for value in (kind, int(at))],
        )

    def last_changes(self) -> dict[str, int]:
        """When each kind was last touched."""
        with self._lock:
            return dict(self._connection.execute("SELECT kind, at FROM change").fetchall())

    def deletions(
        self, kind: Kind, since: float, until: float, offset: int, limit: int
    ) -> tuple[int, list[tuple[int, int, Body]]]:
        """How many entities were deleted from `since` to `until`, both included, and a page.

        Each is (id, date, more), the oldest first.
        """
        condition = "FROM deletion WHERE kind = ? AND date >= ? AND date <= ?"
        arguments = (kind.name, since, until)
        with self._lock:
            total = self._connection.execute(f"SELECT count(*) {condition}", arguments).fetchone()
            rows = self._connection.execute(
                f"SELECT id, date, more {condition} ORDER BY date, rowid LIMIT ? OFFSET ?",
                (*arguments, limit, offset),
            ).fetchall()
        return total[0], [(key, date, json.loads(more)) for key, date, more in rows]

    # --- the index ---------------------------------------------------------------------

    def _define(self, kind: Kind) -> None:
        if kind.name in self._defined:
            return
        for statement in definition(kind):
            self._connection.execute(statement)
        self._defined.add(kind.name)

    def _index(self, kind: Kind, key: int, facts: Facts) -> None:
        self._connection.execute(
            "DELETE FROM unindexed WHERE kind = ? AND id = ?", (kind.name, key)
        )
        self._set_pairs("term", kind, key, facts.terms)
        if kind.columns:
            self._set_columns(kind, key, facts.columns)
        if kind.words:
            self._set_text(kind, key, facts.text)

    # Rows and columns that hold what they should are left alone: each one written costs its
    # indexes, and a text its words, many times what it costs to read it.

    def _set_pairs(
        self, table: str, kind: Kind, key: int, pairs: Iterable[tuple[str, str]]
    ) -> None:
        rows = self._connection.execute(
            f"SELECT name, value FROM {table} WHERE kind = ? AND id = ?", (kind.name, key)
        )
        held, wanted = set(rows), set(pairs)
        self._connection.executemany(
            f"DELETE FROM {table} WHERE kind = ? AND name = ? AND value = ? AND id = ?",
            [(kind.name, *pair, key) for pair in held - wanted],
        )
        self._connection.executemany(
            f"INSERT INTO {table} VALUES (?, ?, ?, ?)",
            [(kind.name, *pair, key) for pair in wanted - held],
        )

    def _set_columns(self, kind: Kind, key: int, columns: Mapping[str, Column]) -> None:
        names = list(kind.columns)
        values = [columns.get(name) for name in names]
        held = self._connection.execute(
            f"SELECT {', '.join(names)} FROM facts_{kind.name} WHERE id = ?", (key,)
        ).fetchone()
        if held is None:
            places = ", ".join("?" * len(names))
            self._connection.execute(
                f"INSERT INTO facts_{kind.name} ({', '.join(names)}, id) VALUES ({places}, ?)",
                (*values, key),
            )
            return
        moved = [place for place, value in enumerate(values) if value != held[place]]
        if moved:
            assignments = ", ".join(f"{names[place]} = ?" for place in moved)
            self._connection.execute(
                f"UPDATE facts_{kind.name} SET {assignments} WHERE id = ?",
                (*(values[place] for place in moved), key),
            )

    def _set_text(self, kind: Kind, key: int, text: str) -> None:
        held = self._connection.execute(
            f"SELECT text FROM words_{kind.name} WHERE rowid = ?", (key,)
        ).fetchone()
        if held is None:
            self._connection.execute(
                f"INSERT INTO words_{kind.name} (rowid, text) VALUES (?, ?)", (key, text)
            )
        elif held[0] != text:
            self._connection.execute(
                f"UPDATE words_{kind.name} SET text = ? WHERE rowid = ?", (text, key)
            )

    def _forget_facts(self, kind: Kind, key: int) -> None:
        self._connection.execute("DELETE FROM term WHERE kind = ? AND id = ?", (kind.name, key))
        if kind.columns:
            self._connection.execute(f"DELETE FROM facts_{kind.name} WHERE id = ?", (key,))
        if kind.words:
            self._connection.execute(f"DELETE FROM words_{kind.name} WHERE rowid = ?", (key,))


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _batches(rows: Iterable[_Row], size: int) -> Iterator[list[_Row]]:
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch
