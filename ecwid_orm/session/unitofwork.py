"""The unit of work: what is new, what may have changed, what is to be deleted.

An object of a session points here, never to the session or the map, so loaded objects are in
no reference cycle. What was assigned or handed out mutable is held strongly until it was
committed; from then on weakly, for whoever holds the object may still change it in place.
"""

from __future__ import annotations

import weakref
from typing import Any

from ecwid_orm.exceptions import Detached
from ecwid_orm.model import Children, Model, RelatedList, state
from ecwid_orm.model.related import Referring
from ecwid_orm.model.uploads import queued


class UnitOfWork:
    """The sets of one session; `Home` of its objects."""

    def __init__(self, session: object) -> None:
        self._session = weakref.ref(session)
        self.new: dict[int, Model] = {}
        self.deleted: dict[int, Model] = {}
        self.touched: dict[int, Model] = {}
        self.watched: dict[int, weakref.ref[Model]] = {}

    @property
    def session(self) -> Any:
        """The session itself; Detached where it is gone."""
        session = self._session()
        if session is None:
            raise Detached("the session of this object is gone; keep it while its objects are used")
        return session

    # What objects call (`Home`) ----------------------------------------------------------

    def touch(self, instance: Model) -> None:
        """The instance may have changed, or may be changed in place from now on."""
        self.touched[id(instance)] = instance

    def fetch(self, instance: Model, wire_name: str) -> None:
        """Load a key that was not loaded, for the instance and its peers."""
        self.session.fetcher.fetch(instance, wire_name)

    def children(self, instance: Model, relation: Children[Any]) -> list[Any]:
        """The stored children of the instance that are not about to be deleted."""
        stored = self.session.relations.children(instance, relation)
        return [child for child in stored if not self.is_deleted(child)]

    def referred(
        self, instance: Model, relation: Referring[Any], keys: list[Any]
    ) -> dict[Any, Model | None]:
        """The objects of these keys, which the instance holds; None for those there are not."""
        found: dict[Any, Model | None] = self.session.relations.referred(instance, relation, keys)
        return found

    def referring(self, instance: Model, relation: RelatedList[Any]) -> list[Model]:
        """The objects that hold the key of the instance."""
        found: list[Model] = self.session.relations.referring(instance, relation)
        return found

    def is_new(self, instance: Model) -> bool:
        return id(instance) in self.new

    def is_deleted(self, instance: Model) -> bool:
        return id(instance) in self.deleted

    # What the session does ---------------------------------------------------------------

    def candidates(self) -> list[Model]:
        """Objects of the server that may have changed; cost goes with what was touched."""
        settled = self.new.keys() | self.deleted.keys()
        found = list(self.touched.values())
        if settled:
            found = [one for one in found if id(one) not in settled]
        for number, reference in list(self.watched.items()):
            instance = reference()
            if instance is None or instance._home is not self:
                del self.watched[number]
            elif number not in self.touched and number not in settled:
                found.append(instance)
        return found

    def dirty(self) -> list[Model]:
        """Objects of the server that differ from what was loaded, or have something to upload."""
        return [one for one in self.candidates() if state.is_changed(one) or queued(one)]

    def release(self, instance: Model) -> None:
        """The instance is clean: hold it no longer, but watch what was handed out mutable."""
        if queued(instance):
            self.touch(instance)
            return
        self.touched.pop(id(instance), None)
        fields = type(instance).__fields__
        if any(
            name in fields and fields[name].converter.mutable for name in instance._values or ()
        ):
            self.watched[id(instance)] = weakref.ref(instance)

    def forget(self, instance: Model) -> None:
        """The instance is none of ours any more."""
        for known in (self.new, self.deleted, self.touched, self.watched):
            known.pop(id(instance), None)
