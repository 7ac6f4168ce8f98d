"""Whether what happened in a history is what was promised: each operation once, or in doubt."""

from __future__ import annotations

import stat
from collections.abc import Collection, Iterable, Iterator
from itertools import combinations
from typing import Any

from ecwid_orm import Session
from ecwid_orm.session import LoggedOperation, OperationState, Recovered, RecoveryState
from tests.crash.evidence import (
    Claims,
    Shop,
    Thing,
    amount_of,
    counts,
    is_known_by_key,
    key_of,
    tag_of,
)
from tests.crash.histories import History
from tests.crash.life import Place, session_on
from tests.crash.world import open_shop

MEMORY = 3_000.0
"""Seconds within which nothing may be in doubt unless Ecwid itself fails."""

PRESENT = {"price": 10, "categoryIds": []}
"""What the attributes of the furniture are that a history may change."""

DONE, DOUBT, FAILED = OperationState.DONE, OperationState.IN_DOUBT, OperationState.FAILED
OPEN = (OperationState.PLANNED, OperationState.SENT)


class Judge:
    """Recovers what a history left, and lists what is wrong with it."""

    def __init__(self, place: Place, history: History) -> None:
        self._place = place
        self._history = history
        self._insisted: list[tuple[str, int]] = []
        """What was sent after all, though later commits came before it."""
        self.wrong: list[str] = []
        self.facts: dict[str, int] = {}

    def judge(self) -> None:
        """All of it: what the programs noted, the journal's file, before and after resolving."""
        place = self._place
        self.wrong += [note["why"] for note in place.notes("broken")]
        self.facts["killed"] = len(place.notes("killed"))
        if not place.journal.exists():
            return  # it was killed before there was a journal
        self._check_files()
        shop = open_shop(place.shop, place.clock, number=99)
        session = session_on(place, shop, 99)
        recovered = self._recover(session)
        self._count(recovered, Claims.read(session.journal))
        self._check(session)
        self._check_reasons(session)
        if self._resolve(session):
            self._check(session)
        self._check_notes(session)
        session.close()
        shop.close()

    # The file ----------------------------------------------------------------------------

    def _check_files(self) -> None:
        for path in self._place.folder.glob("journal.db*"):
            mode = stat.S_IMODE(path.stat().st_mode)
            if mode != 0o600:
                self.wrong.append(f"{path.name} has the mode {mode:o}")

    # Recovering --------------------------------------------------------------------------

    def _recover(self, session: Session) -> list[Recovered]:
        found: list[Recovered] = []
        for _ in range(6):
            found = session.recover()
            claims = Claims.read(session.journal)
            left = [one for one in claims.all if one.state is OperationState.SENT]
            if not left and not any(one.state is RecoveryState.UNKNOWN for one in found):
                break
            self._place.clock.advance(300.0)
        else:
            self.wrong.append(f"recover() does not come to an end: {list(map(str, found))}")
        if again := session.recover():
            self.wrong.append(f"there was more to recover: {list(map(str, again))}")
        return found

    def _resolve(self, session: Session) -> int:
        """Say of each operation in doubt what the shop says of it; how many there were."""
        for number in range(40):
            claims = Claims.read(session.journal)
            doubted = [one for one in claims.all if one.state is DOUBT]
            if not doubted:
                return number
            applied, key = self._truth(doubted[0], claims)
            if not applied:
                self._insisted.append((doubted[0].commit_id, doubted[0].number))
            session.resolve(doubted[0], applied, key=key)
        self.wrong.append("resolving does not come to an end")
        return 0

    def _truth(self, operation: LoggedOperation, claims: Claims) -> tuple[bool, Any]:
        shop = Shop.read(self._place.shop)
        if operation.kind in ("create", "upload"):
            thing = _thing(operation)
            made = {one.made for one in claims.created[thing]}
            keys = [key for key in shop.created[thing] if key not in made]
            if operation.kind == "upload":
                others = sum(one.state is DONE for one in claims.created[thing])
                return len(shop.created[thing]) > others, None
            return bool(keys), keys[0] if keys else None
        if operation.kind == "adjust":
            others = [one for one in claims.adjusted[key_of(operation)] if one.state is DONE]
            taken = counts(shop.taken(key_of(operation)))
            done = counts(sum(map(amount_of, others)))
            needed = counts(amount_of(operation))
            return all(taken[at] > done[at] for at in range(8) if needed[at]), None
        if operation.kind == "delete":
            return key_of(operation) not in shop.held, None
        held = shop.held[key_of(operation)]
        written = [
            held[name] == value
            for (_, name), values in claims.updated.items()
            for one, value in values
            if one == operation
        ]
        return all(written), None

    # Checking ----------------------------------------------------------------------------

    def _check(self, session: Session) -> None:
        """Compare the journal with the shop."""
        claims, shop = Claims.read(session.journal), Shop.read(self._place.shop)
        self._check_open(claims)
        for thing in {*claims.created, *_new(shop)}:
            self._check_creation(thing, claims.created[thing], shop.created[thing])
        for thing, operations in claims.adjusted.items():
            if thing in shop.held:
                self._check_stock(thing, operations, shop.taken(thing))
        for (thing, name), written in claims.updated.items():
            if thing[1] in self._place.furniture.products:
                self._check_update(thing, name, written, shop.held[thing][name])
        for thing, operations in claims.deleted.items():
            states = {one.state for one in operations}
            held = thing in shop.held
            if (held and DONE in states) or (not held and states <= self._untouched):
                self.wrong.append(f"{thing} is {'' if held else 'not '}there: {_told(operations)}")

    @property
    def _untouched(self) -> set[OperationState]:
        """States of what Ecwid did not do; whoever asks again after a fault may never learn it."""
        return {OperationState.NOT_EXECUTED} | (set() if self._history.faults else {FAILED})

    def _check_open(self, claims: Claims) -> None:
        """Nothing is left on its way, but for what waits for something in doubt."""
        commits: dict[str, dict[int, LoggedOperation]] = {}
        for one in claims.all:
            commits.setdefault(one.commit_id, {})[one.number] = one
        for one in claims.all:
            if one.state in OPEN and not _waits_for_doubt(one, commits[one.commit_id]):
                self.wrong.append(f"{one} is {one.state} for good")

    def _check_creation(
        self, thing: Thing, operations: list[LoggedOperation], keys: list[Any]
    ) -> None:
        done = [one for one in operations if one.state is DONE]
        most = len(done) + sum(one.state is DOUBT for one in operations)
        told = f"{thing} is {len(keys)} times in the shop: {_told(operations)}"
        if not len(done) <= len(keys) <= most or len(keys) > 1:
            by_ecwid = self._history.doubles and not any(map(is_known_by_key, operations))
            if not (by_ecwid and most and len(keys) >= len(done)):
                self.wrong.append(told)
        for one in done:
            if one.kind == "create" and one.made not in keys:
                self.wrong.append(f"{told}, and not as {one.made}")

    def _check_stock(self, thing: Thing, operations: list[LoggedOperation], taken: int) -> None:
        done = sum(amount_of(one) for one in operations if one.state is DONE)
        doubted = [amount_of(one) for one in operations if one.state is DOUBT]
        told = f"{taken:x} was taken from {thing}: {_told(operations)}"
        if self._history.doubles:
            most = counts(done + sum(doubted))
            if any(
                found < least or (found and not some)
                for found, least, some in zip(counts(taken), counts(done), most, strict=True)
            ):
                self.wrong.append(told)
        elif taken not in {done + some for some in _sums(doubted)} or max(counts(taken)) > 1:
            self.wrong.append(told)

    def _check_update(
        self, thing: Thing, name: str, written: list[tuple[LoggedOperation, Any]], held: Any
    ) -> None:
        possible = [PRESENT[name]]
        for one, value in sorted(written, key=self._turn):
            if one.state is DONE:
                possible = [value]
            elif one.state not in self._untouched and one.state not in OPEN:
                possible.append(value)
        if held not in possible:
            operations = [one for one, _ in written]
            self.wrong.append(f"{name} of {thing} is {held}: {_told(operations)}")

    def _turn(self, written: tuple[LoggedOperation, Any]) -> int:
        named = written[0].commit_id, written[0].number
        return self._insisted.index(named) + 1 if named in self._insisted else 0

    # What may be in doubt, and what may have failed -----------------------------------------

    def _check_reasons(self, session: Session) -> None:
        if self._history.faults:
            return
        for one in Claims.read(session.journal).all:
            if one.state in (FAILED, OperationState.NOT_EXECUTED):
                self.wrong.append(f"{one} is {one.state} though nothing went wrong: {one.error}")
            if one.state is DOUBT and (is_known_by_key(one) or self._history.waited < MEMORY):
                self.wrong.append(f"{one} is in doubt without need: {one.error}")

    def _check_notes(self, session: Session) -> None:
        """What a program was told to be done is done."""
        claims, shop = Claims.read(session.journal), Shop.read(self._place.shop)
        for note in self._place.notes("done"):
            for owed in note["owed"]:
                self._check_owed(owed, claims)
            for tag, key in note["keys"].items():
                if not any(
                    tag == other and key in keys for (_, other), keys in shop.created.items()
                ):
                    self.wrong.append(f"{tag} was said to have the key {key}")

    def _check_owed(self, owed: dict[str, Any], claims: Claims) -> None:
        verb, more = owed["verb"], owed["more"]
        if verb == "stock":
            key, amount = more
            thing = ("ProductVariation", tuple(key)) if isinstance(key, list) else ("Product", key)
            took = claims.adjusted[thing]
            operations = [one for one in took if amount_of(one) // amount % 16]
        elif verb == "delete":
            operations = claims.deleted[more[0], more[1]]
        else:
            operations = claims.created["picture" if verb == "picture" else more, owed["tag"]]
        if not any(one.state is DONE for one in operations):
            self.wrong.append(f"{owed} was said to be done: {_told(operations)}")

    # Facts -------------------------------------------------------------------------------

    def _count(self, recovered: Collection[Recovered], claims: Claims) -> None:
        self.facts["operations"] = len(claims.all)
        notes = self._place.notes
        self.facts["killed"] = len(notes("killed"))
        self.facts["boundaries"] = sum(note["boundaries"] for note in notes("lived"))
        for one in recovered:
            self.facts[one.state] = self.facts.get(one.state, 0) + 1


def _new(shop: Shop) -> Iterator[Thing]:
    """What a history created, which has a tag with a hyphen."""
    for (model, tag), keys in shop.created.items():
        if tag[:1].isdecimal() and keys:
            yield model, tag


def _thing(operation: LoggedOperation) -> Thing:
    if operation.kind == "upload":
        url = operation.record["upload"]["params"]["externalUrl"]
        return "picture", tag_of("picture", {"original": url})
    return operation.model, tag_of(operation.model, operation.record["body"])


def _sums(amounts: list[int]) -> Iterator[int]:
    for size in range(len(amounts) + 1):
        yield from map(sum, combinations(amounts, size))


def _waits_for_doubt(operation: LoggedOperation, commit: dict[int, LoggedOperation]) -> bool:
    waiting, seen = list(operation.record["waits"]), set()
    while waiting:
        number = waiting.pop()
        if commit[number].state is DOUBT:
            return operation.state is OperationState.PLANNED
        if number not in seen:
            seen.add(number)
            waiting.extend(commit[number].record["waits"])
    return False


def _told(operations: Iterable[LoggedOperation]) -> str:
    return (
        "; ".join(f"{one} {one.state} {one.error or ''}" for one in operations) or "no word of it"
    )
