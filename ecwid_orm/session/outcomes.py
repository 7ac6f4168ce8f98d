"""What an answer does to the object it is about: clean, with its key, or gone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ecwid_orm import signals
from ecwid_orm.api import Response
from ecwid_orm.exceptions import BadAnswer
from ecwid_orm.model import Delta, Field, Model, registry, state
from ecwid_orm.model.base import _set_home, _set_load
from ecwid_orm.model.conversion import same
from ecwid_orm.model.inspection import as_values
from ecwid_orm.model.keys import resolved
from ecwid_orm.model.state import Load, changes
from ecwid_orm.session.plan import Operation

if TYPE_CHECKING:
    from ecwid_orm.session.session import Session


class Outcomes:
    """Applies the outcomes of one commit, each as it comes, and tells the `after_*` signals.

    Objects with the same keys out of date share one `Load`, so that reading one of these keys
    loads it for all of them.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._loads: dict[tuple[frozenset[str] | None, frozenset[str]], Load] = {}

    def done(self, operation: Operation, response: Response | None) -> None:
        """The operation was carried out. Raises BadAnswer for a creation without a key."""
        instance = operation.instance
        if operation.kind == "create":
            self._created(operation, _key(operation, response))
        elif operation.kind == "update":
            self._written(operation)
        elif operation.kind == "adjust":
            self._adjusted(operation)
        else:
            self._deleted(instance)
        self._parent_changed(operation)

    def announce(self, operation: Operation, values: dict[str, tuple[Any, Any]]) -> None:
        """Send the signal that an operation was carried out."""
        signal = {
            "create": signals.after_create,
            "delete": signals.after_delete,
        }.get(operation.kind, signals.after_update)
        if signal.receivers:
            signals.emit(
                signal,
                type(operation.instance),
                instance=operation.instance,
                changes=values,
                session=self._session,
            )

    def _created(self, operation: Operation, key: Any) -> None:
        instance, model = operation.instance, type(operation.instance)
        wire_key = model.__fields__[model.__resource__.key].wire_name
        sent = resolved(operation.body)
        state._set_raw(instance, {wire_key: key, **sent})
        for name in operation.parents:
            assert instance._values is not None
            instance._values[name] = resolved(instance._values[name])
        self._session.work.new.pop(id(instance), None)
        if instance._home is None:
            # It was rolled back while the answer was lost; the server has it all the same.
            _set_home(instance, self._session.work)
        self._share_load(instance, frozenset({wire_key, *sent}), _filled(operation))
        self._session.identity.add(instance, model.__resource__.identity(instance))
        self._settle(operation, sent)

    def _written(self, operation: Operation) -> None:
        instance = operation.instance
        sent = resolved(operation.body)
        stale = _computed(type(instance))
        raw = {key: value for key, value in instance._raw.items() if key not in stale}
        state._set_raw(instance, {**raw, **sent})
        load = instance._load
        names = None if load is None or load.names is None else frozenset(load.names) | sent.keys()
        lacking = frozenset() if load is None else frozenset(load.lacking) - sent.keys()
        self._share_load(instance, names, lacking | stale | _filled(operation))
        self._settle(operation, sent)

    def _adjusted(self, operation: Operation) -> None:
        instance = operation.instance
        (name,) = operation.changes
        field = type(instance).__fields__[name]
        (amount,) = (operation.body or {}).values()
        held = (instance._values or {}).get(name)
        if isinstance(held, Delta):
            if held.amount == amount:
                instance._drop(name)
            else:
                instance._keep(name, held - amount)
        # What the stock is now, only the server knows.
        stale = _computed(type(instance)) | {field.wire_name}
        raw = {key: value for key, value in instance._raw.items() if key not in stale}
        state._set_raw(instance, raw)
        load = instance._load
        names = None if load is None or load.names is None else frozenset(load.names)
        self._share_load(instance, names, stale | (frozenset() if load is None else load.lacking))
        self._settle(operation, {})

    def _settle(self, operation: Operation, sent: dict[str, Any]) -> None:
        """Attributes that are still what was sent are clean; those changed since stay dirty."""
        instance = operation.instance
        for name in operation.changes:
            field = type(instance).__fields__[name]
            if field.wire_name not in sent or name not in (instance._values or {}):
                continue
            assert instance._values is not None
            value = instance._values[name]
            if not field.converter.mutable and same(
                resolved(field.dump(value)), sent[field.wire_name]
            ):
                instance._drop(name)
            elif field.converter.mutable:
                _resolve_keys(value)
        if not changes(instance):
            self._session.work.release(instance)

    def _share_load(
        self, instance: Model, names: frozenset[str] | None, lacking: frozenset[str] | set[str]
    ) -> None:
        group = (names, frozenset(lacking))
        load = self._loads.get(group)
        if load is None:
            load = self._loads[group] = Load(names, lacking)
        load.join(instance)
        _set_load(instance, load)

    def _deleted(self, instance: Model) -> None:
        for child in self._known_children(instance):
            self._deleted(child)  # Ecwid deletes them with their parent
        key = type(instance).__resource__.identity(instance)
        self._session.identity.remove(instance, key)
        self._session.work.forget(instance)
        _set_home(instance, None)

    def _known_children(self, instance: Model) -> Iterator[Model]:
        own = type(instance).__resource__.own_key(instance)
        for relation in type(instance).__children__:
            wire_key = relation.model.__fields__[relation.model.__resource__.key].wire_name
            for raw in instance._raw.get(relation.wire_name or "") or ():
                child = self._session.identity.get(relation.model, (own, raw.get(wire_key)))
                if child is not None:
                    yield child

    def _parent_changed(self, operation: Operation) -> None:
        """A child came or went: what the parent's own JSON says of its children is old."""
        child = operation.instance
        for name, parent_key in resolved(dict(operation.parents)).items():
            parent_model = registry.lookup(type(child).__fields__[name].target or "")
            parent = self._session.identity.get(parent_model, parent_key)
            for relation in () if parent is None else type(parent).__children__:
                if relation.wire_name and isinstance(child, relation.model):
                    assert parent is not None
                    self._expire(parent, relation.wire_name)

    def _expire(self, instance: Model, wire_name: str) -> None:
        raw = {key: value for key, value in instance._raw.items() if key != wire_name}
        state._set_raw(instance, raw)
        load = instance._load
        if load is None or not load.lacks(wire_name):
            names = None if load is None or load.names is None else frozenset(load.names)
            lacking = frozenset() if load is None else frozenset(load.lacking)
            self._share_load(instance, names, lacking | {wire_name})


