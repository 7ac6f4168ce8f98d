"""Runs: work that is done once, however often it breaks off and is begun again."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ecwid_orm import (
    Category,
    CommitError,
    InDoubt,
    InvalidValue,
    Product,
    ProductVariation,
    Session,
    SessionError,
    signals,
)
from ecwid_orm.api import Client
from ecwid_orm.emulator import Emulator, Fault, ManualClock
from ecwid_orm.session import OperationState
from ecwid_orm.testing import client_of


class Killed(BaseException):
    """As far as the shop and the journal can tell, the process was killed here."""


class Journals:
    """The journal of one shop over several lives; each goes on with what a kill left behind."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.lives = 0

    @property
    def path(self) -> Path:
        return self._folder / f"{self.lives}.db"

    @contextmanager
    def life(self, kill_at: int | None) -> Iterator[Path]:
        """Break off before that call: the next life finds the journal as a kill leaves it."""
        path, seen = self.path, 0
        following = self._folder / f"{self.lives + 1}.db"

        def receiver(sender: Any, **told: Any) -> None:
            nonlocal seen
            seen += 1
            if seen == kill_at:
                for suffix in ("", "-wal"):
                    if Path(f"{path}{suffix}").exists():
                        shutil.copy(f"{path}{suffix}", f"{following}{suffix}")
                self.lives += 1
                raise Killed

        with signals.request_sent.connected_to(receiver), suppress(Killed):
            yield path


def migrate(session: Session) -> None:
    """Work of each kind, that would do harm if it were done twice."""
    shelf = Category(name="Shelf")
    session.add(shelf)
    session.commit()
    walk = session.query(Product).where(Product.price >= 5).only(Product.price, Product.sku)
    for product in session.each(walk, chunk=3):
        product.price = Decimal(str(product.price)) * 2
        if product.sku == "S7":
            product.quantity = Product.quantity - 1
            session.commit()
            product.price = product.price + 1
    cap = Product(name="Cap", sku="CAP", category_ids=[shelf.id])
    cap.variations.append(ProductVariation(options=[{"name": "Size", "value": "L"}], sku="L"))
    session.add(cap)
    session.commit()
    cap.price = Decimal(3)
    doomed = session.query(Product).where(Product.sku == "S0").first()
    if doomed is not None:
        session.delete(doomed)
    session.commit()


def fill(client: Client) -> None:
    for number in range(12):
        body = {"name": f"P{number}", "sku": f"S{number}", "price": number, "quantity": 10}
        client.post("products", body)


def state(client: Client) -> Any:
    products = [
        (item["sku"], item["price"], item.get("quantity"), len(item["combinations"]))
        for item in client.get("products", {"limit": 100})["items"]
    ]
    shelves = client.get("categories", {"hidden_categories": True})["items"]
    return sorted(products), [item["name"] for item in shelves]


def effective(emulator: Emulator) -> list[tuple[str, str]]:
    """The writes that the shop was told, without those that a key made it ignore."""
    written = [one for call in emulator.requests for one in (call, *call.requests)]
    return sorted(
        (one.method, one.path)
        for one in written
        if one.method != "GET" and not one.path.startswith("/batch") and one.status == 200
    )


@pytest.fixture(scope="module")
def expected() -> tuple[Any, list[tuple[str, str]]]:
    clock = ManualClock()
    emulator = Emulator(clock=clock, background=False)
    try:
        with client_of(emulator, clock) as client:
            fill(client)
            with Session(client, journal=":memory:") as session, session.run("work"):
                migrate(session)
            return state(client), effective(emulator)
    finally:
        emulator.close()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(kills=[])
@given(kills=st.lists(st.integers(1, 20), max_size=8))
def test_however_often_it_is_killed_all_is_done_once(expected: Any, kills: list[int]) -> None:
    clock = ManualClock()
    emulator = Emulator(clock=clock, background=False)
    with tempfile.TemporaryDirectory() as folder:
        journals = Journals(Path(folder))
        for kill_at in [*kills, None]:
            client = client_of(emulator, clock)
            if not emulator.requests:
                fill(client)
            ended = False
            with journals.life(kill_at) as path:
                with Session(client, journal=path) as session, session.run("work"):
                    migrate(session)
                ended = True
            if ended:
                break
        with client_of(emulator, clock) as client:
            assert (state(client), effective(emulator)) == expected
    emulator.close()


@pytest.fixture
def session(ecwid_client: Client, tmp_path: Path) -> Iterator[Session]:
    with Session(ecwid_client, journal=tmp_path / "shop.db") as session:
        yield session


def test_a_run_that_ended_is_not_the_next_of_its_name(session: Session, shop: Any) -> None:
    product = session.get(Product, shop.product(price=10))
    for _ in range(2):
        with session.run("raise"):
            product.price = product.price + 1
            session.commit()
    assert shop.read(f"products/{product.id}")["price"] == 12


