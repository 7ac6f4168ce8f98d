"""When to try again, and after how long. Decides only; it neither waits nor sends."""

from __future__ import annotations

import math
import random as random_module
from collections.abc import Collection
from datetime import UTC
from email.utils import parsedate_to_datetime

from ecwid_orm.api.request import Response
from ecwid_orm.exceptions import TransportError

__all__ = ["NO_RETRY", "Retry", "retry_after"]

# Refused before it was looked at: the rate limit, an import of the catalogue.
_NOT_EXECUTED = frozenset({429, 449})
_RATE_LIMITED = 429
# What Ecwid's own client waits for when a 429 does not say how long.
_DEFAULT_WAIT = 10.0


class Retry:
    """At most `attempts` tries of a request.

    Tried again are connection failures and the `statuses`, if the request may be repeated; and
    always what was surely not executed: a connection that was never made, 429, 449. The wait
    doubles from `base` to `cap` seconds, half of it by chance so that many clients do not come
    back together. `Retry-After` is waited for in full; one over `longest_wait` seconds is left to
    the caller at once.
    """

    def __init__(
        self,
        attempts: int = 4,
        *,
        base: float = 0.5,
        cap: float = 30.0,
        longest_wait: float = 60.0,
        statuses: Collection[int] = (408, 429, 449, 500, 502, 503, 504),
        random: random_module.Random | None = None,
    ) -> None:
        self.attempts = attempts
        self.base = base
        self.cap = cap
        self.longest_wait = longest_wait
        self.statuses = frozenset(statuses)
        self._random = random or random_module.Random()

    def delay(
        self, attempt: int, problem: Response | TransportError, idempotent: bool, *, now: float
    ) -> float | None:
        """Seconds to wait after the failed attempt of that number (from 1); None to give up.

        `now` is unix time, to read a date in Retry-After.
        """
        if attempt >= self.attempts:
            return None
        if isinstance(problem, TransportError):
            if not idempotent and problem.sent is not False:
                return None
            return self._backoff(attempt)
        if problem.status not in self.statuses:
            return None
        if not idempotent and problem.status not in _NOT_EXECUTED:
            return None
        asked = retry_after(problem, now)
        if asked is None and problem.status == _RATE_LIMITED:
            asked = _DEFAULT_WAIT
        if asked is None:
            return self._backoff(attempt)
        return asked if asked <= self.longest_wait else None

    def _backoff(self, attempt: int) -> float:
        # Past 2**60 nothing grows any more, and a float would overflow.
        whole: float = min(self.cap, self.base * 2.0 ** min(attempt - 1, 60))
        return whole / 2 + self._random.uniform(0, whole / 2)


NO_RETRY = Retry(attempts=1)
"""Leaves every failure to the caller."""


def retry_after(response: Response, now: float) -> float | None:
    """Seconds that the answer asks to wait, from `now` in unix time; None if it does not say.

    Understands seconds and an HTTP date; a date gone by is 0.
    """
    value = response.headers.get("Retry-After", "").strip()
    try:
        seconds = float(value)
    except ValueError:
        try:
            date = parsedate_to_datetime(value)
        except ValueError:
            return None
        seconds = (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - now
    return max(0.0, seconds) if math.isfinite(seconds) else None