def values_of(operation: Operation) -> dict[str, tuple[Any, Any]]:
    """The changes of an operation as Python values, for the signals."""
    instance = operation.instance
    fields = type(instance).__fields__
    current = [
        state.Change(fields[name], old, new) for name, (old, new) in operation.changes.items()
    ]
    return as_values(current, instance)


def _key(operation: Operation, response: Response | None) -> Any:
    field: Field[Any] = type(operation.instance).__fields__[
        type(operation.instance).__resource__.key
    ]
    body = None if response is None else response.json()
    key = body.get(field.wire_name) if isinstance(body, dict) else None
    if key is None:
        raise BadAnswer(
            f"{operation.instance!r} was created, but the answer names no {field.wire_name}; "
            "look for it in the shop before you send it again"
        )
    return key


def _computed(model: type[Model]) -> frozenset[str]:
    """Keys that Ecwid works out anew at each write."""
    key = model.__resource__.key
    return frozenset(
        field.wire_name
        for field in model.__fields__.values()
        if field.read_only and field.wire_name and field.name != key
    )


def _filled(operation: Operation) -> frozenset[str]:
    """Keys that were sent, and in which Ecwid may have filled in parts: ids, times."""
    fields = type(operation.instance).__fields__
    return frozenset(
        fields[name].wire_name for name in operation.changes if fields[name].converter.filled
    )


def _resolve_keys(value: Any) -> None:
    """Put the ids in place of pending keys, in a list that the user may still hold."""
    if isinstance(value, list):
        value[:] = [resolved(item) for item in value]
