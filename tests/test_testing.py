from __future__ import annotations

from ecwid_orm import Product, Session
from ecwid_orm.emulator import Emulator
from ecwid_orm.testing import ecwid_shop

__all__ = ["ecwid_shop"]


def test_a_session_from_the_environment_reads_the_shop(ecwid_shop: Emulator) -> None:
    with Session.from_env() as session:
        product = session.query(Product).first()
    assert product is not None
    assert product.name
    assert [received.path for received in ecwid_shop.requests] == ["/products"]
