"""Batches in the background, over restarts and kills."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ecwid_orm.emulator import Emulator, Fault, ManualClock
from tests.emulator.conftest import Api


def _post(name: str, **more: object) -> dict[str, Any]:
    return {"method": "POST", "path": "/products", "body": {"name": name}, **more}


def _wait(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline


class _HeldClock(ManualClock):
    """A clock that only `advance` moves: who sleeps on it waits for that."""

    def __init__(self) -> None:
        super().__init__()
        self._asleep = threading.Event()

    def sleep(self, seconds: float) -> None:
        if seconds > 0:
            self._asleep.set()
            threading.Event().wait(0.001)

    def advance_sleeper(self, seconds: float) -> None:
        """Move on once someone sleeps."""
        self._asleep.clear()
        assert self._asleep.wait(20)
        self.advance(seconds)


def test_a_batch_is_done_without_being_asked_for(open_shop: Any) -> None:
    api = open_shop(background=True, rate_limit=None)
    api.batch([_post("A")])
    _wait(lambda: api("GET", "/products").json["total"] == 1)


def test_a_batch_goes_from_queued_to_in_progress_to_completed(open_shop: Any) -> None:
    held = _HeldClock()
    api = open_shop(background=True, clock=held, rate_limit=None)
    api.shop.faults.add(Fault("latency", in_batch=True, seconds=60, times=2))
    ticket = api.batch([_post("A"), _post("B", id="b")])
    later = api.batch([_post("C")])
    assert api.outcome(ticket) == {
        "status": "QUEUED",
        "totalRequests": 2,
        "completedRequests": 0,
        "responses": None,
    }
    queued = api("GET", "/batch", status="QUEUED").json["items"]
    assert [each["ticket"] for each in queued] == [ticket, later]

    held.advance_sleeper(60)
    _wait(lambda: api.outcome(ticket)["status"] == "IN_PROGRESS")
    state = api.outcome(ticket)
    assert state["completedRequests"] == len(state["responses"]) == 1
    assert api("GET", "/products").json["total"] == 1

    held.advance_sleeper(60)
    _wait(lambda: api.outcome(ticket)["status"] == "COMPLETED")
    assert [each["status"] for each in api.outcome(ticket)["responses"]] == ["COMPLETED"] * 2
    _wait(lambda: api.outcome(later)["status"] == "COMPLETED")


def test_a_later_batch_waits_for_the_earlier_one(open_shop: Any) -> None:
    held = _HeldClock()
    api = open_shop(background=True, clock=held, rate_limit=None)
    api.shop.faults.add(Fault("latency", in_batch=True, seconds=60))
    api.batch([_post("slow")], allowParallelMode="true")
    api.batch([_post("fast")], allowParallelMode="true")
    assert api("GET", "/products").json["total"] == 0
    held.advance_sleeper(60)
    _wait(lambda: api("GET", "/products").json["total"] == 2)
    items = sorted(api("GET", "/products").json["items"], key=lambda item: item["id"])
    assert [item["name"] for item in items] == ["slow", "fast"]


def test_cancelling_a_group_stops_what_is_not_done(open_shop: Any) -> None:
    held = _HeldClock()
    api = open_shop(background=True, clock=held, rate_limit=None)
    api.shop.faults.add(Fault("latency", in_batch=True, seconds=30, after=1, times=None))
    ticket = api.batch([_post("A"), _post("B"), _post("C")], groupId="imports")
    waiting = api.batch([_post("D")], groupId="imports")
    _wait(lambda: api.outcome(ticket)["completedRequests"] == 1)
    assert api.outcome(ticket)["status"] == "IN_PROGRESS"
    assert api("POST", "/batch/cancel-group", groupId="imports").json == {"updateCount": 1}
    state = api.outcome(ticket)
    assert state["status"] == "COMPLETED"
    assert [each["status"] for each in state["responses"]] == [
        "COMPLETED",
        "NOT_EXECUTED",
        "NOT_EXECUTED",
    ]
    assert api.outcome(waiting)["responses"] == [{"status": "NOT_EXECUTED"}]

    held.advance_sleeper(60)
    after = api.batch([_post("E")])
    _wait(lambda: bool(held.advance(60)) or api.outcome(after)["status"] == "COMPLETED")
    names = sorted(item["name"] for item in api("GET", "/products").json["items"])
    assert names == ["A", "E"]


def test_closing_waits_for_no_slow_request_and_loses_none(tmp_path: Path) -> None:
    data = tmp_path / "shop.db"
    shop = Emulator(
        data=data, rate_limit=None, faults=[Fault("latency", in_batch=True, seconds=60, after=1)]
    )
    api = Api(shop)
    ticket = api.batch([_post("A"), _post("B"), _post("C")])
    _wait(lambda: api.outcome(ticket)["completedRequests"] == 1)
    start = time.monotonic()
    shop.close()
    assert time.monotonic() - start < 5
    assert not [t for t in threading.enumerate() if t.name == "ecwid-emulator-batches"]

    again = Api(Emulator(data=data, clock=ManualClock(), background=False))
    state = again.outcome(ticket)
    assert [each["status"] for each in state["responses"]] == ["COMPLETED"] * 3
    assert again("GET", "/products").json["total"] == 3
    again.shop.close()


def test_a_failure_stops_a_batch_over_a_restart(tmp_path: Path) -> None:
    data = tmp_path / "shop.db"
    api = Api(
        Emulator(
            data=data,
            rate_limit=None,
            faults=[Fault("latency", in_batch=True, method="POST", seconds=60)],
        )
    )
    missing = {"method": "GET", "path": "/products/5"}
    ticket = api.batch([_post("A"), missing], allowParallelMode="true")
    _wait(lambda: api.outcome(ticket)["completedRequests"] == 1)
    api.shop.close()

    again = Api(Emulator(data=data, clock=ManualClock(), background=False))
    states = [each["status"] for each in again.outcome(ticket)["responses"]]
    assert states == ["NOT_EXECUTED", "FAILED"]
    again.shop.close()


def test_a_deduplication_key_is_kept_over_a_restart(tmp_path: Path, clock: ManualClock) -> None:
    data, key = tmp_path / "shop.db", "6f9619ff-8b86-4d11-b42d-00c04fc964ff"
    tickets = []
    for _ in range(2):
        api = Api(Emulator(data=data, clock=clock, background=False))
        tickets.append(api.batch([_post("A")], deduplicationKey=key))
        assert api("GET", "/products").json["total"] == 1
        api.shop.close()
    assert tickets[0] == tickets[1]


def test_ids_and_tickets_go_on_after_a_restart(tmp_path: Path) -> None:
    keys, tickets = [], []
    for _ in range(3):
        api = Api(Emulator(data=tmp_path / "shop.db", clock=ManualClock(), background=False))
        keys.append(api.create())
        tickets.append(api.batch([]))
        api.shop.close()
    assert keys == sorted(set(keys))
    assert len(set(tickets)) == 3


def test_what_cannot_be_noted_is_not_done(api: Any) -> None:
    refuse = "CREATE TRIGGER refuse BEFORE UPDATE ON batch_request"
    with api.shop.shop.db.transaction() as connection:
        connection.execute(f"{refuse} BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    with pytest.raises(sqlite3.IntegrityError, match="disk full"):
        api.batch([_post("A")])
    assert api("GET", "/products").json["total"] == 0

    with api.shop.shop.db.transaction() as connection:
        connection.execute("DROP TRIGGER refuse")
    api.batch([_post("B")])
    assert api("GET", "/products").json["total"] == 2


def test_a_kill_in_the_middle_of_a_batch_does_nothing_twice_and_loses_nothing(
    tmp_path: Path,
) -> None:
    data, count = tmp_path / "shop.db", 300
    program = f"""
        from ecwid_orm.emulator import Emulator
        from tests.emulator.conftest import Api
        api = Api(Emulator(data={str(data)!r}, latency=0.002, rate_limit=None))
        post = {{"method": "POST", "path": "/products", "body": {{"name": "Cap"}}}}
        ticket = api.batch([post] * {count})
        print(ticket, flush=True)
        while True:
            print(api.outcome(ticket)["completedRequests"], flush=True)
    """
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    ticket = child.stdout.readline().strip()
    done = next(done for done in map(int, child.stdout) if done >= 50)
    child.kill()
    child.communicate()
    assert done < count

    api = Api(Emulator(data=data, clock=ManualClock(), background=False))
    state = api.outcome(ticket)
    assert state["status"] == "COMPLETED"
    created = [each["httpBody"]["id"] for each in state["responses"]]
    assert len(set(created)) == count
    assert api("GET", "/products").json["total"] == count
    api.shop.close()
