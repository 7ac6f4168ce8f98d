"""Tables in CSV: which encoding, which delimiter, which line a row stands at."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from ecwid_orm.api import codec
from ecwid_orm.exceptions import InvalidValue
from ecwid_orm.model import Model
from ecwid_orm.transfer.columns import Column, columns_of

__all__ = ["REASON", "Table", "open_table", "write_table"]

REASON = "rejected because"
"""The column of a file of rejected rows that says why. An import passes it over."""

DELIMITERS = ",;\t|"

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""What a file may begin with, and the encoding that it tells. UTF-32 begins as UTF-16 does."""

LONGEST = 1 << 24
"""Signs of the longest cell: a description in HTML is longer than csv allows by itself."""


@dataclass(frozen=True)
class Table:
    """A CSV file that was found readable from end to end."""

    path: Path
    encoding: str
    delimiter: str
    header: tuple[str, ...]

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The line at which each row begins, and its cells; empty rows are passed over."""
        with self.path.open(encoding=self.encoding, newline="") as file:
            rows = _rows(file, self.delimiter, self.path)
            next(rows)
            yield from rows

    def line_of(self, cells: Sequence[str]) -> bytes:
        """Cells as a line of a table in UTF-8, with this one's delimiter."""
        text = io.StringIO()
        csv.writer(text, delimiter=self.delimiter).writerow(cells)
        return text.getvalue().encode()


def open_table(
    path: Path,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> Table:
    """Look through a CSV file once, and find out its encoding and delimiter.

    Raises InvalidValue for one that cannot be read to its end, naming the line and the way out:
    another encoding, a quote that is never closed, no header. OSError where it is not there.
    """
    known = encoding or _encoding(path)
    try:
        codecs.lookup(known)
    except LookupError:
        raise InvalidValue(f"there is no encoding {known!r}; known are utf-8, cp1252 …") from None
    try:
        with path.open(encoding=known, newline="") as file:
            header_line = file.readline()
            found = delimiter or _delimiter(header_line)
            file.seek(0)
            rows = _rows(file, found, path)
            _, header = next(rows, (1, []))
            for _ in rows:
                pass
    except UnicodeError as error:
        raise _wrong_encoding(path, known, encoding is not None, error) from None
    if not any(header):
        raise InvalidValue(f"{path} is empty; its first row must name the columns")
    named = tuple(cell.strip() for cell in header)
    twice = [name for name, times in Counter(named).items() if times > 1 and name]
    if twice:
        raise InvalidValue(f"{path}, line 1: the column {twice[0]!r} is there twice; remove one")
    return Table(path, known, found, named)


def write_table(
    file: BinaryIO,
    model: type[Model],
    columns: Sequence[Column] | None,
    raws: Iterable[Mapping[str, Any]],
    delimiter: str = ",",
) -> None:
    """Write entities as a CSV table in UTF-8; all that can be written of them, without `columns`.

    Which columns that takes is known when the last entity has come, so they wait on the disk.
    """
    if columns is not None:
        _write(file, columns, raws, delimiter)
        return
    with TemporaryFile() as spool:
        columns = columns_of(model, _spooled(spool, raws))
        spool.seek(0)
        _write(file, columns, map(codec.loads, spool), delimiter)


def _spooled(spool: BinaryIO, raws: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for raw in raws:
        spool.write(codec.dumps(raw) + b"\n")
        yield raw


def _write(
    file: BinaryIO,
    columns: Sequence[Column],
    raws: Iterable[Mapping[str, Any]],
    delimiter: str,
) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    try:
        writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
        writer.writerow([column.name for column in columns])
        for raw in raws:
            writer.writerow([column.cell(raw) for column in columns])
    finally:
        text.detach()  # the file is its owner's to close


def _rows(file: Iterable[str], delimiter: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST))
    reader = csv.reader(file, delimiter=delimiter, strict=True)
    begun = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            why = str(error)
            if "unexpected end" in why:
                why = "a quote that is opened here is never closed"
            raise InvalidValue(f"{path}, line {begun}: {why}; nothing was imported") from None
        if cells is None:
            return
        if any(cells):
            yield begun, cells
        begun = reader.line_num + 1


def _delimiter(header: str) -> str:
    counts = {sign: header.count(sign) for sign in DELIMITERS}
    return max(DELIMITERS, key=lambda sign: counts[sign])


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4096)
    for mark, encoding in MARKS:
        if start.startswith(mark):
            return encoding
    if b"\0" in start:
        # Each second byte of a Latin text in UTF-16 is a zero: the first of two, or the second.
        order = "be" if start[:1] == b"\0" else "le"
        raise InvalidValue(
            f"{path} looks like UTF-16 without its mark; say --encoding utf-16-{order}"
        )
    return "utf-8"


def _wrong_encoding(
    path: Path, encoding: str, was_given: bool, error: UnicodeError
) -> InvalidValue:
    if was_given:
        return InvalidValue(f"{path} is not in {encoding}: {error.args[-1]}; nothing was imported")
    line, text = _first_strange_line(path)
    return InvalidValue(
        f"{path}, line {line} is not UTF-8; it looks like Windows-1252 or Latin-1 ({text!r}): "
        "if that is right, say --encoding cp1252; nothing was imported"
    )


def _first_strange_line(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode()
            except UnicodeDecodeError as error:
                around = line[max(0, error.start - 12) : error.start + 12]
                return number, around.decode("latin-1").strip()
    return 1, ""
