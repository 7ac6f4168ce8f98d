"""How far a migration is, as whoever shows it is told."""

from __future__ import annotations

from typing import Any

from ecwid_orm import signals
from ecwid_orm.migrations import SavedPlan
from tests.migrations.conftest import PRODUCTS, Project

RAISE = """
for product in session.each(session.query(Product), chunk=4):
    product.price += 1
"""
STEPS = [(4, PRODUCTS), (8, PRODUCTS), (PRODUCTS, PRODUCTS)]


class Told(list[tuple[int, int]]):
    """What was told of progress."""

    def __call__(self, done: int, total: int) -> None:
        self.append((done, total))

    def chunk(self, sender: Any, *, done: int, total: int, **_: Any) -> None:
        self.append((done, total))


def test_each_tells_of_each_chunk_also_of_those_done_before(project: Project) -> None:
    project.write("0001_a", RAISE + "    if product.sku == 'S5': 1 / 0")
    told = Told()
    with signals.chunk_done.connected_to(told.chunk):
        try:
            project.migrate()
        except Exception:
            assert told == STEPS[:1]
        project.write("0001_a", RAISE)
        project.restart()
        told.clear()
        project.migrate()
    assert told == STEPS


def test_each_tells_of_each_chunk_while_it_is_planned(project: Project) -> None:
    project.write("0001_a", RAISE)
    told, begun = Told(), list[str]()
    with signals.chunk_done.connected_to(told.chunk):
        project.migrations.plan(on_begin=lambda script: begun.append(script.name))
    assert told == STEPS
    assert begun == ["0001_a"]


def test_the_commit_at_the_end_the_plan_and_the_undo_tell_of_their_operations(
    project: Project,
) -> None:
    project.write("0001_a", "for product in session.query(Product): product.price += 1")
    told, done = Told(), (PRODUCTS, PRODUCTS)
    list(project.migrations.migrate(progress=told))
    project.migrations.undo("1", progress=told)
    project.migrations.apply(project.migrations.plan(), progress=told)
    assert told == [done, done, done]


def test_the_parts_of_a_plan_are_counted_with_samples(project: Project) -> None:
    project.write(
        "0001_a",
        "first, *rest = session.query(Product)\nsession.delete(first)\n"
        "session.add(Category(name='Sale'))\nfor one in rest: one.price += 1",
    )
    saved: SavedPlan = project.migrations.plan()
    parts = {(one.kind, one.model): one for one in saved.parts(samples=2)}
    assert {key: one.count for key, one in parts.items()} == {
        ("create", "Category"): 1,
        ("update", "Product"): PRODUCTS - 1,
        ("delete", "Product"): 1,
    }
    samples = parts["update", "Product"].samples
    assert [one["changes"]["price"] for one in samples] == [[1, 2], [2, 3]]
