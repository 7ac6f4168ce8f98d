"""A commit of 1,000 changed products over HTTP, beside one PUT each."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from decimal import Decimal

from benchmarks.report import Row, faster, within
from benchmarks.servers import emulator, prepared
from benchmarks.timing import RUNS, collector
from benchmarks.transport import client
from ecwid_orm import Client, CommitResult, Product, Session

CHANGED = 1000
LATENCY = 0.05
PUTS = 40


def rows() -> Iterator[Row]:
    """The rows of the commit: its calls, its time, and how much faster it is than PUTs.

    Once with the emulator, whose own work on 1,000 PUTs takes about as long as their latency, and
    once with a server that has its answers ready.
    """
    for name, server in (("emulator", emulator), ("prepared", prepared)):
        with server(CHANGED, LATENCY) as url, client(url) as sender:
            yield from _rows(name, sender)


def _rows(name: str, sender: Client) -> Iterator[Row]:
    for gc_on in (True, False):
        with collector(gc_on):
            runs = [_commit(sender) for _ in range(RUNS)]
            put = _put(sender)
        calls = max(result.http_calls for result, _ in runs)
        seconds = statistics.median(taken for _, taken in runs)
        alone = ("a PUT each", CHANGED * put)
        what = f"commit {CHANGED:,} changed, {name}"
        yield Row(
                f"{what}: calls", gc_on, str(calls), f"a PUT each {CHANGED:,}",
                goal="≤ 5", passed=calls <= 5,
            )  # fmt: skip
        yield within(what, gc_on, seconds, 0.9, *alone)
        yield faster(what, gc_on, seconds, *alone, 60)


def _commit(sender: Client) -> tuple[CommitResult, float]:
    session = Session(sender)
    for product in session.query(Product).all():
        product.price = (product.price or Decimal(0)) + 1
    began = time.perf_counter()
    result = session.commit()
    taken = time.perf_counter() - began
    assert len(result.operations) == CHANGED
    return result, taken


def _put(sender: Client) -> float:
    """Seconds of one PUT, the median of 40."""
    keys = Session(sender).query(Product).limit(PUTS).ids()
    taken = []
    for number, key in enumerate(keys):
        began = time.perf_counter()
        sender.put(f"products/{key}", {"price": number + 1})
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)
