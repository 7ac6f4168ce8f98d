"""From JSON to objects: hydration through the identity map."""

from __future__ import annotations

import weakref
from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

from ecwid_orm import signals
from ecwid_orm.exceptions import BadAnswer, UnknownField
from ecwid_orm.model import Field, Model, state
from ecwid_orm.model.entity import set_load
from ecwid_orm.model.state import Load
from ecwid_orm.session.identity import IdentityMap, wrong_class
from ecwid_orm.session.unitofwork import UnitOfWork

M = TypeVar("M", bound=Model)


class Loader:
    """Turns JSON into the objects of one session, and fetches what objects lack."""

    def __init__(self, identity: IdentityMap, work: UnitOfWork) -> None:
        self._identity = identity
        self._work = work

    # JSON → objects ----------------------------------------------------------------------

    def hydrate(
        self,
        model: type[M],
        raws: Sequence[dict[str, Any]],
        load: Load | None = None,
        parents: Mapping[str, Any] | None = None,
    ) -> list[M]:
        """Objects over decoded JSON, each key's one object; what the user changed stays changed.

        `load` says how much was asked for, None for everything; `parents` are the keys of the
        resources that these are parts of.
        """
        known = self._identity.of(model.__root__)
        wire_key, prefix = model.__wire_key__, tuple(parents.values()) if parents else None
        # What a shop has one of is known by its path; of what has no key no two are the same.
        lone = model.__resource__.path if model.__resource__.singleton else None
        if load is None and len(raws) > 1:
            load = together(model)
        complete = together(model) if load is not None and load.lacking else None
        instances: list[M] = []
        for raw in raws:
            try:
                key = raw[wire_key] if wire_key else lone
                if prefix is not None:
                    key = (*prefix, key)
                reference = known.get(key)
            except (KeyError, TypeError) as error:
                raise BadAnswer(
                    f"an item of {model.__resource__.path} has no {wire_key}"
                ) from error
            instance: Any = None if reference is None else reference()
            if instance is None:
                instance = model._wrap(raw, self._work, load)
                if parents:
                    state._set_values(instance, dict(parents))
                if key is not None:
                    known[key] = weakref.ref(instance)
            elif isinstance(instance, model):
                self._receive(instance, raw, load, complete)
            else:
                raise wrong_class(instance, model)
            instances.append(instance)
        if load is not None:
            load.join(*instances)
        self._identity.grown(model.__root__)
        if signals.after_load.receivers:
            for instance in instances:
                signals.emit(
                    signals.after_load,
                    type(instance),
                    instance=instance,
                    session=self._work.session,
                )
        return instances

    def _receive(
        self,
        instance: Model,
        raw: dict[str, Any],
        load: Load | None,
        complete: Load | None = None,
    ) -> None:
        """Take newer JSON into an object that is known already.

        `complete` is the load of those that know what `load` lacks.
        """
        old, before = instance._raw, instance._load
        if load is None or load.whole:
            state.receive(instance, raw)
            set_load(instance, load)
        elif load.names is None:
            # Everything but a few keys that a listing leaves out: those known already stay.
            kept = {key: old[key] for key in load.lacking if key in old}
            state.receive(instance, {**kept, **raw})
            known = all(key in old or not instance._lacks(key) for key in load.lacking)
            if known and complete is not None:
                complete.join(instance)
            set_load(instance, complete if known else load)
        else:
            state.receive(instance, merged(old, raw, load.names))
            if before is not None and before.names is not None and before.names <= load.names:
                set_load(instance, load)
        for relation in type(instance).__children__:
            if relation.wire_name in raw and self._identity.of(relation.model.__root__):
                own = type(instance).__resource__.own_key(instance)
                children = raw[relation.wire_name] or []
                self.hydrate(relation.model, children, parents={relation.parent_key: own})

    def take(self, instance: Model, raw: dict[str, Any]) -> None:
        """Take the whole of an object, read anew."""
        self._receive(instance, raw, None)
        _forget_relations(instance, type(instance).__relations__)
        signals.emit(
            signals.after_load, type(instance), instance=instance, session=self._work.session
        )

    def expire(self, instance: Model, names: Collection[str]) -> None:
        """Forget the keys of these attributes, or of all, and what the user changed in them.

        A relation of that name is forgotten too: it is loaded when it is next read.
        """
        model = type(instance)
        relations = model.__relations__
        _forget_relations(instance, names or relations)
        if names and relations.keys() >= set(names):
            return
        fields = [
            self._field(model, name) for name in names or model.__fields__ if name not in relations
        ]
        forgotten = {field.wire_name for field in fields if field.wire_name}
        forgotten.discard(model.__wire_key__)
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
        set_load(instance, fresh)

    @staticmethod
    def _field(model: type[Model], name: str) -> Field[Any]:
        try:
            return model.__fields__[name]
        except KeyError:
            raise UnknownField(state.unknown_field(model, name)) from None


def _forget_relations(instance: Model, names: Collection[str]) -> None:
    for name in names if instance._related else ():
        instance._related.pop(name, None)  # type: ignore[union-attr]  # it was looked at above


def together(model: type[Model], lacking: Collection[str] = ()) -> Load | None:
    """The `Load` of objects that are loaded together, whole but for the keys `lacking`.

    None where nobody is going to ask for their peers.
    """
    return Load(None, lacking) if lacking or model.__relations__ else None


def merged(old: dict[str, Any], raw: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    """`old` with the keys `names` as they are in `raw`, gone where they are not in it."""
    merged = {**old, **raw}
    for key in names:
        if key not in raw:
            merged.pop(key, None)
    return merged
