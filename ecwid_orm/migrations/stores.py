"""Where the history of migrations and the lock are kept: in the app storage, or in a folder."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from ecwid_orm.api import Request
from ecwid_orm.api.scopes import scopes_of
from ecwid_orm.exceptions import Forbidden, InvalidToken
from ecwid_orm.session import Session


class Store(Protocol):
    """Where texts are kept by key; `where` says so in words."""

    where: str
    writable: bool

    def read(self, key: str) -> str | None:
        """The text, None where there is none."""

    def write(self, key: str, text: str | None) -> None:
        """Keep a text; with None, delete it."""


class StorageStore:
    """The app storage of a session's store; `writable` where the token may write there."""

    where = "the store's app storage"

    def __init__(self, session: Session) -> None:
        self._storage = session.storage
        needed = scopes_of(Request("PUT", "storage/key"))
        self.writable = set(needed) <= set(session.token_info().permissions)

    def read(self, key: str) -> str | None:
        """The text, None where there is none, or where the token may not read it."""
        try:
            return self._storage.get(key)
        except InvalidToken:
            raise
        except Forbidden:
            return None

    def write(self, key: str, text: str | None) -> None:
        """Keep a text; with None, delete it."""
        if text is not None:
            self._storage[key] = text
        else:
            with suppress(KeyError):
                del self._storage[key]


class FileStore:
    """A folder on this machine, with a file a key and store."""

    writable = True

    def __init__(self, folder: Path, store_id: str) -> None:
        self._folder = folder
        self._store_id = store_id
        self.where = f"the folder {folder}"

    def read(self, key: str) -> str | None:
        """The text, None where there is none."""
        with suppress(FileNotFoundError):
            return self._path(key).read_text(encoding="utf-8")
        return None

    def write(self, key: str, text: str | None) -> None:
        """Keep a text; with None, delete it. A file is there whole, or as it was before."""
        path = self._path(key)
        if text is None:
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{uuid4().hex}")
        part.write_text(text, encoding="utf-8")
        part.replace(path)

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.{self._store_id}.json"
