"""A commit that looks for conflicts first: 1,000 changed products read anew, compared, written."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from benchmarks.report import Row, duration
from benchmarks.servers import emulator
from benchmarks.timing import RUNS, collector
from benchmarks.transport import client
from ecwid_orm import Client, Product, Session, signals
from ecwid_orm.api import Request

CHANGED = 1000
LATENCY = 0.05


def rows() -> Iterator[Row]:
    """The rows of `on_conflict="fail"`: the calls and time it adds, and the window it leaves."""
    with emulator(CHANGED, LATENCY) as url, client(url) as sender:
        for gc_on in (True, False):
            with collector(gc_on):
                runs = [_commit(sender) for _ in range(RUNS)]
            calls = max(run.calls for run in runs)
            yield Row(
                f"{CHANGED:,} read anew first: calls", gc_on, str(calls), f"a GET each {CHANGED:,}",
                goal="≤ 5", passed=calls <= 5,
            )  # fmt: skip
            commit = duration(statistics.median(run.taken for run in runs))
            for what, taken in (
                (f"{CHANGED:,} read anew first", [run.looked for run in runs]),
                ("… from the answer to the first write", [run.nearest for run in runs]),
                ("… from asking until all is written", [run.widest for run in runs]),
            ):
                seconds = duration(statistics.median(taken))
                yield Row(what, gc_on, seconds, f"the whole commit {commit}")


@dataclass
class _Watched:
    """One commit: when its requests went out, and when their answers came."""

    began: float = 0.0
    ended: float = 0.0
    sent: list[tuple[float, Request]] = field(default_factory=list)
    answered: list[tuple[float, Request]] = field(default_factory=list)

    @property
    def _writes_began(self) -> float:
        return next(at for at, request in self.sent if _writes(request))

    @property
    def calls(self) -> int:
        """Calls before the first that writes."""
        return sum(at < self._writes_began for at, _ in self.sent)

    @property
    def looked(self) -> float:
        """Seconds of the commit before it writes."""
        return self._writes_began - self.began

    @property
    def taken(self) -> float:
        """Seconds of the whole commit."""
        return self.ended - self.began

    @property
    def nearest(self) -> float:
        """Seconds from the answer that was compared to the first batch of writes."""
        return self._writes_began - max(at for at, _ in self.answered if at < self._writes_began)

    @property
    def widest(self) -> float:
        """Seconds from the moment it was asked for to the answer that all is written."""
        return self.answered[-1][0] - self.sent[0][0]


def _writes(request: Request) -> bool:
    return request.method == "POST" and any(one["method"] == "PUT" for one in request.json)


def _commit(sender: Client) -> _Watched:
    session = Session(sender)
    for product in session.query(Product).all():
        product.price = (product.price or Decimal(0)) + 1
    watched = _Watched()
    with _watching(watched):
        watched.began = time.perf_counter()
        result = session.commit(on_conflict="fail")
        watched.ended = time.perf_counter()
    assert len(result.operations) == CHANGED
    return watched


@contextmanager
def _watching(watched: _Watched) -> Iterator[None]:
    def sent(sender: Any, *, request: Request, **_: Any) -> None:
        watched.sent.append((time.perf_counter(), request))

    def answered(sender: Any, *, request: Request, **_: Any) -> None:
        watched.answered.append((time.perf_counter(), request))

    with signals.request_sent.connected_to(sent), signals.response_received.connected_to(answered):
        yield
