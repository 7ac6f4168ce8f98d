"""Whatever befalls a program, and whenever it is killed: each operation once, or in doubt.

`make crash` lives more, and others each time: CRASH_HISTORIES of CRASH_SEED. A history that fails
is told in a line of JSON, by which `python -m tests.crash.server` lives it again.
"""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.crash.conftest import Crashes
from tests.crash.histories import Act, History, Life, Round
from tests.crash.strategies import histories

HISTORIES = int(os.environ.get("CRASH_HISTORIES", "2000"))
SEED = int(os.environ.get("CRASH_SEED", "0"))
CHUNKS = 16

EVERYTHING = (
    Round(
        (
            Act("category", 0, keyed=False),
            Act("category", 2),
            Act("product", 2, keyed=False),
            Act("product", 5),
            Act("variation", 2),
            Act("variation", 0),
            Act("coupon"),
            Act("customer"),
            Act("picture", 2),
            Act("stock", 0),
            Act("stock", 2),
            Act("price", 0),
            Act("move", 1),
            Act("delete", 0),
        )
    ),
    Round((Act("stock", 0), Act("price", 0))),
    Round((Act("price", 1),)),
)
"""A program that does one of everything, in batches and by a call alone."""


def check(crashes: Crashes, history: History) -> dict[str, int]:
    """Live a history: whether it kept the promise, and the facts of it."""
    verdict = crashes.lived(history)
    wrong = "\n".join(f"  {one}" for one in verdict["wrong"])
    assert not wrong, (
        f"CRASH_SEED={SEED} CRASH_HISTORIES={HISTORIES}\n{wrong}\n{verdict['diary']}\n"
        f"echo '{history.to_json()}' | .venv/bin/python -m tests.crash.server $(mktemp -d)"
    )
    facts: dict[str, int] = verdict["facts"]
    return facts


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_each_operation_is_done_once_or_in_doubt(crashes: Crashes, chunk: int) -> None:
    facts: Counter[str] = Counter()

    @seed(SEED * CHUNKS + chunk)
    @settings(
        max_examples=max(1, HISTORIES // CHUNKS),
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    @given(histories())
    def live(history: History) -> None:
        facts.update(check(crashes, history), lived=1)

    live()
    # They are worth something only if much of this happens.
    assert facts["killed"] > facts["lived"] / 2
    assert facts["operations"] > 2 * facts["lived"]


@pytest.mark.parametrize("wait", [0.0, 4_000.0])
@pytest.mark.parametrize("part", range(4))
def test_a_kill_at_any_boundary_loses_and_doubles_nothing(
    crashes: Crashes, wait: float, part: int
) -> None:
    whole = check(crashes, History((Life(EVERYTHING),)))
    assert whole["boundaries"] > 50
    for boundary in range(1 + part, whole["boundaries"] + 1, 4):
        life = Life(EVERYTHING, kill=boundary)
        facts = check(crashes, History((life,), wait))
        assert facts["killed"] == 1, boundary
        if not wait:
            assert not facts.get("IN_DOUBT"), boundary


@pytest.mark.parametrize("wait", [0.0, 4_000.0])
def test_a_kill_at_any_boundary_of_the_recovery_does_no_harm(crashes: Crashes, wait: float) -> None:
    whole = check(crashes, History((Life(EVERYTHING),)))["boundaries"]
    for first in range(whole // 4, whole, whole // 4):
        second = 0
        killed = True
        while killed:
            second += 1
            lives = (
                Life(EVERYTHING, kill=first),
                Life(recovers=True, kill=second, wait=wait),
            )
            killed = check(crashes, History(lives))["killed"] == 2


def test_a_history_can_be_told_in_a_line() -> None:
    fault: dict[str, Any] = {"kind": "429", "in_batch": True, "times": None}
    history = History((Life(EVERYTHING, (fault,), 3, 5.0), Life(recovers=True)), 7.0)
    assert History.from_json(history.to_json()) == history
