"""Between JSON and Python: one converter a kind of value.

A converter knows three ways: `load` (JSON that Ecwid sent → Python), `check` (what a
user assigned → the Python value that is kept, or an error that says what was expected)
and `dump` (Python → JSON). They are what marshmallow's fields do, compiled for the stock
kinds, because a page of products holds thousands of values; `marshmallow()` builds the
marshmallow field of the same meaning, which validates at commit.
"""

from __future__ import annotations

import difflib
import math
import warnings
from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Generic, TypeVar, cast

import marshmallow as ma

T = TypeVar("T")

Number = int | float | Decimal


class UnexpectedValueWarning(UserWarning):
    """An answer held something else than a field declares; said once a field."""


class Misfit(ValueError):
    """A list or map of an answer has an item, `raw`, of another kind than `converter` loads.

    `value` is the whole all the same, with that item as it came.
    """

    def __init__(self, value: Any, raw: Any, converter: Converter[Any]) -> None:
        super().__init__(f"expected {converter.expected}, got {describe(raw)}")
        self.value = value
        self.raw = raw
        self.converter = converter


class Converter(Generic[T]):
    """How one kind of value travels; subclasses are stateless or frozen."""

    native: type | None = None
    """The JSON type whose values are the Python values as they stand."""
    mutable = False
    """Whether the Python value can be changed in place."""
    expected = "a value"
    filled: bool = False
    """Whether Ecwid puts something of its own into what was written, such as ids of parts."""
    clear: Any = ...
    """What an assigned None is written as; `...` where nothing clears such a value."""

    def load(self, raw: Any) -> T:
        """Python value of `raw`; TypeError or ValueError where it is of another kind."""
        raise NotImplementedError

    def check(self, value: Any) -> T:
        """The value to keep for an assigned one; ValueError says what was expected."""
        raise NotImplementedError

    def dump(self, value: T) -> Any:
        """JSON of a checked value."""
        return value

    def rewrite(self, value: Any, old: Any) -> Any:
        """JSON of a kept value that came as `old`; ValueError where it cannot be written."""
        # A mutable value may hold anything by now.
        return self.dump(self.check(value))

    def empty(self) -> T | None:
        """What an absent value reads as: an empty container, else None."""
        return None

    def marshmallow(self, **options: Any) -> ma.fields.Field[Any]:
        """The marshmallow field that means the same."""
        raise NotImplementedError

    def refuse(self, value: Any) -> ValueError:
        return ValueError(f"expected {self.expected}, got {describe(value)}")

    def wrong(self, raw: Any) -> TypeError:
        return TypeError(f"expected {self.expected}, got {describe(raw)}")


def describe(value: Any) -> str:
    """A value as a message may show it."""
    # The type alone for what may hold customers' data; numbers and flags say more.
    if value is None or isinstance(value, bool | int | float | Decimal):
        return repr(value)
    return f"{type(value).__name__}"


class Scalar(Converter[T]):
    """A JSON-native value: what arrives is what is read."""

    def __init__(
        self, native: type, expected: str, field: type[ma.fields.Field[Any]], **options: Any
    ) -> None:
        self.native = native
        self.expected = expected
        self.clear = "" if native is str else ...
        self._field = field
        self._options = options

    def load(self, raw: Any) -> T:
        if type(raw) is self.native:
            return cast(T, raw)
        raise self.wrong(raw)

    def check(self, value: Any) -> T:
        if type(value) is self.native:
            return cast(T, value)
        # Subclasses (an IntEnum, a StrEnum, a SafeString) are written as what they are.
        if isinstance(value, self.native or ()) and not isinstance(value, bool):
            assert self.native is not None
            return cast(T, self.native(value))
        raise self.refuse(value)

    def marshmallow(self, **options: Any) -> ma.fields.Field[Any]:
        return self._field(**{**self._options, **options})


TEXT: Converter[str] = Scalar(str, "a string", ma.fields.String)
INTEGER: Converter[int] = Scalar(int, "a whole number", ma.fields.Integer, strict=True)
BOOLEAN: Converter[bool] = Scalar(bool, "True or False", ma.fields.Boolean)


