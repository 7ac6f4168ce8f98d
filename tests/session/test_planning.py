"""A session that only plans: it sends GETs, and sees what it changed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from ecwid_orm import (
    Category,
    Condition,
    InvalidObjects,
    NotFound,
    NotPlanned,
    Order,
    PlanningSession,
    PlanWarning,
    Product,
    ProductVariation,
    Session,
)
from ecwid_orm.api import Client


@pytest.fixture
def planner(ecwid_client: Client, shop: Any) -> Iterator[PlanningSession]:
    """A planning session on a shop with ten products that cost 0, 1, 2 … 9."""
    shop.products(10)
    with PlanningSession(ecwid_client) as planner:
        yield planner


def names(found: Any) -> list[str]:
    return [product.name for product in found]


def test_commits_send_nothing_and_are_one_plan_at_the_end(
    planner: PlanningSession, requests_of: Any
) -> None:
    with requests_of() as sent:
        shelf = Category(name="Shelf")
        planner.add(shelf)
        planner.commit()
        for product in planner.each(planner.query(Product).where(Product.price >= 7), chunk=2):
            product.price = product.price + 1
            product.category_ids = [shelf.id]
        planner.commit()
        plan = planner.plan()
    assert {method for method, _, _ in sent} == {"GET"}
    assert [len(wave) for wave in plan.waves] == [1, 3]
    assert [one.changes["price"] for one in plan.waves[1]] == [(7, 8), (8, 9), (9, 10)]


def test_batches_of_gets_are_sent_one_by_one(
    planner: PlanningSession, shop: Any, requests_of: Any
) -> None:
    orders = [shop.client.post("orders", {"total": n, "email": "a@example.com"}) for n in (1, 2)]
    with requests_of() as sent:
        found = planner.get_many(Order, [one["id"] for one in orders])
    assert len(found) == 2
    assert {method for method, _, _ in sent} == {"GET"}


def test_what_was_deleted_is_not_there(planner: PlanningSession) -> None:
    doomed = planner.query(Product).where(Product.sku == "S3").one()
    key = doomed.id
    planner.delete(doomed)
    planner.commit()
    with pytest.raises(NotFound):
        planner.get(Product, key)
    assert planner.find(Product, key) is None
    assert planner.query(Product).count() == 9
    assert "P3" not in names(planner.query(Product))
    assert key not in planner.query(Product).ids()


def test_what_was_changed_is_found_by_what_it_is_now(planner: PlanningSession) -> None:
    cheap = planner.query(Product).where(Product.sku == "S1").one()
    cheap.price = Decimal(100)
    planner.commit()
    assert planner.get(Product, cheap.id) is cheap
    assert names(planner.query(Product).where(Product.price >= 8)) == ["P8", "P9", "P1"]
    assert names(planner.query(Product).where(Product.price <= 2)) == ["P0", "P2"]


def test_new_objects_are_found_too(planner: PlanningSession) -> None:
    planner.add(Product(name="New", price=Decimal(9)))
    planner.commit()
    assert names(planner.query(Product).where(Product.price >= 9)) == ["P9", "New"]
    assert planner.query(Product).count() == 11
    assert names(planner.query(Product).where(Product.price >= 9).limit(1)) == ["P9"]
    assert names(planner.query(Product).where(price_from=9)) == ["P9", "New"]


def test_where_only_ecwid_can_tell_it_warns(planner: PlanningSession) -> None:
    planner.add(Product(name="New", price=Decimal(9)))
    planner.commit()
    with pytest.warns(PlanWarning, match="only Ecwid can tell"):
        assert "New" not in names(planner.query(Product).where(keyword="P9"))


def test_parts_of_a_product_are_planned_with_it(planner: PlanningSession, shop: Any) -> None:
    key = planner.query(Product).where(Product.sku == "S2").one().id
    part = ProductVariation(product_id=key, sku="V", options=[{"name": "Size", "value": "L"}])
    planner.add(part)
    planner.commit()
    query = planner.query(ProductVariation).where(ProductVariation.product_id == key)
    assert query.all() == [part]


def test_what_is_sent_at_once_cannot_be_planned(planner: PlanningSession, shop: Any) -> None:
    body = {"email": "a@example.com", "items": [{"name": "Tee", "price": 5, "quantity": 1}]}
    order = planner.get(Order, shop.client.post("orders", body)["id"])
    before = len(shop.emulator.requests)
    with pytest.raises(NotPlanned, match="would be sent at once"):
        order.calculate()
    with pytest.raises(NotPlanned):
        planner.storage["key"] = "value"
    with pytest.raises(NotPlanned):
        planner.call("PUT", "profile", json={})
    with pytest.raises(NotPlanned):
        planner.apply(planner.plan())
    with pytest.raises(NotPlanned):
        planner.rollback()
    assert len(shop.emulator.requests) == before


def test_what_is_invalid_is_refused_where_it_is_committed(planner: PlanningSession) -> None:
    planner.add(Product(price=Decimal(1)))
    with pytest.raises(InvalidObjects):
        planner.commit()


def test_refreshing_and_letting_go_lose_nothing_of_the_plan(
    planner: PlanningSession, shop: Any
) -> None:
    first, second = planner.query(Product).where(Product.price <= 1)
    first.price = Decimal(50)
    shop.client.put(f"products/{first.id}", {"name": "Renamed"})
    planner.refresh(first)
    assert (first.name, first.price) == ("Renamed", Decimal(50))
    planner.expunge(first)
    planner.expunge(second)
    assert first in planner
    assert second not in planner
    assert [one.instance for one in planner.plan()] == [first]


def test_the_plan_can_be_sent_by_a_session_that_sends(
    planner: PlanningSession, ecwid_client: Client, shop: Any
) -> None:
    first = planner.query(Product).where(Product.sku == "S0").one()
    first.price = Decimal(77)
    planner.commit()
    plan = planner.plan()
    with Session(ecwid_client) as session:
        session.apply(plan, on_conflict="fail")
    assert shop.read(f"products/{first.id}")["price"] == 77


def test_a_condition_that_cannot_be_compared_keeps_out(planner: PlanningSession) -> None:
    planner.add(Product(name="Without a price"))
    planner.commit()
    condition = Condition(Product.price, ">=", 1)
    with pytest.warns(PlanWarning):
        assert "Without a price" not in names(planner.query(Product).where(condition))
