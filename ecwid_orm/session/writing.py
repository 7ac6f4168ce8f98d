"""Writing: what a session sends, and how it goes on after it broke off."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, closing
from functools import partial
from typing import Any, Literal
from uuid import UUID

from ecwid_orm import signals
from ecwid_orm.api import Client
from ecwid_orm.exceptions import CommitError, Failure, InvalidValue, SessionError
from ecwid_orm.model import Model, state
from ecwid_orm.session.commitlog import CommitLog, JournalLog
from ecwid_orm.session.compensating import take_back
from ecwid_orm.session.conflicts import Conflicts, Policy
from ecwid_orm.session.fetching import Fetcher
from ecwid_orm.session.flight import Flight
from ecwid_orm.session.flush import Flush
from ecwid_orm.session.images import before_images
from ecwid_orm.session.journal import Journal
from ecwid_orm.session.journal_entries import CommitKind, LoggedOperation, OperationState
from ecwid_orm.session.outcomes import Outcomes
from ecwid_orm.session.plan import Operation, Plan
from ecwid_orm.session.planner import make_plan
from ecwid_orm.session.preparing import prepare
from ecwid_orm.session.records import model_of
from ecwid_orm.session.recovery import Recovered, Recovery, recovered
from ecwid_orm.session.relations import Relations
from ecwid_orm.session.runs import Replay, Run
from ecwid_orm.session.scope import Scope
from ecwid_orm.session.settling import CommitResult, Progress
from ecwid_orm.session.snapshot import Snapshot
from ecwid_orm.session.undoing import Undoing
from ecwid_orm.session.validation import validate


class Writing(Scope):
    """The writing half of `Session`."""

    def __init__(
        self,
        client: Client,
        prefetch: int,
        new_key: Callable[[], UUID],
        journal: str | os.PathLike[str] | Journal | None,
        on_conflict: Policy,
    ) -> None:
        super().__init__(client, prefetch, new_key)
        self.fetcher = Fetcher(self)
        self.relations = Relations(self, self.fetcher)
        self._owned = ExitStack()
        self._unended: list[CommitLog] = []
        self._run: Run | None = None
        self._on_conflict = Conflicts(self, self.fetcher, on_conflict)
        self._journal: Journal | None = None
        if isinstance(journal, Journal):
            self._journal = journal
        elif journal is not None:
            self._journal = self._owned.enter_context(closing(Journal(journal, now=client.now)))

    @property
    def journal(self) -> Journal:
        """The session's journal. Raises SessionError for a session without one."""
        if self._journal is None:
            raise SessionError(
                "this session keeps no journal; make it with Session(client, journal=path)"
            )
        return self._journal

    def plan(self, *instances: Model) -> Plan:
        """What `commit` would send now; nothing is sent, and no signal is told.

        Raises InvalidObjects, PendingKeyUnsent and UnbreakableCycle as `commit` does.
        """
        plan = make_plan(self.work, instances or None)
        validate(plan)
        return plan

    def commit(
        self,
        *instances: Model,
        message: str | None = None,
        on_conflict: Policy | None = None,
        partial: bool = False,
        atomic: bool = False,
        progress: Progress | None = None,
    ) -> CommitResult:
        """Send all that is new, dirty or deleted, or just what concerns the given objects.

        Everything is validated first: one invalid object, and nothing is sent (InvalidObjects).
        Whatever fails afterwards is in one CommitError; what went through is clean, the rest is
        still dirty, and the next commit sends just that.

        `on_conflict` says what becomes of objects that others changed meanwhile: `"overwrite"` does
        not look, `"fail"` refuses them with a StaleObject, `"merge"` joins both sides' changes and
        refuses where they clash, a function decides then. If one is refused nothing is sent; with
        `partial`, all the others are. With `atomic`, what went through is taken back as soon as
        something fails, and the error's `restored` says what was.

        With a journal, what another session left unfinished is finished first (see `recover`), and
        all is written down before it is sent; `message` says why. Raises JournalError where that
        cannot be done, and ApiError or TransportError where what has to be read first cannot be:
        what others changed, and what is there before it is overwritten. `progress` is called with
        the operations settled, and how many there are.
        """
        return self._commit(instances, None, message, on_conflict, partial, atomic, progress)

    def apply(
        self,
        plan: Plan,
        *,
        message: str | None = None,
        on_conflict: Literal["overwrite", "fail"] | None = None,
        partial: bool = False,
        atomic: bool = False,
        progress: Progress | None = None,
    ) -> CommitResult:
        """Send a plan, that of `plan()` or of `undo()`, as `commit` does.

        A plan is sent as it is, so nothing is merged into it. Within a run, one that was sent
        before is not sent again.
        """
        conflicts = self._conflicts(on_conflict)
        if conflicts.rebases and on_conflict is None:
            conflicts = self._conflicts("fail")
        elif conflicts.rebases:
            raise InvalidValue('on_conflict: a plan is sent as it is; say "overwrite" or "fail"')
        run = self._run
        step = None if run is None else (run.id, run.next_step())
        kind: CommitKind = "commit" if plan.undoes is None else "undo"
        log = self._log(message, kind, plan.undoes, atomic=atomic, step=step)
        flush = self._flush(log, progress)
        self._catch_up(flush)
        if run is not None and step is not None and run.is_done(step[1]):
            return flush.result()
        return self._send(flush, plan, conflicts.check(plan), partial=partial, atomic=atomic)

    def recover(self, *, progress: Progress | None = None) -> list[Recovered]:
        """Finish what was begun and broke off, here or in a session that is gone.

        What was on its way is asked for by its key, for an hour; after that, creations are looked
        for by their natural key (a SKU, an e-mail). What neither settles is IN_DOUBT: it is not
        sent again, see `resolve`. What was not sent yet is sent. Returns what became of each;
        `progress` is told of each commit by itself, as by `commit`.
        """
        found: list[Recovered] = []
        if self.flights:
            flush = self._flush(CommitLog(""), progress)
            flights = list(self.flights.values())
            left = [(one, flight) for flight in flights for one in flight.operations]
            left = [(one, flight) for one, flight in left if one not in flight.landed]
            flush.ask(flights)
            self._end_logs(flights)
            found += recovered(
                flush.settling, self.doubts, {one: flight.log.id for one, flight in left}
            )
        if self._journal is not None:
            found += self._recovery(progress).run()
        return found

    def undo(self, commit_id: str) -> Plan:
        """The plan that takes back a commit of the journal; `apply` sends it.

        Attributes go back to what they were, as long as they are still what the commit made them;
        what was created is deleted, what was deleted is created again, stock differences are taken
        back. What others changed since, and what cannot be undone, is listed in `left_out`: the
        pictures and files of what was deleted, uploads, mails that Ecwid sent. What is created
        again has a new key; this plan and later ones put it wherever the old one stood.

        `commit_id` may be the beginning of an id. Raises JournalError for one that is not there.
        """
        return Undoing(self, self.fetcher, self.journal, commit_id).plan()

    def resolve(
        self,
        operation: Operation | LoggedOperation,
        applied: bool,
        *,
        key: Any = None,
        progress: Progress | None = None,
    ) -> list[Recovered]:
        """Say of an operation in doubt whether it was carried out, after a look into the shop.

        If it was not, it is sent now; `key` is that of what it created, if it was. Then the rest of
        its commit, which waited for it, is sent as well. Raises SessionError for an operation that
        is not in doubt, or where the session has no journal.
        """
        journal = self.journal
        if isinstance(operation, LoggedOperation):
            commit_id, number = operation.commit_id, operation.number
        else:
            log = self.doubts.get(operation)
            if not isinstance(log, JournalLog):
                raise SessionError(f"{operation} is not in doubt in this session's journal")
            commit_id, number = log.id, log.numbers[operation]
        if operation.kind == "create" and applied:
            _check_made(operation, key)
        settled = OperationState.DONE if applied else OperationState.PLANNED
        journal.resolve(commit_id, number, settled, key)
        instances = {}
        if isinstance(operation, Operation):
            del self.doubts[operation]
            if operation.kind == "create" and operation.instance._home is None:
                instances[number] = operation.instance
        return self._recovery(progress).finish(commit_id, instances, resolved=number)

    def rollback(self) -> None:
        """Forget all that was not sent: new objects are transient again, others as loaded."""
        for instance in list(self.work.new.values()):
            self.let_go(instance)
        self.work.deleted.clear()
        for instance in list(self.work.candidates()):
            state.restore(instance)
            self.work.release(instance)
        signals.emit(signals.after_rollback, type(self), session=self)

    # How ---------------------------------------------------------------------------------

    def _commit(
        self,
        instances: Sequence[Model],
        step: str | None,
        message: str | None = None,
        on_conflict: Policy | None = None,
        partial: bool = False,
        atomic: bool = False,
        progress: Progress | None = None,
    ) -> CommitResult:
        """A commit; `step` is its place in a run where that is not just the next."""
        for instance in instances:
            self._own(instance, "commit")
        conflicts = self._conflicts(on_conflict)
        run = self._run
        place = None if run is None else (run.id, step or run.next_step())
        flush = self._flush(self._log(message, atomic=atomic, step=place), progress)
        self._catch_up(flush)
        prepare(self, instances)
        if run is not None and place is not None:
            self._replay(run.done(place[1]), instances)
        plan = self.plan(*instances)
        stale = conflicts.check(plan)
        if conflicts.rebases:
            plan = self.plan(*instances)
        return self._send(flush, plan, stale, partial=partial, atomic=atomic)

    def _outcomes(self, *, own: bool = True) -> Outcomes:
        return Outcomes(self, self.fetcher, self.relations, own=own)

    def _conflicts(self, on_conflict: Policy | None) -> Conflicts:
        if on_conflict is None:
            return self._on_conflict
        return Conflicts(self, self.fetcher, on_conflict)

    def _log(
        self,
        message: str | None,
        kind: CommitKind = "commit",
        undoes: str | None = None,
        *,
        atomic: bool = False,
        step: tuple[str, str] | None = None,
    ) -> CommitLog:
        commit_id, journal = str(self.new_key()), self._journal
        if journal is None and atomic:
            # What is to be taken back must be known.
            journal = Journal(":memory:", now=self.client.now)
        if journal is None:
            return CommitLog(commit_id)
        return JournalLog(
            journal,
            commit_id,
            self.client.store_id,
            kind=kind,
            message=self._run.name if message is None and self._run is not None else message,
            undoes=undoes,
            atomic=atomic,
            step=step,
        )

    def _replay(self, done: list[LoggedOperation], instances: Sequence[Model]) -> None:
        """Take what an earlier attempt of the run did at this commit as done."""
        if done:
            replay = Replay(self, self.loader, self._outcomes())
            replay.creations(done, make_plan(self.work, instances or None))
            replay.others(done)

    def _flush(self, log: CommitLog, progress: Progress | None) -> Flush:
        return Flush(self, self._outcomes(), log, progress=progress)

    def _recovery(self, progress: Progress | None = None) -> Recovery:
        outcomes = partial(self._outcomes, own=False)
        return Recovery(self, self.fetcher, outcomes, self.journal, progress)

    def _catch_up(self, flush: Flush) -> None:
        """Finish what earlier commits left; raises CommitError where that fails."""
        for log in list(self._unended):
            log.end()
            self._unended.remove(log)
        if self.flights:
            flights = list(self.flights.values())
            flush.ask(flights)
            self._end_logs(flights)
            if flush.settling.failures:
                self._finish(flush)
        if self._journal is not None:
            self._recovery().run()

    def _end_logs(self, flights: Iterable[Flight]) -> None:
        for log in {flight.log: None for flight in flights}:
            log.end()

    def _send(
        self,
        flush: Flush,
        plan: Plan,
        stale: Sequence[Failure],
        *,
        partial: bool,
        atomic: bool,
    ) -> CommitResult:
        settling = flush.settling
        settling.failures += stale
        if stale:
            refused = {failure.operation.instance for failure in stale}
            rest = [one for one in plan if one.kind != "update" or one.instance not in refused]
            if not partial:
                settling.not_executed += rest
                return self._finish(flush)
            plan = plan.only(rest)
        if signals.before_commit.receivers:
            signals.emit(signals.before_commit, type(self), session=self, plan=plan)
        if not plan.waves:
            return self._finish(flush)
        snapshot = Snapshot(self, plan) if atomic else None
        log = settling.log
        keeps = isinstance(log, JournalLog)
        log.begin(plan, before_images(plan, self.fetcher) if keeps else {})
        self._unended.append(log)
        try:
            flush.run(plan)
            if snapshot is not None and settling.failures:
                take_back(self, self.fetcher, self._outcomes, settling, snapshot)
        finally:
            # After Ctrl-C as well: the objects stay dirty, so nobody else is to send the rest.
            if settling.end():
                self._unended.remove(log)
        return self._finish(flush)

    def _finish(self, flush: Flush) -> CommitResult:
        try:
            result = flush.result()
        except CommitError as error:
            signals.emit(signals.commit_failed, type(self), session=self, error=error)
            raise
        signals.emit(signals.after_commit, type(self), session=self, result=result)
        return result


def _check_made(operation: Operation | LoggedOperation, key: Any) -> None:
    """Refuse what cannot be the key of what an operation created."""
    if key is None:
        raise SessionError(f"{operation}: give the key of what it created, resolve(…, key=…)")
    if isinstance(operation, Operation):
        model = type(operation.instance)
    else:
        model = model_of(operation.record)
    native = model.__fields__[model.__resource__.key].converter.native
    if type(key) is not native:
        expected = "a number" if native is int else "a text"
        raise InvalidValue(f"{operation}: {key!r} is no key of it; expected {expected}")
