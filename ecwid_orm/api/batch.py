"""Many requests in one call: queued at Ecwid, carried out there, their outcomes asked for.

https://docs.ecwid.com/api-reference/rest-api/batch-requests
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol
from uuid import uuid4

from ecwid_orm.api import codec
from ecwid_orm.api.errors import api_error
from ecwid_orm.api.request import Request, Response
from ecwid_orm.exceptions import (
    ApiError,
    BadAnswer,
    InvalidValue,
    Timeout,
    TransportError,
)

__all__ = [
    "MOST",
    "Outcome",
    "OutcomeStatus",
    "Pace",
    "Sender",
    "State",
    "Ticket",
    "cancel",
    "chunks",
    "poll",
    "run",
    "submit",
    "wait",
]

MOST = 500
"""Requests in one batch."""

PATIENCE = 300.0
"""Seconds without any progress after which a batch is given up. A request that fails keeps Ecwid
busy for some 15 s, and batches of other apps in the store come first."""


class Sender(Protocol):
    """What is needed of a client."""

    @property
    def clock(self) -> Callable[[], float]:
        """Monotonic time in seconds."""
        ...

    @property
    def sleep(self) -> Callable[[float], object]:
        """Waits so many seconds."""
        ...

    def request(self, request: Request) -> Response:
        """The answer to a request; see `Client.request`."""
        ...


class OutcomeStatus(StrEnum):
    """What became of a request."""

    DONE = "DONE"
    FAILED = "FAILED"
    NOT_EXECUTED = "NOT_EXECUTED"
    LOST = "LOST"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one request of a batch.

    DONE: `response` is the answer. FAILED: Ecwid refused it; `error` is an ApiError, `response`
    the answer it is made from. NOT_EXECUTED: it never ran, since something before it failed;
    `error` says what, if that is known. LOST: nobody can say whether it ran; `error` says why. The
    same requests submitted with the same key within the hour tell.
    """

    request: Request
    status: OutcomeStatus
    response: Response | None = None
    error: ApiError | TransportError | None = None

    @property
    def ok(self) -> bool:
        """Whether the request was carried out."""
        return self.status is OutcomeStatus.DONE


@dataclass(frozen=True, slots=True)
class Ticket:
    """A batch that Ecwid has: what to ask by, what is in it, the key that it was submitted with."""

    id: str
    requests: tuple[Request, ...]
    deduplication_key: str


@dataclass(frozen=True, slots=True)
class State:
    """How far a batch has come. `outcomes` has one for each request once it is done, else None."""

    completed: int
    total: int
    outcomes: tuple[Outcome, ...] | None = None


def chunks(requests: Sequence[Request]) -> Iterator[tuple[Request, ...]]:
    """The requests in parts that one batch can hold."""
    for start in range(0, len(requests), MOST):
        yield tuple(requests[start : start + MOST])


def submit(
    sender: Sender,
    requests: Sequence[Request],
    *,
    deduplication_key: str,
    parallel: bool = False,
    stop_on_first_failure: bool = False,
    group: str | None = None,
) -> Ticket:
    """Queue a batch of at most 500 requests.

    `deduplication_key`, a UUID, makes it safe to ask again: for an hour the same key brings the
    same ticket and runs nothing. So a lost answer is asked for again by the client, and after a
    crash by whoever kept the key. `parallel` carries out up to 100 at once, in no order.

    Raises InvalidValue for what no batch can hold, ApiError if Ecwid refuses the batch, and
    TransportError if nobody knows whether it has it.
    """
    call = _submission(
        requests,
        params={
            "deduplicationKey": deduplication_key,
            "allowParallelMode": parallel,
            "stopOnFirstFailure": stop_on_first_failure,
            "groupId": group,
        },
    )
    response = sender.request(call)
    content = response.json()
    ticket = content.get("ticket") if isinstance(content, dict) else None
    if not isinstance(ticket, str) or not ticket:
        raise BadAnswer(f"{call} was answered without a ticket", request=call)
    return Ticket(ticket, tuple(requests), deduplication_key)


