"""What goes into a URL: query parameters and path segments in Ecwid's spelling."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from urllib.parse import quote

from ecwid_orm.exceptions import InvalidValue

__all__ = ["ParamValue", "query_string", "segment", "wire_params"]

Scalar = str | int | float | Decimal | date | Enum
ParamValue = Scalar | list[Scalar] | tuple[Scalar, ...] | None

# Sent as they are, so that lists and responseFields stay short and readable.
_READABLE = ",():"


def wire_params(params: Mapping[str, object]) -> dict[str, str]:
    """Query parameters as the strings that Ecwid reads, in the order given.

    True and False become `true` and `false`, an aware datetime unix seconds (rounded down), a date
    `yyyy-MM-dd`, a Decimal plain digits without an exponent, an Enum its value, a list or tuple its
    elements joined by commas. None is left out. Raises InvalidValue for everything else: Ecwid
    would take an empty list or a misspelt value as no condition at all.
    """
    return {name: _wire(name, value) for name, value in params.items() if value is not None}


def _wire(name: str, value: object) -> str:
    if isinstance(value, (list, tuple)):
        if not value:
            raise InvalidValue(
                f"the parameter {name!r} is an empty list, which Ecwid ignores; leave it out, or"
                " do not ask"
            )
        return ",".join(_scalar(name, item) for item in value)
    return _scalar(name, value)


def _scalar(name: str, value: object) -> str:
    if isinstance(value, Enum):
        return _scalar(name, value.value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int)):
        return str(value)
    if isinstance(value, float) and math.isfinite(value):
        return format(Decimal(repr(value)), "f")
    if isinstance(value, Decimal) and value.is_finite():
        return format(value, "f")
    if isinstance(value, datetime):
        if value.utcoffset() is None:
            raise InvalidValue(
                f"the parameter {name!r} is a datetime without a time zone; give it one, such as"
                " datetime.UTC"
            )
        return str(math.floor(value.timestamp()))
    if isinstance(value, date):
        return value.isoformat()
    raise InvalidValue(
        f"the parameter {name!r} is a {type(value).__name__} that a query cannot carry; give a"
        " string, a finite number, a bool, a date, an aware datetime, or a list of those"
    )


def query_string(params: Mapping[str, str]) -> str:
    """Wire parameters as the query of a URL, without the question mark."""
    return "&".join(
        f"{quote(name, safe='')}={quote(value, safe=_READABLE)}" for name, value in params.items()
    )


def segment(value: str | int) -> str:
    """One segment of a path, encoded: a slash is `%2F`, a plus `%2B`, a space `%20`.

    Raises InvalidValue for what cannot be a segment: nothing, and the dots that mean a folder.
    """
    text = str(value)
    if text in ("", ".", ".."):
        raise InvalidValue(f"{text!r} cannot stand in a path; give an id, a code or a name")
    return quote(text, safe="")
