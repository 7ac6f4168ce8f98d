"""What broke off is finished by whoever comes next, each operation once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ecwid_orm import (
    Category,
    CommitError,
    Customer,
    InDoubt,
    ObjectState,
    Product,
    Session,
    SessionError,
    inspect,
    signals,
)
from ecwid_orm.emulator import Emulator, Fault, ManualClock
from ecwid_orm.exceptions import JournalError
from ecwid_orm.session import LoggedOperation, OperationState, RecoveryState
from ecwid_orm.testing import client_of

HOUR = 3_600


class Crash(BaseException):
    """The end of a process, as far as a test can have that: nothing more is written down."""


class Sessions:
    """Sessions on one journal, one after the other."""

    def __init__(self, emulator: Emulator, clock: ManualClock, path: Path) -> None:
        self._emulator = emulator
        self._clock = clock
        self._path = path
        self._open: list[Session] = []

    def new(self) -> Session:
        session = Session(client_of(self._emulator, self._clock), journal=self._path)
        self._open.append(session)
        return session

    def crash(self, session: Session, *, call: int = 1, answered: bool = False) -> None:
        """Commit, and break off at that HTTP call, before it goes or after it was answered."""
        calls = iter(range(1, call + 1))

        def at(sender: object, **_: object) -> None:
            if next(calls) == call:
                session.journal.close()
                raise Crash

        signal = signals.response_received if answered else signals.request_sent
        with signal.connected_to(at), pytest.raises(Crash):
            session.commit()

    def close(self) -> None:
        for session in self._open:
            session.close()


@pytest.fixture
def sessions(
    ecwid_emulator: Emulator, ecwid_clock: ManualClock, tmp_path: Path
) -> Iterator[Sessions]:
    sessions = Sessions(ecwid_emulator, ecwid_clock, tmp_path / "journal.db")
    yield sessions
    sessions.close()


@pytest.fixture
def stocked(shop: Any) -> int:
    """A product of which there are 10."""
    return int(shop.product(name="Cap", quantity=10))


def logged(session: Session, *states: OperationState) -> list[LoggedOperation]:
    """The operations of all commits, the first commit first."""
    return [
        operation
        for commit in reversed(session.journal.commits())
        for operation in session.journal.operations(commit.id, *states)
    ]


def states(session: Session) -> list[str]:
    return [str(operation.state) for operation in logged(session)]


def add_shelf_with_cap(session: Session, **more: Any) -> None:
    shelf = Category(name="Shelf", external_reference_id="shelf")
    session.add(shelf, Product(name="Cap", sku="CAP", category_ids=[shelf.id], **more))


# Within the hour --------------------------------------------------------------------------------


@pytest.mark.parametrize("answered", [False, True])
@pytest.mark.parametrize("call", range(1, 5))
@pytest.mark.parametrize("by", [Session.recover, Session.commit])
def test_whoever_comes_next_finishes_once(
    sessions: Sessions, shop: Any, by: Callable[[Session], object], call: int, answered: bool
) -> None:
    first = sessions.new()
    add_shelf_with_cap(first)
    sessions.crash(first, call=call, answered=answered)
    second = sessions.new()
    by(second)
    (shelf,), (cap,) = shop.listed("categories"), shop.listed("products")
    assert cap["categoryIds"] == [shelf["id"]]
    assert states(second) == ["DONE", "DONE"]
    assert [one.made for one in logged(second)] == [shelf["id"], cap["id"]]
    assert second.recover() == []


def test_a_recovery_tells_what_became_of_each(sessions: Sessions) -> None:
    first = sessions.new()
    add_shelf_with_cap(first)
    sessions.crash(first, answered=True)
    found = sessions.new().recover()
    assert [one.state for one in found] == [RecoveryState.DONE, RecoveryState.RESENT]
    assert [str(one) for one in found] == [
        "DONE create <Category 652213079 'Shelf'>",
        "RESENT create <Product 410606603 'Cap'>",
    ]
    assert len({one.commit_id for one in found}) == 1


def test_where_the_shop_is_not_reached_the_next_recovery_goes_on(
    sessions: Sessions, shop: Any
) -> None:
    first = sessions.new()
    add_shelf_with_cap(first)
    sessions.crash(first, answered=True)
    second = sessions.new()
    shop.emulator.faults.add(Fault("dropped_before", times=None))
    for _ in range(2):
        assert {one.state for one in second.recover()} == {RecoveryState.UNKNOWN}
    assert states(second) == ["SENT", "PLANNED"]
    shop.emulator.faults.clear()
    assert {one.state for one in second.recover()} == {RecoveryState.DONE, RecoveryState.RESENT}
    assert len(shop.listed("categories")) == len(shop.listed("products")) == 1


def test_a_commit_on_its_way_is_left_alone(sessions: Sessions, shop: Any) -> None:
    first, second = sessions.new(), sessions.new()
    add_shelf_with_cap(first)
    found: list[Any] = []

    def meanwhile(sender: object, **_: object) -> None:
        found.append(second.recover())

    with signals.response_received.connected_to(meanwhile):
        first.commit()
    assert found == [[]] * 4
    assert states(second) == ["DONE", "DONE"]


def test_a_session_that_was_let_go_of_is_gone(sessions: Sessions, shop: Any) -> None:
    first = sessions.new()
    first.add(Category(name="Shelf"))
    shop.emulator.faults.add(Fault("dropped_after", method="GET", times=None))
    with pytest.raises(CommitError):
        first.commit()
    shop.emulator.faults.clear()
    second = sessions.new()
    assert second.recover() == []
    first.close()
    assert [one.state for one in second.recover()] == [RecoveryState.DONE]
    assert len(shop.listed("categories")) == 1


# Stock ------------------------------------------------------------------------------------------


def test_a_recovered_difference_is_not_sent_again_as_a_number(
    sessions: Sessions, shop: Any, stocked: int
) -> None:
    first = sessions.new()
    first.get(Product, stocked).quantity = Product.quantity - 3
    sessions.crash(first)
    second = sessions.new()
    second.recover()
    assert second.dirty == []
    second.get(Product, stocked).price = Decimal(5)
    (update,) = second.plan()
    assert update.body == {"price": 5}
    assert shop.read(f"products/{stocked}")["quantity"] == 7


@pytest.mark.parametrize("amount", [3, 4])
def test_what_a_session_takes_itself_is_not_what_it_recovers(
    sessions: Sessions, shop: Any, stocked: int, amount: int
) -> None:
    first = sessions.new()
    first.get(Product, stocked).quantity = Product.quantity - 3
    sessions.crash(first)
    second = sessions.new()
    product = second.get(Product, stocked)
    product.quantity = Product.quantity - amount
    second.commit()
    assert shop.read(f"products/{stocked}")["quantity"] == 7 - amount
    assert product.quantity == 7 - amount


# After the hour ---------------------------------------------------------------------------------


@pytest.mark.parametrize("answered", [False, True])
def test_what_has_a_natural_key_is_looked_for(
    sessions: Sessions, shop: Any, ecwid_clock: ManualClock, answered: bool
) -> None:
    first = sessions.new()
    # Ecwid keeps an e-mail in small letters, and sells from the stock.
    customer = Customer(email="Ann@example.com")
    first.add(customer, Product(name="Cap", sku="CAP", quantity=10))
    sessions.crash(first, answered=answered)
    for product in shop.listed("products"):
        shop.client.put(f"products/{product['id']}/inventory", {"quantityDelta": -1})
    ecwid_clock.advance(HOUR)
    second = sessions.new()
    state = RecoveryState.DONE if answered else RecoveryState.RESENT
    assert {one.state for one in second.recover()} == {state}
    assert len(shop.listed("customers")) == len(shop.listed("products")) == 1
    assert second.journal.commits()[0].state == "DONE"


@pytest.mark.parametrize("later", [0, HOUR])
def test_what_was_loaded_before_the_recovery_is_found_all_the_same(
    sessions: Sessions, shop: Any, ecwid_clock: ManualClock, later: int
) -> None:
    first = sessions.new()
    add_shelf_with_cap(first)
    sessions.crash(first, call=4)
    ecwid_clock.advance(later)
    second = sessions.new()
    loaded = second.query(Product).all() + second.query(Category).all()
    assert {one.state for one in second.recover()} == {RecoveryState.DONE}
    assert all(one in second for one in loaded)
    assert states(second) == ["DONE", "DONE"]


def test_a_look_that_fails_settles_nothing(
    sessions: Sessions, shop: Any, ecwid_clock: ManualClock
) -> None:
    first = sessions.new()
    first.add(Customer(email="ann@example.com"))
    sessions.crash(first, answered=True)
    ecwid_clock.advance(HOUR)
    second = sessions.new()
    shop.emulator.faults.add(Fault("5xx_before", method="GET", times=None))
    for _ in range(2):
        assert [one.state for one in second.recover()] == [RecoveryState.UNKNOWN]
    shop.emulator.faults.clear()
    assert [one.state for one in second.recover()] == [RecoveryState.DONE]
    assert states(second) == ["DONE"]


def after_keyless_creations(sessions: Sessions, clock: ManualClock) -> Session:
    """An hour after a kill: two shelves were on their way, and a cap waited for one of them."""
    first = sessions.new()
    shelf = Category(name="Shelf")
    first.add(shelf, Product(name="Cap", category_ids=[shelf.id]), Category(name="Other"))
    sessions.crash(first, answered=True)
    clock.advance(HOUR)
    return sessions.new()


def test_what_has_none_is_in_doubt_and_what_waits_for_it_waits(
    sessions: Sessions, shop: Any, ecwid_clock: ManualClock
) -> None:
    second = after_keyless_creations(sessions, ecwid_clock)
    found = {str(one.operation.instance): one.state for one in second.recover()}
    assert list(found.values()).count(RecoveryState.IN_DOUBT) == 2
    assert sorted(states(second)) == ["IN_DOUBT", "IN_DOUBT", "PLANNED"]
    assert second.journal.commits()[0].state == "IN_DOUBT"
    assert second.recover() == []
    second.commit()
    assert not shop.listed("products")


def test_the_rest_follows_what_was_resolved(
    sessions: Sessions, shop: Any, ecwid_clock: ManualClock
) -> None:
    second = after_keyless_creations(sessions, ecwid_clock)
    second.recover()
    ids = {one["name"]: one["id"] for one in shop.listed("categories")}
    doubted = {one.label: one for one in logged(second, OperationState.IN_DOUBT)}
    (mine,) = [one for label, one in doubted.items() if "Shelf" in label]
    (other,) = [one for label, one in doubted.items() if "Other" in label]
    shop.client.delete(f"categories/{ids['Other']}")
    second.resolve(mine, True, key=ids["Shelf"])
    (cap,) = shop.listed("products")
    assert cap["categoryIds"] == [ids["Shelf"]]
    (again,) = second.resolve(other, False)
    assert again.state is RecoveryState.RESENT
    assert sorted(one["name"] for one in shop.listed("categories")) == ["Other", "Shelf"]
    assert states(second) == ["DONE"] * 3
    with pytest.raises(JournalError, match="not in doubt"):
        second.resolve(other, False)


def test_what_waited_overwrites_no_later_commit(
    sessions: Sessions, shop: Any, stocked: int
) -> None:
    first = sessions.new()
    shelf = Category(name="Shelf")
    first.add(shelf)
    first.get(Product, stocked).category_ids = [shelf.id]
    sessions.crash(first)
    second = sessions.new()
    # Ecwid tried five times, so the first time it may have been done.
    shop.emulator.faults.add(Fault("5xx_before", in_batch=True, times=5))
    second.recover()
    assert states(second) == ["IN_DOUBT", "PLANNED"]
    other = shop.category(name="Other")
    second.get(Product, stocked).category_ids = [other]
    second.commit()
    (doubted,) = logged(second, OperationState.IN_DOUBT)
    second.resolve(doubted, False)
    assert shop.read(f"products/{stocked}")["categoryIds"] == [other]
    (doubted,) = logged(second, OperationState.IN_DOUBT)
    assert "changed since" in str(doubted.error)
    second.resolve(doubted, False)
    (made,) = [one["id"] for one in shop.listed("categories") if one["name"] == "Shelf"]
    assert shop.read(f"products/{stocked}")["categoryIds"] == [made]


def test_who_says_that_something_was_created_says_as_what(
    sessions: Sessions, shop: Any, ecwid_clock: ManualClock
) -> None:
    first = sessions.new()
    first.add(Category(name="Shelf"))
    sessions.crash(first, answered=True)
    ecwid_clock.advance(HOUR)
    second = sessions.new()
    (found,) = second.recover()
    with pytest.raises(SessionError, match="key=…"):
        second.resolve(found.operation, True)
    assert states(second) == ["IN_DOUBT"]


@pytest.mark.parametrize("now", [10, 12, 15])
def test_an_update_overwrites_nobody_after_the_hour(
    sessions: Sessions, shop: Any, ecwid_clock: ManualClock, now: int
) -> None:
    key = shop.product(price=10)
    first = sessions.new()
    first.get(Product, key).price = Decimal(12)
    sessions.crash(first)
    shop.client.put(f"products/{key}", {"price": now})
    ecwid_clock.advance(HOUR)
    second = sessions.new()
    (found,) = second.recover()
    assert shop.read(f"products/{key}")["price"] == (15 if now == 15 else 12)
    if now == 15:
        assert found.state is RecoveryState.IN_DOUBT
        second.resolve(found.operation, False)
        assert shop.read(f"products/{key}")["price"] == 12


def test_an_update_that_cannot_be_compared_waits(
    sessions: Sessions, shop: Any, ecwid_clock: ManualClock
) -> None:
    key = shop.product(price=10)
    first = sessions.new()
    first.get(Product, key).price = Decimal(12)
    sessions.crash(first)
    ecwid_clock.advance(HOUR)
    second = sessions.new()
    shop.emulator.faults.add(Fault("dropped_before", method="GET", times=None))
    assert [one.state for one in second.recover()] == [RecoveryState.UNKNOWN]
    shop.emulator.faults.clear()
    assert [one.state for one in second.recover()] == [RecoveryState.RESENT]
    assert shop.read(f"products/{key}")["price"] == 12


# In the session that began it -------------------------------------------------------------------


@pytest.fixture
def lost(sessions: Sessions, shop: Any) -> tuple[Session, Product]:
    """A product was created, but nobody knows: each answer to a poll was lost."""
    session = sessions.new()
    product = Product(name="Cap", sku="CAP")
    session.add(product)
    shop.emulator.faults.add(Fault("dropped_after", method="GET", times=None))
    with pytest.raises(CommitError):
        session.commit()
    shop.emulator.faults.clear()
    return session, product


def test_what_is_sent_anew_is_not_on_its_way_any_more(
    sessions: Sessions, shop: Any, ecwid_clock: ManualClock
) -> None:
    session = sessions.new()
    product = Product(name="Cap", sku="CAP")
    session.add(product)
    shop.emulator.faults.add(Fault("dropped_before", times=None))
    with pytest.raises(CommitError):
        session.commit()
    shop.emulator.faults.clear()
    ecwid_clock.advance(HOUR)
    session.commit()
    assert states(session) == ["NOT_EXECUTED", "DONE"]
    session.close()
    assert sessions.new().recover() == []


def test_an_update_that_is_sent_anew_is_not_on_its_way_any_more(
    sessions: Sessions, shop: Any, ecwid_clock: ManualClock
) -> None:
    session = sessions.new()
    products = session.get_many(Product, shop.products(2))
    for product in products:
        product.price = Decimal(12)
    shop.emulator.faults.add(Fault("dropped_after", method="GET", times=None))
    with pytest.raises(CommitError):
        session.commit()
    shop.emulator.faults.clear()
    ecwid_clock.advance(HOUR)
    session.commit()
    assert states(session) == ["FAILED", "FAILED", "DONE", "DONE"]
    products[0].price = Decimal(13)
    session.commit()
    session.close()
    assert sessions.new().recover() == []
    assert shop.read(f"products/{products[0].id}")["price"] == 13


def test_what_was_loaded_meanwhile_gives_way_to_what_was_created(
    lost: tuple[Session, Product],
) -> None:
    session, product = lost
    (loaded,) = session.query(Product).all()
    assert loaded is not product
    session.commit()
    assert product.id == loaded.id
    assert session.get(Product, product.id) is product
    assert inspect(loaded).state is ObjectState.DETACHED


def test_what_was_loaded_and_changed_meanwhile_stays(
    lost: tuple[Session, Product], shop: Any
) -> None:
    session, product = lost
    (loaded,) = session.query(Product).all()
    loaded.price = Decimal(12)
    session.commit()
    assert session.get(Product, loaded.id) is loaded
    assert inspect(product).state is ObjectState.DETACHED
    (cap,) = shop.listed("products")
    assert cap["price"] == 12


def test_what_was_refused_for_now_at_a_later_try_may_have_been_done_at_the_first(
    sessions: Sessions, shop: Any, stocked: int
) -> None:
    session = sessions.new()
    session.add(Category(name="Shelf"), Product(name="Cap", sku="CAP"))
    session.get(Product, stocked).quantity = Product.quantity - 3
    faults = shop.emulator.faults
    faults.add(Fault("5xx_after", in_batch=True, times=3), Fault("429", in_batch=True, times=3))
    with pytest.raises(CommitError) as raised:
        session.commit()
    assert {type(one.error) for one in raised.value.failures} == {InDoubt}
    assert sorted(states(session)) == ["DONE", "IN_DOUBT", "IN_DOUBT"]
    session.commit()
    assert len(shop.listed("categories")) == 1
    assert shop.read(f"products/{stocked}")["quantity"] == 7


# Several commits --------------------------------------------------------------------------------


def test_the_oldest_comes_first(sessions: Sessions, shop: Any) -> None:
    key = shop.product(price=10)
    begun = [sessions.new(), sessions.new()]
    for price, session in enumerate(begun, 11):
        session.get(Product, key).price = Decimal(price)

    def late(sender: object, **_: object) -> None:
        signals.request_sent.disconnect(late)
        sessions.crash(begun[1])
        begun[0].journal.close()
        raise Crash

    with signals.request_sent.connected_to(late), pytest.raises(Crash):
        begun[0].commit()
    found = sessions.new().recover()
    assert [one.operation.body for one in found] == [{"price": 11}, {"price": 12}]
    assert shop.read(f"products/{key}")["price"] == 12


def test_an_error_of_a_recovery_is_no_end_of_it(sessions: Sessions, shop: Any) -> None:
    first = sessions.new()
    add_shelf_with_cap(first)
    sessions.crash(first)
    second = sessions.new()

    def break_off(sender: object, **_: object) -> None:
        raise Crash

    with signals.request_sent.connected_to(break_off), pytest.raises(Crash):
        second.recover()
    assert {one.state for one in second.recover()} == {RecoveryState.RESENT, RecoveryState.DONE}
    assert len(shop.listed("categories")) == len(shop.listed("products")) == 1
