"""The moments at which a process can be killed, and the kill.

A boundary is each request before it goes and after its answer came, and each beginning and end of
a transaction, in the journal as well as in the shop: just before a COMMIT all of it is lost, at the
boundary after that all of it is there.
"""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from ecwid_orm import signals

_TRANSACTION = ("BEGIN", "COMMIT")


class Boundaries:
    """Counts the boundaries of this process, and calls `then` at one of them; None at none.

    Without `transactions` only requests count. It sees the connections to SQLite that are opened
    from now on. It can't be undone, so this is for processes that end soon.
    """

    def __init__(
        self, last: int | None, then: Callable[[str], object], *, transactions: bool = True
    ) -> None:
        self.passed = 0
        self._counts = False
        self._last = last
        self._then = then
        signals.request_sent.connect(self._sent, weak=False)
        signals.response_received.connect(self._received, weak=False)
        if transactions:
            sqlite3.connect = partial(sqlite3.connect, factory=_watched(self._stated))

    def begin(self) -> None:
        """Count from now on."""
        self._counts = True

    def end(self) -> None:
        """Count no more."""
        self._counts = False

    def _sent(self, sender: object, *, request: object, **_: object) -> None:
        self._pass(f"{request} goes")

    def _received(self, sender: object, *, request: object, **_: object) -> None:
        self._pass(f"{request} was answered")

    def _stated(self, path: str, statement: str) -> None:
        if statement.startswith(_TRANSACTION):
            self._pass(f"{statement} in {path}")

    def _pass(self, what: str) -> None:
        if self._counts:
            self.passed += 1
            if self.passed == self._last:
                self._then(what)


def _watched(tell: Callable[[str, str], object]) -> type[sqlite3.Connection]:
    class Watched(sqlite3.Connection):
        def __init__(self, path: Any, *arguments: Any, **options: Any) -> None:
            super().__init__(path, *arguments, **options)
            self.set_trace_callback(partial(tell, Path(path).name))

    return Watched


def die(_: str = "") -> None:
    """Be gone at once, as if the power had been cut."""
    os.kill(os.getpid(), signal.SIGKILL)
