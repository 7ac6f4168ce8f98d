"""A commit of thousands of changes: full batches, few of them at once, and each change once."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from ecwid_orm import CommitError, CommitResult, Product, Session
from ecwid_orm.api import Call, Client, Response, Throttle
from ecwid_orm.api.batch import AHEAD, MOST
from ecwid_orm.emulator import Emulator, Fault, ManualClock
from ecwid_orm.session.journal import OperationState
from ecwid_orm.testing import client_of

CHANGED = 5000
BATCHES = CHANGED // MOST
PRICE = Decimal("12345")


@contextmanager
def large_shop(clock: ManualClock | None = None) -> Iterator[tuple[Emulator, range]]:
    """A shop with so many products, and their ids; over HTTP where it has no clock."""
    if clock is None:
        shop = Emulator(seed=CHANGED)
        shop.start()
    else:
        shop = Emulator(seed=CHANGED, clock=clock, background=False)
    try:
        yield shop, ids_of(shop)
    finally:
        shop.close()


def ids_of(shop: Emulator) -> range:
    clock = ManualClock()
    page = client_of(shop, clock).get("products", {"limit": 1, "sortBy": "ADDED_TIME_ASC"})
    shop.clear_requests()
    first = page["items"][0]["id"]
    return range(first, first + CHANGED)


def changed(session: Session, keys: range) -> list[Product]:
    """Products of these ids, just so far loaded as they must be, with a new price."""
    products = session.load(Product, [{"id": key, "name": "Lamp", "price": 1} for key in keys])
    for product in products:
        product.price = PRICE
    return products


def carried_out(shop: Emulator) -> Counter[str]:
    """How often each request of a batch was executed, by its path."""
    return Counter(
        inner.path
        for received in shop.requests
        for inner in received.requests
        if inner.status == 200
    )


def each_once(keys: range) -> Counter[str]:
    return Counter({f"/products/{key}": 1 for key in keys})


def submissions(shop: Emulator) -> list[Any]:
    return [one for one in shop.requests if (one.method, one.path) == ("POST", "/batch")]


def bodies(shop: Emulator) -> list[list[dict[str, Any]]]:
    return [one.body for one in submissions(shop)]


def keys_of(shop: Emulator) -> list[str]:
    return [parse_qs(one.query_string)["deduplicationKey"][0] for one in submissions(shop)]


@dataclass
class Committed:
    """One commit of all, and what is to be known of it."""

    shop: Emulator
    keys: range
    session: Session
    products: list[Product]
    result: CommitResult
    told: list[tuple[int, int]]
    clock: ManualClock
    took: float


@pytest.fixture(scope="module", params=[False, True], ids=["no journal", "journal"])
def committed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Committed]:
    clock = ManualClock()
    journal = tmp_path_factory.mktemp("scale") / "shop.db" if request.param else None
    with (
        large_shop(clock) as (shop, keys),
        client_of(shop, clock) as client,
        Session(client, journal=journal) as session,
    ):
        products = changed(session, keys)
        told: list[tuple[int, int]] = []
        began = clock.now()
        result = session.commit(progress=lambda settled, total: told.append((settled, total)))
        yield Committed(shop, keys, session, products, result, told, clock, clock.now() - began)


# How it goes ----------------------------------------------------------------------------------


def test_a_batch_is_two_calls(committed: Committed) -> None:
    assert committed.result.http_calls == len(committed.shop.requests) == 2 * BATCHES
    assert len(committed.result.operations) == committed.result.batched == CHANGED


def test_batches_are_full_and_in_the_order_of_the_changes(committed: Committed) -> None:
    sent = bodies(committed.shop)
    assert [len(items) for items in sent] == [MOST] * BATCHES
    assert [item["path"] for items in sent for item in items] == [
        f"products/{key}" for key in committed.keys
    ]
    assert all(item["body"] == {"price": int(PRICE)} for items in sent for item in items)


def test_each_batch_has_a_key_of_its_own(committed: Committed) -> None:
    assert len(set(keys_of(committed.shop))) == BATCHES


def test_few_batches_are_on_their_way_at_once(committed: Committed) -> None:
    ahead, most = 0, 0
    for received in committed.shop.requests:
        ahead += 1 if received.method == "POST" else -1
        most = max(most, ahead)
    assert (ahead, most) == (0, AHEAD)


def test_each_change_is_carried_out_once(committed: Committed) -> None:
    assert carried_out(committed.shop) == each_once(committed.keys)


def test_progress_is_told_batch_by_batch_to_the_end(committed: Committed) -> None:
    assert committed.told == [(settled, CHANGED) for settled in range(MOST, CHANGED + 1, MOST)]


def test_everything_is_clean_afterwards(committed: Committed) -> None:
    assert committed.session.dirty == []
    assert not committed.session.flights
    assert not committed.session.plan().waves
    assert all(product.price == PRICE for product in committed.products)


def test_one_more_than_fits_is_a_batch_more(ecwid_clock: ManualClock) -> None:
    with large_shop(ecwid_clock) as (shop, keys), client_of(shop, ecwid_clock) as client:
        session = Session(client)
        products = changed(session, keys[: 2 * MOST + 1])
        session.commit()
        assert [len(items) for items in bodies(shop)] == [MOST, MOST, 1]
        assert len(products) == sum(carried_out(shop).values())


# Broken off ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "kept"), [("dropped_before", False), ("dropped_after", False), ("dropped_after", True)]
)
def test_after_a_dead_connection_the_next_commit_sends_what_is_left(
    ecwid_clock: ManualClock, tmp_path: Path, kind: Any, kept: bool
) -> None:
    with (
        large_shop(ecwid_clock) as (shop, keys),
        client_of(shop, ecwid_clock) as client,
        Session(client, journal=tmp_path / "shop.db" if kept else None) as session,
    ):
        products = changed(session, keys)
        shop.faults.add(Fault(kind, path="/batch", in_batch=False, after=11, times=None))
        told: list[tuple[int, int]] = []
        with pytest.raises(CommitError) as caught:
            session.commit(progress=lambda settled, total: told.append((settled, total)))
        assert told == sorted(told)
        assert told[-1] == (CHANGED, CHANGED)
        landed = caught.value.result
        assert landed is not None
        assert 0 < len(landed.operations) < CHANGED
        assert len(session.dirty) == CHANGED - len(landed.operations)
        before = sum(carried_out(shop).values())
        assert len(landed.operations) <= before <= CHANGED

        shop.faults.clear()
        told.clear()
        session.commit(progress=lambda settled, total: told.append((settled, total)))
        assert carried_out(shop) == each_once(keys)
        assert told == sorted(told)
        assert told[-1] == (CHANGED - len(landed.operations),) * 2
        assert session.dirty == []
        assert all(product.price == PRICE for product in products)


KILLED = """
import os, signal, sys
from decimal import Decimal
from ecwid_orm import Client, Product, Session

