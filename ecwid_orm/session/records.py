"""Operations as JSON that they can be made from again, in another process, without their objects.

An id that is not known yet is written as `{"$new": n}`: that of the object which the plan's n-th
operation creates. `{"$absent": true}` stands for no value, `{"$delta": n}` for a difference. An
object that would look like one of these is put into `{"$is": …}`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ecwid_orm.exceptions import ConfigurationError, SessionError
from ecwid_orm.model import ABSENT, Delta, Model, registry, state
from ecwid_orm.model.keys import PendingKey, pending_keys
from ecwid_orm.model.state import Load
from ecwid_orm.model.uploads import Upload
from ecwid_orm.session.identity import IdentityMap
from ecwid_orm.session.plan import Kind, Operation, Plan

Record = dict[str, Any]
"""What is kept of one operation: plain JSON, with Decimals where no float holds a number."""


def records(plan: Plan) -> Iterator[Record]:
    """Each operation of a plan as a record, in their order; `number` counts from 0."""
    numbers = {operation: number for number, operation in enumerate(plan)}
    creators = {
        id(operation.instance): number
        for operation, number in numbers.items()
        if operation.kind == "create"
    }

    def new(key: PendingKey) -> Any:
        return key.value if key.value is not None else {"$new": creators[id(key.instance)]}

    for wave, operations in enumerate(plan.waves):
        for operation in operations:
            yield {
                "number": numbers[operation],
                "wave": wave,
                "kind": operation.kind,
                "model": operation.model,
                "root": type(operation.instance).__root__.__name__,
                "label": repr(operation.instance),
                "path": operation.path,
                # The object of an operation on what an earlier one creates has no key yet.
                "key": encoded(
                    PendingKey(operation.instance)
                    if operation.key is None and id(operation.instance) in creators
                    else operation.key,
                    new,
                )
                if operation.kind != "create"
                else None,
                "parents": encoded(dict(operation.parents), new),
                "suffix": operation.suffix,
                "body": encoded(operation.body, new),
                "changes": {
                    name: [encoded(old, new), encoded(now, new)]
                    for name, (old, now) in operation.changes.items()
                },
                "upload": None if operation.upload is None else operation.upload.to_record(),
                "recreates": operation.recreates,
                "waits": sorted(numbers[one] for one in plan.waits.get(operation, ())),
            }


def encoded(value: Any, new: Callable[[PendingKey], Any]) -> Any:
    """A JSON value with what JSON has no word for written out."""
    if isinstance(value, dict):
        plain = {key: encoded(item, new) for key, item in value.items()}
        return {"$is": plain} if _marked(value) else plain
    if isinstance(value, list | tuple):
        return [encoded(item, new) for item in value]
    if isinstance(value, PendingKey):
        return new(value)
    if value is ABSENT:
        return {"$absent": True}
    if isinstance(value, Delta):
        return {"$delta": value.amount}
    return value


def decoded(value: Any, new: Callable[[int], Any], field: Any = None) -> Any:
    """What `encoded` made it from; `field` is that of a difference."""
    if isinstance(value, list):
        return [decoded(item, new, field) for item in value]
    if not isinstance(value, dict):
        return value
    if not _marked(value):
        return {key: decoded(item, new, field) for key, item in value.items()}
    ((mark, content),) = value.items()
    if mark == "$new":
        return new(content)
    if mark == "$absent":
        return ABSENT
    if mark == "$delta":
        return Delta(field, content)
    return {key: decoded(item, new, field) for key, item in content.items()}


def _marked(value: Mapping[Any, Any]) -> bool:
    return len(value) == 1 and next(iter(value)) in ("$new", "$absent", "$delta", "$is")


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A plan made from records, and its operations by their numbers."""

    plan: Plan
    operations: dict[int, Operation]


