"""A pytest plugin: an emulated shop, a session on it, and what a block of code sent.

In a `conftest.py`: `pytest_plugins = ["ecwid_orm.testing"]`. Needs the extra `emulator`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest

from ecwid_orm.api import Client, Retry, Throttle, WSGITransport
from ecwid_orm.emulator import Emulator, ManualClock
from ecwid_orm.session import Session

__all__ = [
    "Sent",
    "client_of",
    "ecwid_client",
    "ecwid_emulator",
    "ecwid_session",
    "ecwid_shop",
    "requests_of",
]


class Sent(list[tuple[str, str, Any]]):
    """What a block of code sent: (method, path with query, body) of each HTTP call.

    `batched` has the same of the requests inside batches.
    """

    def __init__(self) -> None:
        super().__init__()
        self.batched: list[tuple[str, str, Any]] = []

    @property
    def writes(self) -> list[tuple[str, str, Any]]:
        """All that could change the shop, sent alone or inside batches."""
        alone = [one for one in self if one[0] != "GET" and not one[1].startswith("/batch")]
        return alone + [one for one in self.batched if one[0] != "GET"]


def client_of(shop: Emulator, clock: ManualClock, **options: Any) -> Client:
    """A client that reaches an emulator in-process, and waits only on its clock."""
    times: dict[str, Any] = {"clock": clock.now, "sleep": clock.sleep}
    options = {
        "transport": WSGITransport(shop.wsgi),
        "throttle": Throttle(**times),
        "retry": Retry(random=random.Random(0)),
        "random": random.Random(0),
        "now": clock.now,
        **times,
        **options,
    }
    return Client(shop.store_id, shop.token, url=shop.url, **options)


@pytest.fixture
def ecwid_clock() -> ManualClock:
    """The time of the emulated shop and of the client; it moves only when somebody waits."""
    return ManualClock()


@pytest.fixture
def ecwid_emulator(ecwid_clock: ManualClock) -> Iterator[Emulator]:
    """An empty emulated shop, in-process, new for each test. Batches are done at once."""
    shop = Emulator(clock=ecwid_clock, background=False)
    yield shop
    shop.close()


@pytest.fixture
def ecwid_client(ecwid_emulator: Emulator, ecwid_clock: ManualClock) -> Iterator[Client]:
    """A client of the emulated shop."""
    with client_of(ecwid_emulator, ecwid_clock) as client:
        yield client


@pytest.fixture
def ecwid_session(ecwid_client: Client) -> Iterator[Session]:
    """A session on the emulated shop; it is the current one."""
    with Session(ecwid_client) as session:
        yield session


@pytest.fixture
def requests_of(ecwid_emulator: Emulator) -> Callable[[], AbstractContextManager[Sent]]:
    """`with requests_of() as sent:` collects what the block sends to the emulated shop."""

    @contextmanager
    def collect() -> Iterator[Sent]:
        sent = Sent()
        before = len(ecwid_emulator.requests)
        try:
            yield sent
        finally:
            for received in ecwid_emulator.requests[before:]:
                sent.append(_as_tuple(received))
                sent.batched.extend(_as_tuple(inner) for inner in received.requests)

    return collect


def _as_tuple(received: Any) -> tuple[str, str, Any]:
    query = f"?{received.query_string}" if received.query_string else ""
    return received.method, received.path + query, received.body


@pytest.fixture
def ecwid_shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """An emulated shop with the demo's catalogue, served over HTTP, new for each test.

    `ECWID_URL`, `ECWID_STORE_ID` and `ECWID_TOKEN` point to it meanwhile.
    """
    with Emulator(seed="demo") as shop:
        monkeypatch.setenv("ECWID_URL", shop.url)
        monkeypatch.setenv("ECWID_STORE_ID", str(shop.store_id))
        monkeypatch.setenv("ECWID_TOKEN", shop.token)
        yield shop
