"""10,000 products page by page over HTTP, as fast as eight connections can bring them."""

from __future__ import annotations

import math
import statistics
import time
import tracemalloc
from collections.abc import Iterator

from benchmarks.products import PAGE
from benchmarks.report import Row, at_most
from benchmarks.servers import prepared
from benchmarks.timing import RUNS, collector
from benchmarks.transport import PreparedPages, client
from ecwid_orm import Client, Product, Session

TOTAL = 10_000
CONNECTIONS = 8
LATENCY = 0.1


def rows() -> Iterator[Row]:
    """The rows of a walk: its time beside that of the latencies alone, and its memory."""
    ideal = math.ceil(TOTAL / PAGE / CONNECTIONS) * LATENCY
    with prepared(TOTAL, LATENCY) as url, client(url) as sender:
        _walk(sender)  # the server packs its pages
        for gc_on in (True, False):
            with collector(gc_on):
                seconds = statistics.median(_walk(sender) for _ in range(RUNS))
            what = f"fetch {TOTAL:,} over {CONNECTIONS} connections"
            yield at_most(what, gc_on, seconds, "latency alone", ideal, 1.2)
    for gc_on in (True, False):
        with collector(gc_on):
            few, many = _peak(TOTAL // 4), _peak(TOTAL)
        yield Row(
            f"memory while iterating {TOTAL:,}", gc_on, f"{many / 1e6:.3g} MB",
            f"iterating {TOTAL // 4:,}: {few / 1e6:.3g} MB", f"{many / few:.2f} ×", "≤ 1.25 ×",
            many <= 1.25 * few,
        )  # fmt: skip


def _walk(sender: Client) -> float:
    began = time.perf_counter()
    came = sum(1 for _ in Session(sender, prefetch=CONNECTIONS).query(Product))
    assert came == TOTAL
    return time.perf_counter() - began


def _peak(total: int) -> int:
    """Bytes at most while so many products are walked and let go."""
    transport = PreparedPages(total)
    sender = client(transport=transport)
    for _ in Session(sender, prefetch=CONNECTIONS).query(Product):
        pass  # the pages are made, which is not the walk's memory
    tracemalloc.start()
    for _ in Session(sender, prefetch=CONNECTIONS).query(Product):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak
