from __future__ import annotations

import itertools
import json
import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecwid_orm.api import Client, Outcome, OutcomeStatus, Request, Ticket, WSGITransport, batch
from ecwid_orm.api.batch import AHEAD, MOST
from ecwid_orm.api.pace import Pace
from ecwid_orm.emulator import Emulator, Fault
from ecwid_orm.exceptions import (
    BadAnswer,
    BadRequest,
    Conflict,
    InvalidToken,
    InvalidValue,
    NotFound,
    ServerError,
    Timeout,
    TransportError,
)
from tests.api.conftest import Script

DONE, FAILED = OutcomeStatus.DONE, OutcomeStatus.FAILED
NOT_EXECUTED, LOST = OutcomeStatus.NOT_EXECUTED, OutcomeStatus.LOST
Maker = Callable[..., Client]


def puts(count: int) -> list[Request]:
    return [Request("PUT", f"products/{n}", json={"price": n}) for n in range(count)]


def ticket(name: str = "T1") -> Any:
    return ("200 OK", {"ticket": name})


def state(*responses: Any, status: str = "COMPLETED", completed: int = 0, total: int = 2) -> Any:
    content = {"status": status, "totalRequests": total, "completedRequests": completed}
    return ("200 OK", {**content, "responses": list(responses)})


def response(id: str | None, code: int = 200, body: Any = None, **more: Any) -> dict[str, Any]:
    answer = {
        "status": "COMPLETED" if code == 200 else "FAILED",
        "httpStatusCode": code,
        "escapedHttpBody": json.dumps({"updateCount": 1} if body is None else body),
        **more,
    }
    return answer if id is None else {"id": id, **answer}


def outcomes_of(client: Client, requests: list[Request], **options: Any) -> list[Outcome]:
    return [one for part in batch.run(client, requests, **options) for one in part]


def statuses(outcomes: list[Outcome]) -> list[OutcomeStatus]:
    return [outcome.status for outcome in outcomes]


# Submitting -----------------------------------------------------------------------------------


def test_a_batch_is_submitted_with_its_key_and_options(client_of: Maker) -> None:
    script = Script(ticket())
    requests = puts(2)
    got = batch.submit(
        client_of(script), requests, deduplication_key="k1", parallel=True, group="g"
    )
    assert got == Ticket("T1", tuple(requests), "k1")
    assert script.sent[0].uri == (
        "/api/v3/1003/batch"
        "?deduplicationKey=k1&allowParallelMode=true&stopOnFirstFailure=false&groupId=g"
    )
    assert json.loads(script.sent[0].body) == [
        {"id": "0", "path": "products/0", "method": "PUT", "body": {"price": 0}},
        {"id": "1", "path": "products/1", "method": "PUT", "body": {"price": 1}},
    ]


@pytest.mark.parametrize(
    "problem",
    [
        ConnectionResetError(),
        TimeoutError(),
        ("502 Bad Gateway", b"<html>"),
        ("200 OK", b"<html>"),
        ("200 OK", b'{"ticket":"T', {"Content-Length": "99"}),
    ],
)
def test_a_lost_answer_is_asked_for_again_with_the_same_key(client_of: Maker, problem: Any) -> None:
    script = Script(problem, problem, ticket())
    assert batch.submit(client_of(script), puts(1), deduplication_key="k1").id == "T1"
    assert len({(one.uri, one.body) for one in script.sent}) == 1
    assert len(script.sent) == 3


@pytest.mark.parametrize("body", [{}, [], {"ticket": ""}, {"ticket": 5}, "T1"])
def test_an_answer_without_a_ticket_is_a_bad_answer(client_of: Maker, body: Any) -> None:
    with pytest.raises(BadAnswer, match="without a ticket"):
        batch.submit(client_of(Script(("200 OK", body))), puts(1), deduplication_key="k")


@pytest.mark.parametrize("count", [0, MOST + 1])
def test_a_batch_holds_one_to_500_requests(client_of: Maker, count: int) -> None:
    script = Script(ticket())
    with pytest.raises(InvalidValue, match=f"not {count}"):
        batch.submit(client_of(script), puts(count), deduplication_key="k")
    assert script.sent == []


