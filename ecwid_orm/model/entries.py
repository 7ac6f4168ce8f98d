"""One entry of a list as an attribute of its own: `brand = fields.Attribute("Brand")`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from ecwid_orm.exceptions import InvalidValue
from ecwid_orm.model.conversion import Json
from ecwid_orm.model.field import Field

T = TypeVar("T")


class EntryField(Field[T]):
    """The value of the entry called `entry_name` in a list of parts of the object.

    `list_name` is the attribute that holds the list, `match` and `value` the attributes of a
    part that hold its name and its text. The entry is added when a value is assigned, and taken
    out by None; the list is what is sent.
    """

    def __init__(
        self,
        entry_name: str,
        *,
        list_name: str,
        match: str,
        value: str,
        type: Callable[[str], T] = str,  # type: ignore[assignment]  # str is the default T
        doc: str | None = None,
    ) -> None:
        super().__init__(Json(), doc=doc or f"The entry {entry_name!r} of `{list_name}`.")
        self.entry_name = entry_name
        self._list_name = list_name
        self._match = match
        self._value = value
        self._type = type

    def __set_name__(self, owner: type, name: str) -> None:
        super().__set_name__(owner, name)
        self.wire_name = ""  # the list is what travels

    def __get__(self, instance: Any, owner: type) -> Any:
        if instance is None:
            return self
        entry = self._find(getattr(instance, self._list_name))
        text = None if entry is None else getattr(entry, self._value)
        return None if text is None else self._type(text)

    def __set__(self, instance: Any, value: Any) -> None:
        entries = getattr(instance, self._list_name)
        entry = self._find(entries)
        if value is None:
            if entry is not None:
                entries.remove(entry)
            return
        try:
            text = str(self._type(value))
        except (TypeError, ValueError, ArithmeticError) as error:
            raise InvalidValue(f"{instance!r}: {self.name}: {error}") from None
        if entry is None:
            parts: Any = type(instance).__fields__[self._list_name].converter
            entries.append(
                parts.item.value_class(**{self._match: self.entry_name, self._value: text})
            )
        else:
            setattr(entry, self._value, text)

    def _find(self, entries: list[Any]) -> Any:
        for entry in entries:
            if getattr(entry, self._match) == self.entry_name:
                return entry
        return None

    def searched_as(self, operator: str) -> str:
        return f"{self._list_name}[] {operator}"
