"""Which kind of file it is."""

from __future__ import annotations

from pathlib import Path

from ecwid_orm.exceptions import InvalidValue
from ecwid_orm.model import Model
from ecwid_orm.model.state import unknown_field
from ecwid_orm.resources import Product
from ecwid_orm.transfer.jsonlines import is_json_lines
from ecwid_orm.transfer.portable import LEFT_OUT, PORTABLE
from ecwid_orm.transfer.rows import Source
from ecwid_orm.transfer.sources import Lines, Sheet
from ecwid_orm.transfer.tables import open_table

__all__ = ["open_source"]


def open_source(
    path: Path,
    *,
    model: type[Model] | None = None,
    match: str | None = None,
    empty_clears: bool = False,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> Source:
    """The rows of a file. It is read to its end once, so what is wrong with it as a whole is known.

    Raises InvalidValue, OSError.
    """
    known = PORTABLE if model is None else (model,)
    if match not in (None, "id") and not any(match in one.__fields__ for one in known):
        raise InvalidValue(f"match: {unknown_field(model or Product, match or '')}")
    if is_json_lines(path):
        return Lines(path)
    sheet = model or Product
    if sheet not in PORTABLE:
        why = LEFT_OUT.get(sheet.__name__, "it is not one of a whole shop")
        raise InvalidValue(f"{sheet.__name__} cannot be imported: {why}")
    table = open_table(path, encoding=encoding, delimiter=delimiter)
    return Sheet(table, sheet, match=match, empty_clears=empty_clears)
