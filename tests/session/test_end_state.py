"""Random work on a shop, committed in one go: the shop is then what a simple model says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecwid_orm import (
    Category,
    CommitError,
    Product,
    ProductVariation,
    Session,
)
from ecwid_orm.emulator import Emulator, Fault, ManualClock
from ecwid_orm.session import Plan
from ecwid_orm.testing import client_of

NUMBERS = st.integers(0, 5)
SOME = st.lists(NUMBERS, max_size=3, unique=True)
STORED = 4
"""Products and categories that the shop has from the start; the rest of six each are new."""


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, Any]:
    """What is to be done: for each of six categories and products what it refers to, and so on.

    A category's parent has a smaller number, or it would be a circle that nobody can open.
    """
    return {
        "new_shelves": draw(st.integers(0, 6)),
        "new_products": draw(st.integers(0, 6)),
        "parents": [draw(st.integers(-1, number - 1)) for number in range(6 + STORED)],
        "shelves_of": draw(st.lists(SOME, min_size=6, max_size=6)),
        "related_to": draw(st.lists(SOME, min_size=6, max_size=6)),
        "variations": draw(st.lists(st.integers(0, 2), min_size=6, max_size=6)),
        "prices": draw(st.lists(st.integers(1, 99) | st.none(), min_size=4, max_size=4)),
        "deltas": draw(st.lists(st.integers(-5, 5), min_size=4, max_size=4)),
        "moved": draw(st.lists(st.none() | NUMBERS, min_size=4, max_size=4)),
        "deleted_products": draw(st.sets(st.integers(0, STORED - 1))),
        "deleted_shelves": draw(st.sets(st.integers(0, STORED - 1), max_size=2)),
    }


@contextmanager
def shop_with(clock: ManualClock) -> Iterator[tuple[Emulator, Session]]:
    emulator = Emulator(clock=clock, background=False)
    try:
        with client_of(emulator, clock) as client, Session(client) as session:
            yield emulator, session
    finally:
        emulator.close()


class World:
    """The work itself, and beside it in plain dicts what must come of it."""

    def __init__(self, session: Session, todo: dict[str, Any]) -> None:
        self.session = session
        client = session.client
        first = [
            client.post("categories", {"name": f"c{n}", "orderBy": n})["id"] for n in range(STORED)
        ]
        ids = [
            client.post(
                "products", {"name": f"p{n}", "sku": f"s{n}", "price": 100, "quantity": 50}
            )["id"]
            for n in range(STORED)
        ]
        self.shelves = session.get_many(Category, first)
        self.products = session.get_many(Product, ids)
        self.shelves += [Category(name=f"c{STORED + n}") for n in range(todo["new_shelves"])]
        self.products += [
            Product(name=f"p{STORED + n}", sku=f"s{STORED + n}", price=Decimal(1))
            for n in range(todo["new_products"])
        ]
        self.gone_shelves = set(todo["deleted_shelves"])
        self.gone_products = set(todo["deleted_products"])
        self.creations = todo["new_shelves"] + todo["new_products"]
        self.expected_products: dict[str, dict[str, Any]] = {}
        self.expected_shelves: dict[str, str | None] = {}
        self._place_shelves(todo)
        self._fill_products(todo)
        session.add(*reversed(self.products[STORED:]), *reversed(self.shelves[STORED:]))
        for number in self.gone_products:
            session.delete(self.products[number])
        for number in self.gone_shelves:
            session.delete(self.shelves[number])

    def _place_shelves(self, todo: dict[str, Any]) -> None:
        for number, shelf in enumerate(self.shelves):
            parent = todo["parents"][number]
            if number in self.gone_shelves:
                continue
            if parent in self.gone_shelves or parent < 0:
                parent = None
            else:
                shelf.parent_id = self.shelves[parent].id
            self.expected_shelves[f"c{number}"] = None if parent is None else f"c{parent}"

    def _fill_products(self, todo: dict[str, Any]) -> None:
        for number, product in enumerate(self.products):
            if number in self.gone_products:
                continue
            wanted: dict[str, Any] = {"price": 1, "shelves": [], "related": [], "variations": 0}
            if number < STORED:
                wanted |= {"price": 100, "quantity": 50 + todo["deltas"][number]}
                product.quantity = Product.quantity + todo["deltas"][number]
                if todo["prices"][number] is not None:
                    product.price = Decimal(todo["prices"][number])
                    wanted["price"] = todo["prices"][number]
                targets = [] if todo["moved"][number] is None else [todo["moved"][number]]
            else:
                targets = todo["shelves_of"][number - STORED]
                related = [
                    one
                    for one in todo["related_to"][number - STORED]
                    if one < len(self.products) and one not in self.gone_products
                ]
                if related:
                    product.related_products = {  # type: ignore[assignment]  # a dict will do
                        "product_ids": [self.products[one].id for one in related]
                    }
                wanted["related"] = [f"p{one}" for one in related]
                wanted["variations"] = todo["variations"][number - STORED]
                for extra in range(wanted["variations"]):
                    option = {"name": "Size", "value": str(extra)}
                    product.variations.append(
                        ProductVariation(options=[option], sku=f"v{number}-{extra}")
                    )
                self.creations += wanted["variations"]
            shelves = [
                one for one in targets if one < len(self.shelves) and one not in self.gone_shelves
            ]
            if shelves:
                product.category_ids = [self.shelves[one].id for one in shelves]
            wanted["shelves"] = [f"c{one}" for one in shelves]
            self.expected_products[f"p{number}"] = wanted

    def actual(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """What the shop holds, in the form of what is expected; raises if a name is there twice."""
        client = self.session.client
        shelves = client.get("categories", {"hidden_categories": True})["items"]
        products = client.get("products")["items"]
        for items in (shelves, products):
            assert set(Counter(item["name"] for item in items).values()) <= {1}
        shelf_names = {item["id"]: item["name"] for item in shelves}
        names = {item["id"]: item["name"] for item in products}
        found = {}
        for item in products:
            one: dict[str, Any] = {
                "price": item["price"],
                "shelves": [shelf_names[key] for key in item["categoryIds"] if key in shelf_names],
                "related": [names[key] for key in item["relatedProducts"]["productIds"]],
                "variations": len(item["combinations"]),
            }
            if int(item["name"][1:]) < STORED:
                one["quantity"] = item["quantity"]
            found[item["name"]] = one
        return found, {item["name"]: shelf_names.get(item.get("parentId")) for item in shelves}

    def check(self) -> None:
        products, shelves = self.actual()
        assert {
            name: {**one, "shelves": sorted(one["shelves"]), "related": sorted(one["related"])}
            for name, one in products.items()
        } == {
            name: {**one, "shelves": sorted(one["shelves"]), "related": sorted(one["related"])}
            for name, one in self.expected_products.items()
        }
        assert shelves == self.expected_shelves
        session = self.session
        assert (session.new, session.dirty, session.deleted) == ([], [], [])


def depth_without_cycles(plan: Plan) -> int:
    """The longest chain of operations of which each waits for the one before."""
    level: dict[Any, int] = {}
    for operation in plan:
        level[operation] = 1 + max((level[one] for one in plan.waits.get(operation, ())), default=0)
    return max(level.values(), default=0)


def check_plan(plan: Plan, world: World) -> None:
    done = Counter((one.kind, id(one.instance)) for one in plan)
    # Nothing is done twice to an object, and a creation is split at most in two.
    assert set(done.values()) <= {1}
    creations = [one for one in plan if one.kind == "create"]
    assert len(creations) == world.creations
    split = [one for one in plan if one.kind == "update" and ("create", id(one.instance)) in done]
    assert not [one for one in split if set(one.changes) - {"related_products", "category_ids"}]
    # A wave is no later than what it waits for makes necessary.
    assert len(plan.waves) == depth_without_cycles(plan)
    seen: set[Any] = set()
    for wave in plan.waves:
        for operation in wave:
            assert plan.waits.get(operation, frozenset()) <= seen
        seen |= set(wave)


SLOW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)


@SLOW
@given(todo=worlds())
def test_one_commit_brings_the_shop_to_where_it_should_be(todo: dict[str, Any]) -> None:
    with shop_with(ManualClock()) as (emulator, session):
        world = World(session, todo)
        plan = session.plan()
        check_plan(plan, world)
        emulator.clear_requests()
        result = session.commit()
        assert Counter(one.kind for one in result.operations) == Counter(one.kind for one in plan)
        posted = [inner for one in emulator.requests for inner in one.requests]
        assert Counter(one.method for one in posted)["POST"] == world.creations
        world.check()
        emulator.clear_requests()
        session.commit()
        assert emulator.requests == []


@SLOW
@given(
    todo=worlds(),
    kinds=st.lists(
        st.sampled_from(["dropped_before", "dropped_after", "5xx_after", "truncated", "not_json"]),
        min_size=1,
        max_size=3,
    ),
    after=st.integers(0, 6),
    times=st.integers(1, 12),
)
def test_so_do_several_commits_if_the_network_fails(
    todo: dict[str, Any], kinds: list[Any], after: int, times: int
) -> None:
    with shop_with(ManualClock()) as (emulator, session):
        world = World(session, todo)
        emulator.faults.add(
            *(Fault(kind, after=after, times=times, in_batch=False) for kind in kinds)
        )
        for _ in range(30):
            try:
                session.commit()
            except CommitError:
                continue
            break
        emulator.faults.clear()
        world.check()


@pytest.mark.parametrize("number", [2, 3, 7])
def test_a_ring_of_new_products_is_cut_once(number: int) -> None:
    with shop_with(ManualClock()) as (_, session):
        ring = [Product(name=f"p{n}") for n in range(number)]
        for one, following in zip(ring, [*ring[1:], ring[0]], strict=True):
            one.related_products = {"product_ids": [following.id]}  # type: ignore[assignment]  # a dict will do
        session.add(*ring)
        assert len(session.plan()) == number + 1