def test_what_no_batch_can_hold_is_refused_before_anything_is_sent(client_of: Maker) -> None:
    script = Script(ticket())
    upload = Request("POST", "products/1/image", data=b"PNG")
    with pytest.raises(InvalidValue, match="externalUrl"):
        batch.run(client_of(script), [*puts(MOST), upload])
    assert script.sent == []


@given(st.integers(0, 2000))
def test_chunks_are_full_and_complete(count: int) -> None:
    requests = [Request("GET", "profile")] * count
    parts = list(batch.chunks(requests))
    assert sum(map(len, parts)) == count
    assert all(len(part) == MOST for part in parts[:-1])
    assert all(parts)


# Outcomes -------------------------------------------------------------------------------------


def poll_once(client_of: Maker, answer: Any, count: int = 2) -> batch.State:
    return batch.poll(client_of(Script(answer)), Ticket("T1", tuple(puts(count)), "k"))


def test_a_batch_that_is_not_done_says_how_far_it_is(client_of: Maker) -> None:
    for status, completed in (("QUEUED", 0), ("IN_PROGRESS", 1)):
        got = poll_once(client_of, state(status=status, completed=completed))
        assert got == batch.State(completed, 2, None)


def test_a_poll_asks_for_escaped_bodies(client_of: Maker) -> None:
    script = Script(state(response("0"), response("1")))
    batch.poll(client_of(script), Ticket("T 1", tuple(puts(2)), "k"))
    assert script.sent[0].uri.endswith("/batch?ticket=T%201&escapedJson=true")


def test_outcomes_are_matched_by_id_whatever_their_order(client_of: Maker) -> None:
    done = poll_once(client_of, state(response("1", body={"id": 1}), response("0", body={"id": 0})))
    assert done.outcomes is not None
    assert [one.response["id"] for one in done.outcomes if one.response] == [0, 1]
    assert [one.request.path for one in done.outcomes] == ["products/0", "products/1"]
    assert all(one.ok for one in done.outcomes)


def test_outcomes_without_ids_are_matched_by_position(client_of: Maker) -> None:
    done = poll_once(client_of, state(response(None, 404), response(None)))
    assert done.outcomes is not None
    assert statuses(list(done.outcomes)) == [FAILED, DONE]


def test_a_failure_is_an_error_of_its_class(client_of: Maker) -> None:
    body = {"errorMessage": "SKU exists", "errorCode": "SKU_ALREADY_EXISTS"}
    done = poll_once(client_of, state(response("0", 409, body), response("1", 500, "")))
    assert done.outcomes is not None
    first, second = done.outcomes
    assert isinstance(first.error, Conflict)
    assert first.error.code == "SKU_ALREADY_EXISTS"
    assert str(first.error).startswith("PUT products/0 was refused: SKU exists (409 ")
    assert first.error.request is first.request
    assert isinstance(second.error, ServerError)


def test_bodies_may_come_unescaped_with_exact_numbers(client_of: Maker) -> None:
    raw = (
        b'{"status":"COMPLETED","responses":[{"id":"0","status":"COMPLETED",'
        b'"httpStatusCode":200,"httpBody":{"price":19.90}}]}'
    )
    done = poll_once(client_of, ("200 OK", raw), count=1)
    assert done.outcomes is not None
    assert done.outcomes[0].response is not None
    assert str(done.outcomes[0].response["price"]) == "19.90"


