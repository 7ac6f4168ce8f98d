"""Creating again what was deleted: the entity, its parts, and what went with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ecwid_orm.model import ABSENT, Field, Model, PendingKey, RelatedList, registry, state
from ecwid_orm.model.containers import ListOf
from ecwid_orm.session.draft import Draft, present
from ecwid_orm.session.fetching import Fetcher
from ecwid_orm.session.identity import IdentityMap
from ecwid_orm.session.images import BELOW, REFERRING, UPLOADED, dependants, writable
from ecwid_orm.session.journal_entries import LoggedOperation
from ecwid_orm.session.plan import LeftOut
from ecwid_orm.session.records import model_of, stand_in
from ecwid_orm.session.renaming import Entity, Renaming
from ecwid_orm.session.restoring import numbered_anew

_FINAL = {"Order": "made anew, it would be another order: a new number, mails, less stock"}
"""What is better not created again, though Ecwid would."""
_SET_BY_ECWID = {*UPLOADED, "timestamp"}
"""Attributes that a creation does not take, though an update may."""


@dataclass(frozen=True, slots=True)
class Return:
    """An object that fell back to a default, and is to refer again to what is created anew."""

    label: str
    instance: Model
    field: Field[Any]
    default: Any
    key: PendingKey


class Recreating:
    """What some deletions of a commit deleted. It reads the shop, and plans."""

    def __init__(self, identity: IdentityMap, fetcher: Fetcher, renaming: Renaming) -> None:
        self._identity = identity
        self._fetcher = fetcher
        self._renaming = renaming
        self._drafts: list[tuple[Draft, Mapping[str, Any]]] = []
        self.returns: list[Return] = []
        self.left_out: list[LeftOut] = []

    def take(
        self,
        deletions: Iterable[LoggedOperation],
        parents_of: Callable[[LoggedOperation], dict[str, Any]],
    ) -> None:
        """Plan for some deletions; what is in the shop by now stays as it is."""
        brought_back = [one for one in deletions if self._can_be(one)]
        lost = [(one, raw) for one in brought_back for raw in _trees(one)]
        there = self._there(lost)
        for one, raw in lost:
            model = model_of(one.record)
            entity = _entity(model, raw)
            if entity not in there and entity not in self._renaming.anew:
                self._create(one, model, raw, parents_of(one))
        for one in brought_back:
            if (model_of(one.record).__root__.__name__, one.key) in self._renaming.anew:
                self._return(one)

    def _can_be(self, one: LoggedOperation) -> bool:
        model = model_of(one.record)
        why = _FINAL.get(model.__root__.__name__)
        if "create" in model.__resource__.refuses:
            why = "Ecwid has no way to create it"
        elif one.before is None:
            why = "it was gone already, or what it was is not in the journal"
        if why is not None:
            self.left_out.append(LeftOut(str(one), why))
        return why is None

    def _there(self, lost: Iterable[tuple[LoggedOperation, Mapping[str, Any]]]) -> set[Entity]:
        """Those that the shop has: they were created again before, or had moved away in time.

        A part whose whole is gone is not asked for: it went with that.
        """
        wanted: dict[Entity, Model] = {}
        for one, raw in lost:
            model = model_of(one.record)
            key = self._renaming.known(model.__root__.__name__, raw.get(model.__wire_key__))
            parents = {
                name: self._renaming.known(model.__fields__[name].target or "", parent)
                for name, parent in one.record["parents"].items()
            }
            wanted[_entity(model, raw)] = stand_in(self._identity, model, key, parents)
        return present(self._fetcher, wanted)

    def _create(
        self,
        one: LoggedOperation,
        model: type[Model],
        raw: Mapping[str, Any],
        parents: Mapping[str, Any],
    ) -> None:
        whole = self._draft(one, model, raw, parents)
        lost = list(_uploaded(model, raw))
        for relation in model.__children__:
            for part in raw.get(relation.wire_name or "") or ():
                self._draft(one, relation.model, part, {relation.parent_key: PendingKey(whole)})
                lost += [
                    f"{name} of its {relation.name}" for name in _uploaded(relation.model, part)
                ]
        if lost:
            named = ", ".join(dict.fromkeys(lost))
            self.left_out.append(LeftOut(str(one), f"{named}: upload them again"))

    def _draft(
        self,
        one: LoggedOperation,
        model: type[Model],
        raw: Mapping[str, Any],
        parents: Mapping[str, Any],
    ) -> Model:
        instance = model()
        state._set_values(instance, dict(parents))
        draft = Draft(str(one), instance, parents, raw.get(model.__wire_key__))
        self._renaming.anew[_entity(model, raw)] = instance
        self._drafts.append((draft, raw))
        return instance

    def _return(self, one: LoggedOperation) -> None:
        model = model_of(one.record)
        assert one.before is not None
        anew = PendingKey(self._renaming.anew[model.__root__.__name__, one.key])
        keys_of = one.before.get(REFERRING, {})
        for relation in dependants(model):
            other = relation.model
            for key in keys_of.get(relation.name, ()):
                known = self._renaming.known(other.__root__.__name__, key)
                instance = stand_in(self._identity, other, known, {})
                field = other.__fields__[relation.through]
                self.returns.append(Return(str(one), instance, field, relation.default, anew))
        for name in _bereft(model):
            self.left_out.append(LeftOut(str(one), f"{name} of others is not set to it again"))

    def drafts(self) -> Iterator[Draft]:
        """What creates it all, once it is known what is created again."""
        for draft, raw in self._drafts:
            model = type(draft.instance)
            names = writable(model) - {part.wire_name for part in model.__children__}
            for field in model.__fields__.values():
                value = raw.get(field.wire_name)
                if (
                    field.wire_name in names
                    and field.name not in _SET_BY_ECWID
                    and not _is_nothing(value)
                ):
                    fresh = self._renaming.value(field, numbered_anew(field, value))
                    if _is_mirror(model, field):
                        fresh = [key for key in fresh if not isinstance(key, PendingKey)]
                    draft.write(field.name, ABSENT, fresh)
            yield draft


def _trees(one: LoggedOperation) -> Iterator[Mapping[str, Any]]:
    assert one.before is not None
    yield one.before
    yield from one.before.get(BELOW, ())


def _entity(model: type[Model], raw: Mapping[str, Any]) -> Entity:
    return model.__root__.__name__, raw.get(model.__wire_key__)


def _uploaded(model: type[Model], raw: Mapping[str, Any]) -> Iterator[str]:
    """What only uploads bring back; of two attributes that show the same picture the first."""
    shown = [
        name
        for name in UPLOADED
        if name in model.__fields__ and _any(raw.get(model.__fields__[name].wire_name))
    ]
    yield from [name for name in shown if name == "files" or name == shown[0]]


def _any(value: Any) -> bool:
    return any(map(_any, value.values())) if isinstance(value, dict) else bool(value)


def _bereft(model: type[Model]) -> Iterator[str]:
    """Attributes of others that fell back to a default, of which no listing tells the objects."""
    listed = {each.model for each in model.__relations__.values() if isinstance(each, RelatedList)}
    for other in registry.registered().values():
        if getattr(other, "__root__", None) is other and other not in listed:
            for field in other.__fields__.values():
                if field.target == model.__root__.__name__ and field.clear == 0:
                    yield field.qualified_name


def _is_mirror(model: type[Model], field: Field[Any]) -> bool:
    """Whether a list of keys only says what those others say themselves when they are created."""
    return isinstance(field.converter, ListOf) and any(
        isinstance(relation, RelatedList)
        and relation.model.__root__.__name__ == field.target
        and relation.model.__fields__[relation.through].target == model.__root__.__name__
        for relation in model.__relations__.values()
    )


def _is_nothing(value: Any) -> bool:
    return value is None or value in ("", [], {})
