"""App storage as a mapping of texts: what the app keeps in a store, by key.

https://docs.ecwid.com/api-reference/rest-api/application
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, MutableMapping, ValuesView
from typing import Any

from ecwid_orm.api import Client, Request
from ecwid_orm.exceptions import InvalidValue, NotFound
from ecwid_orm.model.actions import performs
from ecwid_orm.model.resource import segment

LONGEST_KEY = 1024
"""Characters."""
LARGEST = 1024 * 1024
"""Bytes of a value."""
LARGEST_PUBLIC = 256 * 1024
"""Bytes of the value under the key `public`, which anyone can read who knows the app."""

_PATH = "storage"


class AppStorage(MutableMapping[str, str]):
    """The app's own keys and values in one store; every use is a call, made now.

    A value is kept byte for byte, whatever it holds. A key that the app does not have is a
    KeyError, as in a dict; InvalidValue is raised for a key or value that Ecwid does not keep: a
    key has 1 to 1024 characters, a value at most 1 MB, 256 KB under the key `public`.
    `items()`, `values()` and `dict(storage.items())` take one call, whatever their number.
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    @performs("getAppStorageEntry")
    def __getitem__(self, key: str) -> str:
        try:
            value = self._client.get(_path(key))["value"]
        except NotFound as error:
            raise _missing(key, error) from None
        return value or ""  # a value emptied by an empty body may come back as null

    @performs("updateAppStorageEntry")
    def __setitem__(self, key: str, value: str) -> None:
        self._client.request(_write("PUT", key, value))

    @performs("deleteAppStorageEntry")
    def __delitem__(self, key: str) -> None:
        try:
            self._client.delete(_path(key))
        except NotFound as error:
            if error.in_doubt:
                return  # gone by an earlier try, whose answer was lost
            raise _missing(key, error) from None

    def __iter__(self) -> Iterator[str]:
        return iter([entry["key"] for entry in self._list("key")])

    def __len__(self) -> int:
        return len(self._list("key"))

    @performs("listAppStorage")
    def items(self) -> ItemsView[str, str]:
        """All keys and values as they are now."""
        return self._all().items()

    def values(self) -> ValuesView[str]:
        """All values as they are now."""
        return self._all().values()

    @performs("createAppStorageEntry")
    def setdefault(self, key: str, default: str = "") -> str:
        """The value of the key; where there is none, `default`, which is kept now."""
        try:
            return self[key]
        except KeyError:
            self._client.request(_write("POST", key, default))
            return default

    def clear(self) -> None:
        """Delete all keys of the app in this store, now."""
        for key in self:
            del self[key]

    def __repr__(self) -> str:
        return f"<app storage of store {self._client.store_id}>"

    def _all(self) -> dict[str, str]:
        return {entry["key"]: entry["value"] or "" for entry in self._list(None)}

    def _list(self, fields: str | None) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = self._client.get(_PATH, {"responseFields": fields}).json()
        return entries


def _path(key: str) -> str:
    if not isinstance(key, str) or not 0 < len(key) <= LONGEST_KEY or key in (".", ".."):
        shown = repr(key) if len(repr(key)) < 80 else f"one of {len(key)} characters"
        raise InvalidValue(
            f"{shown} is no key of the app storage; give 1 to {LONGEST_KEY} characters"
        )
    return f"{_PATH}/{segment(key)}"


def _write(method: str, key: str, value: str) -> Request:
    path = _path(key)
    if not isinstance(value, str):
        raise InvalidValue(
            f"the app storage keeps texts; {key!r} was given {type(value).__name__}: write it as "
            "JSON, such as json.dumps(value)"
        )
    try:
        content = value.encode()
    except UnicodeEncodeError:
        raise InvalidValue(f"the value for {key!r} is no text that UTF-8 can carry") from None
    largest = LARGEST_PUBLIC if key == "public" else LARGEST
    if len(content) > largest:
        raise InvalidValue(
            f"the value for {key!r} has {len(content)} bytes; the app storage keeps {largest} at "
            "most under this key"
        )
    # Both methods overwrite, so both can be repeated.
    return Request(method, path, data=content, content_type="application/json", idempotent=True)


def _missing(key: str, error: NotFound) -> Exception:
    return error if error.code == "STORE_NOT_FOUND" else KeyError(key)
