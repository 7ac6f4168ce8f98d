"""`Flight`: a batch on its way, whose outcome nobody knows yet."""

from __future__ import annotations

from dataclasses import dataclass, field

from ecwid_orm.api import Request
from ecwid_orm.session.commitlog import CommitLog
from ecwid_orm.session.plan import Operation

MEMORY = 3300.0
"""Seconds for which a deduplication key is relied on. Ecwid remembers it for an hour; asking, with
all the waits and repeats there may be, has to come to an end within that."""


@dataclass(frozen=True, slots=True, eq=False)
class Flight:
    """A batch whose outcome is not known yet: what is in it, and the key to ask by.

    `since` is when it went, by the client's clock; `log` that of its commit; `landed` what is known
    of it already, should it be asked for again.
    """

    key: str
    operations: tuple[Operation, ...]
    since: float
    log: CommitLog
    landed: set[Operation] = field(default_factory=set)

    @property
    def requests(self) -> tuple[Request, ...]:
        """What the batch carries, made when it goes out."""
        return tuple(operation.request() for operation in self.operations)
