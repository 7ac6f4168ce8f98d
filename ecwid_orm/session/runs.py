"""Runs: work that is done once, however often it is begun.

The commits of a run are counted, as they come. When a run that broke off is begun again, its
code runs from the start; what a commit of it did before is not done again: objects that it
created get their keys, and what it changed or deleted is left as the shop has it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ecwid_orm.api import codec
from ecwid_orm.exceptions import InDoubt
from ecwid_orm.model import Model
from ecwid_orm.session.journal import Journal
from ecwid_orm.session.journal_entries import LoggedCommit, LoggedOperation, OperationState
from ecwid_orm.session.loading import Loader
from ecwid_orm.session.outcomes import Outcomes
from ecwid_orm.session.plan import Plan
from ecwid_orm.session.records import Record, decoded, model_of, records
from ecwid_orm.session.scope import Scope

_UNSETTLED = (OperationState.PLANNED, OperationState.SENT, OperationState.IN_DOUBT)


class Run:
    """One run: `name`, `id`, and how far its code has come."""

    def __init__(self, journal: Journal, store: str, name: str, new_id: str) -> None:
        self.name = name
        self.id = journal.begin_run(store, name, new_id)
        self._journal = journal
        self._place: list[str] = []
        self._counts: Counter[str] = Counter()
        self._finished: frozenset[str] | None = None

    def next_step(self, kind: str = "commit") -> str:
        """The name of the commit, or of the walk, that comes now: the same in each attempt."""
        place = "/".join([*self._place, kind])
        self._counts[place] += 1
        return f"{place} {self._counts[place]}"

    @contextmanager
    def within(self, place: str) -> Iterator[None]:
        """Steps that come meanwhile are counted by themselves."""
        self._place.append(place)
        try:
            yield
        finally:
            self._place.pop()

    def done(self, step: str) -> list[LoggedOperation]:
        """What earlier attempts did at this step. Raises InDoubt where that is not known."""
        found = []
        for commit in self._commits(step):
            for one in self._journal.operations(commit.id):
                if one.state in _UNSETTLED:
                    raise InDoubt(
                        f"{self.name} was begun before, and {one} of commit {commit.id[:8]} is "
                        f"{one.state}; session.recover() and session.resolve() settle that first"
                    )
                if one.state is OperationState.DONE:
                    found.append(one)
        return found

    def is_done(self, step: str) -> bool:
        """Whether an earlier attempt did all of this step."""
        if self._finished is None:  # asked once, for a walk may have thousands of chunks
            self._finished = self._journal.finished_steps(self.id)
        return step in self._finished

    def _commits(self, step: str) -> list[LoggedCommit]:
        """Those of a step, the oldest first; what was taken back since is to be done again."""
        journal = self._journal
        return [one for one in journal.run_commits(self.id, step) if not journal.is_undone(one.id)]

    def keys(self, walk: str, query: Any) -> list[Any]:
        """The keys that a walk goes through, as they were when it was first begun."""
        return self._journal.walk(self.id, walk, query.ids)

    def end(self) -> None:
        """It is over: the next run of this name is a new one."""
        self._journal.end_run(self.id)


class Replay:
    """Takes what an earlier attempt of a run did as done, so that it is not sent again."""

    def __init__(self, scope: Scope, loader: Loader, outcomes: Outcomes) -> None:
        self._scope = scope
        self._loader = loader
        self._outcomes = outcomes
        self._made: dict[int, Model] = {}

    def creations(self, done: list[LoggedOperation], plan: Plan) -> None:
        """Give what was created its keys: the same objects, in the same order."""
        left: dict[str, list[LoggedOperation]] = defaultdict(list)
        for one in reversed(done):
            if one.kind == "create":
                left[_signature(one.record)].append(one)
        for operation, record in zip(plan, records(plan), strict=True):
            waiting = left.get(_signature(record)) if operation.kind == "create" else None
            if waiting and not operation.needs():
                one = waiting.pop()
                self._outcomes.done(operation, None, one.made)
                self._made[one.number] = operation.instance

    def others(self, done: list[LoggedOperation]) -> None:
        """Leave what was changed or deleted as the shop has it."""
        for one in done:
            instance = self._instance(one)
            if one.kind == "create" or instance is None:
                continue
            if one.kind == "delete":
                if instance in self._scope:
                    self._scope.let_go(instance)
            else:
                self._loader.expire(instance, list(one.changes))
                self._scope.work.release(instance)
        self._outcomes.finish()

    def _instance(self, one: LoggedOperation) -> Model | None:
        if isinstance(one.record["key"], dict):
            return self._made.get(one.record["key"]["$new"])
        parents = decoded(one.record["parents"], lambda number: self._key(number))
        own = one.record["key"]
        return self._scope.identity.get(
            model_of(one.record), (*parents.values(), own) if parents else own
        )

    def _key(self, number: int) -> Any:
        made = self._made.get(number)
        return None if made is None else type(made).__resource__.own_key(made)


def _signature(record: Record) -> str:
    """What a creation is known by in each attempt: all that it sends, but for ids it waits for."""
    body = decoded(record["body"], lambda number: None)
    return f"{record['model']} {codec.dumps(body).decode()}"
