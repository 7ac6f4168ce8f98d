"""What an answer does to the object it is about: clean, with its key, or gone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Set
from typing import Any

from ecwid_orm import signals
from ecwid_orm.api import Response
from ecwid_orm.exceptions import BadAnswer
from ecwid_orm.model import ABSENT, Delta, Model, registry, state
from ecwid_orm.model.containers import ListOf
from ecwid_orm.model.entity import set_home, set_load
from ecwid_orm.model.inspection import as_values
from ecwid_orm.model.keys import resolved
from ecwid_orm.model.state import Load
from ecwid_orm.model.uploads import drop
from ecwid_orm.model.values import PartOf
from ecwid_orm.session.fetching import Fetcher
from ecwid_orm.session.plan import Operation
from ecwid_orm.session.planner import entity, is_part_of
from ecwid_orm.session.relations import Relations
from ecwid_orm.session.scope import Scope


class Outcomes:
    """Applies the outcomes of one commit, each as it comes, and tells the `after_*` signals.

    Objects with the same keys out of date share one `Load`, so that reading one of these keys
    loads it for all of them. Where the commit is not the objects' `own`, but of another session,
    the differences that they still have to send are none of it.
    """

    def __init__(
        self, scope: Scope, fetcher: Fetcher, relations: Relations, *, own: bool = True
    ) -> None:
        self._scope = scope
        self._own = own
        self._fetcher = fetcher
        self._relations = relations
        self._loads: dict[tuple[frozenset[str] | None, frozenset[str]], Load] = {}
        self._computed: dict[type[Model], frozenset[str]] = {}
        self._gone: set[tuple[str, Any]] = set()

    def done(self, operation: Operation, response: Response | None, key: Any = None) -> None:
        """The operation was carried out; `key` is that of what it created, if it is known.

        Raises BadAnswer for a creation without a key.
        """
        instance = operation.instance
        if operation.kind == "create":
            self._created(operation, self._key(operation, response) if key is None else key)
        elif operation.kind == "update":
            self._written(operation)
        elif operation.kind == "adjust":
            self._adjusted(operation)
        elif operation.kind == "upload":
            self._uploaded(operation, response)
        else:
            self._deleted(instance)
        self._parent_changed(operation)
        self._relations.written(operation)

    def announce(self, operation: Operation, values: dict[str, tuple[Any, Any]]) -> None:
        """Send the signal that an operation was carried out; uploads change no field."""
        if operation.kind == "upload":
            return
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
                session=self._scope,
            )

    def _key(self, operation: Operation, response: Response | None) -> Any:
        """The key of what was created: from the answer, from what was sent, or from the listing."""
        model, sent = type(operation.instance), resolved(operation.body)
        answer = None if response is None else response.json()
        names = model.__resource__.created
        for name in (model.__wire_key__,) if names is None else names:
            if isinstance(answer, dict) and answer.get(name) is not None:
                return answer[name]
        key = sent.get(model.__wire_key__)
        if key is None and names == ():
            key = self._fetcher.created(operation.instance, sent)
        if key is None:
            raise BadAnswer(
                f"{operation.instance!r} was created, but the answer names no "
                f"{model.__wire_key__}; look for it in the shop before you send it again"
            )
        return key

    def _created(self, operation: Operation, key: Any) -> None:
        instance, model = operation.instance, type(operation.instance)
        wire_key = model.__wire_key__
        sent = resolved(operation.body)
        # Lists that were handed out empty go on counting, and are loaded when they are next read.
        state._set_raw(instance, {wire_key: key, **_untouched(instance), **sent})
        for name in operation.parents:
            assert instance._values is not None
            instance._values[name] = resolved(instance._values[name])
        self._scope.work.new.pop(id(instance), None)
        if instance._home is None:
            # It was rolled back while the answer was lost; the server has it all the same.
            set_home(instance, self._scope.work)
        self._share_load(instance, frozenset({wire_key, *sent}), _filled(operation))
        identity = model.__resource__.identity(instance)
        known = self._scope.identity.get(model.__root__, identity)
        if known is not None and known is not instance:
            # It was loaded before anybody knew that it is what was created.
            if not self._own or state.is_changed(known):
                self._let_go(instance)
                return
            self._let_go(known)
        self._scope.identity.add(instance, identity)
        self._settle(instance)

    def _written(self, operation: Operation) -> None:
        instance = operation.instance
        sent = resolved(operation.body)
        stale = self._stale(type(instance)) | _cleared(operation)
        # Of an undo, what was handed out is not what was sent: it becomes that, in place.
        state.receive(instance, _without(stale, {**instance._raw, **sent}))
        load = instance._load
        names = None if load is None or load.names is None else frozenset(load.names) | sent.keys()
        lacking = frozenset() if load is None else frozenset(load.lacking) - sent.keys()
        self._share_load(instance, names, lacking | stale | _filled(operation))
        self._settle(instance)

    def _adjusted(self, operation: Operation) -> None:
        instance = operation.instance
        (name,) = operation.changes
        field = type(instance).__fields__[name]
        (amount,) = (operation.body or {}).values()
        held = (instance._values or {}).get(name)
        if self._own and isinstance(held, Delta):
            if held.amount == amount:
                instance._drop(name)
            else:
                instance._keep(name, held - amount)
        # What the stock is now, only the server knows.
        stale = self._stale(type(instance)) | {field.wire_name}
        state._set_raw(instance, _without(stale, instance._raw))
        load = instance._load
        names = None if load is None or load.names is None else frozenset(load.names)
        self._share_load(instance, names, stale | (frozenset() if load is None else load.lacking))
        self._settle(instance)

    def _uploaded(self, operation: Operation, response: Response | None) -> None:
        instance, upload = operation.instance, operation.upload
        assert upload is not None
        answer = response.json() if response is not None and response.body else None
        upload.id = answer.get("id") if isinstance(answer, dict) else None
        drop(instance, upload)
        if instance in self._scope:  # else it was let go of while the answer was lost
            self.outdated(instance, upload.outdates)
            self._settle(instance)

    def outdated(self, instance: Model, attributes: Iterable[str]) -> None:
        """These attributes, and those that only Ecwid sets, are loaded anew when next read."""
        model = type(instance)
        names = {getattr(model, name).wire_name for name in attributes}
        # A part that was handed out is brought up to date in place, as long as its JSON is known.
        kept = {name for name in names if (instance._values or {}).keys() & _named(model, name)}
        held = {name: raw for name, raw in _untouched(instance).items() if name in kept}
        state._set_raw(instance, {**instance._raw, **held})
        self._expire(instance, names | self._stale(model), kept)

    def _settle(self, instance: Model) -> None:
        """Attributes that are still what was sent are clean; those changed since stay dirty."""
        state.settle(instance)
        if instance not in self._scope:
            return  # it stands in for an object of a session that is gone
        if state.is_changed(instance):
            self._scope.work.touch(instance)
        else:
            self._scope.work.release(instance)

    def _stale(self, model: type[Model]) -> frozenset[str]:
        """Keys that a write puts out of date; found once a commit."""
        if model not in self._computed:
            self._computed[model] = _computed(model)
        return self._computed[model]

    def _share_load(
        self, instance: Model, names: Collection[str] | None, lacking: Collection[str]
    ) -> None:
        group = (None if names is None else frozenset(names), frozenset(lacking))
        if group not in self._loads:
            self._loads[group] = Load(*group)
        load = self._loads[group]
        load.join(instance)
        set_load(instance, load)

    def dropped(self, operation: Operation) -> None:
        """The operation is not to be sent again, though nobody knows whether it was done."""
        if operation.kind == "create":
            self._let_go(operation.instance)
        elif operation.kind == "adjust":
            self._adjusted(operation)
        elif operation.upload is not None:
            self._uploaded(operation, None)

    def finish(self) -> None:
        """Let go of the parts of what was deleted, for Ecwid deleted them with it."""
        if self._gone:
            for instance in list(self._scope):
                if is_part_of(instance, self._gone):
                    self._let_go(instance)
            self._gone.clear()

    def _deleted(self, instance: Model) -> None:
        if type(instance).__children__:
            self._gone.add(entity(instance))
        self._let_go(instance)

    def _let_go(self, instance: Model) -> None:
        if instance in self._scope:
            self._scope.let_go(instance)

    def _parent_changed(self, operation: Operation) -> None:
        """A child came or went: what the parent's own JSON says of its children is old."""
        child = operation.instance
        for name, parent_key in resolved(dict(operation.parents)).items():
            parent_model = registry.lookup(type(child).__fields__[name].target or "")
            parent = self._scope.identity.get(parent_model, parent_key)
            if parent is None:
                continue
            for relation in type(parent).__children__:
                if relation.wire_name and isinstance(child, relation.model):
                    self._expire(parent, {relation.wire_name})
            shown = _showing(type(parent), type(child))
            if shown:
                self.outdated(parent, shown)

    def _expire(self, instance: Model, wire_names: Set[str], kept: Set[str] = frozenset()) -> None:
        state._set_raw(instance, _without(wire_names - kept, instance._raw))
        load = instance._load
        names = None if load is None or load.names is None else frozenset(load.names)
        lacking = frozenset() if load is None else frozenset(load.lacking)
        self._share_load(instance, names, lacking | wire_names)


