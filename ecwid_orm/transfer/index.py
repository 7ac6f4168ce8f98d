"""What the entities of a shop, or of a file, are known by besides their keys."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from ecwid_orm.model import Model
from ecwid_orm.transfer.portable import identities

__all__ = ["Identity", "Index", "Key"]

Key: TypeAlias = Any
"""A key as Ecwid gives it: a number or a text."""


class Identity(NamedTuple):
    """One thing that an entity is known by: an attribute, and its value in a form to compare."""

    attribute: str
    value: Hashable

    def __str__(self) -> str:
        shown = " / ".join(self.value) if isinstance(self.value, tuple) else str(self.value)
        return f"{self.attribute} {shown!r}"


class Index:
    """The entities of one model by key, and back from what they are known by to their keys.

    It holds only that, so that hundred thousand products are some tens of megabytes.
    """

    def __init__(self, model: type[Model], attributes: tuple[str, ...] | None = None) -> None:
        self.model = model
        self.attributes = identities(model) if attributes is None else attributes
        names = [name for name in self.attributes if name != "path"]
        self._is_tree = "path" in self.attributes
        if self._is_tree:
            names += ["name", "parent_id"]
        self.loaded = tuple(dict.fromkeys(names))
        """The attributes that an entity's JSON must have to be entered."""
        self._wires = {name: model.__fields__[name].wire_name for name in self.loaded}
        self._caseless = model.__resource__.caseless
        self._held: dict[Key, tuple[Any, ...]] = {}
        self._keys: dict[Identity, list[Key]] = {}
        self._unplaced: list[Key] = []

    def __contains__(self, key: Key) -> bool:
        return key in self._held

    def __iter__(self) -> Iterator[Key]:
        return iter(self._held)

    def add(self, key: Key, data: Mapping[str, Any]) -> None:
        """Enter an entity by its JSON, or put it in the place of what it was."""
        if key in self._held:
            for identity in self.identities(key):
                self._keys.get(identity, [key]).remove(key)
        self._held[key] = tuple(data.get(wire) for wire in self._wires.values())
        self._unplaced.append(key)

    def identities(self, key: Key) -> list[Identity]:
        """What the entity of a key is known by, the surest first."""
        values = dict(zip(self.loaded, self._held[key], strict=True))
        return self._identities(values)

    def identities_of(self, data: Mapping[str, Any]) -> list[Identity]:
        """What an entity of this JSON is known by; its parent is one of this index."""
        return self._identities({name: data.get(wire) for name, wire in self._wires.items()})

    def find(self, identity: Identity) -> list[Key]:
        """The keys of all that are known by this."""
        # A path can be told only when all above it are there.
        for key in self._unplaced:
            for known in self.identities(key):
                self._keys.setdefault(known, []).append(key)
        self._unplaced.clear()
        return self._keys.get(identity, [])

    def _identities(self, values: Mapping[str, Any]) -> list[Identity]:
        found = []
        for name in self.attributes:
            value = self._path(values) if name == "path" else values[name]
            if isinstance(value, str) and name in self._caseless:
                value = value.casefold()
            if value not in (None, "", ()):
                found.append(Identity(name, value))
        return found

    def _path(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        """The names from the root down; nothing where one of them is not known."""
        names: list[str] = []
        seen: set[Key] = set()
        while True:
            if not isinstance(values["name"], str):
                return ()
            names.append(values["name"])
            above = values["parent_id"]
            if not above:
                return tuple(reversed(names))
            if above in seen or above not in self._held:
                return ()
            seen.add(above)
            values = dict(zip(self.loaded, self._held[above], strict=True))
