"""Searches in an emulated shop of 100,000 products, beside the same in one of 1,000."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.products import PAGE
from benchmarks.report import Row, duration, within
from benchmarks.timing import collector, medians
from ecwid_orm.api import Client, WSGITransport
from ecwid_orm.emulator import Emulator
from ecwid_orm.emulator.clock import ManualClock

FEW, MANY = 1_000, 100_000
GOAL = 0.05
# Words that one product in seven, in five hundred, and in all have; each brand is that of one in
# twelve.
SEARCHES: dict[str, dict[str, object]] = {
    "page in the owner's order": {"offset": "half"},
    "page by name": {"sortBy": "NAME_ASC", "offset": "half"},
    "page by price, of a range": {"sortBy": "PRICE_DESC", "priceFrom": 50, "priceTo": 100},
    "page changed of late": {"updatedFrom": 1_699_990_000},
    "page of a brand": {"attribute_Brand": "Alden"},
    "page by keyword": {"keyword": "Round"},
    "page by keyword, sorted": {"keyword": "Round", "sortBy": "PRICE_ASC", "enabled": True},
    "page by beginning": {"keyword": "roun*"},
    "one by SKU": {"sku": "SKU-000500"},
}


def rows() -> Iterator[Row]:
    """The row of loading the shop, and one of each search."""
    with TemporaryDirectory() as folder, ExitStack() as open_shops:
        few, _ = open_shops.enter_context(_shop(Path(folder) / "few.db", FEW))
        many, took = open_shops.enter_context(_shop(Path(folder) / "many.db", MANY))
        yield Row(f"make a shop of {MANY:,}", None, duration(took))
        for gc_on in (True, False):
            with collector(gc_on):
                tasks: dict[str, Callable[[], object]] = {}
                for what, query in SEARCHES.items():
                    tasks[what] = _search(many, query, MANY)
                    tasks[f"{what}, few"] = _search(few, query, FEW)
                # Processor time of this thread: other programs on the machine count for nothing.
                medium = medians(tasks, clock=time.thread_time)
            for what in SEARCHES:
                beside = medium[f"{what}, few"]
                yield within(what, gc_on, medium[what], GOAL, f"of {FEW:,}", beside)


@contextmanager
def _shop(data: Path, count: int) -> Iterator[tuple[Client, float]]:
    """A client of a shop with so many products, and the seconds that it took to make it."""
    began = time.perf_counter()
    shop = Emulator(data=data, seed=count, clock=ManualClock(), rate_limit=None, background=False)
    took = time.perf_counter() - began
    try:
        yield (
            Client(shop.store_id, shop.token, url=shop.url, transport=WSGITransport(shop.wsgi)),
            took,
        )
    finally:
        shop.close()


def _search(client: Client, query: dict[str, object], count: int) -> Callable[[], object]:
    asked = {name: count // 2 if value == "half" else value for name, value in query.items()}
    return lambda: client.get("products", {"limit": PAGE, **asked}).body
