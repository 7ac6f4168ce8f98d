"""When to ask how far work at Ecwid has come: neither too early nor too late."""

from __future__ import annotations

__all__ = ["Pace"]


class Pace:
    """When to ask next how far the batches are.

    Waits `first` seconds, then until the batch should be done at the pace seen so far, then, if
    nothing moves, twice as long each time; never over `cap`. Pure: it is told the time.
    """

    def __init__(self, started: float, *, first: float = 0.1, cap: float = 5.0) -> None:
        self._started = started
        self._first = first
        self._cap = cap
        self._done = 0
        self._moved = started
        self._stalled = 0
        # A pace is only known from a batch that was seen on its way; one that is done may have
        # been so for long.
        self._pace = 0.0
        self._on_its_way = False
        self._found_done = 0

    def saw(self, done: int, now: float, *, finished: bool = False) -> None:
        """An answer said that so many requests are done, in all batches together.

        `finished`: that was the last of its batch.
        """
        if done <= self._done:
            self._stalled += 1
            return
        self._done, self._moved, self._stalled = done, now, 0
        if not finished:
            self._pace = done / max(now - self._started, 1e-6)
            self._found_done = 0
        elif not self._on_its_way:
            self._found_done += 1
        self._on_its_way = not finished

    def delay(self, ahead: int, now: float) -> float:
        """Seconds to wait from `now` until the first `ahead` requests in all should be done."""
        shortest = min(self._cap, self._first * 2.0 ** min(self._stalled, 30))
        if not self._pace:
            # One was done already: the next may be, too.
            return 0.0 if self._found_done and not self._stalled else shortest
        # A tenth more than the pace says, for asking too early costs a whole call; but each batch
        # that was done when it was first asked for says that it is time to ask earlier.
        margin = 1.1 * 0.8**self._found_done
        due = self._started + margin * ahead / self._pace
        return min(self._cap, max(shortest, due - now))

    def idle(self, now: float) -> float:
        """Seconds since something last moved."""
        return now - self._moved
