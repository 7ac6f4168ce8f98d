"""Histories: what some lives of a program do to a shop, and what befalls them.

A history is plain data, so that hypothesis can shrink one that fails, and that the process which
lives it can be told it in a line.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Self

DOUBLING = frozenset({"5xx_after", "dropped_after", "not_json"})
"""Faults for which Ecwid repeats a request of a batch though it was carried out."""


@dataclass(frozen=True)
class Act:
    """One thing that the program does; `of` chooses the object, or the one it refers to.

    A creation that is `keyed` has a natural key.
    """

    verb: str
    of: int = 0
    keyed: bool = True


@dataclass(frozen=True)
class Round:
    """Some acts and a commit; where it fails, `pause` seconds and another, at most `tries`."""

    acts: tuple[Act, ...] = ()
    tries: int = 1
    pause: float = 0.0
    recovers: bool = False
    """Whether it recovers before it tries again."""


@dataclass(frozen=True)
class Life:
    """One process, begun `wait` seconds after the end of the one before.

    It is killed at its boundary number `kill`, if it comes that far.
    """

    rounds: tuple[Round, ...] = ()
    faults: tuple[dict[str, Any], ...] = ()
    kill: int | None = None
    wait: float = 0.0
    recovers: bool = False
    """Whether it begins with a recovery, and not just with a commit."""
    closes: bool = True
    """Whether it closes its session at the end, and does not just stop."""


@dataclass(frozen=True)
class History:
    """The lives that one journal and one shop see; `wait` seconds later all is well."""

    lives: tuple[Life, ...]
    wait: float = 0.0

    @property
    def waited(self) -> float:
        """Seconds that passed while nothing was done."""
        pauses = (one.pause * one.tries for life in self.lives for one in life.rounds)
        return self.wait + sum(life.wait for life in self.lives) + sum(pauses)

    @property
    def faults(self) -> list[dict[str, Any]]:
        """All that goes wrong in its lives."""
        return [fault for life in self.lives for fault in life.faults]

    @property
    def doubles(self) -> bool:
        """Whether Ecwid may carry out something twice by itself, which no client can prevent."""
        return any(fault["kind"] in DOUBLING and fault["in_batch"] for fault in self.faults)

    def to_json(self) -> str:
        """One line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The history of a line."""
        raw = json.loads(text)
        return cls(tuple(_life(**life) for life in raw["lives"]), raw["wait"])


def _life(rounds: list[dict[str, Any]], faults: list[dict[str, Any]], **rest: Any) -> Life:
    return Life(tuple(_round(**one) for one in rounds), tuple(faults), **rest)


def _round(acts: list[dict[str, Any]], **rest: Any) -> Round:
    return Round(tuple(Act(**act) for act in acts), **rest)