def test_a_run_that_failed_goes_on_where_it_stopped(session: Session, shop: Any) -> None:
    first, second = (session.get(Product, shop.product(sku=sku)) for sku in ("A", "B"))

    def work(clash: str) -> None:
        with session.run("work"):
            first.price = first.price + 1
            session.add(Product(name="New", sku=clash))
            session.commit()
            second.price = second.price + 1
            session.commit()

    with pytest.raises(CommitError):
        work(clash="B")
    assert shop.read(f"products/{first.id}")["price"] == 11
    session.rollback()
    work(clash="C")
    assert shop.read(f"products/{first.id}")["price"] == 11
    assert shop.read(f"products/{second.id}")["price"] == 11
    assert [item["sku"] for item in shop.listed("products")] == ["A", "B", "C"]


def test_an_object_that_was_created_before_gets_its_key(session: Session, shop: Any) -> None:
    def work(breaks: bool) -> Category:
        with session.run("work"):
            shelf = Category(name="Shelf")
            session.add(shelf)
            session.commit()
            if breaks:
                raise RuntimeError
            session.add(Product(name="On it", category_ids=[shelf.id]))
            session.commit()
        return shelf

    with pytest.raises(RuntimeError):
        work(breaks=True)
    shelf = work(breaks=False)
    (item,) = shop.listed("categories")
    assert shelf.id == item["id"]
    assert shop.listed("products")[0]["categoryIds"] == [shelf.id]


def test_what_is_in_doubt_is_settled_before_a_run_goes_on(
    session: Session, shop: Any, ecwid_emulator: Emulator
) -> None:
    product = session.get(Product, shop.product(quantity=10))

    def work() -> None:
        with session.run("work"):
            product.quantity = Product.quantity - 3
            session.commit()

    ecwid_emulator.faults.add(Fault("5xx_before", path="*/inventory", times=None))
    with pytest.raises(CommitError):
        work()
    ecwid_emulator.faults.clear()
    with pytest.raises(InDoubt, match=r"session\.resolve"):
        work()
    session.rollback()
    (commit,) = session.journal.commits()
    (left,) = session.journal.operations(commit.id, OperationState.IN_DOUBT)
    session.resolve(left, applied=False)
    work()
    assert shop.read(f"products/{product.id}")["quantity"] == 7


def test_runs_do_not_nest_and_need_a_journal(session: Session, ecwid_client: Client) -> None:
    with session.run("outer"), pytest.raises(SessionError, match="outer is not over yet"):
        session.run("inner").__enter__()
    with pytest.raises(SessionError, match="journal"), Session(ecwid_client).run("x"):
        pass


# Walks ------------------------------------------------------------------------------------------


def test_a_walk_is_not_disturbed_by_what_it_changes(session: Session, shop: Any) -> None:
    shop.products(30)
    query = session.query(Product).where(Product.price <= 20)
    for product in session.each(query, chunk=7):
        product.price = product.price + 10
    prices = [item["price"] for item in shop.listed("products")]
    assert sorted(prices) == sorted([n + 10 for n in range(21)] + list(range(21, 30)))


def test_a_walk_lets_go_of_what_it_has_done(session: Session, shop: Any) -> None:
    shop.products(20)
    most = 0
    for product in session.each(session.query(Product), chunk=5):
        product.price = product.price + 1
        most = max(most, len(list(session)))
    assert most <= 5
    assert list(session) == []


def test_a_walk_asks_for_keys_and_then_for_chunks_with_what_is_wanted(
    session: Session, shop: Any, requests_of: Callable[[], Any]
) -> None:
    shop.products(6)
    query = session.query(Product).only(Product.price)
    with requests_of() as sent:
        for product in session.each(query, chunk=3):
            product.price = product.price + 1
    reads = [path for method, path, _ in sent if method == "GET" and path.startswith("/products")]
    assert "items%28id%29" in reads[0] or "items(id)" in reads[0]
    assert len(reads) == 3
    assert all("price" in path for path in reads[1:])
    assert len(sent.writes) == 6


def test_what_is_gone_by_its_turn_is_left_out(session: Session, shop: Any) -> None:
    ids = shop.products(6)
    seen = []
    for product in session.each(session.query(Product), chunk=2):
        if not seen:
            shop.client.delete(f"products/{ids[4]}")
        seen.append(product.id)
    assert seen == [*ids[:4], ids[5]]


def test_a_walk_that_is_left_keeps_what_was_changed_in_its_chunk(
    session: Session, shop: Any
) -> None:
    shop.products(6)
    for product in session.each(session.query(Product), chunk=4):
        product.price = Decimal(99)
        break
    assert session.dirty == [product]


def test_a_chunk_has_one_object_at_least(session: Session) -> None:
    with pytest.raises(InvalidValue, match="chunk=0"):
        next(session.each(session.query(Product), chunk=0))
