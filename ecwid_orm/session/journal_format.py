"""The format of the journal's file, its versions, and the way from each to the next."""

from __future__ import annotations

import sqlite3

from ecwid_orm.exceptions import JournalError

APPLICATION = 0x45435749
"""Says in the file's header whose it is."""

_FIRST = """
CREATE TABLE commits (
    id TEXT PRIMARY KEY,
    store TEXT NOT NULL,
    kind TEXT NOT NULL,
    undoes TEXT,
    who TEXT NOT NULL,
    message TEXT,
    begun REAL NOT NULL,
    ended REAL,
    open INTEGER NOT NULL DEFAULT 1,
    owner TEXT,
    seen REAL NOT NULL
);
CREATE INDEX commits_open ON commits (store) WHERE open;
CREATE TABLE operations (
    commit_id TEXT NOT NULL REFERENCES commits (id),
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    model TEXT NOT NULL,
    label TEXT NOT NULL,
    path TEXT NOT NULL,
    record TEXT NOT NULL,
    before TEXT,
    state TEXT NOT NULL,
    flight TEXT,
    made TEXT,
    error TEXT,
    PRIMARY KEY (commit_id, number)
);
CREATE TABLE flights (
    key TEXT PRIMARY KEY,
    commit_id TEXT NOT NULL REFERENCES commits (id),
    sent REAL NOT NULL,
    ticket TEXT
)
"""

_UNDOING = """
ALTER TABLE commits ADD COLUMN atomic INTEGER NOT NULL DEFAULT 0;
ALTER TABLE operations ADD COLUMN recreates TEXT;
CREATE INDEX operations_recreating ON operations (commit_id) WHERE recreates IS NOT NULL
"""

_RUNS = """
CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    store TEXT NOT NULL,
    name TEXT NOT NULL,
    begun REAL NOT NULL,
    ended REAL
);
CREATE TABLE walks (
    run TEXT NOT NULL REFERENCES runs (id),
    walk TEXT NOT NULL,
    keys TEXT NOT NULL,
    PRIMARY KEY (run, walk)
);
ALTER TABLE commits ADD COLUMN run TEXT REFERENCES runs (id);
ALTER TABLE commits ADD COLUMN step TEXT;
CREATE INDEX commits_of_runs ON commits (run, step) WHERE run IS NOT NULL
"""

STEPS = (_FIRST, _UNDOING, _RUNS)
"""What makes each version of the version before; a file of an older one is brought up to date."""


def prepare(db: sqlite3.Connection, path: str) -> None:
    """Make the tables, or bring them up to date. Raises JournalError for what is no journal."""
    try:
        # In this order: whoever makes the tables meanwhile says in the same breath whose they are.
        is_empty = db.execute("SELECT 1 FROM sqlite_master").fetchone() is None
        (application,) = db.execute("PRAGMA application_id").fetchone()
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if application != APPLICATION and not is_empty:
            raise JournalError(f"{path} is a database of something else; give another path")
    except sqlite3.DatabaseError as error:
        if not isinstance(error, sqlite3.OperationalError):
            raise JournalError(f"{path} is no journal: {error}; give another path") from error
        raise
    if version > len(STEPS):
        raise JournalError(
            f"{path} was written by a later version of ecwid_orm (format {version}, this one knows "
            f"{len(STEPS)}); upgrade ecwid_orm"
        )
    db.execute("PRAGMA journal_mode = WAL")
    # In WAL mode a transaction is on the disk only once it was synced.
    db.execute("PRAGMA synchronous = FULL")
    if version == len(STEPS):
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        # Somebody else may have done it meanwhile.
        (version,) = db.execute("PRAGMA user_version").fetchone()
        for step in STEPS[version:]:
            for statement in step.split(";\n"):
                db.execute(statement)
        db.execute(f"PRAGMA application_id = {APPLICATION}")
        db.execute(f"PRAGMA user_version = {len(STEPS)}")
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")
