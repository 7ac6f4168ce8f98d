"""Batches in the database: what was asked, and how it went."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ecwid_orm.emulator.call import Token
from ecwid_orm.emulator.database import Database

SCHEMA = """
CREATE TABLE IF NOT EXISTS batch (
    position INTEGER PRIMARY KEY AUTOINCREMENT, ticket TEXT NOT NULL UNIQUE,
    created REAL NOT NULL, deduplication_key TEXT, group_id TEXT,
    stop_on_failure INTEGER NOT NULL, parallel INTEGER NOT NULL, public INTEGER NOT NULL,
    scopes TEXT NOT NULL, token_created INTEGER NOT NULL,
    total INTEGER NOT NULL, settled INTEGER NOT NULL DEFAULT 0,
    stalled_until REAL NOT NULL, stalled_polls INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS batch_unfinished ON batch (position) WHERE settled < total;
CREATE INDEX IF NOT EXISTS batch_key ON batch (deduplication_key, created);
CREATE TABLE IF NOT EXISTS batch_request (
    batch INTEGER NOT NULL, number INTEGER NOT NULL, id TEXT, method TEXT NOT NULL,
    path TEXT NOT NULL, body BLOB NOT NULL, state TEXT, status INTEGER, line TEXT, answer TEXT,
    PRIMARY KEY (batch, number)) WITHOUT ROWID;
"""

KEY_LIVES = 3600.0
"""Seconds that a deduplication key is remembered."""

_COLUMNS = (
    "position, ticket, stop_on_failure, parallel, public, scopes, token_created, total,"
    " settled, stalled_until, stalled_polls"
)


@dataclass(frozen=True, slots=True)
class Request:
    """One request to be made. `path` may have a query; `body` is JSON, empty for none."""

    id: str | None
    method: str
    path: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Options:
    """How a batch is to be executed."""

    token: Token
    """What it came with, and what its requests may do."""
    stop_on_failure: bool = True
    parallel: bool = False
    deduplication_key: str | None = None
    group_id: str | None = None
    stalled_until: float = 0.0
    stalled_polls: int = 0


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch. `settled` of its `total` requests have an outcome."""

    position: int
    ticket: str
    stop_on_failure: bool
    parallel: bool
    token: Token
    """What its requests may do; without the text of a token."""
    total: int
    settled: int
    stalled_until: float
    stalled_polls: int

    @property
    def status(self) -> str:
        """`QUEUED`, `IN_PROGRESS` or `COMPLETED`."""
        if self.settled >= self.total:
            return "COMPLETED"
        return "IN_PROGRESS" if self.settled else "QUEUED"

    def stalled(self, now: float) -> bool:
        """Whether it pretends not to get on."""
        return self.stalled_polls > 0 or now < self.stalled_until


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a request went: `COMPLETED`, `FAILED` or `NOT_EXECUTED`, the last without the rest."""

    id: str | None
    state: str
    status: int | None
    line: str | None
    answer: str | None


class BatchStore:
    """Keeps batches. To write, be in a transaction of the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        with database.transaction() as connection:
            for statement in SCHEMA.split(";"):
                connection.execute(statement)

    def add(self, ticket: str, requests: Sequence[Request], options: Options, now: float) -> None:
        """Queue a batch."""
        with self._database.transaction() as connection:
            position = connection.execute(
                "INSERT INTO batch (ticket, created, deduplication_key, group_id, stop_on_failure,"
                " parallel, public, scopes, token_created, total, stalled_until, stalled_polls)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    ticket,
                    now,
                    options.deduplication_key,
                    options.group_id,
                    options.stop_on_failure,
                    options.parallel,
                    options.token.is_public,
                    " ".join(sorted(options.token.scopes)),
                    options.token.created,
                    len(requests),
                    options.stalled_until,
                    options.stalled_polls,
                ),
            ).lastrowid
            connection.executemany(
                "INSERT INTO batch_request (batch, number, id, method, path, body)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (position, number, request.id, request.method, request.path, request.body)
                    for number, request in enumerate(requests)
                ],
            )

    def made_with(self, key: str, now: float) -> str | None:
        """The ticket of the batch that used this deduplication key within the last hour."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT ticket FROM batch WHERE deduplication_key = ? AND created > ?"
                " ORDER BY position DESC LIMIT 1",
                (key, now - KEY_LIVES),
            ).fetchone()
        return None if row is None else str(row[0])

    def find(self, ticket: str) -> Batch | None:
        """The batch with that ticket."""
        return self._one("WHERE ticket = ?", ticket)

    def first_unfinished(self) -> Batch | None:
        """The batch whose turn it is."""
        return self._one("WHERE settled < total ORDER BY position LIMIT 1")

    def page(self, status: str, now: float, offset: int, limit: int) -> list[str]:
        """Tickets of the batches that show that status, oldest first."""
        stalled = "(stalled_polls > 0 OR stalled_until > :now)"
        shown = (
            f"CASE WHEN settled >= total AND NOT {stalled} THEN 'COMPLETED'"
            " WHEN settled > 0 THEN 'IN_PROGRESS' WHEN total = 0 THEN 'COMPLETED'"
            " ELSE 'QUEUED' END"
        )
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT ticket FROM batch WHERE {shown} = :status"
                " ORDER BY position LIMIT :limit OFFSET :offset",
                {"now": now, "status": status, "limit": limit, "offset": offset},
            ).fetchall()
        return [row[0] for row in rows]

    def pending(self, batch: Batch) -> list[tuple[int, Request]]:
        """Requests without an outcome, by number."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT number, id, method, path, body FROM batch_request"
                " WHERE batch = ? AND state IS NULL ORDER BY number",
                (batch.position,),
            ).fetchall()
        return [(number, Request(*rest)) for number, *rest in rows]

    def is_done(self, batch: Batch) -> bool:
        """Whether all its requests have an outcome by now, as they have once it is cancelled."""
        found = self.find(batch.ticket)
        return found is None or found.status == "COMPLETED"

    def has_failed(self, batch: Batch) -> bool:
        """Whether one of its requests failed."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT 1 FROM batch_request WHERE batch = ? AND state = 'FAILED' LIMIT 1",
                (batch.position,),
            ).fetchone()
        return row is not None

    def outcomes(self, batch: Batch) -> list[Outcome]:
        """Outcomes so far, in the order of the requests."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT id, state, status, line, answer FROM batch_request"
                " WHERE batch = ? AND state IS NOT NULL ORDER BY number",
                (batch.position,),
            ).fetchall()
        return [Outcome(*row) for row in rows]

    def settle(self, batch: Batch, outcomes: Mapping[int, Outcome]) -> None:
        """Note the outcomes of requests, by their numbers."""
        with self._database.transaction() as connection:
            connection.executemany(
                "UPDATE batch_request SET state = ?, status = ?, line = ?, answer = ?"
                " WHERE batch = ? AND number = ?",
                [
                    (each.state, each.status, each.line, each.answer, batch.position, number)
                    for number, each in outcomes.items()
                ],
            )
            _add_settled(connection, batch.position, len(outcomes))

    def skip_rest(self, batch: Batch) -> None:
        """Let what has no outcome be `NOT_EXECUTED`."""
        with self._database.transaction() as connection:
            _skip(connection, [batch.position])

    def cancel_group(self, group_id: str) -> bool:
        """Skip the rest of all batches of a group; whether there was any."""
        with self._database.transaction() as connection:
            positions = connection.execute(
                "SELECT position FROM batch WHERE group_id = ? AND settled < total", (group_id,)
            ).fetchall()
            _skip(connection, [row[0] for row in positions])
        return bool(positions)

    def poll(self, batch: Batch) -> None:
        """Note that a stalled batch was asked for."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE batch SET stalled_polls = max(0, stalled_polls - 1) WHERE position = ?",
                (batch.position,),
            )

    def _one(self, where: str, *arguments: object) -> Batch | None:
        with self._database.reading() as connection:
            row = connection.execute(f"SELECT {_COLUMNS} FROM batch {where}", arguments).fetchone()
        if row is None:
            return None
        position, ticket, stop, parallel, public, scopes, created, *rest = row
        token = Token("", frozenset(scopes.split()), bool(public), created)
        return Batch(position, ticket, bool(stop), bool(parallel), token, *rest)


def _skip(connection: sqlite3.Connection, positions: Iterable[int]) -> None:
    for position in positions:
        skipped = connection.execute(
            "UPDATE batch_request SET state = 'NOT_EXECUTED' WHERE batch = ? AND state IS NULL",
            (position,),
        ).rowcount
        _add_settled(connection, position, skipped)


def _add_settled(connection: sqlite3.Connection, position: int, count: int) -> None:
    connection.execute(
        "UPDATE batch SET settled = settled + ? WHERE position = ?", (count, position)
    )
