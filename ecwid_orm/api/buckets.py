"""Where the tokens of a rate limit are kept: what a bucket is, and the one of a single process."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from math import inf
from typing import Protocol

from ecwid_orm.exceptions import InvalidValue

__all__ = ["Bucket", "LocalBucket", "check_limit"]


class Bucket(Protocol):
    """Where the tokens of the limit are kept; one that is shared keeps several processes below it.

    Each token that is taken comes back a whole period later, so that in no period of time more
    than the limit are used, however it is laid. A pause moves tokens that are taken but not used
    yet to its end; the promise holds as long as no more wait then than the limit allows at once.
    Called from many threads.
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


def check_limit(calls: int, period: float) -> None:
    """Raise InvalidValue for a limit that lets nothing through, or everything."""
    if calls < 1 or not 0 < period < inf:
        raise InvalidValue("a throttle needs at least one call in a period of more than 0 s")


class LocalBucket:
    """The tokens of one process: `calls` of them in `period` seconds."""

    def __init__(
        self,
        calls: int = 600,
        period: float = 61.0,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        check_limit(calls, period)
        self._period = period
        self._clock = clock
        self._lock = threading.Lock()
        self._used: deque[float] = deque(maxlen=calls)
        self._paused_until = -inf

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
            now = self._clock()
            until = self._paused_until = max(self._paused_until, now + seconds)
            # Those who wait for their turn will find the pause and call at its end.
            for index, when in enumerate(self._used):
                if now < when < until:
                    self._used[index] = until

    def paused(self) -> float:
        """Seconds until the pause is over."""
        with self._lock:
            return self._paused_until - self._clock()
