"""What the emulator was asked, for tests to look at."""

from __future__ import annotations

import json
import threading
from collections import deque
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

_KEPT = 100_000


@dataclass(slots=True)
class Received:
    """One request. `path` starts after the store id and is still encoded."""

    method: str
    path: str
    query_string: str = field(repr=False)
    """May hold a secret, in OAuth."""
    raw_body: bytes = field(repr=False)
    status: int | None = None
    """Of the answer; None while there is none, and where the connection broke."""
    requests: list[Received] = field(default_factory=list)
    """Those inside, where it made a batch, in the order of execution; each try is one."""

    @property
    def query(self) -> dict[str, str]:
        """The parameters, decoded."""
        return dict(parse_qsl(self.query_string, keep_blank_values=True))

    @property
    def body(self) -> Any:
        """The JSON, or the bytes where it is none; None without a body."""
        if not self.raw_body:
            return None
        try:
            return json.loads(self.raw_body)
        except ValueError:
            return self.raw_body


class RequestLog:
    """The latest 100,000 requests, oldest first."""

    def __init__(self) -> None:
        self._received: deque[Received] = deque(maxlen=_KEPT)
        self._lock = threading.Lock()

    def add(self, received: Received) -> None:
        """Note a request."""
        with self._lock:
            self._received.append(received)

    def all(self) -> list[Received]:
        """Those noted so far."""
        with self._lock:
            return list(self._received)

    def clear(self) -> None:
        """Forget those noted so far."""
        with self._lock:
            self._received.clear()
