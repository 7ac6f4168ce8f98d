"""Whatever goes wrong on the way, nothing is done twice and nothing is forgotten."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from ecwid_orm import (
    BadAnswer,
    Category,
    CommitError,
    InDoubt,
    ObjectState,
    PendingKeyUnsent,
    Product,
    ProductVariation,
    RateLimited,
    ServerError,
    Session,
    Timeout,
    TransportError,
    inspect,
)
from ecwid_orm.emulator import Fault, ManualClock

CALLS = 6
"""HTTP calls of the commit below: in each of three waves one that submits and one that asks."""

KINDS = [
    "dropped_before",
    "dropped_after",
    "5xx_before",
    "5xx_after",
    "truncated",
    "not_json",
    "429",
]


@dataclass
class Work:
    """A session with one of everything to send, and the check that it was done once."""

    session: Session
    shop: Any
    stocked: Product
    part: ProductVariation
    changed: Product
    doomed: Product
    shelf: Category
    cap: Product

    def check(self) -> None:
        """Everything was done, once, and the session knows it."""
        shop = self.shop
        (shelf,) = shop.listed("categories")
        (cap,) = [item for item in shop.listed("products") if item["name"] == "Cap"]
        assert cap["categoryIds"] == [shelf["id"]]
        assert [one["sku"] for one in cap["combinations"]] == ["CAP-L"]
        assert shop.read(f"products/{self.changed.id}")["price"] == 12
        assert shop.read(f"products/{self.stocked.id}")["quantity"] == 7
        part = f"products/{self.part.product_id}/combinations/{self.part.id}"
        assert shop.read(part)["quantity"] == 15
        assert not [item for item in shop.listed("products") if item["name"] == "Doomed"]
        session = self.session
        assert (session.new, session.dirty, session.deleted) == ([], [], [])
        assert (self.shelf.id, self.cap.id) == (shelf["id"], cap["id"])
        assert (self.stocked.quantity, self.part.quantity) == (7, 15)
        assert inspect(self.doomed).state is ObjectState.DETACHED
        before = len(shop.emulator.requests)
        session.commit()
        assert len(shop.emulator.requests) == before


@pytest.fixture
def work(ecwid_session: Session, shop: Any) -> Work:
    session = ecwid_session
    sizes = [{"type": "SELECT", "name": "Size", "choices": []}]
    tee = shop.product(options=sizes)
    made = shop.create(
        f"products/{tee}/combinations",
        options=[{"name": "Size", "value": "L"}],
        sku="TEE-L",
        quantity=20,
    )
    work = Work(
        session,
        shop,
        stocked=session.get(Product, shop.product(quantity=10)),
        part=session.get(ProductVariation, (tee, made)),
        changed=session.get(Product, shop.product()),
        doomed=session.get(Product, shop.product(name="Doomed")),
        shelf=Category(name="Shelf"),
        cap=Product(name="Cap"),
    )
    work.stocked.quantity = Product.quantity - 3
    work.part.quantity = ProductVariation.quantity - 5
    work.changed.price = Decimal(12)
    session.delete(work.doomed)
    work.cap.category_ids.append(work.shelf.id)
    option = {"name": "Size", "value": "L"}
    work.cap.variations.append(ProductVariation(options=[option], sku="CAP-L"))
    session.add(work.shelf, work.cap)
    shop.emulator.clear_requests()
    return work


def test_without_faults_it_takes_two_calls_a_wave(work: Work) -> None:
    assert work.session.commit().http_calls == CALLS
    work.check()


@pytest.mark.parametrize("call", range(CALLS))
@pytest.mark.parametrize("kind", KINDS)
def test_one_fault_at_any_call_is_got_over(work: Work, kind: Any, call: int) -> None:
    work.shop.emulator.faults.add(Fault(kind, after=call, in_batch=False))
    work.session.commit()
    work.check()


@pytest.mark.parametrize("call", range(CALLS))
@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_that_lasts_is_reported_and_the_next_commit_finishes_once(
    work: Work, kind: Any, call: int, ecwid_clock: ManualClock
) -> None:
    work.shop.emulator.faults.add(Fault(kind, after=call, in_batch=False, times=None))
    with pytest.raises(CommitError) as raised:
        work.session.commit()
    assert raised.value.failures
    assert all(
        isinstance(failure.error, TransportError | ServerError | RateLimited)
        for failure in raised.value.failures
    )
    # A second try that fails as well loses nothing either.
    with pytest.raises(CommitError):
        work.session.commit()
    work.shop.emulator.faults.clear()
    ecwid_clock.advance(120)
    work.session.commit()
    work.check()


@pytest.mark.parametrize("seed", range(30))
def test_faults_everywhere_at_random(work: Work, seed: int) -> None:
    chance = random.Random(seed)
    work.shop.emulator.faults.add(
        *(
            Fault(
                chance.choice(KINDS),  # type: ignore[arg-type]  # all of them are
                after=chance.randrange(8),
                times=chance.randrange(1, 9),
                in_batch=False,
            )
            for _ in range(3)
        )
    )
    for _ in range(40):
        try:
            work.session.commit()
        except CommitError:
            continue
        break
    work.shop.emulator.faults.clear()
    work.check()


@pytest.mark.parametrize("kind", ["5xx_before", "dropped_before", "429"])
@pytest.mark.parametrize("path", ["/products/*/combinations"])
def test_a_request_inside_a_batch_that_fails_is_sent_by_the_next_commit(
    work: Work, kind: Any, path: str
) -> None:
    # Ecwid tries five times itself before it gives up.
    work.shop.emulator.faults.add(Fault(kind, path=path, in_batch=True, times=None))
    with pytest.raises(CommitError):
        work.session.commit()
    work.shop.emulator.faults.clear()
    work.session.commit()
    work.check()


@pytest.mark.parametrize("path", ["/categories", "/products", "/products/*/inventory"])
def test_what_ecwid_refused_for_now_is_sent_by_the_next_commit(work: Work, path: str) -> None:
    work.shop.emulator.faults.add(Fault("429", path=path, in_batch=True, times=None))
    with pytest.raises(CommitError):
        work.session.commit()
    work.shop.emulator.faults.clear()
    work.session.commit()
    work.check()


@pytest.mark.parametrize("kind", ["5xx_before", "dropped_before"])
@pytest.mark.parametrize("path", ["/categories", "/products", "/products/*/inventory"])
def test_what_has_no_natural_key_and_failed_at_ecwid_is_in_doubt(
    work: Work, kind: Any, path: str
) -> None:
    work.shop.emulator.faults.add(Fault(kind, path=path, in_batch=True, times=None))
    with pytest.raises(CommitError) as raised:
        work.session.commit()
    work.shop.emulator.faults.clear()
    doubted = [one for one in raised.value.failures if isinstance(one.error, InDoubt)]
    assert doubted
    assert len(doubted) == len(raised.value.failures)
    for failure in doubted:
        # The user looked: it was not done.
        if failure.operation.kind == "create":
            work.session.add(failure.instance)
        else:
            (amount,) = failure.operation.body.values()
            failure.instance.quantity = type(failure.instance).quantity + amount
    work.session.commit()
    work.check()


@pytest.mark.parametrize("batch", range(3))
def test_a_batch_that_stalls_is_waited_for(work: Work, batch: int) -> None:
    work.shop.emulator.faults.add(Fault("stall", after=batch, polls=5))
    assert work.session.commit().http_calls == CALLS + 5
    work.check()


@pytest.mark.parametrize("batch", range(3))
def test_a_batch_that_does_not_move_is_given_up_and_asked_about_later(
    work: Work, batch: int, ecwid_clock: ManualClock
) -> None:
    work.shop.emulator.faults.add(Fault("stall", after=batch, seconds=600))
    with pytest.raises(CommitError) as raised:
        work.session.commit()
    assert {type(failure.error) for failure in raised.value.failures} == {Timeout}
    ecwid_clock.advance(600)
    work.session.commit()
    work.check()


def test_a_submission_whose_repeat_was_refused_may_have_been_done(
    work: Work, ecwid_clock: ManualClock
) -> None:
    faults = work.shop.emulator.faults
    faults.add(Fault("dropped_after", in_batch=False))
    faults.add(Fault("429", retry_after=600, in_batch=False))
    with pytest.raises(CommitError) as raised:
        work.session.commit()
    errors: list[Any] = [failure.error for failure in raised.value.failures]
    assert all(error.in_doubt for error in errors)
    ecwid_clock.advance(600)
    assert len(work.shop.listed("categories")) == 1
    work.session.commit()
    work.check()


def test_a_submission_that_was_refused_is_taken_back_with_the_rest(
    work: Work, ecwid_clock: ManualClock
) -> None:
    work.shop.emulator.faults.add(Fault("429", retry_after=600))
    with pytest.raises(CommitError) as raised:
        work.session.commit()
    errors: list[Any] = [failure.error for failure in raised.value.failures]
    assert not any(error.in_doubt for error in errors)
    work.session.rollback()
    ecwid_clock.advance(600)
    assert work.session.commit().http_calls == 0


# What was changed between the two tries -------------------------------------------------------


@pytest.fixture
def lost(work: Work) -> Work:
    """All is done, but nobody knows: each answer to a poll was lost."""
    work.shop.emulator.faults.add(Fault("dropped_after", method="GET", times=None))
    with pytest.raises(CommitError):
        work.session.commit()
    work.shop.emulator.faults.clear()
    return work


def test_what_is_unknown_counts_as_not_done(lost: Work) -> None:
    session = lost.session
    assert inspect(lost.shelf).state is ObjectState.PENDING
    assert lost.changed in session.dirty
    assert lost.shop.read(f"products/{lost.stocked.id}")["quantity"] == 7


def test_a_further_difference_is_added_to_what_was_done(lost: Work) -> None:
    lost.stocked.quantity = Product.quantity - 2
    lost.session.commit()
    assert lost.shop.read(f"products/{lost.stocked.id}")["quantity"] == 5
    assert lost.stocked.quantity == 5
    assert lost.session.dirty == []


def test_a_number_assigned_since_replaces_what_was_done(lost: Work) -> None:
    lost.stocked.quantity = 100
    lost.session.commit()
    assert lost.shop.read(f"products/{lost.stocked.id}")["quantity"] == 100


def test_a_further_change_is_sent_after_what_was_done(lost: Work) -> None:
    lost.shelf.name = "Winter"
    lost.changed.price = Decimal(13)
    lost.session.commit()
    (shelf,) = lost.shop.listed("categories")
    assert shelf["name"] == "Winter"
    assert lost.shop.read(f"products/{lost.changed.id}")["price"] == 13
    assert (lost.session.new, lost.session.dirty) == ([], [])


def test_a_creation_let_go_of_meanwhile_is_back_if_it_was_done(lost: Work) -> None:
    lost.session.delete(lost.cap)
    lost.session.expunge(lost.shelf)
    lost.session.commit()
    (shelf,) = lost.shop.listed("categories")
    assert lost.shelf.id == shelf["id"]
    assert inspect(lost.shelf).state is ObjectState.PERSISTENT


def test_a_rollback_does_not_undo_what_was_done(lost: Work) -> None:
    lost.session.rollback()
    lost.session.commit()
    assert lost.changed.price == Decimal(12)
    assert lost.shop.read(f"products/{lost.stocked.id}")["quantity"] == 7
    assert lost.stocked.quantity == 7
    assert len(lost.shop.listed("categories")) == 1
    assert lost.session.dirty == []


# What nobody can tell any more -----------------------------------------------------------------


def test_after_the_hour_nothing_is_sent_again_on_a_guess(
    lost: Work, ecwid_clock: ManualClock
) -> None:
    ecwid_clock.advance(3_600)
    before = len(lost.shop.emulator.requests)
    with pytest.raises(CommitError) as raised:
        lost.session.commit()
    assert len(lost.shop.emulator.requests) == before
    by_object = {failure.instance: failure.error for failure in raised.value.failures}
    assert by_object.keys() == {lost.shelf, lost.stocked, lost.part}
    assert all(isinstance(error, InDoubt) for error in by_object.values())
    assert "'Shelf'" in str(by_object[lost.shelf])
    assert "session.add() sends it anew" in str(by_object[lost.shelf])
    assert "quantity = Product.quantity - 3 sends it anew" in str(by_object[lost.stocked])
    assert inspect(lost.shelf).state is ObjectState.TRANSIENT
    # Neither the creation nor the difference is sent, and who needs the id says so.
    with pytest.raises(PendingKeyUnsent, match=r"'Cap'.*'Shelf'"):
        lost.session.commit()
    lost.cap.category_ids.clear()
    lost.session.commit()
    assert len(lost.shop.listed("categories")) == 1
    assert lost.shop.read(f"products/{lost.stocked.id}")["quantity"] == 7
    assert lost.shop.read(f"products/{lost.changed.id}")["price"] == 12
    assert lost.stocked.quantity == 7
    assert lost.session.dirty == []


def test_the_answer_is_asked_for_up_to_the_hour(lost: Work, ecwid_clock: ManualClock) -> None:
    ecwid_clock.advance(2_900)
    lost.session.commit()
    lost.check()


def test_a_creation_whose_answer_is_spoilt_for_good_is_not_repeated(
    ecwid_session: Session, shop: Any
) -> None:
    shop.emulator.faults.add(Fault("truncated", path="/categories", in_batch=True))
    shelf, other = Category(name="Shelf"), Category(name="Other")
    ecwid_session.add(shelf, other)
    with pytest.raises(CommitError) as raised:
        ecwid_session.commit()
    (failure,) = raised.value.failures
    assert isinstance(failure.error, BadAnswer)
    assert failure.instance not in ecwid_session
    ecwid_session.commit()
    assert sorted(item["name"] for item in shop.listed("categories")) == ["Other", "Shelf"]


# One call --------------------------------------------------------------------------------------


def _update(session: Session, shop: Any) -> Callable[[], bool]:
    product = session.get(Product, shop.product())
    product.price = Decimal(12)
    return lambda: bool(shop.read(f"products/{product.id}")["price"] == 12)


def _delete(session: Session, shop: Any) -> Callable[[], bool]:
    session.delete(session.get(Product, shop.product()))
    return lambda: shop.listed("products") == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("change", [_update, _delete])
def test_a_direct_call_is_repeated_and_if_that_fails_sent_by_the_next_commit(
    ecwid_session: Session, shop: Any, change: Any, kind: Any
) -> None:
    done = change(ecwid_session, shop)
    shop.emulator.faults.add(Fault(kind, times=4))
    with pytest.raises(CommitError):
        ecwid_session.commit()
    ecwid_session.commit()
    assert done()
    done = change(ecwid_session, shop)
    shop.emulator.faults.add(Fault(kind))
    ecwid_session.commit()
    assert done()
    assert (ecwid_session.dirty, ecwid_session.deleted) == ([], [])


def test_a_long_block_is_given_up_at_once(
    ecwid_session: Session, shop: Any, requests_of: Any, ecwid_clock: ManualClock
) -> None:
    ecwid_session.add(Product(name="Cap"))
    shop.emulator.faults.add(Fault("429", retry_after=600))
    with requests_of() as sent:
        for _ in range(3):
            with pytest.raises(CommitError, match=r"600 s|blocks the token"):
                ecwid_session.commit()
    assert len(sent) == 1
    ecwid_clock.advance(600)
    ecwid_session.commit()
    assert len(shop.listed("products")) == 1
