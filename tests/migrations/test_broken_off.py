"""A migration that broke off is taken up again, or taken back and begun anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ecwid_orm import MigrationError, Product
from ecwid_orm.migrations import Migrations

WALK = """
for number, product in enumerate(session.each(session.query(Product), chunk=2)):
    product.price += 1
    {then}
"""


def prices(project: Any) -> list[int]:
    return [int(one.price) for one in project.shop().query(Product).order_by(Product.created)]


def test_what_was_taken_back_of_it_is_done_again(project: Any) -> None:
    before = prices(project)
    project.write("0001_up", WALK.format(then="assert number != 5"))
    with pytest.raises(MigrationError, match="AssertionError"):
        project.migrate()
    # Two of its chunks were sent; the owner takes back one of them, the first.
    commits = [one for one in project.session.journal.commits() if one.kind == "commit"]
    first = min(commits, key=lambda one: one.begun)
    project.session.apply(project.session.undo(first.id))
    project.write("0001_up", WALK.format(then="pass"))
    project.restart()
    assert project.migrate() == ["0001_up"]
    assert prices(project) == [price + 1 for price in before]


def test_the_line_is_named_in_a_folder_that_is_given_relatively(
    project: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write("0001_up", "1 / 0")
    monkeypatch.chdir(project.folder)
    with pytest.raises(MigrationError, match=r"^0001_up, line 9: ZeroDivisionError"):
        list(Migrations(Path("migrations"), project.session).migrate())


def test_it_can_be_taken_back_by_its_name_and_begun_anew(project: Any) -> None:
    before = prices(project)
    project.write("0001_up", WALK.format(then="assert number != 5"))
    with pytest.raises(MigrationError, match="AssertionError"):
        project.migrate()
    assert prices(project) != before
    project.restart()
    migrations = Migrations(project.folder / "migrations", project.session)
    assert migrations.undo("0001") == []
    assert prices(project) == before
    with pytest.raises(MigrationError, match="is not applied"):
        migrations.undo("0001")
    project.write("0001_up", WALK.format(then="pass"))
    project.restart()
    assert project.migrate() == ["0001_up"]
    assert prices(project) == [price + 1 for price in before]
