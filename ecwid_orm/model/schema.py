"""marshmallow: the schema of each model.

`Product.Schema` is generated from the fields when it is first asked for, and is of use
alone: `Product.Schema().load(body)` gives a dict of Python values by attribute,
`dump` takes that dict, or an object, back to JSON. Keys that no field declares stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import marshmallow as ma

from ecwid_orm.model import state
from ecwid_orm.model.state import Record


class RecordSchema(ma.Schema):
    """Base of the generated schemas: unknown keys are kept, objects are dumped as they stand."""

    class Meta:
        unknown = ma.INCLUDE

    record: type[Record]

    def dump(self, obj: Any, *, many: bool | None = None) -> Any:
        """JSON of an object of the model, of a dict by attribute, or of a list of either."""
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
