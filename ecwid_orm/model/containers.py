"""Lists and maps of one kind of value.

Ecwid may put an item of another kind into them. It is read as it came, the field warns of it
once, and it goes back as it came when the list or map is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, TypeVar

import marshmallow as ma

from ecwid_orm.model.conversion import Converter, Misfit, describe, same

T = TypeVar("T")


class _Items(Generic[T]):
    """Loads items one by one, and remembers the first that does not fit."""

    def __init__(self, converter: Converter[T]) -> None:
        self.converter = converter
        self.misfit: Misfit | None = None

    def load(self, raw: Any) -> Any:
        if raw is None:
            return None
        try:
            return self.converter.load(raw)
        except Misfit as misfit:
            self.misfit = self.misfit or misfit
            return misfit.value
        except (TypeError, ValueError, ArithmeticError):
            self.misfit = self.misfit or Misfit(raw, raw, self.converter)
            return raw

    def of(self, value: Any) -> Any:
        """`value`, the loaded whole; a Misfit that bears it where an item does not fit."""
        if self.misfit is not None:
            raise Misfit(value, self.misfit.raw, self.misfit.converter)
        return value


class ListOf(Converter[list[T]]):
    """A list of one kind."""

    mutable = True
    clear: Any = []

    def __init__(self, item: Converter[T]) -> None:
        self.item = item
        self.expected = f"a list, each {item.expected}"

    @property
    def filled(self) -> bool:  # type: ignore[override]  # found out when it is first needed
        return self.item.filled

    def load(self, raw: Any) -> list[T]:
        if type(raw) is not list:
            raise self.wrong(raw)
        native = self.item.native
        if native is not None and all(type(item) is native for item in raw):
            return raw.copy()
        items = _Items(self.item)
        loaded: list[T] = items.of([items.load(item) for item in raw])
        return loaded

    def check(self, value: Any) -> list[T]:
        checked = [
            _at(number, self.item.check, item) for number, item in enumerate(self._items(value))
        ]
        if isinstance(value, list):
            # It stays the very list, so that later appends to it count.
            value[:] = checked
            return value
        return checked

    def _items(self, value: Any) -> Iterable[Any]:
        if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
            raise self.refuse(value)
        return value

    def dump(self, value: list[T]) -> list[Any]:
        return self.rewrite(value, None)

    def rewrite(self, value: Any, old: Any) -> list[Any]:
        known = old if isinstance(old, list) else []
        return [
            _at(number, lambda item: _rewritten(self.item, item, known), item)
            for number, item in enumerate(self._items(value))
        ]

    def empty(self) -> list[T]:
        return []

    def marshmallow(self, **options: Any) -> ma.fields.Field[Any]:
        return ma.fields.List(self.item.marshmallow(allow_none=True), **options)


class MapOf(Converter[dict[str, T]]):
    """A JSON object with any keys and values of one kind."""

    mutable = True

    def __init__(self, item: Converter[T]) -> None:
        self.item = item
        self.expected = f"a dict of strings to values, each {item.expected}"

    @property
    def filled(self) -> bool:  # type: ignore[override]  # found out when it is first needed
        return self.item.filled

    def load(self, raw: Any) -> dict[str, T]:
        if type(raw) is not dict:
            raise self.wrong(raw)
        items = _Items(self.item)
        loaded: dict[str, T] = items.of({key: items.load(item) for key, item in raw.items()})
        return loaded

    def check(self, value: Any) -> dict[str, T]:
        checked = {key: _at(key, self.item.check, item) for key, item in self._items(value)}
        if isinstance(value, dict):
            value.update(checked)
            return value
        return checked

    def _items(self, value: Any) -> Iterable[tuple[str, Any]]:
        if not isinstance(value, Mapping):
            raise self.refuse(value)
        for key in value:
            if not isinstance(key, str):
                raise ValueError(f"expected strings as keys, got {describe(key)}")
        return value.items()

    def dump(self, value: dict[str, T]) -> dict[str, Any]:
        return self.rewrite(value, None)

    def rewrite(self, value: Any, old: Any) -> dict[str, Any]:
        known = list(old.values()) if isinstance(old, dict) else []
        return {
            key: _at(key, lambda item: _rewritten(self.item, item, known), item)
            for key, item in self._items(value)
        }

    def empty(self) -> dict[str, T]:
        return {}

    def marshmallow(self, **options: Any) -> ma.fields.Field[Any]:
        values = self.item.marshmallow(allow_none=True)
        return ma.fields.Dict(keys=ma.fields.String(), values=values, **options)


def _rewritten(converter: Converter[Any], item: Any, known: list[Any]) -> Any:
    """JSON of an item; one that does not fit goes back if Ecwid itself had sent it."""
    try:
        return converter.rewrite(item, None)
    except ValueError:
        if any(same(item, each) for each in known):
            return item
        raise


def _at(where: int | str, convert: Callable[[Any], Any], value: Any) -> Any:
    """`convert(value)`; an error then says at which place of the list or map."""
    try:
        return convert(value)
    except ValueError as error:
        raise ValueError(f"[{where!r}]: {error}") from error
