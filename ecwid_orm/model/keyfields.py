"""The fields that hold keys: an object's own, and that of the resource it is a part of."""

from __future__ import annotations

from typing import Any

from ecwid_orm.exceptions import ReadOnly
from ecwid_orm.model.field import Field
from ecwid_orm.model.keys import PendingKey


class KeyField(Field[Any]):
    """The object's own key: given by Ecwid, a `PendingKey` until then."""

    def _read(self, instance: Any, raw: Any) -> Any:
        return PendingKey(instance) if raw is None else super()._read(instance, raw)


class ParentKeyField(Field[Any]):
    """The key of the resource that this one is a part of: in the path, not in the JSON."""

    wire_name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        super().__set_name__(owner, name)
        self.wire_name = ""

    def _read(self, instance: Any, raw: Any) -> Any:
        return None

    def refuse_write(self, instance: Any) -> None:
        if instance._is_stored():
            raise ReadOnly(
                f"{instance!r}: {self.name} cannot change: the object stays a part of it"
            )
