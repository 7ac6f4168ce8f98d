"""`Children`: the parts of an object that are resources themselves, such as its variations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Self, TypeVar, overload

import inflection

from ecwid_orm.model.entity import Entity
from ecwid_orm.model.related import Relation

C = TypeVar("C", bound=Entity)


class Children(Relation[C]):
    """The objects of another model whose path begins with this object's.

    `wire_name` is the key of this object's JSON that holds them as well, where there is one:
    then they come with the object, and cost no request.
    """

    def __init__(self, model: type[C] | str, *, wire_name: str | None = None) -> None:
        super().__init__(model)
        self.wire_name = wire_name
        self.__doc__ = f"The {model if isinstance(model, str) else model.__name__}s of this object."

    def __set_name__(self, owner: type, name: str) -> None:
        super().__set_name__(owner, name)
        self._parent_key = f"{inflection.underscore(owner.__name__)}_id"

    @property
    def parent_key(self) -> str:
        """The attribute of a child that holds this object's key."""
        return self._parent_key

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type) -> Collection[C]: ...
    def __get__(self, instance: Any, owner: type) -> Any:
        return self if instance is None else Collection(instance, self)

    def __set__(self, instance: Any, children: Sequence[C]) -> None:
        collection = self.__get__(instance, type(instance))
        wanted = list(children)
        for child in list(collection):
            if not any(child is one for one in wanted):
                collection.remove(child)
        for child in wanted:
            if not any(child is one for one in collection):
                collection.append(child)

    def added(self, instance: Entity) -> list[C]:
        """Children that were appended and are still to be created."""
        held = (instance._values or {}).get(self.name, [])
        home = instance._home
        held[:] = [
            child
            for child in held
            if (not child._is_stored() if home is None else home.is_new(child))
        ]
        return held  # type: ignore[no-any-return]  # only append() puts it there


class Collection(Sequence[C]):
    """The children of one object: those on the server, and those to be created.

    `append` makes an object a child, to be created by the next commit; `remove` has it deleted by
    the next commit.
    """

    __slots__ = ("_parent", "_relation")

    def __init__(self, parent: Any, relation: Children[C]) -> None:
        self._parent = parent
        self._relation = relation

    def _all(self) -> list[C]:
        stored: list[C] = []
        if self._parent._is_stored():
            if self._parent._home is None:
                raise self._relation.out_of_reach(self._parent)
            stored = self._parent._home.children(self._parent, self._relation)
        return stored + self._relation.added(self._parent)

    @overload
    def __getitem__(self, index: int) -> C: ...
    @overload
    def __getitem__(self, index: slice) -> list[C]: ...
    def __getitem__(self, index: int | slice) -> C | list[C]:
        return self._all()[index]

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[C]:
        return iter(self._all())

    def __repr__(self) -> str:
        return f"<{self._relation.name} of {self._parent!r}>"

    def append(self, child: C) -> None:
        """Make `child`, a new object, a part of this one; the next commit creates it."""
        setattr(child, self._relation.parent_key, self._parent)
        home = self._parent._home
        if home is not None:
            home.session.add(child)
        added = self._relation.added(self._parent)
        added.append(child)
        self._parent._keep(self._relation.name, added)

    def remove(self, child: C) -> None:
        """Take a child away: a new one is forgotten, another is deleted by the next commit."""
        added = self._relation.added(self._parent)
        if any(child is one for one in added):
            added[:] = [one for one in added if one is not child]
            if child._home is not None:
                child._home.session.expunge(child)
        elif child._home is not None:
            child._home.session.delete(child)
        else:
            raise ValueError(f"{child!r} is no child of {self._parent!r}")