class Choice(Converter[str]):
    """A string out of a known list; an open list only advises."""

    expected = "one of the known values"

    def __init__(self, choices: Iterable[str], *, open: bool = False) -> None:
        self.choices = tuple(choices)
        self.open = open
        self.native = str if open else None

    def load(self, raw: Any) -> str:
        if type(raw) is str and (self.open or raw in self.choices or raw == ""):
            return raw
        raise ValueError(f"{raw!r} is none of {', '.join(self.choices)}")

    def check(self, value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError(f"expected one of {', '.join(self.choices)}, got {describe(value)}")
        if not self.open and value not in self.choices:
            near = difflib.get_close_matches(value.upper(), self.choices, 1, 0.5)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise ValueError(f"{value!r} is none of {', '.join(self.choices)}{hint}")
        return str(value)

    def marshmallow(self, **options: Any) -> ma.fields.Field[Any]:
        return ma.fields.String(**options)


class Double(Converter[float]):
    """A measure: weight, size, rating."""

    native = float
    expected = "a number"

    def load(self, raw: Any) -> float:
        kind = type(raw)  # quicker than isinstance, and no bool passes for a number
        if kind is float or kind is int or kind is Decimal:
            return float(raw)
        raise self.wrong(raw)

    def check(self, value: Any) -> float:
        if not isinstance(value, int | float | Decimal) or isinstance(value, bool):
            raise self.refuse(value)
        if not math.isfinite(value):
            raise ValueError(f"expected a finite number, got {value}")
        return float(value)

    def marshmallow(self, **options: Any) -> ma.fields.Field[Any]:
        return ma.fields.Float(**options)


class Money(Converter[Decimal]):
    """An amount, exact: a Decimal with the digits that stood in the JSON."""

    expected = "an amount of money: a Decimal, a number or its text"

    def load(self, raw: Any) -> Decimal:
        if type(raw) is float:
            # repr is the shortest text of a float: the very digits that were sent.
            return Decimal(repr(raw))
        if type(raw) is int or type(raw) is Decimal:
            return Decimal(raw)
        raise self.wrong(raw)

    def check(self, value: Any) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, Number | str):
            raise self.refuse(value)
        try:
            amount = Decimal(repr(value) if isinstance(value, float) else value)
        except InvalidOperation:
            raise self.refuse(value) from None
        if not amount.is_finite():
            raise ValueError(f"expected a finite amount, got {amount}")
        return amount

    def dump(self, value: Decimal) -> Number:
        return plain(value)

    def marshmallow(self, **options: Any) -> ma.fields.Field[Any]:
        return MoneyField(**options)


def plain(amount: Decimal) -> Number:
    """The int or float that is exactly `amount`, or `amount` itself where none is."""
    text = str(amount)
    near = float(text)
    if float.__repr__(near) == text:
        return near  # nearly all prices, found out at a third of the cost of what follows
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and 0 <= exponent < 20:
        return int(amount)
    return near if math.isfinite(near) and Decimal(repr(near)) == amount else amount


class DateTime(Converter[datetime]):
    """A moment, to the second: aware and in UTC."""

    expected = "a datetime with a timezone"

    def load(self, raw: Any) -> datetime:
        # "2023-04-22 18:48:38 +0000": fromisoformat takes it without the second space.
        moment = datetime.fromisoformat(raw[:19] + raw[20:] if raw[19:20] == " " else raw)
        if moment.tzinfo is UTC:
            return moment
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)

    def check(self, value: Any) -> datetime:
        if not isinstance(value, datetime):
            raise self.refuse(value)
        if value.tzinfo is None:
            raise ValueError("expected a datetime with a timezone, got a naive one; add tzinfo=UTC")
        return value.astimezone(UTC).replace(microsecond=0)

    def dump(self, value: datetime) -> str:
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S +0000")

    def marshmallow(self, **options: Any) -> ma.fields.Field[Any]:
        return DateTimeField(**options)


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

    converter = Money()


class DateTimeField(_Converted):
    """A moment as Ecwid writes it: `2023-04-22 18:48:38 +0000` to and from an aware datetime."""

    converter = DateTime()


class Date(Converter[date]):
    """A day without a time."""

    expected = "a date"

    def load(self, raw: Any) -> date:
        return date.fromisoformat(raw)

    def check(self, value: Any) -> date:
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.refuse(value)
        return value

    def dump(self, value: date) -> str:
        return value.isoformat()

    def marshmallow(self, **options: Any) -> ma.fields.Field[Any]:
        return ma.fields.Date(**options)


class Json(Converter[Any]):
    """Any JSON value, as it is."""

    mutable = True
    expected = "a JSON value"

    def load(self, raw: Any) -> Any:
        return deepcopy(raw)

    def check(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            for key in value:
                if not isinstance(key, str):
                    raise ValueError(f"expected strings as keys, got {describe(key)}")
            for item in value.values():
                self.check(item)
        elif isinstance(value, list | tuple):
            for item in value:
                self.check(item)
        elif not (value is None or isinstance(value, str | bool | Number)):
            raise self.refuse(value)
        return value

    def dump(self, value: Any) -> Any:
        return deepcopy(self.check(value))

    def marshmallow(self, **options: Any) -> ma.fields.Field[Any]:
        return ma.fields.Raw(**options)


def unexpected(where: str, raw: Any, converter: Converter[Any]) -> None:
    """Warn that an answer held something else than the field declares."""
    warnings.warn(
        f"{where}: expected {converter.expected}, Ecwid sent {describe(raw)}; "
        "the raw value is kept as it is",
        UnexpectedValueWarning,
        stacklevel=4,
    )


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal: 10 and 10.0 are, 1 and true are not."""
    if one is other:
        return True
    kind = type(one)
    if kind is type(other) and (kind is str or kind is float or kind is int):
        return bool(one == other)
    if isinstance(one, dict):
        return (
            isinstance(other, dict)
            and one.keys() == other.keys()
            and all(same(value, other[key]) for key, value in one.items())
        )
    if isinstance(one, list):
        return isinstance(other, list) and len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return False
    if type(one) is not type(other) and isinstance(one, Number) and isinstance(other, Number):
        # Compared by their digits: Decimal("19.9") is not the binary 19.9.
        return bool(_digits(one) == _digits(other))
    return bool(one == other)


def _digits(value: Any) -> Any:
    return Decimal(repr(value)) if isinstance(value, float) else value
