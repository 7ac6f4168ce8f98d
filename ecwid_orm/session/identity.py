"""The identity map: one key of a resource, one object.

Objects are held weakly: an object that nobody uses any more is forgotten, and read anew when
it is asked for. References without a callback cost least; dead ones are swept when their
number may have doubled.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from typing import Any

from ecwid_orm.exceptions import DuplicateKey
from ecwid_orm.model import Model


class IdentityMap:
    """Objects by the resource they belong to and their key."""

    def __init__(self) -> None:
        self._resources: dict[type[Model], dict[Any, weakref.ref[Model]]] = {}
        self._sweep_at: dict[type[Model], int] = {}

    def of(self, root: type[Model]) -> dict[Any, weakref.ref[Model]]:
        """The references of one resource by key, for loops that cannot afford a call each.

        Whoever adds to it says so with `grown`.
        """
        return self._resources.setdefault(root, {})

    def get(self, model: type[Model], key: Any) -> Model | None:
        """The object of this key, None where there is none alive.

        Raises DuplicateKey where the key's object is not of this class.
        """
        reference = self.of(model.__root__).get(key)
        instance = None if reference is None else reference()
        if instance is not None and not isinstance(instance, model):
            raise wrong_class(instance, model)
        return instance

    def find(self, model: type[Model], key: Any) -> Model | None:
        """As `get`, and by any other attribute that stands for the key, such as a coupon's code."""
        found = self.get(model, key)
        if found is None:
            for name in model.__resource__.aliases:
                wire_name = model.__fields__[name].wire_name
                for reference in self.of(model.__root__).values():
                    instance = reference()
                    if instance is not None and instance._raw.get(wire_name) == key:
                        return instance
        return found

    def add(self, instance: Model, key: Any) -> None:
        """Enter an object; DuplicateKey where another one bears the key."""
        known = self.of(type(instance).__root__)
        reference = known.get(key)
        other = None if reference is None else reference()
        if other is not None and other is not instance:
            raise DuplicateKey(
                f"{instance!r}: the session holds another object with this key, {other!r}; "
                "use that one, session.merge() this one into it, or expunge it first"
            )
        known[key] = weakref.ref(instance)
        self.grown(type(instance).__root__)

    def remove(self, instance: Model, key: Any) -> None:
        """Forget an object, if it is the one that the key stands for."""
        known = self.of(type(instance).__root__)
        reference = known.get(key)
        if reference is not None and reference() in (instance, None):
            del known[key]

    def grown(self, root: type[Model]) -> None:
        """Sweep dead references if there may be as many as living ones."""
        known = self.of(root)
        if len(known) > self._sweep_at.get(root, 1024):
            dead = [key for key, reference in known.items() if reference() is None]
            for key in dead:
                del known[key]
            self._sweep_at[root] = max(1024, 2 * len(known))

    def __iter__(self) -> Iterator[Model]:
        for known in self._resources.values():
            for reference in list(known.values()):
                instance = reference()
                if instance is not None:
                    yield instance

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def clear(self) -> None:
        self._resources.clear()
        self._sweep_at.clear()


def wrong_class(instance: Model, model: type[Model]) -> DuplicateKey:
    return DuplicateKey(
        f"{instance!r} is in the session as a {type(instance).__name__}, so it cannot be a "
        f"{model.__name__} too; ask for {model.__name__} from the start, or expunge it first"
    )
