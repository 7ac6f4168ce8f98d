"""References to what was deleted and created again: by the keys it has now, or is going to have."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from ecwid_orm.model import Field, Model
from ecwid_orm.model.containers import ListOf, MapOf
from ecwid_orm.model.conversion import Converter
from ecwid_orm.model.keys import KeyConverter, PendingKey
from ecwid_orm.model.values import PartOf

Entity = tuple[str, Any]
"""Name of a resource's class, and a key."""


class Renaming:
    """The keys of entities now; `names` has those that were created again, by their old keys."""

    def __init__(self, names: Mapping[Entity, Any]) -> None:
        self._names = names
        self.anew: dict[Entity, Model] = {}
        """What is about to be created again, by the old key."""

    def key(self, root: str, key: Any) -> Any:
        """The key of an entity, which may be one that it is going to have."""
        if isinstance(key, list | dict | PendingKey):
            return key
        known = self.known(root, key)
        anew = self.anew.get((root, key)) or self.anew.get((root, known))
        return known if anew is None else PendingKey(anew)

    def known(self, root: str, key: Any) -> Any:
        """The key that an entity has had of late."""
        return key if isinstance(key, list | dict) else self._names.get((root, key), key)

    def value(self, field: Field[Any], value: Any) -> Any:
        """A value with the keys that are right now."""
        return with_keys(field.converter, value, self.key)


def with_keys(converter: Converter[Any], value: Any, changed: Callable[[str, Any], Any]) -> Any:
    """A value with each key in it as `changed(resource, key)` gives it.

    What becomes `...` is left out of lists and parts.
    """
    if isinstance(converter, KeyConverter):
        target = converter.target
        return value if target is None or value is None else changed(target, value)
    if isinstance(converter, ListOf) and isinstance(value, list):
        items = (with_keys(converter.item, item, changed) for item in value)
        return [item for item in items if item is not ...]
    if isinstance(converter, MapOf) and isinstance(value, dict):
        return {key: with_keys(converter.item, item, changed) for key, item in value.items()}
    if isinstance(converter, PartOf) and isinstance(value, dict):
        fields = {field.wire_name: field for field in converter.value_class.__fields__.values()}
        parts = {
            key: with_keys(fields[key].converter, item, changed) if key in fields else item
            for key, item in value.items()
        }
        return {key: item for key, item in parts.items() if item is not ...}
    return value


def entities(field: Field[Any], value: Any) -> list[Entity]:
    """What a value refers to by keys that are known."""
    found: list[Entity] = []

    def note(root: str, key: Any) -> Any:
        if key and not isinstance(key, PendingKey):
            found.append((root, key))
        return key

    with_keys(field.converter, value, note)
    return found


def without(gone: Collection[Entity], field: Field[Any], value: Any) -> Any:
    """A value without references to some entities; `...` where nothing is left of it."""
    return with_keys(field.converter, value, lambda root, key: ... if (root, key) in gone else key)
