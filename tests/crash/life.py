"""One life: a program that works on the shop as a user would have written it."""

from __future__ import annotations

import json
import os
import random
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from ecwid_orm import (
    ApiError,
    Category,
    CommitError,
    Coupon,
    Customer,
    Model,
    PendingKeyUnsent,
    Product,
    ProductVariation,
    ProductVariationOption,
    Session,
    TransportError,
)
from ecwid_orm.emulator import ManualClock
from tests.crash.boundaries import Boundaries, die
from tests.crash.histories import Act, History, Life, Round
from tests.crash.world import Furniture, client_of, open_shop

MODELS: dict[str, type[Model]] = {one.__name__: one for one in (Product, Category, Coupon)}
MOST_DELTAS = 7
"""Deltas of one object in a history, for each takes a digit of its stock."""


@dataclass(frozen=True)
class Place:
    """Where it all happens."""

    folder: Path
    clock: ManualClock
    furniture: Furniture

    @property
    def shop(self) -> Path:
        return self.folder / "shop.db"

    @property
    def journal(self) -> Path:
        return self.folder / "journal.db"

    @property
    def diary(self) -> Path:
        """What the programs noted: a line of JSON each."""
        return self.folder / "diary"

    def note(self, what: str, **more: Any) -> None:
        """Write into the diary; a line that was written survives the process."""
        line = json.dumps({"what": what, **more}, default=str) + "\n"
        handle = os.open(self.diary, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.write(handle, line.encode())
        os.close(handle)

    def notes(self, what: str) -> list[dict[str, Any]]:
        """What was noted so."""
        if not self.diary.exists():
            return []
        lines = map(json.loads, self.diary.read_text().splitlines())
        return [line for line in lines if line["what"] == what]


def new_keys(seed: object) -> Callable[[], UUID]:
    """UUIDs that are the same in each run."""
    chance = random.Random(f"{seed}")
    return lambda: UUID(int=chance.getrandbits(128), version=4)


def session_on(place: Place, shop: Any, number: int) -> Session:
    """A session that keeps the journal."""
    return Session(client_of(shop, place.clock), journal=place.journal, new_key=new_keys(number))


def live(place: Place, history: History, number: int) -> None:
    """Live the life of that number; it may not come to its end."""
    life = history.lives[number]

    def at_last(boundary: str) -> None:
        place.note("killed", life=number, boundary=boundary)
        die()

    boundaries = Boundaries(life.kill, at_last)
    shop = open_shop(place.shop, place.clock, life.faults, number=number + 1)
    boundaries.begin()
    try:
        session = session_on(place, shop, number)
        Program(place, session, history, number).run(life)
        place.note("lived", life=number, boundaries=boundaries.passed)
        if life.closes:
            session.close()
    except BaseException:
        place.note("broken", life=number, why=traceback.format_exc())


def amounts(history: History, furniture: Furniture) -> dict[tuple[int, int, int], tuple[Any, int]]:
    """(life, round, act) → what stock it takes from, and how much: each time another digit."""
    things: Sequence[Any] = [*furniture.products, *furniture.variations]
    used = dict.fromkeys(things, 0)
    found = {}
    for life_number, life in enumerate(history.lives):
        for round_number, one in enumerate(life.rounds):
            for number, act in enumerate(one.acts):
                thing = things[act.of % len(things)]
                if act.verb == "stock" and used[thing] < MOST_DELTAS:
                    found[life_number, round_number, number] = thing, 16 ** used[thing]
                    used[thing] += 1
    return found


class Program:
    """What one process does."""

    def __init__(self, place: Place, session: Session, history: History, number: int) -> None:
        self._place = place
        self._session = session
        self._number = number
        self._amounts = amounts(history, place.furniture)
        self._made: dict[str, Model] = {}
        """New objects by their tags, as long as they are this session's."""
        self._owed: list[dict[str, Any]] = []
        """What the next commit that succeeds has done."""
        self._seen: list[Model] = []
        self._round = 0

    def run(self, life: Life) -> None:
        if life.recovers:
            self._recover()
        for number, one in enumerate(life.rounds):
            self._round = number
            for place, act in enumerate(one.acts):
                self._act(act, place)
            self._commit(one)

    def _recover(self) -> None:
        try:
            self._session.recover()
        except (ApiError, TransportError) as error:
            self._place.note("not recovered", error=error)

    def _commit(self, one: Round) -> None:
        for attempt in range(one.tries + 1):
            if attempt:
                self._place.clock.advance(one.pause)
                if one.recovers:
                    self._recover()
            self._place.note("commits", life=self._number)
            try:
                result = self._session.commit(message=f"life {self._number}")
            except (CommitError, ApiError, TransportError) as error:
                self._place.note("failed", error=error)
            except PendingKeyUnsent as error:
                self._place.note("gave up", error=error)
                self._session.rollback()
                self._owed.clear()
                return
            else:
                self._check_clean()
                self._place.note("done", commit=result.id, owed=self._owed, keys=self._keys())
                self._owed.clear()
                return

    def _check_clean(self) -> None:
        session = self._session
        left = [*session.new, *session.dirty, *session.deleted]
        assert not left, f"a commit succeeded, and yet there is {left}"

    def _keys(self) -> dict[str, Any]:
        """The ids of new objects that the server is known to have."""
        return {
            tag: type(one).__resource__.own_key(one)
            for tag, one in self._made.items()
            if one._is_stored()
        }

    # Acts --------------------------------------------------------------------------------

    def _act(self, act: Act, place: int) -> None:
        tag = f"{self._number}-{self._round}-{place}"
        try:
            owed = getattr(self, f"_{act.verb}")(act, tag)
        except (ApiError, TransportError) as error:
            self._place.note("not acted", act=act, error=error)
        else:
            if owed is not None:
                self._owed.append({"verb": act.verb, "tag": tag, "more": owed})

    def _new(self, tag: str, instance: Model) -> str:
        self._made[tag] = instance
        self._session.add(instance)
        return type(instance).__name__

    def _usable(self, model: type[Model]) -> list[Any]:
        return [one for one in self._made.values() if isinstance(one, model) and self._has(one)]

    def _has(self, instance: Model) -> bool:
        return instance in self._session

    def _some_category(self, of: int) -> Any:
        known = [*self._place.furniture.categories, *(one.id for one in self._usable(Category))]
        return known[of % len(known)]

    def _some_product(self, of: int) -> Product:
        known = [*self._place.furniture.products, *self._usable(Product)]
        chosen = known[of % len(known)]
        return chosen if isinstance(chosen, Product) else self._session.get(Product, chosen)

    def _category(self, act: Act, tag: str) -> Any:
        category = Category(name=tag)
        if act.keyed:
            category.external_reference_id = tag
        if act.of % 3:
            category.parent_id = self._some_category(act.of)
        return self._new(tag, category)

    def _product(self, act: Act, tag: str) -> Any:
        product = Product(name=tag, price=Decimal(1))
        if act.keyed:
            product.sku = tag
        if act.of % 3:
            product.category_ids = [self._some_category(act.of)]
        return self._new(tag, product)

    def _variation(self, act: Act, tag: str) -> Any:
        options = [ProductVariationOption(name="Size", value=tag)]
        variation = ProductVariation(options=options)
        product = self._some_product(act.of)
        product.variations.append(variation)
        self._made[tag] = variation
        return "ProductVariation"

    def _coupon(self, act: Act, tag: str) -> Any:
        return self._new(tag, Coupon(name=tag, code=tag, discount_type="ABS", discount=Decimal(1)))

    def _customer(self, act: Act, tag: str) -> Any:
        return self._new(tag, Customer(email=f"C{tag}@example.com"))

    def _price(self, act: Act, tag: str) -> Any:
        life, one, place = map(int, tag.split("-"))
        price = 1_000 * (life + 1) + 100 * one + place
        self._some_product(act.of).price = Decimal(price)

    def _move(self, act: Act, tag: str) -> Any:
        product = self._some_product(act.of)
        product.category_ids = [self._some_category(act.of + 1)]

    def _stock(self, act: Act, tag: str) -> Any:
        life, one, place = map(int, tag.split("-"))
        thing, amount = self._amounts.get((life, one, place), (None, 0))
        if thing is None:
            return None
        model: Any = ProductVariation if isinstance(thing, tuple) else Product
        holder = self._session.get(model, thing)
        holder.quantity = model.quantity - amount
        return [thing, amount]

    def _picture(self, act: Act, tag: str) -> Any:
        product = self._some_product(act.of)
        product.upload_gallery_image(f"https://pictures.example.com/{tag}.png")
        return tag

    def _look(self, act: Act, tag: str) -> Any:
        self._seen += self._session.query(MODELS[sorted(MODELS)[act.of % len(MODELS)]]).all()

    def _delete(self, act: Act, tag: str) -> Any:
        doomed = self._place.furniture.doomed
        name, key = doomed[act.of % len(doomed)]
        found = self._session.find(MODELS[name], key)
        if found is None:
            return None
        self._session.delete(found)
        return [name, key]
