"""Staying below Ecwid's rate limit, in one process or many.

https://docs.ecwid.com/api-reference/rest-api/rate-limits
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

from ecwid_orm.exceptions import InvalidValue

__all__ = ["Bucket", "LocalBucket", "Throttle"]


class Bucket(Protocol):
    """Where the tokens of the limit are kept; one that is shared keeps several processes below it.

    Each token that is taken comes back a whole period later, so that in no period of time more
    than the limit are used, however it is laid. Called from many threads.
    """

    def take(self) -> float:
        """Take the next token; seconds from now until it may be used. First come, first served."""
        ...

    def pause(self, seconds: float) -> None:
        """No token may be used for so long; a longer pause that is on already stays."""
        ...

    def paused(self) -> float:
        """Seconds that are left of a pause; 0 or less if there is none."""
        ...


class LocalBucket:
    """The tokens of one process: `calls` of them in `period` seconds."""

    def __init__(
        self,
        calls: int,
        period: float,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if calls < 1 or period <= 0:
            raise InvalidValue("a throttle needs at least one call in a period of more than 0 s")
        self._period = period
        self._clock = clock
        self._lock = threading.Lock()
        self._used: deque[float] = deque(maxlen=calls)
        self._paused_until = -float("inf")

    def take(self) -> float:
        """Take the token that is back first, or will be."""
        with self._lock:
            now = self._clock()
            when = max(now, self._paused_until)
            if len(self._used) == self._used.maxlen:
                when = max(when, self._used[0] + self._period)
            self._used.append(when)
            return when - now

    def pause(self, seconds: float) -> None:
        """Stop everybody for so long."""
        with self._lock:
            self._paused_until = max(self._paused_until, self._clock() + seconds)

    def paused(self) -> float:
        """Seconds until the pause is over."""
        with self._lock:
            return self._paused_until - self._clock()


class Throttle:
    """Makes callers wait so that no more than `calls` begin in any `period` of seconds.

    Ecwid allows a token 600 a minute and blocks it when it sends more; the second on top is for
    calls that travel at different speed. Give one Throttle to all
    clients of a token, or a `bucket` that processes and hosts share. Safe in threads; callers are
    served in the order they come.
    """

    def __init__(
        self,
        calls: int = 600,
        period: float = 61.0,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
        bucket: Bucket | None = None,
    ) -> None:
        self._bucket = LocalBucket(calls, period, clock=clock) if bucket is None else bucket
        self._sleep = sleep

    def wait(self) -> None:
        """Return when one more call may be made."""
        delay = self._bucket.take()
        while delay > 0:
            self._sleep(delay)
            # Meanwhile someone may have been told by Ecwid to stop.
            delay = self._bucket.paused()

    def pause(self, seconds: float) -> None:
        """Nobody may call for so many seconds: Ecwid said so with a 429."""
        self._bucket.pause(seconds)

    def paused(self) -> float:
        """Seconds until calls are allowed again; 0 or less if they are."""
        return self._bucket.paused()