@pytest.mark.parametrize(
    "answers",
    [
        None,
        [],
        "nonsense",
        {"0": "x"},
        [None, 5, "x"],
        [{"id": "0", "status": "NOT_EXECUTED"}],
        [{"id": "7", "status": "COMPLETED"}],
        [{"id": ["0"], "status": "COMPLETED"}],
        [{"id": {"a": 1}, "status": "COMPLETED"}],
        [{"id": "0", "status": 5}, {"id": "1"}],
    ],
)
def test_what_has_no_answer_was_not_executed(client_of: Maker, answers: Any) -> None:
    done = poll_once(client_of, ("200 OK", {"status": "COMPLETED", "responses": answers}))
    assert done.outcomes is not None
    assert statuses(list(done.outcomes)) == [NOT_EXECUTED, NOT_EXECUTED]


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ({"status": "COMPLETED"}, DONE),
        ({"status": "FAILED"}, FAILED),
        ({"status": "COMPLETED", "httpStatusCode": 404}, FAILED),
        ({"status": "FAILED", "httpStatusCode": "many", "httpStatusLine": None}, FAILED),
        ({"status": "COMPLETED", "httpStatusCode": 200, "escapedHttpBody": None}, DONE),
    ],
)
def test_half_an_answer_is_made_the_most_of(
    client_of: Maker, answer: Any, status: OutcomeStatus
) -> None:
    done = poll_once(client_of, state({"id": "0", **answer}), count=1)
    assert done.outcomes is not None
    assert done.outcomes[0].status is status
    assert (done.outcomes[0].error is None) == (status is DONE)


@pytest.mark.parametrize("body", [[], {}, {"status": None}, "COMPLETED"])
def test_a_state_without_status_is_a_bad_answer(client_of: Maker, body: Any) -> None:
    with pytest.raises(BadAnswer, match="without a status"):
        poll_once(client_of, ("200 OK", body))


# Running --------------------------------------------------------------------------------------


def test_all_batches_are_submitted_and_then_asked_for_in_order(client_of: Maker) -> None:
    def done(sent: Any) -> Any:
        count = 200 if "T3" in sent.uri else 500
        return state(*[response(str(n)) for n in range(count)])

    script = Script(ticket("T1"), ticket("T2"), ticket("T3"), done)
    outcomes = outcomes_of(client_of(script), puts(1200))
    assert [one.request.path for one in outcomes] == [f"products/{n}" for n in range(1200)]
    assert all(one.ok for one in outcomes)
    assert [one.method for one in script.sent] == ["POST"] * 3 + ["GET"] * 3
    assert [re.search("ticket=(..)", one.uri)[1] for one in script.sent[3:]] == ["T1", "T2", "T3"]  # type: ignore[index]  # it matches
    keys = {re.search("deduplicationKey=([^&]+)", one.uri)[1] for one in script.sent[:3]}  # type: ignore[index]  # it matches
    assert len({uuid.UUID(key) for key in keys}) == 3


def test_keys_can_be_made_by_the_caller(client_of: Maker) -> None:
    script = Script(ticket(), state(response("0")))
    outcomes_of(client_of(script), puts(1), key=lambda: "my-key")
    assert "deduplicationKey=my-key" in script.sent[0].uri


def test_outcomes_come_as_each_batch_is_done(client_of: Maker) -> None:
    script = Script(
        ticket("T1"),
        ticket("T2"),
        state(*[response(str(n)) for n in range(500)]),
        state(response("0")),
    )
    parts = batch.run(client_of(script), puts(501))
    assert script.sent == []
    assert len(next(parts)) == 500
    assert len(script.sent) == 3
    assert [len(part) for part in parts] == [1]


def test_only_so_many_batches_are_submitted_ahead(client_of: Maker) -> None:
    full = state(*[response(str(n)) for n in range(MOST)])
    script = Script(*[ticket(f"T{n}") for n in range(AHEAD)], full, ticket("T8"), full)
    parts = batch.run(client_of(script), puts(MOST * (AHEAD + 1)))
    next(parts)
    assert [call.method for call in script.sent] == ["POST"] * AHEAD + ["GET"]
    next(parts)
    assert [call.method for call in script.sent[AHEAD + 1 :]] == ["POST", "GET"]


def test_nothing_to_do_sends_nothing(client_of: Maker) -> None:
    script = Script(ticket())
    assert outcomes_of(client_of(script), []) == []
    assert script.sent == []


