"""Files that were uploaded: kept in the database, served under `/blobs/` of the shop's host."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from ecwid_orm.emulator.call import Answer
from ecwid_orm.emulator.errors import ApiError
from ecwid_orm.emulator.shop import Shop

SCHEMA = (
    "CREATE TABLE IF NOT EXISTS blob"
    " (id INTEGER PRIMARY KEY, name TEXT NOT NULL, content BLOB NOT NULL)"
)
PATH = "/blobs/"
"""Where the path of a file begins. Whoever knows it may read it, without a token."""

_UNREACHABLE = ".invalid"
ANY_HOST = "https://the-host-of-the-moment.invalid"
"""What stored addresses have for the shop's host; `addressed` puts that in its place."""


@dataclass(frozen=True, slots=True)
class Blob:
    """A file that is kept: its number, its name, its bytes."""

    id: int
    name: str
    content: bytes


def keep(shop: Shop, name: str, content: bytes) -> Blob:
    """Keep a new file."""
    blob = Blob(shop.new_id("blob"), name, content)
    with shop.db.transaction() as connection:
        connection.execute("INSERT INTO blob VALUES (?, ?, ?)", (blob.id, name, content))
    return blob


def find(shop: Shop, key: int) -> Blob | None:
    """A file that is kept, or None."""
    with shop.db.reading() as connection:
        row = connection.execute("SELECT name, content FROM blob WHERE id = ?", (key,)).fetchone()
    return None if row is None else Blob(key, row[0], row[1])


def drop(shop: Shop, key: int) -> None:
    """Forget a file."""
    with shop.db.transaction() as connection:
        connection.execute("DELETE FROM blob WHERE id = ?", (key,))


def url(shop: Shop, key: int, name: str) -> str:
    """The address of a file, which ends in its name.

    The host is that of the server as it is now, so it is made anew for each answer, never stored.
    """
    return f"{_origin(shop)}{PATH}{key}/{quote(name, safe='')}"


def kept_url(blob: Blob) -> str:
    """The address of a file as it may be stored, anywhere in a body."""
    return f"{ANY_HOST}{PATH}{blob.id}/{quote(blob.name, safe='')}"


def addressed(shop: Shop, text: bytes) -> bytes:
    """An answer as it goes out: stored addresses have the host of the server as it is now."""
    return text.replace(ANY_HOST.encode(), _origin(shop).encode())


def own(shop: Shop, address: str) -> Blob | None:
    """The file of this shop that has that address; None if it has none such."""
    if not address.startswith(_origin(shop) + PATH):
        return None
    return _named(shop, urlsplit(address).path)


def download(shop: Shop, address: str) -> bytes:
    """What is at an `externalUrl`.

    A file of this shop's own is that file. Nothing else is fetched: any other http(s) address
    gives a few bytes that name it, but one on a host under `.invalid`, or of a file that is gone,
    cannot be reached. `ApiError` 422 for that, and for what is no such address.
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        raise _wrong_url(address) from None
    if parts.scheme not in ("http", "https") or not host or any(s.isspace() for s in address):
        raise _wrong_url(address)
    if address.startswith(_origin(shop) + PATH):
        blob = _named(shop, parts.path)
        if blob is None:
            raise _wrong_url(address)
        return blob.content
    if f".{host}".endswith(_UNREACHABLE):
        raise _wrong_url(address)
    return f"What is at {address}\n".encode()


def served(shop: Shop, path: str) -> Answer:
    """The answer to a GET of a file's path; `ApiError` 404 if there is none."""
    blob = _named(shop, path)
    if blob is None:
        raise ApiError(404, None, "Not found")
    kind = mimetypes.guess_type(blob.name)[0] or "application/octet-stream"
    return Answer(body=blob.content, headers={"Content-Type": kind})


def _named(shop: Shop, path: str) -> Blob | None:
    key, _, name = path[len(PATH) :].partition("/")
    blob = find(shop, int(key)) if key.isdecimal() and len(key) < 19 else None
    return blob if blob is not None and blob.name == unquote(name) else None


def _origin(shop: Shop) -> str:
    return shop.settings.url.removesuffix("/api/v3")


def _wrong_url(address: str) -> ApiError:
    return ApiError(422, "WRONG_URL", f"Wrong URL '{address[:200]}'")
