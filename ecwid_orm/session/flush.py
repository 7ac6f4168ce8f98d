"""Sending a plan: wave by wave, alone or in batches, each outcome applied as it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ecwid_orm.api import Client, Outcome, OutcomeStatus, Request, Response, batch
from ecwid_orm.exceptions import (
    ApiError,
    BadAnswer,
    CommitError,
    Failure,
    InDoubt,
    InvalidToken,
    NotFound,
    SessionError,
    TransportError,
)
from ecwid_orm.model import Delta
from ecwid_orm.session.errands import doubt
from ecwid_orm.session.flight import MEMORY, Flight
from ecwid_orm.session.outcomes import Outcomes, values_of
from ecwid_orm.session.plan import Operation, Plan
from ecwid_orm.session.scope import Scope


@dataclass(frozen=True, slots=True)
class CommitResult:
    """What a commit did: its `id`, the `operations` carried out, the `http_calls` it took.

    `batched` is how many requests travelled inside batches.
    """

    id: str
    operations: tuple[Operation, ...] = ()
    http_calls: int = 0
    batched: int = 0


class _Counted:
    """The client, with its calls counted."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.calls = 0

    @property
    def clock(self) -> Callable[[], float]:
        return self._client.clock

    @property
    def sleep(self) -> Callable[[float], object]:
        return self._client.sleep

    def request(self, request: Request) -> Response:
        before = self._client.calls
        try:
            return self._client.request(request)
        finally:
            self.calls += self._client.calls - before


