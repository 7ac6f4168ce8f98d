"""A session that only plans: its commits send nothing, and are one plan at the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NoReturn, TypeVar

from ecwid_orm.api import Client
from ecwid_orm.api.reading import ReadingClient
from ecwid_orm.exceptions import NotPlanned
from ecwid_orm.model import Model, state
from ecwid_orm.session.fetching import not_found
from ecwid_orm.session.overlay import PlanningQuery
from ecwid_orm.session.preparing import prepare
from ecwid_orm.session.query import Query, as_model
from ecwid_orm.session.session import Session
from ecwid_orm.session.settling import CommitResult
from ecwid_orm.session.walking import fetch

M = TypeVar("M", bound=Model)


class PlanningSession(Session):
    """Reads a shop, and writes nothing: what is committed stays to be done, for `plan()` to tell.

    It sees its own changes when it reads back: what was deleted is not there, what was changed is
    as it was changed, and queries find new objects and those that fit only by now. New objects keep
    keys that are not known yet. Whatever would be sent at once, such as an action of an order,
    raises NotPlanned.
    """

    def __init__(self, client: Client, *, prefetch: int = 8) -> None:
        super().__init__(ReadingClient.of(client), prefetch=prefetch)

    def get(self, model: type[M], key: Any = None, **search: Any) -> M:
        """As `Session.get`; raises NotFound for what was deleted here."""
        found = super().get(model, key, **search)
        if self.work.is_deleted(found):
            raise not_found(model, [key])
        return found

    def query(self, model: type[M]) -> Query[M]:
        """As `Session.query`, with what was changed here."""
        return PlanningQuery(self, as_model(model))

    def each(self, query: Query[M], *, chunk: int = 500) -> Iterator[M]:
        """As `Session.each`; what was changed is kept, the others are let go of."""
        keys = query.ids()
        for start in range(0, len(keys), chunk):
            objects = fetch(self, self.fetcher, query, keys[start : start + chunk])
            yield from objects
            self.commit()
            for one in objects:
                self.expunge(one)
            self._chunk_done(min(start + chunk, len(keys)), len(keys))

    def commit(self, *instances: Model, **options: Any) -> CommitResult:
        """Check what would be sent, as `Session.commit` does, and keep it."""
        prepare(self, instances)
        self.plan(*instances)
        return CommitResult(str(self.new_key()))

    def refresh(self, instance: Model) -> None:
        """Read an object anew; what was changed here stays, for it counts as committed."""
        self._own_stored(instance, "refresh")
        self.loader.take(instance, self.fetcher.read(instance))

    def expunge(self, instance: Model) -> None:
        """Let go of an object, unless it is part of the plan."""
        self._own(instance, "expunge")
        work = self.work
        if not (work.is_new(instance) or work.is_deleted(instance) or state.is_changed(instance)):
            self.let_go(instance)

    def apply(self, *args: Any, **options: Any) -> NoReturn:
        """Raises NotPlanned: a plan cannot be part of another."""
        raise NotPlanned("a session that only plans cannot apply a plan; use one that sends")

    def rollback(self) -> NoReturn:
        """Raises NotPlanned: what was committed here is not sent, and would be lost as well."""
        raise NotPlanned("a session that only plans cannot roll back what counts as committed")
