"""Uploads that wait for a commit: pictures and files, by their bytes or by URL.

An object holds its own, beside the values of its fields, so they share its fate: they are sent by
the commit that sends its changes, and forgotten where these are.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from ecwid_orm.exceptions import InvalidValue, UnreadableFile
from ecwid_orm.model.entity import Entity

Source = str | os.PathLike[str] | bytes | BinaryIO
"""What can be uploaded: a URL, a path, bytes, or a file open for reading in binary."""
Progress = Callable[[int, int | None], object]
"""Is told the bytes done so far, and how many there are in all, None if that is not known."""

MOST = 20 * 1024**2
"""Bytes that Ecwid takes in one upload."""

_KEY = "(uploads)"


class Upload:
    """Something that the next commit uploads: `id` is None before, then the one Ecwid gave it.

    `method`, `suffix` (of the object's path), `params` and `json` make the request; `outdates` are
    the attributes that show it, besides those that are read-only; `idempotent` tells that sending
    it twice leaves what sending it once does.
    """

    __slots__ = (
        "_content",
        "_lost",
        "_most",
        "_progress",
        "_start",
        "id",
        "idempotent",
        "json",
        "label",
        "method",
        "outdates",
        "params",
        "suffix",
    )

    def __init__(
        self,
        source: Source | None,
        suffix: str,
        *,
        method: str = "POST",
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        outdates: Sequence[str] = (),
        idempotent: bool = False,
        most: int = MOST,
        progress: Progress | None = None,
    ) -> None:
        self.method, self.suffix, self.json = method, suffix, json
        self.params = dict(params or {})
        self.outdates = tuple(outdates)
        self.idempotent = idempotent
        self.id: Any = None
        self._most = most
        self._progress = progress
        self._start = 0
        self._content: Path | bytes | BinaryIO | None = None
        self._lost = False
        if source is None:
            self.label = "" if not isinstance(json, dict) else str(json.get("url", ""))
        elif is_url(source):
            self.params["externalUrl"] = self.label = str(source)
        else:
            self._take(source)
            self.check()

    def _take(self, source: Source) -> None:
        if isinstance(source, str | os.PathLike):
            self._content = Path(source)
            self.label = self._content.name
        elif isinstance(source, bytes | bytearray | memoryview):
            self._content = bytes(source)
            self.label = f"{len(self._content)} bytes"
        elif isinstance(source, io.TextIOBase) or not hasattr(source, "read"):
            raise InvalidValue(
                f"cannot upload {type(source).__name__}: give a URL, a path, bytes, or a file that "
                'is open for reading in binary, open(path, "rb")'
            )
        else:
            # One that cannot be read twice is read now, for the first try might fail.
            self._content = source if source.seekable() else source.read()
            self._start = source.tell() if source.seekable() else 0
            name = getattr(source, "name", None)
            self.label = Path(name).name if isinstance(name, str) else "a file"

    @property
    def has_bytes(self) -> bool:
        """Whether bytes are sent, which no batch can carry."""
        return self._content is not None or self._lost

    def check(self) -> None:
        """Raise InvalidValue where Ecwid would refuse it, UnreadableFile where there is no file."""
        if self._lost:
            raise UnreadableFile(
                f"cannot upload {self.label}: its bytes were only in the memory of the process "
                "that began it; upload it anew"
            )
        if self._content is None:
            return
        size = self._size()
        if not size:
            raise InvalidValue(f"cannot upload {self.label}: it is empty")
        if size > self._most:
            raise InvalidValue(
                f"cannot upload {self.label}: it has {size:,} bytes, and Ecwid takes at most "
                f"{self._most:,}"
            )

    def _size(self) -> int:
        content = self._content
        if isinstance(content, Path):
            try:
                if content.is_file():
                    return content.stat().st_size
            except OSError as error:
                raise UnreadableFile(f"cannot upload {content}: {error.strerror}") from error
            raise UnreadableFile(f"cannot upload {content}: there is no such file")
        if isinstance(content, bytes):
            return len(content)
        assert content is not None
        if content.closed:
            raise UnreadableFile(f"cannot upload {self.label}: the file is closed")
        return content.seek(0, io.SEEK_END) - self._start

    def to_dict(self) -> dict[str, Any]:
        """What is uploaded as JSON: `{"source", "params"}`, without bytes."""
        return {"source": self.label, "params": dict(self.params)}

    def to_record(self) -> dict[str, Any]:
        """All that it takes to make it again as JSON; bytes that are in no file are left out."""
        path = self._content if isinstance(self._content, Path) else None
        return {
            "method": self.method,
            "suffix": self.suffix,
            "params": self.params,
            "json": self.json,
            "outdates": list(self.outdates),
            "idempotent": self.idempotent,
            "label": self.label,
            "path": None if path is None else str(path.absolute()),
            "lost": self.has_bytes and path is None,
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Upload:
        """The upload that a record was made of; `check` tells whether its bytes are still there."""
        upload = cls(
            None,
            record["suffix"],
            method=record["method"],
            params=record["params"],
            json=record["json"],
            outdates=record["outdates"],
            idempotent=record["idempotent"],
        )
        upload.label = record["label"]
        upload._lost = record["lost"]
        upload._content = None if record["path"] is None else Path(record["path"])
        return upload

    @contextmanager
    def opened(self) -> Iterator[bytes | BinaryIO | None]:
        """The bytes to send, to be read once or again; None for a URL. Raises UnreadableFile."""
        content = self._content
        self.check()
        if isinstance(content, Path):
            try:
                file = content.open("rb")
            except OSError as error:
                raise UnreadableFile(f"cannot upload {content}: {error.strerror}") from error
            with file:
                yield self._watched(file)
        elif isinstance(content, bytes):
            yield content if self._progress is None else self._watched(io.BytesIO(content))
        elif content is None:
            yield None
        else:
            content.seek(self._start)
            yield self._watched(content)

    def _watched(self, file: BinaryIO) -> BinaryIO:
        if self._progress is None:
            return file
        return cast(BinaryIO, _Watched(file, self._size(), self._progress))

    def __repr__(self) -> str:
        shown = self.suffix.lstrip("/")
        return f"<Upload of {shown}{'' if self.id is None else f' {self.id}'}>"


class _Watched:
    """A file that tells how far it was read."""

    def __init__(self, file: BinaryIO, total: int, progress: Progress) -> None:
        self._file = file
        self._start = file.tell()
        self._total = total
        self._progress = progress

    def read(self, size: int = -1) -> bytes:
        part = self._file.read(size)
        if part:
            self._progress(self._file.tell() - self._start, self._total)
        return part

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()


def is_url(source: Source) -> bool:
    """Whether a source is an address. Raises InvalidValue for one that Ecwid cannot fetch from."""
    if not isinstance(source, str) or "://" not in source:
        return False
    if not source.lower().startswith(("http://", "https://")):
        raise InvalidValue(
            f"cannot upload {source!r}: Ecwid fetches from http:// and https:// addresses only; "
            "anything else has to be the path of a file here"
        )
    return True


def enqueue(instance: Entity, upload: Upload) -> Upload:
    """Have the next commit do it, after the object's creation or update and earlier uploads."""
    instance._keep(_KEY, [*queued(instance), upload])
    return upload


def queued(instance: Entity) -> list[Upload]:
    """The uploads of an object that wait for a commit, the oldest first."""
    found: list[Upload] = (instance._values or {}).get(_KEY, [])
    return found


def requeue(instance: Entity, uploads: list[Upload]) -> None:
    """Have the next commit do these, and no others."""
    if uploads:
        instance._keep(_KEY, uploads)


def drop(instance: Entity, upload: Upload) -> None:
    """It is done, or is not to be sent."""
    rest = [one for one in queued(instance) if one is not upload]
    if rest:
        instance._keep(_KEY, rest)
    elif queued(instance):
        instance._drop(_KEY)
