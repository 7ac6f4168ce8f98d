"""Undoing a commit: the plan that takes back what the journal says of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ecwid_orm.exceptions import StaleObject, Versions
from ecwid_orm.model import ABSENT, Delta, Field, Model, state
from ecwid_orm.model.containers import ListOf
from ecwid_orm.model.keys import PendingKey, pending_keys
from ecwid_orm.model.state import Record
from ecwid_orm.session.fetching import Fetcher
from ecwid_orm.session.images import writable
from ecwid_orm.session.journal import Journal
from ecwid_orm.session.journal_entries import LoggedOperation, OperationState
from ecwid_orm.session.plan import LeftOut, Operation, Plan
from ecwid_orm.session.records import decoded, model_of, stand_in
from ecwid_orm.session.scope import Scope
from ecwid_orm.session.waves import in_waves


class Undoing:
    """Makes the plan that undoes one commit. It only reads, in the journal and in the shop."""

    def __init__(self, scope: Scope, fetcher: Fetcher, journal: Journal, commit_id: str) -> None:
        self._scope = scope
        self._fetcher = fetcher
        self._commit = journal.commit(commit_id)
        logged = list(journal.operations(self._commit.id))
        self._done = [one for one in logged if one.state is OperationState.DONE]
        self._names = journal.names(self._commit.store_id)
        self._made = {one.number: one for one in self._done if one.kind == "create"}
        self._anew: dict[tuple[str, Any], Model] = {}
        self._left_out = [
            LeftOut(str(one), "whether it was done is not known; recover and resolve it first")
            for one in logged
            if one.state in (OperationState.SENT, OperationState.IN_DOUBT)
        ]

    def plan(self) -> Plan:
        """The inverse of what was done. What cannot be taken back is in its `left_out`."""
        # First the objects that are to be created again: others may refer to them.
        gone = [one for one in reversed(self._done) if one.kind == "delete"]
        creations = [creation for one in gone for creation in self._creations(one)]
        operations = [
            *self._updates([one for one in reversed(self._done) if one.kind == "update"]),
            *self._adjustments(),
            *self._deletions(),
            *(self._filled(creation) for creation in creations),
        ]
        self._left_out += [
            LeftOut(str(one), "what was uploaded stays; delete or replace it by hand")
            for one in self._done
            if one.kind == "upload" and not self._is_of_new(one)
        ]
        plan = in_waves(operations)
        return replace(plan, left_out=tuple(self._left_out), undoes=self._commit.id)

    # What was changed --------------------------------------------------------------------

    def _updates(self, logged: Sequence[LoggedOperation]) -> Iterator[Operation]:
        mine = [(one, self._object(one)) for one in logged if not self._is_of_new(one)]
        names: dict[type[Model], set[str]] = defaultdict(set)
        for one, instance in mine:
            fields = type(instance).__fields__
            names[type(instance)].update(fields[name].wire_name for name in one.changes)
        held = self._fetcher.reread([instance for _, instance in mine], names) if mine else {}
        for one, instance in mine:
            raw = held.get(id(instance))
            if raw is None:
                self._left_out.append(LeftOut(str(one), "it is not in the shop any more"))
                continue
            operation = self._update(one, instance, raw)
            if operation is not None:
                yield operation

    def _update(
        self, one: LoggedOperation, instance: Model, raw: Mapping[str, Any]
    ) -> Operation | None:
        body: dict[str, Any] = {}
        changes: dict[str, tuple[Any, Any]] = {}
        moved: dict[str, Versions] = {}
        for name, (old, new) in one.record["changes"].items():
            field = type(instance).__fields__[name]
            before, after = (self._renamed(field, self._plain(each)) for each in (old, new))
            present = raw.get(field.wire_name, ABSENT)
            if _alike(present, before):
                continue
            if not _alike(present, after):
                moved[name] = Versions(*(_value(field, each) for each in (after, before, present)))
                continue
            value = field.clear if before is ABSENT or before is None else before
            if value is ...:
                self._left_out.append(LeftOut(str(one), f"{name} was empty, and cannot be emptied"))
                continue
            body[field.wire_name] = value
            changes[name] = (present, value)
        if moved:
            conflict = StaleObject(
                f"{instance!r}: {', '.join(moved)} changed since; set what it is to be by hand",
                instance=instance,
                conflicts=moved,
            )
            self._left_out.append(LeftOut(str(one), f"{', '.join(moved)} changed since", conflict))
        if not body:
            return None
        return Operation("update", instance, body, changes, self._parents(one))

    def _adjustments(self) -> Iterator[Operation]:
        for one in reversed(self._done):
            if one.kind == "adjust" and not self._is_of_new(one):
                instance = self._object(one)
                ((name, _),) = one.changes.items()
                ((wire, amount),) = one.record["body"].items()
                delta = Delta(type(instance).__fields__[name], -amount)
                yield Operation(
                    "adjust",
                    instance,
                    {wire: -amount},
                    {name: (ABSENT, delta)},
                    self._parents(one),
                    one.record["suffix"],
                )

    # What was created --------------------------------------------------------------------

    def _deletions(self) -> Iterator[Operation]:
        for one in reversed(self._done):
            if one.kind != "create" or self._is_of_new(one):
                continue
            model = model_of(one.record)
            if "delete" in model.__resource__.refuses:
                self._left_out.append(LeftOut(str(one), "Ecwid has no way to delete it"))
                continue
            parents = self._parents(one)
            key = self._names.get((one.record["root"], one.made), one.made)
            instance = stand_in(self._scope.identity, model, key, parents)
            yield Operation("delete", instance, None, {}, parents)

    # What was deleted --------------------------------------------------------------------

    def _creations(self, one: LoggedOperation) -> Iterator[_Creation]:
        model = model_of(one.record)
        if one.before is None:
            self._left_out.append(LeftOut(str(one), "what it was is not in the journal"))
            return
        if "create" in model.__resource__.refuses:
            self._left_out.append(LeftOut(str(one), "Ecwid has no way to create it"))
            return
        lost = _lost(model, one.before)
        if lost:
            self._left_out.append(LeftOut(str(one), f"{', '.join(lost)}: not brought back"))
        whole = self._creation(model, one.before, self._parents(one))
        yield whole
        for relation in model.__children__:
            for raw in one.before.get(relation.wire_name or "") or ():
                parents = {relation.parent_key: PendingKey(whole.instance)}
                yield self._creation(relation.model, raw, parents)

    def _creation(
        self, model: type[Model], raw: Mapping[str, Any], parents: Mapping[str, Any]
    ) -> _Creation:
        instance = model()
        key = raw.get(model.__wire_key__)
        state._set_values(instance, dict(parents))
        if key is not None:
            self._anew[model.__root__.__name__, key] = instance
        return _Creation(instance, raw, parents, key)

    def _filled(self, creation: _Creation) -> Operation:
        """The operation that creates it, now that all it may refer to is known."""
        instance, raw = creation.instance, creation.raw
        model = type(instance)
        names = writable(model) - {relation.wire_name for relation in model.__children__}
        changes = {
            field.name: (ABSENT, self._renamed(field, raw[field.wire_name]))
            for field in model.__fields__.values()
            if field.wire_name in names and raw.get(field.wire_name) not in _NOTHING
        }
        fields = model.__fields__
        for name, (_, value) in changes.items():
            if not pending_keys(value):
                instance._values[name] = fields[name].load(value)  # type: ignore[index]  # was set
        body = {fields[name].wire_name: value for name, (_, value) in changes.items()}
        return Operation(
            "create", instance, body, changes, creation.parents, recreates=creation.key
        )

    # Keys --------------------------------------------------------------------------------

    def _is_of_new(self, one: LoggedOperation) -> bool:
        """Whether it is about what this commit created, or a part of that: it goes with it."""
        own, parents = one.record["key"], one.record["parents"].values()
        return any(isinstance(key, dict) for key in (own, *parents))

    def _object(self, one: LoggedOperation) -> Model:
        model = model_of(one.record)
        key = self._names.get((one.record["root"], one.key), one.key)
        return stand_in(self._scope.identity, model, key, self._parents(one))

    def _parents(self, one: LoggedOperation) -> dict[str, Any]:
        fields = model_of(one.record).__fields__
        return {
            name: self._renamed(fields[name], key) for name, key in one.record["parents"].items()
        }

    def _plain(self, value: Any) -> Any:
        """JSON of a record, with the keys of what its commit created."""
        return decoded(value, lambda number: self._made[number].made)

    def _renamed(self, field: Field[Any], value: Any) -> Any:
        """A value with the keys that what was deleted has now, or is going to have."""
        if field.target is not None:
            if isinstance(value, list):
                return [self._now(field.target, key) for key in value]
            return self._now(field.target, value)
        part = getattr(getattr(field.converter, "item", field.converter), "value_class", None)
        if part is None:
            return value
        if isinstance(value, list):
            return [self._renamed_part(part, item) for item in value]
        return self._renamed_part(part, value)

    def _renamed_part(self, part: type[Record], value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        fields = {field.wire_name: field for field in part.__fields__.values()}
        return {
            key: self._renamed(fields[key], item) if key in fields else item
            for key, item in value.items()
        }

    def _now(self, target: str, key: Any) -> Any:
        if isinstance(key, list | dict):
            return key
        anew = self._anew.get((target, key))
        return PendingKey(anew) if anew is not None else self._names.get((target, key), key)


@dataclass(frozen=True, slots=True)
class _Creation:
    """Something to be created again: its new object, its old JSON, what it is a part of."""

    instance: Model
    raw: Mapping[str, Any]
    parents: Mapping[str, Any]
    key: Any


_NOTHING: tuple[Any, ...] = (None, "", [], {})


def _alike(present: Any, value: Any) -> bool:
    """Whether the shop holds a value, filled in by Ecwid maybe; nothing is like an empty one."""
    if pending_keys(value):
        return False  # it is only about to be created again
    if present is ABSENT or value is ABSENT or value is None:
        return (present is ABSENT or present in _NOTHING) and (value is ABSENT or value in _NOTHING)
    if isinstance(value, list) and isinstance(present, list) and _keys(value) and _keys(present):
        return set(value) == set(present)
    return state.grown(value, present)


def _keys(value: list[Any]) -> bool:
    return all(isinstance(item, int | str) for item in value)


def _value(field: Field[Any], raw: Any) -> Any:
    return None if raw is ABSENT or raw is None else field.load(raw)


def _lost(model: type[Model], raw: Mapping[str, Any]) -> list[str]:
    """Attributes with parts that no creation takes: pictures, files."""
    return [
        field.name
        for field in model.__fields__.values()
        if field.read_only and isinstance(field.converter, ListOf) and raw.get(field.wire_name)
    ]
