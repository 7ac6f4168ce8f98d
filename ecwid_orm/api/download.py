"""Downloads: an answer that goes into a file as it comes, never whole into memory."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

__all__ = ["Progress", "Sink", "SinkError", "opened"]

Progress = Callable[[int, int | None], object]
"""Is told the bytes done so far, and how many there are in all, None if that is not known."""


class SinkError(Exception):
    """What the file, or whoever is told of the progress, raised: `why`.

    It is no OSError itself, so nobody takes a full disk for a broken connection.
    """

    def __init__(self, why: Exception) -> None:
        super().__init__(str(why))
        self.why = why


class Sink:
    """Where the body of an answer goes; each try begins anew at the same place."""

    def __init__(self, file: BinaryIO, progress: Progress | None = None) -> None:
        self._file = file
        self._progress = progress
        self._start = file.tell() if file.seekable() else None
        self._total: int | None = None
        self.done = 0
        """Bytes of this try so far."""

    @property
    def repeatable(self) -> bool:
        """Whether another try may write here."""
        return self._start is not None or not self.done

    def begin(self, total: int | None) -> None:
        """An answer of so many bytes comes."""
        self._total = total
        with _named():
            if self._start is not None:
                self._file.seek(self._start)
                self._file.truncate()
        self.done = 0

    def write(self, part: bytes) -> None:
        """Some more of it. Raises SinkError."""
        with _named():
            self._file.write(part)
            self.done += len(part)
            if self._progress is not None:
                self._progress(self.done, self._total)


@contextmanager
def _named() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise SinkError(error) from error


@contextmanager
def opened(to: str | os.PathLike[str] | BinaryIO) -> Iterator[BinaryIO]:
    """A file to write to; one given by its path has its name only once all went well.

    Until then it is a hidden file beside it. A file object is neither opened nor closed.
    """
    if not isinstance(to, str | os.PathLike):
        yield to
        return
    path = Path(to)
    part = path.with_name(f".{path.name}.{uuid4().hex}.part")
    file = part.open("xb")
    try:
        with file:
            yield file
        part.replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            part.unlink()
        raise
