"""Real processes, real HTTP, a real Redis: who shares a throttle sees no 429."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from ecwid_orm.emulator import Emulator
from tests.api import shared_throttle_writer as writer

# On one worker, so that all tests with Redis use the same and these do not disturb each other.
pytestmark = pytest.mark.xdist_group("redis")

FASTER = 30.0
"""How much faster the time of the shop goes by, so that its minute lasts two seconds."""
LIMIT = 120
PERIOD = 3.0
"""Seconds of the throttle: as by default, one more than the shop's, for what is on its way."""


class FastClock:
    """The time of a shop in a hurry."""

    def now(self) -> float:
        return time.time() * FASTER

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds / FASTER)


@pytest.fixture
def shop() -> Iterator[Emulator]:
    with Emulator(
        writer.STORE_ID, writer.TOKEN, seed=100, clock=FastClock(), rate_limit=LIMIT
    ) as shop:
        yield shop


@contextmanager
def writing(shop: Emulator, where: object, updates: int) -> Iterator[subprocess.Popen[str]]:
    """A process that makes so many updates; killed if it still runs in the end."""
    command = [sys.executable, "-W", "error", writer.__file__, shop.url, str(where)]
    command += [str(LIMIT), str(PERIOD), str(updates)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def refused(shop: Emulator) -> int:
    return sum(received.status == 429 for received in shop.requests)


def updated(shop: Emulator) -> int:
    """How many updates the shop has made, alone and in batches."""
    requests = [each for received in shop.requests for each in (received, *received.requests)]
    return sum(each.method == "PUT" and each.status == 200 for each in requests)


@pytest.mark.parametrize("kind", ["file", "redis"])
def test_four_processes_with_ten_thousand_updates_see_no_429(
    shop: Emulator, kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Nor does it matter that a fifth is killed among them."""
    where = tmp_path if kind == "file" else request.getfixturevalue("redis_url")
    with ExitStack() as stack:
        victim = stack.enter_context(writing(shop, where, 2_500))
        processes = [stack.enter_context(writing(shop, where, 2_500)) for _ in range(4)]
        assert victim.stdout is not None
        victim.stdout.readline()
        victim.kill()
        errors = [process.communicate(timeout=300)[1] for process in processes]
        assert [process.returncode for process in processes] == [0] * 4, errors
    assert refused(shop) == 0
    assert updated(shop) >= 10_000
    assert len(shop.requests) > 3 * LIMIT, "these calls would need no throttle"


def test_processes_that_share_no_throttle_do_see_429s(shop: Emulator) -> None:
    with ExitStack() as stack:
        processes = [stack.enter_context(writing(shop, "alone", 2_500)) for _ in range(4)]
        errors = [process.communicate(timeout=300)[1] for process in processes]
    assert refused(shop) > 0
    assert any("RATE_LIMITED" in error for error in errors)
