"""What every bucket promises, wherever it keeps its tokens."""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Callable
from functools import cache, partial
from math import nan
from operator import itemgetter
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecwid_orm.api import Bucket, FileBucket, LocalBucket, RedisBucket
from ecwid_orm.exceptions import InvalidValue

# On one worker, so that all tests with Redis use the same.
pytestmark = pytest.mark.xdist_group("redis")

START = 1_700_000_000.0
PERIOD = 60.0
EXACT = 1e-5  # what floats of unix time and whole microseconds may be off by

Opener = Callable[..., Bucket]
"""Called with a limit and a clock, gives a bucket; all of one opener share their tokens."""


@pytest.fixture(scope="session", params=["local", "file", "redis"])
def new_place(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Opener]:
    if request.param == "local":
        return lambda: cache(LocalBucket)
    if request.param == "file":
        folder = tmp_path_factory.mktemp("buckets")
        return lambda: partial(FileBucket, folder / uuid4().hex)
    url = request.getfixturevalue("redis_url")
    return lambda: partial(RedisBucket, url, key=f"ecwid_orm:test:{uuid4().hex}")


class Crowd:
    """Callers who share a bucket and wait as Throttle does, while the test moves the time.

    Each comes with a bucket of its own, as if from another process. `put_back` is what the clock of
    the machine is behind by.
    """

    def __init__(self, place: Opener, calls: int) -> None:
        self.now = START
        self.put_back = 0.0
        self.called: list[tuple[float, int]] = []
        """When a caller was let through, and which."""
        self.waiting: list[tuple[float, int]] = []
        self._numbers = itertools.count()
        self.open = partial(place, calls, PERIOD, clock=self.clock)

    def clock(self) -> float:
        return self.now - self.put_back

    def come(self) -> None:
        number = next(self._numbers)
        self._wait(number, self.open().take())

    def pause(self, seconds: float) -> None:
        self.open().pause(seconds)

    def pass_time(self, seconds: float) -> None:
        end = self.now + seconds
        while self.waiting and self.waiting[0][0] <= end:
            self.now, number = heapq.heappop(self.waiting)
            self._wait(number, self.open().paused())
        self.now = end

    def _wait(self, number: int, delay: float) -> None:
        if delay > 0:
            heapq.heappush(self.waiting, (self.now + delay, number))
        else:
            self.called.append((self.now, number))


def most_in_a_period(times: list[float]) -> int:
    """The most calls in any period, however it is laid."""
    return max(
        (sum(first <= time < first + PERIOD - EXACT for time in times) for first in times),
        default=0,
    )


gaps = st.floats(0, 30)
pauses = st.tuples(st.just("pause"), st.floats(0, 200))
comings = st.one_of(st.tuples(st.just("come"), gaps), st.tuples(st.just("come"), st.just(0.0)))
leaps = st.tuples(st.just("put back"), st.one_of(st.floats(0, 3), st.floats(0, 1e8)))


def play(crowd: Crowd, calls: int, steps: list[tuple[str, float]]) -> list[tuple[float, float]]:
    """Do what the steps say, wait until all have called, and return the pauses there were."""
    paused = []
    for what, seconds in steps:
        if what == "pause":
            crowd.pause(seconds)
            paused.append((crowd.now, crowd.now + seconds))
        elif what == "put back":
            crowd.put_back += seconds
        else:
            crowd.pass_time(seconds)
            if len(crowd.waiting) < calls:
                crowd.come()
    crowd.pass_time(100 * PERIOD)
    assert crowd.waiting == []
    return paused


@given(calls=st.integers(1, 20), steps=st.lists(comings | pauses, max_size=60))
def test_no_period_has_more_calls_than_the_limit_and_no_pause_has_any(
    new_place: Callable[[], Opener], calls: int, steps: list[tuple[str, float]]
) -> None:
    crowd = Crowd(new_place(), calls)
    paused = play(crowd, calls, steps)
    times = [time for time, _ in crowd.called]
    assert most_in_a_period(times) <= calls
    for begin, end in paused:
        assert [time for time in times if begin < time < end - EXACT] == []


