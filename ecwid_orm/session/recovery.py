"""Finishing what was begun and broke off: each operation once, or in doubt and left alone."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from math import inf
from typing import Any

from ecwid_orm.exceptions import ApiError, InDoubt, JournalError, NotFound, TransportError
from ecwid_orm.model import ABSENT, Model, state
from ecwid_orm.model.conversion import same
from ecwid_orm.model.keys import resolved
from ecwid_orm.session.commitlog import JournalLog
from ecwid_orm.session.compensating import take_back
from ecwid_orm.session.doubts import SKEW, doubt
from ecwid_orm.session.fetching import Fetcher
from ecwid_orm.session.flight import MEMORY, Flight
from ecwid_orm.session.flush import Flush
from ecwid_orm.session.images import written
from ecwid_orm.session.journal import Journal
from ecwid_orm.session.journal_entries import OperationState
from ecwid_orm.session.outcomes import Outcomes
from ecwid_orm.session.plan import Operation
from ecwid_orm.session.records import Rebuilder, Record
from ecwid_orm.session.scope import Scope
from ecwid_orm.session.settling import Progress, Settling, is_passing


class RecoveryState(StrEnum):
    """What became of an operation that was left over."""

    DONE = "DONE"
    """It had been carried out, or was now, as the very request that was sent before."""
    RESENT = "RESENT"
    """It had not been carried out, and was now."""
    FAILED = "FAILED"
    """Ecwid refused it."""
    NOT_EXECUTED = "NOT_EXECUTED"
    """It was not sent, since something before it failed or is in doubt."""
    TAKEN_BACK = "TAKEN_BACK"
    """It had been carried out, and was undone, since the rest of its atomic commit failed."""
    IN_DOUBT = "IN_DOUBT"
    """Whether it was carried out cannot be found out; see `Session.resolve`."""
    UNKNOWN = "UNKNOWN"
    """Ecwid could not be reached; the next recovery goes on."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """What became of one operation that was left over, and why where it was not carried out."""

    operation: Operation
    state: RecoveryState
    commit_id: str
    error: Exception | None = None

    def __str__(self) -> str:
        why = "" if self.error is None else f": {self.error}"
        return f"{self.state} {self.operation}{why}"


class Recovery:
    """Finishes commits of a journal whose session is gone.

    Within the hour for which Ecwid remembers a batch, a commit goes on as if it had not been
    interrupted. After that, it is looked at first what the shop holds.
    """

    def __init__(
        self,
        scope: Scope,
        fetcher: Fetcher,
        outcomes: Callable[[], Outcomes],
        journal: Journal,
        progress: Progress | None = None,
    ) -> None:
        self._scope = scope
        self._fetcher = fetcher
        self._outcomes = outcomes
        self._journal = journal
        self._progress = progress

    def run(self) -> list[Recovered]:
        """Finish all that others left of this store, the oldest first."""
        found: list[Recovered] = []
        taken = deque(self._journal.take_leftovers(self._scope.client.store_id))
        try:
            while taken:
                found += self.finish(taken.popleft())
        finally:
            for commit_id in taken:
                self._release(commit_id)
        return found

    def finish(
        self,
        commit_id: str,
        instances: dict[int, Model] | None = None,
        *,
        resolved: int | None = None,
    ) -> list[Recovered]:
        """Finish one commit, which is this session's by now.

        `instances` are the objects of some operations, by number, where they are still there. Of
        the one that the user `resolved`, it is not looked what the shop holds.
        """
        ended = False
        try:
            resumption = _Resumption(
                self._scope,
                self._fetcher,
                self._outcomes,
                self._journal,
                commit_id,
                instances or {},
                self._progress,
            )
            found = resumption.finish(resolved)
            ended = resumption.ended
        finally:
            if not ended:  # the next recovery goes on
                self._release(commit_id)
        return found

    def _release(self, commit_id: str) -> None:
        with suppress(JournalError):
            self._journal.release(commit_id)


class _Resumption:
    """One commit that is taken up again."""

    def __init__(
        self,
        scope: Scope,
        fetcher: Fetcher,
        outcomes: Callable[[], Outcomes],
        journal: Journal,
        commit_id: str,
        instances: dict[int, Model],
        progress: Progress | None,
    ) -> None:
        self._scope = scope
        self._fetcher = fetcher
        self._outcomes = outcomes
        self._journal = journal
        self._commit = journal.commit(commit_id)
        # Read twice, for all that is written of many operations at once would fill the memory.
        logged = journal.operations(commit_id)
        made = {one.number: one.made for one in logged if one.made is not None}
        states: dict[int, OperationState] = {}

        def rows() -> Iterator[Record]:
            for one in journal.operations(commit_id):
                states[one.number] = one.state
                yield one.record

        rebuilt = Rebuilder(scope.identity, made, instances).rebuild(rows())
        self._plan = rebuilt.plan
        self._operations = rebuilt.operations
        self._state = {rebuilt.operations[number]: found for number, found in states.items()}
        numbers = {operation: number for number, operation in rebuilt.operations.items()}
        self._log = JournalLog(journal, commit_id, scope.client.store_id, numbers=numbers)
        begun = scope.client.clock() - self._age
        self._flush = Flush(
            scope, outcomes(), self._log, resumable=True, since=begun, progress=progress
        )
        self.ended = False

    def finish(self, resolved: int | None) -> list[Recovered]:
        planned, sent = self._in(OperationState.PLANNED), self._in(OperationState.SENT)
        settling = self._flush.settling
        to_send = self._ask(sent)
        if self._age > MEMORY or resolved is not None:
            said = set() if resolved is None else {self._operations[resolved]}
            asked_for = [one for one in planned if one in said]
            planned = asked_for + self._still_wanted([one for one in planned if one not in said])
        asked = list(settling.done)
        blocked = self._behind({*settling.unknowns, *self._doubted()})
        to_send += [operation for operation in planned if operation not in blocked]
        self._flush.run(self._plan.only(to_send), [*self._in(OperationState.DONE), *asked])
        taken_back: list[Operation] = []
        tried = True
        if not settling.unknowns and not settling.halted and self._is_to_be_taken_back():
            taken_back = [*self._in(OperationState.DONE), *settling.done]
            tried = take_back(self._scope, self._fetcher, self._outcomes, settling)
        self.ended = settling.end(self._behind(self._doubted()), unfinished=not tried)
        left = (*sent, *self._in(OperationState.PLANNED))
        commits = dict.fromkeys(left, self._commit.id)
        found = recovered(settling, self._scope.doubts, commits, set(asked))
        state = RecoveryState.TAKEN_BACK if tried else RecoveryState.UNKNOWN
        gone = set(taken_back)
        return [one for one in found if one.operation not in gone] + [
            Recovered(one, state, self._commit.id) for one in taken_back
        ]

    def _is_to_be_taken_back(self) -> bool:
        failed = self._in(OperationState.FAILED) or self._in(OperationState.NOT_EXECUTED)
        return (
            self._commit.atomic
            and bool(failed or self._flush.settling.failures)
            and not self._journal.is_taken_back(self._commit.id)
        )

    def _in(self, state: OperationState) -> list[Operation]:
        """The operations that the journal had in a state."""
        return [operation for operation, found in self._state.items() if found is state]

    def _doubted(self) -> list[Operation]:
        """The operations of which nobody knows, from before or by now."""
        old = self._in(OperationState.IN_DOUBT)
        return old + [operation for operation in self._state if operation in self._scope.doubts]

    @property
    def _age(self) -> float:
        """Seconds since the commit was begun; endless where the clock went back meanwhile."""
        return self._since(self._commit.begun.timestamp())

    def _since(self, moment: float) -> float:
        age = self._scope.client.now() - moment
        return age if age > -SKEW else inf

    # What was on its way -----------------------------------------------------------------

    def _ask(self, sent: Sequence[Operation]) -> list[Operation]:
        """Settle what was sent; what is to be sent again."""
        to_send: list[Operation] = []
        batched: set[Operation] = set()
        clock = self._scope.client.clock()
        for one in self._journal.flights(self._commit.id):
            operations = tuple(self._operations[number] for number in one.numbers)
            batched.update(operations)
            landed = set(operations).difference(sent)
            flight = Flight(one.key, operations, clock - self._since(one.at), self._log, landed)
            to_send += self._flush.ask([flight])
        if self._age > MEMORY:
            to_send = self._still_wanted(to_send)
        alone = [operation for operation in sent if operation not in batched]
        for operation in alone:
            if not operation.idempotent:
                self._flush.settling.doubted(operation, doubt(operation))
        again = [operation for operation in alone if operation.idempotent]
        return to_send + (self._still_wanted(again) if self._age > MEMORY else again)

    def _still_wanted(self, operations: Sequence[Operation]) -> list[Operation]:
        """Of some operations those that the shop has not, and that overwrite nobody's change."""
        settling = self._flush.settling
        updates = [one for one in operations if one.kind == "update" and one.key is not None]
        wanted = [one for one in operations if one.kind != "update" or one.key is None]
        try:
            held = self._fetcher.reread([one.instance for one in updates], written(updates))
        except (ApiError, TransportError) as error:
            for operation in updates:
                settling.unknown(operation, error)
            return wanted
        for operation in updates:
            raw = held.get(id(operation.instance))
            if raw is None:
                settling.failed(operation, _gone(operation))
            elif state.grown(resolved(operation.body), raw):
                settling.succeeded(operation, None)
            elif _as_before(operation, raw):
                wanted.append(operation)
            else:
                settling.doubted(operation, _moved(operation))
        return wanted

    # What is left ------------------------------------------------------------------------

    def _behind(self, operations: Collection[Operation]) -> set[Operation]:
        """What waits for one of these, at any remove."""
        found: set[Operation] = set()
        for operation in self._plan:
            needed = self._plan.waits.get(operation, frozenset())
            if not needed.isdisjoint(operations) or not needed.isdisjoint(found):
                found.add(operation)
        return found


