"""Any marshmallow field as a converter: the way for fields that the user brings."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import marshmallow as ma

from ecwid_orm.model.conversion import Converter


class Foreign(Converter[Any]):
    """Any marshmallow field as a converter."""

    def __init__(self, field: ma.fields.Field[Any]) -> None:
        self._given = copy.deepcopy(field)
        self.mutable = not isinstance(field, _IMMUTABLE)
        if isinstance(field, ma.fields.String):
            self.clear = ""
        elif isinstance(field, ma.fields.List):
            self.clear = []
        self.expected = f"a value for marshmallow's {type(field).__name__}"

    @cached_property
    def field(self) -> ma.fields.Field[Any]:
        """The field; only now, for it may name schemas that are declared later."""
        return _accepting(self._given)

    def load(self, raw: Any) -> Any:
        try:
            return self.field.deserialize(raw)
        except ma.ValidationError as error:
            raise ValueError(str(error)) from None

    def check(self, value: Any) -> Any:
        # What a field of the user's accepts, only its own validation knows: at commit.
        return value

    def dump(self, value: Any) -> Any:
        try:
            dumped = self.field.serialize("value", {"value": value})
        except (ValueError, TypeError, AttributeError, ArithmeticError) as error:
            raise ValueError(f"expected {self.expected}: {error}") from None
        return _with_unknown(dumped, value, self.field)

    def empty(self) -> Any:
        if isinstance(self._given, ma.fields.List):
            return []
        return {} if isinstance(self._given, ma.fields.Dict) else None

    def marshmallow(self, **options: Any) -> ma.fields.Field[Any]:
        field = copy.deepcopy(self.field)
        field.data_key = options["data_key"]
        field.required = field.required or options["required"]
        return field


_IMMUTABLE = (
    ma.fields.String,
    ma.fields.Number,
    ma.fields.Boolean,
    ma.fields.DateTime,
    ma.fields.Date,
    ma.fields.Time,
    ma.fields.TimeDelta,
    ma.fields.Enum,
    ma.fields.UUID,
)


def _accepting(
    field: ma.fields.Field[Any], within: tuple[type[ma.Schema], ...] = ()
) -> ma.fields.Field[Any]:
    """The field, made to keep keys that the user's schemas do not know, at any depth."""
    if isinstance(field, ma.fields.Nested):
        field.unknown = ma.INCLUDE
        schema = field.schema
        if type(schema) not in within:
            for inner in schema.fields.values():
                _accepting(inner, (*within, type(schema)))
    elif isinstance(field, ma.fields.List):
        _accepting(field.inner, within)
    elif isinstance(field, ma.fields.Dict) and field.value_field is not None:
        _accepting(field.value_field, within)
    return field


def _with_unknown(dumped: Any, value: Any, field: ma.fields.Field[Any]) -> Any:
    """Put back the keys of nested dicts that the user's schemas do not know."""
    if isinstance(field, ma.fields.List | ma.fields.Nested) and isinstance(value, list):
        item = field.inner if isinstance(field, ma.fields.List) else field
        return [_with_unknown(one, other, item) for one, other in zip(dumped, value, strict=True)]
    if isinstance(field, ma.fields.Nested) and isinstance(value, Mapping):
        known = field.schema.fields
        for name, inner in known.items():
            key = inner.data_key or name
            if name in value and key in dumped:
                dumped[key] = _with_unknown(dumped[key], value[name], inner)
        for key, item in value.items():
            if key not in known:
                dumped.setdefault(key, item)
    return dumped
