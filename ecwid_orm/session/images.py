"""Before-images: what a plan overwrites and deletes, where the session does not know it already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from ecwid_orm.model import ABSENT, Model
from ecwid_orm.session.fetching import Fetcher
from ecwid_orm.session.plan import Operation, Plan


def written(operations: Iterable[Operation]) -> dict[type[Model], set[str]]:
    """The keys of each model that some updates write."""
    names: dict[type[Model], set[str]] = defaultdict(set)
    for operation in operations:
        model = type(operation.instance)
        names[model].update(model.__fields__[name].wire_name for name in operation.changes)
    return names


def writable(model: type[Model]) -> set[str]:
    """The keys that make an entity what it is: those that may be written, and its children."""
    names = {
        field.wire_name
        for field in model.__fields__.values()
        if field.wire_name and not field.read_only and not field.write_only
    }
    return names | {relation.wire_name for relation in model.__children__ if relation.wire_name}


def before_images(plan: Plan, fetcher: Fetcher) -> dict[Operation, dict[str, Any]]:
    """What of a plan's updates and deletions has to be read to be known, and what it is.

    For an update the JSON by attribute, for a deletion the whole JSON of the entity.
    """
    blind = [one for one in plan if one.kind == "update" and _unknown(one)]
    doomed = [one for one in plan if one.kind == "delete"]
    strange = [one for one in doomed if _lacks_any(one.instance, writable(type(one.instance)))]
    names = written(blind)
    for operation in strange:
        names[type(operation.instance)] |= writable(type(operation.instance))
    read = fetcher.reread([one.instance for one in (*blind, *strange)], names) if names else {}
    images: dict[Operation, dict[str, Any]] = {}
    for operation in blind:
        fields, raw = type(operation.instance).__fields__, read.get(id(operation.instance))
        if raw is not None:
            images[operation] = {
                name: raw[fields[name].wire_name]
                for name in _unknown(operation)
                if fields[name].wire_name in raw
            }
    for operation in doomed:
        raw = read.get(id(operation.instance), {})
        images[operation] = {**operation.instance._raw, **raw}
    return images


def _unknown(operation: Operation) -> list[str]:
    """The attributes of which the value before was never loaded."""
    fields, instance = type(operation.instance).__fields__, operation.instance
    return [
        name
        for name, (old, _) in operation.changes.items()
        if old is ABSENT and instance._lacks(fields[name].wire_name)
    ]


def _lacks_any(instance: Model, wire_names: Iterable[str]) -> bool:
    return any(name not in instance._raw and instance._lacks(name) for name in wire_names)
