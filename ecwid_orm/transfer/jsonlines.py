"""Exports as JSON Lines: a header, then one object a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from ecwid_orm.api import codec
from ecwid_orm.exceptions import InvalidValue

__all__ = ["FORMAT", "Header", "Line", "is_json_lines", "read_header", "read_lines", "write_line"]

FORMAT = "ecwid_orm"
VERSION = 1


@dataclass(frozen=True)
class Header:
    """The first line of an export: which store, when, which models, and which attributes of them.

    `fields` are the attributes, None for all.
    """

    store: str
    time: datetime
    models: tuple[str, ...]
    fields: tuple[str, ...] | None = None

    def to_dict(self) -> dict[str, Any]:
        """The header as JSON."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "store": self.store,
            "time": self.time.isoformat(timespec="seconds"),
            "models": list(self.models),
            "fields": None if self.fields is None else list(self.fields),
        }


@dataclass(frozen=True, slots=True)
class Line:
    """One entity: where it stands, the name of its model, its key, and its JSON.

    `place` is the line's first byte in the file. `error` says why a line cannot be read, and at
    which sign `column`; `text` is the line itself.
    """

    number: int
    model: str
    key: Any
    data: Mapping[str, Any]
    text: bytes
    place: int
    error: str | None = None
    column: int | None = None


def write_line(file: BinaryIO, value: Mapping[str, Any]) -> None:
    """Write one JSON object as a line."""
    file.write(codec.dumps(value) + b"\n")


def is_json_lines(path: Path) -> bool:
    """Whether a file begins as an export in JSON Lines does."""
    with path.open("rb") as file:
        return file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def read_header(path: Path) -> Header:
    """The header of an export. Raises InvalidValue for a file that is none, or a newer one."""
    with path.open("rb") as file:
        first = file.readline()
    try:
        told = codec.loads(first)
        if told["format"] != FORMAT:
            raise ValueError("another format")
        if told["version"] > VERSION:
            raise InvalidValue(
                f"{path} has version {told['version']} of the format, and this ecwid_orm reads up "
                f"to {VERSION}; take a newer one"
            )
        fields = told.get("fields")
        return Header(
            str(told["store"]),
            datetime.fromisoformat(told["time"]),
            tuple(told["models"]),
            None if fields is None else tuple(fields),
        )
    except InvalidValue:
        raise
    except (KeyError, TypeError, ValueError):
        raise InvalidValue(
            f"{path} is no export: its first line must be a header such as "
            '{"format":"ecwid_orm","version":1,"store":"1003",…}'
        ) from None


def read_lines(path: Path) -> Iterator[Line]:
    """The entities of an export; empty lines are passed over."""
    place = 0
    with path.open("rb") as file:
        for number, text in enumerate(file, 1):
            if number > 1 and text.strip():
                yield _line(number, text, place)
            place += len(text)


def _line(number: int, text: bytes, place: int) -> Line:
    error, column = "", None
    try:
        told = codec.loads(text)
        model, key, data = told["model"], told.get("key"), told["data"]
        if isinstance(model, str) and isinstance(data, dict) and isinstance(key, int | str | None):
            return Line(number, model, key, data, text, place)
    except UnicodeDecodeError as wrong:
        error, column = "this is no UTF-8", wrong.start + 1
    except ValueError as wrong:
        error, column = f"this is no JSON: {wrong}", getattr(wrong, "colno", None)
    except (KeyError, TypeError):
        pass
    error = error or 'expected {"model":…,"key":…,"data":{…}}'
    return Line(number, "", None, {}, text, place, error, column)
