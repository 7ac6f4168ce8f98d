"""A commit of 100,000 changed products over HTTP, beside its batches sent by a bare loop."""

from __future__ import annotations

import gzip
import http.client
import json
import time
import tracemalloc
from collections import deque
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from benchmarks.report import Row, at_most, duration
from benchmarks.servers import TOKEN, emulator, prepared
from benchmarks.timing import collector
from benchmarks.transport import PreparedBatches, client
from ecwid_orm import Client, CommitResult, Product, Session, signals
from ecwid_orm.api import Response, Throttle
from ecwid_orm.api.batch import AHEAD, MOST

CHANGED = 100_000
LATENCY = 0.05
AT_ONCE = 100
CALLS, SECONDS, MEMORY = 450, 1.3, 100e6
LIMIT = 600


def rows() -> Iterator[Row]:
    """The rows of the commit, without a journal and with one: calls, seconds, memory.

    Once with the emulator, whose own work on 100,000 PUTs takes about half as long as their
    latency, and once with a server that has its answers ready. With the collector on, as users
    have it, and once each: a commit takes a minute.
    """
    with (
        collector(True),
        TemporaryDirectory() as folder,
        emulator(CHANGED, LATENCY, LIMIT) as emulated,
        prepared(CHANGED, LATENCY) as ready,
    ):
        for name, url in (("emulator", emulated), ("prepared", ready)):
            yield from _rows(name, url, Path(folder) / f"{name}.db")
        yield from _journal(Path(folder) / "emulator.db")
    for journal in (False, True):
        yield _memory(journal)


def _rows(name: str, url: str, journal: Path) -> Iterator[Row]:
    first = _first(url)
    latency = CHANGED / AT_ONCE * LATENCY
    limit = _bare(url, first)
    yield Row(
        f"{CHANGED:,} by a bare loop, {name}", True, duration(limit),
        f"latency alone {duration(latency)}", f"{limit / latency:.2f} ×",
    )  # fmt: skip
    for what, path in ((f"commit {CHANGED:,}, {name}", None), ("… with a journal", journal)):
        result, seconds, refused = _commit(url, first, path)
        calls = result.http_calls
        yield Row(
            f"{what}: calls", True, str(calls), f"batches {CHANGED // MOST}",
            goal=f"≤ {CALLS}", passed=calls <= CALLS,
        )  # fmt: skip
        yield Row(f"{what}: 429s", True, str(refused), goal="0", passed=not refused)
        yield at_most(what, True, seconds, "a bare loop", limit, SECONDS)


def _first(url: str) -> int:
    """The id of the first product; the others follow one by one."""
    with client(url) as sender:
        return int(Session(sender).query(Product).order_by(Product.created).limit(1).ids()[0])


def _products(session: Session, first: int) -> list[Product]:
    """So many products with four keys each, and a new price."""
    products = session.load(
        Product,
        [
            {"id": first + number, "name": "Lamp", "sku": f"L{number}", "price": 12.5}
            for number in range(CHANGED)
        ],
    )
    for number, product in enumerate(products):
        product.price = Decimal(number % 100 + 1)
    return products


def _commit(url: str, first: int, journal: Path | None) -> tuple[CommitResult, float, int]:
    """What it did, the seconds that it took, and how many calls were answered with 429."""
    refused = 0

    def count(sender: type[Client], *, response: Response, **told: Any) -> None:
        nonlocal refused
        refused += response.status == 429

    with client(url, throttle=Throttle()) as sender, Session(sender, journal=journal) as session:
        products = _products(session, first)
        with signals.response_received.connected_to(count):
            began = time.perf_counter()
            result = session.commit()
            taken = time.perf_counter() - began
        assert len(result.operations) == len(products)
    return result, taken, refused


def _bare(url: str, first: int) -> float:
    """Seconds that the same batches take when nothing else is done: made before, never read.

    As many are ahead as a commit has, and the first of them is asked for at each quarter of a
    batch's latency.
    """
    bodies = [
        json.dumps(
            [
                {
                    "id": str(number),
                    "path": f"products/{first + start + number}",
                    "method": "PUT",
                    "body": {"price": number + 1},
                }
                for number in range(MOST)
            ]
        )
        for start in range(0, CHANGED, MOST)
    ]
    asking = MOST / AT_ONCE * LATENCY
    target = urlsplit(url)
    connection = http.client.HTTPConnection(target.hostname or "", target.port)

    def call(method: str, body: str | None = None, **query: str) -> Any:
        connection.request(
            method,
            f"{target.path}/1003/batch?{urlencode(query)}",
            body,
            {
                "Authorization": f"Bearer {TOKEN}",
                "Content-Type": "application/json",
                "Accept-Encoding": "gzip",
            },
        )
        answer = connection.getresponse()
        content = answer.read()
        packed = answer.headers["Content-Encoding"] == "gzip"
        return json.loads(gzip.decompress(content) if packed else content)

    tickets: deque[str] = deque()
    began = time.perf_counter()
    while bodies or tickets:
        if bodies and len(tickets) < AHEAD:
            answer = call(
                "POST", bodies.pop(), deduplicationKey=str(uuid4()), allowParallelMode="true"
            )
            tickets.append(answer["ticket"])
        elif call("GET", ticket=tickets[0])["status"] == "COMPLETED":
            tickets.popleft()
        else:
            time.sleep(asking)
    taken = time.perf_counter() - began
    connection.close()
    return taken


def _journal(path: Path) -> Iterator[Row]:
    """Its size, and how long it takes to list what is in it."""
    with Session(client(), journal=path) as session:
        began = time.perf_counter()
        [commit] = session.journal.commits()
        listed = time.perf_counter() - began
        began = time.perf_counter()
        operations = session.journal.operations(commit.id)
        next(operations)
        first = time.perf_counter() - began
        count = 1 + sum(1 for _ in operations)
        taken = time.perf_counter() - began
    yield Row(f"a journal of {count:,}", None, f"{path.stat().st_size / 1e6:.0f} MB")
    yield Row("… listing its commits", None, duration(listed))
    yield Row("… reading its operations", None, duration(taken), f"the first {duration(first)}")


def _memory(journal: bool) -> Row:
    """Bytes at most while committing, over those of the changed objects."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "shop.db" if journal else None
        tracemalloc.start()
        with Session(client(transport=PreparedBatches()), journal=path) as session:
            products = _products(session, 1)
            before = tracemalloc.get_traced_memory()[0]
            tracemalloc.reset_peak()
            session.commit()
            over = tracemalloc.get_traced_memory()[1] - before
            del products
        tracemalloc.stop()
    return Row(
        f"memory, {'with a journal' if journal else 'no journal'}", None, f"{over / 1e6:.3g} MB",
        f"its objects {before / 1e6:.3g} MB", "", f"≤ {MEMORY / 1e6:.0f} MB", over <= MEMORY,
    )  # fmt: skip
