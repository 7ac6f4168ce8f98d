"""marshmallow: the schema of each model, and the fields that Ecwid needs beyond the stock ones.

`Product.Schema` is generated from the fields when it is first asked for, and is of use
alone: `Product.Schema().load(body)` gives a dict of Python values by attribute,
`dump` takes that dict, or an object, back to JSON. Keys that no field declares stay.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import marshmallow as ma

from ecwid_orm.model.conversion import Converter, DateTime, Money

if TYPE_CHECKING:
    from ecwid_orm.model.state import Record

_MONEY = Money()
_DATETIME = DateTime()


class _Converted(ma.fields.Field[Any]):
    """A marshmallow field that is one of our converters."""

    converter: Converter[Any]

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        try:
            return self.converter.load(value)
        except (TypeError, ValueError, ArithmeticError):
            raise ma.ValidationError(f"Not {self.converter.expected}.") from None

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return None if value is None else self.converter.dump(value)


class MoneyField(_Converted):
    """An amount: a JSON number to and from an exact Decimal."""

    converter = _MONEY


class DateTimeField(_Converted):
    """A moment as Ecwid writes it: `2023-04-22 18:48:38 +0000` to and from an aware datetime."""

    converter = _DATETIME


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


class RecordSchema(ma.Schema):
    """Base of the generated schemas: unknown keys are kept, objects are dumped as they stand."""

    class Meta:
        unknown = ma.INCLUDE

    record: type[Record]

    def dump(self, obj: Any, *, many: bool | None = None) -> Any:
        """JSON of an object of the model, of a dict by attribute, or of a list of either."""
        from ecwid_orm.model import state

        if self.many if many is None else many:
            return [self.dump(item, many=False) for item in obj]
        if isinstance(obj, state.Record):
            return dict(state.dump(obj))
        return super().dump(obj, many=False)

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        """The value of a field; a dict has just its keys, no methods such as `items`."""
        if isinstance(obj, Mapping):
            return obj.get(attr, default)
        return super().get_attribute(obj, attr, default)

    @ma.post_dump(pass_original=True)
    def _keep_unknown(self, data: dict[str, Any], original: Any, **kwargs: Any) -> dict[str, Any]:
        if isinstance(original, Mapping):
            for key, value in original.items():
                if key not in self.fields:
                    data.setdefault(key, value)
        return data


class SchemaOf:
    """The class attribute `Schema`: made for each class when it is first asked for."""

    def __get__(self, instance: Any, owner: type[Record]) -> type[ma.Schema]:
        made: type[ma.Schema] | None = owner.__dict__.get("_made_schema")
        if made is None:
            made = schema_of(owner)
            # setattr on the class: its own __dict__ holds it, not a base's.
            type.__setattr__(owner, "_made_schema", made)
        return made


def schema_of(owner: type[Record]) -> type[ma.Schema]:
    """The marshmallow schema of a model or value class.

    A schema that the user brought is its base, so that its hooks and validators run too.
    """
    brought: type[ma.Schema] | None = getattr(owner, "__brought_schema__", None)
    bases: tuple[type, ...] = (RecordSchema,) if brought is None else (RecordSchema, brought)
    attributes: dict[str, Any] = {
        name: field.marshmallow for name, field in owner.__fields__.items() if field.wire_name
    }
    if brought is not None:
        attributes["Meta"] = type("Meta", (RecordSchema.Meta, brought.Meta), {})
    attributes["record"] = owner
    attributes["__doc__"] = f"marshmallow schema of {owner.__name__}."
    return type(f"{owner.__name__}Schema", bases, attributes)
