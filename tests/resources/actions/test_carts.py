"""Carts become orders."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from ecwid_orm import Cart, NotFound, Order, Session, SessionError, TransportError
from ecwid_orm.emulator import Emulator, Fault
from ecwid_orm.testing import Sent
from tests.resources.operations import operations
from tests.session.conftest import Shop

RequestsOf = Callable[[], AbstractContextManager[Sent]]


@pytest.fixture
def cart(ecwid_session: Session, shop: Shop) -> Cart:
    shop.create("orders", email="ann@example.com", total=5, paymentStatus="INCOMPLETE")
    return ecwid_session.query(Cart).one()


def test_a_placed_cart_is_an_order(
    ecwid_session: Session, cart: Cart, requests_of: RequestsOf
) -> None:
    key = cart.cart_id
    with requests_of() as sent:
        order = cart.place()
    assert sent == [("POST", f"/carts/{key}/place", None), ("GET", f"/orders/{order.id}", None)]
    assert operations(sent) == ["placeCart", "getOrder"]
    assert isinstance(order, Order)
    assert (order.email, order.payment_status) == ("ann@example.com", "AWAITING_PAYMENT")
    assert order in ecwid_session
    assert cart not in ecwid_session
    assert ecwid_session.find(Cart, key) is None


def test_a_cart_with_changes_is_not_placed(
    ecwid_session: Session, cart: Cart, requests_of: RequestsOf
) -> None:
    cart.hidden = True
    with requests_of() as sent, pytest.raises(SessionError, match="commit"):
        cart.place()
    assert sent == []
    ecwid_session.commit()
    assert cart.place().hidden is False


def test_a_cart_is_placed_once(ecwid_session: Session, cart: Cart) -> None:
    ecwid_session.client.post(f"carts/{cart.cart_id}/place")
    with pytest.raises(NotFound, match="Cart"):
        cart.place()
    assert cart in ecwid_session


def test_after_a_lost_answer_a_cart_is_not_placed_again(
    ecwid_session: Session, cart: Cart, ecwid_emulator: Emulator, requests_of: RequestsOf
) -> None:
    ecwid_emulator.faults.add(Fault("dropped_after", method="POST"))
    with requests_of() as sent, pytest.raises(TransportError) as raised:
        cart.place()
    assert operations(sent) == ["placeCart"]
    assert raised.value.in_doubt
    assert ecwid_session.query(Order).one().email == "ann@example.com"
