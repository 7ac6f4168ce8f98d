"""From a shop to a file: all of it, or what a query finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO, Literal

from ecwid_orm.exceptions import InvalidValue
from ecwid_orm.model import Condition, Model
from ecwid_orm.model.resource import Resource
from ecwid_orm.session import Session
from ecwid_orm.transfer.columns import Column, parse_column
from ecwid_orm.transfer.files import replacing
from ecwid_orm.transfer.jsonlines import Header, write_line
from ecwid_orm.transfer.portable import PORTABLE, everything
from ecwid_orm.transfer.tables import write_table

__all__ = ["Exported", "Progress", "export"]

Progress = Callable[[int, int], object]
"""Is told how many entities (or rows) are done, and how many there are."""


@dataclass(frozen=True)
class Exported:
    """What an export wrote: how many entities of each model."""

    counts: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many entities in all."""
        return sum(self.counts.values())


def export(
    session: Session,
    target: str | PathLike[str] | BinaryIO,
    models: Iterable[type[Model]] | None = None,
    *,
    where: Iterable[Condition] = (),
    fields: Sequence[str] | None = None,
    format: Literal["json", "csv"] = "json",
    delimiter: str = ",",
    progress: Progress | None = None,
) -> Exported:
    """Write the entities of a shop to a file: JSON Lines, or CSV of one model.

    `models` are all that `load` can import (`PORTABLE`) where they are left out; any that can be
    listed may be named. `where` narrows the models that its conditions are about, `fields` what is
    written of each, by attribute; in CSV, `attributes.Brand` and `name_translated.nl` are fields
    too. Pages are written as they come, so memory does not grow with the shop.

    `target` is a path, which is replaced when all is written, or an open binary file. Nothing is
    written to the shop. Raises InvalidValue, UnknownField, UnsupportedCondition, OSError, and
    whatever the shop answers.
    """
    chosen = tuple(PORTABLE if models is None else models)
    conditions = list(where)
    walks = [_Walk(session, model, conditions, fields) for model in chosen]
    for condition in conditions:
        if not any(condition in walk.conditions for walk in walks):
            raise InvalidValue(f"{condition!r} is about none of the models that are exported")
    if format == "csv" and len(walks) != 1:
        raise InvalidValue("a CSV file holds one model; name it, or write JSON Lines")
    opened: AbstractContextManager[BinaryIO] = (
        replacing(Path(target)) if isinstance(target, str | PathLike) else nullcontext(target)
    )
    with opened as file:
        if format == "csv":
            count = _Counter(progress, walks)
            write_table(file, walks[0].model, walks[0].columns, count(walks[0]), delimiter)
            return Exported({walks[0].model.__name__: count.done})
        return _write_lines(session, file, walks, fields, progress)


def _write_lines(
    session: Session,
    file: BinaryIO,
    walks: Sequence[_Walk],
    fields: Sequence[str] | None,
    progress: Progress | None,
) -> Exported:
    names = tuple(walk.model.__name__ for walk in walks)
    now = datetime.fromtimestamp(session.client.now(), UTC)
    header = Header(session.client.store_id, now, names, None if fields is None else tuple(fields))
    write_line(file, header.to_dict())
    count = _Counter(progress, walks)
    counts = {}
    for walk in walks:
        before = count.done
        wire_key = walk.model.__wire_key__
        for raw in count(walk):
            write_line(file, {"model": walk.model.__name__, "key": raw.get(wire_key), "data": raw})
        counts[walk.model.__name__] = count.done - before
    return Exported(counts)


class _Counter:
    """Counts what is written, and tells it a page at a time."""

    def __init__(self, progress: Progress | None, walks: Sequence[_Walk]) -> None:
        self._progress = progress
        self._total = 0
        if progress is not None:
            self._total = sum(walk.count() for walk in walks)
        self.done = 0

    def __call__(self, walk: _Walk) -> Iterator[dict[str, Any]]:
        for raw in walk:
            yield raw
            self.done += 1
            if self._progress is not None and self.done % 100 == 0:
                self._progress(self.done, max(self._total, self.done))
        if self._progress is not None:
            self._progress(self.done, max(self._total, self.done))


class _Walk:
    """The entities of one model, as their JSON."""

    def __init__(
        self,
        session: Session,
        model: type[Model],
        conditions: Iterable[Condition],
        fields: Sequence[str] | None,
    ) -> None:
        resource: Resource = model.__resource__
        if resource.singleton or resource.parents or "list" in resource.refuses:
            raise InvalidValue(
                f"{model.__name__} has no listing of its own, so it cannot be exported"
            )
        self.model = model
        self.conditions = [one for one in conditions if _is_about(one, model)]
        self.columns: list[Column] | None = None
        self._query = everything(session, model)
        if self.conditions:
            self._query = self._query.where(*self.conditions)
        if fields is not None:
            self.columns = [parse_column(model, name) for name in fields]
            if resource.key and not any(one.attribute == resource.key for one in self.columns):
                self.columns.insert(0, parse_column(model, resource.key))
            self._query = self._query.only(*dict.fromkeys(one.attribute for one in self.columns))

    def count(self) -> int:
        return self._query.count()

    def __iter__(self) -> Iterator[dict[str, Any]]:
        if any(field.tree for field in self.model.__fields__.values()):
            return iter(_parents_first(self.model, list(self._query.raw())))
        return self._query.raw()


def _is_about(condition: Condition, model: type[Model]) -> bool:
    return any(condition.field.owner == one.__name__ for one in model.__mro__)


def _parents_first(model: type[Model], raws: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The entities of a tree, each after the one above it, siblings as they came."""
    [tree] = [field.wire_name for field in model.__fields__.values() if field.tree]
    below: dict[Any, list[dict[str, Any]]] = {}
    keys = {raw.get(model.__wire_key__) for raw in raws}
    for raw in raws:
        above = raw.get(tree)
        below.setdefault(above if above in keys else None, []).append(raw)
    ordered: list[dict[str, Any]] = []
    waiting = below.get(None, [])
    while waiting:
        ordered += waiting
        waiting = [child for raw in waiting for child in below.get(raw.get(model.__wire_key__), ())]
    return ordered
