"""The query of a request, read as Ecwid reads it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from ecwid_orm.emulator.errors import ApiError, wrong_parameter

_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0"})
_INT64 = 2**63


class Query:
    """The parameters of one request. Every getter gives None (or nothing) for one not sent.

    An empty value counts as not sent; of a name sent twice the last value counts. A value that
    cannot be read raises `ApiError` 400 `WRONG_PARAMETER`.
    """

    __slots__ = ("_values",)

    def __init__(self, query_string: str) -> None:
        self._values = dict(parse_qsl(query_string, keep_blank_values=True))

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def text(self, name: str) -> str | None:
        """The value as sent."""
        return self._values.get(name) or None

    def integer(self, name: str) -> int | None:
        """A whole number that fits 64 bits."""
        text = self.text(name)
        return None if text is None else whole_number(name, text)

    def number(self, name: str) -> Decimal | None:
        """A finite number, exactly as written."""
        text = self.text(name)
        if text is None:
            return None
        try:
            value = Decimal(text)
        except InvalidOperation:
            raise _not_numeric(name) from None
        if not value.is_finite():
            raise _not_numeric(name)
        return value

    def boolean(self, name: str) -> bool | None:
        """`true yes on 1` or `false no off 0`, in any case."""
        text = self.text(name)
        if text is None:
            return None
        folded = text.lower()
        if folded in _TRUE:
            return True
        if folded in _FALSE:
            return False
        raise wrong_parameter(
            f"Wrong boolean parameter '{name}' value: expected one of"
            " true, false, yes, no, on, off, 1, 0"
        )

    def ids(self, name: str) -> list[int]:
        """Whole numbers between commas."""
        return [whole_number(name, part) for part in self.names(name)]

    def names(self, name: str) -> list[str]:
        """Texts between commas, stripped; empty ones are left out."""
        parts = (part.strip() for part in (self.text(name) or "").split(","))
        return [part for part in parts if part]

    def time(self, name: str) -> int | None:
        """Unix seconds, from any of the four forms that Ecwid takes."""
        text = self.text(name)
        if text is None:
            return None
        seconds = unix_seconds(text)
        if seconds is None:
            raise wrong_parameter(
                f"Wrong date parameter '{name}' value: expected UNIX timestamp or date"
                " in the format yyyy-MM-dd HH:mm:ss Z"
            )
        return seconds

    def one_of(self, name: str, *allowed: str) -> str | None:
        """One of the words given; the case must fit."""
        text = self.text(name)
        if text is None or text in allowed:
            return text
        raise wrong_parameter(
            f"Wrong parameter '{name}' value: expected one of {', '.join(allowed)}"
        )

    def some_of(self, name: str, *allowed: str) -> list[str]:
        """Some of the words given, between commas; the case must fit."""
        sent = self.names(name)
        if set(sent) <= set(allowed):
            return sent
        raise wrong_parameter(
            f"Wrong parameter '{name}' value: expected some of {', '.join(allowed)}"
        )

    def prefixed(self, prefix: str) -> dict[str, list[str]]:
        """`option_Color=red,blue` as `{"Color": ["red", "blue"]}` for `prefixed("option_")`."""
        return {
            name[len(prefix) :]: self.names(name)
            for name in self._values
            if name.startswith(prefix) and len(name) > len(prefix)
        }

    def page(self, maximum: int = 100) -> tuple[int, int]:
        """`(offset, limit)`. A larger limit than the maximum is cut to it."""
        offset, limit = self.integer("offset"), self.integer("limit")
        if offset is not None and offset < 0:
            raise _not_numeric("offset")
        if limit is not None and limit < 1:
            raise _not_numeric("limit")
        return offset or 0, min(limit or maximum, maximum)


def unix_seconds(text: str) -> int | None:
    """Read a date: unix seconds, `yyyy-MM-dd`, `yyyy-MM-dd HH:mm:ss`, or that with a zone.

    A zone is an offset (`+0200`) or a name (`UTC`, `Europe/Berlin`); without one it is UTC.
    None if it is none of these.
    """
    if re.fullmatch(r"-?\d{1,12}", text):
        return int(text)
    match = re.fullmatch(
        r"(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d:\d\d)(?: ?([+-]\d\d:?\d\d|[A-Za-z][\w/+-]*))?)?", text
    )
    if match is None:
        return None
    day, clock, zone = match.groups()
    try:
        moment = datetime.fromisoformat(f"{day} {clock or '00:00:00'}")
        if zone is None:
            moment = moment.replace(tzinfo=UTC)
        elif zone[0] in "+-":
            moment = datetime.strptime(f"{moment:%Y-%m-%d %H:%M:%S} {zone}", "%Y-%m-%d %H:%M:%S %z")
        else:
            moment = moment.replace(tzinfo=ZoneInfo(zone))
    except (ValueError, KeyError, OSError):
        return None
    return math.floor(moment.timestamp())


def whole_number(name: str, text: str) -> int:
    """Read a number that fits 64 bits; `ApiError` 400 naming the parameter `name` if it is none."""
    if not re.fullmatch(r"[+-]?\d{1,19}", text.strip(), re.ASCII):
        raise _not_numeric(name)
    value = int(text)
    if not -_INT64 <= value < _INT64:
        raise _not_numeric(name)
    return value


def _not_numeric(name: str) -> ApiError:
    return wrong_parameter(
        f"Wrong numeric parameter '{name}' value: not a number or a number out of range"
    )
