"""What a store that does not exist must not be taken for: an object that is not there."""

from __future__ import annotations

from typing import Any

import pytest

from ecwid_orm import Client, CommitError, NotFound, Product, Session
from ecwid_orm.api import WSGITransport
from ecwid_orm.emulator import Emulator


@pytest.fixture
def lost_session(ecwid_emulator: Emulator) -> Session:
    """A session on a store that there is not."""
    transport = WSGITransport(ecwid_emulator.wsgi)
    return Session(Client(4242, ecwid_emulator.token, url=ecwid_emulator.url, transport=transport))


def test_nothing_is_found_missing_in_a_store_that_is_missing(lost_session: Session) -> None:
    with pytest.raises(NotFound, match="STORE_NOT_FOUND"):
        lost_session.find(Product, 1)


def test_nothing_is_deleted_in_a_store_that_is_missing(lost_session: Session) -> None:
    product: Any = lost_session.load(Product, {"id": 1, "name": "Tee"})
    lost_session.delete(product)
    with pytest.raises(CommitError, match="STORE_NOT_FOUND"):
        lost_session.commit()
    assert lost_session.deleted == [product]
