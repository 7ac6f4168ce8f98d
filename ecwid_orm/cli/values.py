"""Values as people type them, made what their field holds: `12.5`, `yes`, `2024-05-01`, `1,2,3`."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from ecwid_orm.api import codec
from ecwid_orm.cli.names import find_field
from ecwid_orm.exceptions import InvalidValue
from ecwid_orm.model import Field, conversion
from ecwid_orm.model.containers import ListOf, MapOf
from ecwid_orm.model.conversion import Converter
from ecwid_orm.model.entries import EntryField
from ecwid_orm.model.values import PartOf

__all__ = ["listed", "parse_item", "parse_moment", "parse_value", "parse_yes_or_no"]

WORDS = {"true": True, "yes": True, "on": True, "1": True}
WORDS |= {"false": False, "no": False, "off": False, "0": False}


def parse_value(field: Field[Any], text: str) -> Any:
    """The value of a field that a text stands for. Raises InvalidValue naming the field.

    Moments are ISO 8601, in UTC where they name no offset. Lists are separated by commas, or JSON;
    parts and maps are JSON, with Ecwid's names or with ours.
    """
    return _parsed(field, field.converter, text)


def parse_item(field: Field[Any], text: str) -> Any:
    """As `parse_value`, but one item where the field holds a list."""
    converter: Any = field.converter
    return _parsed(field, getattr(converter, "item", converter), text)


def listed(text: str) -> list[str]:
    """The texts between commas; one in double quotes may hold commas itself."""
    return [part.strip() for row in csv.reader([text], skipinitialspace=True) for part in row]


def parse_yes_or_no(text: str) -> bool:
    """True or False of `yes`, `true`, `on`, `1` and their contraries. Raises ValueError."""
    if text.strip().lower() not in WORDS:
        raise ValueError("expected yes or no")
    return WORDS[text.strip().lower()]


def parse_moment(text: str) -> datetime:
    """A moment of ISO 8601, in UTC where it names no offset. Raises ValueError."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError("expected a moment such as 2024-05-01 or 2024-05-01T12:00Z") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _parsed(field: Field[Any], converter: Converter[Any], text: str) -> Any:
    if isinstance(field, EntryField):
        return text
    try:
        return converter.check(_read(converter, text))
    except (ValueError, TypeError) as error:
        raise InvalidValue(f"{field.qualified_name}: {text!r}: {error}") from None


def _read(converter: Converter[Any], text: str) -> Any:
    match converter:
        case conversion.Choice():
            known = {choice.casefold(): choice for choice in converter.choices}
            return known.get(text.casefold(), text)
        case conversion.DateTime():
            return parse_moment(text)
        case ListOf() if not text.lstrip().startswith("["):
            return [_read(converter.item, part) for part in listed(text)]
        case ListOf() | MapOf() | PartOf() | conversion.Json():
            return _of_json(converter, codec.loads(text))
    if converter.native is bool:
        return parse_yes_or_no(text)
    read: Any = _READERS.get(type(converter), converter.native or codec.loads)
    try:
        return read(text.strip() if read is not str else text)
    except (ValueError, ArithmeticError):
        raise ValueError(f"expected {converter.expected.partition(':')[0]}") from None


_READERS: dict[type[Converter[Any]], Any] = {
    conversion.Money: Decimal,
    conversion.Double: float,
    conversion.Date: date.fromisoformat,
}


def _of_json(converter: Converter[Any], raw: Any) -> Any:
    """The value of JSON that a person wrote: the keys of its parts must be known."""
    match converter, raw:
        case ListOf(), list():
            return [_of_json(converter.item, one) for one in raw]
        case MapOf(), dict():
            return {key: _of_json(converter.item, one) for key, one in raw.items()}
        case PartOf(), dict():
            named = {find_field(converter.value_class, key): one for key, one in raw.items()}
            values = {field.name: _of_json(field.converter, one) for field, one in named.items()}
            return converter.value_class(**values)
    return converter.load(raw)