url, token, journal, first, count, last = sys.argv[1:]
keys = range(int(first), int(first) + int(count))
session = Session(Client(1003, token, url=url), journal=journal)
products = session.load(Product, [{"id": key, "name": "Lamp", "price": 1} for key in keys])
for product in products:
    product.price = Decimal("12345")


def progress(settled: int, total: int) -> None:
    if settled >= int(last):
        os.kill(os.getpid(), signal.SIGKILL)


session.commit(progress=progress)
"""


def test_after_a_kill_the_journal_has_what_is_left(tmp_path: Path) -> None:
    settled = CHANGED // 2
    journal = tmp_path / "shop.db"
    with large_shop() as (shop, keys):
        child = subprocess.run(
            [
                *(sys.executable, "-c", KILLED),
                *(shop.url, shop.token, str(journal), str(keys[0]), str(CHANGED), str(settled)),
            ],
            check=False,
        )
        assert child.returncode == -signal.SIGKILL
        with (
            Client(shop.store_id, shop.token, url=shop.url) as client,
            Session(client, journal=journal) as session,
        ):
            [commit] = session.journal.commits()
            assert commit.state == "OPEN"
            assert commit.counts[OperationState.DONE] == settled
            assert commit.counts[OperationState.SENT] <= (AHEAD + 1) * MOST
            left = session.recover()
            assert len(left) == CHANGED - settled
            [commit] = session.journal.commits()
            assert commit.counts == {OperationState.DONE: CHANGED}
        assert carried_out(shop) == each_once(keys)


def test_a_commit_may_take_longer_than_ecwid_remembers_its_keys(ecwid_clock: ManualClock) -> None:
    with large_shop(ecwid_clock) as (shop, keys), client_of(shop, ecwid_clock) as client:
        session = Session(client)
        changed(session, keys)
        # Late in it, a batch is done of which nobody hears, and is submitted again.
        shop.faults.add(
            Fault("dropped_after", method="POST", path="/batch", in_batch=False, after=9)
        )
        began = ecwid_clock.now()
        session.commit(progress=lambda settled, total: ecwid_clock.sleep(1800))
        assert ecwid_clock.now() - began > 3600 * 4
        assert carried_out(shop) == each_once(keys)
        assert [keys_of(shop).count(key) for key in dict.fromkeys(keys_of(shop))] == [
            *[1] * (BATCHES - 1),
            2,
        ]


# What it costs --------------------------------------------------------------------------------


class Ecwid:
    """A transport to an Ecwid that has carried out each batch before it is first asked for."""

    def __init__(self) -> None:
        self._batches: list[int] = []

    def send(self, call: Call, /) -> Response:
        answer: dict[str, Any]
        if call.method == "POST":
            answer = {"ticket": str(len(self._batches))}
            self._batches.append(len(call.request.json))
        else:
            count = self._batches[int(parse_qs(urlsplit(call.url).query)["ticket"][0])]
            done = {"status": "COMPLETED", "httpStatusCode": 200, "escapedHttpBody": "{}"}
            responses = [{"id": str(number), **done} for number in range(count)]
            answer = {"status": "COMPLETED", "totalRequests": count, "responses": responses}
        return Response(200, {}, json.dumps(answer).encode(), request=call.request)

    def close(self) -> None:
        pass


def peak(count: int, journal: Path | None) -> int:
    """Bytes at most during a commit of so many changes, over those of the changed objects."""
    clock = ManualClock()
    times: dict[str, Any] = {"clock": clock.now, "sleep": clock.sleep}
    client = Client(
        1003, "secret_1", transport=Ecwid(), throttle=Throttle(**times), now=clock.now, **times
    )
    tracemalloc.start()
    try:
        with Session(client, journal=journal) as session:
            products = changed(session, range(1, count + 1))
            before = tracemalloc.get_traced_memory()[0]
            tracemalloc.reset_peak()
            session.commit()
            over = tracemalloc.get_traced_memory()[1] - before
            del products
    finally:
        tracemalloc.stop()
    return over


@pytest.mark.parametrize("kept", [False, True], ids=["no journal", "journal"])
def test_a_change_costs_under_a_kilobyte_on_its_way(tmp_path: Path, kept: bool) -> None:
    few = peak(CHANGED, tmp_path / "few.db" if kept else None)
    many = peak(2 * CHANGED, tmp_path / "many.db" if kept else None)
    # What is on its way at once takes its share of both.
    assert many - few < CHANGED * 1000
    assert many < 2 * CHANGED * 1000 + AHEAD * MOST * 1000


def test_the_operations_of_a_journal_are_read_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    peak(CHANGED, path)
    with Session(Client(1003, "secret_1", transport=Ecwid()), journal=path) as session:
        [commit] = session.journal.commits()
        assert commit.counts == {OperationState.DONE: CHANGED}
        tracemalloc.start()
        read = sum(1 for _ in session.journal.operations(commit.id))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert read == CHANGED
    assert most < 500_000
    assert path.stat().st_size < CHANGED * 1000
