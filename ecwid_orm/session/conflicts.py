"""Conflicts: what is about to be written, compared with what the server has by now.

Ecwid has neither versions nor ETags. So the attributes about to be written are read anew, for
all objects in as few requests as can be, and compared with what they were loaded as. Between
that answer and the write, the shop may change again: the window is smaller, not closed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from ecwid_orm.exceptions import CannotClear, Failure, InvalidValue, StaleObject, Versions
from ecwid_orm.model import ABSENT, Field, Model, state
from ecwid_orm.model.containers import ListOf
from ecwid_orm.model.conversion import Converter
from ecwid_orm.model.entity import set_load
from ecwid_orm.model.keys import KeyConverter
from ecwid_orm.model.state import Load
from ecwid_orm.model.values import PartOf
from ecwid_orm.session.fetching import Fetcher
from ecwid_orm.session.loading import merged
from ecwid_orm.session.merging import Merged, alike, merge
from ecwid_orm.session.plan import Operation, Plan
from ecwid_orm.session.rebasing import rebase
from ecwid_orm.session.scope import Scope


@dataclass(frozen=True, slots=True)
class Clash:
    """An attribute that was changed here and on the server, in a way that cannot be merged.

    `base` is the value as it was loaded, `mine` as it is wanted here, `theirs` as the server has
    it, None for none. `places` says where in the JSON they clash: `options[Size].required`.
    """

    instance: Model
    name: str
    base: Any
    mine: Any
    theirs: Any
    places: tuple[str, ...]

    def __repr__(self) -> str:
        # No values, and no places, which may name a person: an address would show customers' data.
        return f"<Clash of {self.name} of {self.instance!r}>"


Resolver = Callable[[Clash], Any]
"""Gives the value to write, as one would assign it, or `NotImplemented` to leave it a conflict."""

Policy = Literal["overwrite", "fail", "merge"] | Resolver
"""What a commit does about changes of others.

