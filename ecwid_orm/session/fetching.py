"""Fetching: objects by key, and what objects lack, in as few requests as the API allows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, TypeVar

from ecwid_orm.api import Request
from ecwid_orm.exceptions import BadAnswer, NotFound
from ecwid_orm.model import Model, state
from ecwid_orm.model.conversion import same
from ecwid_orm.model.entity import set_load
from ecwid_orm.model.keys import resolved
from ecwid_orm.model.related import RelatedList
from ecwid_orm.model.resource import Resource
from ecwid_orm.model.state import Load
from ecwid_orm.session.collector import collector_paused
from ecwid_orm.session.loading import merged, together
from ecwid_orm.session.query import Query
from ecwid_orm.session.scope import Scope

M = TypeVar("M", bound=Model)


class Fetcher:
    """Asks the server for the objects of one session."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    # Objects by key ----------------------------------------------------------------------

    def get(self, model: type[M], key: Any, search: Mapping[str, Any] | None = None) -> M:
        """One object by a GET, with search parameters if there are any. Raises NotFound."""
        resource = model.__resource__
        if "get" in resource.refuses:
            return self._listed(model, key)
        params = resource.search.compile(model.__name__, (), search or {})
        response = self._scope.client.get(resource.item_path(key), params)
        raw, load = response.json(), None
        if resource.listed_only:
            raw, load = {model.__wire_key__: key, **raw}, Load(None, resource.listed_only)
        with collector_paused():
            return self._hydrate_one(model, key, raw, load)

    def _listed(self, model: type[M], key: Any) -> M:
        """One object of those that Ecwid only lists."""
        found = self._get_listed(model, [key])
        if not found:
            raise not_found(model, [key])
        return found[key]

    def _get_listed(self, model: type[M], keys: Sequence[Any]) -> dict[Any, M]:
        """Those of some objects that the listing has, or that of each parent."""
        resource = model.__resource__
        listed: dict[Any, M] = {}
        for prefix in dict.fromkeys(map(_prefix, keys)):
            parents = dict(zip(resource.parents, prefix, strict=True))
            found = Query(self._scope, model).where(**parents)
            listed.update((resource.identity(one), one) for one in found)
        return {key: listed[key] for key in keys if key in listed}

    def read(self, instance: Model) -> Any:
        """The JSON of an object, read anew. Raises NotFound."""
        resource = type(instance).__resource__
        if not _by_listing(resource):
            return self._scope.client.get(resource.item_path(resource.identity(instance))).json()
        for raw in self._read_listed([instance], None).values():
            return raw
        raise _gone(instance)

    def created(self, instance: Model, sent: Mapping[str, Any]) -> Any:
        """The key of an entity whose creation told none: of the newest that holds what was sent.

        None where the listing has no such entity that is not known here already.
        """
        model = type(instance)
        parents = resolved(model.__resource__.parent_keys(instance))
        for raw in reversed(list(Query(self._scope, model).where(**parents).raw())):
            key = raw.get(model.__wire_key__)
            known = self._scope.identity.get(model, (*parents.values(), key) if parents else key)
            if known is None and all(same(raw.get(name), value) for name, value in sent.items()):
                return key
        return None

    def get_many(self, model: type[M], keys: Sequence[Any]) -> dict[Any, M]:
        """Objects by key: those known, and the others in as few requests as the API allows."""
        found: dict[Any, M] = {}
        for key in dict.fromkeys(keys):
            instance = self._scope.identity.get(model, key)
            if instance is not None:
                found[key] = instance  # type: ignore[assignment]  # get() checked the class
        missing = [key for key in dict.fromkeys(keys) if key not in found]
        resource = model.__resource__
        at_once = resource.shape != "page" and not resource.parents and len(missing) > 1
        if missing and (at_once or _by_listing(resource)):
            return found | self._get_listed(model, missing)
        load = together(model) if len(missing) > 1 else None
        if resource.bulk is not None and len(missing) > 1:
            found |= self._get_in_bulk(model, missing, load)
            # A listing may lag behind; what it does not have yet is asked for by itself.
            missing = [key for key in missing if key not in found]
        requests = [Request("GET", resource.item_path(key)) for key in missing]
        for key, raw in zip(missing, self.answers(requests), strict=True):
            if raw is not None:
                found[key] = self._hydrate_one(model, key, raw, load)
        return found

    def _get_in_bulk(self, model: type[M], keys: Sequence[Any], load: Load | None) -> dict[Any, M]:
        resource = model.__resource__
        found: dict[Any, M] = {}
        for start in range(0, len(keys), resource.page_size):
            params = self._bulk_params(model, keys[start : start + resource.page_size])
            with collector_paused():
                answer = self._scope.client.get(resource.path, params)
                loaded = self._scope.loader.hydrate(model, answer[resource.items], load)
            found.update((resource.own_key(one), one) for one in loaded)
        return found

    @staticmethod
    def _bulk_params(model: type[Model], keys: Sequence[Any]) -> dict[str, Any]:
        resource = model.__resource__
        assert resource.bulk is not None
        return {resource.bulk: list(keys), **resource.bulk_params, "limit": resource.page_size}

    def _hydrate_one(self, model: type[M], key: Any, raw: Any, load: Load | None = None) -> M:
        resource = model.__resource__
        parents = dict(zip(resource.parents, key, strict=False)) if resource.parents else None
        return self._scope.loader.hydrate(model, [raw], load, parents)[0]

    def answers(self, requests: Sequence[Request]) -> Iterator[Any]:
        """The JSON that answers each request, by a batch; None where there is no such entity."""
        client = self._scope.client
        if len(requests) == 1:
            try:
                yield client.request(requests[0]).json()
            except NotFound as error:
                if error.of_store:
                    raise
                yield None
        elif requests:
            for outcome in client.batch(requests, parallel=True):
                if outcome.ok and outcome.response is not None:
                    yield outcome.response.json()
                elif isinstance(outcome.error, NotFound) and not outcome.error.of_store:
                    yield None
                else:
                    raise outcome.error or BadAnswer(f"{outcome.request} was not executed")

    # What objects lack -------------------------------------------------------------------

    def fetch(self, instance: Model, wire_name: str) -> None:
        """Load a key for an object and the peers that were loaded with it, in one request."""
        load = instance._load
        assert load is not None
        mine = self._scope.work
        peers = [one for one in load.peers() if one is not instance and one._home is mine]
        size = type(instance).__resource__.page_size
        group = [instance, *islice(peers, size - 1)]
        names = set(load.lacking) if load.names is None else {wire_name, *load.lacking}
        found = self._read(group, names)
        rest = Load(load.names, load.lacking)
        rest.loaded(names)
        for one in group:
            raw = found.get(id(one))
            if raw is None:
                continue
            state.receive(one, merged(one._raw, raw, names))
            set_load(one, None if rest.whole and not type(one).__relations__ else rest)
            rest.join(one)
        if id(instance) not in found:
            raise _gone(instance)

    def reread(
        self, instances: Iterable[Model], names: Mapping[type[Model], Collection[str]]
    ) -> dict[int, dict[str, Any]]:
        """The keys `names` of each model's objects as the server has them now, in few requests.

        They come by the identity of the object, and change no object; one that the server does
        not have any more is absent.
        """
        groups: dict[type[Model], list[Model]] = {}
        for one in instances:
            groups.setdefault(type(one), []).append(one)
        found: dict[int, dict[str, Any]] = {}
        readings: list[_Reading] = []
        for model, group in groups.items():
            resource = model.__resource__
            # Of a listing in pages, there is no telling how many it takes.
            at_once = len(group) > 1 and resource.shape != "page" and _is_listed(resource)
            if _by_listing(resource) or at_once:
                found |= self._read_listed(group, self._wanted(model, names[model]))
            else:
                readings += self._readings(group, names[model])
        found |= self._answered(readings, _NO_BATCH)
        # A listing may lag behind; what it does not have is asked for by itself.
        doubted = [
            reading
            for model, group in groups.items()
            if model.__resource__.bulk is not None and len(group) > 1
            for one in group
            if id(one) not in found
            for reading in self._readings([one], names[model])
        ]
        return found | self._answered(doubted, _NO_BATCH)

    def referring(
        self, relation: RelatedList[Any], keys: Sequence[Any], names: Collection[str], **search: Any
    ) -> Iterator[dict[str, Any]]:
        """The keys `names` of all that refer to objects by a relation, as the listing has them."""
        model, size = relation.model, relation.model.__resource__.page_size
        query = Query(self._scope, model).where(**{**relation.parameters, **search})
        for start in range(0, len(keys), size):
            part = query.where(**{relation.search: list(keys[start : start + size])})
            yield from part.raw({model.__wire_key__, *names})

    def _read(self, group: Sequence[Model], names: Collection[str]) -> dict[int, dict[str, Any]]:
        """The keys `names` of several objects of one model, by the identity of the object."""
        model = type(group[0])
        resource = model.__resource__
        if _by_listing(resource) or (len(group) > 1 and _is_listed(resource)):
            return self._read_listed(group, self._wanted(model, names))
        return self._answered(self._readings(group, names))

    @staticmethod
    def _wanted(model: type[Model], names: Collection[str]) -> set[str] | None:
        """The keys to ask for; None for all, with those that no field declares."""
        wire_key = model.__wire_key__
        everything = {field.wire_name for field in model.__fields__.values()} - {"", wire_key}
        return None if everything <= set(names) else {wire_key, *names} - {""}

    def _readings(self, group: Sequence[Model], names: Collection[str]) -> list[_Reading]:
        """The requests for these keys of objects of one model: for pages of them, or for each."""
        model = type(group[0])
        resource = model.__resource__
        wanted = self._wanted(model, names)
        fields = None if wanted is None else ",".join(sorted(wanted))
        if resource.bulk is None or len(group) == 1:
            return [
                _Reading(
                    Request(
                        "GET",
                        resource.item_path(resource.identity(one)),
                        {"responseFields": fields},
                    ),
                    [one],
                )
                for one in group
            ]
        readings = []
        for start in range(0, len(group), resource.page_size):
            part = group[start : start + resource.page_size]
            params = self._bulk_params(model, [resource.own_key(one) for one in part])
            params["responseFields"] = fields and f"{resource.items}({fields})"
            readings.append(_Reading(Request("GET", resource.path, params), part, resource.items))
        return readings

    def _answered(self, readings: Sequence[_Reading], alone: int = 1) -> dict[int, dict[str, Any]]:
        """What the requests bring; no more than `alone` of them are sent one by one."""
        requests = [reading.request for reading in readings]
        parts = [requests] if len(requests) > alone else [[request] for request in requests]
        answers = chain.from_iterable(map(self.answers, parts))
        found: dict[int, dict[str, Any]] = {}
        for reading, answer in zip(readings, answers, strict=True):
            if answer is not None:
                found |= reading.found(answer)
        return found

    def _read_listed(
        self, group: Sequence[Model], names: set[str] | None
    ) -> dict[int, dict[str, Any]]:
        """The same by the listing, or by that of each parent."""
        model = type(group[0])
        resource = model.__resource__
        wanted = {resource.identity(one): one for one in group}
        found: dict[int, dict[str, Any]] = {}
        for prefix in dict.fromkeys(map(_prefix, wanted)):
            parents = dict(zip(resource.parents, prefix, strict=True))
            for raw in Query(self._scope, model).where(**parents).raw(names):
                own = raw.get(model.__wire_key__)
                one = wanted.get((*prefix, own) if prefix else own)
                if one is not None:
                    found[id(one)] = raw
        return found


