"""`Value`: a part of a resource without an identity of its own, such as an option."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, ClassVar, Generic, Self, TypeVar

import marshmallow as ma

from ecwid_orm.model import registry, state
from ecwid_orm.model.conversion import Converter, same
from ecwid_orm.model.field import Field
from ecwid_orm.model.schema import SchemaOf


class Value(state.Record):
    """Base of the parts of a resource. Two of them are equal if they would be sent alike.

    `class DesignSettings(Value, snake_case=True)` has its attributes' very names as its keys.
    """

    __slots__ = ()
    Schema: ClassVar[type[ma.Schema]] = SchemaOf()  # type: ignore[assignment]  # a descriptor

    def __init_subclass__(cls, *, snake_case: bool = False) -> None:
        super().__init_subclass__()
        if snake_case:
            for name, attribute in vars(cls).items():
                if isinstance(attribute, Field):
                    attribute.wire_name = name
        cls.__fields__ = collect(cls)
        registry.register(cls)

    @classmethod
    def _wrap(cls, raw: dict[str, Any]) -> Self:
        """A value over JSON as it came."""
        value = cls.__new__(cls)
        state._set_raw(value, raw)
        state._set_values(value, None)
        return value

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return same(state.dump(self), state.dump(other))

    __hash__ = None  # type: ignore[assignment]  # it can change, so it is no key

    def __repr__(self) -> str:
        # No values: an address or a person would show customers' data.
        return f"<{type(self).__name__}>"

    def __copy__(self) -> Self:
        return self.__deepcopy__({})

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        copied = type(self)._wrap(self._raw)
        state._set_values(copied, deepcopy(self._values, memo))
        return copied


def collect(cls: type[state.Record]) -> Mapping[str, Field[Any]]:
    """The fields of a class and of its bases, in the order of declaration."""
    fields: dict[str, Field[Any]] = {}
    for base in reversed(cls.__mro__):
        for name, attribute in vars(base).items():
            if isinstance(attribute, Field):
                fields[name] = attribute
            else:
                fields.pop(name, None)
    return fields


V = TypeVar("V", bound=state.Record)


class PartOf(Converter[V], Generic[V]):
    """A JSON object that is a `Value`; its class may be named before it is declared.

    It may also be a model: an object that Ecwid shows within another, and that is in no session.
    """

    mutable = True

    def __init__(self, value_class: type[V] | str) -> None:
        self._class = value_class
        name = value_class if isinstance(value_class, str) else value_class.__name__
        self.expected = f"a {name}"

    @property
    def value_class(self) -> type[V]:
        if isinstance(self._class, str):
            found: type[V] = registry.lookup(self._class)
            self._class = found
        return self._class

    @property
    def filled(self) -> bool:  # type: ignore[override]  # found out when it is first needed
        return any(
            field.read_only or field.name == "id" or field.converter.filled
            for field in self.value_class.__fields__.values()
        )

    def load(self, raw: Any) -> V:
        if type(raw) is not dict:
            raise self.wrong(raw)
        part: Any = self.value_class
        return part._wrap(raw)  # type: ignore[no-any-return]  # values and models both have it

    def check(self, value: Any) -> V:
        if isinstance(value, self.value_class):
            return value
        if isinstance(value, Mapping):
            return self.value_class(**value)
        raise self.refuse(value)

    def dump(self, value: V) -> Any:
        return state.dump(value)

    def rewrite(self, value: Any, old: Any) -> Any:
        part = self.check(value)
        body = self.dump(part)
        if part._raw or not isinstance(old, dict):
            return body
        # A new part in the place of another: what it says is empty empties what was there.
        said = (part.__fields__[name] for name in part._values or {})
        emptied = {
            field.wire_name: field.dump((part._values or {})[field.name])
            for field in said
            if old.get(field.wire_name) and field.wire_name not in body
        }
        return {**body, **emptied}

    def marshmallow(self, **options: Any) -> ma.fields.Field[Any]:
        part: Any = self
        return ma.fields.Nested(lambda: part.value_class.Schema(), **options)
