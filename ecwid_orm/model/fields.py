"""What a model is declared with: `name = fields.String(required=True)`.

Each function gives a `Field`; its keywords are those of `Field`, and what marshmallow knows
(`validate=`, `metadata=` …) is passed to it. A field that is `required` is never None to a
type checker, the others may be.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, TypeVar, overload

from ecwid_orm.model import conversion
from ecwid_orm.model.children import Children
from ecwid_orm.model.containers import ListOf, MapOf
from ecwid_orm.model.entries import EntryField
from ecwid_orm.model.field import Field
from ecwid_orm.model.keyfields import KeyField, ParentKeyField
from ecwid_orm.model.keys import KeyConverter
from ecwid_orm.model.related import Related, RelatedByKeys, RelatedList
from ecwid_orm.model.state import Record
from ecwid_orm.model.translations import TranslationsField
from ecwid_orm.model.values import PartOf

__all__ = [
    "JSON",
    "Attribute",
    "Boolean",
    "Children",
    "Choice",
    "Date",
    "DateTime",
    "Embedded",
    "EmbeddedList",
    "EmbeddedMap",
    "ExtraField",
    "Field",
    "Float",
    "Integer",
    "Key",
    "List",
    "Map",
    "Money",
    "ParentKey",
    "Reference",
    "References",
    "Related",
    "RelatedByKeys",
    "RelatedList",
    "String",
    "Translations",
]

T = TypeVar("T")
V = TypeVar("V", bound=Record)
_Required = Literal[True]
_Optional = Literal[False]


@overload
def String(*, required: _Required, **options: Any) -> Field[str]: ...
@overload
def String(*, required: _Optional = ..., **options: Any) -> Field[str | None]: ...
def String(**options: Any) -> Field[Any]:
    """A text. None empties it: `""` is sent."""
    return Field(conversion.TEXT, **options)


@overload
def Integer(*, required: _Required, **options: Any) -> Field[int]: ...
@overload
def Integer(*, required: _Optional = ..., **options: Any) -> Field[int | None]: ...
def Integer(**options: Any) -> Field[Any]:
    """A whole number. With `adjust="inventory"` it takes differences: `Product.quantity - 3`."""
    return Field(conversion.INTEGER, **options)


@overload
def Float(*, required: _Required, **options: Any) -> Field[float]: ...
@overload
def Float(*, required: _Optional = ..., **options: Any) -> Field[float | None]: ...
def Float(**options: Any) -> Field[Any]:
    """A measure: weight, size, rating. For amounts of money there is `Money`."""
    return Field(conversion.Double(), **options)


@overload
def Boolean(*, required: _Required, **options: Any) -> Field[bool]: ...
@overload
def Boolean(*, required: _Optional = ..., **options: Any) -> Field[bool | None]: ...
def Boolean(**options: Any) -> Field[Any]:
    """True or False."""
    return Field(conversion.BOOLEAN, **options)


@overload
def Money(*, required: _Required, **options: Any) -> Field[Decimal]: ...
@overload
def Money(*, required: _Optional = ..., **options: Any) -> Field[Decimal | None]: ...
def Money(**options: Any) -> Field[Any]:
    """An amount in the store's currency: a Decimal with exactly the digits of the JSON."""
    return Field(conversion.Money(), **options)


@overload
def DateTime(*, required: _Required, **options: Any) -> Field[datetime]: ...
@overload
def DateTime(*, required: _Optional = ..., **options: Any) -> Field[datetime | None]: ...
def DateTime(**options: Any) -> Field[Any]:
    """A moment to the second: an aware datetime in UTC."""
    return Field(conversion.DateTime(), **options)


@overload
def Date(*, required: _Required, **options: Any) -> Field[date]: ...
@overload
def Date(*, required: _Optional = ..., **options: Any) -> Field[date | None]: ...
def Date(**options: Any) -> Field[Any]:
    """A day without a time."""
    return Field(conversion.Date(), **options)


@overload
def Choice(
    choices: Iterable[str], *, required: _Required, open: bool = False, **options: Any
) -> Field[str]: ...
@overload
def Choice(
    choices: Iterable[str], *, required: _Optional = ..., open: bool = False, **options: Any
) -> Field[str | None]: ...
def Choice(choices: Iterable[str], *, open: bool = False, **options: Any) -> Field[Any]:
    """One of the texts that Ecwid knows. An `open` list may grow: others are accepted too."""
    return Field(conversion.Choice(choices, open=open), **options)