_NO_BATCH = 2
"""Requests that are not worth a batch, which takes two calls itself: to submit it, and to ask."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """A request for keys of some objects of one model, or of one; `items` has them in a page."""

    request: Request
    group: Sequence[Model]
    items: str | None = None

    def found(self, answer: Any) -> dict[int, dict[str, Any]]:
        """What the answer has of each object, by the identity of the object."""
        if self.items is None:
            (one,) = self.group
            return {id(one): answer}
        model = type(self.group[0])
        by_key = {model.__resource__.own_key(one): one for one in self.group}
        items = ((raw.get(model.__wire_key__), raw) for raw in answer[self.items])
        return {id(by_key[key]): raw for key, raw in items if key in by_key}


def _is_listed(resource: Resource) -> bool:
    """Whether there is one listing of all entities, and none by their keys."""
    return resource.bulk is None and not resource.parents and "list" not in resource.refuses


def _by_listing(resource: Resource) -> bool:
    """Whether all of an entity is read by the listing alone."""
    return "get" in resource.refuses or bool(resource.listed_only)


def _prefix(identity: Any) -> tuple[Any, ...]:
    """The parents' keys in the identity of an object."""
    return identity[:-1] if isinstance(identity, tuple) else ()


def not_found(model: type[Model], keys: Sequence[Any]) -> NotFound:
    """The error for keys that a store has no entities of."""
    named = ", ".join(str(key) for key in keys[:10]) + (", …" if len(keys) > 10 else "")
    return NotFound(404, None, f"{model.__name__} {named}: not found in this store")


def _gone(instance: Model) -> NotFound:
    return NotFound(404, None, f"{instance!r} is not on the server any more; session.expunge() it")
