"""From the unit of work to a plan; pure: it reads objects, and sends and changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from ecwid_orm.exceptions import CommitError, EcwidError, Failure, InvalidObjects, InvalidValue
from ecwid_orm.model import ABSENT, Delta, Model, state
from ecwid_orm.model.keys import pending_keys, resolved
from ecwid_orm.session.collector import collector_paused
from ecwid_orm.session.errands import errands
from ecwid_orm.session.plan import Operation, Plan
from ecwid_orm.session.unitofwork import UnitOfWork
from ecwid_orm.session.waves import in_waves


def make_plan(work: UnitOfWork, only: Iterable[Model] | None = None) -> Plan:
    """The plan for all that is new, dirty or deleted, or just for some objects of it.

    With `only`, new objects that these refer to are planned too. Raises InvalidObjects where
    values cannot be written, PendingKeyUnsent and UnbreakableCycle.
    """
    wanted = None if only is None else with_referred(work, only)
    gone = {entity(one) for one in work.deleted.values()}
    operations: list[Operation] = []
    failures: list[Failure] = []
    with collector_paused():
        for instance in _instances(work):
            if wanted is not None and id(instance) not in wanted:
                continue
            try:
                operations.extend(_operations(work, instance, gone))
            except InvalidValue as error:
                failures.append(Failure(instance, error))
        if failures:
            raise invalid(failures)
        return in_waves(operations)


def invalid(failures: Collection[Failure]) -> CommitError:
    """The error for objects that break the rules; its message lists them all."""
    lines = "\n".join(f"  {failure.error}" for failure in failures)
    return InvalidObjects(f"nothing was sent, for there are invalid objects:\n{lines}", failures)


def _instances(work: UnitOfWork) -> Iterator[Model]:
    yield from work.new.values()
    yield from work.candidates()
    yield from work.deleted.values()


def with_referred(work: UnitOfWork, only: Iterable[Model]) -> set[int]:
    """The identities of these objects, and of all new ones that they refer to, at any remove."""
    wanted: set[int] = set()
    waiting = list(only)
    while waiting:
        instance = waiting.pop()
        if id(instance) in wanted:
            continue
        wanted.add(id(instance))
        waiting.extend(
            key.instance
            for key in pending_keys(list((instance._values or {}).values()))
            if work.is_new(key.instance)
        )
        waiting.extend(child for child in appended(instance) if work.is_new(child))
        for change in changes_or_none(instance):
            waiting.extend(
                key.instance for key in pending_keys(change.new) if work.is_new(key.instance)
            )
    return wanted


def changes_or_none(instance: Model) -> list[state.Change]:
    """The changes of an object; none where one of them is invalid."""
    try:
        return state.changes(instance)
    except EcwidError:
        return []  # reported with all others that are invalid, when the plan is made


def appended(instance: Model) -> Iterator[Model]:
    """New objects that were appended to the instance's children."""
    for relation in type(instance).__children__:
        yield from list(relation.added(instance))


def entity(instance: Model) -> tuple[str, Any]:
    """Resource and key, as the fields of other objects refer to the instance."""
    return instance.__root__.__name__, type(instance).__resource__.own_key(instance)


def is_part_of(instance: Model, entities: Collection[tuple[str, Any]]) -> bool:
    """Whether the instance is a part of one of these."""
    values = instance._values or {}
    return any(
        (instance.__fields__[name].target, resolved(values.get(name))) in entities
        for name in type(instance).__resource__.parents
    )


def _operations(work: UnitOfWork, instance: Model, gone: set[Any]) -> Iterator[Operation]:
    parents = type(instance).__resource__.parent_keys(instance) or _NO_PARENTS
    if gone and is_part_of(instance, gone):
        return  # Ecwid deletes it with the whole
    if work.is_deleted(instance):
        yield Operation("delete", instance, None, {}, parents)
        return
    changed = state.changes(instance)
    if work.is_new(instance):
        yield Operation("create", instance, _body(changed), _as_changes(changed), parents)
        yield from errands(instance, parents)
        return
    replaced = [change for change in changed if not isinstance(change.new, Delta)]
    if replaced:
        yield Operation("update", instance, _body(replaced), _as_changes(replaced), parents)
    for field, old, new in changed:
        if isinstance(new, Delta):
            body = {f"{field.wire_name}Delta": new.amount}
            shown = old + new.amount if isinstance(old, int) else new
            yield Operation(
                "adjust", instance, body, {field.name: (old, shown)}, parents, f"/{field.adjust}"
            )
    yield from errands(instance, parents)


_NO_PARENTS: Mapping[str, Any] = MappingProxyType({})
"""Shared by all operations on what stands alone, for there may be many."""


def _body(changed: Iterable[state.Change]) -> dict[str, Any]:
    return {field.wire_name: new for field, _, new in changed if new is not ABSENT}


def _as_changes(changed: Iterable[state.Change]) -> dict[str, tuple[Any, Any]]:
    return {field.name: (old, new) for field, old, new in changed}
