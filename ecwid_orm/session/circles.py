"""New objects that need each other's id: one is created without its reference, which a PUT adds.

The fewer are split, the fewer requests there are: in each circle the one goes first that the
most others wait for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Any

from ecwid_orm.exceptions import UnbreakableCycle
from ecwid_orm.model.keys import pending_keys
from ecwid_orm.session.plan import Kind, Operation


def circle(edges: Mapping[int, Set[int]]) -> list[int] | None:
    """Places that wait for one another in a ring, None where there are none."""
    try:
        TopologicalSorter(edges).prepare()
    except CycleError as error:
        found: list[int] = error.args[1]
        return found
    return None


def opened(operations: Sequence[Operation], edges: Mapping[int, Set[int]]) -> list[Operation]:
    """The operations with as many creations split as it takes to have no circle left.

    `edges` say which place waits for which. Raises UnbreakableCycle.
    """
    creators = {id(one.instance): at for at, one in enumerate(operations) if one.kind == "create"}
    left = {place: set(needed) for place, needed in edges.items()}
    parts = list(operations)
    postponed: dict[int, set[str]] = defaultdict(set)
    while ring := circle(left):
        place, names = _cut(parts, left, ring)
        postponed[place] |= names
        parts[place] = _part(parts[place], parts[place].changes.keys() - names, "create")
        left[place] = {creators[id(key.instance)] for key in parts[place].needs()}
    parts += [_part(operations[place], names, "update") for place, names in postponed.items()]
    return parts


def _cut(
    operations: Sequence[Operation], edges: Mapping[int, Set[int]], ring: Sequence[int]
) -> tuple[int, set[str]]:
    """Which creation of a ring to split, and the attributes that can wait."""
    waiting_for = Counter(needed for places in edges.values() for needed in places)
    found = {
        waiter: names
        for needed, waiter in pairwise(ring)
        if (names := _postponable(operations[waiter], operations[needed]))
    }
    if not found:
        named = ", ".join(repr(operations[place].instance) for place in sorted(set(ring)))
        raise UnbreakableCycle(
            f"{named} each need the id of another one before they can be created; take one of the "
            "references out, commit, and put it in afterwards"
        )
    return max(found.items(), key=lambda each: (waiting_for[each[0]], -each[0]))


def _postponable(operation: Operation, needed: Operation) -> set[str]:
    """The attributes that refer to what `needed` creates; none where one of them cannot wait."""

    def refers(value: Any) -> bool:
        return any(key.instance is needed.instance for key in pending_keys(value))

    names = {name for name, (_, new) in operation.changes.items() if refers(new)}
    fields = [operation.instance.__fields__[name] for name in names]
    fixed = any(field.required or field.tree or field.create_only for field in fields)
    return set() if fixed or refers(list(operation.parents.values())) else names


def _part(operation: Operation, names: Collection[str], kind: Kind) -> Operation:
    """The same operation with just some of its attributes."""
    kept = {name: change for name, change in operation.changes.items() if name in names}
    wires = {operation.instance.__fields__[name].wire_name for name in names}
    body = {key: value for key, value in (operation.body or {}).items() if key in wires}
    recreates = operation.recreates if kind == "create" else None
    return replace(operation, kind=kind, body=body, changes=kept, recreates=recreates)
