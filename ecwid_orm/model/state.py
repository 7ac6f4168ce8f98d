"""What an instance knows: its JSON as it came, the values kept beside it, what was loaded.

`Record` is the storage that models and values share. Nothing here is a flag to keep in
step: whether an object changed is found by comparing, when somebody asks.
"""

from __future__ import annotations

import difflib
import weakref
from collections.abc import Collection, Iterator, Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol

from ecwid_orm.exceptions import InvalidValue, UnknownField
from ecwid_orm.model.conversion import same
from ecwid_orm.model.expressions import Delta
from ecwid_orm.model.field import ABSENT, Field
from ecwid_orm.model.keys import PendingKey


class ObjectState(Enum):
    """Where an object stands, in SQLAlchemy's terms."""

    TRANSIENT = "transient"
    """New, and in no session."""
    PENDING = "pending"
    """New, in a session, to be created by its next commit."""
    PERSISTENT = "persistent"
    """Known to the server, and in a session."""
    DELETED = "deleted"
    """To be deleted by the next commit."""
    DETACHED = "detached"
    """Known to the server (or once known), and in no session."""


class Home(Protocol):
    """What an object of a session points to: the set of what may have changed in it."""

    @property
    def session(self) -> Any:
        """The session itself."""

    def touch(self, instance: Any) -> None:
        """The instance may have changed, or may be changed in place from now on."""

    def fetch(self, instance: Any, wire_name: str) -> None:
        """Load a key that was not loaded, for the instance and its peers."""

    def children(self, instance: Any, relation: Any) -> list[Any]:
        """The stored children of the instance that are not about to be deleted."""
        ...

    def referred(self, instance: Any, relation: Any, keys: list[Any]) -> Mapping[Any, Any]:
        """The objects of these keys, which the instance holds; None for those there are not."""
        ...

    def referring(self, instance: Any, relation: Any) -> list[Any]:
        """The objects that hold the key of the instance."""
        ...

    def is_new(self, instance: Any) -> bool:
        """Whether the next commit is going to create the instance."""
        ...

    def is_deleted(self, instance: Any) -> bool:
        """Whether the next commit is going to delete the instance."""
        ...


class Load:
    """How much of some objects was loaded, shared by all that were loaded together.

    `names` are the keys that were asked for, None for all; `lacking` those that are missing or
    out of date all the same. The peers are the objects to load a missing key for in one go.
    """

    __slots__ = ("_peers", "lacking", "names")

    def __init__(self, names: Collection[str] | None = None, lacking: Collection[str] = ()) -> None:
        self.names = None if names is None else set(names)
        self.lacking = set(lacking)
        self._peers: list[weakref.ref[Any]] = []

    @property
    def whole(self) -> bool:
        """Whether nothing is missing."""
        return self.names is None and not self.lacking

    def lacks(self, wire_name: str) -> bool:
        return wire_name in self.lacking or (self.names is not None and wire_name not in self.names)

    def join(self, *instances: Any) -> None:
        self._peers.extend(map(weakref.ref, instances))

    def peers(self) -> Iterator[Any]:
        """The objects that are still alive, and still loaded just so far."""
        for reference in self._peers:
            instance = reference()
            if instance is not None and instance._load is self:
                yield instance

    def loaded(self, wire_names: Collection[str]) -> None:
        """These keys are known from now on, for all peers."""
        self.lacking.difference_update(wire_names)
        if self.names is not None:
            self.names.update(wire_names)


class Change(NamedTuple):
    """One attribute that differs: the JSON it came with (`ABSENT` for none) and the JSON now."""

    field: Field[Any]
    old: Any
    new: Any


class Record:
    """An object over a JSON object: `_raw` as it came, `_values` by attribute beside it."""

    __slots__ = ("_raw", "_values")
    __fields__: ClassVar[Mapping[str, Field[Any]]] = {}
    _raw: dict[str, Any]
    _values: dict[str, Any] | None
    _load: Load | None = None  # a part is loaded with its whole

    def __init__(self, **values: Any) -> None:
        _set_raw(self, {})
        _set_values(self, {})
        for name, value in values.items():
            setattr(self, name, value)

    if not TYPE_CHECKING:  # a checker that saw this would take every name for a field
        # No __getattr__ to match: it would slow every read, and Python names the nearest itself.

        def __setattr__(self, name: str, value: Any) -> None:
            if not hasattr(type(self), name):
                raise UnknownField(unknown_field(type(self), name))
            object.__setattr__(self, name, value)

    def _is_stored(self) -> bool:
        """Whether the server knows this object, so that a None must clear something."""
        return bool(self._raw)

    def _lacks(self, wire_name: str) -> bool:
        return False

    def _fetch(self, wire_name: str) -> bool:
        """Load a key that is missing only because nobody asked for it; whether it was."""
        return False

    def _keep(self, name: str, value: Any) -> None:
        if self._values is None:
            _set_values(self, {name: value})
        else:
            self._values[name] = value

    def _drop(self, name: str) -> None:
        assert self._values is not None
        del self._values[name]


# The slots' own descriptors: quicker than `__setattr__`, which looks for a field first.
_set_raw = vars(Record)["_raw"].__set__
_set_values = vars(Record)["_values"].__set__


def unknown_field(cls: type[Record], name: str) -> str:
    near = difflib.get_close_matches(name, cls.__fields__, 1, 0.6)
    hint = f"did you mean {near[0]!r}?" if near else "declare it in a subclass to add one"
    return f"{cls.__name__} has no field {name!r}; {hint}"


def changes(record: Record) -> list[Change]:
    """What differs from the JSON that came. InvalidValue where a value cannot be written."""
    found = []
    for name, value in (record._values or {}).items():
        change = _change(record, name, value)
        if change is not None:
            found.append(change)
    return found


