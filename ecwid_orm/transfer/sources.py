"""The files that can be imported, as rows: JSON Lines, and CSV whose columns are attributes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ecwid_orm.api import codec
from ecwid_orm.exceptions import InvalidValue, UnknownField
from ecwid_orm.model import Model
from ecwid_orm.transfer.columns import Column, parse_column
from ecwid_orm.transfer.index import Index
from ecwid_orm.transfer.jsonlines import read_header, read_lines
from ecwid_orm.transfer.portable import model_named
from ecwid_orm.transfer.references import Translation
from ecwid_orm.transfer.rows import BadRow, EntityRow, Read
from ecwid_orm.transfer.tables import REASON, Table

__all__ = ["Lines", "Sheet"]


class Lines:
    """An export in JSON Lines."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.store: str | None = read_header(path).store
        self.ignored: Sequence[str] = ()

    def read(self) -> Iterator[Read]:
        """Each entity, in the order of the file."""
        for line in read_lines(self.path):
            row: EntityRow | BadRow
            if line.error:
                row = BadRow(line.error, line.column)
            else:
                try:
                    row = EntityRow(line.number, model_named(line.model), line.key, line.data)
                except InvalidValue as error:
                    row = BadRow(str(error), "model")
            yield Read(line.number, line.text, row)

    def rejected_head(self) -> bytes:
        """The header."""
        with self.path.open("rb") as file:
            return file.readline()

    def rejected(self, source: bytes, reason: str) -> bytes:
        """The line with a key `reason`; what is no JSON stands in it as text."""
        try:
            told = {**codec.loads(source), "reason": reason}
        except (TypeError, ValueError):
            told = {"text": source.decode(errors="replace").rstrip("\n"), "reason": reason}
        return codec.dumps(told) + b"\n"


@dataclass(slots=True)
class SheetRow:
    """A row of a table: its cells by column, those left empty as well."""

    line: int
    model: type[Model]
    key: Any
    data: Mapping[str, Any]
    cells: Sequence[tuple[Column, str]]
    empty_clears: bool

    def fill(self, instance: Model, translation: Translation) -> list[Model]:
        """Put each cell into the object. An empty one leaves the attribute as it is."""
        stored = instance._is_stored()
        for column, cell in self.cells:
            if stored and column.field.create_only:
                continue
            if cell.strip():
                column.put(instance, cell)
            elif self.empty_clears and stored:
                column.clear(instance)
        return [instance]


class Sheet:
    """A CSV table whose columns are attributes of one model."""

    def __init__(
        self,
        table: Table,
        model: type[Model],
        *,
        match: str | None = None,
        empty_clears: bool = False,
    ) -> None:
        self.table = table
        self.model = model
        self.store: str | None = None
        self._empty_clears = empty_clears
        self._known_by = Index(model).loaded if match is None else (match,)
        self.columns = [self._column(number, name) for number, name in enumerate(table.header, 1)]
        known = [column for column in self.columns if column is not None]
        if not known:
            raise InvalidValue(f"{table.path}: none of its columns is a field of {model.__name__}")
        self.ignored: Sequence[str] = [
            column.name for column in known if column.is_read_only and not self._is_key(column)
        ]

    def _is_key(self, column: Column) -> bool:
        return column.attribute == self.model.__resource__.key

    def _column(self, number: int, name: str) -> Column | None:
        if name == REASON:
            return None
        if not name:
            raise InvalidValue(f"{self.table.path}, line 1: column {number} has no name")
        try:
            return parse_column(self.model, name)
        except UnknownField as error:
            raise InvalidValue(f"{self.table.path}, line 1, column {number}: {error}") from None

    @property
    def path(self) -> Path:
        """Where it is."""
        return self.table.path

    def read(self) -> Iterator[Read]:
        """Each row, in the order of the file."""
        for line, cells in self.table.rows():
            row: SheetRow | BadRow
            try:
                row = self._row(line, cells)
            except BadRow as error:
                row = error
            yield Read(line, cells, row)

    def _row(self, line: int, cells: list[str]) -> SheetRow:
        wanted, came = len(self.columns), len(cells)
        if came != wanted:
            raise BadRow(
                f"it has {came} cells, and the first row {wanted}; "
                "a cell with the delimiter in it must stand in double quotes"
            )
        key, data = None, {}
        told: list[tuple[Column, str]] = []
        for column, cell in zip(self.columns, cells, strict=True):
            if column is None:
                continue
            if self._is_key(column):
                key = column.value(cell) if cell.strip() else None
            elif not column.is_read_only:
                told.append((column, cell))
                if column.part is None and column.attribute in self._known_by and cell.strip():
                    data[column.field.wire_name] = column.value(cell)
        return SheetRow(line, self.model, key, data, told, self._empty_clears)

    def rejected_head(self) -> bytes:
        """The names of the columns."""
        return self.rejected(self.table.header, REASON)

    def rejected(self, source: Sequence[str], reason: str) -> bytes:
        """The cells, and in a column of its own the reason."""
        cells, header = list(source), self.table.header
        if REASON in header:
            place = header.index(REASON)
            cells[place : place + 1] = [reason]
        else:
            cells += [""] * (len(header) - len(cells)) + [reason]
        return self.table.line_of(cells)
