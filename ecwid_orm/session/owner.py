"""Who works on a commit: a session of a process of a host, and whether it is still there."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from uuid import uuid4

SILENCE = 1800.0
"""Seconds after which the owner of another host, which cannot be looked at from here, is taken to
be gone. It writes before and after each call, and no call lasts that long."""

_alive: weakref.WeakSet[Owner] = weakref.WeakSet()


@dataclass(frozen=True, eq=False)
class Owner:
    """One session: its host, process and a name of its own.

    `started` tells a process from a later one of the same number; empty where the system does not
    say.
    """

    host: str
    process: int
    started: str
    name: str

    @classmethod
    def current(cls) -> Self:
        """A new one, of this process; it is there for as long as somebody holds it."""
        process = os.getpid()
        owner = cls(socket.gethostname(), process, _started(process), uuid4().hex)
        _alive.add(owner)
        return owner

    def __str__(self) -> str:
        return f"{self.host} {self.process} {self.started or '-'} {self.name}"

    def retire(self) -> None:
        """What it had is left to others."""
        _alive.discard(self)


def is_gone(owner: str | None, silent: float) -> bool:
    """Whether nobody works on it any more: `owner` as text, last heard of so many seconds ago."""
    if owner is None:
        return True
    host, process, started, name = owner.split(" ")
    if host != socket.gethostname():
        return silent > SILENCE
    if int(process) == os.getpid():
        own = _started(os.getpid()) or "-"
        return started != own or name not in {one.name for one in _alive}
    now = _started(int(process))
    if now:
        return now != started
    return silent > SILENCE if sys.platform == "win32" else not _exists(int(process))


def _started(process: int) -> str:
    """When a process began, in ticks since the system did; empty where there is none, or no /proc.

    One that was killed and not yet waited for is as good as none.
    """
    with contextlib.suppress(OSError):
        # The name in parentheses may hold anything.
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        if fields[0] not in "ZX":
            return fields[19]
    return ""


def _exists(process: int) -> bool:
    if Path("/proc/self/stat").exists():
        return False  # it would have been found there
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