def _change(record: Record, name: str, value: Any) -> Change | None:
    field = record.__fields__.get(name)
    if field is None or not field.wire_name:
        return None
    old = record._raw.get(field.wire_name, ABSENT)
    if type(value) is Delta:
        return Change(field, old, value) if value.amount else None
    try:
        new = field.dump(value, old)
    except ValueError as error:
        if old is not ABSENT and same(old, value):
            return None  # an odd value that Ecwid sent itself, and nobody touched
        raise InvalidValue(f"{record!r}: {name}: {error}") from None
    return None if _unchanged(record, field, value, old, new) else Change(field, old, new)


def _is_changed(record: Record, name: str, value: Any) -> bool:
    try:
        return _change(record, name, value) is not None
    except InvalidValue:
        return True  # whatever it is, the user put it there


def is_changed(record: Record) -> bool:
    """Whether anything differs from the JSON that came; never raises."""
    return any(_is_changed(record, name, value) for name, value in (record._values or {}).items())


_EMPTY: tuple[Any, ...] = (None, "", [], {})


def _unchanged(record: Record, field: Field[Any], value: Any, old: Any, new: Any) -> bool:
    if same(old, new):
        return True
    if old is ABSENT or old is None:
        # Empty in place of nothing is no change, unless the old value is just not known.
        empty = value is None or new is ABSENT or any(same(new, nothing) for nothing in _EMPTY)
        return empty and not record._lacks(field.wire_name)
    if new is ABSENT or value is None or field.converter.mutable:
        return False
    if type(old) is type(new) and type(new) is not str:
        return False
    # Two texts of one value, such as a moment with another offset.
    return bool(field.load(old) == value)


def dump(record: Record) -> dict[str, Any]:
    """The whole JSON of a record, changes included; not to be changed by the caller."""
    differing = changes(record)
    if not differing:
        return record._raw
    body = dict(record._raw)
    for field, _, new in differing:
        if new is ABSENT:
            body.pop(field.wire_name, None)
        elif type(new) is Delta:
            held = body.get(field.wire_name)
            if isinstance(held, int):
                body[field.wire_name] = held + new.amount
        else:
            body[field.wire_name] = new
    return body


def receive(record: Record, raw: dict[str, Any]) -> None:
    """Take newer JSON. Values that the user changed stay; the others become what is new."""
    values = record._values
    if not values:
        _set_raw(record, raw)
        return
    unchanged = [name for name, value in values.items() if not _is_changed(record, name, value)]
    old = record._raw
    _set_raw(record, raw)
    for name in unchanged:
        field = record.__fields__.get(name)
        if field is None or not field.wire_name:
            continue
        new = raw.get(field.wire_name, ABSENT)
        if same(old.get(field.wire_name, ABSENT), new):
            continue
        if not renewed(values[name], field, new):
            del values[name]


def renewed(value: Any, field: Field[Any], raw: Any) -> bool:
    """Bring a value that was handed out up to date, so that who holds it sees what is new."""
    fresh: Any = field.converter.empty() if raw is ABSENT or raw is None else field.load(raw)
    if isinstance(value, Record) and type(fresh) is type(value):
        receive(value, fresh._raw)
    elif isinstance(value, list) and isinstance(fresh, list):
        # Parts whose JSON is what it was, or has only grown, stay the very objects.
        known = [item for item in value if isinstance(item, Record)]
        value[:] = [_kept(item, known) for item in fresh]
    elif isinstance(value, dict) and isinstance(fresh, dict):
        value.clear()
        value.update(fresh)
    else:
        return False
    return True


def _kept(fresh: Any, known: list[Record]) -> Any:
    if isinstance(fresh, Record):
        for number, item in enumerate(known):
            if type(item) is type(fresh) and item._raw and grown(item._raw, fresh._raw):
                _set_raw(item, fresh._raw)
                restore(item)
                return known.pop(number)
    return fresh


def grown(old: Any, new: Any) -> bool:
    """Whether `new` is `old`, with keys filled in at most."""
    if isinstance(old, dict) and isinstance(new, dict):
        return all(key in new and grown(value, new[key]) for key, value in old.items())
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(grown, old, new))
    return same(old, new)


def settle(record: Record) -> None:
    """Let go of values that say what the JSON says; parts that were handed out stay in use.

    Parts take what was sent for the JSON they came with, and ids stand where they were waited for.
    """
    for name, value in list((record._values or {}).items()):
        field = record.__fields__.get(name)
        if field is None or not field.wire_name or _is_changed(record, name, value):
            continue
        if field.converter.mutable and value is not None:
            _settled(value, record._raw.get(field.wire_name, ABSENT))
        else:
            record._drop(name)


def _settled(value: Any, raw: Any) -> Any:
    if isinstance(value, PendingKey):
        return raw
    if isinstance(value, Record) and isinstance(raw, dict):
        _set_raw(value, raw)
        settle(value)
    elif isinstance(value, list) and isinstance(raw, list):
        value[:] = map(_settled, value, raw)
    elif isinstance(value, dict) and isinstance(raw, dict):
        value.update({key: _settled(item, raw.get(key)) for key, item in value.items()})
    return value


def restore(record: Record) -> None:
    """Forget what was changed: the record is again as it came, in place where it can be."""
    values = record._values
    if not values:
        return
    for name in list(values):
        field = record.__fields__.get(name)
        if field is None:
            del values[name]  # children that were appended
            continue
        if not field.wire_name:
            continue
        value = values[name]
        if isinstance(value, Record):
            restore(value)
        elif not field.converter.mutable or not renewed(
            value, field, record._raw.get(field.wire_name, ABSENT)
        ):
            del values[name]
