"""One entry of a list as an attribute of its own: `brand = fields.Attribute("Brand")`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from ecwid_orm.exceptions import ConfigurationError, InvalidValue
from ecwid_orm.model.conversion import Json
from ecwid_orm.model.field import Field

T = TypeVar("T")


class EntryField(Field[T]):
    """The value of the entry called `entry_name` in a list of parts of the object.

    `places` maps the attributes that may hold the list to the attribute of a part that bears its
    name; a model has one of them. The entry is added when a value is assigned, with `more` in
    it, and taken out by None; the list is what is sent.
    """

    def __init__(
        self,
        entry_name: str,
        places: Mapping[str, str],
        *,
        type: Callable[[str], T] = str,  # type: ignore[assignment]  # str is the default T
        more: Mapping[str, Any] | None = None,
        doc: str | None = None,
    ) -> None:
        super().__init__(Json(), doc=doc or "")
        self.entry_name = entry_name
        self._places = places
        self._type = type
        self._more = more or {}

    def __set_name__(self, owner: type, name: str) -> None:
        super().__set_name__(owner, name)
        self.wire_name = ""  # the list is what travels
        self._list_name = next((each for each in self._places if hasattr(owner, each)), "")
        self.__doc__ = self.__doc__ or f"The entry {self.entry_name!r} of `{self._list_name}`."

    def __get__(self, instance: Any, owner: type) -> Any:
        if instance is None:
            return self
        entry = self._find(self._entries(instance))
        text = None if entry is None else entry.value
        return None if text is None else self._type(text)

    def __set__(self, instance: Any, value: Any) -> None:
        entries = self._entries(instance)
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
            named = {self._match: self.entry_name, "value": text, **self._more}
            entries.append(parts.item.value_class(**named))
        else:
            entry.value = text

    @property
    def _match(self) -> str:
        return self._places[self._list_name]

    def _entries(self, instance: Any) -> list[Any]:
        if not self._list_name:
            raise ConfigurationError(
                f"{self.qualified_name} goes with models that have {' or '.join(self._places)}"
            )
        entries: list[Any] = getattr(instance, self._list_name)
        return entries

    def _find(self, entries: list[Any]) -> Any:
        for entry in entries:
            if getattr(entry, self._match) == self.entry_name:
                return entry
        return None

    def searched_for(self, value: Any) -> Any:
        """The texts that stand in the list for what is compared with."""
        return [str(each) for each in value] if isinstance(value, list) else str(value)

    def searched_as(self, operator: str) -> str:
        return f"{self._list_name}[] {operator}"
