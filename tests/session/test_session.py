from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import ecwid_orm
from ecwid_orm import ConfigurationError, NoSession, Product, Session
from ecwid_orm.api import Client, WSGITransport
from ecwid_orm.emulator import Emulator
from ecwid_orm.model.current import connected


class Transport(WSGITransport):
    """One that notes that it was closed."""

    closed = False

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def environ(ecwid_emulator: Emulator) -> dict[str, str]:
    return {
        "ECWID_URL": ecwid_emulator.url,
        "ECWID_STORE_ID": str(ecwid_emulator.store_id),
        "ECWID_TOKEN": ecwid_emulator.token,
    }


@pytest.fixture
def transport(ecwid_emulator: Emulator) -> Transport:
    return Transport(ecwid_emulator.wsgi)


@pytest.fixture
def unconnected() -> Iterator[None]:
    """Nobody's session is the process's default before or after."""
    connected(None)
    yield
    connected(None)


def test_a_session_from_the_environment_closes_its_client(
    environ: dict[str, str], transport: Transport, shop: Any
) -> None:
    key = shop.product()
    with Session.from_env(environ=environ, transport=transport, prefetch=3) as session:
        assert session.get(Product, key).name == "Tee"
        assert session.prefetch == 3
        assert not transport.closed
    assert transport.closed


def test_a_session_on_a_given_client_leaves_it_open(
    ecwid_emulator: Emulator, transport: Transport
) -> None:
    client = Client(
        ecwid_emulator.store_id, ecwid_emulator.token, url=ecwid_emulator.url, transport=transport
    )
    with Session(client):
        pass
    assert not transport.closed


def test_what_the_environment_lacks_is_named() -> None:
    with pytest.raises(ConfigurationError, match="no ECWID_STORE_ID and no ECWID_TOKEN"):
        Session.from_env(environ={})


def test_the_innermost_session_is_the_current_one(ecwid_client: Client, shop: Any) -> None:
    key = shop.product()
    with Session(ecwid_client) as outer:
        with Session(ecwid_client) as inner:
            product = Product.get(key)
            assert product in inner
            assert Product.query.first() is product
        assert product not in outer
        assert Product.get(key) in outer
    with pytest.raises(NoSession):
        Product.get(key)


def test_an_object_is_saved_in_its_own_session_wherever_that_is(
    ecwid_client: Client, shop: Any
) -> None:
    with Session(ecwid_client) as outer:
        product = Product.get(shop.product())
        with Session(ecwid_client):
            product.sku = "MINE"
            product.save()
            product.refresh()
        assert product in outer
    assert shop.read(f"products/{product.id}")["sku"] == "MINE"


@pytest.mark.usefixtures("unconnected")
def test_connect_makes_the_session_of_the_process(
    environ: dict[str, str],
    transport: Transport,
    shop: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in environ:
        monkeypatch.delenv(name, raising=False)
    key = shop.product()
    session = ecwid_orm.connect(
        int(environ["ECWID_STORE_ID"]),
        environ["ECWID_TOKEN"],
        url=environ["ECWID_URL"],
        transport=transport,
    )
    assert Product.get(key) in session
    session.close()
    assert transport.closed
    with pytest.raises(NoSession):
        Product.get(key)


@pytest.mark.usefixtures("unconnected")
def test_connect_takes_from_the_environment_what_is_left_out(
    environ: dict[str, str],
    transport: Transport,
    shop: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    key = shop.product()
    session = ecwid_orm.connect(transport=transport)
    assert Product.get(key) in session
    monkeypatch.delenv("ECWID_TOKEN")
    with pytest.raises(ConfigurationError, match="ECWID_TOKEN"):
        ecwid_orm.connect()
    assert Product.get(key) in session  # the failed one did not take its place


def test_a_session_shows_its_store_and_nothing_private(
    ecwid_session: Session, ecwid_emulator: Emulator
) -> None:
    assert repr(ecwid_session) == f"<Session on store {ecwid_emulator.store_id}>"
    for shown in (repr(ecwid_session.client), repr(ecwid_session.query(Product))):
        assert ecwid_emulator.token not in shown
