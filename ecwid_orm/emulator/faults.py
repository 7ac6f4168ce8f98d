"""Faults that the emulator has on request, by rule."""

from __future__ import annotations

import random
import re
import shlex
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Literal, get_args

from ecwid_orm.emulator.call import Answer
from ecwid_orm.emulator.errors import ApiError
from ecwid_orm.emulator.options import read_options
from ecwid_orm.emulator.rate_limit import too_many

Kind = Literal[
    "latency",
    "429",
    "5xx_before",
    "5xx_after",
    "dropped_before",
    "dropped_after",
    "truncated",
    "not_json",
    "stall",
]

_STOPS_BEFORE = frozenset({"429", "5xx_before", "dropped_before"})
_HTML = b"<html><head><title>502 Bad Gateway</title></head><body>Bad Gateway</body></html>"


class ConnectionDropped(ConnectionError):
    """The connection broke without an answer.

    Over HTTP the client sees its socket closed. The in-process WSGI application raises this, and
    a transport that drives it should turn it into its own connection error.
    """


@dataclass(slots=True, kw_only=True)
class Fault:
    """One rule: what goes wrong, for which requests, how often.

    `kind`:
    `latency` takes `seconds` longer;
    `429` refuses, asking to wait `retry_after` seconds;
    `5xx_before` and `5xx_after` answer `status`, without or after doing what was asked;
    `dropped_before` and `dropped_after` break the connection likewise (in a batch: 408 `TIMEOUT`);
    `truncated` does it, and breaks off in the middle of the answer;
    `not_json` does it, and answers with an HTML page and `status`;
    `stall`, for the creation of a batch, lets its state stand still at half of it, done as it is,
    for `polls` queries and for `seconds`.

    It fits a request by `method` and by `path` after the store id, without the query: a glob
    (`/products/*`) or a compiled regular expression that is searched for. `in_batch` says whether
    it is for requests inside batches, outside, or (None) both. The first `after` that fit are
    spared, then up to `times` (None: all) are hit, each with `probability`.
    """

    kind: Kind = field(kw_only=False)
    method: str | None = None
    path: str | re.Pattern[str] | None = None
    times: int | None = 1
    after: int = 0
    probability: float = 1.0
    in_batch: bool | None = None
    status: int = 502
    retry_after: int = 1
    seconds: float = 0.0
    polls: int = 0

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise ValueError(
                f"no fault is called {self.kind!r}; there are {', '.join(get_args(Kind))}"
            )

    @classmethod
    def parse(cls, text: str) -> Fault:
        """A rule as text: the kind, then options as `name=value`, quoted as in a shell.

        `Fault.parse("429 method=GET path=/products/* times=3")`. `times` may be `all`, `in_batch`
        is `true` or `false`, and a path that begins with `re:` is a regular expression. ValueError
        if it cannot be read.
        """
        kind, *words = shlex.split(text) or [""]
        return cls(kind, **read_options(words, _READERS))  # type: ignore[arg-type]  # is checked

    def fits(self, method: str, path: str, in_batch: bool) -> bool:
        """Whether the rule is about such a request."""
        if self.method is not None and self.method.upper() != method:
            return False
        if self.in_batch is not None and self.in_batch != in_batch:
            return False
        if self.path is None:
            return True
        if isinstance(self.path, str):
            return fnmatchcase(path, self.path)
        return self.path.search(path) is not None


def _path(text: str) -> str | re.Pattern[str]:
    try:
        return re.compile(text[3:]) if text.startswith("re:") else text
    except re.error as error:
        raise ValueError(str(error)) from None


def _times(text: str) -> int | None:
    return None if text == "all" else int(text)


def _truth(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(text)
    return text == "true"


_READERS: dict[str, Callable[[str], object]] = {
    "method": str,
    "path": _path,
    "times": _times,
    "after": int,
    "probability": float,
    "in_batch": _truth,
    "status": int,
    "retry_after": int,
    "seconds": float,
    "polls": int,
}


@dataclass(frozen=True, slots=True)
class Disturbance:
    """What befalls one request."""

    delay: float = 0.0
    fault: Fault | None = None
    """What goes wrong, beside the delay."""

    def before(self) -> None:
        """Go wrong instead of doing what was asked: raises `ApiError` or `ConnectionDropped`."""
        if self.fault is None or self.fault.kind not in _STOPS_BEFORE:
            return
        if self.fault.kind == "429":
            raise too_many(self.fault.retry_after)
        if self.fault.kind == "dropped_before":
            raise ConnectionDropped("the connection was dropped before the request was handled")
        raise server_error(self.fault.status)

    def after(self, answer: Answer) -> Answer:
        """Go wrong after it was done: what goes out instead. Raises as `before` does."""
        fault = self.fault
        if fault is None:
            return answer
        if fault.kind == "5xx_after":
            raise server_error(fault.status)
        if fault.kind == "dropped_after":
            raise ConnectionDropped("the connection was dropped after the request was handled")
        if fault.kind == "not_json":
            return Answer(fault.status, _HTML, {"Content-Type": "text/html"})
        return answer

    @property
    def truncates(self) -> bool:
        """Whether only the first half of the answer goes out."""
        return self.fault is not None and self.fault.kind == "truncated"


CALM = Disturbance()


def server_error(status: int = 500) -> ApiError:
    """A failure on the server's side."""
    return ApiError(status, "INTERNAL_ERROR", "Internal server error")


class Faults:
    """The rules in force. A request is hit by each latency that fits and by the first other one."""

    def __init__(self, rules: Iterable[Fault], chance: random.Random) -> None:
        self._chance = chance
        self._lock = threading.Lock()
        self._rules: list[_Rule] = [_Rule(fault) for fault in rules]

    def add(self, *faults: Fault) -> None:
        """Put rules in force, after those there are."""
        with self._lock:
            self._rules.extend(_Rule(fault) for fault in faults)

    def clear(self) -> None:
        """Take all rules away."""
        with self._lock:
            self._rules.clear()

    def strike(self, method: str, path: str, *, in_batch: bool) -> Disturbance:
        """What befalls this request; uses up the rules that hit it."""
        if not self._rules:
            return CALM
        delay, hit = 0.0, None
        with self._lock:
            for rule in self._rules:
                fault = rule.fault
                if fault.kind == "stall" or not fault.fits(method, path, in_batch):
                    continue
                if fault.kind == "latency":
                    if rule.use(self._chance):
                        delay += fault.seconds
                elif hit is None and rule.use(self._chance):
                    hit = fault
        return Disturbance(delay, hit)

    def stall(self) -> Fault | None:
        """The rule that stalls the batch that is being made, if any."""
        with self._lock:
            for rule in self._rules:
                if rule.fault.kind == "stall" and rule.use(self._chance):
                    return rule.fault
        return None


@dataclass(slots=True)
class _Rule:
    fault: Fault
    seen: int = 0
    used: int = 0

    def use(self, chance: random.Random) -> bool:
        if self.fault.times is not None and self.used >= self.fault.times:
            return False
        self.seen += 1
        if self.seen <= self.fault.after:
            return False
        if self.fault.probability < 1.0 and chance.random() >= self.fault.probability:
            return False
        self.used += 1
        return True
