from __future__ import annotations

import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecwid_orm.api import LocalBucket, Throttle
from ecwid_orm.exceptions import InvalidValue


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


def test_many_threads_stay_below_the_limit_together(time: Any) -> None:
    lock = threading.Lock()
    taken: list[float] = []
    bucket = LocalBucket(100, 60, clock=lambda: 0.0)

    def take() -> None:
        for _ in range(50):
            when = bucket.take()
            with lock:
                taken.append(when)

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [0.0] * 100 + [60.0] * 100 + [120.0] * 100 + [180.0] * 100


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
