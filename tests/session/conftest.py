"""Shops filled through their own API, and sessions on them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from ecwid_orm import Session
from ecwid_orm.api import Call, Client, Request, Response, WSGITransport
from ecwid_orm.emulator import Emulator, ManualClock
from ecwid_orm.testing import client_of


class Shop:
    """The emulated shop as its owner sees it: past the session, by plain calls."""

    def __init__(self, client: Client, emulator: Emulator) -> None:
        self.client = client
        self.emulator = emulator

    def create(self, path: str, **body: Any) -> int:
        """Make an entity; its id."""
        return int(self.client.post(path, body)["id"])

    def product(self, **body: Any) -> int:
        return self.create("products", **{"name": "Tee", "price": 10, **body})

    def products(self, number: int) -> list[int]:
        """That many products, P0, P1 …; their ids."""
        requests = [
            Request("POST", "products", json={"name": f"P{n}", "sku": f"S{n}", "price": n})
            for n in range(number)
        ]
        outcomes = self.client.batch(requests)
        return [int(one.response["id"]) for one in outcomes if one.response is not None]

    def category(self, **body: Any) -> int:
        return self.create("categories", **{"name": "Shelf", **body})

    def read(self, path: str) -> Any:
        return self.client.get(path).json()

    def listed(self, path: str) -> list[dict[str, Any]]:
        """All entities of a listing, by whatever pages it takes."""
        return [item for page in self.client.pages(path) for item in page["items"]]

    def holds(self, path: str) -> bool:
        return self.client.request(Request("GET", path)).ok


@pytest.fixture
def shop(ecwid_client: Client, ecwid_emulator: Emulator) -> Shop:
    return Shop(ecwid_client, ecwid_emulator)


@pytest.fixture
def heard() -> list[Any]:
    return []


@pytest.fixture
def hear(heard: list[Any]) -> Callable[..., None]:
    """A receiver that notes what it is told."""

    def receiver(sender: type[Any], **told: Any) -> None:
        heard.append((sender, told))

    return receiver


class Restless:
    """A transport that changes the shop between the pages of a listing."""

    def __init__(self, emulator: Emulator, meddle: Callable[[int], None]) -> None:
        self._inner = WSGITransport(emulator.wsgi)
        self._meddle = meddle
        self._lock = threading.Lock()
        self.pages = 0

    def send(self, call: Call, /) -> Response:
        if call.method == "GET" and "offset=" in call.url:
            with self._lock:
                self._meddle(self.pages)
                self.pages += 1
        return self._inner.send(call)

    def close(self) -> None:
        self._inner.close()


@pytest.fixture
def restless(
    ecwid_emulator: Emulator, ecwid_clock: ManualClock
) -> Callable[[Callable[[int], None], int], Session]:
    """Makes sessions on the shop; `meddle(number of pages so far)` changes it before each page."""

    def make(meddle: Callable[[int], None], prefetch: int) -> Session:
        transport = Restless(ecwid_emulator, meddle)
        return Session(
            client_of(ecwid_emulator, ecwid_clock, transport=transport), prefetch=prefetch
        )

    return make