`"overwrite"` does not look. `"fail"` refuses an object if anything about to be written changed.
`"merge"` joins both changes, and refuses an object where they clash; a resolver does the same,
and is asked about each clash.
"""

_MODES = ("overwrite", "fail", "merge")


class Conflicts:
    """Looks for conflicts of one commit before it is sent."""

    def __init__(self, scope: Scope, fetcher: Fetcher, policy: Policy) -> None:
        if not callable(policy) and policy not in _MODES:
            known = ", ".join(map(repr, _MODES))
            raise InvalidValue(f"on_conflict: expected {known} or a function, got {policy!r}")
        self._scope = scope
        self._fetcher = fetcher
        self._policy = policy

    @property
    def rebases(self) -> bool:
        """Whether a check may change objects, so that their plan has to be made anew."""
        return self._policy not in ("overwrite", "fail")

    def check(self, plan: Plan) -> list[Failure]:
        """A failure, with a StaleObject, for each object of the plan's updates in conflict.

        These objects stay as they are. When merging, the others take what the server has for what
        they were loaded as, with both sides' changes on top: a plan made afterwards has just what
        is left to write. What a resolver raises comes through, before any object was changed.
        """
        if self._policy == "overwrite":
            return []
        updates = [
            operation
            for operation in plan
            if operation.kind == "update" and not self._scope.work.is_new(operation.instance)
        ]
        names: dict[type[Model], set[str]] = {}
        for operation in updates:
            read = names.setdefault(type(operation.instance), set())
            read.update(field.wire_name for field in _comparable(operation))
        found = self._fetcher.reread([operation.instance for operation in updates], names)
        judged = [self._judge(one, found.get(id(one.instance))) for one in updates]
        loads: dict[Any, Load] = {}
        for outcome in judged:
            if isinstance(outcome, _Rebase):
                outcome.apply(self._scope, loads)
        return [outcome for outcome in judged if isinstance(outcome, Failure)]

    def _judge(self, operation: Operation, raw: dict[str, Any] | None) -> Failure | _Rebase | None:
        """What is to be done about one object; `raw` is what the server has of it."""
        instance = operation.instance
        if raw is None:
            way_out = "is not on the server any more; session.expunge() it"
            gone = StaleObject(f"{instance!r} {way_out}", instance=instance)
            return Failure(instance, gone, operation)
        clashes: list[Clash] = []
        fields: list[Field[Any]] = []
        wanted: dict[str, Any] = {}
        for field in _comparable(operation):
            joined = self._joined(operation, field, raw.get(field.wire_name, ABSENT), clashes)
            if joined is not None:
                fields.append(field)
                wanted[field.wire_name] = joined.value
        if clashes:
            return Failure(instance, self._stale(instance, clashes), operation)
        return _Rebase(instance, raw, wanted, fields) if fields else None

    def _joined(
        self, operation: Operation, field: Field[Any], theirs: Any, clashes: list[Clash]
    ) -> Merged | None:
        """What one attribute is to become, None where it is best left as it is."""
        instance = operation.instance
        base, mine = operation.changes[field.name]
        lacking = instance._lacks(field.wire_name)
        if lacking and base is ABSENT:
            base = theirs  # it was never loaded: what is read now is what there was
        elif alike(base, theirs) or _one_text(field, base, theirs):
            return None
        if self._policy == "fail":
            # What Ecwid filled in after our own write is nobody's change.
            moved = not alike(base, theirs) and not (lacking and state.grown(base, theirs))
            if moved and not alike(mine, theirs):
                clashes.append(_clash(operation, field, base, theirs, ()))
            return None
        joined = merge(base, mine, theirs, place=field.wire_name, as_sets=_sets_of_ids(field))
        if not joined.conflicts:
            return joined
        if lacking and state.grown(base, theirs):
            return Merged(mine)
        places = tuple(dispute.place for dispute in joined.conflicts)
        clash = _clash(operation, field, base, theirs, places)
        value = self._policy(clash) if callable(self._policy) else NotImplemented
        if value is NotImplemented:
            clashes.append(clash)
            return None
        return Merged(_as_json(instance, field, value, theirs))

    def _stale(self, instance: Model, clashes: Sequence[Clash]) -> StaleObject:
        names = ", ".join(clash.name for clash in clashes)
        merging = (
            'commit(on_conflict="merge") joins both'
            if self._policy == "fail"
            else "a function, commit(on_conflict=function), decides"
        )
        return StaleObject(
            f"{instance!r} was changed on the server since it was read: {names}; "
            f"session.refresh(it) takes what is there and drops what you changed, {merging}, "
            'commit(on_conflict="overwrite") writes yours; .conflicts has the values',
            instance=instance,
            conflicts={
                clash.name: Versions(clash.base, clash.mine, clash.theirs) for clash in clashes
            },
        )


@dataclass(frozen=True, slots=True)
class _Rebase:
    """What an object is to become: `raw` as the server has it, `wanted` on top; by wire names."""

    instance: Model
    raw: dict[str, Any]
    wanted: dict[str, Any]
    fields: Collection[Field[Any]]

    def apply(self, scope: Scope, loads: dict[Any, Load]) -> None:
        """Objects that lack the same share one of the `loads`, as they did before."""
        instance, names = self.instance, frozenset(self.wanted)
        there = {name: self.raw[name] for name in names if name in self.raw}
        rebase(instance, merged(instance._raw, there, names), self.wanted, self.fields)
        load = instance._load
        if load is not None and any(map(load.lacks, names)):
            rest = loads.setdefault((id(load), names), Load(load.names, load.lacking))
            rest.loaded(names)
            rest.join(instance)
            set_load(instance, rest)
        if state.is_changed(instance):
            scope.work.touch(instance)
        else:
            scope.work.release(instance)


def _comparable(operation: Operation) -> Iterator[Field[Any]]:
    """The fields that an operation writes and that an answer has."""
    fields = type(operation.instance).__fields__
    return (fields[name] for name in operation.changes if not fields[name].write_only)


def _one_text(field: Field[Any], base: Any, theirs: Any) -> bool:
    """Whether two texts mean one value, such as a moment with another offset."""
    if not isinstance(base, str) or not isinstance(theirs, str) or field.converter.native is str:
        return False
    return bool(field.load(base) == field.load(theirs))


def _clash(
    operation: Operation, field: Field[Any], base: Any, theirs: Any, places: tuple[str, ...]
) -> Clash:
    instance, (_, new) = operation.instance, operation.changes[field.name]
    held = (instance._values or {}).get(field.name, ABSENT)
    mine = _value(field, new) if held is ABSENT else held
    return Clash(instance, field.name, _value(field, base), mine, _value(field, theirs), places)


def _value(field: Field[Any], raw: Any) -> Any:
    return None if raw is ABSENT or raw is None else field.load(raw)


def _as_json(instance: Model, field: Field[Any], value: Any, old: Any) -> Any:
    """JSON of what a resolver gave. Raises InvalidValue as an assignment does."""
    if value is None:
        if field.clear is ...:
            raise CannotClear(
                f"{instance!r}: {field.name} cannot be emptied: Ecwid has no value for it; "
                "let on_conflict= return a value instead"
            )
        return field.clear
    try:
        return field.dump(field.converter.check(value), old)
    except ValueError as error:
        raise InvalidValue(f"{instance!r}: {field.name}, by on_conflict=: {error}") from None


@cache
def _sets_of_ids(field: Field[Any]) -> frozenset[str]:
    """Where in a field's JSON lists of ids of other objects are, as `merge` takes the places."""
    return frozenset(_lists_of_ids(field.converter, ""))


def _lists_of_ids(
    converter: Converter[Any], path: str, within: tuple[type, ...] = ()
) -> Iterator[str]:
    if isinstance(converter, ListOf):
        if isinstance(converter.item, KeyConverter):
            yield path
        else:
            yield from _lists_of_ids(converter.item, path, within)
    elif isinstance(converter, PartOf) and converter.value_class not in within:
        for field in converter.value_class.__fields__.values():
            inner = f"{path}.{field.wire_name}" if path else field.wire_name
            yield from _lists_of_ids(field.converter, inner, (*within, converter.value_class))
