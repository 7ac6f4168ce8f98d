"""Columns of a table: an attribute, or one part of it, to and from the text of a cell."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ecwid_orm.api import codec
from ecwid_orm.exceptions import EcwidError, UnknownField
from ecwid_orm.model import Field, Model, fields, state
from ecwid_orm.model.containers import ListOf
from ecwid_orm.model.conversion import Choice, Converter, DateTime, Double, Money, plain
from ecwid_orm.model.entries import EntryField
from ecwid_orm.model.keys import KeyConverter
from ecwid_orm.model.translations import TranslationsField
from ecwid_orm.model.values import PartOf
from ecwid_orm.transfer.rows import BadRow, put

__all__ = ["Column", "columns_of", "parse_column"]

ENTRIES: Mapping[str, tuple[str, Callable[[str], Field[Any]]]] = {
    "attributes": ("name", fields.Attribute),
    "extrafields": ("key", fields.ExtraField),
    "order_extra_fields": ("id", fields.ExtraField),
}
"""Lists whose items have names: the key of the name, and what makes an attribute of an item."""

FORMULA = re.compile(r"'*[=+\-@\t\r]")
"""What a spreadsheet would take for a formula. A text like that gets an apostrophe in front, which
is taken away when it is read: what customers typed must not run on the desk of the shop's owner."""


@dataclass(frozen=True)
class Column:
    """A column: `name` stands over it; `part` is a language, an entry or a key in the attribute."""

    model: type[Model]
    name: str
    attribute: str
    part: str | None = None

    @property
    def field(self) -> Field[Any]:
        """The field of the attribute."""
        return self.model.__fields__[self.attribute]

    @property
    def is_read_only(self) -> bool:
        """Whether only Ecwid sets it, so that an import passes it over."""
        read_only: bool = self.field.read_only
        return read_only

    # Writing a table ---------------------------------------------------------------------

    def cell(self, data: Mapping[str, Any]) -> str:
        """The text of the cell for an entity's JSON; empty for no value."""
        value = data.get(self.field.wire_name)
        if self.part is None or value is None:
            return _text(value)
        if self.attribute in ENTRIES:
            name, _ = ENTRIES[self.attribute]
            return next(
                (_text(one.get("value")) for one in value if one.get(name) == self.part), ""
            )
        if isinstance(self.field.converter, PartOf):
            return _text(value.get(self._inner.wire_name))
        return _text(value.get(self.part))

    # Reading a table ---------------------------------------------------------------------

    def put(self, instance: Model, cell: str) -> None:
        """Assign what the cell says. Raises BadRow."""
        try:
            self._put(instance, cell)
        except BadRow as error:
            raise BadRow(error.reason, self.name) from None
        except (EcwidError, ValueError, TypeError, ArithmeticError) as error:
            raise BadRow(str(error).removeprefix(f"{instance!r}: "), self.name) from None

    def clear(self, instance: Model) -> None:
        """Empty the attribute, or the part of it. Raises BadRow where nothing empties it."""
        try:
            if self.part is None:
                setattr(instance, self.attribute, None)
            elif self.attribute in ENTRIES:
                self._entry.__set__(instance, None)
            elif isinstance(self.field.converter, PartOf):
                whole = getattr(instance, self.attribute)
                if whole is not None:
                    setattr(whole, self._inner.name, None)
            elif isinstance(self.field, TranslationsField):
                texts = getattr(instance, self.attribute)
                if texts.get(self.part):
                    texts[self.part] = ""  # Ecwid keeps a language that is not sent
            else:
                raise BadRow("Ecwid has no way to empty it")
        except BadRow as error:
            raise BadRow(error.reason, self.name) from None
        except EcwidError as error:
            raise BadRow(str(error).removeprefix(f"{instance!r}: "), self.name) from None

    def value(self, cell: str) -> Any:
        """The JSON that a cell stands for, of a column that is a whole attribute. Raises BadRow."""
        try:
            return _json(self.field.converter, cell)
        except (ValueError, ArithmeticError) as error:
            raise BadRow(str(error), self.name) from None

    def _put(self, instance: Model, cell: str) -> None:
        converter = self.field.converter
        if self.part is None:
            put(instance, self.field, _json(converter, cell))
        elif self.attribute in ENTRIES:
            self._entry.__set__(instance, _plain_text(cell))
        elif isinstance(converter, PartOf):
            whole = getattr(instance, self.attribute)
            if whole is None:
                whole = converter.value_class()
                setattr(instance, self.attribute, whole)
            inner = self._inner
            raw = _json(inner.converter, cell)
            setattr(whole, inner.name, inner.converter.load(raw))
        else:
            whole_map: Any = converter  # only maps get here
            item = whole_map.item
            getattr(instance, self.attribute)[self.part] = item.load(_json(item, cell))

    @property
    def _inner(self) -> Field[Any]:
        converter: Any = self.field.converter
        found: Field[Any] = converter.value_class.__fields__[self.part]
        return found

    @property
    def _entry(self) -> EntryField[Any]:
        _, make = ENTRIES[self.attribute]
        assert self.part is not None
        entry = make(self.part)
        assert isinstance(entry, EntryField)
        entry.__set_name__(self.model, self.attribute)
        return entry


