"""The objects of a plan as they were before it was sent, to be put back where it is taken back."""

from __future__ import annotations

from collections.abc import Container, Iterable
from copy import deepcopy
from typing import Any

from ecwid_orm.model import Model, PendingKey, state
from ecwid_orm.model.entity import set_home, set_load
from ecwid_orm.model.state import Record
from ecwid_orm.model.uploads import queued, requeue
from ecwid_orm.session.plan import Operation, Plan
from ecwid_orm.session.scope import Scope


class Snapshot:
    """What the user had changed, added and deleted; parts that were handed out stay in use."""

    def __init__(self, scope: Scope, plan: Plan) -> None:
        self._scope = scope
        self._values: dict[Model, dict[str, tuple[Any, Any]]] = {}
        self._uploads = {one.instance: queued(one.instance) for one in plan if one.upload}
        for instance in dict.fromkeys(operation.instance for operation in plan):
            self._values[instance] = {
                name: (value, deepcopy(value))
                for name, value in (instance._values or {}).items()
                if name in instance.__fields__
            }

    def restore(
        self, done: Iterable[Operation], taken_back: Iterable[Operation]
    ) -> list[Operation]:
        """Make pending, dirty and deleted again what was done, and then taken back; that it is."""
        deleted = {one.instance for one in taken_back if one.kind == "delete"}
        inverse = {(one.kind, one.instance) for one in taken_back}
        anew = {
            (type(one.instance).__root__, one.recreates): one.instance
            for one in taken_back
            if one.recreates is not None
        }
        restored = []
        for operation in done:
            instance, kind = operation.instance, operation.kind
            fresh = anew.get((type(instance).__root__, operation.key))
            if kind == "delete" and fresh is not None:
                self._doomed_again(instance, fresh)
            elif kind == "create" and (instance in deleted or _is_part_of(operation, deleted)):
                self._new_again(instance)
            elif (kind, instance) in inverse:
                self._changed_again(instance, operation.changes)
            elif instance not in deleted:
                continue
            restored.append(operation)
        return restored

    def _new_again(self, instance: Model) -> None:
        state._set_raw(instance, {})
        set_load(instance, None)
        set_home(instance, self._scope.work)
        self._scope.work.new[id(instance)] = instance
        # What else was assigned, such as the keys of its parents, is back as well.
        self._changed_again(instance, self._values[instance])
        requeue(instance, self._uploads.get(instance, []))

    def _changed_again(self, instance: Model, names: Iterable[str]) -> None:
        for name in names:
            kept = self._values[instance].get(name)
            if kept is not None:
                instance._keep(name, _put_back(*kept))

    def _doomed_again(self, instance: Model, fresh: Model) -> None:
        """What was deleted is there by another key: it is that of the object now."""
        resource, wire_key = type(instance).__resource__, type(instance).__wire_key__
        self._scope.let_go(fresh)
        state._set_raw(instance, {**instance._raw, wire_key: fresh._raw[wire_key]})
        set_home(instance, self._scope.work)
        self._scope.identity.add(instance, resource.identity(instance))
        self._scope.work.deleted[id(instance)] = instance


def _is_part_of(operation: Operation, deleted: Container[Model]) -> bool:
    """Whether it created a part of one of these, which is gone with it."""
    return any(
        isinstance(key, PendingKey) and key.instance in deleted
        for key in operation.parents.values()
    )


def _put_back(value: Any, copy: Any) -> Any:
    """The value as its copy is, in place where it can be changed in place."""
    if isinstance(value, list):
        value[:] = copy
    elif isinstance(value, dict):
        value.clear()
        value.update(copy)
    elif isinstance(value, Record):
        state._set_raw(value, copy._raw)
        state._set_values(value, copy._values)
    return value
