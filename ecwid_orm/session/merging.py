"""Three-way merge of JSON: what was changed here, joined with what was changed on the server.

Pure: it knows neither objects nor requests, and changes none of its arguments; what it returns
shares parts with them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ecwid_orm.model import ABSENT, PendingKey
from ecwid_orm.model.conversion import same


class Dispute(NamedTuple):
    """A place that both sides changed, each to something else; `ABSENT` where there is nothing.

    It reads like `options[Color].choices[Blue].priceModifier`: in brackets is what a part of a
    list is known by.
    """

    place: str
    base: Any
    mine: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge came to. Where there are `conflicts`, `value` has what was wanted here."""

    value: Any
    conflicts: tuple[Dispute, ...] = ()


def merge(
    base: Any, mine: Any, theirs: Any, *, place: str = "", as_sets: Collection[str] = ()
) -> Merged:
    """`mine` and `theirs`, which both come from `base`, as one.

    What one side left alone is as the other has it. Objects are merged key by key, lists of parts
    part by part if each part has an id (a new one may lack it) or else a name of its own, at any
    depth. Any other list is one value. What a side took out is gone, unless the other side
    changed it: that, and a value that both changed, is a conflict.

    `as_sets` are the places of lists that are sets of ids, in which no two changes conflict: keys
    joined by dots, without `place` and brackets, and `""` for the value itself.
    """
    merger = _Merger(frozenset(as_sets))
    value = merger.merge(base, mine, theirs, place, "")
    return Merged(value, tuple(merger.disputes))


def alike(one: Any, other: Any) -> bool:
    """Whether two JSON values say the same; of several ways to say nothing, one is as another."""
    if same(one, other) or (_is_nothing(one) and _is_nothing(other)):
        return True
    if isinstance(one, dict) and isinstance(other, dict):
        return all(alike(one.get(key, ABSENT), other.get(key, ABSENT)) for key in {**one, **other})
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    return False


def _is_nothing(value: Any) -> bool:
    return value is ABSENT or value is None or (isinstance(value, str | list | dict) and not value)


_BOTH = object()


def _changed_once(base: Any, mine: Any, theirs: Any) -> Any:
    """The value, if at most one side changed it, or both did alike; else `_BOTH`."""
    for equal in (same, alike):
        if equal(base, theirs) or equal(mine, theirs):
            return mine
        if equal(base, mine):
            return theirs
    return _BOTH


class _Merger:
    """One merge, and the conflicts met in it."""

    def __init__(self, as_sets: frozenset[str]) -> None:
        self._as_sets = as_sets
        self.disputes: list[Dispute] = []

    def merge(self, base: Any, mine: Any, theirs: Any, place: str, path: str) -> Any:
        value = _changed_once(base, mine, theirs)
        if value is not _BOTH:
            return value
        known: Any = base
        if base is ABSENT or base is None:
            known = [] if isinstance(mine, list) else {}
        merged: Any = None
        if isinstance(known, dict) and isinstance(mine, dict) and isinstance(theirs, dict):
            merged = self._merge_keys(known, mine, theirs, place, path)
        elif isinstance(known, list) and isinstance(mine, list) and isinstance(theirs, list):
            merged = self._merge_parts(known, mine, theirs, place, path)
        if merged is not None:
            return merged
        return self._dispute(place, base, mine, theirs)

    def _dispute(self, place: str, base: Any, mine: Any, theirs: Any) -> Any:
        self.disputes.append(Dispute(place, base, mine, theirs))
        return mine

    # Objects -----------------------------------------------------------------------------

    def _merge_keys(
        self,
        base: dict[str, Any],
        mine: dict[str, Any],
        theirs: dict[str, Any],
        place: str,
        path: str,
    ) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        keys = {**theirs, **mine}
        # What points into a list is merged once the list is.
        for key in sorted(keys, key=_POINTERS.__contains__):
            inner = f"{place}.{key}" if place else key
            was, wanted, there = (side.get(key, ABSENT) for side in (base, mine, theirs))
            if key in _POINTERS:
                into = [side.get(_POINTERS[key], ABSENT) for side in (base, mine, theirs, merged)]
                value = self._merge_pointers((was, wanted, there), into, inner)
            else:
                value = self.merge(was, wanted, there, inner, f"{path}.{key}" if path else key)
            if value is not ABSENT:
                merged[key] = value
        return {key: merged[key] for key in keys if key in merged}

    def _merge_pointers(
        self, numbers: tuple[Any, Any, Any], into: Sequence[Any], place: str
    ) -> Any:
        """A number that points into a list: what it points at counts, for that may have moved.

        `into` are the lists of the three sides, and what they were merged to.
        """
        *sides, merged = into
        meant = _changed_once(*map(_pointed, numbers, sides))
        if isinstance(meant, _Name):
            for number in range(len(merged) if isinstance(merged, list) else 0):
                if _pointed(number, merged) == meant:
                    return number
            meant = _BOTH  # one side points at what the other took out
        return self._dispute(place, *numbers) if meant is _BOTH else meant

    # Lists -------------------------------------------------------------------------------

    def _merge_parts(
        self, base: list[Any], mine: list[Any], theirs: list[Any], place: str, path: str
    ) -> list[Any] | None:
        """The parts of both lists; None where they cannot be told from one another."""
        told_apart = _as_ids if path in self._as_sets else _as_parts
        sides = told_apart(base, mine, theirs)
        if sides is None:
            return None
        known, wanted, there = sides
        parts = (
            self.merge(
                known.get(key, ABSENT),
                wanted.get(key, ABSENT),
                there.get(key, ABSENT),
                f"{place}[{key}]",
                path,
            )
            for key in _order(known, wanted, there)
        )
        return [part for part in parts if part is not ABSENT]