def _submission(requests: Sequence[Request], params: Mapping[str, Any]) -> Request:
    if not 0 < len(requests) <= MOST:
        raise InvalidValue(f"a batch holds 1 to {MOST} requests, not {len(requests)}; see chunks()")
    items = [request.batch_item(str(index)) for index, request in enumerate(requests)]
    # Idempotent thanks to the key.
    return Request("POST", "batch", params=params, json=items, idempotent=True)


def poll(sender: Sender, ticket: Ticket) -> State:
    """Ask once how far a batch has come.

    Raises ApiError for a ticket that Ecwid does not know, TransportError as any call.
    """
    response = sender.request(
        Request("GET", "batch", params={"ticket": ticket.id, "escapedJson": True})
    )
    content = response.json()
    if not isinstance(content, dict) or not isinstance(content.get("status"), str):
        raise BadAnswer(
            f"{response.request} was answered without a status", request=response.request
        )
    total = _count(content, "totalRequests", len(ticket.requests))
    if content["status"] != "COMPLETED":
        return State(_count(content, "completedRequests", 0), total)
    return State(total, total, _outcomes(ticket.requests, content.get("responses")))


def _count(content: Mapping[str, Any], name: str, default: int) -> int:
    value = content.get(name)
    return value if isinstance(value, int) else default


def _outcomes(requests: Sequence[Request], answers: object) -> tuple[Outcome, ...]:
    """An outcome for each request: matched by id, or by position where answers have none."""
    listed = [a for a in answers if isinstance(a, dict)] if isinstance(answers, list) else []
    by_id: dict[str, Mapping[str, Any]] = {}
    for index, answer in enumerate(listed):
        named = answer.get("id")
        by_id.setdefault(str(index if named is None else named), answer)
    return tuple(
        _outcome(request, by_id.get(str(index), {})) for index, request in enumerate(requests)
    )


def _outcome(request: Request, answer: Mapping[str, Any]) -> Outcome:
    status = answer.get("status")
    if status not in ("COMPLETED", "FAILED"):
        return Outcome(request, OutcomeStatus.NOT_EXECUTED)
    code = answer.get("httpStatusCode")
    if not isinstance(code, int):
        code = 200 if status == "COMPLETED" else 500
    escaped = answer.get("escapedHttpBody")
    if isinstance(escaped, str):
        raw = escaped.encode()
    else:
        raw = codec.dumps(answer["httpBody"]) if "httpBody" in answer else b""
    response = Response(code, {}, raw, request=request, reason=answer.get("httpStatusLine") or "")
    if response.ok:
        return Outcome(request, OutcomeStatus.DONE, response)
    # There is no Retry-After inside a batch, so the time does not matter.
    return Outcome(request, OutcomeStatus.FAILED, response, api_error(response, now=0.0))


def cancel(sender: Sender, group: str) -> bool:
    """Stop what has not run yet of the batches submitted with that group; whether there was any."""
    response = sender.request(
        Request("POST", "batch/cancel-group", params={"groupId": group}, idempotent=True)
    )
    return bool(response["updateCount"])


class Pace:
    """When to ask next how far the batches are.

    Waits `first` seconds, then until the batch should be done at the pace seen so far, then, if
    nothing moves, twice as long each time; never over `cap`. Pure: it is told the time.
    """

    def __init__(self, started: float, *, first: float = 0.1, cap: float = 5.0) -> None:
        self._started = started
        self._first = first
        self._cap = cap
        self._done = 0
        self._moved = started
        self._stalled = 0
        # A pace is only known from a batch that was seen on its way; one that is done may have
        # been so for long.
        self._pace = 0.0
        self._on_its_way = False
        self._found_done = 0

    def saw(self, done: int, now: float, *, finished: bool = False) -> None:
        """An answer said that so many requests are done, in all batches together.

        `finished`: that was the last of its batch.
        """
        if done <= self._done:
            self._stalled += 1
            return
        self._done, self._moved, self._stalled = done, now, 0
        if not finished:
            self._pace = done / max(now - self._started, 1e-6)
            self._found_done = 0
        elif not self._on_its_way:
            self._found_done += 1
        self._on_its_way = not finished

    def delay(self, ahead: int, now: float) -> float:
        """Seconds to wait from `now` until the first `ahead` requests in all should be done."""
        shortest = min(self._cap, self._first * 2.0 ** min(self._stalled, 30))
        if not self._pace:
            # One was done already: the next may be, too.
            return 0.0 if self._found_done and not self._stalled else shortest
        # A tenth more than the pace says, for asking too early costs a whole call; but each batch
        # that was done when it was first asked for says that it is time to ask earlier.
        margin = 1.1 * 0.8**self._found_done
        due = self._started + margin * ahead / self._pace
        return min(self._cap, max(shortest, due - now))

    def idle(self, now: float) -> float:
        """Seconds since something last moved."""
        return now - self._moved


