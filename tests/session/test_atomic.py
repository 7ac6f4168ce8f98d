"""`commit(atomic=True)`: what went through is taken back as soon as something fails."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ecwid_orm import (
    Category,
    CommitError,
    Conflict,
    Product,
    ProductVariation,
    RecoveryState,
    Session,
    TransportError,
    signals,
)
from ecwid_orm.api import Client
from ecwid_orm.emulator import Emulator, Fault, ManualClock
from ecwid_orm.testing import client_of


class Work:
    """One of everything to be done, of which the last thing fails: its SKU is taken."""

    def __init__(self, session: Session, shop: Any) -> None:
        self.session, self.shop = session, shop
        self.changed = session.get(Product, shop.product(name="Changed", sku="C", quantity=10))
        self.doomed = session.get(Product, shop.product(name="Doomed", sku="D"))
        self.doomed_key = self.doomed.id
        self.before = self.state()
        self.changed.price = Decimal("12.50")
        self.changed.quantity = Product.quantity - 3
        self.shelf = Category(name="Shelf")
        session.add(self.shelf)
        self.changed.category_ids[:] = [self.shelf.id]
        self.cap = Product(name="Cap", sku="CAP", category_ids=[self.shelf.id])
        self.part = ProductVariation(options=[{"name": "Size", "value": "L"}], sku="CAP-L")
        self.cap.variations.append(self.part)
        self.clash = Product(name="Clash", sku="C", category_ids=[self.shelf.id])
        session.add(self.cap, self.clash)
        session.delete(self.doomed)

    def state(self) -> Any:
        """What the shop holds, but for ids and times."""
        names = ("name", "sku", "price", "quantity", "categoryIds", "combinations")
        products = [
            {name: item.get(name) for name in names} for item in self.shop.listed("products")
        ]
        shelves = self.shop.client.get("categories", {"hidden_categories": True})["items"]
        return sorted(products, key=lambda one: one["name"]), [one["name"] for one in shelves]

    def check_taken_back(self) -> None:
        """The shop is as it was, and all is still to be done."""
        session = self.session
        assert self.state() == self.before
        assert {*session.new} == {self.shelf, self.cap, self.part, self.clash}
        assert session.dirty == [self.changed]
        assert session.deleted == [self.doomed]
        assert self.changed.price == Decimal("12.50")
        assert self.changed.quantity == 7
        assert self.changed.category_ids == [self.shelf.id]

    def check_done(self) -> None:
        """Mended and committed again, all of it is there once."""
        products, shelves = self.state()
        assert shelves == ["Shelf"]
        assert [(one["name"], one["sku"]) for one in products] == [
            ("Cap", "CAP"),
            ("Changed", "C"),
            ("Clash", "X"),
        ]
        assert [one["sku"] for one in products[0]["combinations"]] == ["CAP-L"]
        assert (products[1]["price"], products[1]["quantity"]) == (12.5, 7)
        assert all(len(one["categoryIds"]) == 1 for one in products)
        session = self.session
        assert (session.new, session.dirty, session.deleted) == ([], [], [])


@pytest.fixture(params=[False, True], ids=["no journal", "a journal"])
def session(
    request: pytest.FixtureRequest, ecwid_client: Client, tmp_path: Path
) -> Iterator[Session]:
    journal = tmp_path / "shop.db" if request.param else None
    with Session(ecwid_client, journal=journal) as session:
        yield session


@pytest.fixture
def work(session: Session, shop: Any) -> Work:
    return Work(session, shop)


def test_what_went_through_is_taken_back(work: Work) -> None:
    with pytest.raises(CommitError) as raised:
        work.session.commit(atomic=True)
    error = raised.value
    (failure,) = error.failures
    assert isinstance(failure.error, Conflict)
    assert failure.instance is work.clash
    done = {(one.kind, one.instance) for one in error.restored}
    assert done == {
        ("create", work.shelf),
        ("create", work.cap),
        ("create", work.part),
        ("update", work.changed),
        ("adjust", work.changed),
        ("delete", work.doomed),
    }
    assert error.result.operations == ()
    assert error.left_out == ()
    assert "6 had gone through, and were taken back:" in str(error)
    work.check_taken_back()


def test_it_goes_through_once_it_is_mended(work: Work) -> None:
    with pytest.raises(CommitError):
        work.session.commit(atomic=True)
    work.clash.sku = "X"
    work.session.commit(atomic=True)
    work.check_done()


def test_what_goes_through_as_a_whole_costs_no_call_more(
    session: Session, shop: Any, requests_of: Any
) -> None:
    product = session.get(Product, shop.product())
    product.price = Decimal(11)
    with requests_of() as sent:
        session.commit(atomic=True)
    assert sent == [("PUT", f"/products/{product.id}", {"price": 11})]


def test_values_held_by_the_user_are_the_very_same_after_it(work: Work) -> None:
    shelves = work.changed.category_ids
    with pytest.raises(CommitError):
        work.session.commit(atomic=True)
    assert work.changed.category_ids is shelves
    work.clash.sku = "X"
    work.session.commit()
    work.check_done()


def test_what_cannot_be_taken_back_is_told(work: Work, ecwid_emulator: Emulator) -> None:
    ecwid_emulator.faults.add(Fault("5xx_before", path="/products/*/inventory", after=1, times=9))
    with pytest.raises(CommitError) as raised:
        work.session.commit(atomic=True)
    (left,) = raised.value.left_out
    assert left.label == f"adjust {work.changed!r}"
    assert "could not be taken back" in str(raised.value)
    assert [one.kind for one in raised.value.result.operations] == ["adjust"]
    products, _ = work.state()
    assert products[0]["quantity"] == 7


@pytest.mark.parametrize("kind", ["dropped_before", "dropped_after"])
@pytest.mark.parametrize("call", range(9))
def test_without_a_connection_nothing_is_lost(
    work: Work, ecwid_emulator: Emulator, kind: Any, call: int
) -> None:
    ecwid_emulator.faults.add(Fault(kind, in_batch=False, after=call, times=None))
    # Without one from the start, what was there before cannot be read.
    with pytest.raises(TransportError if call == 0 else CommitError):
        work.session.commit(atomic=True)
    ecwid_emulator.faults.clear()
    work.clash.sku = "X"
    for _ in range(3):
        with suppress(CommitError):
            work.session.commit()
            break
    work.check_done()


class Killed(BaseException):
    """As far as the shop and the journal can tell, the process was killed here."""


@contextmanager
def killed_at(call: int, journal: Path, copy: Path) -> Iterator[None]:
    """Break off before that call; the copy has the journal as a kill would leave it."""
    seen = 0

    def receiver(sender: Any, **told: Any) -> None:
        nonlocal seen
        seen += 1
        if seen == call:
            for suffix in ("", "-wal"):
                shutil.copy(f"{journal}{suffix}", f"{copy}{suffix}")
            raise Killed

    with signals.request_sent.connected_to(receiver), suppress(Killed, CommitError):
        yield


@pytest.mark.parametrize("call", range(1, 17))
def test_after_a_crash_it_is_done_as_a_whole_or_not_at_all(
    call: int, shop: Any, ecwid_emulator: Emulator, ecwid_clock: ManualClock, tmp_path: Path
) -> None:
    journal, copy = tmp_path / "shop.db", tmp_path / "copy.db"
    with Session(client_of(ecwid_emulator, ecwid_clock), journal=journal) as session:
        work = Work(session, shop)
        with killed_at(call, journal, copy):
            session.commit(atomic=True)
    if not copy.exists():
        work_calls = 13
        assert call > work_calls, "the commit makes fewer calls than this test supposes"
        return
    with Session(client_of(ecwid_emulator, ecwid_clock), journal=copy) as session:
        outcomes = session.recover()
        left = [one for one in session.journal.commits() if one.state == "OPEN"]
    assert work.state() == work.before
    assert left == []
    states = {one.state for one in outcomes}
    assert states <= {
        RecoveryState.TAKEN_BACK,
        RecoveryState.FAILED,
        RecoveryState.DONE,
        RecoveryState.RESENT,
    }


def test_the_journal_names_the_commit_that_was_taken_back(
    ecwid_client: Client, shop: Any, tmp_path: Path
) -> None:
    with Session(ecwid_client, journal=tmp_path / "shop.db") as session:
        work = Work(session, shop)
        with pytest.raises(CommitError) as raised:
            work.session.commit(atomic=True, message="all or nothing")
        inverse, commit = session.journal.commits()
    assert (commit.id, commit.message, commit.atomic) == (
        raised.value.result.id,
        "all or nothing",
        True,
    )
    assert (inverse.kind, inverse.undoes, inverse.state) == ("compensation", commit.id, "DONE")