@pytest.mark.parametrize(
    ("problem", "status", "error"),
    [
        (("400 Bad Request", {"error_message": "Can't create batch."}), NOT_EXECUTED, BadRequest),
        (("500 Oops", b""), LOST, ServerError),
        (ConnectionResetError(), LOST, TransportError),
        (ConnectionRefusedError(), NOT_EXECUTED, TransportError),
        (("403 No", {"errorCode": "INVALID_API_TOKEN"}), NOT_EXECUTED, InvalidToken),
        (("200 OK", {}), LOST, BadAnswer),
    ],
)
def test_a_batch_that_cannot_be_submitted_leaves_the_others_right(
    client_of: Maker, problem: Any, status: OutcomeStatus, error: type[Exception]
) -> None:
    def answers(sent: Any) -> Any:
        if sent.method == "GET":
            return state(*[response(str(n)) for n in range(500)])
        return next(submissions)

    submissions = itertools.chain([ticket("T1")], itertools.repeat(problem))
    keys: list[int] = []
    outcomes = outcomes_of(
        client_of(Script(answers)), puts(1001), key=lambda: keys.append(1) or len(keys)
    )
    assert len(keys) == 2  # the third was not even tried
    second, third = outcomes[500:1000], outcomes[1000:]
    assert {one.status for one in second} == {status}
    assert {one.status for one in third} == {NOT_EXECUTED}
    assert all(type(one.error) is error for one in [*second, *third])
    if error is not InvalidToken:  # that one stops the polling too
        assert {one.status for one in outcomes[:500]} == {DONE}


def test_an_unknown_ticket_is_lost_and_the_next_batch_is_not(client_of: Maker) -> None:
    def answers(sent: Any) -> Any:
        if sent.method == "POST":
            return next(tickets)
        if "T1" in sent.uri:
            return ("404 Not Found", {"errorMessage": "Ticket not found"})
        return state(response("0"))

    tickets = iter([ticket("T1"), ticket("T2")])
    outcomes = outcomes_of(client_of(Script(answers)), puts(501))
    assert {one.status for one in outcomes[:500]} == {LOST}
    assert isinstance(outcomes[0].error, NotFound)
    assert outcomes[500].ok


def test_a_batch_that_does_not_move_is_given_up(client_of: Maker, time: Any) -> None:
    script = Script(ticket(), state(status="IN_PROGRESS", completed=1))
    began = time.now
    outcomes = outcomes_of(client_of(script), puts(2), patience=60)
    assert {one.status for one in outcomes} == {LOST}
    assert isinstance(outcomes[0].error, Timeout)
    assert 60 < time.now - began < 75
    assert len(script.sent) < 25


def test_a_batch_that_moves_slowly_is_not_given_up(client_of: Maker, time: Any) -> None:
    began = time.now

    def answers(sent: Any) -> Any:
        if sent.method == "POST":
            return ticket()
        completed = int((time.now - began) / 50)
        if completed < 10:
            return state(status="IN_PROGRESS", completed=completed, total=10)
        return state(*[response(str(n)) for n in range(10)])

    assert all(one.ok for one in outcomes_of(client_of(Script(answers)), puts(10), patience=60))


def test_nonsense_in_between_is_no_news(client_of: Maker) -> None:
    script = Script(ticket(), ("200 OK", {"status": None}), ("200 OK", []), state(response("0")))
    assert outcomes_of(client_of(script), puts(1))[0].ok


def test_the_client_batches_in_order_unless_told_otherwise(client_of: Maker) -> None:
    script = Script(ticket(), state(response("0"), response("1")))
    outcomes = client_of(script).batch(puts(2))
    assert statuses(outcomes) == [DONE, DONE]
    assert "allowParallelMode=false&stopOnFirstFailure=false" in script.sent[0].uri


def test_a_group_is_cancelled(client_of: Maker) -> None:
    script = Script(("200 OK", {"updateCount": 1}), ("200 OK", {"updateCount": 0}))
    client = client_of(script)
    assert batch.cancel(client, "g1")
    assert not batch.cancel(client, "g1")
    assert script.sent[0].uri.endswith("/batch/cancel-group?groupId=g1")


# Pace -----------------------------------------------------------------------------------------


def test_the_first_look_is_soon_and_then_as_the_pace_says() -> None:
    pace = Pace(0.0)
    assert pace.delay(500, 0.0) == 0.1
    pace.saw(200, 0.2)
    assert pace.delay(500, 0.2) == pytest.approx(0.33)
    assert pace.delay(500, 0.3) == pytest.approx(0.23)


def test_there_is_no_hurry_while_there_is_more_to_come() -> None:
    pace = Pace(0.0)
    pace.saw(200, 0.2)
    assert pace.delay(500, 0.2, more=True) == pytest.approx(0.33 + 0.15)


