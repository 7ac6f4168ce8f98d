"""Relations: the objects that others lead to, loaded for all peers in as few requests as can be.

What was loaded is remembered by the object that asked (`Model._related`), so that it lives as
long as that object, and no longer. What this session writes is put into what is remembered; what
others write is not seen until the object is refreshed or expired.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any
from weakref import WeakValueDictionary

from ecwid_orm.model import ABSENT, Children, Model, PendingKey, RelatedList
from ecwid_orm.model.keys import resolved
from ecwid_orm.model.related import Referring
from ecwid_orm.session.fetching import Fetcher
from ecwid_orm.session.loading import together
from ecwid_orm.session.plan import Operation
from ecwid_orm.session.query import Query
from ecwid_orm.session.scope import Scope


class Relations:
    """Loads and remembers the relations of one session's objects."""

    def __init__(self, scope: Scope, fetcher: Fetcher) -> None:
        self._scope = scope
        self._fetcher = fetcher
        # Who remembers a list, by the key that others refer to it by.
        self._owners: dict[RelatedList[Any], WeakValueDictionary[Any, Model]] = {}

    def _group(self, instance: Model, waits: Callable[[Model], bool]) -> Iterator[Model]:
        """The instance and a page of those that were loaded with it and that wait as well."""
        load, mine = instance._load, self._scope.work
        peers = () if load is None else load.peers()
        others = (one for one in peers if one is not instance and one._home is mine and waits(one))
        yield instance
        yield from islice(others, type(instance).__resource__.page_size - 1)

    # By the keys that the object holds ---------------------------------------------------

    def referred(
        self, instance: Model, relation: Referring[Any], keys: list[Any]
    ) -> dict[Any, Model | None]:
        """The objects of these keys; None for those that the store does not have."""
        found = self._known(instance, relation, keys)
        if len(found) == len(keys):
            _remember(instance, relation.name, found)
            return found
        group = [
            (one, _stored(relation.keys(one)))
            for one in self._group(instance, lambda peer: self._waits(peer, relation))
        ]
        missing: dict[Any, None] = {}
        for one, held in group:
            known = self._known(one, relation, held)
            found |= known
            missing |= dict.fromkeys(key for key in held if key not in known)
        found |= missing | self._fetcher.get_many(relation.model, list(missing))
        for one, held in group:
            _remember(one, relation.name, {key: found[key] for key in held})
        return {key: found[key] for key in keys}

    def _known(
        self, instance: Model, relation: Referring[Any], keys: list[Any]
    ) -> dict[Any, Model | None]:
        """Those of the objects that cost no request."""
        remembered = (instance._related or {}).get(relation.name, {})
        found: dict[Any, Model | None] = {}
        for key in keys:
            one = self._scope.identity.get(relation.model, key)
            if one is None:
                one = remembered.get(key, ABSENT)
            # One that was deleted or expunged since is asked for anew.
            if one is None or one in self._scope:
                found[key] = one
        return found

    def _waits(self, instance: Model, relation: Referring[Any]) -> bool:
        keys = _stored(relation.keys(instance))
        return len(self._known(instance, relation, keys)) < len(keys)

    # By the key that others hold ---------------------------------------------------------

    def referring(self, instance: Model, relation: RelatedList[Any]) -> list[Model]:
        """The objects that hold the key of the instance, with all changes that were not sent."""
        key, work = relation.key_of(instance), self._scope.work
        found: list[Model] = []
        if key is None:
            key = PendingKey(instance)
        else:
            found += self._listed(instance, relation)
        touched = (
            one
            for one in (*work.candidates(), *work.new.values())
            if isinstance(one, relation.model) and key in (relation.keys(one) or ())
        )
        found = list({id(one): one for one in (*found, *touched)}.values())
        return [one for one in found if not work.is_deleted(one) and _may_refer(one, relation, key)]

    def _listed(self, instance: Model, relation: RelatedList[Any]) -> list[Model]:
        """What the store says, asked for once."""
        remembered = (instance._related or {}).get(relation.name)
        if remembered is None or any(one not in self._scope for one in remembered):
            group = self._group(
                instance,
                lambda peer: (
                    relation.key_of(peer) is not None and relation.name not in (peer._related or {})
                ),
            )
            owners = {relation.key_of(one): one for one in group}
            known = self._owners.setdefault(relation, WeakValueDictionary())
            for key, found in self._list(relation, list(owners)).items():
                _remember(owners[key], relation.name, found)
                known[key] = owners[key]
            remembered = (instance._related or {})[relation.name]
        return remembered  # type: ignore[no-any-return]  # a list, put there right here

    def _list(self, relation: RelatedList[Any], keys: list[Any]) -> dict[Any, list[Model]]:
        """Key → the objects that refer to it."""
        query = Query(self._scope, relation.model).where(**relation.parameters)
        if not query.model.__resource__.search.parameters[relation.search].many:
            return self._list_each(relation, keys)
        found: dict[Any, list[Model]] = {key: [] for key in keys}
        for one in query.where(**{relation.search: keys}):
            for key in relation.keys(one) or ():
                if key in found:
                    found[key].append(one)
        return found

    def _list_each(self, relation: RelatedList[Any], keys: list[Any]) -> dict[Any, list[Model]]:
        """The same where Ecwid searches by one key at a time: the first pages by one batch."""
        model = relation.model
        query = Query(self._scope, model).where(**relation.parameters)
        queries = [query.where(**{relation.search: key}) for key in keys]
        if len(queries) == 1:
            return {keys[0]: queries[0].all()}
        answers = self._fetcher.answers([one.request() for one in queries])
        load = together(model, model.__resource__.unlisted)
        found: dict[Any, list[Model]] = {}
        for key, one, page in zip(keys, queries, answers, strict=True):
            items = page[model.__resource__.items]
            if len(items) < page["total"]:
                found[key] = one.all()
            else:
                found[key] = self._scope.loader.hydrate(model, items, load)
        return found

    # Children ----------------------------------------------------------------------------

    def children(self, instance: Model, relation: Children[Any]) -> list[Any]:
        """The children of an object as the server had them: from its own JSON, or by a listing."""
        wire_name = relation.wire_name
        if wire_name is None:
            parents = {relation.parent_key: type(instance).__resource__.own_key(instance)}
            return Query(self._scope, relation.model).where(**parents).all()
        if wire_name not in instance._raw and instance._lacks(wire_name):
            self._fetcher.fetch(instance, wire_name)
        model, raws = relation.model, instance._raw.get(wire_name) or []
        own = type(instance).__resource__.own_key(instance)
        known = [
            self._scope.identity.get(model, (own, raw.get(model.__wire_key__))) for raw in raws
        ]
        # Objects that are known already may be newer than what came with the parent.
        unknown = [raw for raw, one in zip(raws, known, strict=True) if one is None]
        parents = {relation.parent_key: own}
        fresh = iter(self._scope.loader.hydrate(model, unknown, parents=parents))
        return [one or next(fresh) for one in known]

    # Writes ------------------------------------------------------------------------------

    def written(self, operation: Operation) -> None:
        """Put a write into the lists that are remembered."""
        instance = operation.instance
        for relation, owners in self._owners.items():
            if isinstance(instance, relation.model):
                _move(operation, relation, owners)
        targets = {instance.__fields__[name].target for name in operation.changes}
        for name, own in type(instance).__relations__.items():
            # A category that was given products: what these refer to, Ecwid changed.
            if isinstance(own, RelatedList) and own.model.__root__.__name__ in targets:
                _forget(instance, name)


