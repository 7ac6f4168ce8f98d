"""The journal: what was committed, and what is still on its way, in a file that survives a crash.

SQLite in WAL mode. All that a commit is about to do is in the file, and synced, before anything is
sent; each outcome follows as it comes.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ecwid_orm.api import codec
from ecwid_orm.exceptions import JournalError
from ecwid_orm.session.journal_entries import (
    CommitKind,
    LoggedCommit,
    LoggedOperation,
    OperationState,
    logged_operation,
)
from ecwid_orm.session.journal_file import JournalFile
from ecwid_orm.session.owner import is_gone
from ecwid_orm.session.records import Record


@dataclass(frozen=True, slots=True)
class Sent:
    """A batch whose outcome the journal does not know: its key, when it went, what was in it."""

    key: str
    at: float
    numbers: tuple[int, ...]


class Journal(JournalFile):
    """The journal in a file, which is made if there is none; `:memory:` for one that is forgotten.

    `who` is written beside each commit, free text: the user and host where it is left out. `now` is
    unix time in seconds. The file is its owner's alone (mode 0600), for it holds what customers
    entered. Several processes may use one. Raises JournalError for a file that cannot be used.
    """

    # Reading -----------------------------------------------------------------------------

    def commits(self, *, limit: int | None = None) -> list[LoggedCommit]:
        """The commits, the latest first."""
        with self.understood("read"):
            rows = self.db.execute(
                "SELECT * FROM commits ORDER BY begun DESC, rowid DESC LIMIT ?",
                [-1 if limit is None else limit],
            ).fetchall()
            return [self._commit(row) for row in rows]

    def commit(self, commit_id: str) -> LoggedCommit:
        """The commit of that id, or whose id alone begins so. Raises JournalError."""
        with self.understood("read"):
            rows = self.db.execute(
                "SELECT * FROM commits WHERE substr(id, 1, ?) = ? LIMIT 2",
                [len(commit_id), commit_id],
            ).fetchall()
        if not rows or not commit_id:
            raise JournalError(f"{self.path} has no commit {commit_id!r}")
        if len(rows) > 1:
            raise JournalError(f"{self.path} has several commits whose ids begin so: {commit_id!r}")
        return self._commit(rows[0])

    def operations(self, commit_id: str, *states: OperationState) -> Iterator[LoggedOperation]:
        """The operations of a commit in their order; with `states`, those in one of them."""
        wanted = ", ".join("?" * len(states))
        with self.understood("read"):
            yield from map(
                logged_operation,
                self.db.execute(
                    "SELECT * FROM operations WHERE commit_id = ?"
                    + (f" AND state IN ({wanted})" if states else "")
                    + " ORDER BY number",
                    [commit_id, *states],
                ),
            )

    def is_taken_back(self, commit_id: str) -> bool:
        """Whether the compensation of an atomic commit was begun."""
        return self._has_inverse(commit_id, "compensation")

    def is_undone(self, commit_id: str) -> bool:
        """Whether a commit to undo another was begun."""
        return self._has_inverse(commit_id, "undo")

    def _has_inverse(self, commit_id: str, kind: CommitKind) -> bool:
        with self.understood("read"):
            return bool(
                self.db.execute(
                    "SELECT 1 FROM commits WHERE undoes = ? AND kind = ?", [commit_id, kind]
                ).fetchone()
            )

    def names(self, store: str) -> dict[tuple[str, Any], Any]:
        """(resource, key) of what was deleted and created again → the key that it has now."""
        with self.understood("read"):
            rows = self.db.execute(
                "SELECT record, made FROM operations JOIN commits ON commits.id = commit_id"
                " WHERE recreates IS NOT NULL AND state = 'DONE' AND store = ?"
                " ORDER BY begun, commits.rowid",
                [store],
            ).fetchall()
        names: dict[tuple[str, Any], Any] = {}
        for text, made in rows:
            record, key = codec.loads(text), codec.loads(made)
            root, old = record["root"], record["recreates"]
            for known, now in list(names.items()):
                if known[0] == root and now == old:
                    names[known] = key  # once more
            names[root, old] = key
        return names

    def _commit(self, row: sqlite3.Row) -> LoggedCommit:
        counted = self.db.execute(
            "SELECT state, count(*) FROM operations WHERE commit_id = ? GROUP BY state", [row["id"]]
        )
        return LoggedCommit(
            row["id"],
            row["store"],
            row["kind"],
            _moment(row["begun"]),
            None if row["ended"] is None else _moment(row["ended"]),
            row["who"],
            row["message"],
            row["undoes"],
            bool(row["atomic"]),
            Counter({OperationState(state): count for state, count in counted}),
        )

    # Writing -----------------------------------------------------------------------------

    def begin(
        self,
        commit_id: str,
        store: str,
        rows: Iterable[Record],
        *,
        kind: CommitKind = "commit",
        message: str | None = None,
        undoes: str | None = None,
        atomic: bool = False,
        step: tuple[str, str] | None = None,
    ) -> None:
        """Write down all that a commit is about to do; `step` names its run and its place there."""
        now = self.now()
        with self.writing():
            self.db.execute(
                "INSERT INTO commits (id, store, kind, undoes, atomic, who, message, begun, owner,"
                " seen, run, step) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    commit_id,
                    store,
                    kind,
                    undoes,
                    atomic,
                    self.who,
                    message,
                    now,
                    str(self.owner),
                    now,
                    *(step or (None, None)),
                ],
            )
            self.db.executemany(
                "INSERT INTO operations (commit_id, number, kind, model, label, path, before,"
                " record, recreates, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'PLANNED')",
                (
                    [
                        commit_id,
                        row["number"],
                        row["kind"],
                        row["model"],
                        row["label"],
                        row["path"],
                        _text(before) if (before := row.pop("before", None)) is not None else None,
                        _text(row),
                        None if row["recreates"] is None else _text(row["recreates"]),
                    ]
                    for row in rows
                ),
            )

    def departs(self, commit_id: str, key: str | None, numbers: Iterable[int]) -> None:
        """Write down that these operations go out now, in a batch of that key or one alone."""
        with self.writing(commit_id) as now:
            if key is not None:
                self.db.execute(
                    "INSERT OR IGNORE INTO flights (key, commit_id, sent) VALUES (?, ?, ?)",
                    [key, commit_id, now],
                )
            self.db.executemany(
                "UPDATE operations SET state = 'SENT', flight = ?"
                " WHERE commit_id = ? AND number = ?",
                [(key, commit_id, number) for number in numbers],
            )

    def settle(
        self,
        commit_id: str,
        outcomes: Iterable[tuple[int, OperationState, Any, str | None]],
        ticket: tuple[str, str] | None = None,
    ) -> None:
        """Write down what became of operations: (number, state, key of what was made, error)."""
        with self.writing(commit_id):
            if ticket is not None:
                self.db.execute("UPDATE flights SET ticket = ? WHERE key = ?", ticket)
            self.db.executemany(
                "UPDATE operations SET state = ?, made = ?, error = ?"
                " WHERE commit_id = ? AND number = ?",
                [
                    (state, None if made is None else _text(made), error, commit_id, number)
                    for number, state, made, error in outcomes
                ],
            )

    def end(self, commit_id: str, *, keep: Iterable[int] = ()) -> None:
        """Write down that a commit is over: nothing more of it is sent, but for what is kept.

        It stays open as long as the outcome of a batch is not known.
        """
        kept = set(keep)
        with self.writing(commit_id) as now:
            planned = self.db.execute(
                "SELECT number FROM operations WHERE commit_id = ? AND state = 'PLANNED'",
                [commit_id],
            ).fetchall()
            self.db.executemany(
                "UPDATE operations SET state = 'NOT_EXECUTED' WHERE commit_id = ? AND number = ?",
                [(commit_id, number) for (number,) in planned if number not in kept],
            )
            self.db.execute(
                "UPDATE commits SET ended = ?, open = EXISTS (SELECT 1 FROM operations"
                " WHERE commit_id = commits.id AND state = 'SENT') WHERE id = ?",
                [now, commit_id],
            )
            self.db.execute(
                "UPDATE commits SET owner = NULL WHERE id = ? AND NOT open", [commit_id]
            )

    def release(self, commit_id: str) -> None:
        """Leave a commit to whoever recovers next, which may be this session as well."""
        self.left.add(commit_id)  # should it not be possible to write that down
        with self.writing(commit_id):
            self.db.execute("UPDATE commits SET owner = NULL WHERE id = ?", [commit_id])

    def resolve(self, commit_id: str, number: int, state: OperationState, made: Any = None) -> None:
        """Settle what was in doubt, and make the commit this owner's. Raises JournalError."""
        with self.writing():
            found = self.db.execute(
                "UPDATE operations SET state = ?, made = ?, error = NULL"
                " WHERE commit_id = ? AND number = ? AND state = 'IN_DOUBT'",
                [state, None if made is None else _text(made), commit_id, number],
            )
            if not found.rowcount:
                raise JournalError(f"operation {number} of commit {commit_id} is not in doubt")
            self.db.execute(
                "UPDATE commits SET open = 1, owner = ? WHERE id = ?", [str(self.owner), commit_id]
            )

    # Runs --------------------------------------------------------------------------------

    def begin_run(self, store: str, name: str, new_id: str) -> str:
        """The id of the run of that name which was begun and not ended, else of a new one."""
        with self.writing() as now:
            found = self.db.execute(
                "SELECT id FROM runs WHERE store = ? AND name = ? AND ended IS NULL", [store, name]
            ).fetchone()
            if found is not None:
                return str(found[0])
            self.db.execute(
                "INSERT INTO runs (id, store, name, begun) VALUES (?, ?, ?, ?)",
                [new_id, store, name, now],
            )
        return new_id

    def end_run(self, run: str) -> None:
        """Write down that a run is over: the next of its name is a new one."""
        with self.writing() as now:
            self.db.execute("UPDATE runs SET ended = ? WHERE id = ?", [now, run])

    def run_commits(self, run: str, step: str | None = None) -> list[LoggedCommit]:
        """The commits of a run, or of one of its steps, the oldest first."""
        with self.understood("read"):
            rows = self.db.execute(
                "SELECT * FROM commits WHERE run = ? AND step = coalesce(?, step)"
                " ORDER BY begun, rowid",
                [run, step],
            ).fetchall()
            return [self._commit(row) for row in rows]

    def finished_steps(self, run: str) -> frozenset[str]:
        """The steps of a run of which all was done, and not undone since."""
        with self.understood("read"):
            rows = self.db.execute(
                "SELECT step FROM commits AS one WHERE run = ? AND ended IS NOT NULL"
                " AND id NOT IN (SELECT undoes FROM commits WHERE kind = 'undo')"
                " AND NOT EXISTS (SELECT 1 FROM operations"
                " WHERE commit_id = one.id AND state <> 'DONE')",
                [run],
            )
            return frozenset(step for (step,) in rows)

    def open_run(self, store: str, name: str) -> str | None:
        """The id of the run of that name which was begun and not ended, or None."""
        with self.understood("read"):
            found = self.db.execute(
                "SELECT id FROM runs WHERE store = ? AND name = ? AND ended IS NULL", [store, name]
            ).fetchone()
        return None if found is None else str(found[0])

    def walk(self, run: str, walk: str, keys: Callable[[], list[Any]]) -> list[Any]:
        """The keys of a walk of a run: those written down when it was first begun."""
        with self.understood("read"):
            found = self.db.execute(
                "SELECT keys FROM walks WHERE run = ? AND walk = ?", [run, walk]
            ).fetchone()
        if found is None:
            text = _text(keys())
            with self.writing():
                self.db.execute(
                    "INSERT INTO walks (run, walk, keys) VALUES (?, ?, ?)", [run, walk, text]
                )
        else:
            text = found[0]
        listed = codec.loads(text)
        return [tuple(key) if isinstance(key, list) else key for key in listed]

    # Taking up what was left --------------------------------------------------------------

    def take_leftovers(self, store: str) -> list[str]:
        """Make what others left of this store's commits one's own; the ids, the oldest first."""
        with self.understood("read"):
            if not self.db.execute(
                "SELECT 1 FROM commits WHERE open AND store = ? LIMIT 1", [store]
            ).fetchone():
                return []  # nearly always, and without a lock
        taken = []
        with self.writing() as now:
            rows = self.db.execute(
                "SELECT id, owner, seen FROM commits WHERE open AND store = ?"
                " ORDER BY begun, rowid",
                [store],
            ).fetchall()
            for commit_id, owner, seen in rows:
                mine = owner == str(self.owner) and commit_id in self.left
                if mine or is_gone(owner, now - seen):
                    self.db.execute(
                        "UPDATE commits SET owner = ?, seen = ? WHERE id = ?",
                        [str(self.owner), now, commit_id],
                    )
                    taken.append(commit_id)
        self.left.difference_update(taken)
        return taken

    def flights(self, commit_id: str) -> list[Sent]:
        """The batches of a commit whose outcome is not known, the oldest first."""
        found: dict[tuple[str, float], list[int]] = {}
        with self.understood("read"):
            rows = self.db.execute(
                "SELECT flights.key, flights.sent, operations.number FROM operations"
                " JOIN flights ON flights.key = operations.flight"
                " WHERE operations.commit_id = ? AND flights.key IN"
                " (SELECT flight FROM operations WHERE commit_id = ? AND state = 'SENT')"
                " ORDER BY flights.sent, operations.number",
                [commit_id, commit_id],
            )
            for key, sent, number in rows:
                found.setdefault((key, sent), []).append(number)
        return [Sent(key, sent, tuple(numbers)) for (key, sent), numbers in found.items()]


def _text(value: Any) -> str:
    return codec.dumps(value).decode()


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