def values_of(operation: Operation) -> dict[str, tuple[Any, Any]]:
    """The changes of an operation as Python values, for the signals."""
    instance = operation.instance
    fields = type(instance).__fields__
    current = [
        state.Change(fields[name], old, new) for name, (old, new) in operation.changes.items()
    ]
    return as_values(current, instance)


def _named(model: type[Model], wire_name: str) -> set[str]:
    """The mutable attribute of a key."""
    return {
        field.name
        for field in model.__fields__.values()
        if field.wire_name == wire_name and field.converter.mutable
    }


def _without(keys: Collection[str], raw: dict[str, Any]) -> dict[str, Any]:
    rest = raw.copy()
    for key in keys:
        rest.pop(key, None)
    return rest


def _untouched(instance: Model) -> dict[str, Any]:
    """What was handed out mutable, and is as it was."""
    fields = type(instance).__fields__
    return {
        fields[name].wire_name: fields[name].dump(value)
        for name, value in (instance._values or {}).items()
        if name in fields
        and fields[name].converter.mutable
        and not state._is_changed(instance, name, value)
    }


def _computed(model: type[Model]) -> frozenset[str]:
    """Keys that Ecwid works out anew at each write."""
    key = model.__resource__.key
    return frozenset(
        field.wire_name
        for field in model.__fields__.values()
        if field.read_only and field.wire_name and field.name != key
    )


def _cleared(operation: Operation) -> set[str]:
    """Keys that None emptied by a number, such as 0; what they read as then, Ecwid decides."""
    instance = operation.instance
    cleared = set()
    for name, (_, new) in operation.changes.items():
        field = type(instance).__fields__[name]
        if isinstance(field.clear, int) and new == field.clear:
            cleared.add(field.wire_name)
            if (instance._values or {}).get(name, ABSENT) is None:
                instance._drop(name)
    return cleared


def _filled(operation: Operation) -> frozenset[str]:
    """Keys that were sent, and in which Ecwid may have filled in parts: ids, times."""
    fields = type(operation.instance).__fields__
    return frozenset(
        fields[name].wire_name for name in operation.changes if fields[name].converter.filled
    )


def _showing(parent: type[Model], child: type[Model]) -> tuple[str, ...]:
    """Attributes of a parent that show its children as values."""
    return tuple(
        field.name
        for field in parent.__fields__.values()
        if isinstance(field.converter, ListOf)
        and isinstance(field.converter.item, PartOf)
        and issubclass(child, field.converter.item.value_class)
    )
