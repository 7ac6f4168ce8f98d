"""`inspect(obj)`: what is known of an object, kept out of its own namespace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ecwid_orm.model import state
from ecwid_orm.model.base import Model
from ecwid_orm.model.expressions import Delta
from ecwid_orm.model.field import ABSENT
from ecwid_orm.model.state import ObjectState


class Inspection:
    """A view of one object; it reads, and never loads or changes anything."""

    def __init__(self, instance: Model) -> None:
        self._instance = instance

    @property
    def state(self) -> ObjectState:
        """Where the object stands: transient, pending, persistent, deleted or detached."""
        instance = self._instance
        home = instance._home
        if home is None:
            return ObjectState.DETACHED if instance._is_stored() else ObjectState.TRANSIENT
        if home.is_new(instance):
            return ObjectState.PENDING
        return ObjectState.DELETED if home.is_deleted(instance) else ObjectState.PERSISTENT

    @property
    def key(self) -> Any:
        """The key in the identity map; None while it is not known."""
        return type(self._instance).__resource__.identity(self._instance)

    @property
    def changes(self) -> Mapping[str, tuple[Any, Any]]:
        """Attribute → (old, new), as Python values; None for what was absent.

        Raises InvalidValue where a value cannot be written.
        """
        return as_values(state.changes(self._instance), self._instance)

    @property
    def raw(self) -> dict[str, Any]:
        """The JSON as it came, without changes. Numbers that no float holds are Decimals."""
        return self._instance._raw

    @property
    def session(self) -> Any:
        """The session that the object belongs to; None where it belongs to none."""
        home: Any = self._instance._home
        return None if home is None else home.session

    @property
    def unloaded(self) -> frozenset[str]:
        """Attributes that were not loaded yet, or are out of date; reading one loads it."""
        instance = self._instance
        return frozenset(
            name
            for name, field in instance.__fields__.items()
            if field.wire_name
            and field.wire_name not in instance._raw
            and instance._lacks(field.wire_name)
        )

    def __repr__(self) -> str:
        return f"<Inspection of {self._instance!r}: {self.state.value}>"


def inspect(instance: Model) -> Inspection:
    """What is known of an object: `state`, `changes`, `raw`, `session`, `key`, `unloaded`."""
    if not isinstance(instance, Model):
        raise TypeError(f"expected an object of a model, got {type(instance).__name__}")
    return Inspection(instance)


def as_values(changed: list[state.Change], instance: Model) -> dict[str, tuple[Any, Any]]:
    """Changes by attribute, old and new as Python values."""
    values: dict[str, tuple[Any, Any]] = {}
    for field, old, _ in changed:
        was = None if old is ABSENT or old is None else field.load(old)
        now = (instance._values or {}).get(field.name)
        if isinstance(now, Delta) and isinstance(was, int):
            now = was + now.amount
        values[field.name] = (was, now)
    return values
