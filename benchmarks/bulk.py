"""Many pages, one after another, all kept: what the garbage collector makes of it."""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Callable, Iterator

from benchmarks.products import PAGE, listing
from benchmarks.report import Row, at_most
from benchmarks.timing import medians
from benchmarks.transport import PreparedPages, client
from ecwid_orm import Product, Session

TOTAL = 20_000


def rows() -> Iterator[Row]:
    """A query that keeps 20,000 products, beside itself and the decoder without the collector."""
    sender = client(transport=PreparedPages(TOTAL))
    bodies = [listing(TOTAL, start, PAGE) for start in range(0, TOTAL, PAGE)]

    def query() -> object:
        return Session(sender).query(Product).all()

    def decode() -> object:
        return [json.loads(body) for body in bodies]

    took = medians(
        {
            "query": query,
            "query, off": _uncollected(query),
            "decode": decode,
            "decode, off": _uncollected(decode),
        },
        clock=time.process_time,
    )
    what = f"query {TOTAL:,} and keep them"
    # Below what counts as a collapse: 2.6 to 5 times as slow as without the collector.
    yield at_most(what, True, took["query"], "GC off", took["query, off"], 2.6)
    yield at_most(what, True, took["query"], "json.loads", took["decode"], None)
    yield at_most(what, False, took["query, off"], "json.loads", took["decode, off"], None)


def _uncollected(task: Callable[[], object]) -> Callable[[], object]:
    def run() -> object:
        gc.disable()
        try:
            return task()
        finally:
            gc.enable()

    return run