@given(calls=st.integers(1, 20), steps=st.lists(comings | pauses, max_size=60))
def test_callers_are_served_in_the_order_they_come(
    new_place: Callable[[], Opener], calls: int, steps: list[tuple[str, float]]
) -> None:
    crowd = Crowd(new_place(), calls)
    play(crowd, calls, steps)
    times = [time for time, _ in sorted(crowd.called, key=itemgetter(1))]
    assert all(earlier <= later + EXACT for earlier, later in itertools.pairwise(times))


@given(calls=st.integers(1, 5), gaps=st.lists(gaps, max_size=40))
def test_nobody_waits_longer_than_the_limit_asks(
    new_place: Callable[[], Opener], calls: int, gaps: list[float]
) -> None:
    crowd = Crowd(new_place(), calls)
    due: list[float] = []
    for gap in gaps:
        crowd.pass_time(gap)
        crowd.come()
        full = len(due) >= calls
        due.append(max(crowd.now, due[-calls] + PERIOD) if full else crowd.now)
    crowd.pass_time(100 * PERIOD)
    assert [time for time, _ in crowd.called] == pytest.approx(due, abs=EXACT, rel=0)


def test_a_pause_puts_off_the_calls_that_wait_and_no_others(
    new_place: Callable[[], Opener],
) -> None:
    crowd = Crowd(new_place(), 2)
    crowd.come()
    crowd.pass_time(10)
    crowd.come()
    crowd.come()  # its turn would be at 60
    crowd.pause(80)  # until 90
    crowd.pass_time(85)
    crowd.come()  # at 95, when only the token that was used at 10 is back
    crowd.come()
    crowd.pass_time(10 * PERIOD)
    times = [time - START for time, _ in crowd.called]
    assert times == pytest.approx([0, 10, 90, 95, 150], abs=EXACT)


@pytest.mark.parametrize("new_place", ["file", "redis"], indirect=True)
@given(calls=st.integers(1, 20), steps=st.lists(comings | pauses | leaps, max_size=60))
def test_a_clock_that_is_put_back_lets_nobody_call_early(
    new_place: Callable[[], Opener], calls: int, steps: list[tuple[str, float]]
) -> None:
    crowd = Crowd(new_place(), calls)
    play(crowd, calls, steps)
    assert most_in_a_period([time for time, _ in crowd.called]) <= calls


@pytest.mark.parametrize("new_place", ["file", "redis"], indirect=True)
@pytest.mark.parametrize("seconds", [0.5, 2, 3600, 1e8])
def test_a_clock_that_is_put_back_keeps_nobody_longer(
    new_place: Callable[[], Opener], seconds: float
) -> None:
    crowd = Crowd(new_place(), 3)
    for _ in range(3):
        crowd.come()
    crowd.pause(20)
    crowd.put_back += seconds
    assert crowd.open().paused() == pytest.approx(20, abs=EXACT)
    assert crowd.open().take() == pytest.approx(PERIOD, abs=EXACT)
    crowd.pass_time(PERIOD + 1)
    assert crowd.open().take() <= EXACT


def test_a_pause_is_seen_by_all_and_the_longest_counts(new_place: Callable[[], Opener]) -> None:
    crowd = Crowd(new_place(), 10)
    one, other = crowd.open(), crowd.open()
    assert other.paused() <= 0
    one.pause(7)
    other.pause(3)
    assert one.paused() == pytest.approx(7, abs=EXACT)
    assert other.paused() == pytest.approx(7, abs=EXACT)
    assert other.take() == pytest.approx(7, abs=EXACT)
    crowd.now += 8
    assert other.paused() <= 0
    assert other.take() <= 0


def test_threads_stay_below_the_limit_together(new_place: Callable[[], Opener]) -> None:
    crowd = Crowd(new_place(), 100)
    delays: list[float] = []  # appending is atomic

    def take() -> None:
        bucket = crowd.open()
        for _ in range(50):
            delays.append(bucket.take())

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = [0.0] * 100 + [60.0] * 100 + [120.0] * 100 + [180.0] * 100
    assert sorted(delays) == pytest.approx(expected, abs=EXACT)


@pytest.mark.parametrize(("calls", "period"), [(0, 60), (-1, 60), (1, 0), (1, -1), (1, nan)])
def test_a_limit_that_allows_nothing_or_all_is_refused(
    new_place: Callable[[], Opener], calls: int, period: float
) -> None:
    with pytest.raises(InvalidValue):
        new_place()(calls, period)
