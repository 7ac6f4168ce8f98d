"""An emulated shop, filled past the session."""

from __future__ import annotations

import pytest

from ecwid_orm.api import Client
from ecwid_orm.emulator import Emulator
from tests.session.conftest import Shop


@pytest.fixture
def shop(ecwid_client: Client, ecwid_emulator: Emulator) -> Shop:
    return Shop(ecwid_client, ecwid_emulator)
