"""Sending a plan: wave by wave, alone or in batches, each outcome applied as it comes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from math import inf

from ecwid_orm.api import Client, Outcome, OutcomeStatus, Request, Response, batch
from ecwid_orm.exceptions import ApiError, TransportError
from ecwid_orm.session.commitlog import CommitLog
from ecwid_orm.session.doubts import Doubts, doubt
from ecwid_orm.session.flight import MEMORY, Flight
from ecwid_orm.session.outcomes import Outcomes
from ecwid_orm.session.plan import Operation, Plan
from ecwid_orm.session.scope import Scope
from ecwid_orm.session.settling import CommitResult, Progress, Settling


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
    """One commit on its way. Whatever happens, `scope.flights` names what is still unknown.

    Of a `resumable` one, the journal does, and what could not be sent is left to a later recovery;
    `since` is when it was first begun, by the client's clock.
    """

    def __init__(
        self,
        scope: Scope,
        outcomes: Outcomes,
        log: CommitLog,
        *,
        progress: Progress | None = None,
        resumable: bool = False,
        since: float = inf,
    ) -> None:
        self.settling = Settling(outcomes, log, scope.doubts, resumable=resumable)
        self._scope = scope
        # Who takes a commit up again finds its batches in the journal.
        self._airborne: dict[str, Flight] = {} if resumable else scope.flights
        self._resumable = resumable
        self._since = since
        self._sender = _Counted(scope.client)
        self._progress = progress
        self._total = 0
        self._told = 0
        self._batched = 0

    def ask(self, flights: Iterable[Flight]) -> list[Operation]:
        """Learn what became of batches whose answer was lost, by asking with the same key.

        Returns what was surely not done, of batches that are too old to ask for.
        """
        lapsed: list[Operation] = []
        left = list(flights)
        self._total += sum(len(flight.operations) - len(flight.landed) for flight in left)
        for flight in left:
            with self.settling.writing_to(flight.log):
                if self._sender.clock() - flight.since > MEMORY:
                    lapsed += self._lapse(flight)
                else:
                    self._fly(iter([flight]), again=True)
        return lapsed

    def _lapse(self, flight: Flight) -> list[Operation]:
        """Ecwid has forgotten the batch: look for what it created."""
        doubts = self._doubts(flight)
        left = [operation for operation in flight.operations if operation not in flight.landed]
        for operation in left:
            if not operation.idempotent:
                doubts.add(operation)
        undone = [operation for operation in left if operation.idempotent]
        judged, unknown = self._judge(doubts)
        undone += judged
        self._total -= len(undone)
        flight.landed.update(left)
        self._keep(flight, unknown)
        for operation in undone:
            self.settling.put_back(operation)
        self._save()
        return undone

    def _doubts(self, flight: Flight) -> Doubts:
        # What is sent again may have been done at the first try.
        since = min(flight.since, self._since)
        return Doubts(self._scope.client, since, own=not self._resumable)

    def _keep(self, flight: Flight, unknown: Collection[Operation]) -> None:
        """Ask for a batch again as long as something of it is not known."""
        flight.landed.difference_update(unknown)
        if unknown:
            self._airborne[flight.key] = flight
        else:
            self._airborne.pop(flight.key, None)

    def run(self, plan: Plan, satisfied: Collection[Operation] = ()) -> None:
        """Send the waves of a plan; what waits for something that failed is not executed.

        `satisfied` was done before, and may be waited for.
        """
        settling = self.settling
        self._total += len(plan)
        before = frozenset(satisfied)
        for wave in plan.waves:
            done = before.union(settling.done) if plan.waits else before
            ready = []
            for operation in wave:
                if settling.halted or not plan.waits.get(operation, frozenset()) <= done:
                    settling.skipped(operation)
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
        self._save()

    def result(self) -> CommitResult:
        """What was done. Raises CommitError where anything failed."""
        return self.settling.result(self._sender.calls, self._batched)

    def _save(self) -> None:
        self.settling.save()
        if self._progress is not None and self.settling.settled > self._told:
            self._told = self.settling.settled
            self._progress(self._told, self._total)

    # One by one --------------------------------------------------------------------------

    def _alone(self, operation: Operation) -> None:
        settling = self.settling
        if not settling.departs([operation], None):
            settling.skipped(operation)
            return
        try:
            response = self._sender.request(operation.request())
        except (ApiError, TransportError) as error:
            settling.failed(operation, error)
        else:
            settling.succeeded(operation, response)
        self._save()

    def _upload(self, operation: Operation) -> None:
        """Send bytes; where nobody knows whether they arrived, they are not sent again."""
        settling = self.settling
        assert operation.upload is not None
        if settling.halted:
            settling.skipped(operation)
            return
        if not settling.departs([operation], None):
            settling.skipped(operation)
            return
        try:
            with operation.upload.opened() as data:
                response = self._sender.request(operation.request(data))
        except (ApiError, TransportError) as error:
            if error.in_doubt and not operation.idempotent:
                settling.halted = settling.halted or isinstance(error, TransportError)
                settling.doubted(operation, doubt(operation, error))
            else:
                settling.failed(operation, error)
        except Exception as error:  # noqa: BLE001  # of the file, or of who is told the progress
            settling.failed(operation, error)
        else:
            settling.succeeded(operation, response)
        self._save()

    # In batches --------------------------------------------------------------------------

    def _flights(self, operations: Sequence[Operation]) -> Iterator[Flight]:
        for start in range(0, len(operations), batch.MOST):
            yield Flight(
                str(self._scope.new_key()),
                tuple(operations[start : start + batch.MOST]),
                self._sender.clock(),
                self.settling.log,
            )

    def _fly(self, flights: Iterator[Flight], *, again: bool = False) -> None:
        """Submit the batches of a wave, and apply the outcomes of each as it is done."""
        under_way: deque[Flight] = deque()
        outcomes: tuple[Outcome, ...] = ()
        landed = batch.stream(
            self._sender,
            self._departing(flights, under_way, again),
            parallel=True,
            submitted=lambda ticket: self.settling.log.submitted(
                ticket.deduplication_key, ticket.id
            ),
        )
        for outcomes in landed:
            self._land(under_way.popleft(), outcomes, again)
        for flight in flights:  # those that were not even tried
            error = outcomes[-1].error if outcomes else None
            for operation in flight.operations:
                if error is None:
                    self.settling.skipped(operation)
                else:
                    self.settling.failed(operation, error)

    def _departing(
        self, flights: Iterator[Flight], under_way: deque[Flight], again: bool
    ) -> Iterator[Flight]:
        for flight in flights:
            left = [one for one in flight.operations if one not in flight.landed]
            if not self.settling.departs(left, flight.key):
                for operation in () if again else left:
                    self.settling.skipped(operation)
                return
            self._airborne[flight.key] = flight
            under_way.append(flight)
            yield flight

    def _land(self, flight: Flight, outcomes: Iterable[Outcome], again: bool) -> None:
        settling = self.settling
        unknown: list[Operation] = []
        doubts = self._doubts(flight)
        for operation, outcome in zip(flight.operations, outcomes, strict=True):
            if operation in flight.landed:
                continue
            error = outcome.error
            # If it could not even be asked again, it is as unknown as it was.
            unasked = again and outcome.status is OutcomeStatus.NOT_EXECUTED and error is not None
            self._batched += outcome.status in (OutcomeStatus.DONE, OutcomeStatus.FAILED)
            if outcome.status is OutcomeStatus.DONE:
                settling.succeeded(operation, outcome.response)
            elif error is None:
                settling.skipped(operation)
            elif unasked or outcome.status is OutcomeStatus.LOST:
                unknown.append(operation)
                settling.unknown(operation, error)
                continue
            elif not (outcome.status is OutcomeStatus.FAILED and doubts.cover(operation, error)):
                settling.failed(operation, error)
            flight.landed.add(operation)
        self._keep(flight, [*unknown, *self._judge(doubts)[1]])
        self._save()

    def _judge(self, doubts: Doubts) -> tuple[list[Operation], list[Operation]]:
        """Settle what may have been done after all.

        Returns what was surely not done and has no error, and what could not be looked for now.
        """
        undone, unknown = [], []
        for verdict in doubts.judge(self._scope):
            operation, error = verdict.operation, verdict.error
            if verdict.unasked is not None:
                unknown.append(operation)
                self.settling.unknown(operation, verdict.unasked)
            elif verdict.key is not None:
                self.settling.succeeded(operation, None, verdict.key)
            elif verdict.unsettled:
                self.settling.doubted(operation, doubt(operation, error))
            elif error is not None:
                self.settling.failed(operation, error)
            else:
                undone.append(operation)
        return undone, unknown
