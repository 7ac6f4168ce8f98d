"""What the app keeps for the shop, by key."""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.errors import ApiError, wrong_parameter
from ecwid_orm.emulator.shop import Shop
from ecwid_orm.emulator.webhooks import changed

Body = dict[str, Any]

SCHEMA = (
    "CREATE TABLE IF NOT EXISTS app_storage"
    " (position INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, value TEXT NOT NULL)"
)

_LONGEST_KEY = 1024
_LARGEST = 1024 * 1024
_LARGEST_PUBLIC = 256 * 1024


class KeyNotFound(ApiError):
    """404: there is no such key."""

    def __init__(self) -> None:
        super().__init__(404, "OTHER", "Key not found")

    def body(self) -> Body:
        """The storage words this one by itself."""
        return {"error": self.code, "errorMessage": self.message}


def entries(shop: Shop) -> list[Body]:
    """All entries, in order of creation."""
    with shop.db.reading() as connection:
        rows = connection.execute("SELECT key, value FROM app_storage ORDER BY position").fetchall()
    return [{"key": key, "value": value} for key, value in rows]


def entry(shop: Shop, key: str) -> Body:
    """One entry; `KeyNotFound` if there is none."""
    with shop.db.reading() as connection:
        row = connection.execute("SELECT value FROM app_storage WHERE key = ?", (key,)).fetchone()
    if row is None:
        raise KeyNotFound
    return {"key": key, "value": row[0]}


def keep(shop: Shop, key: str, content: bytes) -> None:
    """Create or overwrite an entry: the value is the text of the request, as it came.

    `ApiError` 413 for more than 1 MB, or 256 KB under the key `public`.
    """
    if len(key) > _LONGEST_KEY:
        raise wrong_parameter(f"The key is longer than {_LONGEST_KEY} characters")
    largest = _LARGEST_PUBLIC if key == "public" else _LARGEST
    if len(content) > largest:
        raise ApiError(413, None, f"The value is larger than {largest // 1024} KB")
    try:
        value = content.decode()
    except UnicodeDecodeError:
        raise wrong_parameter("The value is no text in UTF-8") from None
    with shop.db.transaction() as connection:
        connection.execute(
            "INSERT INTO app_storage (key, value) VALUES (?, ?)"
            " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, value),
        )
    _storage_changed(shop)


def drop(shop: Shop, key: str) -> None:
    """Delete an entry; `KeyNotFound` if there is none."""
    with shop.db.transaction() as connection:
        gone = connection.execute("DELETE FROM app_storage WHERE key = ?", (key,))
        if not gone.rowcount:
            raise KeyNotFound
    _storage_changed(shop)


def _storage_changed(shop: Shop) -> None:
    changed(shop, "application.storageChanged", str(shop.settings.store_id))
