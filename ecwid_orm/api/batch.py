"""Many requests in one call: queued at Ecwid, carried out there, their outcomes asked for.

https://docs.ecwid.com/api-reference/rest-api/batch-requests
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol
from uuid import uuid4

from ecwid_orm.api import codec
from ecwid_orm.api.errors import api_error
from ecwid_orm.api.pace import Pace
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
    "Part",
    "Sender",
    "State",
    "Ticket",
    "cancel",
    "chunks",
    "poll",
    "run",
    "stream",
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
    watch = _Watch(sender, sender.clock() if since is None else since, patience)
    for number, ticket in enumerate(tickets, 1):
        yield watch.outcomes(ticket, more=number < len(tickets))


class _Watch:
    """Asks for batches that were submitted one after the other, each when it should be done."""

    def __init__(self, sender: Sender, since: float, patience: float) -> None:
        self._sender = sender
        self._pace = Pace(since)
        self._patience = patience
        self._before = 0

    def outcomes(self, ticket: Ticket, *, more: bool) -> tuple[Outcome, ...]:
        """The outcomes of the batch that comes next; `more` says whether others are behind it."""
        sender, pace = self._sender, self._pace
        ahead = self._before + len(ticket.requests)
        outcomes: tuple[Outcome, ...] | None = None
        while outcomes is None:
            sender.sleep(pace.delay(ahead, sender.clock(), more=more))
            try:
                state = poll(sender, ticket)
            except BadAnswer:
                pace.saw(0, sender.clock())  # no news; the next answer may be better
            except (ApiError, TransportError) as error:
                outcomes = _all(ticket.requests, OutcomeStatus.LOST, error)
            else:
                outcomes = state.outcomes
                done = ahead if outcomes else self._before + state.completed
                pace.saw(done, sender.clock(), finished=outcomes is not None)
            if outcomes is None and pace.idle(sender.clock()) > self._patience:
                stuck = Timeout(
                    f"a batch of {len(ticket.requests)} requests did not move for"
                    f" {self._patience:.0f} s; whether they are carried out is not known"
                )
                outcomes = _all(ticket.requests, OutcomeStatus.LOST, stuck)
        self._before = ahead
        return outcomes


AHEAD = 8
"""Batches that are submitted before the first of them is done: enough to keep Ecwid busy, and few
enough that any number of requests needs only the memory of so many."""


class Part(Protocol):
    """What one batch carries, and the key that makes it safe to submit again."""

    @property
    def key(self) -> str:
        """Deduplication key, a UUID."""
        ...

    @property
    def requests(self) -> Sequence[Request]:
        """At most 500 requests; asked for when the part is submitted."""
        ...


def stream(
    sender: Sender,
    parts: Iterable[Part],
    *,
    parallel: bool = False,
    stop_on_first_failure: bool = False,
    group: str | None = None,
    patience: float = PATIENCE,
    submitted: Callable[[Ticket], object] | None = None,
) -> Iterator[tuple[Outcome, ...]]:
    """The outcomes of each part, in their order; as a batch is done, the next is submitted.

    A part is drawn just before it is submitted, so that whoever makes them can write down what is
    about to go out; `submitted` is told each ticket. If one cannot be submitted, no more are drawn,
    and the last outcomes are its own. Raises nothing of Ecwid's.
    """
    coming = iter(parts)
    queue: deque[Ticket] = deque()
    watch: _Watch | None = None
    unsubmitted: tuple[Outcome, ...] | None = None
    drawn = True
    while True:
        while drawn and unsubmitted is None and len(queue) < AHEAD:
            part = next(coming, None)
            if part is None:
                drawn = False
                break
            requests = tuple(part.requests)
            try:
                ticket = submit(
                    sender,
                    requests,
                    deduplication_key=part.key,
                    parallel=parallel,
                    stop_on_first_failure=stop_on_first_failure,
                    group=group,
                )
            except (ApiError, TransportError) as error:
                status = OutcomeStatus.LOST if error.in_doubt else OutcomeStatus.NOT_EXECUTED
                unsubmitted = _all(requests, status, error)
                break
            watch = watch or _Watch(sender, sender.clock(), patience)
            if submitted is not None:
                submitted(ticket)
            queue.append(ticket)
        if not queue:
            break
        assert watch is not None
        ticket = queue.popleft()
        yield watch.outcomes(ticket, more=bool(queue))
    if unsubmitted is not None:
        yield unsubmitted


@dataclass(frozen=True, slots=True)
class _Chunk:
    """A part of a list of requests."""

    key: str
    requests: tuple[Request, ...]


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

    The iterator gives the outcomes of each batch as it is done, in the order of the requests; it
    submits ahead of that. If a batch cannot be submitted, those after it are not tried.
    `stop_on_first_failure` goes only as far as one batch. `key` makes deduplication keys.

    Raises InvalidValue, before anything is sent, for a request that no batch can hold.
    """
    for request in requests:
        request.batch_item("")
    parts = list(chunks(requests))
    landed = stream(
        sender,
        (_Chunk(str(key()), part) for part in parts),
        parallel=parallel,
        stop_on_first_failure=stop_on_first_failure,
        group=group,
        patience=patience,
    )
    return _completed(parts, landed)


def _completed(
    parts: Sequence[tuple[Request, ...]], landed: Iterator[tuple[Outcome, ...]]
) -> Iterator[tuple[Outcome, ...]]:
    """The outcomes of all parts; those that were not tried failed by what befell the last."""
    done = 0
    error: ApiError | TransportError | None = None
    for outcomes in landed:
        done += 1
        error = outcomes[-1].error
        yield outcomes
    for part in parts[done:]:
        yield _all(part, OutcomeStatus.NOT_EXECUTED, error)


def _all(
    requests: Sequence[Request], status: OutcomeStatus, error: ApiError | TransportError | None
) -> tuple[Outcome, ...]:
    return tuple(Outcome(request, status, error=error) for request in requests)
