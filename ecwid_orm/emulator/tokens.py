"""The tokens that are valid, kept in the database."""

from __future__ import annotations

from ecwid_orm.emulator.call import Token
from ecwid_orm.emulator.database import Database

SCHEMA = (
    "CREATE TABLE IF NOT EXISTS token (text TEXT PRIMARY KEY, scopes TEXT NOT NULL,"
    " public INTEGER NOT NULL, granted INTEGER NOT NULL, created INTEGER NOT NULL)"
)
"""`granted` tells those that OAuth gave from those that the emulator was started with."""


def add(db: Database, token: Token, *, granted: bool) -> None:
    """Let a token be valid from now on."""
    with db.transaction() as connection:
        connection.execute(
            "INSERT OR REPLACE INTO token VALUES (?, ?, ?, ?, ?)",
            (
                token.text,
                " ".join(sorted(token.scopes)),
                token.is_public,
                granted,
                token.created,
            ),
        )


def find(db: Database, text: str) -> Token | None:
    """The valid token of that text."""
    with db.reading() as connection:
        row = connection.execute(
            "SELECT scopes, public, created FROM token WHERE text = ?", (text,)
        ).fetchone()
    return None if row is None else Token(text, frozenset(row[0].split()), bool(row[1]), row[2])


def any_valid(db: Database) -> bool:
    """Whether there is any token: whether the app is installed."""
    with db.reading() as connection:
        return connection.execute("SELECT 1 FROM token LIMIT 1").fetchone() is not None


def revoke(db: Database, text: str) -> None:
    """Let a token be invalid."""
    with db.transaction() as connection:
        connection.execute("DELETE FROM token WHERE text = ?", (text,))


def revoke_all(db: Database) -> None:
    """Let no token be valid."""
    with db.transaction() as connection:
        connection.execute("DELETE FROM token")


def revoke_started(db: Database) -> None:
    """Let those that an earlier start had be invalid."""
    with db.transaction() as connection:
        connection.execute("DELETE FROM token WHERE NOT granted")
