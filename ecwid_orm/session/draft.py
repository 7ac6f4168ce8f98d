"""An operation of an undo in the making: what it writes is still being gathered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ecwid_orm.model import ABSENT, Model, registry
from ecwid_orm.model.keys import pending_keys
from ecwid_orm.session.fetching import Fetcher
from ecwid_orm.session.identity import IdentityMap
from ecwid_orm.session.plan import LeftOut, Operation
from ecwid_orm.session.records import stand_in
from ecwid_orm.session.renaming import Entity, entities, without


@dataclass(slots=True)
class Draft:
    """An update of an object, or the creation of one that had the key `recreates`.

    `label` names what it undoes; `changes` maps each attribute to (old JSON, new JSON).
    """

    label: str
    instance: Model
    parents: Mapping[str, Any]
    recreates: Any = None
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    def write(self, name: str, held: Any, value: Any) -> None:
        """Write a value, if it is one, in place of what is held."""
        if value is not ABSENT:
            self.changes[name] = (held, value)

    def operation(self) -> Operation:
        """The operation, now that all is gathered."""
        fields = type(self.instance).__fields__
        body = {fields[name].wire_name: value for name, (_, value) in self.changes.items()}
        if self.recreates is None:
            return Operation("update", self.instance, body, self.changes, self.parents)
        for name, (_, value) in self.changes.items():
            if not pending_keys(value):
                assert self.instance._values is not None
                self.instance._values[name] = fields[name].load(value)
        # Its parts follow one by one: Ecwid is to make none of its own.
        parts: dict[str, Any] = {
            each.wire_name: [] for each in self.instance.__children__ if each.wire_name
        }
        return Operation(
            "create",
            self.instance,
            {**parts, **body},
            self.changes,
            self.parents,
            recreates=self.recreates,
        )


def prune(drafts: Iterable[Draft], identity: IdentityMap, fetcher: Fetcher) -> list[LeftOut]:
    """Take out references to what is not in the shop any more; Ecwid would refuse the whole."""
    places: list[tuple[Draft, str, set[Entity]]] = []
    for draft in drafts:
        for name, (old, new) in draft.changes.items():
            field = type(draft.instance).__fields__[name]
            added = set(entities(field, new)) - set(entities(field, old))
            if added:
                places.append((draft, name, added))
    missing = _missing({entity for _, _, added in places for entity in added}, identity, fetcher)
    left_out = []
    for draft, name, added in places:
        if gone := added & missing:
            old, new = draft.changes.pop(name)
            kept = without(gone, type(draft.instance).__fields__[name], new)
            if kept is not ...:
                draft.changes[name] = (old, kept)
            named = ", ".join(f"{root} {key}" for root, key in sorted(gone, key=str))
            left_out.append(LeftOut(draft.label, f"{name}: {named} is not in the shop any more"))
    return left_out


def present(fetcher: Fetcher, wanted: Mapping[Entity, Model]) -> set[Entity]:
    """Those entities that the shop has, each asked for by an object of its key."""
    names: dict[type[Model], Collection[str]] = {
        type(one): {type(one).__wire_key__} for one in wanted.values()
    }
    found = fetcher.reread(wanted.values(), names) if wanted else {}
    return {entity for entity, one in wanted.items() if id(one) in found}


def _missing(wanted: Iterable[Entity], identity: IdentityMap, fetcher: Fetcher) -> set[Entity]:
    """Those that the shop has not, of what can be asked for by many keys at once."""
    asked: dict[Entity, Model] = {}
    for root, key in wanted:
        model: type[Model] = registry.lookup(root)
        resource = model.__resource__
        if not resource.parents and (resource.bulk is not None or resource.shape != "page"):
            asked[root, key] = stand_in(identity, model, key, {})
    return asked.keys() - present(fetcher, asked)
