"""Undoing a commit: the plan that takes back what the journal says of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from ecwid_orm.exceptions import JournalError, StaleObject, Versions
from ecwid_orm.model import ABSENT, Delta, Field, Model, state
from ecwid_orm.model.keys import pending_keys
from ecwid_orm.session.draft import Draft, prune
from ecwid_orm.session.fetching import Fetcher
from ecwid_orm.session.images import along
from ecwid_orm.session.journal import Journal
from ecwid_orm.session.journal_entries import LoggedOperation, OperationState
from ecwid_orm.session.plan import LeftOut, Operation, Plan
from ecwid_orm.session.records import decoded, model_of, stand_in
from ecwid_orm.session.recreating import Recreating
from ecwid_orm.session.renaming import Renaming, without
from ecwid_orm.session.restoring import (
    CannotEmpty,
    Moved,
    emptied,
    is_as_before,
    is_as_written,
    numbered_anew,
    restored,
)
from ecwid_orm.session.scope import Scope
from ecwid_orm.session.trees import burdened
from ecwid_orm.session.waves import in_waves

_UNSETTLED = {
    OperationState.IN_DOUBT: "whether it was done is not known; session.resolve() it first",
    OperationState.SENT: "whether it was done is not known; session.recover() first",
    OperationState.PLANNED: "it waits for what is in doubt; session.resolve() that first",
}


class Undoing:
    """Makes the plan that undoes one commit. It only reads, in the journal and in the shop.

    A commit that is not over is refused, but for one's own that is `broken_off`. Raises
    JournalError for that, for one that is not in the journal, and for one of another store.
    """

    def __init__(
        self,
        scope: Scope,
        fetcher: Fetcher,
        journal: Journal,
        commit_id: str,
        *,
        broken_off: bool = False,
    ) -> None:
        self._identity = scope.identity
        self._fetcher = fetcher
        self._journal = journal
        self._commit = commit = journal.commit(commit_id)
        if commit.store_id != scope.client.store_id:
            raise JournalError(
                f"commit {commit.id} is of store {commit.store_id}, and this session is on store "
                f"{scope.client.store_id}; undo it with a session on its own store"
            )
        if commit.state == "OPEN" and not broken_off:
            raise JournalError(
                f"commit {commit.id} is not over: it is on its way, or it broke off; wait for it, "
                "or session.recover() first"
            )
        logged = list(journal.operations(commit.id))
        self._done = [one for one in reversed(logged) if one.state is OperationState.DONE]
        self._made = {one.number: one for one in self._done if one.kind == "create"}
        self._renaming = Renaming(journal.names(commit.store_id))
        self._created = {
            (one.record["root"], self._renaming.known(one.record["root"], one.made))
            for one in self._made.values()
        }
        self._recreating = Recreating(scope.identity, fetcher, self._renaming)
        self._objects: dict[int, Model] = {}
        self._held: dict[int, dict[str, Any]] = {}
        self._updates: dict[int, Draft] = {}
        self._left_out = [
            LeftOut(str(one), _UNSETTLED[one.state]) for one in logged if one.state in _UNSETTLED
        ]

    def plan(self) -> Plan:
        """The inverse of what was done, the last first. What it leaves as it is, is `left_out`."""
        # First the objects that are to be created again: others may refer to them.
        self._recreating.take(self._of_kind("delete"), self._parents)
        self._read()
        for one in self._of_kind("update"):
            if self._is_there(one):
                self._restore(one)
        self._bring_back()
        drafts = [*self._updates.values(), *self._recreating.drafts()]
        vain = prune(drafts, self._identity, self._fetcher)
        operations = [
            *(draft.operation() for draft in drafts if draft.changes),
            *self._adjustments(),
            *self._deletions(),
        ]
        for one in self._of_kind("upload"):
            self._leave(one, "what was uploaded stays; delete or replace it by hand")
        left_out = [*self._left_out, *self._recreating.left_out, *vain]
        if not operations and (earlier := self._undone_by()):
            left_out.append(LeftOut(f"commit {self._commit.id}", f"undone before, by {earlier}"))
        plan = in_waves(operations)
        return replace(plan, left_out=tuple(left_out), undoes=self._commit.id)

    def _of_kind(self, kind: str) -> list[LoggedOperation]:
        """What was done, the last first, but for what goes with something new."""
        return [one for one in self._done if one.kind == kind and not self._is_of_new(one)]

    def _leave(self, one: LoggedOperation, why: str, conflict: StaleObject | None = None) -> None:
        self._left_out.append(LeftOut(str(one), why, conflict))

    def _undone_by(self) -> str:
        undos = (one for one in self._journal.commits() if one.undoes == self._commit.id)
        return next((one.id for one in undos), "")

    # What the shop holds -----------------------------------------------------------------

    def _read(self) -> None:
        """All that has to be known of what was written, at once."""
        names: dict[type[Model], set[str]] = defaultdict(set)
        for one in self._done:
            if one.kind in ("create", "update", "adjust") and not self._is_of_new(one):
                instance = self._objects[one.number] = self._object(one)
                fields = type(instance).__fields__
                told = [*one.changes, *(one.before or ()), *self._later(one)]
                told += [each.name for each in fields.values() if each.tree]
                names[type(instance)].add(type(instance).__wire_key__)
                if one.kind == "create":
                    names[type(instance)] |= _unique(type(instance))
                names[type(instance)].update(fields[name].wire_name for name in told)
        self._look_at(self._objects.values(), names)

    def _look_at(
        self, instances: Iterable[Model], names: Mapping[type[Model], Collection[str]]
    ) -> None:
        known = {id(one): one for one in instances}
        if not known:
            return
        found = self._fetcher.reread(known.values(), names)
        self._held |= found
        for number, raw in found.items():
            instance = known[number]
            if instance._home is None and instance._load is not None:
                # A stand-in: the plan is to tell what it is about.
                state._set_raw(instance, {**instance._raw, **raw})
                instance._load.loaded(names[type(instance)])

    def _is_there(self, one: LoggedOperation) -> bool:
        there = id(self._objects[one.number]) in self._held
        # What went along with a deletion is created again as it was before all of the commit.
        if not there and (one.record["root"], one.key) not in self._renaming.anew:
            self._leave(one, "it is not in the shop any more")
        return there

    # What was changed --------------------------------------------------------------------

    def _restore(self, one: LoggedOperation) -> None:
        instance = self._objects[one.number]
        raw, update = self._held[id(instance)], self._update(str(one), instance)
        moved: dict[str, Versions] = {}
        for name, (old, new) in one.record["changes"].items():
            field = type(instance).__fields__[name]
            before, after = (self._now(field, self._plain(each)) for each in (old, new))
            held = raw.get(field.wire_name, ABSENT)
            if held is ABSENT and _goes_with(name, one.changes):
                after = ABSENT
            if field.write_only:
                self._leave(one, f"what {name} was, Ecwid does not tell")
                continue
            try:
                update.write(name, held, self._restored(field, before, after, held))
            except Moved:
                moved[name] = Versions(*(_value(field, each) for each in (after, before, held)))
            except CannotEmpty:
                if not _goes_with(name, one.changes):
                    self._leave(one, f"{name} was empty, and cannot be emptied")
        if update.changes:
            self._restore_along(one, update, raw)
        if moved:
            self._conflict(one, instance, moved, "set what it is to be by hand")

    def _restored(self, field: Field[Any], before: Any, after: Any, held: Any) -> Any:
        try:
            return restored(field, before, after, held)
        except Moved:
            return restored(field, before, after, self._without_created(field, held))

    def _without_created(self, field: Field[Any], held: Any) -> Any:
        """A value without what the commit created: Ecwid takes that out when it is deleted."""
        rest = without(self._created, field, held)
        return ABSENT if rest is ... else rest

    def _restore_along(self, one: LoggedOperation, update: Draft, raw: Mapping[str, Any]) -> None:
        """What Ecwid itself changed along with it, or changes along with what takes it back."""
        for name, old in (one.before or {}).items():
            field = type(update.instance).__fields__[name]
            before, held = self._now(field, old), raw.get(field.wire_name, ABSENT)
            if not is_as_before(field, before, held):
                with suppress(CannotEmpty):  # Ecwid empties it itself, as it did before
                    update.write(name, held, emptied(field) if before is None else before)
        for name in along(update.changes) & one.changes.keys() - update.changes.keys():
            # The parts are as they were, but for ids, by which they would not outlive the rest.
            field = type(update.instance).__fields__[name]
            before = self._now(field, self._plain(one.record["changes"][name][0]))
            held = raw.get(field.wire_name, ABSENT)
            if isinstance(before, list) and is_as_before(field, before, held):
                update.write(name, held, numbered_anew(field, before, held))

    def _bring_back(self) -> None:
        """What fell back to a default, when what it referred to was deleted, refers to it again."""
        returns = self._recreating.returns
        names: dict[type[Model], set[str]] = defaultdict(set)
        for back in returns:
            names[type(back.instance)].add(back.field.wire_name)
        self._look_at([back.instance for back in returns], names)
        for back in returns:
            held = self._held.get(id(back.instance), {}).get(back.field.wire_name)
            if held == back.default:
                self._update(back.label, back.instance).write(back.field.name, held, back.key)

    def _update(self, label: str, instance: Model) -> Draft:
        """The one update of an object, to be filled."""
        parents = type(instance).__resource__.parent_keys(instance)
        return self._updates.setdefault(id(instance), Draft(label, instance, parents))

    def _conflict(
        self, one: LoggedOperation, instance: Model, moved: Mapping[str, Versions], way_out: str
    ) -> None:
        why = f"{', '.join(moved)} changed since"
        conflict = StaleObject(
            f"{instance!r}: {why}; {way_out}", instance=instance, conflicts=moved
        )
        self._leave(one, why, conflict)

    # Differences of stock ----------------------------------------------------------------

    def _adjustments(self) -> Iterator[Operation]:
        logged = self._of_kind("adjust")
        amounts = self._amounts(self._commit.id) if logged else Counter[Any]()
        for one in logged:
            amount = -amounts.pop(self._adjusted(one), 0)
            if not amount or not self._is_there(one):
                continue
            instance = self._objects[one.number]
            delta = Delta(type(instance).__fields__[next(iter(one.changes))], amount)
            yield Operation(
                "adjust",
                instance,
                {f"{delta.field.wire_name}Delta": amount},
                {delta.field.name: (ABSENT, delta)},
                type(instance).__resource__.parent_keys(instance),
                one.record["suffix"],
            )

    def _amounts(self, commit_id: str) -> Counter[tuple[Any, ...]]:
        """What is left of the differences of a commit, after what undid it, and undid that."""
        amounts: Counter[tuple[Any, ...]] = Counter()
        for one in self._journal.operations(commit_id, OperationState.DONE):
            if one.kind == "adjust":
                amounts[self._adjusted(one)] += sum(one.record["body"].values())
        for commit in self._journal.commits():
            if commit.undoes == commit_id:
                amounts.update(self._amounts(commit.id))
        return amounts

    def _adjusted(self, one: LoggedOperation) -> tuple[Any, ...]:
        root = one.record["root"]
        return (root, self._renaming.known(root, one.key), *one.changes)

    # What was created --------------------------------------------------------------------

    def _deletions(self) -> Iterator[Operation]:
        doomed = [one for one in self._of_kind("create") if self._may_go(one)]
        keep = self._burdened([self._objects[one.number] for one in doomed])
        for one in doomed:
            instance = self._objects[one.number]
            if instance in keep:
                self._leave(one, "others were put below it since; move them first")
            else:
                parents = type(instance).__resource__.parent_keys(instance)
                yield Operation("delete", instance, None, {}, parents)

    def _may_go(self, one: LoggedOperation) -> bool:
        """Whether it can be deleted, and nobody lost anything by that."""
        instance = self._objects[one.number]
        raw, fields = self._held.get(id(instance)), type(instance).__fields__
        if raw is None:
            return False  # it is gone already
        if "delete" in type(instance).__resource__.refuses:
            self._leave(one, "Ecwid has no way to delete it")
            return False
        if instance._home is not None and state.is_changed(instance):
            self._leave(one, "it has changes that were not sent; commit or roll them back first")
            return False
        written = {name: new for name, (_, new) in one.record["changes"].items()}
        written |= self._later(one)
        moved = {}
        for name, each in written.items():
            field = fields[name]
            new = self._now(field, self._plain(each))
            held = raw.get(field.wire_name, ABSENT)
            kept = (held, self._without_created(field, held))
            if not field.write_only and not any(is_as_written(field, new, it) for it in kept):
                moved[name] = Versions(_value(field, new), None, _value(field, held))
        if moved:
            self._conflict(one, instance, moved, "delete it by hand if it is to go")
        return not moved

    def _later(self, creation: LoggedOperation) -> dict[str, Any]:
        """What the same commit wrote to what it had created."""
        if creation.kind != "create":
            return {}
        return {
            name: new
            for one in self._done
            if one.kind == "update" and one.record["key"] == {"$new": creation.number}
            for name, (_, new) in one.record["changes"].items()
        }

    def _burdened(self, doomed: Collection[Model]) -> set[Model]:
        """Those with which something would go that is to stay."""
        found: set[Model] = set()
        for model in {type(one) for one in doomed}:
            tree = next((field for field in model.__fields__.values() if field.tree), None)
            if tree is None:
                continue
            own = model.__resource__.own_key
            mine = {own(one): one for one in doomed if type(one) is model}
            parents = {key: self._held[id(one)].get(tree.wire_name) for key, one in mine.items()}
            drafts = self._updates.values()
            leaving = {own(each.instance) for each in drafts if tree.name in each.changes}
            found |= {mine[key] for key in burdened(model, parents, leaving, self._fetcher)}
        return found

    # Keys --------------------------------------------------------------------------------

    def _is_of_new(self, one: LoggedOperation) -> bool:
        """Whether it is about what this commit created, or a part of that: it goes with it."""
        own, parents = one.record["key"], one.record["parents"].values()
        return any(isinstance(key, dict) for key in (own, *parents))

    def _object(self, one: LoggedOperation) -> Model:
        """The object that it was about, or that it created, by the key it has now."""
        key = one.made if one.kind == "create" else one.key
        key = self._renaming.known(one.record["root"], key)
        return stand_in(self._identity, model_of(one.record), key, self._parents(one))

    def _parents(self, one: LoggedOperation) -> dict[str, Any]:
        fields = model_of(one.record).__fields__
        return {
            name: self._renaming.known(fields[name].target or "", key)
            for name, key in one.record["parents"].items()
        }

    def _plain(self, value: Any) -> Any:
        """JSON of a record, with the keys of what its commit created."""
        return decoded(value, lambda number: self._made[number].made)

    def _now(self, field: Field[Any], value: Any) -> Any:
        return self._renaming.value(field, value)


def _value(field: Field[Any], raw: Any) -> Any:
    if raw is ABSENT or raw is None or pending_keys(raw):
        return None if raw is ABSENT else raw
    return field.load(raw)


def _unique(model: type[Model]) -> set[str]:
    """Keys of which no two may have one value: who takes one waits for who gives it up."""
    return {field.wire_name for field in model.__fields__.values() if field.unique}


def _goes_with(name: str, names: Collection[str]) -> bool:
    """Whether Ecwid empties an attribute itself where it writes one of these."""
    return _EMPTIED_BY.get(name) in names


_EMPTIED_BY = {"quantity": "unlimited", "weight": "is_shipping_required"}
