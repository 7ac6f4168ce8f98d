"""Medians of interleaved runs, with the garbage collector on and off."""

from __future__ import annotations

import gc
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager

RUNS = 25

Task = Callable[[], object]
Clock = Callable[[], float]


@contextmanager
def collector(on: bool) -> Iterator[None]:
    """The garbage collector on or off within; on afterwards."""
    gc.collect()
    if not on:
        gc.disable()
    try:
        yield
    finally:
        gc.enable()


def medians(tasks: dict[str, Task], *, clock: Clock, runs: int = RUNS) -> dict[str, float]:
    """Seconds that each task takes, by its name: the median of `runs`.

    The tasks take turns, so that a machine that slows down slows all of them. What a task returns
    is thrown away off the clock.
    """
    for task in tasks.values():
        task()
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(runs):
        for name, task in tasks.items():
            began = clock()
            result = task()
            times[name].append(clock() - began)
            del result
    return {name: statistics.median(taken) for name, taken in times.items()}
