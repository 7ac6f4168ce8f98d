"""The order of operations: each in the earliest wave in which all it waits for is done.

What waits for what:

- whoever uses the id of a new object waits for its creation;
- a stock delta waits for the update of the same object, which may switch stock counting on;
- a new part waits for the update of what it is known by in its whole (a variation for the options
  of its product), and that waits for the deletion of parts;
- an upload waits for the creation or update of the same object, and for its earlier uploads;
- a deletion waits for those who let go of the object: Ecwid deletes subcategories with their
  category, so a subcategory moves out first;
- whoever takes a unique value (a SKU) waits for the one who gives it up, and a new part for the
  deletion of others of the same whole: it may be known by the same.

Where new objects need each other's id, `circles` splits some of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ecwid_orm.exceptions import PendingKeyUnsent
from ecwid_orm.model import Field, Model
from ecwid_orm.session.circles import circle, opened
from ecwid_orm.session.plan import Operation, Plan

Edges = dict[int, set[int]]
"""Place of an operation in the list → places of those it waits for."""


def in_waves(operations: Iterable[Operation]) -> Plan:
    """The plan of these operations. Raises PendingKeyUnsent and UnbreakableCycle."""
    ordered = list(operations)
    must = _necessary(ordered)
    if _levels(ordered, must)[1]:
        ordered = opened(ordered, must)
        must = _necessary(ordered)
    courteous = _courteous(ordered)
    edges = _joined(must, courteous)
    level, stuck = _levels(ordered, edges)
    while stuck:
        # Objects that swap a unique value: Ecwid decides, for no order is right.
        for place in circle(edges) or ():
            courteous.pop(place, None)
        edges = _joined(must, courteous)
        level, stuck = _levels(ordered, edges)
    return _plan(ordered, level, edges)


def _plan(operations: Sequence[Operation], level: dict[int, int], edges: Edges) -> Plan:
    waves: dict[int, list[Operation]] = defaultdict(list)
    for place, operation in enumerate(operations):
        waves[level[place]].append(operation)
    waits = {
        operations[place]: frozenset(operations[one] for one in needed)
        for place, needed in edges.items()
        if needed
    }
    return Plan(tuple(tuple(waves[number]) for number in sorted(waves)), waits)


def _levels(operations: Sequence[Operation], edges: Edges) -> tuple[dict[int, int], set[int]]:
    """The wave of each operation, and the places of those that wait for one another."""
    waiting = {place: len(needed) for place, needed in edges.items() if needed}
    followers: Edges = defaultdict(set)
    for place, needed in edges.items():
        for one in needed:
            followers[one].add(place)
    level: dict[int, int] = {}
    ready = [place for place in range(len(operations)) if place not in waiting]
    number = 0
    while ready:
        following: list[int] = []
        for place in ready:
            level[place] = number
            for follower in followers.get(place, ()):
                waiting[follower] -= 1
                if not waiting[follower]:
                    following.append(follower)
        ready, number = following, number + 1
    return level, waiting.keys() - level.keys()


def _joined(*parts: Edges) -> Edges:
    edges: Edges = defaultdict(set)
    for part in parts:
        for place, needed in part.items():
            edges[place] |= needed
    return edges


def _necessary(operations: Sequence[Operation]) -> Edges:
    edges: Edges = defaultdict(set)
    creators: dict[int, int] = {}
    updates: dict[int, int] = {}
    uploads: dict[int, int] = {}
    deletions: dict[tuple[str, Any], int] = {}
    for place, operation in enumerate(operations):
        if operation.kind == "create":
            creators[id(operation.instance)] = place
        elif operation.kind == "update":
            updates[id(operation.instance)] = place
        elif operation.kind == "delete":
            root = type(operation.instance).__root__.__name__
            deletions[root, operation.key] = place
    for before, after in _parts_and_wholes(operations):
        edges[after].add(before)
    for place, operation in enumerate(operations):
        for key in operation.needs():
            if id(key.instance) not in creators:
                raise PendingKeyUnsent(
                    f"{operation.instance!r} refers to {key.instance!r}, which nothing is going to "
                    "create; session.add() it, or take the reference out"
                )
            edges[place].add(creators[id(key.instance)])
        if operation.kind != "create" and id(operation.instance) in creators:
            edges[place].add(creators[id(operation.instance)])
        if operation.kind in ("adjust", "upload") and id(operation.instance) in updates:
            edges[place].add(updates[id(operation.instance)])
        if operation.kind == "upload":
            earlier = uploads.get(id(operation.instance))
            if earlier is not None:
                edges[place].add(earlier)
            uploads[id(operation.instance)] = place
        if deletions:
            for target, key in _let_go(operation):
                deletion = deletions.get((target, key))
                if deletion is not None and deletion != place:
                    edges[deletion].add(place)
    return edges


def _parts_and_wholes(operations: Sequence[Operation]) -> Iterator[tuple[int, int]]:
    """(place, place of what waits for it) of parts, and updates of what parts are known by."""
    updates = {
        (type(one.instance).__root__.__name__, one.key): place
        for place, one in enumerate(operations)
        if one.kind == "update" and type(one.instance).__children__
    }
    if not updates:
        return
    for place, one in enumerate(operations):
        if one.kind in ("create", "delete"):
            model = type(one.instance)
            for name, key in one.parents.items():
                whole = updates.get((model.__fields__[name].target or "", key))
                known_by = model.__resource__.natural
                if whole is not None and not operations[whole].changes.keys().isdisjoint(known_by):
                    yield (whole, place) if one.kind == "create" else (place, whole)


def _let_go(operation: Operation) -> Iterator[tuple[str, Any]]:
    """Model and key of the objects that an update refers to no longer."""
    if operation.kind != "update":
        return
    for name, (old, new) in operation.changes.items():
        target = operation.instance.__fields__[name].target
        if target is not None:
            kept = set(new) if isinstance(new, list) else {new}
            for key in old if isinstance(old, list) else [old]:
                if key not in kept:
                    yield target, key


def _courteous(operations: Sequence[Operation]) -> Edges:
    """Edges from whoever takes a unique value to whoever gives it up."""
    edges: Edges = defaultdict(set)
    given: dict[tuple[type[Model], str, Any], int] = {}
    taken: list[tuple[int, tuple[type[Model], str, Any]]] = []
    unique: dict[type[Model], list[Field[Any]]] = {}
    for place, operation in enumerate(operations):
        model = type(operation.instance)
        if model not in unique:
            unique[model] = [field for field in model.__fields__.values() if field.unique]
        for field in unique[model]:
            changed = operation.changes.get(field.name)
            if changed is None and operation.kind != "delete":
                continue
            held = operation.instance._raw.get(field.wire_name)
            if held and (changed or operation.kind == "delete"):
                given[model.__root__, field.name, held] = place
            if changed and operation.kind in ("create", "update"):
                taken.append((place, (model.__root__, field.name, changed[1])))
    if given:
        for place, value in taken:
            giver = given.get(value, place)
            if giver != place:
                edges[place].add(giver)
    for before, after in _replaced(operations):
        edges[after].add(before)
    return edges


def _replaced(operations: Sequence[Operation]) -> Iterator[tuple[int, int]]:
    """(place of a deletion, place of a creation) of parts of one whole that may be known alike."""
    deleted: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    created: list[tuple[int, tuple[Any, ...]]] = []
    for place, operation in enumerate(operations):
        model = type(operation.instance)
        if operation.parents and model.__resource__.natural:
            whole = (model.__root__, *operation.parents.values())
            if operation.kind == "delete":
                deleted[whole].append(place)
            elif operation.kind == "create":
                created.append((place, whole))
    for place, whole in created:
        for before in deleted.get(whole, ()):
            yield before, place