class Flush:
    """One commit on its way. Whatever happens, `session.flights` names what is still unknown."""

    def __init__(self, scope: Scope, outcomes: Outcomes) -> None:
        self._scope = scope
        self._sender = _Counted(scope.client)
        self._outcomes = outcomes
        self._done: list[Operation] = []
        self._failures: list[Failure] = []
        self._not_executed: list[Operation] = []
        self._batched = 0
        self._halted = False

    def settle(self) -> None:
        """Learn what became of batches whose answer was lost, by asking with the same key."""
        for flight in list(self._scope.flights):
            if self._sender.clock() - flight.since > MEMORY:
                self._scope.flights.remove(flight)
                for operation in flight.operations:
                    if not operation.idempotent:
                        self._doubted(operation, _doubt(operation))
                continue
            self._fly([flight], again=True)

    def run(self, plan: Plan) -> None:
        """Send the waves of a plan; what waits for something that failed is not executed."""
        for wave in plan.waves:
            done = set(self._done)
            ready = []
            for operation in wave:
                if self._halted or not plan.waits.get(operation, frozenset()) <= done:
                    self._not_executed.append(operation)
                else:
                    ready.append(operation)
            packed = [operation for operation in ready if not operation.has_bytes]
            if len(packed) == 1 and packed[0].idempotent:
                self._alone(packed[0])
            elif packed:
                self._fly(self._flights(packed))
            for operation in ready:
                if operation.has_bytes:
                    self._upload(operation)

    @property
    def failed(self) -> bool:
        """Whether anything failed so far."""
        return bool(self._failures)

    def result(self, commit_id: str) -> CommitResult:
        """What was done. Raises CommitError where anything failed."""
        self._outcomes.finish()
        result = CommitResult(commit_id, tuple(self._done), self._sender.calls, self._batched)
        if self._failures:
            raise CommitError(
                _summary(self._failures, self._not_executed, result),
                self._failures,
                not_executed=self._not_executed,
                result=result,
            )
        return result

    # Sending -----------------------------------------------------------------------------

    def _alone(self, operation: Operation) -> None:
        try:
            response = self._sender.request(operation.request())
        except (ApiError, TransportError) as error:
            self._failed(operation, error)
        else:
            self._succeeded(operation, response)

    def _upload(self, operation: Operation) -> None:
        """Send bytes; where nobody knows whether they arrived, they are not sent again."""
        assert operation.upload is not None
        if self._halted:
            self._not_executed.append(operation)
            return
        try:
            with operation.upload.opened() as data:
                response = self._sender.request(operation.request(data))
        except (ApiError, TransportError) as error:
            if error.in_doubt and not operation.idempotent:
                self._halted = self._halted or isinstance(error, TransportError)
                self._doubted(operation, doubt(operation, error))
            else:
                self._failed(operation, error)
        except Exception as error:  # noqa: BLE001  # of the file, or of who is told the progress
            self._failures.append(Failure(operation.instance, error, operation))
        else:
            self._succeeded(operation, response)

    def _flights(self, operations: Sequence[Operation]) -> list[Flight]:
        requests = [operation.request() for operation in operations]
        flights = []
        for start in range(0, len(operations), batch.MOST):
            part = slice(start, start + batch.MOST)
            key = str(self._scope.new_key())
            flights.append(
                Flight(key, tuple(operations[part]), tuple(requests[part]), self._sender.clock())
            )
        return flights

    def _fly(self, flights: list[Flight], *, again: bool = False) -> None:
        """Submit all batches of a wave, and apply the outcomes of each as it is done."""
        known = self._scope.flights
        known.extend(flight for flight in flights if flight not in known)
        keys = iter([flight.key for flight in flights])
        requests = [request for flight in flights for request in flight.requests]
        parts = batch.run(self._sender, requests, parallel=True, key=keys.__next__)
        for flight, outcomes in zip(flights, parts, strict=True):
            self._land(flight, outcomes, again)

    def _land(self, flight: Flight, outcomes: Iterable[Outcome], again: bool) -> None:
        unknown = False
        for operation, outcome in zip(flight.operations, outcomes, strict=True):
            if outcome.status is OutcomeStatus.DONE:
                self._batched += 1
                self._succeeded(operation, outcome.response)
            elif outcome.status is OutcomeStatus.NOT_EXECUTED and outcome.error is None:
                self._not_executed.append(operation)
            else:
                self._batched += outcome.status is OutcomeStatus.FAILED
                # If it could not even be asked again, it is as unknown as it was.
                unasked = again and outcome.status is OutcomeStatus.NOT_EXECUTED
                unknown = unknown or unasked or outcome.status is OutcomeStatus.LOST
                assert outcome.error is not None
                self._failed(operation, outcome.error)
        if not unknown:
            self._scope.flights.remove(flight)

    # Outcomes ----------------------------------------------------------------------------

    def _succeeded(self, operation: Operation, response: Response | None) -> None:
        values = values_of(operation)
        try:
            self._outcomes.done(operation, response)
        except BadAnswer as error:
            self._doubted(operation, error)
            return
        self._done.append(operation)
        try:
            self._outcomes.announce(operation, values)
        except Exception as error:  # noqa: BLE001  # a receiver's own error must not lose the rest
            self._failures.append(Failure(operation.instance, error, operation))

    def _doubted(self, operation: Operation, error: SessionError | TransportError) -> None:
        """It may have been done, and sending it again might do it twice."""
        self._outcomes.dropped(operation)
        self._failures.append(Failure(operation.instance, error, operation))

    def _failed(self, operation: Operation, error: ApiError | TransportError) -> None:
        if operation.kind == "delete" and isinstance(error, NotFound) and not error.of_store:
            # Gone already, be it by an earlier try whose answer was lost: that is what was wanted.
            self._succeeded(operation, None)
            return
        # A dead token, or no connection: going on would only fail again.
        self._halted = self._halted or isinstance(error, InvalidToken | TransportError)
        self._failures.append(Failure(operation.instance, error, operation))


def _doubt(operation: Operation) -> InDoubt:
    if operation.upload is not None:
        return doubt(operation)
    again = (
        "session.add() sends it anew"
        if operation.kind == "create"
        else f"{_assignment(operation)} sends it anew"
    )
    return InDoubt(
        f"{operation}: the answer was lost, and Ecwid remembers for an hour only whether it was "
        f"done; look in the shop. It is not sent again by itself: {again}"
    )


def _assignment(operation: Operation) -> str:
    (name,) = operation.changes
    (amount,) = (operation.body or {}).values()
    field = type(operation.instance).__fields__[name]
    return f"{name} = {Delta(field, amount)!r}"


def _summary(
    failures: Sequence[Failure], not_executed: Sequence[Operation], result: CommitResult
) -> str:
    lines = [
        f"{len(failures)} failed, {len(not_executed)} not executed, "
        f"{len(result.operations)} done; the next commit sends what is left:"
    ]
    lines += [f"  {failure.operation}: {failure.error}" for failure in failures[:20]]
    if len(failures) > 20:
        lines.append(f"  … and {len(failures) - 20} more, see .failures")
    return "\n".join(lines)
