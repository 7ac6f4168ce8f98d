"""Relations: attributes that are other objects, loaded for all peers when one of them is read.

`Related` is the one object whose key an attribute holds, `RelatedByKeys` those whose keys a list
holds, and `RelatedList` those that hold the key of this one. The keys are what is stored and
sent: a relation reads them as they are now, changes that were not sent included.
"""

from __future__ import annotations

from typing import Any, Generic, Never, Self, TypeVar, overload

from ecwid_orm.exceptions import Detached, ReadOnly
from ecwid_orm.model import registry
from ecwid_orm.model.entity import Entity
from ecwid_orm.model.field import ABSENT
from ecwid_orm.model.keys import PendingKey, resolved
from ecwid_orm.model.state import Record

M = TypeVar("M", bound=Entity)


class Relation(Generic[M]):
    """What relations share: a name, and the class of the objects that they lead to."""

    name: str

    def __init__(self, model: type[M] | str) -> None:
        self._model = model

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @property
    def model(self) -> type[M]:
        """The class of the other objects."""
        if isinstance(self._model, str):
            found: type[M] = registry.lookup(self._model)
            self._model = found
        return self._model

    def out_of_reach(self, instance: Entity) -> Detached:
        """The error for an object that has no session to load others by."""
        if instance._is_stored():
            why = "the object is in no session; session.merge(it) gives one that is"
        else:
            why = "the object is new and in no session; session.add(it) first"
        return Detached(f"{instance!r}: {self.name} cannot be loaded, for {why}")


class Referring(Relation[M]):
    """The objects whose keys stand at `keys`, a path of attributes such as `items.product_id`.

    `default` is the key that 0 or none stands for.
    """

    def __init__(self, model: type[M] | str, keys: str, default: Any = None) -> None:
        super().__init__(model)
        self._path = keys.split(".")
        self._default = default

    def keys(self, instance: Record) -> list[Any]:
        """The keys, each once, as they are now, pending ones too. Nothing is loaded."""
        found = list(dict.fromkeys(keys_at(instance, self._path)))
        return [self._default] if not found and self._default is not None else found

    def _read(self, instance: Entity) -> list[M]:
        name = self._path[0]
        wire_name = instance.__fields__[name].wire_name
        if wire_name and wire_name not in instance._raw and name not in (instance._values or {}):
            instance._fetch(wire_name)
        keys = self.keys(instance)
        stored = [key for key in keys if not isinstance(key, PendingKey)]
        by_key = self._by_key(instance, stored) if stored else {}
        found: list[Any] = [
            key.instance if isinstance(key, PendingKey) else by_key[key] for key in keys
        ]
        return [one for one in found if one is not None]

    def _by_key(self, instance: Entity, keys: list[Any]) -> Any:
        if instance._home is not None:
            return instance._home.referred(instance, self, keys)
        held = (instance._related or {}).get(self.name, {})
        if all(key in held for key in keys):
            return held
        raise self.out_of_reach(instance)


class Related(Referring[M]):
    """One other object, whose key the attribute `key` holds; None where there is none.

    Assigning an object, new or not, sets its key. `default` is the key that 0 or none stands
    for::

        customer: Related[Customer] = fields.Related("Customer", key="customer_id")
    """

    def __init__(self, model: type[M] | str, *, key: str, default: Any = None) -> None:
        super().__init__(model, key, default)
        self._key = key
        self.__doc__ = f"The {_named(model)} whose key is `{key}`; None where there is none."

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type) -> M | None: ...
    def __get__(self, instance: Any, owner: type) -> Any:
        if instance is None:
            return self
        return next(iter(self._read(instance)), None)

    def __set__(self, instance: Any, value: M | None) -> None:
        setattr(instance, self._key, value)


class RelatedByKeys(Referring[M]):
    """Other objects, in the order of their keys, which stand at `keys`.

    `keys` is an attribute or, in parts of the object, a path of them. To change the relation,
    change the keys::

        products: RelatedByKeys[Product] = fields.RelatedByKeys("Product", keys="items.product_id")
    """

    def __init__(self, model: type[M] | str, *, keys: str) -> None:
        super().__init__(model, keys)
        self._keys = keys
        self.__doc__ = f"The {_named(model)} objects whose keys are `{keys}`, in that order."

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type) -> tuple[M, ...]: ...
    def __get__(self, instance: Any, owner: type) -> Any:
        return self if instance is None else tuple(self._read(instance))

    def __set__(self, instance: Any, value: Never) -> None:
        raise ReadOnly(f"{instance!r}: {self.name} follows from {self._keys}; change the keys")


class RelatedList(Relation[M]):
    """The objects that refer to this one, as a listing of them tells.

    `search` is the listing's parameter that finds them, `through` the attribute of theirs that
    holds the key, or a path to it. The key is this object's own, or its attribute `of`; `default`
    is the key that a reference to none stands for. `parameters` are sent with every search::

        children: RelatedList[Category] = fields.RelatedList(
            "Category", through="parent_id", search="parent_ids", hidden_categories=True
        )
    """

    def __init__(
        self,
        model: type[M] | str,
        *,
        through: str,
        search: str,
        of: str | None = None,
        default: Any = None,
        **parameters: Any,
    ) -> None:
        super().__init__(model)
        self.through, *self._rest = through.split(".")
        self.search = search
        self.parameters = parameters
        self._of = of
        self.default = default
        self.__doc__ = f"The {_named(model)} objects whose `{through}` is this one."

    @property
    def nested(self) -> bool:
        """Whether the reference stands in a part of the other object."""
        return bool(self._rest)

    def key_of(self, owner: Entity) -> Any:
        """What others refer to this object by; None while it is new."""
        if self._of is None:
            return type(owner).__resource__.own_key(owner)
        return owner._raw.get(owner.__fields__[self._of].wire_name)

    def keys(self, other: Record) -> list[Any] | None:
        """The keys that another object refers to; None where they are not known."""
        wire_name = other.__fields__[self.through].wire_name
        written = self.through in (other._values or {})
        if not written and wire_name not in other._raw and other._lacks(wire_name):
            return None
        found = keys_at(other, [self.through, *self._rest])
        return [self.default] if not found and self.default is not None else found

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type) -> tuple[M, ...]: ...
    def __get__(self, instance: Any, owner: type) -> Any:
        if instance is None:
            return self
        if instance._home is not None:
            return tuple(instance._home.referring(instance, self))
        held = (instance._related or {}).get(self.name)
        if held is None and instance._is_stored():
            raise self.out_of_reach(instance)
        return tuple(held or ())

    def __set__(self, instance: Any, value: Never) -> None:
        raise ReadOnly(
            f"{instance!r}: {self.name} follows from {_named(self._model)}.{self.through}; "
            "change it in those objects"
        )


def keys_at(record: Record, path: list[str]) -> list[Any]:
    """The keys at a path of attributes as they are now; nothing is loaded or handed out."""
    name, *rest = path
    field = record.__fields__[name]
    value = (record._values or {}).get(name, ABSENT)
    if not field.wire_name:
        value = getattr(record, name)  # in the path, or in an entry of a list
    elif value is ABSENT:
        raw = record._raw.get(field.wire_name)
        value = None if raw is None else field.load(raw)
    found = value if isinstance(value, list) else [value]
    if rest:
        return [key for part in found if isinstance(part, Record) for key in keys_at(part, rest)]
    return [resolved(key) for key in found if key]


def _named(model: type[Any] | str) -> str:
    return model if isinstance(model, str) else model.__name__
