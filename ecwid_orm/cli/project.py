"""The project folder: the one with `ecwid.toml`, found from the working directory upwards.

It says which store the folder is for, and where its journal and migrations are. It is made to be
put under version control, so it holds no secrets: those are the business of `credentials`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ecwid_orm.api.credentials import DEFAULT_URL, store_url
from ecwid_orm.cli.names import nearest
from ecwid_orm.exceptions import ConfigurationError

__all__ = ["FILE", "Project", "current_project", "find_project"]

FILE = "ecwid.toml"

_KINDS: Mapping[str, tuple[tuple[type, ...], str]] = {
    "store_id": ((int, str), "a number"),
    "url": ((str,), "a text"),
    "journal": ((str,), "a path"),
    "migrations": ((str,), "a path"),
}
_SECRETS = {"token", "secret", "client_secret", "access_token", "ecwid_token", "password"}


@dataclass(frozen=True)
class Project:
    """A project folder, and what its `ecwid.toml` says; paths are relative to the folder."""

    folder: Path
    store_id: str | None = None
    url: str | None = None
    journal: Path = Path(".ecwid/journal.db")
    migrations: Path = Path("migrations")

    @classmethod
    def read(cls, folder: Path) -> Project:
        """The project in a folder. Raises ConfigurationError for an `ecwid.toml` that is wrong."""
        path = folder / FILE
        try:
            with path.open("rb") as file:
                told = tomllib.load(file)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigurationError(f"{path} is no TOML: {error}") from None
        except OSError as error:
            raise ConfigurationError(f"{path} cannot be read: {error.strerror}") from None
        for name, value in told.items():
            _check(path, name, value)
        store_id, url = told.get("store_id"), told.get("url")
        return cls(
            folder,
            None if store_id is None else str(store_id),
            url,
            folder / told.get("journal", cls.journal),
            folder / told.get("migrations", cls.migrations),
        )


def find_project(start: Path | None = None) -> Project | None:
    """The project of a folder (the working directory) or of the nearest one above it, or None.

    Raises ConfigurationError for an `ecwid.toml` that is wrong.
    """
    begin = (Path.cwd() if start is None else start).absolute()
    for folder in (begin, *begin.parents):
        if (folder / FILE).is_file():
            return Project.read(folder)
    return None


def current_project() -> Project:
    """The project of the working directory. Raises ConfigurationError where there is none."""
    project = find_project()
    if project is None:
        raise ConfigurationError(
            f"there is no {FILE} here, nor in a folder above; `ecwid init` makes one"
        )
    return project


def _check(path: Path, name: str, value: Any) -> None:
    if name.lower() in _SECRETS:
        raise ConfigurationError(
            f"{path}: {name} is a secret, and this file is no place for one; `ecwid login` keeps "
            "the token, or put ECWID_TOKEN=… into .env beside it"
        )
    if name not in _KINDS:
        near = nearest(name, _KINDS)
        hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(_KINDS)}"
        raise ConfigurationError(f"{path}: unknown setting {name!r}; {hint}")
    accepted, expected = _KINDS[name]
    if not isinstance(value, accepted) or isinstance(value, bool):
        raise ConfigurationError(f"{path}: {name}: expected {expected}, got {value!r}")
    try:
        store_url(
            str(value) if name == "url" else DEFAULT_URL, str(value) if name == "store_id" else 1
        )
    except ConfigurationError as error:
        raise ConfigurationError(f"{path}: {name}: {error}") from None
