"""What a journal tells of commits and their operations."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from ecwid_orm.api import codec
from ecwid_orm.session.records import Record

CommitKind = Literal["commit", "undo", "compensation"]


class OperationState(StrEnum):
    """How far an operation of the journal has come."""

    PLANNED = "PLANNED"
    """Not sent yet."""
    SENT = "SENT"
    """On its way: whether it was carried out is not known yet."""
    DONE = "DONE"
    FAILED = "FAILED"
    """Ecwid refused it, or no answer came; then an update or deletion may have been done."""
    NOT_EXECUTED = "NOT_EXECUTED"
    """Never sent, since something before it failed."""
    IN_DOUBT = "IN_DOUBT"
    """Whether it was carried out could not be found out; see `Session.resolve`."""


@dataclass(frozen=True, slots=True)
class LoggedOperation:
    """One operation of the journal.

    `number` counts from 0 within its commit. `changes` maps each attribute to (old JSON, new JSON),
    None for nothing; `before` is the whole of what a deletion deleted, or the values that Ecwid
    changes along with an update; `made` the key of what was created. `error` says why it failed or
    is in doubt.
    """

    commit_id: str
    number: int
    kind: str
    model: str
    key: Any
    label: str
    path: str
    state: OperationState
    changes: Mapping[str, tuple[Any, Any]]
    before: Mapping[str, Any] | None = None
    made: Any = None
    error: str | None = None
    record: Record = field(default_factory=dict, repr=False)

    def __str__(self) -> str:
        return f"{self.kind} {self.label}"


@dataclass(frozen=True, slots=True)
class LoggedCommit:
    """One commit of the journal.

    `kind` is `commit`, `undo` (of the commit `undoes`) or `compensation` (what an atomic commit
    took back); one that is `atomic` is taken back where it fails in part. `ended` is None while it
    is on its way, or where its process died. `counts` has the number of operations by state.
    """

    id: str
    store_id: str
    kind: CommitKind
    begun: datetime
    ended: datetime | None
    who: str
    message: str | None
    undoes: str | None
    atomic: bool
    counts: Mapping[OperationState, int]

    @property
    def state(self) -> str:
        """`OPEN`, `IN_DOUBT`, `FAILED` (in part at least), or `DONE`."""
        for state in (OperationState.SENT, OperationState.IN_DOUBT, OperationState.FAILED):
            if self.counts.get(state):
                return "OPEN" if state is OperationState.SENT else state.value
        if self.ended is None:
            return "OPEN"
        return "FAILED" if self.counts.get(OperationState.NOT_EXECUTED) else "DONE"


def logged_operation(row: sqlite3.Row) -> LoggedOperation:
    """An operation of a row of the journal's table."""
    record = codec.loads(row["record"])
    return LoggedOperation(
        row["commit_id"],
        row["number"],
        row["kind"],
        row["model"],
        record["key"],
        row["label"],
        row["path"],
        OperationState(row["state"]),
        {name: (_shown(old), _shown(new)) for name, (old, new) in record["changes"].items()},
        None if row["before"] is None else codec.loads(row["before"]),
        None if row["made"] is None else codec.loads(row["made"]),
        row["error"],
        record,
    )


def _shown(value: Any) -> Any:
    return None if value == {"$absent": True} else value