def test_the_pace_is_that_of_late() -> None:
    pace = Pace(0.0)
    pace.saw(100, 100.0)
    for number in range(1, 7):
        pace.saw(500 * number + 100, 100.0 + number)
    assert pace.delay(3500, 106.0) == pytest.approx(1.1 * 400 / 500)


def test_without_news_the_waits_double_up_to_the_cap() -> None:
    pace = Pace(0.0)
    delays = []
    for _ in range(9):
        delays.append(pace.delay(500, 0.0))
        pace.saw(0, 0.0)
    assert delays == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0, 5.0]


def test_a_stall_is_not_hammered_and_movement_ends_it() -> None:
    pace = Pace(0.0)
    pace.saw(499, 0.1)
    for expected in (0.1, 0.2, 0.4, 0.8):
        assert pace.delay(500, 1.0) == pytest.approx(expected)
        pace.saw(499, 1.0)
    pace.saw(500, 2.0)
    assert pace.delay(600, 2.0) == pytest.approx(1.1 * 100 / 250)


def test_a_batch_found_done_says_nothing_about_the_pace() -> None:
    pace = Pace(0.0)
    pace.saw(400, 0.2)
    pace.saw(500, 0.4, finished=True)
    assert pace.delay(1000, 0.4) == pytest.approx(0.2 + 1.1 * 600 / 2000 - 0.4)


def test_batches_that_are_done_when_asked_for_are_asked_for_earlier_and_earlier() -> None:
    pace = Pace(0.0)
    pace.saw(100, 0.1)
    early = []
    for done in range(500, 5001, 500):
        now = done / 1000
        pace.saw(done, now, finished=True)
        late = 0.1 + 1.1 * (done + 500 - 100) / 1000
        early.append(late - now - pace.delay(done + 500, now))
    assert early[:6] == pytest.approx([0.03 * (2**found - 1) * 0.5 for found in range(6)])
    assert pace.delay(5500, 5.0) == 0.1
    pace.saw(5100, 5.1)
    assert pace.delay(5500, 5.1) == pytest.approx(1.1 * 0.4)


def test_after_a_batch_that_was_done_at_once_the_next_is_asked_for_at_once() -> None:
    pace = Pace(0.0)
    pace.saw(500, 3.0, finished=True)
    assert pace.delay(1000, 3.0) == 0.0
    pace.saw(500, 3.1)  # but that one has not begun
    assert pace.delay(1000, 3.1) == pytest.approx(0.2)


@given(
    seen=st.lists(st.tuples(st.integers(0, 500), st.floats(0, 1e6)), max_size=20),
    ahead=st.integers(0, 10_000),
    now=st.floats(0, 1e6),
)
def test_a_wait_is_never_under_the_first_or_over_the_cap(
    seen: list[tuple[int, float]], ahead: int, now: float
) -> None:
    pace = Pace(0.0)
    for done, at in sorted(seen, key=lambda one: one[1]):
        pace.saw(done, at)
    assert 0.1 <= pace.delay(ahead, now) <= 5.0