_POINTERS = {"defaultChoice": "choices"}
"""Keys of numbers that point into a list, and the key of that list beside them."""


class _Name(NamedTuple):
    """What a part is known by that has no id, or none yet."""

    text: str

    def __str__(self) -> str:
        return self.text


def _pointed(number: Any, listed: Any) -> Any:
    """The name of the part at that place of a list, or the number itself if there is none."""
    if type(number) is int and isinstance(listed, list) and 0 <= number < len(listed):
        return _name(listed[number]) or number
    return number


# What the parts of a list are known by ----------------------------------------------------------

_Keyed = dict[Any, Any]
_Sides = tuple[_Keyed, _Keyed, _Keyed]

_NAMES = ("key", "name", "text")
"""Keys under which parts without an id bear a name of their own."""


def known_by(part: Any) -> Any:
    """What a part of a list is known by: its id, else its name, else all that it is."""
    if not isinstance(part, dict):
        return _content(part)
    key = _id(part)
    return key if key is not None else _name(part) or _content(part)


def _as_ids(*sides: list[Any]) -> _Sides | None:
    if not all(isinstance(item, int | str | PendingKey) for side in sides for item in side):
        return None
    base, mine, theirs = (dict(zip(side, side, strict=True)) for side in sides)
    return base, mine, theirs


def _as_parts(*lists: list[Any]) -> _Sides | None:
    """The parts of each side by their ids, else by their names."""
    if not all(isinstance(part, dict) for side in lists for part in side):
        return None
    return _by_ids(*lists) or _by_names(*lists)


def _by_ids(base: list[Any], mine: list[Any], theirs: list[Any]) -> _Sides | None:
    known, ours, others = (
        _keyed((part for part in side if _id(part) is not None), _id)
        for side in (base, mine, theirs)
    )
    if known is None or ours is None or others is None or len(known) < len(base):
        return None  # two bear one id, or there is no telling what became of a part
    if not (known or ours or others):
        return None
    return (
        known,
        _with_new(mine, ours, {key: part for key, part in others.items() if key not in known}),
        _with_new(theirs, others, {key: part for key, part in ours.items() if key not in known}),
    )


def _id(part: dict[str, Any]) -> Any:
    found = part.get("id")
    return found if isinstance(found, int | str | PendingKey) else None


def _with_new(parts: list[Any], keyed: _Keyed, added: _Keyed) -> _Keyed:
    """The parts of a side in their order, those without an id too.

    `added` is what the other side added: a part that bears the name of one of these is that one.
    """
    names = [_name(part) for part in parts]
    twins = {_name(part): key for key, part in added.items() if key not in keyed}
    found: _Keyed = {}
    for part, name in zip(parts, names, strict=True):
        key = _id(part)
        if key is None:
            key = name if name is not None and names.count(name) == 1 else _content(part)
            key = twins.get(key, key)
        while key in found:
            key = key, "again"
        found[key] = part
    return found


def _by_names(*lists: list[Any]) -> _Sides | None:
    base, mine, theirs = (_keyed(side, _name) for side in lists)
    if base is None or mine is None or theirs is None:
        return None
    gone = [key for key in base if key not in mine and key not in theirs]
    if gone and _adds(mine, base, theirs) and _adds(theirs, base, mine):
        return None  # as likely as not, both renamed one and the same part
    return base, mine, theirs


def _adds(side: _Keyed, base: _Keyed, other: _Keyed) -> bool:
    return any(key not in base and key not in other for key in side)


def _name(part: Any) -> _Name | None:
    for key in _NAMES:
        text = part.get(key) if isinstance(part, dict) else None
        if isinstance(text, str) and text:
            return _Name(text)
    return None


def _content(part: Any) -> _Name:
    """What parts with neither id nor name are known by: equal ones are one."""
    return _Name(json.dumps(part, sort_keys=True, default=repr))


def _keyed(parts: Iterable[Any], key_of: Callable[[Any], Any]) -> _Keyed | None:
    """The parts by their keys; None where one has none, or two have the same."""
    found: _Keyed = {}
    for part in parts:
        key = key_of(part)
        if key is None or key in found:
            return None
        found[key] = part
    return found


def _order(base: _Keyed, mine: _Keyed, theirs: _Keyed) -> list[Any]:
    """All keys of both sides: in the order of mine if that is a new one, else in that of theirs.

    What the other side added comes after what it follows there.
    """
    moved = [key for key in mine if key in base] != [key for key in base if key in mine]
    first, other = (mine, theirs) if moved else (theirs, mine)
    order = list(first)
    place = 0
    for key in other:
        if key in first:
            place = order.index(key) + 1
        else:
            order.insert(place, key)
            place += 1
    return order
