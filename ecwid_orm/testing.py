"""pytest fixtures on the emulator.

In a `conftest.py`: `pytest_plugins = ["ecwid_orm.testing"]`. Needs the extra `emulator`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ecwid_orm.emulator import Emulator

__all__ = ["ecwid_shop"]


@pytest.fixture
def ecwid_shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """An emulated shop with the demo's catalogue, new for each test.

    `ECWID_URL`, `ECWID_STORE_ID` and `ECWID_TOKEN` point to it meanwhile.
    """
    with Emulator(seed="demo") as shop:
        monkeypatch.setenv("ECWID_URL", shop.url)
        monkeypatch.setenv("ECWID_STORE_ID", str(shop.store_id))
        monkeypatch.setenv("ECWID_TOKEN", shop.token)
        yield shop
