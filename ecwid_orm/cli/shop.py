"""Which shop a command works on, and where its journal is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ecwid_orm.exceptions import ConfigurationError
from ecwid_orm.session import Journal, Session

__all__ = ["JournalPath", "open_journal", "open_session"]

JournalPath = Annotated[
    Path | None,
    typer.Option(
        "--journal",
        metavar="PATH",
        envvar="ECWID_JOURNAL",
        help="The journal, a file that `Session(journal=PATH)` made.",
        show_default=False,
    ),
]


def open_journal(path: Path | None) -> Journal:
    """The journal at a path; none is made. Raises ConfigurationError where there is none."""
    return Journal(_existing(path))


def open_session(path: Path | None) -> Session:
    """A session on the shop that the environment names, with the journal at a path.

    Raises ConfigurationError where a variable or the journal is missing.
    """
    return Session.from_env(journal=_existing(path))


def _existing(path: Path | None) -> Path:
    if path is None:
        raise ConfigurationError("which journal? Give --journal PATH, or set ECWID_JOURNAL")
    if not path.is_file():
        what = "that is a folder" if path.is_dir() else "a session makes one, this command does not"
        raise ConfigurationError(f"there is no journal at {path}: {what}")
    return path
