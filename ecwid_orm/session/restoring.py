"""What to write so that a value is again what it was before somebody wrote it; pure.

Ecwid merges objects key by key, so an undo goes by key too: what others changed in a map since
stays. A list is one value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ecwid_orm.exceptions import InvalidValue
from ecwid_orm.model import ABSENT, Field
from ecwid_orm.model.containers import ListOf, MapOf
from ecwid_orm.model.conversion import Converter, same
from ecwid_orm.model.keys import pending_keys
from ecwid_orm.model.values import PartOf


class Moved(Exception):
    """The value is no longer what was written: somebody else changed it."""


class CannotEmpty(InvalidValue):
    """It was empty, and Ecwid has no way to empty it."""


def restored(field: Field[Any], before: Any, after: Any, present: Any) -> Any:
    """The JSON that makes `present` what `before` was; `ABSENT` where there is nothing to do.

    `after` is what was written in place of it, and what `present` has to be still; Ecwid may have
    filled it in. Raises Moved where it is something else, and CannotEmpty.
    """
    return _Kind(field.converter, field.clear).restored(before, after, present)


def emptied(field: Field[Any]) -> Any:
    """What is written to empty it. Raises CannotEmpty."""
    return _Kind(field.converter, field.clear).emptied()


def is_as_before(field: Field[Any], before: Any, present: Any) -> bool:
    """Whether `present` says what `before` said."""
    return _Kind(field.converter, field.clear).holds(present, before, exactly=True)


def is_as_written(field: Field[Any], written: Any, present: Any) -> bool:
    """Whether `present` says what was written, be it filled in by Ecwid."""
    return _Kind(field.converter, field.clear).holds(present, written, exactly=False)


def numbered_anew(field: Field[Any], value: Any, present: Any = ABSENT) -> Any:
    """A value without the ids of parts that `present` does not have: Ecwid makes these anew."""
    return _Kind(field.converter, field.clear).numbered_anew(value, present)


_AS_ECWID_LIKES = {"defaultAddress", "orderBy"}
"""Keys of parts that Ecwid may set to something else than was written."""
_NOTHING: tuple[Any, ...] = (None, ABSENT, "", [], {})


class _Kind:
    """A kind of value: how it is read, and what empties it."""

    def __init__(self, converter: Converter[Any] | None, clear: Any) -> None:
        self._converter = converter
        self._clear = clear

    @property
    def _inner(self) -> Callable[[str], _Kind | None] | None:
        """Of an object the kinds of its keys; None for keys that do not count."""
        converter = self._converter
        if isinstance(converter, MapOf):
            item = _Kind(converter.item, converter.item.clear)
            return lambda key: item
        if isinstance(converter, PartOf):
            fields = {field.wire_name: field for field in converter.value_class.__fields__.values()}
            return lambda key: _of_part(fields, key)
        return None

    @property
    def _item(self) -> _Kind | None:
        converter = self._converter
        return _Kind(converter.item, ...) if isinstance(converter, ListOf) else None

    # What to write -----------------------------------------------------------------------

    def restored(self, before: Any, after: Any, present: Any) -> Any:
        inner = self._inner
        if inner is not None and (isinstance(before, dict) or isinstance(after, dict)):
            return self._by_key(inner, *map(_as_dict, (before, after, present)))
        if self.holds(present, before, exactly=True):
            return ABSENT
        if not self.holds(present, after, exactly=False):
            raise Moved
        if self._is_empty(before):
            return self.emptied()
        return self.numbered_anew(before, present)

    def emptied(self) -> Any:
        if self._clear is ...:
            raise CannotEmpty("it cannot be emptied")
        return self._clear

    def _by_key(
        self,
        inner: Callable[[str], _Kind | None],
        before: Mapping[str, Any],
        after: Mapping[str, Any],
        present: Mapping[str, Any],
    ) -> Any:
        back: dict[str, Any] = {}
        for key, written in after.items():
            kind = inner(key)
            old = before.get(key, ABSENT)
            if kind is None or kind.holds(written, old, exactly=True):
                continue
            value = kind.restored(old, written, present.get(key, ABSENT))
            if value is not ABSENT:
                back[key] = value
        if not back:
            return ABSENT
        kept = {key: value for key, value in present.items() if inner(key) is not None}
        return {**kept, **back}

    def numbered_anew(self, value: Any, present: Any) -> Any:
        inner, item = self._inner, self._item
        if inner is not None and isinstance(value, dict):
            held = _as_dict(present)
            return {
                key: value[key]
                if (kind := inner(key)) is None
                else kind.numbered_anew(value[key], held.get(key, ABSENT))
                for key in value
            }
        if item is None or not isinstance(value, list):
            return value
        known = [one.get("id") for one in _as_list(present) if isinstance(one, dict)]
        return [
            {key: each for key, each in one.items() if key != "id" or each in known}
            if isinstance(one, dict) and item._inner is not None
            else one
            for one in (item.numbered_anew(one, ABSENT) for one in value)
        ]

    # What is the same --------------------------------------------------------------------

    def holds(self, present: Any, value: Any, *, exactly: bool) -> bool:
        """Whether `present` says what `value` does; if not `exactly`, it may say more."""
        if self._is_empty(value) or self._is_empty(present):
            return self._is_empty(value) and self._is_empty(present)
        if pending_keys(value):
            return False  # it is only about to be created
        inner, item = self._inner, self._item
        if inner is not None and isinstance(value, dict) and isinstance(present, dict):
            keys = {*present, *value} if exactly else value.keys() - _AS_ECWID_LIKES
            return all(
                kind.holds(present.get(key, ABSENT), value.get(key, ABSENT), exactly=exactly)
                for key in keys
                if (kind := inner(key)) is not None
            )
        if item is not None and isinstance(value, list) and isinstance(present, list):
            return item._all_hold(present, value, exactly=exactly)
        return same(present, value) or self._reads_alike(present, value)

    def _all_hold(self, present: list[Any], value: list[Any], *, exactly: bool) -> bool:
        """Ecwid may have sorted what was written."""
        if len(present) != len(value):
            return False
        if exactly:
            return all(
                self.holds(one, other, exactly=True)
                for one, other in zip(present, value, strict=True)
            )
        left = list(present)
        for wanted in value:
            for place, one in enumerate(left):
                if self.holds(one, wanted, exactly=False):
                    del left[place]
                    break
            else:
                return False
        return True

    def _reads_alike(self, one: Any, other: Any) -> bool:
        """Whether they are two texts of one value, such as a moment with another offset."""
        if self._converter is None or self._converter.mutable or type(one) is not str:
            return False
        try:
            return bool(self._converter.load(one) == self._converter.load(other))
        except (TypeError, ValueError, ArithmeticError):
            return False

    def _is_empty(self, value: Any) -> bool:
        if any(value is nothing or same(value, nothing) for nothing in _NOTHING):
            return True
        if isinstance(value, dict):
            inner = self._inner
            return inner is not None and all(
                kind is None or kind._is_empty(value[key])
                for key, kind in ((key, inner(key)) for key in value)
            )
        return self._clear is not ... and same(value, self._clear)


def _of_part(fields: Mapping[str, Field[Any]], key: str) -> _Kind | None:
    field = fields.get(key)
    if field is None:
        return _Kind(None, ...)
    if field.read_only or field.write_only or field.name == "id":
        return None
    return _Kind(field.converter, field.clear)


def _as_dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
