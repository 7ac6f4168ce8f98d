"""`Session`: the objects of one store as one conversation with its API."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any, BinaryIO, Literal, Self, TypeVar, overload
from uuid import UUID, uuid4

from ecwid_orm.api import Client, Request, Response
from ecwid_orm.exceptions import (
    InvalidValue,
    NotFound,
    SessionError,
)
from ecwid_orm.model import Field, Model, state
from ecwid_orm.model.current import connected, entered, is_connected
from ecwid_orm.model.entity import set_home
from ecwid_orm.model.related import Relation
from ecwid_orm.model.uploads import enqueue, queued
from ecwid_orm.session.conflicts import Policy
from ecwid_orm.session.fetching import not_found
from ecwid_orm.session.journal import Journal
from ecwid_orm.session.planner import appended
from ecwid_orm.session.query import Query, as_model
from ecwid_orm.session.running import Running
from ecwid_orm.session.shop import ShopCalls

M = TypeVar("M", bound=Model)


class Session(Running, ShopCalls):
    """Loads objects, tracks their changes, and commits them in as few calls as there can be.

    `prefetch` is how many pages a query reads ahead; `journal` is a path, or a `Journal`, in which
    commits are written down so that they survive a crash and can be undone; `on_conflict` is what
    commits do about changes of others, see `commit`. A session is for one thread; as a context
    manager it is the current one for the code within, and closes its client if it made it::

        with Session.from_env() as session:
            tee = session.get(Product, 37208342)
            tee.price = Decimal("19.90")
            session.commit()

    There is no flush, for the API has no open transaction: what `commit` sent is done.
    """

    def __init__(
        self,
        client: Client,
        *,
        journal: str | os.PathLike[str] | Journal | None = None,
        on_conflict: Policy = "overwrite",
        prefetch: int = 8,
        new_key: Callable[[], UUID] = uuid4,
    ) -> None:
        super().__init__(client, prefetch, new_key, journal, on_conflict)

    @classmethod
    def from_env(cls, **options: Any) -> Self:
        """A session on the store of `ECWID_STORE_ID` and `ECWID_TOKEN` (and `ECWID_URL`).

        `options` are those of the session and of the client. Raises ConfigurationError.
        """
        own = {name: options.pop(name) for name in _OPTIONS if name in options}
        return cls.owning(Client.from_env(**options), **own)

    @classmethod
    def owning(cls, client: Client, **options: Any) -> Self:
        """A session that closes the client when it is closed itself."""
        session = cls(client, **options)
        session._owned.callback(client.close)
        return session

    def __enter__(self) -> Self:
        self._owned.enter_context(entered(self))
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of all objects, and of the client if it is the session's own.

        The objects are detached; what was not committed is not sent.
        """
        for instance in list(self):
            self.expunge(instance)
        if is_connected(self):
            connected(None)
        self._owned.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} on store {self.client.store_id}>"

    # Reading -----------------------------------------------------------------------------

    def get(self, model: type[M], key: Any = None, **search: Any) -> M:
        """The object of this key: from the identity map, else by one GET. Raises NotFound.

        What a shop has only one of, such as its profile, needs no key. `search` are parameters of
        that GET in snake_case (`lang="nl"`); with some, the object is always read anew.
        """
        resource = as_model(model).__resource__
        checked = resource.check_key(model, key)
        known = None if search else self.identity.find(model, checked)
        if known is not None:
            return known  # type: ignore[return-value]  # identity checks the class
        return self.fetcher.get(model, checked, search)

    def find(self, model: type[M], key: Any = None, **search: Any) -> M | None:
        """The object of this key, None where the store has none."""
        try:
            return self.get(model, key, **search)
        except NotFound as error:
            if error.of_store:
                raise
            return None

    def get_many(self, model: type[M], keys: Iterable[Any]) -> list[M]:
        """The objects of these keys, in their order, in as few requests as the API allows.

        Raises NotFound naming the keys that the store has no entity of.
        """
        resource = as_model(model).__resource__
        wanted = [resource.check_key(model, key) for key in keys]
        found = self.fetcher.get_many(model, wanted)
        missing = [key for key in dict.fromkeys(wanted) if key not in found]
        if missing:
            raise not_found(model, missing)
        return [found[key] for key in wanted]

    def query(self, model: type[M]) -> Query[M]:
        """A query of a model's listing; see `Query`."""
        return Query(self, as_model(model))

    @overload
    def load(self, model: type[M], raw: dict[str, Any], **parents: Any) -> M: ...
    @overload
    def load(self, model: type[M], raw: Sequence[dict[str, Any]], **parents: Any) -> list[M]: ...
    def load(self, model: type[M], raw: Any, **parents: Any) -> M | list[M]:
        """Objects over decoded JSON (a body or a list of them), through the identity map.

        `parents` are the keys in the model's path: `load(ProductVariation, raw, product_id=1)`.
        """
        resource = as_model(model).__resource__
        if set(parents) != set(resource.parents):
            named = ", ".join(f"{name}=…" for name in resource.parents) or "no keys of parents"
            raise InvalidValue(f"load({model.__name__}, …) takes {named}")
        raws = [raw] if isinstance(raw, dict) else raw
        loaded = self.loader.hydrate(model, raws, parents=parents or None)
        return loaded[0] if isinstance(raw, dict) else loaded

    def refresh(self, instance: Model) -> None:
        """Read an object anew; changes of it that were not sent are lost. Raises NotFound."""
        self._own_stored(instance, "refresh")
        fresh = self.fetcher.read(instance)
        state.restore(instance)
        self.loader.take(instance, fresh)
        self.work.release(instance)

    def expire(self, instance: Model, *attributes: Field[Any] | Relation[Any] | str) -> None:
        """Forget what was loaded (of these attributes, or of all): it is loaded when next read.

        Relations, such as `Customer.orders`, are attributes too. Changes of these attributes that
        were not sent are lost.
        """
        self._own_stored(instance, "expire")
        self.loader.expire(
            instance, [one if isinstance(one, str) else one.name for one in attributes]
        )
        if not state.is_changed(instance):
            self.work.release(instance)

    def call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        data: bytes | BinaryIO | None = None,
        expects: Literal["json", "bytes"] = "json",
        idempotent: bool | None = None,
    ) -> Response:
        """The answer to one request, sent now; for what has no method here. See `Client.request`.

        It goes past the objects: what it changes is read anew by `refresh` or `expire`.
        """
        return self.client.request(
            Request(method, path, params or {}, json, data, idempotent=idempotent, expects=expects)
        )

    def outdate(self, instances: Model | Iterable[Model], attributes: Iterable[str]) -> None:
        """These attributes, and all that only Ecwid sets, are no longer what was loaded.

        They are loaded when next read, for all the instances at once; what the user changed in
        them stays changed.
        """
        outcomes, names = self._outcomes(), list(attributes)
        for instance in [instances] if isinstance(instances, Model) else instances:
            outcomes.outdated(instance, names)
            if not state.is_changed(instance):
                self.work.release(instance)

    # Objects in and out ------------------------------------------------------------------

    def add(self, *instances: Model) -> None:
        """Take new objects, to be created by the next commit, or detached ones back.

        Raises AlreadyAttached for an object of another session, DuplicateKey where another object
        of this one bears the key.
        """
        for instance in instances:
            if not isinstance(instance, Model):
                raise TypeError(f"expected an object of a model, got {type(instance).__name__}")
            self._refuse_foreign(instance)
            if instance._home is None:
                self._add(instance)
            elif self.work.is_deleted(instance):
                del self.work.deleted[id(instance)]

    def _add(self, instance: Model) -> None:
        resource = type(instance).__resource__
        children = list(appended(instance))
        if instance._is_stored():
            self.identity.add(instance, resource.identity(instance))
            set_home(instance, self.work)
            self.work.touch(instance)
        elif "create" in resource.refuses:
            raise SessionError(f"Ecwid has no way to create a {type(instance).__name__}")
        else:
            set_home(instance, self.work)
            self.work.new[id(instance)] = instance
        self.add(*children)

    def delete(self, instance: Model) -> None:
        """Have an object deleted by the next commit; a new one is just forgotten."""
        self._own(instance, "delete")
        if self.work.is_new(instance):
            for child in appended(instance):
                self.expunge(child)
            self.expunge(instance)
            return
        if "delete" in type(instance).__resource__.refuses:
            raise SessionError(f"Ecwid has no way to delete a {type(instance).__name__}")
        self.work.deleted[id(instance)] = instance

    def expunge(self, instance: Model) -> None:
        """Let go of an object: it is detached (or transient again), with its changes."""
        self._own(instance, "expunge")
        self.let_go(instance)

    def merge(self, instance: M) -> M:
        """The object of this session with the key of a detached one, and the changes of that.

        A transient object gives a new one, which is added. The given object stays as it is.
        """
        if instance._home is self.work:
            return instance
        key = type(instance).__resource__.identity(instance) if instance._is_stored() else None
        target = type(instance)() if key is None else self.get(type(instance), key)
        for field, _, _ in state.changes(instance):
            value = (instance._values or {})[field.name]
            setattr(target, field.name, deepcopy(value) if field.converter.mutable else value)
        for upload in queued(instance):
            enqueue(target, upload)
        if key is None:
            for name in type(instance).__resource__.parents:
                setattr(target, name, getattr(instance, name))
            self.add(target)
        for relation in type(instance).__children__:
            for child in relation.added(instance):
                getattr(target, relation.name).append(self.merge(child))
        return target

    @property
    def new(self) -> list[Model]:
        """Objects that the next commit creates."""
        return list(self.work.new.values())

    @property
    def dirty(self) -> list[Model]:
        """Objects with changes that the next commit sends."""
        return self.work.dirty()

    @property
    def deleted(self) -> list[Model]:
        """Objects that the next commit deletes."""
        return list(self.work.deleted.values())


_OPTIONS = ("journal", "on_conflict", "prefetch", "new_key")
"""Those of a session; the others are the client's."""


def connect(
    store_id: int | str | None = None,
    token: str | None = None,
    *,
    url: str | None = None,
    **options: Any,
) -> Session:
    """Make a session the current one of the whole process, and return it.

    What is left out comes from the environment: `ECWID_STORE_ID`, `ECWID_TOKEN`, `ECWID_URL`.
    `options` are those of `Session` and `Client`. Raises ConfigurationError.
    """
    given = {"ECWID_STORE_ID": store_id, "ECWID_TOKEN": token, "ECWID_URL": url}
    environ = {**os.environ, **{name: str(value) for name, value in given.items() if value}}
    session = Session.from_env(environ=environ, **options)
    connected(session)
    return session