def simulate(count: int, latency: float, *, per_request: float) -> tuple[int, float]:
    """Calls and seconds that a run takes on an Ecwid of that speed, with the time simulated."""
    now, calls, starts = 0.0, 0, []
    requests = puts(count)

    class Ecwid:
        """100 requests of a batch at once, one batch after the other."""

        clock = staticmethod(lambda: now)

        @staticmethod
        def sleep(seconds: float) -> None:
            nonlocal now
            now += seconds

        @staticmethod
        def request(request: Request) -> Any:
            nonlocal now, calls
            calls += 1
            now += latency
            if request.method == "POST":
                size = len(request.json)
                begins = max(now, starts[-1][1] if starts else 0)
                ends = begins + -(-size // 100) * per_request
                starts.append((begins, ends, size))
                return _answer(request, {"ticket": str(len(starts) - 1)})
            begins, ends, size = starts[int(request.params["ticket"])]
            done = min(size, max(0, int((now - begins) / per_request) * 100))
            content: dict[str, Any] = {"totalRequests": size, "completedRequests": done}
            if now < ends:
                return _answer(request, {**content, "status": "IN_PROGRESS"})
            answers = [response(str(n)) for n in range(size)]
            return _answer(request, {**content, "status": "COMPLETED", "responses": answers})

    assert all(one.ok for part in batch.run(Ecwid(), requests, parallel=True) for one in part)
    return calls, now


def _answer(request: Request, content: Any) -> Any:
    from ecwid_orm.api import Response

    return Response(200, {}, json.dumps(content).encode(), request=request)


def test_a_thousand_requests_take_five_calls_and_under_nine_tenths_of_a_second() -> None:
    calls, seconds = simulate(1000, 0.05, per_request=0.05)
    assert calls <= 5
    assert seconds <= 0.9


@given(count=st.integers(1, 3000), latency=st.floats(0.005, 0.5), per_request=st.floats(0.005, 2.0))
def test_at_any_speed_few_calls_are_wasted_and_little_time(
    count: int, latency: float, per_request: float
) -> None:
    calls, seconds = simulate(count, latency, per_request=per_request)
    batches = -(-count // 500)
    work = batches * latency + sum(
        -(-min(500, count - start) // 100) * per_request for start in range(0, count, 500)
    )
    assert calls <= 2 * batches + 15
    assert seconds <= 2 * (work + latency) + 1.0


# Against the emulator -------------------------------------------------------------------------


@pytest.fixture
def shop() -> Iterator[Emulator]:
    shop = Emulator(background=False, rate_limit=None)
    yield shop
    shop.close()


@pytest.fixture
def client(shop: Emulator, time: Any) -> Client:
    return Client(
        shop.store_id,
        shop.token,
        url=shop.url,
        transport=WSGITransport(shop.wsgi),
        clock=time.clock,
        sleep=time.sleep,
    )


def creates(count: int) -> list[Request]:
    return [Request("POST", "products", json={"name": f"Cap {n}"}) for n in range(count)]


def test_many_creates_are_few_calls(client: Client, shop: Emulator) -> None:
    outcomes = client.batch(creates(501))
    assert len({one.response["id"] for one in outcomes if one.response}) == 501
    assert client.get("products", {"limit": 1})["total"] == 501
    assert len(shop.requests) == 5


@pytest.mark.parametrize(
    "kind", ["5xx_before", "5xx_after", "dropped_before", "dropped_after", "truncated", "not_json"]
)
@pytest.mark.parametrize("method", ["POST", "GET"])
def test_whatever_goes_wrong_each_create_is_done_once(
    client: Client, shop: Emulator, kind: Any, method: str
) -> None:
    shop.faults.add(Fault(kind, method=method, path="/batch", times=2))
    outcomes = client.batch(creates(3))
    assert statuses(outcomes) == [DONE] * 3
    shop.faults.clear()
    assert client.get("products", {"limit": 1})["total"] == 3


def test_a_batch_may_fail_in_part(client: Client) -> None:
    requests = [*creates(1), Request("PUT", "products/999", json={"price": 1}), *creates(1)]
    outcomes = client.batch(requests)
    assert statuses(outcomes) == [DONE, FAILED, DONE]
    assert isinstance(outcomes[1].error, NotFound)


def test_a_batch_may_stop_at_the_first_failure(client: Client) -> None:
    requests = [*creates(1), Request("PUT", "products/999", json={"price": 1}), *creates(1)]
    outcomes = client.batch(requests, stop_on_first_failure=True)
    assert statuses(outcomes) == [DONE, FAILED, NOT_EXECUTED]


def test_of_a_cancelled_group_no_more_is_done() -> None:
    shop = Emulator(latency=0.02, rate_limit=None)
    transport = WSGITransport(shop.wsgi)
    with Client(shop.store_id, shop.token, url=shop.url, transport=transport) as client:
        made = batch.submit(client, creates(500), deduplication_key=str(uuid.uuid4()), group="g1")
        assert batch.cancel(client, "g1")
        [outcomes] = batch.wait(client, [made])
        assert {outcome.status for outcome in outcomes[-400:]} == {NOT_EXECUTED}
        assert not batch.cancel(client, "g1")
    shop.close()
