"""Which shop a command works on, with which token, and where its journal is.

Each of `ECWID_STORE_ID`, `ECWID_URL`, `ECWID_TOKEN` and `ECWID_JOURNAL` is taken from the
environment, else from `.env` in the project folder, else from `ecwid.toml`, or the keyring for
the token.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from ecwid_orm.api.credentials import DEFAULT_URL
from ecwid_orm.cli.credentials import WAYS, kept_token, read_env_file
from ecwid_orm.cli.project import Project, find_project
from ecwid_orm.exceptions import ConfigurationError
from ecwid_orm.session import Journal, Session

__all__ = [
    "JournalPath",
    "Settings",
    "open_journal",
    "open_session",
    "open_shop",
    "settings",
    "writing_journal",
]

JournalPath = Annotated[
    Path | None,
    typer.Option(
        "--journal",
        metavar="PATH",
        envvar="ECWID_JOURNAL",
        help="The journal, a file that `Session(journal=PATH)` made; the project's if left out.",
        show_default=False,
    ),
]


@dataclass(frozen=True)
class Settings:
    """What is known of the shop before it is asked; `token` is in no repr.

    `sources` says of each where it comes from.
    """

    project: Project | None
    url: str
    store_id: str | None
    token: str | None = field(repr=False)
    sources: dict[str, str]

    def environ(self) -> dict[str, str]:
        """As `Session.from_env(environ=…)` takes it. Raises ConfigurationError."""
        if not self.store_id:
            raise ConfigurationError(
                "which store? Set ECWID_STORE_ID, or make a project folder with "
                "`ecwid init --store ID`"
            )
        if not self.token:
            raise ConfigurationError(
                f"there is no token for store {self.store_id}: give it by {WAYS}"
            )
        return {
            "ECWID_STORE_ID": self.store_id,
            "ECWID_TOKEN": self.token,
            "ECWID_URL": self.url,
        }


def settings(*, with_token: bool = True) -> Settings:
    """The shop of this process and its working directory; the keyring is asked only if need be.

    Raises ConfigurationError for an `ecwid.toml`, `.env` or keyring that cannot be read.
    """
    project = find_project()
    written = {} if project is None else read_env_file(project.folder / ".env")
    sources: dict[str, str] = {}

    def look_up(name: str, otherwise: str | None = None) -> str | None:
        for source, found in (
            ("the environment", os.environ.get(name)),
            (".env", written.get(name)),
            ("ecwid.toml", otherwise),
        ):
            if found:
                sources[name] = source
                return found
        return None

    store_id = look_up("ECWID_STORE_ID", None if project is None else project.store_id)
    url = look_up("ECWID_URL", None if project is None else project.url) or DEFAULT_URL
    token = look_up("ECWID_TOKEN")
    if token is None and store_id and with_token:
        token = kept_token(url, store_id)
        sources["ECWID_TOKEN"] = "the keyring"
    return Settings(project, url, store_id, token, sources)


def open_shop(journal: Path | None = None) -> Session:
    """A session on the shop of the settings, with a journal if a path is given.

    The journal is made if need be, with its folder. Raises ConfigurationError where a setting is
    missing.
    """
    environ = settings().environ()
    if journal is not None:
        journal.parent.mkdir(parents=True, exist_ok=True)
    return Session.from_env(environ=environ, journal=journal)


def open_journal(path: Path | None) -> Journal:
    """The journal at a path, or the project's; none is made.

    Raises ConfigurationError where there is none.
    """
    return Journal(_existing(path))


def open_session(path: Path | None) -> Session:
    """A session on the shop of the settings, with the journal at a path, or the project's.

    Raises ConfigurationError where a setting or the journal is missing.
    """
    return open_shop(_existing(path))


def writing_journal(path: Path | None) -> Path | None:
    """Where a command that writes keeps its journal: at a path, else where the project says.

    None outside of a project.
    """
    if path is not None:
        return path
    project = find_project()
    if project is None:
        return None
    written = read_env_file(project.folder / ".env").get("ECWID_JOURNAL")
    return project.folder / written if written else project.journal


def _existing(path: Path | None) -> Path:
    path = writing_journal(path)
    if path is None:
        raise ConfigurationError("which journal? Give --journal PATH, or set ECWID_JOURNAL")
    if not path.is_file():
        what = "that is a folder" if path.is_dir() else "a session makes one, this command does not"
        raise ConfigurationError(f"there is no journal at {path}: {what}")
    return path
