"""Classes by name, so that a field can refer to a class that is declared later."""

from __future__ import annotations

from typing import Any
from weakref import WeakValueDictionary

from ecwid_orm.exceptions import ConfigurationError

_classes: WeakValueDictionary[str, type[Any]] = WeakValueDictionary()


def register(cls: type[Any]) -> None:
    """Make a class known by its name. One of a name already taken does not displace it."""
    _classes.setdefault(cls.__name__, cls)


def lookup(name: str) -> type[Any]:
    """The class of this name; ConfigurationError where none was declared (or imported)."""
    try:
        return _classes[name]
    except KeyError:
        raise ConfigurationError(
            f"no model or value named {name!r}: import the module that declares it, "
            "or give the class itself instead of its name"
        ) from None


def registered() -> dict[str, type[Any]]:
    """All classes by name."""
    return dict(_classes)