class Rebuilder:
    """Makes operations from records, on the session's objects or on stand-ins for them.

    `made` has the keys of what was created meanwhile, by the number of the operation; `instances`
    the objects of some of them.
    """

    def __init__(
        self,
        identity: IdentityMap,
        made: Mapping[int, Any] | None = None,
        instances: Mapping[int, Model] | None = None,
    ) -> None:
        self._identity = identity
        self._made = made or {}
        self._given = instances or {}
        self._created: dict[int, Model] = {}
        self._others: dict[tuple[str, Any], Model] = {}

    def rebuild(self, rows: Iterator[Record] | list[Record]) -> Rebuilt:
        """The plan of these records. Raises SessionError for a model that is not imported."""
        operations: dict[int, Operation] = {}
        waves: dict[int, list[Operation]] = {}
        waits: dict[int, list[int]] = {}
        for row in rows:
            operation = operations[row["number"]] = self._operation(row)
            waves.setdefault(row["wave"], []).append(operation)
            if row["waits"]:
                waits[row["number"]] = row["waits"]
        plan = Plan(
            tuple(tuple(waves[wave]) for wave in sorted(waves)),
            {
                operations[number]: frozenset(operations[one] for one in needed)
                for number, needed in waits.items()
            },
        )
        return Rebuilt(plan, operations)

    def _operation(self, row: Record) -> Operation:
        model = model_of(row)
        kind: Kind = row["kind"]
        parents = decoded(row["parents"], self._new)
        changes = {
            name: (
                decoded(old, self._new, model.__fields__[name]),
                decoded(now, self._new, model.__fields__[name]),
            )
            for name, (old, now) in row["changes"].items()
        }
        if kind == "create":
            instance = self._creation(row, model, parents, changes)
        else:
            instance = self._object(row, model, parents, changes)
        return Operation(
            kind,
            instance,
            decoded(row["body"], self._new),
            changes,
            parents,
            row["suffix"],
            None if row["upload"] is None else Upload.from_record(row["upload"]),
            row.get("recreates"),  # not in records of the first format
        )

    def _new(self, number: int) -> Any:
        return self._made.get(number) or PendingKey(self._created[number])

    def _creation(
        self, row: Record, model: type[Model], parents: Record, changes: Mapping[str, Any]
    ) -> Model:
        instance = self._given.get(row["number"]) or model()
        _fill(instance, parents, {name: now for name, (_, now) in changes.items()})
        key = self._made.get(row["number"])
        if key is not None:
            state._set_raw(instance, {model.__wire_key__: key})
        self._created[row["number"]] = instance
        return instance

    def _object(
        self, row: Record, model: type[Model], parents: Record, changes: Mapping[str, Any]
    ) -> Model:
        if isinstance(row["key"], dict):
            number: int = row["key"]["$new"]
            if number in self._created:
                return self._created[number]
        own = decoded(row["key"], self._new)
        identity = (*parents.values(), own) if parents else own
        if self._identity.get(model, identity) is not None:
            return stand_in(self._identity, model, own, parents)
        found = self._others.get((row["root"], identity))
        if found is None:
            found = stand_in(self._identity, model, own, parents)
            self._others[row["root"], identity] = found
        if row["kind"] != "adjust":  # what the stock is to become, only the server knows
            for name, (old, _) in changes.items():
                if old is not ABSENT:
                    found._raw[model.__fields__[name].wire_name] = old
            _fill(found, parents, {name: now for name, (_, now) in changes.items()})
        return found


def stand_in(
    identity: IdentityMap, model: type[Model], own: Any, parents: Mapping[str, Any]
) -> Model:
    """The session's object of this key, or one in its place of which only the key is loaded."""
    known = identity.get(model, (*parents.values(), own) if parents else own)
    if known is not None:
        return known
    # What a shop has only one of is known by having been loaded at all.
    raw = {"": None} if model.__resource__.singleton else {model.__wire_key__: own}
    instance = model._wrap(raw, None, Load(set(raw)))
    state._set_values(instance, dict(parents))
    return instance


def model_of(row: Record) -> type[Model]:
    """The class of a record's object, or that of its resource."""
    for name in (row["model"], row["root"]):
        try:
            found: type[Model] = registry.lookup(name)
        except ConfigurationError:
            continue
        return found
    raise SessionError(
        f"{row['label']}: there is no model {row['model']}; import the module that declares it"
    )


def _fill(instance: Model, parents: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Put in what was about to be written, as if the user had assigned it."""
    kept = {**(instance._values or {}), **parents}
    for name, value in values.items():
        field = instance.__fields__.get(name)
        if field is None or value is ABSENT:
            continue
        kept[name] = value if isinstance(value, Delta) or pending_keys(value) else field.load(value)
    state._set_values(instance, kept)
