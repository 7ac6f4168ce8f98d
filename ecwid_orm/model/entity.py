"""`Entity`: the storage of an object that has a key, a session, and may be loaded in part."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from ecwid_orm.exceptions import Detached
from ecwid_orm.model import state


class Entity(state.Record):
    """A record that knows its session and how much of it was loaded; `Model` adds the rest.

    What a class is in the API stands in `__resource__` (a `Resource`), its JSON's key in
    `__wire_key__`; `__root__` is the class that declares the path.
    """

    __slots__ = ("__weakref__", "_home", "_load")
    __resource__: ClassVar[Any]
    __root__: ClassVar[Any]
    __wire_key__: ClassVar[str] = ""
    _home: state.Home | None
    _load: state.Load | None
    # What relations led to, by their names. No slot: only objects that were asked pay for it.
    _related: dict[str, Any] | None = None

    def __init__(self, **values: Any) -> None:
        set_home(self, None)
        set_load(self, None)
        super().__init__(**values)

    @classmethod
    def _wrap(
        cls,
        raw: dict[str, Any],
        home: state.Home | None = None,
        load: state.Load | None = None,
    ) -> Self:
        """An object over JSON as it came."""
        instance: Self = _new(cls)
        _set_raw(instance, raw)
        _set_values(instance, None)
        set_home(instance, home)
        set_load(instance, load)
        return instance

    def _keep(self, name: str, value: Any) -> None:
        super()._keep(name, value)
        if self._home is not None:
            self._home.touch(self)

    def _lacks(self, wire_name: str) -> bool:
        return self._load is not None and self._load.lacks(wire_name)

    def _fetch(self, wire_name: str) -> bool:
        if self._load is None or not self._load.lacks(wire_name):
            return False
        if self._home is None:
            raise Detached(
                f"{self!r}: {wire_name} was not loaded, and the object is in no session that "
                "could load it; session.merge(it) gives one that is"
            )
        self._home.fetch(self, wire_name)
        return True

    def __repr__(self) -> str:
        resource = type(self).__resource__
        key = resource.own_key(self)
        words = [type(self).__name__]
        if not self._is_stored():
            words.append("(new)")
        elif key is not None and not resource.singleton:
            words.append(str(key))
        label = self.__fields__.get(resource.label or "")
        if label is not None:
            shown = (self._values or {}).get(label.name, self._raw.get(label.wire_name))
            if isinstance(shown, str):
                words.append(repr(shown))
        return f"<{' '.join(words)}>"


_new = object.__new__
_set_raw = state._set_raw
_set_values = state._set_values
# The slots' own setters: past __setattr__, which is for fields.
set_home = vars(Entity)["_home"].__set__
set_load = vars(Entity)["_load"].__set__
