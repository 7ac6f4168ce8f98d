"""The time that the emulator lives in, real or moved by hand."""

from __future__ import annotations

import threading
import time
from typing import Protocol


class Clock(Protocol):
    """What the emulator asks of a clock; both in seconds."""

    def now(self) -> float:
        """Unix time."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait until `now()` is so many seconds later."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> float:
        """Unix time of the machine."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Really wait."""
        if seconds > 0:
            time.sleep(seconds)


class ManualClock:
    """A clock that only moves when told: whoever sleeps on it moves it on. Safe in threads."""

    def __init__(self, start: float = 1_700_000_000.0) -> None:
        self._now = start
        self._lock = threading.Lock()

    def now(self) -> float:
        """Unix time it was moved to."""
        with self._lock:
            return self._now

    def sleep(self, seconds: float) -> None:
        """Move on by so many seconds, at once."""
        self.advance(seconds)

    def advance(self, seconds: float) -> None:
        """Move on by so many seconds; never back."""
        with self._lock:
            self._now += max(0.0, seconds)
