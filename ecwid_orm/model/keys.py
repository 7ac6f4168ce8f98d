"""Keys, and keys that are not known yet.

A new object has no id before Ecwid gave it one. Its key field then reads as a `PendingKey`,
which may stand wherever an id goes; each such place is an edge of the plan, and the id is
put in once the object's creation was answered.
"""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from ecwid_orm.model.conversion import Converter

Key = int | str | tuple[Any, ...]
"""A key of a model: an id, a code, or for a part of another resource (parent's key, own key)."""


class PendingKey:
    """The id of an object that was not sent yet."""

    __slots__ = ("instance",)

    def __init__(self, instance: Any) -> None:
        self.instance = instance

    @property
    def value(self) -> Any:
        """The id itself once it is known, else None."""
        return type(self.instance).__resource__.own_key(self.instance)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PendingKey) and other.instance is self.instance

    def __hash__(self) -> int:
        return id(self.instance)

    def __copy__(self) -> PendingKey:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> PendingKey:
        return self  # a copy of what refers to an object still refers to that very object

    def __repr__(self) -> str:
        return f"<id of {self.instance!r}>" if self.value is None else repr(self.value)


class KeyConverter(Converter[Any]):
    """An id: of this object, or of another one (`target`), pending or not."""

    def __init__(self, kind: type[int] | type[str] = int, target: str | None = None) -> None:
        self.native = kind
        self.target = target
        self.clear = "" if kind is str else ...
        self.expected = f"an id of {target}" if target else "an id"

    def load(self, raw: Any) -> Any:
        if type(raw) is self.native:
            return raw
        raise self.wrong(raw)

    def check(self, value: Any) -> Any:
        if type(value) is self.native:
            return value
        if isinstance(value, PendingKey):
            self._check_target(value.instance)
            return value if value.value is None else value.value
        resource = getattr(type(value), "__resource__", None)
        if resource is not None:
            self._check_target(value)
            key = resource.own_key(value)
            return PendingKey(value) if key is None else key
        raise self.refuse(value)

    def dump(self, value: Any) -> Any:
        known = value.value if isinstance(value, PendingKey) else value
        return value if known is None else known

    def _check_target(self, instance: Any) -> None:
        names = [cls.__name__ for cls in type(instance).__mro__]
        if self.target and self.target not in names:
            raise ValueError(f"expected {self.expected}, got one of a {type(instance).__name__}")

    def marshmallow(self, **options: Any) -> ma.fields.Field[Any]:
        if self.native is str:
            return ma.fields.String(**options)
        return ma.fields.Integer(strict=True, **options)


def pending_keys(body: Any) -> list[PendingKey]:
    """All keys in a JSON value that wait for their object."""
    found: list[PendingKey] = []
    waiting = [body]
    for value in waiting:  # which grows meanwhile
        if isinstance(value, PendingKey):
            found.append(value)
        elif isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, (list, tuple)):
            waiting.extend(value)
    return found


def resolved(body: Any, *, otherwise: Any = ...) -> Any:
    """`body` with each pending key replaced by its id.

    One that is not known yet stays, or becomes `otherwise` where that is given.
    """
    if isinstance(body, PendingKey):
        value = body.value
        if value is not None:
            return value
        return body if otherwise is ... else otherwise
    if isinstance(body, dict):
        return {key: resolved(value, otherwise=otherwise) for key, value in body.items()}
    if isinstance(body, list):
        return [resolved(value, otherwise=otherwise) for value in body]
    return body