def recovered(
    settling: Settling,
    doubts: Container[Operation],
    left: Mapping[Operation, str],
    asked: Container[Operation] | None = None,
) -> list[Recovered]:
    """What became of operations that were left; `left` has the ids of their commits.

    `asked` are those that were not sent anew; all, where it is left out.
    """
    done, unknowns = set(settling.done), set(settling.unknowns)
    errors = {failure.operation: failure.error for failure in settling.failures}

    def became(operation: Operation) -> RecoveryState:
        error = errors.get(operation)
        if operation in doubts:
            return RecoveryState.IN_DOUBT
        if operation in done:
            return (
                RecoveryState.DONE if asked is None or operation in asked else RecoveryState.RESENT
            )
        if operation in unknowns or (settling.halted if error is None else is_passing(error)):
            return RecoveryState.UNKNOWN
        return RecoveryState.NOT_EXECUTED if error is None else RecoveryState.FAILED

    return [Recovered(one, became(one), commit, errors.get(one)) for one, commit in left.items()]


def _as_before(operation: Operation, raw: Mapping[str, Any]) -> bool:
    """Whether each attribute is what it was before, or what it was to become."""
    fields = type(operation.instance).__fields__
    body = resolved(operation.body or {})
    return all(
        same(raw.get(fields[name].wire_name, ABSENT), old)
        or state.grown(body.get(fields[name].wire_name), raw.get(fields[name].wire_name, ABSENT))
        for name, (old, _) in operation.changes.items()
    )


def _moved(operation: Operation) -> InDoubt:
    return InDoubt(
        f"{operation}: it was not sent at once, and the object was changed since, by somebody else "
        "or a later commit; look at it, and session.resolve(operation, applied=False) to overwrite "
        "that"
    )


def _gone(operation: Operation) -> NotFound:
    return NotFound(404, None, f"{operation}: it is not in the shop any more")
