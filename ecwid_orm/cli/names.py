"""Models and fields by the names that people type: `products`, `product-type`, `categoryIds`."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import inflection

from ecwid_orm import resources
from ecwid_orm.cli.errors import WrongArgument
from ecwid_orm.exceptions import UnknownField
from ecwid_orm.model import Field, Model, fields
from ecwid_orm.model.entries import EntryField
from ecwid_orm.model.state import Record

__all__ = ["attribute_name", "find_field", "find_model", "model_name", "model_names", "nearest"]

ENTRIES: dict[str, Callable[[str], Field[Any]]] = {
    "attributes": fields.Attribute,
    "extrafields": fields.ExtraField,
    "order_extra_fields": fields.ExtraField,
}
"""Lists of named entries, each of which can be typed as a field: `attributes.Brand`."""


FEW = 12
"""Names that an error lists."""


@cache
def model_names() -> dict[str, type[Model]]:
    """Each model by its name as commands show it: `product-type`."""
    found = [getattr(resources, name) for name in resources.__all__]
    models = [one for one in found if isinstance(one, type) and issubclass(one, Model)]
    return {model_name(one): one for one in sorted(models, key=lambda one: one.__name__)}


def model_name(model: type[Model]) -> str:
    """What a model is called on the command line: `product-type`."""
    return inflection.dasherize(inflection.underscore(model.__name__))


def find_model(text: str) -> type[Model]:
    """The model of a name in any case, singular or plural; its last words are enough.

    So `ProductVariation`, `product_variations` and `variation` are one. Ecwid's own names, such as
    `discount_coupons`, do as well. Raises WrongArgument.
    """
    typed = _flat(text)
    models = {_flat(name): model for name, model in model_names().items()}
    wanted = {typed, _flat(inflection.singularize(attribute_name(text)))}
    for name, model in models.items():
        plural, path = inflection.pluralize(model.__name__), model.__resource__.path
        if wanted & {name, _flat(plural), _flat(path)}:
            return model
    ends = [models[name] for name in models if name.endswith(tuple(wanted - {""}))]
    if len(ends) == 1 and typed:
        return ends[0]
    known = [model_name(one) for one in ends] or nearest(text.lower(), model_names())
    raise WrongArgument(
        f"there is no model {text!r}; "
        + (f"did you mean {' or '.join(known)}?" if known else f"known: {', '.join(model_names())}")
    )


def attribute_name(text: str) -> str:
    """A name in snake_case, however it was typed."""
    return inflection.underscore(text.strip().replace(" ", "_"))


def find_field(model: type[Record], text: str) -> Field[Any]:
    """The field of a name; in snake_case, camelCase or with dashes.

    An entry of a list is a field too: `attributes.Brand`. Raises UnknownField.
    """
    first, _, entry = text.strip().partition(".")
    name = attribute_name(first)
    field = model.__fields__.get(name) or next(
        (one for one in model.__fields__.values() if one.wire_name == first), None
    )
    if field is None:
        near = nearest(name, model.__fields__)
        hint = f"did you mean {near[0]}?" if near else f"it has {_some(model.__fields__)}"
        raise UnknownField(f"{model.__name__} has no field {text.strip()!r}; {hint}")
    if not entry:
        return field
    if field.name not in ENTRIES:
        raise UnknownField(
            f"{field.qualified_name} has no parts with names of the shop's own, as {entry!r}"
        )
    found: Field[Any] = ENTRIES[field.name](entry)
    assert isinstance(found, EntryField)
    found.__set_name__(model, f"{field.name}.{entry}")
    return found


def nearest(text: str, known: Iterable[str]) -> list[str]:
    """The name that was probably meant, in a list; an empty one where nothing is near."""
    return difflib.get_close_matches(text, list(known), 1, 0.6)


def _some(names: Iterable[str]) -> str:
    first = list(names)
    more = f" and {len(first) - FEW} more" if len(first) > FEW else ""
    return ", ".join(first[:FEW]) + more


def _flat(text: str) -> str:
    return text.lower().replace("-", "").replace("_", "").replace(" ", "")
