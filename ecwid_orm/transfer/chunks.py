"""Rows that are sent together, and the objects that they were put into."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ecwid_orm.model import Model
from ecwid_orm.session import Session
from ecwid_orm.transfer.rows import BadRow, Read

__all__ = ["Batch", "chunked"]


class Batch:
    """The rows of a chunk that are going to be sent, and their objects."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.entries: dict[int, tuple[Read, Model]] = {}
        self._filled: dict[int, list[Model]] = {}
        self._lines: dict[int, int] = {}

    @property
    def instances(self) -> list[Model]:
        """The objects that may have changed, children too."""
        return [one for filled in self._filled.values() for one in filled]

    def enter(self, read: Read, instance: Model) -> None:
        """Take up a row whose object is about to be filled."""
        self.entries[read.line] = read, instance
        self._lines[id(instance)] = read.line

    def filled(self, line: int, instances: Sequence[Model]) -> None:
        """The row's object was filled, and so were these children of it."""
        _, instance = self.entries[line]
        if instance._home is None:
            self._session.add(instance)
        self._filled[line] = list(instances)
        self._lines.update((id(one), line) for one in instances)

    def __contains__(self, instance: object) -> bool:
        return id(instance) in self._lines

    def line_of(self, instance: Model) -> int:
        """The line of the row that an object belongs to."""
        return self._lines[id(instance)]

    def drop(self, line: int) -> Read:
        """Let go of a row, with what was put into its objects."""
        read, instance = self.entries.pop(line)
        for one in {id(each): each for each in (*self._filled.pop(line, ()), instance)}.values():
            if one._home is not None:
                self._session.expunge(one)
        return read


def chunked(reads: Iterable[Read], size: int) -> Iterator[list[Read]]:
    """Rows of one model at a time, so that what a row refers to was sent before it."""
    chunk: list[Read] = []
    for read in reads:
        last = chunk[-1] if chunk else read
        if len(chunk) == size or _model(read) is not _model(last):
            yield chunk
            chunk = []
        chunk.append(read)
    if chunk:
        yield chunk


def _model(read: Read) -> type[Model] | None:
    return None if isinstance(read.row, BadRow) else read.row.model
