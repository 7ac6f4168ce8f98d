"""Two shops: an empty one, and the demo's; tables and exports to import."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest

from ecwid_orm import Session
from ecwid_orm.api import Client, Request, codec
from ecwid_orm.emulator import Emulator, ManualClock
from ecwid_orm.testing import client_of


@pytest.fixture
def demo(ecwid_clock: ManualClock) -> Iterator[Session]:
    """A session on another shop, with the demo's catalogue, customers and coupons."""
    shop = Emulator(2000, seed="demo", clock=ecwid_clock, background=False)
    with client_of(shop, ecwid_clock) as client:
        yield Session(client)
    shop.close()


@pytest.fixture
def make(ecwid_client: Client) -> Callable[..., int]:
    """`make("products", name="Tee")` creates something in the shop, past the session; its id."""

    def create(path: str, **body: Any) -> int:
        return int(ecwid_client.post(path, body)["id"])

    return create


@pytest.fixture
def tees(ecwid_client: Client) -> list[int]:
    """Three products, T-0 to T-2 at 10, 11 and 12; their ids."""
    requests = [
        Request("POST", "products", json={"name": f"Tee {n}", "sku": f"T-{n}", "price": 10 + n})
        for n in range(3)
    ]
    return [int(one.response["id"]) for one in ecwid_client.batch(requests) if one.response]


class WriteTable(Protocol):
    """`table("sku,price\\nT-1,12\\n")` writes a file; its path."""

    def __call__(self, text: str | bytes, name: str = "products.csv") -> Path: ...


@pytest.fixture
def table(tmp_path: Path) -> WriteTable:
    def write(text: str | bytes, name: str = "products.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


class WriteLines(Protocol):
    """`lines(("Product", 1, {"sku": "A"}), store="9")` writes an export; its path."""

    def __call__(
        self, *entities: tuple[str, Any, dict[str, Any]] | bytes, store: str = "9"
    ) -> Path: ...


@pytest.fixture
def lines(tmp_path: Path) -> WriteLines:
    def write(*entities: tuple[str, Any, dict[str, Any]] | bytes, store: str = "9") -> Path:
        models = sorted({one[0] for one in entities if not isinstance(one, bytes)})
        header = {
            "format": "ecwid_orm",
            "version": 1,
            "store": store,
            "time": "2024-05-01T00:00:00+00:00",
            "models": models,
            "fields": None,
        }
        rows = [
            one
            if isinstance(one, bytes)
            else codec.dumps({"model": one[0], "key": one[1], "data": one[2]})
            for one in entities
        ]
        path = tmp_path / "shop.jsonl"
        path.write_bytes(b"\n".join([codec.dumps(header), *rows, b""]))
        return path

    return write
