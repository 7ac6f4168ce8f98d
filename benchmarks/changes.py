"""Finding what changed, and what a loaded object costs in memory."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from benchmarks.products import PAGE, listing
from benchmarks.report import Row, within
from benchmarks.timing import collector, medians
from benchmarks.transport import client
from ecwid_orm import Product, Session
from ecwid_orm.api.codec import loads
from ecwid_orm.model import state

CHANGED = 1000
LOADED = 100_000


def rows() -> Iterator[Row]:
    """The rows of the dirty check, with 1,000 and 100,000 products loaded, and of memory."""
    few, many = _Shop(CHANGED), _Shop(LOADED)
    for gc_on in (True, False):
        with collector(gc_on):
            took = medians(
                {
                    "find": many.find,
                    "find, few": few.find,
                    "bodies": many.bodies,
                    "bodies, few": few.bodies,
                    "plan": many.plan,
                    "plan, few": few.plan,
                },
                clock=time.thread_time,
                runs=51,
            )
        for what, goal in (("find", 0.05e-3), ("bodies", 5e-3), ("plan", None)):
            whole = f"{CHANGED:,} changed of {LOADED:,}: {what}"
            beside = took[f"{what}, few"]
            yield within(whole, gc_on, took[what], goal, f"of {CHANGED:,}", beside)
    del few, many
    yield _memory()


class _Shop:
    """A session with so many products, of which 1,000 were changed.

    These are whole; the others have four keys, for whole ones would take 2 GB. What is measured
    does not look at them.
    """

    def __init__(self, loaded: int) -> None:
        self._session = Session(client())
        raws: list[dict[str, Any]] = []
        for start in range(0, CHANGED, PAGE):
            raws += loads(listing(CHANGED, start, PAGE))["items"]
        first = raws[-1]["id"] + 1
        raws += (
            {"id": first + number, "name": "Lamp", "sku": f"L{number}", "price": 12.5}
            for number in range(loaded - CHANGED)
        )
        self._products = self._session.load(Product, raws)
        for product in self._products[:CHANGED]:
            product.price = (product.price or Decimal(0)) + 1
        assert len(self._session.plan()) == CHANGED

    def find(self) -> object:
        """The objects that may have changed."""
        return list(self._session.work.candidates())

    def bodies(self) -> object:
        """What is to be sent of each."""
        return [
            {field.wire_name: new for field, _, new in state.changes(product)}
            for product in self._session.work.candidates()
        ]

    def plan(self) -> object:
        """The whole plan: bodies, order, validation."""
        return self._session.plan()


def _memory() -> Row:
    """Bytes of an object and its place in the identity map, beside those of its JSON."""
    count = 10_000
    session = Session(client())
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    raws = loads(listing(count, 0, count))["items"]
    decoded = tracemalloc.get_traced_memory()[0]
    products = session.load(Product, raws)
    hydrated = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    each, json = (hydrated - decoded) / len(products), (decoded - before) / count
    return Row(
        "bytes an object over its JSON", None, f"{each:.0f} B", f"its JSON {json:,.0f} B", "",
        "≤ 250 B", each <= 250,
    )  # fmt: skip
