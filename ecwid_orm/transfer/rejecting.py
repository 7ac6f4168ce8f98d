"""Rows that were not imported: told, and kept in a file that can be corrected and imported."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ecwid_orm.exceptions import EcwidError
from ecwid_orm.transfer.files import replacing
from ecwid_orm.transfer.rows import BadRow, Read, Source

__all__ = ["Rejected", "Rejects"]


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not imported: its line, the column if it is about one, and why.

    The column is a name, or the place of a sign in the line.
    """

    line: int
    column: str | int | None
    reason: str

    def __str__(self) -> str:
        column = "" if self.column is None else f", column {self.column}"
        return f"line {self.line}{column}: {self.reason}"


class Rejects:
    """The rejected rows of one import. The file is there when it is closed, if there are any."""

    def __init__(self, source: Source, *, write: bool) -> None:
        self.rejected: list[Rejected] = []
        self._source = source
        self._target = rejects_of(source.path) if write else None
        self._stack = ExitStack()
        self._file: BinaryIO | None = None

    @property
    def path(self) -> Path | None:
        """The file that holds them, or will."""
        return None if self._file is None else self._target

    def add(self, read: Read, error: EcwidError) -> None:
        """Keep a row."""
        column = error.column if isinstance(error, BadRow) else None
        reason = error.reason if isinstance(error, BadRow) else str(error)
        one = Rejected(read.line, column, reason)
        self.rejected.append(one)
        if self._target is None:
            return
        if self._file is None:
            self._file = self._stack.enter_context(replacing(self._target))
            self._file.write(self._source.rejected_head())
        self._file.write(self._source.rejected(read.source, str(one)))

    def close(self) -> None:
        """Put the file in its place."""
        self._stack.close()


def rejects_of(path: Path) -> Path:
    """Where the rejected rows of a file go: `products.rejected.csv`."""
    return path.with_name(f"{path.stem.removesuffix('.rejected')}.rejected{path.suffix}")
