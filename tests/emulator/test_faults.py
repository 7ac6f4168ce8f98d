"""What goes wrong on request."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from ecwid_orm.emulator import ConnectionDropped, Fault


def _total(api: Any) -> int:
    api.shop.faults.clear()
    total: int = api("GET", "/products").json["total"]
    return total


def test_latency_makes_a_request_slower(api: Any, clock: Any) -> None:
    api.shop.faults.add(Fault("latency", seconds=3), Fault("latency", seconds=4))
    start = clock.now()
    assert api("GET", "/products").status == 200
    assert clock.now() - start == pytest.approx(7)


def test_a_429_asks_to_wait(api: Any) -> None:
    api.shop.faults.add(Fault("429", retry_after=17))
    reply = api("POST", "/products", {"name": "Cap"})
    assert (reply.status, reply.code) == (429, "RATE_LIMITED")
    assert reply.headers["Retry-After"] == "17"
    assert _total(api) == 0


@pytest.mark.parametrize(("kind", "done"), [("5xx_before", 0), ("5xx_after", 1)])
def test_a_server_error_comes_before_or_after_the_work(api: Any, kind: Any, done: int) -> None:
    api.shop.faults.add(Fault(kind, status=503))
    reply = api("POST", "/products", {"name": "Cap"})
    assert (reply.status, reply.code) == (503, "INTERNAL_ERROR")
    assert _total(api) == done


@pytest.mark.parametrize(("kind", "done"), [("dropped_before", 0), ("dropped_after", 1)])
def test_a_connection_drops_before_or_after_the_work(api: Any, kind: Any, done: int) -> None:
    api.shop.faults.add(Fault(kind))
    with pytest.raises(ConnectionDropped):
        api("POST", "/products", {"name": "Cap"})
    assert api.shop.requests[-1].status is None
    assert _total(api) == done


def test_a_truncated_answer_is_shorter_than_it_says(api: Any) -> None:
    api.shop.faults.add(Fault("truncated"))
    reply = api("POST", "/products", {"name": "Cap"})
    assert int(reply.headers["Content-Length"]) > len(reply.content) > 0
    with pytest.raises(json.JSONDecodeError):
        json.loads(reply.content)
    assert _total(api) == 1


def test_an_answer_can_be_html(api: Any) -> None:
    api.shop.faults.add(Fault("not_json", status=200))
    reply = api("POST", "/products", {"name": "Cap"})
    assert (reply.status, reply.headers["Content-Type"]) == (200, "text/html")
    assert reply.content.startswith(b"<html>")
    assert _total(api) == 1


@pytest.mark.parametrize(
    ("fault", "hit"),
    [
        (Fault("429", method="post"), False),
        (Fault("429", method="GET"), True),
        (Fault("429", path="/products"), True),
        (Fault("429", path="/prod*"), True),
        (Fault("429", path="/products/*"), False),
        (Fault("429", path=re.compile(r"^/(products|classes)$")), True),
        (Fault("429", path=re.compile(r"^/classes")), False),
        (Fault("429", in_batch=True), False),
        (Fault("429", in_batch=False), True),
        (Fault("429", after=1), False),
        (Fault("429", probability=0.0), False),
        (Fault("429", times=0), False),
    ],
)
def test_a_rule_says_which_requests_it_hits(api: Any, fault: Fault, hit: bool) -> None:
    api.shop.faults.add(fault)
    assert (api("GET", "/products", limit=1).status == 429) is hit


def test_a_rule_hits_some_times_after_some(api: Any) -> None:
    api.shop.faults.add(Fault("5xx_before", after=2, times=2))
    assert [api("GET", "/products").status for _ in range(6)] == [200, 200, 502, 502, 200, 200]


def test_a_rule_hits_by_chance_the_same_for_the_same_seed(open_shop: Any) -> None:
    rows = []
    for _ in range(2):
        api = open_shop(faults=[Fault("5xx_before", times=None, probability=0.5)])
        rows.append([api("GET", "/products?limit=1").status for _ in range(40)])
    assert rows[0] == rows[1]
    assert {200, 502} == set(rows[0])


def test_rules_can_be_taken_away(api: Any) -> None:
    api.shop.faults.add(Fault("429", times=None))
    api.shop.faults.clear()
    assert api("GET", "/products").status == 200


def test_an_unknown_kind_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="no fault is called 'fire'; there are latency, 429"):
        Fault("fire")  # type: ignore[arg-type]  # the mistake under test


def test_faults_hit_requests_inside_a_batch(api: Any) -> None:
    post = {"method": "POST", "path": "/products", "body": {"name": "Cap"}}
    for fault in ("429", "5xx_before", "dropped_after", "truncated", "not_json"):
        api.shop.faults.add(Fault(fault, in_batch=True))  # type: ignore[arg-type]  # one of them
    tickets = [api.batch([post]) for _ in range(6)]
    responses = [api.outcome(ticket)["responses"][0] for ticket in tickets]
    assert [each["httpStatusCode"] for each in responses] == [429, 502, 408, 200, 502, 200]
    assert responses[2]["httpBody"]["errorCode"] == "TIMEOUT"
    assert isinstance(responses[3]["httpBody"], str)
    assert responses[4]["httpBody"].startswith("<html>")
    assert _total(api) == 4


def test_a_stalled_batch_stands_at_half_for_some_polls(api: Any) -> None:
    api.shop.faults.add(Fault("stall", polls=2))
    ticket = api.batch([{"method": "GET", "path": "/products"}] * 4)
    states = [api.outcome(ticket) for _ in range(3)]
    assert [each["status"] for each in states] == ["IN_PROGRESS", "IN_PROGRESS", "COMPLETED"]
    assert [each["completedRequests"] for each in states] == [2, 2, 4]
    assert [len(each["responses"]) for each in states] == [2, 2, 4]


def test_a_stalled_batch_stands_still_for_some_time(api: Any, clock: Any) -> None:
    api.shop.faults.add(Fault("stall", seconds=60))
    ticket = api.batch([{"method": "GET", "path": "/products"}])
    assert api.outcome(ticket)["status"] == "IN_PROGRESS"
    assert api("GET", "/batch", status="IN_PROGRESS").json["items"][0]["ticket"] == ticket
    clock.advance(60)
    assert api.outcome(ticket)["status"] == "COMPLETED"
