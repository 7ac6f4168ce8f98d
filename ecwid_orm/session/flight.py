"""`Flight`: a batch on its way, whose outcome nobody knows yet."""

from __future__ import annotations

from dataclasses import dataclass

from ecwid_orm.api import Request
from ecwid_orm.session.plan import Operation

MEMORY = 3300.0
"""Seconds for which a deduplication key is relied on. Ecwid remembers it for an hour; asking, with
all the waits and repeats there may be, has to come to an end within that."""


@dataclass(frozen=True, slots=True)
class Flight:
    """A batch whose outcome is not known yet: what is in it, and the key to ask by."""

    key: str
    operations: tuple[Operation, ...]
    requests: tuple[Request, ...]
    since: float