def wait(
    sender: Sender,
    tickets: Sequence[Ticket],
    *,
    since: float | None = None,
    patience: float = PATIENCE,
) -> Iterator[tuple[Outcome, ...]]:
    """The outcomes of each batch, as soon as it is done, in the order of the tickets.

    Ecwid carries out the batches of a store first in, first out, so only the first one that is not
    done is asked for. `since` is the sender's clock when the first was submitted. Raises nothing of
    Ecwid's: a batch that nobody can tell about any more, as its ticket is unknown, the network is
    gone or nothing moves for `patience` seconds, is LOST.
    """
    pace = Pace(sender.clock() if since is None else since)
    before = 0
    for ticket in tickets:
        ahead = before + len(ticket.requests)
        outcomes: tuple[Outcome, ...] | None = None
        while outcomes is None:
            sender.sleep(pace.delay(ahead, sender.clock()))
            try:
                state = poll(sender, ticket)
            except BadAnswer:
                pace.saw(0, sender.clock())  # no news; the next answer may be better
            except (ApiError, TransportError) as error:
                outcomes = _all(ticket.requests, OutcomeStatus.LOST, error)
            else:
                outcomes = state.outcomes
                done = ahead if outcomes else before + state.completed
                pace.saw(done, sender.clock(), finished=outcomes is not None)
            if outcomes is None and pace.idle(sender.clock()) > patience:
                stuck = Timeout(
                    f"a batch of {len(ticket.requests)} requests did not move for {patience:.0f} s;"
                    " whether they are carried out is not known"
                )
                outcomes = _all(ticket.requests, OutcomeStatus.LOST, stuck)
        yield outcomes
        before = ahead


def run(
    sender: Sender,
    requests: Sequence[Request],
    *,
    parallel: bool = False,
    stop_on_first_failure: bool = False,
    group: str | None = None,
    key: Callable[[], object] = uuid4,
    patience: float = PATIENCE,
) -> Iterator[tuple[Outcome, ...]]:
    """Carry out any number of requests, in as many batches as they need.

    All batches are submitted before this returns; the iterator then gives the outcomes of each as
    it is done, in the order of the requests. If a batch cannot be submitted, those after it are not
    tried. `stop_on_first_failure` goes only as far as one batch. `key` makes deduplication keys.

    Raises InvalidValue, before anything is sent, for a request that no batch can hold.
    """
    for request in requests:
        request.batch_item("")
    parts = list(chunks(requests))
    tickets: list[Ticket] = []
    since = None
    failure: ApiError | TransportError | None = None
    for part in parts:
        try:
            ticket = submit(
                sender,
                part,
                deduplication_key=str(key()),
                parallel=parallel,
                stop_on_first_failure=stop_on_first_failure,
                group=group,
            )
        except (ApiError, TransportError) as error:
            failure = error
            break
        since = sender.clock() if since is None else since
        tickets.append(ticket)
    submitted = wait(sender, tickets, since=since, patience=patience)
    if failure is None:
        return submitted
    return itertools.chain(submitted, _unsubmitted(parts[len(tickets) :], failure))


def _unsubmitted(
    parts: Sequence[Sequence[Request]], error: ApiError | TransportError
) -> Iterator[tuple[Outcome, ...]]:
    """Outcomes of the batch that could not be submitted, and of those after it."""
    first, *rest = parts
    yield _all(first, OutcomeStatus.LOST if error.in_doubt else OutcomeStatus.NOT_EXECUTED, error)
    for part in rest:
        yield _all(part, OutcomeStatus.NOT_EXECUTED, error)


def _all(
    requests: Sequence[Request], status: OutcomeStatus, error: ApiError | TransportError
) -> tuple[Outcome, ...]:
    return tuple(Outcome(request, status, error=error) for request in requests)
