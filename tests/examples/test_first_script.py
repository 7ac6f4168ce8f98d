"""The first script does what it says, and notices if the shop does not hold what it should."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ecwid_orm.api import Client
from ecwid_orm.emulator import Emulator

SCRIPT = Path("examples", "first_script.py")


def run(shop: Emulator, root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", root / SCRIPT],
        env={
            **os.environ,
            "ECWID_URL": shop.url,
            "ECWID_STORE_ID": str(shop.store_id),
            "ECWID_TOKEN": shop.token,
            "PYTHONIOENCODING": "utf-8",
        },
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


@pytest.fixture
def shop() -> Iterator[Emulator]:
    with Emulator(seed="demo") as shop:
        yield shop


@pytest.fixture
def client(shop: Emulator) -> Iterator[Client]:
    with Client(shop.store_id, shop.token, url=shop.url) as client:
        yield client


def products(client: Client, sku: str) -> list[dict[str, Any]]:
    return list(client.get("products", {"sku": sku})["items"])


def test_it_changes_the_shop_as_it_says(shop: Emulator, client: Client, root: Path) -> None:
    done = run(shop, root)
    assert done.returncode == 0, done.stderr
    [mug] = products(client, "KP-POT-103")
    assert mug["price"] == 13.9
    [colours, engraving] = mug["options"]
    assert [each["text"] for each in colours["choices"]][-2:] == ["Slate", "Lake"]
    assert engraving["name"] == "Engraving"
    [cap] = products(client, "KP-CAP-001")
    assert client.get(f"categories/{cap['categoryIds'][0]}")["name"] == "Summer"
    assert {each["sku"]: each["quantity"] for each in cap["combinations"]} == {
        "KP-CAP-001-S": 10,
        "KP-CAP-001-L": 10,
    }
    assert products(client, "KP-OLD-001") == []


def test_it_shows_plan_calls_and_what_it_read_back(shop: Emulator, root: Path) -> None:
    told = run(shop, root).stdout
    for line in (
        "Bell tent, 4 m costs 879.00",
        "with 6 requests inside batches.",
        "price of the mug       12.50                      13.90",
        "The shop holds what it should.",
    ):
        assert line in told
    assert "DELETE products/" in told
    assert "'Enamel mug'>: options, price 12.5 → 13.90" in told


def test_it_sends_six_requests_in_three_batches(shop: Emulator, root: Path) -> None:
    run(shop, root)
    batches = [one for one in shop.requests if one.method == "POST" and one.path == "/batch"]
    assert [len(one.requests) for one in batches] == [3, 1, 2]
    assert {one.method for one in shop.requests if one not in batches} == {"GET"}


def test_it_fails_and_says_why_where_the_shop_refuses_a_part(
    shop: Emulator, client: Client, root: Path
) -> None:
    client.post("products", {"name": "Another cap", "sku": "KP-CAP-001"})
    done = run(shop, root)
    assert done.returncode == 1
    assert "CommitError: 1 failed, 2 not executed, 3 done" in done.stderr
    assert "SKU_ALREADY_EXISTS" in done.stderr


def test_it_fails_where_the_shop_then_holds_something_else(
    shop: Emulator, client: Client, root: Path
) -> None:
    [mug] = products(client, "KP-POT-103")
    mug["options"][0]["choices"].append({"text": "Gold"})
    client.put(f"products/{mug['id']}", {"options": mug["options"]})
    done = run(shop, root)
    assert done.returncode == 1
    assert "The shop should have: {'its colours': 'Cream, Moss, Ember, Slate, Lake'}" in done.stdout