def _move(
    operation: Operation, relation: RelatedList[Any], owners: WeakValueDictionary[Any, Model]
) -> None:
    """Take what was written out of the lists of some owners and put it into those of others."""
    instance, name = operation.instance, relation.through
    if operation.kind == "delete":
        raw = instance._raw.get(instance.__fields__[name].wire_name)
        before, after = set() if relation.nested else _as_keys(raw), set[Any]()
    elif name in operation.changes and not relation.nested:
        old, new = operation.changes[name]
        before, after = _as_keys(old), _as_keys(resolved(new))
    elif name in operation.changes or (
        operation.kind == "create" and not instance.__fields__[name].converter.mutable
    ):
        # To whom it belongs, only Ecwid knows: an order with an e-mail finds its customer.
        for owner in list(owners.values()):
            _forget(owner, relation.name)
        return
    else:
        return
    for key in before ^ after:
        holder = owners.get(key)
        held = None if holder is None else (holder._related or {}).get(relation.name)
        if held is not None:
            held[:] = [one for one in held if one is not instance]
            if key in after:
                held.append(instance)


def _may_refer(one: Model, relation: RelatedList[Any], key: Any) -> bool:
    keys = relation.keys(one)
    return keys is None or key in keys


def _as_keys(value: Any) -> set[Any]:
    return set(value) if isinstance(value, list) else {value}


def _stored(keys: list[Any]) -> list[Any]:
    return [key for key in keys if not isinstance(key, PendingKey)]


def _remember(instance: Model, name: str, found: Any) -> None:
    if instance._related is None:
        object.__setattr__(instance, "_related", {})  # not a slot, see there
    assert instance._related is not None
    instance._related[name] = found


def _forget(instance: Model, name: str) -> None:
    if instance._related is not None:
        instance._related.pop(name, None)