def JSON(**options: Any) -> Field[Any]:
    """Any JSON value: what Ecwid gives no single type."""
    return Field(conversion.Json(), **options)


def List(item: Field[T], **options: Any) -> Field[list[T]]:
    """A list of plain values: `fields.List(fields.String(required=True))`. None empties it."""
    return Field(ListOf(item.converter), **options)


def Map(item: Field[T], **options: Any) -> Field[dict[str, T]]:
    """A JSON object with any keys: `fields.Map(fields.Integer(required=True))`."""
    return Field(MapOf(item.converter), **options)


def Translations(**options: Any) -> Field[dict[str, str]]:
    """Texts by language code: `{"en": "Tee", "nl": "T-shirt"}`.

    They are `ecwid_orm.Translations`: a language without a text reads as the untranslated one.
    """
    return TranslationsField(**options)


def Embedded(value_class: type[V] | str, **options: Any) -> Field[V | None]:
    """A part: a JSON object that is a `Value`. Ecwid merges it key by key."""
    part: conversion.Converter[Any] = PartOf(value_class)
    return Field(part, **options)


def EmbeddedList(value_class: type[V] | str, **options: Any) -> Field[list[V]]:
    """A list of parts. Changes inside it count, and the whole list is what is sent."""
    return Field(ListOf(PartOf(value_class)), **options)


def EmbeddedMap(value_class: type[V] | str, **options: Any) -> Field[dict[str, V]]:
    """Parts by a key of the shop's own."""
    return Field(MapOf(PartOf(value_class)), **options)


# A new object's key reads as a PendingKey; to a type checker it is what it is going to be.


@overload
def Key(kind: type[str], **options: Any) -> Field[str]: ...
@overload
def Key(kind: type[int] = ..., **options: Any) -> Field[int]: ...
def Key(kind: type[int] | type[str] = int, **options: Any) -> Field[Any]:
    """The key that Ecwid gives the object; a `PendingKey` as long as the object is new.

    With `create_only=True` it is the user who gives it, when the object is made.
    """
    options.setdefault("read_only", not options.get("create_only"))
    return KeyField(KeyConverter(kind), **options)


@overload
def ParentKey(model: str, *, kind: type[str], **options: Any) -> Field[str]: ...
@overload
def ParentKey(model: str, *, kind: type[int] = ..., **options: Any) -> Field[int]: ...
def ParentKey(model: str, *, kind: type[int] | type[str] = int, **options: Any) -> Field[Any]:
    """The key of the object that this one is a part of; it stands in the path."""
    return ParentKeyField(KeyConverter(kind, model), **options)


@overload
def Reference(model: str, *, kind: type[str], **options: Any) -> Field[str | None]: ...
@overload
def Reference(model: str, *, kind: type[int] = ..., **options: Any) -> Field[int | None]: ...
def Reference(model: str, *, kind: type[int] | type[str] = int, **options: Any) -> Field[Any]:
    """The id of another object; the object itself, new or not, may be assigned."""
    return Field(KeyConverter(kind, model), **options)


@overload
def References(model: str, *, kind: type[str], **options: Any) -> Field[list[str]]: ...
@overload
def References(model: str, *, kind: type[int] = ..., **options: Any) -> Field[list[int]]: ...
def References(model: str, *, kind: type[int] | type[str] = int, **options: Any) -> Field[Any]:
    """The ids of other objects; the objects themselves, new or not, may be put in."""
    return Field(ListOf(KeyConverter(kind, model)), **options)


def Attribute(name: str, type: Any = str, *, doc: str | None = None) -> Field[Any]:
    """A product attribute as a Python attribute: `brand = fields.Attribute("Brand")`.

    `type` makes a value of the attribute's text, and `str()` the text of a value.
    https://docs.ecwid.com/api-reference/rest-api/products/product-types-and-attributes
    """
    return EntryField(name, {"attributes": "name"}, type=type, doc=doc)


def ExtraField(
    key: str, type: Any = str, *, title: str | None = None, doc: str | None = None
) -> Field[Any]:
    """An extra field of an order or customer: `gift_note = fields.ExtraField("gift_note")`.

    `type` makes a value of the field's text, and `str()` the text of a value. `title` is what
    the shop's owner sees; the key, where it is left out.
    https://docs.ecwid.com/api-reference/rest-api/orders/order-extra-fields
    """
    places = {"order_extra_fields": "id", "extrafields": "key"}
    return EntryField(key, places, type=type, more={"title": title or key}, doc=doc)
