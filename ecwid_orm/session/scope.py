"""`Scope`: what the parts of a session share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import UUID

from ecwid_orm.api import Client
from ecwid_orm.exceptions import AlreadyAttached, Detached, SessionError
from ecwid_orm.model import Model, ObjectState
from ecwid_orm.model.entity import set_home
from ecwid_orm.model.inspection import inspect
from ecwid_orm.session.commitlog import CommitLog
from ecwid_orm.session.flight import Flight
from ecwid_orm.session.identity import IdentityMap
from ecwid_orm.session.loading import Loader
from ecwid_orm.session.plan import Operation
from ecwid_orm.session.unitofwork import UnitOfWork


class Scope:
    """The client, the objects, and what is known of them; `Session` is built upon it.

    The parts of a session (queries, fetching, relations, flush) work on a scope, so that none of
    them needs to know the session.
    """

    def __init__(self, client: Client, prefetch: int, new_key: Callable[[], UUID]) -> None:
        self.client = client
        self.prefetch = prefetch
        self.new_key = new_key
        self.identity = IdentityMap()
        self.work = UnitOfWork(self)
        self.loader = Loader(self.identity, self.work)
        self.flights: dict[str, Flight] = {}
        """Batches of this session whose outcome is not known, by their keys."""
        self.doubts: dict[Operation, CommitLog] = {}
        """Operations that nobody knows the fate of, and the logs of their commits."""

    def let_go(self, instance: Model) -> None:
        """The instance is none of these objects any more."""
        if instance._is_stored():
            self.identity.remove(instance, type(instance).__resource__.identity(instance))
        self.work.forget(instance)
        set_home(instance, None)

    def __contains__(self, instance: object) -> bool:
        return isinstance(instance, Model) and instance._home is self.work

    def __iter__(self) -> Iterator[Model]:
        yield from list(self.work.new.values())
        yield from self.identity

    # Whose an object is ------------------------------------------------------------------

    def _own(self, instance: Model, verb: str) -> None:
        self._refuse_foreign(instance)
        if instance._home is None:
            known = inspect(instance).state is ObjectState.DETACHED
            way_out = "session.merge() gives one that is" if known else "session.add() it first"
            raise Detached(f"cannot {verb} {instance!r}, for it is in no session; {way_out}")

    def _own_stored(self, instance: Model, verb: str) -> None:
        self._own(instance, verb)
        if self.work.is_new(instance):
            raise SessionError(
                f"cannot {verb} {instance!r}, for the store does not have it yet; "
                "session.commit() creates it"
            )

    def _refuse_foreign(self, instance: Model) -> None:
        if instance._home not in (None, self.work):
            raise AlreadyAttached(
                f"{instance!r} belongs to another session; use that one, or expunge it there first"
            )
