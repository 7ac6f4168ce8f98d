"""What differs between two exports, or between a shop and an export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, Literal

from ecwid_orm.api import codec
from ecwid_orm.exceptions import InvalidValue
from ecwid_orm.model import ABSENT, Model
from ecwid_orm.session import Session
from ecwid_orm.session.differences import differences
from ecwid_orm.transfer.columns import parse_column
from ecwid_orm.transfer.exporting import Progress, export
from ecwid_orm.transfer.index import Index, Key
from ecwid_orm.transfer.jsonlines import Header, read_header, read_lines
from ecwid_orm.transfer.portable import PORTABLE, set_by_ecwid
from ecwid_orm.transfer.references import Translation
from ecwid_orm.transfer.rows import twin

__all__ = ["Difference", "compare"]


@dataclass(frozen=True)
class Difference:
    """One entity that only one side has, or that differs.

    `kind` is `added` (only the new side has it), `removed` or `changed`; `key` is that of the side
    that has it, of the new one where both do; `label` is what it is known by. `changes` maps each
    place, such as `price` or `options[0].name`, to its old and new JSON; `ABSENT` stands for none.
    """

    kind: Literal["added", "removed", "changed"]
    model: str
    key: Key
    label: str
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The difference as JSON; what is absent is null."""
        return {
            "kind": self.kind,
            "model": self.model,
            "key": self.key,
            "label": self.label,
            "changes": {
                place: {"old": _shown(old), "new": _shown(new)}
                for place, (old, new) in self.changes.items()
            },
        }


def compare(
    old: Session | str | PathLike[str],
    new: Session | str | PathLike[str],
    *,
    progress: Progress | None = None,
) -> Iterator[Difference]:
    """What is added, removed and changed from one side to the other.

    A side is an export in JSON Lines, or a session: then the shop is exported for the time being.
    Entities of one store go together by their keys, those of two by their natural keys; references
    are compared by what they refer to. What only Ecwid sets is passed over, and so are models and
    attributes that one of the exports leaves out.

    Only keys and natural keys are held in memory. Raises InvalidValue for a file that is no export,
    OSError, and whatever the shop answers.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="ecwid-")))
        models = _models_of(old, new)
        sides = []
        for number, side in enumerate((old, new)):
            path = folder / f"{number}.jsonl"
            if isinstance(side, Session):
                export(side, path, models, progress=progress)
            else:
                path = Path(side)
            sides.append(_Side(path, stack.enter_context(path.open("rb"))))
        yield from _Comparison(*sides).differences()


def _models_of(*sides: Session | str | PathLike[str]) -> list[type[Model]]:
    """The models that all sides have."""
    headers = [read_header(Path(one)) for one in sides if not isinstance(one, Session)]
    return [one for one in PORTABLE if all(one.__name__ in head.models for head in headers)]


class _Side:
    """One export, and where each entity stands in it."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self.header: Header = read_header(path)
        self.indexes = {model.__name__: Index(model) for model in PORTABLE}
        self._file = file
        self._places: dict[tuple[str, Key], int] = {}
        for line in read_lines(path):
            if line.error:
                raise InvalidValue(f"{path}, line {line.number}: {line.error}")
            if line.model in self.indexes:
                self.indexes[line.model].add(line.key, line.data)
                self._places[line.model, line.key] = line.place

    def data(self, model: str, key: Key) -> Mapping[str, Any]:
        """The JSON of an entity."""
        self._file.seek(self._places[model, key])
        found: Mapping[str, Any] = codec.loads(self._file.readline())["data"]
        return found

    def label(self, model: str, key: Key) -> str:
        """What an entity is known by; its key, where it is known by nothing else."""
        known = self.indexes[model].identities(key)
        return str(known[0]) if known else f"id {key}"

    def refer(self, model: str, key: Key) -> str | None:
        """What stands for a reference, the same on both sides."""
        if model not in self.indexes:
            return None
        return self.label(model, key) if key in self.indexes[model] else f"id {key}"


class _Comparison:
    """Two exports."""

    def __init__(self, old: _Side, new: _Side) -> None:
        self._old = old
        self._new = new
        self._same_shop = old.header.store == new.header.store

    def differences(self) -> Iterator[Difference]:
        for model in PORTABLE:
            name = model.__name__
            if name in self._old.header.models and name in self._new.header.models:
                yield from self._of_model(model)

    def _of_model(self, model: type[Model]) -> Iterator[Difference]:
        name, left = model.__name__, dict.fromkeys(self._old.indexes[model.__name__])
        for key in self._new.indexes[name]:
            other = self._counterpart(name, key, left)
            label = self._new.label(name, key)
            if other is None:
                yield Difference("added", name, key, label)
                continue
            del left[other]
            changes = self._changes(model, other, key)
            if changes:
                yield Difference("changed", name, key, label, changes)
        for key in left:
            yield Difference("removed", name, key, self._old.label(name, key))

    def _counterpart(self, name: str, key: Key, left: Mapping[Key, None]) -> Key | None:
        """The entity of the old side that goes together with one of the new."""
        # Each shop has those of the key 0, such as the product type General.
        if self._same_shop or key == 0:
            return key if key in left else None
        for identity in self._new.indexes[name].identities(key):
            for other in self._old.indexes[name].find(identity):
                if other in left:
                    return other
        return None

    def _changes(self, model: type[Model], old: Key, new: Key) -> dict[str, tuple[Any, Any]]:
        was = self._comparable(self._old, model, self._old.data(model.__name__, old))
        now = self._comparable(self._new, model, self._new.data(model.__name__, new))
        return {
            place: (before, after)
            for name in {**was, **now}
            for place, before, after in differences(
                was.get(name, ABSENT), now.get(name, ABSENT), name
            )
        }

    def _comparable(
        self, side: _Side, model: type[Model], data: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Attribute → JSON of all that is compared, in terms that both sides share."""
        find = (lambda _, key: key) if self._same_shop else side.refer
        translation = Translation(find, same_shop=self._same_shop)
        wanted = self._attributes(model)
        left_out = set_by_ecwid(model) | {model.__resource__.key}
        found = {}
        for name, one in model.__fields__.items():
            if name not in left_out and one.wire_name and (wanted is None or name in wanted):
                value = translation.value(one, data.get(one.wire_name))
                if value not in (ABSENT, "", [], {}):
                    found[name] = value
        for relation in model.__children__ if wanted is None else ():
            children = data.get(relation.wire_name or "") or []
            found[relation.name] = {
                twin(child): self._comparable(side, relation.model, child) for child in children
            }
        return found

    def _attributes(self, model: type[Model]) -> set[str] | None:
        """The attributes that both exports have; None for all."""
        wanted: set[str] | None = None
        for header in (self._old.header, self._new.header):
            if header.fields is not None:
                named = {parse_column(model, one).attribute for one in header.fields}
                wanted = named if wanted is None else wanted & named
        return wanted


def _shown(value: Any) -> Any:
    return None if value is ABSENT else value
