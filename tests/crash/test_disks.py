"""A journal that cannot be written: it says why, nothing is sent, and later all goes on."""

from __future__ import annotations

import pytest

from tests.crash.conftest import Crashes


@pytest.mark.parametrize("what", ["folder", "file", "file in use"])
def test_what_may_not_be_written_is_said_before_anything_is_sent(
    crashes: Crashes, what: str
) -> None:
    told = crashes.played("unwritable", what=what)
    assert told["broken"] is None
    assert "own/journal.db" in told["tried"]["error"]
    assert told["tried"]["sent"] == 0


@pytest.mark.parametrize(
    ("what", "error"),
    [
        ("no folder", "cannot be opened: No such file or directory; give a path in a folder"),
        ("folder", "cannot be opened"),
        ("garbage", "is no journal: file is not a database; give another path"),
        ("text", "is no journal: file is not a database; give another path"),
        ("half", "malformed"),
        ("database", "is a database of something else; give another path"),
    ],
)
def test_what_is_no_journal_is_left_as_it_is(crashes: Crashes, what: str, error: str) -> None:
    told = crashes.played("no_file", what=what)
    assert told["broken"] is None
    assert error in told["tried"]["error"]
    assert told["tried"]["sent"] == 0
    assert told["unchanged"]
    if what == "database":
        assert told["mode"] == "644"


def test_a_full_disk_is_got_over_wherever_it_strikes(crashes: Crashes) -> None:
    errors = set()
    boundary = 0
    while True:
        boundary += 1
        told = crashes.played("full", boundary=boundary)
        assert told["broken"] is None, boundary
        tried, again, found = told["tried"], told["again"], told["found"]
        if not tried["passed"]:
            break
        errors.add((tried["error"] or "none").partition(": ")[0].partition(" /")[0])
        assert again["left"] == 0, boundary
        assert again["errors"] == [None, None], boundary
        assert (found["shelves"], found["caps"], found["taken"]) == (1, 1, 1), boundary
        assert found["open"] == found["recovered"] == [], boundary
        assert found["done"] == ["adjust", "create", "create"], boundary
    assert boundary > 20
    # Before anything was sent, and in the middle.
    assert {"the journal", "in part"} <= errors


@pytest.mark.parametrize("how", ["deleted", "moved", "replaced"])
def test_a_journal_that_is_not_there_any_more_is_missed(crashes: Crashes, how: str) -> None:
    told = crashes.played("spoilt", how=how)
    assert told["broken"] is None
    assert "is not the file that was opened" in told["tried"]["error"]
    assert told["tried"]["sent"] == 0
    if how != "deleted":
        again, found = told["again"], told["found"]
        assert again == {"what": "again", "errors": [None, None], "left": 0}
        assert (found["shelves"], found["caps"], found["taken"]) == (1, 1, 1)
