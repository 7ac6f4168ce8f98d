"""A migration that is killed again and again comes to the end of an undisturbed one.

`make crash` has ten thousand rows, and a thousand kills.
"""

from __future__ import annotations

import os

from tests.crash.conftest import Crashes

ROWS = int(os.environ.get("CRASH_ROWS", "2000"))
KILLS = int(os.environ.get("CRASH_KILLS", "200"))


def test_killed_again_and_again_it_does_each_thing_once(crashes: Crashes) -> None:
    played = crashes.played("migrated", rows=ROWS, kills=KILLS, seed=1)
    assert played["broken"] == []
    assert played["killed"] > KILLS / 2
    assert played["wrong"] == []
    assert [played["categories"].count(name) for name in ("Migrated", "Below")] == [1, 1]
    assert played["left"] == []
    undisturbed = crashes.played("migrated", rows=ROWS, kills=0, seed=1)
    assert played["effects"] == undisturbed["effects"]
