"""JSON without loss: no digit of a number changes on its way to Ecwid or back.

A price written `19.90` is read as Decimal("19.90") and written as `19.90`. Floats cannot do that,
and beyond 17 digits they change the amount; so a fraction is only read as a float where the float
has the very digits of the text.

orjson (extra `fast`) writes where it is installed. It does not read: it gives floats and forgets
the text they came from. Exact fractions cost the standard decoder about 5 % on a page of products.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from decimal import Decimal
from enum import Enum
from functools import partial
from json.encoder import encode_basestring
from typing import Any
from uuid import UUID

from ecwid_orm.exceptions import InvalidValue

__all__ = ["dumps", "loads"]


def loads(data: bytes | str, *, exact: bool = True) -> Any:
    """Decode JSON. Raises ValueError for what is not JSON, NaN and Infinity included.

    Integers are ints. A fraction is a float if `repr` of that float is the text itself, else a
    Decimal with the digits of the text: `Decimal(repr(x))`, or x itself, is what was written.
    `exact=False` makes every fraction a float.
    """
    text = data if isinstance(data, str) else data.decode("utf-8-sig")
    try:
        return (_EXACT if exact else _PLAIN).decode(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _fraction(text: str) -> float | Decimal:
    number = float(text)
    # Most are prices: up to 15 digits and no zero at the end, which every float gives back as they
    # were written. To see that from the text takes half the time of `repr`.
    if (
        len(text) < 17
        and text[-1] != "0"
        and number > 0.0001
        and "e" not in text
        and "E" not in text
    ):
        return number
    return number if float.__repr__(number) == text else Decimal(text)


def _refuse_constant(text: str) -> None:
    raise ValueError(f"{text} is no JSON")


_EXACT = json.JSONDecoder(parse_float=_fraction, parse_constant=_refuse_constant)
_PLAIN = json.JSONDecoder(parse_constant=_refuse_constant)


def dumps(value: Any) -> bytes:
    """Encode as compact JSON in UTF-8.

    A Decimal is written as a number with exactly its digits, an Enum as its value, a UUID as text.
    Raises InvalidValue for NaN, Infinity and everything that JSON has no form for.
    """
    if _fast_dumps is not None:
        try:
            encoded = _fast_dumps(value)
        except TypeError:
            pass  # what orjson cannot write, `_write` can, or says why not
        else:
            # orjson writes NaN as null, which would tell Ecwid to leave the field as it is.
            if b"null" not in encoded or not _holds_nonfinite(value):
                return encoded
    pieces: list[str] = []
    try:
        _write(value, pieces.append)
    except RecursionError:
        raise InvalidValue("a value that holds itself cannot be written as JSON") from None
    # Half a surrogate pair has no UTF-8; the escape that stands in for it is right in JSON.
    return "".join(pieces).encode("utf-8", "backslashreplace")


def _orjson_dumps() -> Callable[[Any], bytes] | None:
    try:
        import orjson
    except ImportError:  # the extra `fast` is not installed
        return None

    def fragment(value: object) -> orjson.Fragment:
        if isinstance(value, Decimal):
            return orjson.Fragment(_digits(value))
        raise TypeError

    # What orjson would write in a form of its own, such as ISO dates, goes to `fragment` instead.
    option = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
    return partial(orjson.dumps, default=fragment, option=option)


_fast_dumps = _orjson_dumps()


def _holds_nonfinite(value: object) -> bool:
    if isinstance(value, float):
        return not math.isfinite(value)
    if isinstance(value, dict):
        return any(map(_holds_nonfinite, value.values()))
    return isinstance(value, (list, tuple)) and any(map(_holds_nonfinite, value))


_CONSTANTS = {None: "null", True: "true", False: "false"}


def _write(value: object, put: Callable[[str], object]) -> None:
    """Put the pieces of the JSON text: what orjson writes, and integers of any size."""
    if isinstance(value, Enum):
        _write(value.value, put)
    elif isinstance(value, str):
        put(encode_basestring(value))
    elif value is None or isinstance(value, bool):
        put(_CONSTANTS[value])
    elif isinstance(value, int):
        put(int.__repr__(value))
    elif isinstance(value, Decimal):
        put(_digits(value))
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise InvalidValue(f"{value} cannot be written as JSON; give a finite number")
        put(float.__repr__(value))
    elif isinstance(value, dict):
        before = "{"
        for key, item in value.items():
            if not isinstance(key, str):
                raise InvalidValue(f"a key of a JSON object is a string, not {key!r}")
            put(before + encode_basestring(key) + ":")
            _write(item, put)
            before = ","
        put("}" if value else "{}")
    elif isinstance(value, (list, tuple)):
        before = "["
        for item in value:
            put(before)
            _write(item, put)
            before = ","
        put("]" if value else "[]")
    elif isinstance(value, UUID):
        put(f'"{value}"')
    else:
        raise InvalidValue(
            f"a {type(value).__name__} cannot be written as JSON; give it in Ecwid's own form"
        )


def _digits(number: Decimal) -> str:
    if not number.is_finite():
        raise InvalidValue(f"{number} cannot be written as JSON; give a finite number")
    # Plain digits for all that is a price or a weight; 1E+999999 would be a megabyte of zeros.
    return format(number, "f") if -100 < number.adjusted() < 100 else str(number)