def parse_column(model: type[Model], name: str) -> Column:
    """The column of a name: `price`, `attributes.Brand`, `name_translated.nl`, `dimensions.width`.

    Names are attributes, or Ecwid's own. Raises UnknownField naming the nearest.
    """
    first, dot, part = name.strip().partition(".")
    field = _field(model.__fields__, first)
    if field is None or not field.wire_name:
        raise UnknownField(_unknown(model, name.strip(), first))
    converter: Any = field.converter
    if not dot:
        return Column(model, name, field.name)
    if isinstance(converter, PartOf):
        inner = _field(converter.value_class.__fields__, part)
        if inner is None:
            raise UnknownField(state.unknown_field(converter.value_class, part))
        return Column(model, name, field.name, inner.name)
    if field.name in ENTRIES or isinstance(converter.empty(), dict):
        return Column(model, name, field.name, part)
    raise UnknownField(f"{field.qualified_name} has no parts, such as {part!r}")


def _field(known: Mapping[str, Field[Any]], name: str) -> Field[Any] | None:
    found = known.get(name)
    return found or next((one for one in known.values() if one.wire_name == name), None)


def _unknown(model: type[Model], name: str, first: str) -> str:
    near = difflib.get_close_matches(first.lower().replace(" ", "_"), model.__fields__, 1, 0.5)
    hint = f"did you mean {near[0]!r}?" if near else f"an attribute is attributes.{name}"
    return f"{model.__name__} has no field {name!r}; {hint}"


def columns_of(model: type[Model], raws: Iterable[Mapping[str, Any]]) -> list[Column]:
    """The columns that show all that can be written of some entities, and their keys."""
    parts: dict[str, dict[str | None, None]] = {}
    for raw in raws:
        for name, field in model.__fields__.items():
            is_shown = not field.read_only or name == model.__resource__.key
            if is_shown and raw.get(field.wire_name) not in (None, "", [], {}):
                held = parts.setdefault(name, {})
                held.update(dict.fromkeys(_parts(name, field, raw[field.wire_name])))
    return [
        Column(model, name if part is None else f"{name}.{part}", name, part)
        for name in model.__fields__
        for part in parts.get(name, ())
    ]


def _parts(name: str, field: Field[Any], value: Any) -> Iterator[str | None]:
    """The parts of an attribute that get a column each; None for the whole of it."""
    if name in ENTRIES and isinstance(value, list):
        yield from (part for one in value if (part := one.get(ENTRIES[name][0])))
    elif isinstance(field, TranslationsField) and isinstance(value, dict):
        yield from value
    else:
        yield None


# Cells ---------------------------------------------------------------------------------------


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if FORMULA.match(value) else value
    return codec.dumps(value).decode()


def _plain_text(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


WORDS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def _json(converter: Converter[Any], cell: str) -> Any:
    """The JSON that a cell stands for; ValueError says what was expected."""
    text = cell.strip()
    match converter:
        case Choice():
            known = {choice.casefold(): choice for choice in converter.choices}
            return converter.check(known.get(text.casefold(), text))
        case Money() | Double():
            return plain(_number(text, converter))
        case DateTime():
            try:
                return converter.dump(converter.load(text))
            except ValueError:
                raise ValueError(f"{text!r} is no moment such as 2024-05-01 12:00:00") from None
        case ListOf() if isinstance(converter.item, KeyConverter) and not text.startswith("["):
            return [_json(converter.item, part) for part in re.split(r"[\s,;]+", text)]
    if converter.native is str:
        return _plain_text(cell)
    if converter.native is int:
        number = _number(text, converter)
        if number != int(number):
            raise ValueError(f"{text!r} is no whole number")
        return int(number)
    if converter.native is bool:
        if text.lower() not in WORDS:
            raise ValueError(f"{text!r} is neither true nor false")
        return WORDS[text.lower()]
    try:
        return codec.loads(text)
    except ValueError as error:
        raise ValueError(f"expected {converter.expected} as JSON: {error}") from None


def _number(text: str, converter: Converter[Any]) -> Decimal:
    try:
        number = Decimal(text)
    except ArithmeticError:
        if re.fullmatch(r"[+-]?\d+,\d+", text):
            meant = text.replace(",", ".")
            raise ValueError(f"{text!r} is no number here; write {meant}") from None
        raise ValueError(f"{text!r} is no number") from None
    if not number.is_finite():
        raise ValueError(f"{text!r} is no number")
    return number
