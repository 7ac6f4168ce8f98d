"""Staying below Ecwid's rate limit, in one process or many.

https://docs.ecwid.com/api-reference/rest-api/rate-limits
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Self

from ecwid_orm.api.buckets import Bucket, LocalBucket
from ecwid_orm.api.file_bucket import FileBucket
from ecwid_orm.api.redis_bucket import RedisBucket

__all__ = ["Throttle"]


class Throttle:
    """Makes callers wait so that no more than `calls` begin in any `period` of seconds.

    Ecwid allows a token 600 a minute and blocks it when it sends more; the second on top is for
    calls that travel at different speed. Give one Throttle to all clients of a token in a process.
    Processes and hosts share one by `Throttle.shared`, or by a `bucket`, which then has the limit
    and the clock. Safe in threads; callers are served in the order they come.
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

    @classmethod
    def shared(
        cls,
        where: str | os.PathLike[str],
        store_id: int | str,
        token: str,
        *,
        calls: int = 600,
        period: float = 61.0,
    ) -> Self:
        """The throttle of a token, shared with all processes that name the same place.

        `where` is a folder, for the processes of one host, or the URL of a Redis, for many hosts.
        The token is not kept there: the name of the file, or of the key in Redis, is a digest of
        it. Raises what FileBucket and RedisBucket do.
        """
        name = sha256(f"ecwid_orm {store_id} {token}".encode()).hexdigest()[:32]
        bucket: Bucket
        if isinstance(where, str) and "://" in where:
            bucket = RedisBucket(where, calls, period, key=f"ecwid_orm:throttle:{name}")
        else:
            bucket = FileBucket(Path(where, f"{name}.throttle"), calls, period)
        return cls(bucket=bucket)

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
