from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis import Redis

from ecwid_orm.api import LocalBucket, Throttle
from ecwid_orm.exceptions import ConfigurationError, InvalidValue

TOKEN = "secret_hush"


def test_calls_below_the_limit_do_not_wait(time: Any) -> None:
    throttle = Throttle(5, 60, clock=time.clock, sleep=time.sleep)
    for _ in range(5):
        throttle.wait()
    assert time.slept == []


@given(
    calls=st.integers(1, 20),
    gaps=st.lists(st.floats(0, 30), max_size=80),
)
def test_no_period_however_it_is_laid_has_more_than_the_limit(
    calls: int, gaps: list[float]
) -> None:
    now = 1000.0

    def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    throttle = Throttle(calls, 60, clock=lambda: now, sleep=sleep)
    made = []
    for gap in gaps:
        now += gap
        throttle.wait()
        made.append(now)
    assert made == sorted(made)
    assert all(
        later - earlier >= 60 - 1e-6 for earlier, later in zip(made, made[calls:], strict=False)
    )


def test_the_limit_is_used_in_full(time: Any) -> None:
    throttle = Throttle(600, 60, clock=time.clock, sleep=time.sleep)
    start = time.now
    for _ in range(1800):
        throttle.wait()
    assert time.now - start == pytest.approx(120)


def test_a_pause_stops_everybody_and_the_longest_counts(time: Any) -> None:
    throttle = Throttle(600, 60, clock=time.clock, sleep=time.sleep)
    throttle.pause(7)
    throttle.pause(3)
    assert throttle.paused() == 7
    throttle.wait()
    assert time.slept == [7]
    assert throttle.paused() == 0
    throttle.wait()
    assert time.slept == [7]


def test_who_waits_already_hears_of_a_pause(time: Any) -> None:
    def sleep(seconds: float) -> None:
        if not time.slept:
            throttle.pause(100)  # another thread got a 429 meanwhile
        time.sleep(seconds)

    throttle = Throttle(1, 60, clock=time.clock, sleep=sleep)
    throttle.wait()
    throttle.wait()
    assert time.slept == [60, 40]


def test_a_bucket_can_be_shared(time: Any) -> None:
    bucket = LocalBucket(2, 60, clock=time.clock)
    one = Throttle(bucket=bucket, sleep=time.sleep)
    other = Throttle(bucket=bucket, sleep=time.sleep)
    one.wait()
    other.wait()
    assert time.slept == []
    one.wait()
    assert time.slept == [60]


@pytest.mark.parametrize(("calls", "period"), [(0, 60), (-1, 60), (1, 0)])
def test_a_limit_that_allows_nothing_is_refused(calls: int, period: float) -> None:
    with pytest.raises(InvalidValue):
        Throttle(calls, period)


@pytest.fixture(params=["file", pytest.param("redis", marks=pytest.mark.xdist_group("redis"))])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    return tmp_path if request.param == "file" else request.getfixturevalue("redis_url")


def test_a_token_has_one_throttle_wherever_it_is_made(where: Any) -> None:
    store_id = uuid4().int
    Throttle.shared(where, store_id, TOKEN).pause(9)
    assert 8 < Throttle.shared(where, str(store_id), TOKEN).paused() <= 9
    assert Throttle.shared(where, store_id + 1, TOKEN).paused() <= 0
    assert Throttle.shared(where, store_id, "secret_other").paused() <= 0


@pytest.mark.xdist_group("redis")
def test_the_token_is_not_in_the_place_that_is_shared(redis_url: str, tmp_path: Path) -> None:
    token = f"{TOKEN}_of_this_test_alone"  # for others use the same Redis
    for where in (tmp_path, redis_url):
        Throttle.shared(where, 1003, token).wait()
    [file] = tmp_path.iterdir()
    key = f"ecwid_orm:throttle:{file.stem}".encode()
    with Redis.from_url(redis_url) as redis:
        kept = [file.name.encode(), file.read_bytes(), key, redis.dump(key)]
    assert [text for text in kept if b"hush" in text] == []


def test_a_url_of_something_else_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="the URL of Redis"):
        Throttle.shared("https://localhost", 1003, TOKEN)
