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

    It holds only that, so that hundred thousand products are some tens of megabytes. `attributes`
    are what they are known by, `identities(model)` where they are left out; `path`, of a tree, is
    the names from the root down.
    """

    def __init__(self, model: type[Model], attributes: tuple[str, ...] | None = None) -> None:
        self.model = model
        self.attributes = identities(model) if attributes is None else attributes
        self.is_tree = "path" in self.attributes
        names = [name for name in self.attributes if name != "path"]
        if self.is_tree:
            names += ["name", "parent_id"]
        self.loaded = tuple(dict.fromkeys(names))
        """The attributes that an entity's JSON must have to be entered."""
        self._wires = tuple(model.__fields__[name].wire_name for name in self.loaded)
        self._caseless = model.__resource__.caseless
        self._held: dict[Key, tuple[Any, ...]] = {}
        self._keys: dict[Identity, list[Key]] = {}
        self._unplaced: dict[Key, None] = {}

    def __contains__(self, key: Key) -> bool:
        return key in self._held

    def __iter__(self) -> Iterator[Key]:
        return iter(self._held)

    def add(self, key: Key, data: Mapping[str, Any]) -> None:
        """Enter an entity by its JSON, in the place of what it was before."""
        told = tuple(data.get(wire) for wire in self._wires)
        if self._held.get(key) == told:
            return
        if key in self._held and self.is_tree:
            # All that is below it has another path now.
            self._keys.clear()
            self._unplaced.update(dict.fromkeys(self._held))
        elif key in self._held and key not in self._unplaced:
            for identity in self.identities(key):
                self._keys[identity].remove(key)
        self._held[key] = told
        self._unplaced[key] = None

    def data(self, key: Key) -> dict[str, Any]:
        """As much of an entity's JSON as is held."""
        return dict(zip(self._wires, self._held[key], strict=True))

    def identities(self, key: Key) -> list[Identity]:
        """What the entity of a key is known by, the surest first."""
        return self.identities_of(self.data(key), self.path(key))

    def identities_of(self, data: Mapping[str, Any], path: tuple[str, ...] = ()) -> list[Identity]:
        """What an entity of this JSON and path is known by, the surest first."""
        values = {name: data.get(wire) for name, wire in zip(self.loaded, self._wires, strict=True)}
        found = []
        for name in self.attributes:
            value = path if name == "path" else values[name]
            if isinstance(value, str) and name in self._caseless:
                value = value.casefold()
            if value not in (None, "", ()):
                found.append(Identity(name, value))
        return found

    def find(self, identity: Identity) -> list[Key]:
        """The keys of all that are known by this."""
        # A path can be told only when all above it are there.
        for key in self._unplaced:
            for known in self.identities(key):
                self._keys.setdefault(known, []).append(key)
        self._unplaced.clear()
        return self._keys.get(identity, [])

    def path(self, key: Key) -> tuple[str, ...]:
        """The names from the root of the tree down; nothing where one of them is not known."""
        names: list[str] = []
        seen: set[Key] = set()
        while self.is_tree and key in self._held and key not in seen:
            seen.add(key)
            name, above = self.named(self.data(key))
            if not name:
                break
            names.append(name)
            if not above:
                return tuple(reversed(names))
            key = above
        return ()

    def named(self, data: Mapping[str, Any]) -> tuple[str | None, Key | None]:
        """The name of an entity of a tree, and the key of the one above it."""
        wires = dict(zip(self.loaded, self._wires, strict=True))
        return data.get(wires["name"]), data.get(wires["parent_id"])
