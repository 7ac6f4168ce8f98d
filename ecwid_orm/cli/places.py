"""Places in an object as people type them: `price`, `dimensions.width`, `attributes.Brand`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ecwid_orm.cli.names import ENTRIES, find_field
from ecwid_orm.cli.values import listed, parse_item, parse_value
from ecwid_orm.exceptions import UnknownField
from ecwid_orm.model import Field, Model, inspect
from ecwid_orm.model.containers import MapOf
from ecwid_orm.model.state import Record
from ecwid_orm.model.values import PartOf

__all__ = ["Place", "find_place", "find_places"]


@dataclass(frozen=True)
class Place:
    """A field of a model, or a place within it.

    `text` is as it was typed; `field` the field of the model, `path` the fields from there on, the
    first included; `key` that of a map at the end of them, if it ends in one.
    """

    text: str
    field: Field[Any]
    path: tuple[Field[Any], ...]
    key: str | None = None

    def parse(self, text: str) -> Any:
        """The value that a text stands for here; None for an empty one. Raises InvalidValue."""
        if not text:
            return None
        parse = parse_value if self.key is None else parse_item
        return parse(self.path[-1], text)

    def read(self, instance: Model) -> Any:
        """The JSON that the object has here, as it came; None for nothing."""
        last = self.path[-1]
        if not last.wire_name:  # the key of what it is a part of, or an entry of a list
            return last.__get__(instance, type(instance))
        if self.field.wire_name in type(instance).__resource__.unlisted:
            getattr(instance, self.field.name)  # is loaded now, for all the peers at once
        value: Any = inspect(instance).raw
        for name in (*(field.wire_name for field in self.path), *([self.key] if self.key else [])):
            value = value.get(name) if isinstance(value, dict) else None
        return value

    def write(self, instance: Model, value: Any) -> None:
        """Assign a value here; a part that is not there yet is made. Raises InvalidValue."""
        holder: Any = instance
        for field in self.path[:-1]:
            holder = _part_of(holder, field)
        last = self.path[-1]
        if self.key is None:
            last.__set__(holder, value)
            return
        entries: Any = last.__get__(holder, type(holder))
        if value is None:
            entries.pop(self.key, None)
        else:
            entries[self.key] = value


def _part_of(holder: Any, field: Field[Any]) -> Any:
    part = getattr(holder, field.name)
    if part is None and isinstance(field.converter, PartOf):
        setattr(holder, field.name, field.converter.value_class())
        part = getattr(holder, field.name)
    return part


def find_place(model: type[Model], text: str) -> Place:
    """The place that a text names. Raises UnknownField naming the nearest field."""
    first, *rest = text.strip().split(".")
    field = here = find_field(model, first)
    if rest and field.name in ENTRIES:
        return Place(text.strip(), field, (find_field(model, text),))
    path = [field]
    while rest:
        if isinstance(here.converter, MapOf):
            return Place(text.strip(), field, tuple(path), ".".join(rest))
        if not isinstance(here.converter, PartOf):
            raise UnknownField(f"{here.qualified_name} has no parts, so it has no {'.'.join(rest)}")
        part: type[Record] = here.converter.value_class
        here = find_field(part, rest.pop(0))
        path.append(here)
    return Place(text.strip(), field, tuple(path))


def find_places(model: type[Model], texts: list[str]) -> list[Place]:
    """The places of names between commas, in one text or several."""
    return [find_place(model, name) for text in texts for name in listed(text) if name]
