"""When to ask how far work at Ecwid has come: neither too early nor too late."""

from __future__ import annotations

from collections import deque

__all__ = ["Pace"]

_WINDOW = 2000
"""Requests that the pace is taken from: enough to even out, few enough to follow a change."""


class Pace:
    """When to ask next how far the batches are.

    Waits `first` seconds, then until the batch should be done at the pace seen of late, then, if
    nothing moves, twice as long each time; never over `cap`. Pure: it is told the time.
    """

    def __init__(self, started: float, *, first: float = 0.1, cap: float = 5.0) -> None:
        self._first = first
        self._cap = cap
        self._done = 0
        self._moved = started
        self._stalled = 0
        # How many were done at what time. Only a batch that was seen on its way tells; one that is
        # done may have been so for long.
        self._points = deque([(0, started)])
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
            self._points.append((done, now))
            while len(self._points) > 2 and done - self._points[1][0] >= _WINDOW:
                self._points.popleft()
            self._found_done = 0
        elif not self._on_its_way:
            self._found_done += 1
        self._on_its_way = not finished

    def delay(self, ahead: int, now: float, *, more: bool = False) -> float:
        """Seconds to wait from `now` until the first `ahead` requests in all should be done.

        With `more` behind them there is no hurry: half as many again may be done by then.
        """
        shortest = min(self._cap, self._first * 2.0 ** min(self._stalled, 30))
        if len(self._points) == 1:
            # One was done already: the next may be, too.
            return 0.0 if self._found_done and not self._stalled else shortest
        (done_before, before), (done, at) = self._points[0], self._points[-1]
        each = max(at - before, 1e-6) / (done - done_before)
        left = ahead - self._done
        # Asking too early costs a whole call, so a tenth more than the pace says. But each batch
        # that was done when it was first asked for says that it is time to ask earlier, until one
        # is seen on its way again.
        requests: float = 1.1 * (ahead - done) + (left / 2 if more else 0)
        requests -= 0.03 * (2 ** min(self._found_done, 30) - 1) * left
        return min(self._cap, max(shortest, at + each * requests - now))

    def idle(self, now: float) -> float:
        """Seconds since something last moved."""
        return now - self._moved
