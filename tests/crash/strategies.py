"""Random histories, made of random bytes: a byte for each choice, 0 for the simplest.

So hypothesis needs a single draw for a history, which is much faster than one for each choice, and
makes one that fails as simple as it can.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from hypothesis import strategies as st

from tests.crash.histories import Act, History, Life, Round

T = TypeVar("T")

CHOICES = 160
"""Bytes of a history; most need fewer. Whatever is chosen after the last is the simplest."""

VERBS = (
    *("category", "product", "stock", "variation", "price") * 2,
    *("coupon", "customer", "move", "picture", "delete", "look"),
    *("stock", "stock", "product", "category"),
)
"""What a program does, as often as it is in here."""

WAITS = (0.0, 0.0, 5.0, 600.0, 1_500.0, 3_200.0, 3_500.0, 4_000.0, 90_000.0)
PAUSES = (0.0, 120.0, 3_500.0)

OUTER = ("dropped_before", "dropped_after", "5xx_before", "5xx_after", "truncated", "not_json")
INNER = ("429", *OUTER)
METHODS = (None, "GET", "POST", "PUT")


def histories() -> st.SearchStrategy[History]:
    """One to four lives, of which most are killed."""
    return st.binary(min_size=CHOICES, max_size=CHOICES).map(lambda data: _history(_Choices(data)))


class _Choices:
    def __init__(self, data: bytes) -> None:
        self._left = iter(data)

    def below(self, most: int) -> int:
        """A number from 0."""
        return next(self._left, 0) % most

    def one(self, of: Sequence[T]) -> T:
        """One of these."""
        return of[self.below(len(of))]


def _history(choices: _Choices) -> History:
    lives = choices.one((1, 2, 3, 1, 2, 2, 4))
    wait = choices.one(WAITS)
    return History(tuple(_life(choices, number) for number in range(lives)), wait)


def _life(choices: _Choices, number: int) -> Life:
    most = choices.one((0, 40, 70, 40, 70, 100))
    return Life(
        kill=1 + choices.below(most) if most else None,
        wait=choices.one(WAITS) if number else 0.0,
        recovers=choices.below(2) == 1,
        closes=choices.below(2) == 0,
        faults=tuple(_fault(choices) for _ in range(choices.one((0, 0, 0, 0, 0, 1, 2, 3)))),
        # A later one may just recover.
        rounds=tuple(_round(choices) for _ in range(choices.one((0, 1, 2) if number else (1, 2)))),
    )


def _round(choices: _Choices) -> Round:
    return Round(
        tries=choices.below(4),
        pause=choices.one(PAUSES),
        recovers=choices.below(2) == 1,
        acts=tuple(_act(choices) for _ in range(1 + choices.below(6))),
    )


def _act(choices: _Choices) -> Act:
    verb, of = choices.one(VERBS), choices.below(16)
    return Act(verb, of // 2, keyed=of % 2 == 0)


def _fault(choices: _Choices) -> dict[str, Any]:
    sort = choices.below(8)
    if sort == 0:
        return {
            "kind": "429",
            "in_batch": False,
            "after": choices.below(7),
            "times": 1 + choices.below(5),
            "retry_after": choices.one((1, 600)),
        }
    if sort == 1:
        return {
            "kind": "stall",
            "in_batch": False,
            "after": choices.below(3),
            "polls": choices.below(5),
            "seconds": choices.one((0.0, 600.0)),
        }
    if sort < 4:  # inside a batch, where Ecwid tries five times
        return {
            "kind": choices.one(INNER),
            "in_batch": True,
            "method": choices.one(METHODS),
            "after": choices.below(5),
            "times": choices.one((1, 2, 4, 5, 10, None)),
        }
    return {
        "kind": choices.one(OUTER),
        "in_batch": False,
        "method": choices.one(METHODS),
        "after": choices.below(7),
        "times": choices.one((1, 2, 3, 4, 8, None)),
    }
