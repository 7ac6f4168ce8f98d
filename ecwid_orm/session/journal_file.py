"""The journal's file: opened, written in synced transactions, and whose it is."""

from __future__ import annotations

import getpass
import os
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ecwid_orm.exceptions import JournalError
from ecwid_orm.session.journal_format import prepare
from ecwid_orm.session.owner import Owner


class JournalFile:
    """The file, and its transactions; `Journal` says what is in it."""

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        who: str | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.path = os.fspath(path)
        self.who = _somebody() if who is None else who
        self.now = now
        self.owner = Owner.current()
        self.left: set[str] = set()
        """Commits of this owner that are nobody's any more, be it written down or not."""
        with self.understood("opened"):
            self.db = _connect(self.path)
            self._place = None if self.path == ":memory:" else Path(self.path).absolute()
            self._file = _identity(self._place)
            try:
                prepare(self.db, self.path)
            except BaseException:
                self.db.close()
                raise
        _make_private(self.path)

    def close(self) -> None:
        """Close the file. What this journal's commits left unknown is then anyone's to find out."""
        with suppress(sqlite3.Error):
            self.db.execute("UPDATE commits SET owner = NULL WHERE owner = ?", [str(self.owner)])
        self.owner.retire()
        self.db.close()

    def __repr__(self) -> str:
        return f"<Journal {self.path}>"

    @contextmanager
    def writing(self, commit_id: str | None = None) -> Iterator[float]:
        """One synced transaction; of a commit, only as long as it is still this owner's."""
        with self.understood("written"):
            self._check_place()
            now = self.now()
            self.db.execute("BEGIN IMMEDIATE")
            try:
                if commit_id is not None:
                    mine = self.db.execute(
                        "UPDATE commits SET seen = ? WHERE id = ? AND owner IS ?",
                        [now, commit_id, str(self.owner)],
                    )
                    if not mine.rowcount:
                        raise JournalError(
                            f"commit {commit_id} was taken over from this session, which was "
                            "silent for long; look at it with session.journal.commit()"
                        )
                yield now
            except BaseException:
                with suppress(sqlite3.Error):
                    self.db.execute("ROLLBACK")
                raise
            self.db.execute("COMMIT")

    def _check_place(self) -> None:
        """Refuse to write where nobody would ever read it again."""
        if _identity(self._place) != self._file:
            raise JournalError(
                f"the journal {self.path} is not the file that was opened, which was moved or "
                "deleted meanwhile; put it back, or make a new session"
            )

    @contextmanager
    def understood(self, done: str) -> Iterator[None]:
        """Say of SQLite's errors, as a JournalError, which file could not be `done` what with."""
        try:
            yield
        except sqlite3.Error as error:
            raise JournalError(f"the journal {self.path} cannot be {done}: {error}") from error


def _connect(path: str) -> sqlite3.Connection:
    if path != ":memory:":
        try:
            # SQLite gives its own files beside this one the same mode.
            Path(path).touch(0o600, exist_ok=True)
        except OSError as error:
            raise JournalError(
                f"the journal {path} cannot be opened: {error.strerror}; give a path in a folder "
                "that you may write to"
            ) from error
    db = sqlite3.connect(path, timeout=30.0, isolation_level=None, check_same_thread=False)
    db.row_factory = sqlite3.Row
    return db


def _identity(path: Path | None) -> tuple[int, int] | None:
    """What tells a file from any other that bears its name later."""
    with suppress(OSError):
        if path is not None:
            found = path.stat()
            return found.st_dev, found.st_ino
    return None


def _make_private(path: str) -> None:
    """Take the file from everybody else, now that it is known for a journal."""
    for name in (path, f"{path}-wal", f"{path}-shm"):
        with suppress(OSError):
            if Path(name).stat().st_mode & 0o077:
                Path(name).chmod(0o600)


def _somebody() -> str:
    with suppress(OSError, KeyError, ImportError):
        return f"{getpass.getuser()}@{socket.gethostname()}"
    return f"somebody@{socket.gethostname()}"
