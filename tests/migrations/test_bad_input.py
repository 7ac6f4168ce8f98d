"""What is wrong with scripts, plans, the history or the shop: told, and nothing is done twice."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from ecwid_orm import Category, InvalidToken, MigrationError, Product, Session
from ecwid_orm.api import Client, WSGITransport
from ecwid_orm.emulator import Emulator, Fault
from ecwid_orm.migrations import Chain, Migrations, SavedPlan
from ecwid_orm.migrations.history import KEY
from ecwid_orm.migrations.lock import LOCK
from ecwid_orm.testing import client_of
from tests.migrations.conftest import PRODUCTS, Project

RAISE = """
for product in session.each(session.query(Product), chunk=4):
    product.price += 1
"""
BEFORE = list(range(PRODUCTS))
RAISED = [price + 1 for price in BEFORE]


def message(project: Project) -> str:
    with pytest.raises(MigrationError) as caught:
        project.migrate()
    return str(caught.value)


# --- Scripts --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("0001_a", "def upgrade(session:\n", r"0001_a\.py, line 1: '\(' was never closed"),
        ("0001_a", "def up(session): ...\n", r"0001_a\.py has no function upgrade\(session\)"),
        ("0001_a", "depends_on = 7\ndef upgrade(s): ...\n", "line 1: depends_on is the name"),
        ("first", "def upgrade(s): ...\n", "not called like a revision: 0001_what_it_does.py"),
    ],
)
def test_a_script_that_cannot_be_used_is_named_before_anything_is_sent(
    project: Project, name: str, text: str, complaint: str
) -> None:
    project.write("0000_fine", RAISE)
    (project.scripts / f"{name}.py").write_text(text)
    assert re.search(complaint, message(project))
    assert project.emulator.requests == []


def test_a_script_in_another_encoding_is_named(project: Project) -> None:
    (project.scripts / "0001_a.py").write_bytes("# Größe\n".encode("latin-1"))
    assert "0001_a.py is no Python" in message(project)


@pytest.mark.parametrize(
    ("scripts", "complaint"),
    [
        ({"0001_a": "0000_gone"}, "0001_a depends on 0000_gone, which is not in"),
        ({"0001_a": None, "0002_b": "0001_a", "0003_c": "0001_a"}, "0002_b and 0003_c are both"),
        ({"0001_a": "0002_b", "0002_b": "0001_a"}, "depend on one another: 000"),
        ({"0001_a": None, "0001_b": "0001_a"}, "0001_a and 0001_b have one number"),
    ],
)
def test_scripts_in_disorder_are_named_before_anything_is_sent(
    project: Project, scripts: dict[str, str | None], complaint: str
) -> None:
    for name, after in scripts.items():
        project.write(name, RAISE, after=after)
    assert complaint in message(project)
    assert project.emulator.requests == []


def test_an_exception_half_way_names_the_line_and_what_the_shop_has(project: Project) -> None:
    project.write("0001_a", RAISE + "\n    if product.sku == 'S5':\n        {}['colour']")
    told = message(project)
    assert told.startswith("0001_a, line 13: KeyError: 'colour'\n")
    assert "The shop has so far: 4 update." in told
    assert "Mend that, and run `ecwid migrate` again" in told
    assert project.prices() == RAISED[:4] + BEFORE[4:]


def test_once_it_is_mended_it_goes_on_and_does_nothing_twice(project: Project) -> None:
    broken = "\n    if product.sku == 'S5':\n        {}['colour']"
    project.write("0001_a", RAISE + broken)
    message(project)
    writes = project.writes()
    project.write("0001_a", RAISE)
    assert project.migrate() == ["0001_a"]  # in the same session, which may hold half of a chunk
    assert project.prices() == RAISED
    assert project.writes() - writes == PRODUCTS - 4


def test_what_raises_in_a_function_of_the_script_is_where_it_was_raised(project: Project) -> None:
    project.write("0001_a", "helper()", "def helper():\n    import no_such_module\n")
    assert message(project).startswith("0001_a, line 13: ModuleNotFoundError: No module named")
    assert "The shop has so far: no change." in message(project)


def test_a_script_that_fails_while_it_is_planned_has_sent_nothing(project: Project) -> None:
    project.write("0001_a", "1 / 0")
    with pytest.raises(MigrationError, match=r"^0001_a, line 9: ZeroDivisionError.*\nNothing was"):
        project.migrations.plan()
    assert project.writes() == 0


def test_what_ecwid_refuses_is_told_with_its_reason(project: Project) -> None:
    project.write("0001_a", "session.add(Product(name='Twin', sku='S1'))")
    told = message(project)
    assert "SKU_ALREADY_EXISTS" in told
    assert "The shop has so far: no change." in told


def test_a_check_that_fails_afterwards_says_that_it_was_sent(project: Project) -> None:
    project.write("0001_a", RAISE, "def check(session):\n    return False\n")
    told = message(project)
    assert "0001_a: check() says" in told
    assert "All of it was sent, and it does not count as applied" in told
    project.write("0001_a", RAISE)
    assert project.migrate() == ["0001_a"]
    assert project.prices() == RAISED


def test_a_script_changed_after_it_was_applied_is_reported(project: Project) -> None:
    project.write("0001_a", RAISE)
    project.migrate()
    project.write("0001_a", RAISE + "\nx = 1")
    (problem,) = project.migrations.verify()
    assert "0001_a: its script was changed after it was applied" in str(problem)
    assert project.migrate() == []


def test_a_revision_that_is_here_no_more_keeps_others_from_being_applied(project: Project) -> None:
    path = project.write("0001_a", RAISE)
    project.migrate()
    path.unlink()
    project.write("0002_b", RAISE)
    assert "0001_a was applied to this store by" in message(project)
    assert project.prices() == RAISED


# --- Plan files -----------------------------------------------------------------------------------


def keep(project: Project) -> Path:
    path = project.folder / "plan.json"
    project.migrations.plan().save(path)
    return path


def refused(project: Project, path: Path) -> str:
    before = project.writes()
    with pytest.raises(MigrationError) as caught:
        project.migrations.apply(SavedPlan.read(path))
    assert project.writes() == before
    return str(caught.value)


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda text: text.replace('"price":5', '"price":500'), "was changed after it was made"),
        (lambda text: text[:-20], "is no plan of ecwid"),
        (lambda text: "", "is no plan of ecwid"),
        (lambda text: "[1]", "is no plan of ecwid"),
        (lambda text: "{}", "is no plan of ecwid"),
        (lambda text: text.replace('"format":1', '"format":9'), "another version of ecwid_orm"),
        (lambda text: text.replace('"operations":[', '"operations":[3,'), "was changed after"),
    ],
)
def test_a_plan_file_that_is_not_as_it_was_made_is_refused(
    project: Project, spoil: Any, complaint: str
) -> None:
    project.write("0001_a", RAISE)
    path = keep(project)
    text = path.read_text()
    path.write_text(spoil(text))
    assert path.read_text() != text
    assert complaint in refused(project, path)


def test_a_plan_file_that_is_not_there_is_told_apart(project: Project) -> None:
    assert "there is no plan" in refused(project, project.folder / "plan.json")


def test_a_plan_for_another_store_is_refused(project: Project) -> None:
    project.write("0001_a", RAISE)
    path = keep(project)
    with Emulator(1004) as other, client_of(other, project.clock) as client:
        session = Session(client, journal=project.folder / "other.db")
        with pytest.raises(MigrationError, match="is for store 1003, and this is 1004; nothing"):
            Migrations(project.scripts, session).apply(SavedPlan.read(path))
        session.close()
        assert not [one for one in other.requests if one.method != "GET"]


def test_a_plan_of_a_script_that_was_changed_or_is_gone_is_refused(project: Project) -> None:
    script = project.write("0001_a", RAISE)
    path = keep(project)
    project.write("0001_a", RAISE + "\nx = 1")
    assert "0001_a was changed after the plan was made. Nothing was sent." in refused(project, path)
    script.unlink()
    assert "there is no revision '0001_a'" in refused(project, path)


def test_a_plan_of_a_revision_that_was_applied_since_is_refused(project: Project) -> None:
    project.write("0001_a", RAISE)
    path = keep(project)
    project.migrate()
    assert "0001_a was applied already" in refused(project, path)


def test_a_plan_is_refused_where_what_it_changes_or_deletes_moved(project: Project) -> None:
    project.write(
        "0001_a",
        "p, q, r, s, t, *_ = session.query(Product)\n"
        "p.price = q.price = r.price = 777\nsession.delete(s)\nsession.delete(t)",
    )
    path = keep(project)
    with project.shop() as session:
        p, q, r, s, t, *_ = session.query(Product)
        p.price, q.name, s.name = 9, "Not written by the plan", "Renamed"
        session.delete(r)
        session.delete(t)  # as the plan wants it
        session.commit()
    told = refused(project, path)
    assert told.splitlines()[1:-1] == [
        f"  <Product {p.id} 'P0'>: price changed",
        f"  <Product {r.id} 'P2'>: it is gone",
        f"  <Product {s.id} 'P3'>: it is to be deleted, and was changed",
    ]
    assert "Nothing was sent. Make the plan anew" in told
    assert "777" not in told
    assert project.migrations.pending()


def test_a_plan_with_many_moved_objects_lists_some(project: Project) -> None:
    for number in range(30):
        project.session.add(Product(name=f"Q{number}", price=1))
    project.session.commit()
    project.write("0001_a", RAISE)
    path = keep(project)
    with project.shop() as session:
        for one in session.query(Product):
            one.price = 1000
        session.commit()
    told = refused(project, path)
    assert told.count("price changed") == 20
    assert f"and {PRODUCTS + 10} more" in told


def test_a_plan_that_failed_in_part_goes_on_with_the_rest(project: Project) -> None:
    project.write(
        "0001_a",
        "shelf = Category(name='Sale')\nsession.add(shelf)\n"
        "session.add(Product(name='Q', sku='NEW', category_ids=[shelf.id]))\n" + RAISE.strip(),
    )
    path = keep(project)
    with project.shop() as session:
        session.add(Product(name="In the way", sku="NEW", price=0))
        session.commit()
    with pytest.raises(MigrationError) as caught:
        project.migrations.apply(SavedPlan.read(path))
    assert "SKU_ALREADY_EXISTS" in str(caught.value)
    assert f"The shop has so far: 1 create, {PRODUCTS} update." in str(caught.value)
    assert "Mend that, and run `ecwid apply` again" in str(caught.value)
    with project.shop() as session:
        session.delete(session.query(Product).where(sku="NEW").one())
        session.commit()
    project.restart()
    writes = project.writes()
    (applied,) = project.migrations.apply(SavedPlan.read(path))
    assert project.writes() - writes == 1
    assert applied.counts == {"create": 2, "update": PRODUCTS}
    with project.shop() as session:
        (shelf,) = session.query(Category)
        assert session.query(Product).where(sku="NEW").one().category_ids == [shelf.id]
    assert sorted(project.prices()) == sorted([*RAISED, 0])
    assert project.migrations.undo("1") == []
    assert project.prices() == BEFORE


def test_a_plan_of_which_a_part_was_undone_since_is_made_anew(project: Project) -> None:
    project.write("0001_a", "session.add(Product(name='Q', sku='NEW'))\n" + RAISE.strip())
    path = keep(project)
    with project.shop() as session:
        session.add(Product(name="In the way", sku="NEW", price=0))
        session.commit()
    for _ in range(2):
        with pytest.raises(MigrationError, match="SKU_ALREADY_EXISTS"):
            project.migrations.apply(SavedPlan.read(path))
    first = project.session.journal.commits()[1]
    project.session.apply(project.session.undo(first.id))
    assert "was undone since. Nothing more was sent" in refused(project, path)


def test_a_plan_that_was_sent_when_it_was_killed_counts_as_applied(project: Project) -> None:
    project.write("0001_a", RAISE)
    saved = project.migrations.plan()
    (applied,) = project.migrations.apply(saved)
    journal = project.session.journal
    journal.db.execute("UPDATE runs SET ended = NULL WHERE id = ?", [applied.run])  # the kill
    writes = project.writes()
    assert project.migrations.apply(saved) == [applied]
    assert project.writes() == writes
    with pytest.raises(MigrationError, match="0001_a was applied already"):
        project.migrations.apply(saved)


# --- Taking back ----------------------------------------------------------------------------------


@pytest.mark.parametrize("rest", ["", "def downgrade(session):\n    pass\n"])
def test_a_revision_killed_when_it_was_recorded_is_applied_anew_after_its_undo(
    project: Project, rest: str
) -> None:
    project.write("0001_a", "session.add(Product(name='Q', price=7))", rest)
    (applied,) = project.migrations.migrate()
    journal = project.session.journal
    journal.db.execute("UPDATE runs SET ended = NULL WHERE id = ?", [applied.run])  # the kill
    project.migrations.undo("1")
    left = project.prices().count(7)
    assert project.migrate() == ["0001_a"]
    assert project.prices().count(7) == left + 1


def test_an_undo_that_failed_in_part_takes_back_the_rest_and_no_stock_twice(
    project: Project,
) -> None:
    project.write(
        "0001_a",
        "first, second, *_ = session.query(Product)\nsession.delete(first)\n"
        "second.quantity = Product.quantity - 3",
    )
    with project.shop() as session:
        second = session.query(Product).all()[1]
        second.unlimited, second.quantity = False, 10
        session.commit()
        session.refresh(second)
    project.migrate()
    with project.shop() as session:
        session.add(Product(name="In the way", sku="S0", price=0))
        session.commit()
    with pytest.raises(MigrationError, match="SKU_ALREADY_EXISTS"):
        project.migrations.undo("1")
    with project.shop() as session:
        session.delete(session.query(Product).where(sku="S0").one())
        session.commit()
    project.restart()
    assert project.migrations.undo("1") == []
    with project.shop() as session:
        assert session.get(Product, second.id).quantity == 10
        assert session.query(Product).where(sku="S0").one().name == "P0"
    assert project.migrations.pending()


# --- The history ----------------------------------------------------------------------------------


NO_COUNTS = {
    **dict.fromkeys(("checksum", "at", "who", "run"), ""),
    "revision": "0001_a",
    "counts": None,
}


@pytest.mark.parametrize(
    "text",
    [
        "no json",
        "[]",
        "{}",
        '{"format": 1, "applied": [{"revision": "0001_a"}]}',
        '{"format": 1, "applied": null}',
        f'{{"format": 1, "applied": [{json.dumps(NO_COUNTS)}]}}',
    ],
)
def test_a_history_that_cannot_be_read_stops_everything(project: Project, text: str) -> None:
    project.write("0001_a", RAISE)
    project.session.storage[KEY] = text
    told = message(project)
    assert f"the store's app storage, key {KEY}, cannot be read" in told
    assert "Nothing was sent" in told
    assert project.prices() == BEFORE


def test_a_history_of_a_later_version_asks_for_an_upgrade(project: Project) -> None:
    project.session.storage[KEY] = '{"format": 2}'
    project.write("0001_a", RAISE)
    assert "written by a later version" in message(project)


SCOPES = ["read_catalog", "create_catalog", "update_catalog"]


def test_without_the_scope_for_the_storage_the_history_is_in_a_file(
    project: Project, tmp_path: Path
) -> None:
    other = Emulator(clock=project.clock, background=False, scopes=SCOPES)
    project.emulator = other
    project.restart()
    project.session.add(Product(name="P", price=1))
    project.session.commit()
    project.write("0001_a", RAISE)
    assert project.migrate() == ["0001_a"]
    assert project.migrate() == []
    assert project.migrations.history.where == f"the folder {project.scripts}"
    assert [path.name for path in project.scripts.glob("*.json")] == [f"{KEY}.1003.json"]
    assert project.prices() == [2]
    assert project.migrations.undo("1") == []
    assert project.prices() == [1]
    project.session.close()
    other.close()


def test_what_the_storage_says_counts_for_a_token_that_may_not_write_there(
    tmp_path: Path, project: Project
) -> None:
    data = tmp_path / "shop.db"
    full = Emulator(clock=project.clock, background=False, data=data)
    project.emulator = full
    project.restart()
    project.write("0001_a", "session.add(Product(name='P', price=1))")
    project.migrate()
    project.session.close()
    full.close()

    limited = Emulator(clock=project.clock, background=False, data=data, scopes=SCOPES)
    project.emulator = limited
    project.begin()
    project.write("0002_b", RAISE, after="0001_a")
    assert project.migrate() == ["0002_b"]
    assert [one.revision for one in project.migrations.history.applied()] == ["0001_a", "0002_b"]
    assert project.prices() == [2]
    project.migrations.undo("2")
    with pytest.raises(MigrationError, match="take it back with one that has the scope"):
        project.migrations.undo("1")
    assert project.prices() == [1]
    project.session.close()
    limited.close()


# --- The shop -------------------------------------------------------------------------------------


def test_a_wrong_token_is_refused_and_is_no_reason_for_a_file(project: Project) -> None:
    project.write("0001_a", RAISE)
    transport = WSGITransport(project.emulator.wsgi)
    client = Client(1003, "secret_wrong", url=project.emulator.url, transport=transport)
    session = Session(client, journal=project.folder / "j.db")
    with pytest.raises(InvalidToken) as caught:
        Migrations(project.scripts, session)
    assert "secret_wrong" not in str(caught.value)
    session.close()
    assert list(project.scripts.glob("*.json")) == []


@pytest.mark.parametrize("kind", ["dropped_before", "dropped_after"])
def test_without_a_network_in_the_middle_it_goes_on_later(project: Project, kind: Any) -> None:
    project.write("0001_a", RAISE)
    project.emulator.faults.add(Fault(kind, path="/batch*", after=2, times=None))
    told = message(project)
    assert "The shop has so far: 4 update; of 4 more it is not known yet." in told
    assert "it goes on where it stopped" in told
    project.emulator.faults.clear()
    project.restart()
    assert project.migrate() == ["0001_a"]
    assert project.prices() == RAISED


def test_without_a_network_at_all_the_error_of_the_script_is_not_lost(project: Project) -> None:
    project.write("0001_a", RAISE)
    project.emulator.faults.add(Fault("dropped_before", method="POST", times=None))
    project.emulator.faults.add(
        Fault("dropped_before", path=re.compile("lock$"), after=4, times=None)
    )
    assert "0001_a, line 9" in message(project)  # though the lock could not be given back
    project.emulator.faults.clear()
    assert project.migrate() == ["0001_a"]  # and it is in nobody's way


# --- Others at work -------------------------------------------------------------------------------


def test_two_runners_at_once_are_kept_apart(project: Project) -> None:
    project.write("0001_a", RAISE)
    first, mine = project.migrations.migrate(), project.session
    project.write("0000_zero", "pass")
    project.write("0001_a", RAISE, after="0000_zero")
    first = project.migrations.migrate()
    assert next(first).revision == "0000_zero"  # it is at work now
    project.begin("another.db")
    told = message(project)
    assert f"{mine.journal.who} is migrating this store. Nothing was sent" in told
    with pytest.raises(MigrationError, match="is migrating this store"):
        project.migrations.apply(project.migrations.plan())
    assert [one.revision for one in first] == ["0001_a"]
    assert project.migrate() == []
    mine.close()


def test_the_lock_of_another_host_lapses(project: Project) -> None:
    project.write("0001_a", RAISE)
    now = project.clock.now()
    holder = {"name": "x", "who": "kim@far", "owner": "far 1 2 x", "until": now + 600}
    project.session.storage[LOCK] = json.dumps(holder)
    told = message(project)
    assert "kim@far is migrating this store" in told
    assert "in 10 min" in told
    project.clock.sleep(601)
    assert project.migrate() == ["0001_a"]


@pytest.mark.parametrize("text", ["", "no json", "[]", '{"name": 1}'])
def test_a_lock_that_cannot_be_read_is_none(project: Project, text: str) -> None:
    project.write("0001_a", RAISE)
    project.session.storage[LOCK] = text
    assert project.migrate() == ["0001_a"]


def test_an_undo_without_the_journal_says_where_it_can_be_undone(project: Project) -> None:
    project.write("0001_a", RAISE)
    project.migrate()
    project.session.close()
    project.begin("another.db")
    with pytest.raises(MigrationError, match="with another journal"):
        project.migrations.undo("1")
    assert Chain.read(project.scripts).find("1").name == "0001_a"
    assert project.prices() == RAISED


def test_a_downgrade_that_fails_goes_on_once_it_is_mended(project: Project) -> None:
    walk = RAISE.strip().replace("+=", "-=").replace("\n", "\n    ")
    down = f"def downgrade(session):\n    {walk}\n"
    project.write("0001_a", RAISE, f"{down}        if product.sku == 'S5': 1 / 0\n")
    project.migrate()
    with pytest.raises(MigrationError) as caught:
        project.migrations.undo("1")
    assert "ZeroDivisionError" in str(caught.value)
    assert "Taken back so far: 4 update." in str(caught.value)
    assert "`ecwid undo 0001_a`" in str(caught.value)
    project.write("0001_a", RAISE, down)
    project.migrations.undo("1")
    assert project.prices() == BEFORE
