"""Batches, executed when they are made, with a clock moved by hand."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from ecwid_orm.emulator import Fault


def _post(name: str, **more: Any) -> dict[str, Any]:
    return {"method": "POST", "path": "/products", "body": {"name": name}, **more}


def _names(api: Any) -> list[str]:
    items = api("GET", "/products", sortBy="ADDED_TIME_ASC").json["items"]
    return [item["name"] for item in sorted(items, key=lambda item: item["id"])]


def test_a_batch_gives_a_ticket_and_its_outcomes_in_order(api: Any) -> None:
    ticket = api.batch(
        [_post("Cap", id="first"), {"method": "GET", "path": "products?responseFields=total"}]
    )
    assert str(uuid.UUID(ticket)) == ticket
    state = api.outcome(ticket)
    created, listed = state.pop("responses")
    assert state == {"status": "COMPLETED", "totalRequests": 2, "completedRequests": 2}
    assert created.pop("httpBody").keys() == {"id"}
    assert created == {
        "id": "first",
        "status": "COMPLETED",
        "httpStatusCode": 200,
        "httpStatusLine": "OK",
    }
    assert listed == {
        "status": "COMPLETED",
        "httpBody": {"total": 1},
        "httpStatusCode": 200,
        "httpStatusLine": "OK",
    }


def test_escaped_json_is_the_body_as_text(api: Any) -> None:
    ticket = api.batch([{"method": "GET", "path": "/products?responseFields=total,count"}])
    (response,) = api.outcome(ticket, escapedJson="true")["responses"]
    assert "httpBody" not in response
    assert json.loads(response["escapedHttpBody"]) == {"total": 0, "count": 0}


def test_the_rest_is_not_executed_after_a_failure(api: Any) -> None:
    ticket = api.batch([_post("A"), {"method": "GET", "path": "/products/5"}, _post("B", id="x")])
    done, failed, left = api.outcome(ticket)["responses"]
    assert done["status"] == "COMPLETED"
    assert failed["status"] == "FAILED"
    assert failed["httpStatusCode"] == 404
    assert failed["httpStatusLine"] == "Product #5 not found"
    assert failed["httpBody"]["errorMessage"] == "Product #5 not found"
    assert left == {"id": "x", "status": "NOT_EXECUTED"}
    assert _names(api) == ["A"]


def test_create_a_product_by_batch_then_search_by_batch(open_shop: Any, clock: Any) -> None:
    api = open_shop(index_delay=5)
    body = {"name": "Umbrella", "sku": "U"}
    create = {"id": "test_product", "method": "POST", "path": "products", "body": body}
    made = api.batch([create])
    clock.advance(5)  # without a poll
    assert api("GET", "/products", keyword="Umbrella").json["count"] == 1
    (created,) = api.outcome(made, escapedJson="true")["responses"]
    assert (created["id"], created["status"]) == ("test_product", "COMPLETED")
    assert json.loads(created["escapedHttpBody"])["id"] > 0
    queries = [{"method": "GET", "path": f"products?keyword={word}"} for word in ("Umbrella", "X")]
    outcome = api.outcome(api.batch(queries), escapedJson="true")
    assert outcome["status"] == "COMPLETED"
    found = [json.loads(each["escapedHttpBody"])["count"] for each in outcome["responses"]]
    assert found == [1, 0]


def test_the_rest_is_executed_after_a_failure_if_told(api: Any) -> None:
    ticket = api.batch(
        [{"method": "GET", "path": "/products/5"}, _post("B")], stopOnFirstFailure="false"
    )
    states = [each["status"] for each in api.outcome(ticket)["responses"]]
    assert states == ["FAILED", "COMPLETED"]


def test_a_server_error_is_tried_five_times_three_seconds_apart(api: Any, clock: Any) -> None:
    api.shop.faults.add(Fault("5xx_before", in_batch=True, times=None, status=503))
    start = clock.now()
    ticket = api.batch([_post("A")], stopOnFirstFailure="false")
    assert clock.now() - start == pytest.approx(12)
    (response,) = api.outcome(ticket)["responses"]
    assert (response["status"], response["httpStatusCode"]) == ("FAILED", 503)
    assert [each.status for each in api.shop.requests[0].requests] == [503] * 5


def test_a_request_that_succeeds_at_the_fifth_try_is_completed(api: Any) -> None:
    api.shop.faults.add(Fault("dropped_before", in_batch=True, times=4))
    ticket = api.batch([_post("A"), _post("B")], stopOnFirstFailure="false")
    assert [each["httpStatusCode"] for each in api.outcome(ticket)["responses"]] == [200, 200]
    assert [each.status for each in api.shop.requests[0].requests] == [408] * 4 + [200] * 2
    assert _names(api) == ["A", "B"]


def test_a_server_error_is_not_tried_again_where_failures_stop(api: Any, clock: Any) -> None:
    api.shop.faults.add(Fault("5xx_before", in_batch=True))
    start = clock.now()
    ticket = api.batch([_post("A"), _post("B")])
    assert clock.now() == start
    states = [each["status"] for each in api.outcome(ticket)["responses"]]
    assert states == ["FAILED", "NOT_EXECUTED"]


def test_a_client_error_is_not_tried_again(api: Any, clock: Any) -> None:
    start = clock.now()
    api.batch([{"method": "GET", "path": "/products/5"}], stopOnFirstFailure="false")
    assert clock.now() == start


def test_what_a_failed_try_has_done_is_done_again(api: Any) -> None:
    api.shop.faults.add(Fault("5xx_after", in_batch=True, times=2))
    api.batch([_post("A")], stopOnFirstFailure="false")
    assert _names(api) == ["A", "A", "A"]


def test_a_deduplication_key_runs_a_batch_once_within_the_hour(api: Any, clock: Any) -> None:
    key = "6f9619ff-8b86-4d11-b42d-00c04fc964ff"
    first = api.batch([_post("A")], deduplicationKey=key)
    clock.advance(3599)
    assert api.batch([_post("B")], deduplicationKey=key) == first
    assert _names(api) == ["A"]
    clock.advance(1)
    assert api.batch([_post("C")], deduplicationKey=key) != first
    assert _names(api) == ["A", "C"]


def test_batches_without_a_key_are_each_run(api: Any) -> None:
    assert api.batch([_post("A")]) != api.batch([_post("A")])
    assert _names(api) == ["A", "A"]


def test_latency_adds_up_in_order_and_overlaps_in_parallel(open_shop: Any, clock: Any) -> None:
    api = open_shop(latency=0.5)

    def took(count: int, **query: object) -> float:
        start = clock.now()
        api.batch([_post("A")] * count, **query)
        return float(clock.now() - start - 0.5)

    assert took(10) == pytest.approx(5)
    assert took(100, allowParallelMode="true") == pytest.approx(0.5)
    assert took(250, allowParallelMode="true") == pytest.approx(1.5)


def test_parallel_mode_keeps_no_order_but_reports_in_order(api: Any) -> None:
    requests = [_post(f"{number:02}", id=f"{number}") for number in range(50)]
    ticket = api.batch(requests, allowParallelMode="true")
    responses = api.outcome(ticket)["responses"]
    assert [each["id"] for each in responses] == [f"{number}" for number in range(50)]
    names = _names(api)
    assert sorted(names) == [f"{number:02}" for number in range(50)]
    assert names != sorted(names)


def test_batches_take_their_turns_in_order(api: Any) -> None:
    api.batch([_post("A"), _post("B")])
    api.batch([_post("C"), _post("D")])
    assert _names(api) == ["A", "B", "C", "D"]


def test_the_body_may_be_json_text(api: Any) -> None:
    ticket = api.batch([_post("A", body='{"name": "Text"}')])
    assert api.outcome(ticket)["responses"][0]["status"] == "COMPLETED"
    assert _names(api) == ["Text"]


@pytest.mark.parametrize("empty", [{"body": ""}, {"body": None}, {}])
def test_an_empty_body_is_none(api: Any, empty: dict[str, Any]) -> None:
    ticket = api.batch([{"method": "GET", "path": "/products", **empty}])
    assert api.outcome(ticket)["responses"][0]["status"] == "COMPLETED"


@pytest.mark.parametrize(
    ("item", "place"),
    [
        ({"path": "/products", "method": "GET", "id": 1}, "$[0].id"),
        ({"method": "GET"}, "$[0].path"),
        ({"path": "", "method": "GET"}, "$[0].path"),
        ({"path": 5, "method": "GET"}, "$[0].path"),
        ({"path": "/products"}, "$[0].method"),
        ({"path": "/products", "method": "PATCH"}, "$[0].method"),
        ({"path": "/products", "method": ["GET"]}, "$[0].method"),
        ("/products", "$[0]"),
    ],
)
def test_a_bad_item_refuses_the_whole_batch(api: Any, item: object, place: str) -> None:
    reply = api("POST", "/batch", [item, _post("A")])
    assert reply.status == 400
    assert reply.json == {
        "error_message": "Can't create batch. Batch request body is invalid."
        f" Path {place} contains bad value"
    }
    assert _names(api) == []


@pytest.mark.parametrize("body", [None, {}, "x", 5])
def test_a_batch_is_an_array(api: Any, body: object) -> None:
    reply = api("POST", "/batch", body)
    assert reply.status == 400
    assert "error_message" in reply.json


def test_five_hundred_requests_are_the_most(api: Any) -> None:
    items = [{"method": "GET", "path": "/products?limit=1"}] * 501
    assert api("POST", "/batch", items).status == 400
    assert api("POST", "/batch", items[:500]).status == 200


def test_a_batch_in_a_batch_is_refused(api: Any) -> None:
    ticket = api.batch([{"method": "POST", "path": "/batch", "body": [_post("A")]}])
    assert api.outcome(ticket)["responses"][0]["httpStatusCode"] == 400


def test_bytes_cannot_go_in_a_batch(api: Any) -> None:
    key = api.create()
    path = f"/products/{key}/image"
    ticket = api.batch(
        [
            {"method": "POST", "path": path, "body": "bytes"},
            {"method": "GET", "path": f"/products/{key}/files/1"},
            {"method": "POST", "path": f"{path}?externalUrl=https%3A%2F%2Fexample.com%2Fa.png"},
        ],
        stopOnFirstFailure="false",
    )
    image, file, by_url = api.outcome(ticket)["responses"]
    for refused in (image, file):
        assert refused["httpStatusCode"] == 400
        assert "cannot be part of a batch" in refused["httpStatusLine"]
    assert by_url["httpStatusCode"] in (200, 501)


def test_batches_are_listed_by_status(api: Any) -> None:
    tickets = [api.batch([_post("A")]) for _ in range(3)]
    page = api("GET", "/batch", status="COMPLETED", offset=1, limit=1).json
    assert page == {"items": [{"ticket": tickets[1], "status": "COMPLETED"}]}
    assert len(api("GET", "/batch", status="COMPLETED").json["items"]) == 3
    assert api("GET", "/batch", status="QUEUED").json == {"items": []}
    assert api("GET", "/batch", status="LOST").status == 400


@pytest.mark.parametrize("query", [{}, {"ticket": "unknown"}])
def test_an_unknown_ticket_is_a_wrong_parameter(api: Any, query: dict[str, str]) -> None:
    reply = api("GET", "/batch", **query)
    assert (reply.status, reply.code) == (400, "WRONG_PARAMETER")


def test_cancelling_a_group_that_is_done_stops_nothing(api: Any) -> None:
    api.batch([_post("A")], groupId="imports")
    assert api("POST", "/batch/cancel-group", groupId="imports").json == {"updateCount": 0}
    assert api("POST", "/batch/cancel-group").status == 400


def test_the_requests_inside_are_logged_with_their_batch(api: Any) -> None:
    api.batch([_post("A"), {"method": "GET", "path": "/products/5?lang=en"}])
    (batch,) = api.shop.requests
    created, read = batch.requests
    assert (created.method, created.path, created.body, created.status) == (
        "POST",
        "/products",
        {"name": "A"},
        200,
    )
    assert (read.path, read.query, read.status) == ("/products/5", {"lang": "en"}, 404)


def test_an_empty_batch_is_completed_at_once(api: Any) -> None:
    assert api.outcome(api.batch([])) == {
        "status": "COMPLETED",
        "totalRequests": 0,
        "completedRequests": 0,
        "responses": [],
    }


def test_the_same_seed_gives_the_same_tickets_and_ids(open_shop: Any) -> None:
    first, second, other = open_shop(), open_shop(), open_shop(random_seed=7)
    batch = [_post("A")]
    assert first.batch(batch) == second.batch(batch) != other.batch(batch)
    assert first.create() == second.create() != other.create()
