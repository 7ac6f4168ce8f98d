"""Two processes on one journal: who lives is left alone, who is gone is taken over, by one."""

from __future__ import annotations

import pytest

from tests.crash.conftest import Crashes

LAST = 8
"""Boundaries of the commit: in each of two waves a batch is submitted and asked for."""
ONCE = {"shelves": 1, "caps": 1, "taken": 1}


@pytest.mark.parametrize("boundary", range(1, LAST + 1))
def test_a_commit_of_a_living_process_is_left_alone(crashes: Crashes, boundary: int) -> None:
    told = crashes.played("left_alone", boundary=boundary)
    assert told["broken"] == []
    assert [note["found"] for note in told["notes"]] == [[]]
    before, meanwhile, after = told["before"], told["meanwhile"], told["after"]
    # Another one may commit, and takes nothing up either.
    assert meanwhile == {**before, "others": 1, "states": [*before["states"], "DONE"]}
    assert told["status"] == 0
    assert after == {**ONCE, "others": 1, "states": ["DONE"] * 4}


@pytest.mark.parametrize("rivals", [1, 2, 4])
@pytest.mark.parametrize("boundary", range(1, LAST + 1))
def test_a_commit_of_a_killed_process_is_taken_over_by_one(
    crashes: Crashes, boundary: int, rivals: int
) -> None:
    told = crashes.played("taken_over", boundary=boundary, rivals=rivals)
    assert told["broken"] == []
    assert told["status"] == -9
    assert told["after"] == {**ONCE, "others": 0, "states": ["DONE"] * 3}
    found = [note["found"] for note in told["notes"]]
    assert len(found) == rivals
    # At the last boundary one wave was settled already.
    assert sorted(map(len, found))[:-1] == [0] * (rivals - 1)
    assert max(map(len, found)) == (3 if boundary <= LAST / 2 else 1)


@pytest.mark.parametrize("round_", range(3))
def test_many_may_make_a_journal_at_the_same_moment(crashes: Crashes, round_: int) -> None:
    told = crashes.played("opened_at_once", rivals=6)
    assert told["broken"] == []
    assert told["after"]["others"] == 6
    assert told["after"]["states"] == ["DONE"] * 6
