"""From answers to objects: hydration through the identity map, and loading what is missing."""

from __future__ import annotations

import weakref
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from ecwid_orm import signals
from ecwid_orm.api import Request
from ecwid_orm.exceptions import BadAnswer, NotFound, UnknownField
from ecwid_orm.model import Children, Field, Model, state
from ecwid_orm.model.base import _set_load
from ecwid_orm.model.state import Load
from ecwid_orm.session.collector import collector_paused
from ecwid_orm.session.identity import wrong_class

if TYPE_CHECKING:
    from ecwid_orm.session.session import Session

M = TypeVar("M", bound=Model)


class Loader:
    """Turns JSON into the objects of one session, and fetches what objects lack."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # JSON → objects ----------------------------------------------------------------------

    def hydrate(
        self,
        model: type[M],
        raws: Iterable[dict[str, Any]],
        load: Load | None = None,
        parents: Mapping[str, Any] | None = None,
    ) -> list[M]:
        """Objects over decoded JSON, each key's one object; what the user changed stays changed.

        `load` says how much was asked for, None for everything; `parents` are the keys of the
        resources that these are parts of.
        """
        root, home = model.__root__, self._session.work
        known = self._session.identity.of(root)
        wire_key = model.__fields__[model.__resource__.key].wire_name
        prefix = tuple(parents.values()) if parents else None
        instances: list[M] = []
        for raw in raws:
            try:
                key = raw[wire_key] if prefix is None else (*prefix, raw[wire_key])
                reference = known.get(key)
            except (KeyError, TypeError) as error:
                raise BadAnswer(
                    f"an item of {model.__resource__.path} has no {wire_key}"
                ) from error
            instance: Any = None if reference is None else reference()
            if instance is None:
                instance = model._wrap(raw, home, load)
                if parents:
                    state._set_values(instance, dict(parents))
                known[key] = weakref.ref(instance)
            elif isinstance(instance, model):
                self._receive(instance, raw, load)
            else:
                raise wrong_class(instance, model)
            if load is not None:
                load.join(instance)
            instances.append(instance)
        self._session.identity.grown(root)
        if signals.after_load.receivers:
            for instance in instances:
                signals.emit(
                    signals.after_load, type(instance), instance=instance, session=self._session
                )
        return instances

    def _receive(self, instance: Model, raw: dict[str, Any], load: Load | None) -> None:
        """Take newer JSON into an object that is known already."""
        old, before = instance._raw, instance._load
        if load is None:
            state.receive(instance, raw)
            _set_load(instance, None)
        elif load.names is None:
            # Everything but a few keys that a listing leaves out: those known already stay.
            kept = {key: old[key] for key in load.lacking if key in old}
            state.receive(instance, {**kept, **raw})
            known = all(key in old or not instance._lacks(key) for key in load.lacking)
            _set_load(instance, None if known else load)
        else:
            state.receive(instance, _merged(old, raw, load.names))
            if before is not None and before.names is not None and before.names <= load.names:
                _set_load(instance, load)
        for relation in type(instance).__children__:
            if relation.wire_name in raw and self._session.identity.of(relation.model.__root__):
                self._stored_children(instance, relation, refresh=True)

    def take(self, instance: Model, raw: dict[str, Any]) -> None:
        """Take the whole of an object, read anew."""
        self._receive(instance, raw, None)
        signals.emit(signals.after_load, type(instance), instance=instance, session=self._session)

    def expire(self, instance: Model, names: Collection[str]) -> None:
        """Forget the keys of these attributes, or of all, and what the user changed in them."""
        model = type(instance)
        fields = [self._field(model, name) for name in names or model.__fields__]
        forgotten = {field.wire_name for field in fields if field.wire_name}
        forgotten.discard(model.__fields__[model.__resource__.key].wire_name)
        if not names:
            forgotten |= {
                relation.wire_name for relation in model.__children__ if relation.wire_name
            }
        for field in fields:
            if field.wire_name and field.name in (instance._values or {}):
                instance._drop(field.name)
        raw = {key: value for key, value in instance._raw.items() if key not in forgotten}
        state._set_raw(instance, raw)
        load = instance._load if names else None
        fresh = Load(load.names if load else None, {*(load.lacking if load else ()), *forgotten})
        fresh.join(instance)
        _set_load(instance, fresh)

    @staticmethod
    def _field(model: type[Model], name: str) -> Field[Any]:
        try:
            return model.__fields__[name]
        except KeyError:
            raise UnknownField(state.unknown_field(model, name)) from None

    # What objects lack -------------------------------------------------------------------

    def fetch(self, instance: Model, wire_name: str) -> None:
        """Load a key for an object and the peers that were loaded with it, in one request."""
        load = instance._load
        assert load is not None
        mine = self._session.work
        peers = [one for one in load.peers() if one is not instance and one._home is mine]
        size = type(instance).__resource__.page_size
        group = [instance, *islice(peers, size - 1)]
        names = set(load.lacking) if load.names is None else {wire_name, *load.lacking}
        found = self._read(group, names)
        rest = Load(load.names, load.lacking)
        rest.loaded(names)
        complete = rest.names is None and not rest.lacking
        for one in group:
            raw = found.get(id(one))
            if raw is None:
                continue
            state.receive(one, _merged(one._raw, raw, names))
            _set_load(one, None if complete else rest)
            rest.join(one)
        if id(instance) not in found:
            raise _gone(instance)

    def _read(self, group: Sequence[Model], names: set[str]) -> dict[int, dict[str, Any]]:
        """The keys `names` of several objects of one model, by the identity of the object."""
        resource = type(group[0]).__resource__
        wire_key = type(group[0]).__fields__[resource.key].wire_name
        everything = {field.wire_name for field in type(group[0]).__fields__.values()} - {
            "",
            wire_key,
        }
        # All that is declared: then the keys that no field declares are wanted too.
        fields = None if names >= everything else ",".join(sorted({wire_key, *names}))
        own_keys = {resource.own_key(one): one for one in group}
        client = self._session.client
        if resource.bulk is not None and len(group) > 1:
            params = self._bulk_params(type(group[0]), list(own_keys))
            params["responseFields"] = fields and f"items({fields})"
            items = client.get(resource.path, params=params)["items"]
        elif resource.shape == "list" and len(group) > 1 and not resource.parents:
            items = client.get(resource.path, params={"responseFields": fields}).json()
        else:
            requests = [
                Request(
                    "GET", resource.item_path(resource.identity(one)), {"responseFields": fields}
                )
                for one in group
            ]
            return {
                id(one): raw
                for one, raw in zip(group, self._answers(requests), strict=True)
                if raw is not None
            }
        return {id(own_keys[raw[wire_key]]): raw for raw in items if raw[wire_key] in own_keys}

    def _answers(self, requests: Sequence[Request]) -> Iterator[Any]:
        """The JSON that answers each request, by a batch; None where there is no such entity."""
        client = self._session.client
        if len(requests) == 1:
            try:
                yield client.request(requests[0]).json()
            except NotFound:
                yield None
            return
        for outcome in client.batch(requests, parallel=True):
            if outcome.ok and outcome.response is not None:
                yield outcome.response.json()
            elif isinstance(outcome.error, NotFound):
                yield None
            else:
                raise outcome.error or BadAnswer(f"{outcome.request} was not executed")

    @staticmethod
    def _bulk_params(model: type[Model], keys: list[Any]) -> dict[str, Any]:
        resource = model.__resource__
        assert resource.bulk is not None
        return {resource.bulk: keys, **resource.bulk_params, "limit": resource.page_size}

    def get_many(self, model: type[M], keys: Sequence[Any]) -> dict[Any, M]:
        """Objects by key: those known, and the others in as few requests as the API allows."""
        found: dict[Any, M] = {}
        missing: list[Any] = []
        for key in dict.fromkeys(keys):
            instance = self._session.identity.get(model, key)
            if instance is None:
                missing.append(key)
            else:
                found[key] = instance  # type: ignore[assignment]  # get() checked the class
        resource = model.__resource__
        if resource.bulk is not None and len(missing) > 1:
            for start in range(0, len(missing), resource.page_size):
                chunk = missing[start : start + resource.page_size]
                params = self._bulk_params(model, chunk)
                with collector_paused():
                    items = self._session.client.get(resource.path, params=params)["items"]
                    loaded = self.hydrate(model, items)
                found.update((resource.own_key(one), one) for one in loaded)
        elif missing:
            requests = [Request("GET", resource.item_path(key)) for key in missing]
            for key, raw in zip(missing, self._answers(requests), strict=True):
                if raw is not None:
                    found[key] = self._hydrate_one(model, key, raw)
        return found

    def get(self, model: type[M], key: Any) -> M:
        """One object by a GET. Raises NotFound."""
        response = self._session.client.get(model.__resource__.item_path(key))
        with collector_paused():
            return self._hydrate_one(model, key, response.json())

    def _hydrate_one(self, model: type[M], key: Any, raw: Any) -> M:
        resource = model.__resource__
        parents = dict(zip(resource.parents, key, strict=False)) if resource.parents else None
        return self.hydrate(model, [raw], parents=parents)[0]

    # Children ----------------------------------------------------------------------------

    def children(self, instance: Model, relation: Children[Any]) -> list[Any]:
        """The children of an object as the server had them: from its own JSON, or by a listing."""
        wire_name = relation.wire_name
        if wire_name is not None:
            if wire_name not in instance._raw and instance._lacks(wire_name):
                self.fetch(instance, wire_name)
            return self._stored_children(instance, relation)
        parents = {relation.parent_key: type(instance).__resource__.own_key(instance)}
        return self._session.query(relation.model).where(**parents).all()

    def _stored_children(
        self, instance: Model, relation: Children[Any], *, refresh: bool = False
    ) -> list[Any]:
        model = relation.model
        raws = instance._raw.get(relation.wire_name or "") or []
        own = type(instance).__resource__.own_key(instance)
        wire_key = model.__fields__[model.__resource__.key].wire_name
        known = [self._session.identity.get(model, (own, raw.get(wire_key))) for raw in raws]
        # Objects that are known already may be newer than what came with the parent.
        stale = raws if refresh else [raw for raw, one in zip(raws, known, strict=True) if not one]
        fresh = self.hydrate(model, stale, parents={relation.parent_key: own})
        if refresh:
            return fresh
        waiting = iter(fresh)
        return [one or next(waiting) for one in known]


def _merged(old: dict[str, Any], raw: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    """`old` with the keys `names` as they are in `raw`, gone where they are not in it."""
    merged = {**old, **raw}
    for key in names:
        if key not in raw:
            merged.pop(key, None)
    return merged


def _gone(instance: Model) -> NotFound:
    return NotFound(404, None, f"{instance!r} is not on the server any more; session.expunge() it")
