"""How many requests a token may make.

https://docs.ecwid.com/api-reference/rest-api/rate-limits
"""

from __future__ import annotations

import math
import threading
from collections import deque
from dataclasses import dataclass, field

from ecwid_orm.emulator.clock import Clock
from ecwid_orm.emulator.errors import ApiError

WINDOW = 60.0
PATIENCE = 20
"""Requests a minute that a blocked token may make before its block grows."""
LONG_BLOCK = 600.0
"""Seconds of the longer block. Ecwid says "much longer" and gives no number."""


@dataclass(slots=True)
class _Record:
    served: deque[float] = field(default_factory=deque)
    refused: deque[float] = field(default_factory=deque)
    blocked_until: float = 0.0


class RateLimiter:
    """Allows `limit` requests in any 60 seconds for each token; None allows all. Thread-safe."""

    def __init__(self, limit: int | None, clock: Clock) -> None:
        self.limit = limit
        self._clock = clock
        self._records: dict[str, _Record] = {}
        self._lock = threading.Lock()

    def admit(self, token: str) -> None:
        """Count one request; `ApiError` 429 `RATE_LIMITED` with `Retry-After` if it is too much.

        A token over the limit is blocked until its oldest requests are a minute old. If it goes
        on while blocked, more than 20 requests in a minute lengthen the block to ten minutes.
        """
        if self.limit is None:
            return
        with self._lock:
            now = self._clock.now()
            record = self._records.setdefault(token, _Record())
            _forget(record.served, now)
            if now >= record.blocked_until:
                if len(record.served) < self.limit:
                    record.served.append(now)
                    record.refused.clear()
                    return
                oldest = record.served[0] if record.served else now
                record.blocked_until = oldest + WINDOW
            _forget(record.refused, now)
            record.refused.append(now)
            if len(record.refused) > PATIENCE:
                record.blocked_until = max(record.blocked_until, now + LONG_BLOCK)
            raise too_many(math.ceil(record.blocked_until - now))


def too_many(retry_after: int) -> ApiError:
    """The 429 that asks to wait so many seconds."""
    error = ApiError(429, "RATE_LIMITED", "Too many requests")
    error.headers["Retry-After"] = str(max(1, retry_after))
    return error


def _forget(times: deque[float], now: float) -> None:
    while times and times[0] <= now - WINDOW:
        times.popleft()
