"""Migrations as commands: what they print, ask, send and keep."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ecwid_orm import Category, Product, Session
from ecwid_orm.emulator import Emulator
from tests.cli.conftest import Run
from tests.cli.terminal import on_a_terminal

RAISE = """
for product in session.each(session.query(Product).only(Product.price), chunk=5):
    product.price += 1
"""
SHELF = "session.add(Category(name='Sale'))"
DELETE = "session.delete(session.query(Product).first())"


class Scripts:
    """The migrations of a project."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir(exist_ok=True)

    def write(self, name: str, upgrade: str, rest: str = "", *, after: str | None = None) -> Path:
        """A script with that body of `upgrade`, and functions besides."""
        lines = "\n".join(f"    {line}" for line in upgrade.strip().splitlines())
        path = self.folder / f"{name}.py"
        path.write_text(
            f'"""{name[5:].capitalize()}."""\n\nfrom ecwid_orm import *\n\n'
            f"depends_on = {after!r}\n\n\ndef upgrade(session):\n{lines}\n\n\n{rest}",
            encoding="utf-8",
        )
        return path


@pytest.fixture
def scripts(project: Path, ecwid_shop: Emulator) -> Scripts:
    """The migrations of a project on the demo shop."""
    return Scripts(project / "migrations")


def prices() -> list[Decimal]:
    with Session.from_env() as session:
        return [one.price or Decimal() for one in session.query(Product)]


def shelves(name: str = "Sale") -> int:
    with Session.from_env() as session:
        return sum(one.name == name for one in session.query(Category))


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


# --- revision -------------------------------------------------------------------------------------


def test_revision_writes_a_script_after_the_last(ecwid: Run, project: Path, offline: None) -> None:
    (project / "migrations").mkdir()
    done = ecwid("revision", "-m", "Give every product a SKU")
    assert done.exit_code == 0, done.output
    assert "0001_give_every_product_a_sku.py" in done.stderr
    second = json.loads(ecwid("revision", "-m", "Sort", "--json").stdout)
    assert second["revision"] == "0002_sort"
    text = Path(second["path"]).read_text()
    assert 'depends_on = "0001_give_every_product_a_sku"' in text


def test_what_revision_wrote_can_be_migrated_at_once(ecwid: Run, scripts: Scripts) -> None:
    ecwid("revision", "-m", "Nothing yet")
    done = ecwid("migrate", "--yes")
    assert (done.exit_code, done.stderr) == (0, "Applied 0001_nothing_yet: nothing.\n")


def test_outside_of_a_project_the_error_names_init(ecwid: Run, folder: Path, offline: None) -> None:
    for command in (["revision", "-m", "x"], ["migrate"], ["status"], ["history"], ["verify"]):
        done = ecwid(*command)
        assert done.exit_code == 2
        assert "`ecwid init`" in done.stderr


# --- migrate --------------------------------------------------------------------------------------


def test_migrate_applies_what_is_pending_once(ecwid: Run, scripts: Scripts) -> None:
    before = prices()
    scripts.write("0001_raise", RAISE)
    scripts.write("0002_shelf", SHELF, after="0001_raise")
    done = ecwid("migrate", "--yes")
    assert done.exit_code == 0, done.output
    assert done.stdout == "0001_raise  Raise.\n0002_shelf  Shelf.\n"
    assert done.stderr.splitlines() == [
        f"Applied 0001_raise: {len(before)} update.",
        "Applied 0002_shelf: 1 create.",
    ]
    again = ecwid("migrate", "--yes")
    assert (again.exit_code, again.stdout, again.stderr) == (0, "", "Nothing is pending.\n")
    assert prices() == [one + 1 for one in before]
    assert shelves() == 1


def test_migrate_to_a_revision_stops_there(ecwid: Run, scripts: Scripts) -> None:
    scripts.write("0001_shelf", SHELF)
    scripts.write("0002_raise", RAISE, after="0001_shelf")
    done = ecwid("migrate", "--to", "1", "--yes", "--json")
    assert [one["revision"] for one in json.loads(done.stdout)["applied"]] == ["0001_shelf"]
    assert "there is no revision '7'" in ecwid("migrate", "--to", "7").stderr


def test_migrate_sends_nothing_where_there_is_nobody_to_ask(
    ecwid: Run, scripts: Scripts, ecwid_shop: Emulator
) -> None:
    scripts.write("0001_shelf", SHELF)
    for options in ([], ["--json"], ["--log-json"]):
        done = ecwid("migrate", *options)
        assert done.exit_code == 4
        assert done.stderr == "Nothing was sent; --yes sends it without asking.\n"
    assert {one.method for one in ecwid_shop.requests} == {"GET"}


@pytest.mark.parametrize(("answer", "code", "made"), [("y\n", 0, 1), ("n\n", 4, 0), ("\x03", 4, 0)])
def test_migrate_asks_on_a_terminal(scripts: Scripts, answer: str, code: int, made: int) -> None:
    scripts.write("0001_shelf", SHELF)
    returned, seen = on_a_terminal(["migrate"], answer)
    assert "Apply to store 1003? [y/N]" in seen
    assert "Traceback" not in seen
    assert returned == code, seen
    assert shelves() == made


def test_on_a_terminal_a_bar_tells_how_far_it_is_at_which_rate(scripts: Scripts) -> None:
    scripts.write("0001_raise", RAISE)
    total = len(prices())
    code, seen = on_a_terminal(["migrate", "--yes"], "")
    assert code == 0, seen
    assert f"{total}/{total}" in seen
    assert "/s" in seen
    assert "0001_raise" in seen


def test_what_a_script_prints_is_in_no_program_s_way(ecwid: Run, scripts: Scripts) -> None:
    scripts.write("0001_shelf", SHELF + "\nprint('hello')")
    done = ecwid("migrate", "--yes", "--json")
    assert json.loads(done.stdout)["applied"][0]["counts"] == {"create": 1}
    assert "hello" in done.stderr


def test_a_revision_applied_before_an_error_is_in_the_json(ecwid: Run, scripts: Scripts) -> None:
    scripts.write("0001_shelf", SHELF)
    scripts.write("0002_broken", "1 / 0", after="0001_shelf")
    done = ecwid("migrate", "--yes", "--json")
    assert done.exit_code == 1
    assert [one["revision"] for one in json.loads(done.stdout)["applied"]] == ["0001_shelf"]
    assert "0002_broken, line 9: ZeroDivisionError" in done.stderr


# --- --log-json -----------------------------------------------------------------------------------


def test_log_json_has_a_line_for_each_event(ecwid: Run, scripts: Scripts) -> None:
    total = len(prices())
    scripts.write("0001_raise", RAISE)
    done = ecwid("migrate", "--yes", "--log-json")
    assert done.stderr == ""
    events = lines(done.stdout)
    assert {one["revision"] for one in events} == {"0001_raise"}
    assert events[0]["event"] == "revision_begun"
    assert (events[-1]["event"], events[-1]["counts"]) == ("revision_done", {"update": total})
    commits = [one for one in events if one["event"] == "commit"]
    assert sum(one["operations"] for one in commits) == total
    told = [(one["done"], one["total"]) for one in events if one["event"] == "progress"]
    assert told[0] == (5, total)
    assert told[-1] == (total, total)
    assert len(commits) == len(told)


def test_log_json_has_the_error_and_its_exit_code(ecwid: Run, scripts: Scripts) -> None:
    scripts.write("0001_broken", SHELF + "\nsession.commit()\n1 / 0")
    done = ecwid("migrate", "--yes", "--log-json")
    error = lines(done.stdout)[-1]
    assert (error["event"], error["revision"]) == ("error", "0001_broken")
    assert error["exit_code"] == done.exit_code == 1
    assert "line 11" in error["error"]
    assert "The shop has so far: 1 create." in error["error"]


def test_json_and_log_json_do_not_go_together(ecwid: Run, scripts: Scripts) -> None:
    for command in (["migrate"], ["apply", "plan.json"]):
        done = ecwid(*command, "--json", "--log-json")
        assert done.exit_code == 2
        assert "choose one" in done.stderr


# --- Plans ----------------------------------------------------------------------------------------


def test_a_plan_shows_what_would_be_created_changed_and_deleted_and_sends_only_gets(
    ecwid: Run, scripts: Scripts, ecwid_shop: Emulator
) -> None:
    scripts.write("0001_shelf", SHELF)
    scripts.write("0002_raise", RAISE, after="0001_shelf")
    scripts.write("0003_delete", DELETE, after="0002_raise")
    total, before = len(prices()), prices()
    ecwid_shop.clear_requests()
    done = ecwid("migrate", "--plan")
    assert done.exit_code == 0, done.output
    assert {one.method for one in ecwid_shop.requests} == {"GET"}
    assert done.stderr == "Nothing was sent.\n"
    shown = done.stdout
    assert f"3 revisions, {total + 1} operations" in shown
    assert "Create  1 Category\n" in shown
    assert f"Change  {total - 1} Product\n" in shown
    assert "Delete  1 Product\n" in shown
    assert f"price  {before[1]} → {before[1] + 1}" in shown
    assert f"… and {total - 4} more" in shown
    assert prices() == before


def test_a_plan_names_what_has_no_id_yet(ecwid: Run, scripts: Scripts) -> None:
    scripts.write(
        "0001_shelf",
        "shelf = Category(name='Sale')\nsession.add(shelf)\n"
        "session.query(Product).first().category_ids = [shelf.id]",
    )
    shown = ecwid("migrate", "--plan").stdout
    assert "1 revision, 2 operations" in shown
    assert "→ (id of <Category (new) 'Sale'>)" in shown


def test_a_plan_tells_its_warnings(ecwid: Run, scripts: Scripts) -> None:
    scripts.write("0001_warn", "import warnings\nwarnings.warn('Mind the gap', stacklevel=1)")
    assert ecwid("migrate", "--plan").stdout.endswith("Warnings\n  Mind the gap\n")


def test_a_kept_plan_is_sent_as_it_is(ecwid: Run, scripts: Scripts, project: Path) -> None:
    before = prices()
    scripts.write("0001_raise", RAISE)
    scripts.write("0002_shelf", SHELF, after="0001_raise")
    kept = ecwid("migrate", "--plan", "-o", "plan.json")
    assert "ecwid apply plan.json" in kept.stderr
    assert (project / "plan.json").stat().st_mode & 0o777 == 0o600
    refused = ecwid("apply", "plan.json")
    assert refused.exit_code == 4
    assert f"Change  {len(before)} Product" in refused.stdout
    done = ecwid("apply", "plan.json", "--yes", "--json")
    assert done.exit_code == 0, done.stderr
    applied = json.loads(done.stdout)["applied"]
    assert [one["revision"] for one in applied] == ["0001_raise", "0002_shelf"]
    assert prices() == [one + 1 for one in before]
    assert shelves() == 1
    assert ecwid("migrate", "--yes").stderr == "Nothing is pending.\n"


def test_a_plan_as_json_is_what_apply_takes(ecwid: Run, scripts: Scripts, project: Path) -> None:
    scripts.write("0001_shelf", SHELF)
    (project / "plan.json").write_text(ecwid("migrate", "--plan", "--json").stdout)
    assert ecwid("apply", "plan.json", "--yes").exit_code == 0
    assert shelves() == 1


def test_a_plan_is_kept_only_where_one_is_made(ecwid: Run, scripts: Scripts) -> None:
    done = ecwid("migrate", "-o", "plan.json")
    assert done.exit_code == 2
    assert "--plan" in done.stderr


def test_apply_asks_on_a_terminal(ecwid: Run, scripts: Scripts) -> None:
    scripts.write("0001_shelf", SHELF)
    ecwid("migrate", "--plan", "-o", "plan.json")
    code, seen = on_a_terminal(["apply", "plan.json"], "y\n")
    assert "Send these 1 operations? [y/N]" in seen
    assert code == 0
    assert shelves() == 1


# --- status, history, verify ----------------------------------------------------------------------


def test_status_tells_applied_and_pending(ecwid: Run, scripts: Scripts) -> None:
    scripts.write("0001_shelf", SHELF)
    scripts.write("0002_raise", RAISE, after="0001_shelf")
    ecwid("migrate", "--to", "1", "--yes")
    done = ecwid("status")
    assert done.stderr.startswith("1 applied, 1 pending. The history is in the store's app storage")
    rows = [line.split() for line in done.stdout.splitlines()[1:]]
    assert rows[0][:2] == ["0001_shelf", "applied"]
    assert rows[1] == ["0002_raise", "pending", "Raise."]
    told = json.loads(ecwid("status", "--json").stdout)
    assert [one["state"] for one in told["revisions"]] == ["applied", "pending"]
    assert told["revisions"][0]["applied"]["counts"] == {"create": 1}
    assert told["revisions"][1]["applied"] is None


def test_status_tells_what_broke_off_and_what_was_changed_or_is_gone(
    ecwid: Run, scripts: Scripts
) -> None:
    first = scripts.write("0001_shelf", SHELF)
    scripts.write("0002_raise", RAISE, after="0001_shelf")
    third = scripts.write("0003_broken", "1 / 0", after="0002_raise")
    assert ecwid("migrate", "--yes").exit_code == 1

    def states() -> list[str]:
        told = json.loads(ecwid("status", "--json").stdout)
        return [one["state"] for one in told["revisions"]]

    assert states() == ["applied", "applied", "broke off"]
    scripts.write("0001_shelf", SHELF + "\nx = 1")
    assert states() == ["applied, changed since", "applied", "broke off"]
    third.unlink()
    first.unlink()
    scripts.write("0002_raise", RAISE)
    assert states() == ["applied, script gone", "applied, changed since"]


def test_history_tells_when_by_whom_and_how_much(ecwid: Run, scripts: Scripts) -> None:
    assert ecwid("history").stderr.startswith("0 applied.")
    total = len(prices())
    scripts.write("0001_raise", RAISE)
    ecwid("migrate", "--yes")
    done = ecwid("history")
    assert "0001_raise" in done.stdout
    assert f"{total} update" in done.stdout
    (one,) = json.loads(ecwid("history", "--json").stdout)["applied"]
    assert one["revision"] == "0001_raise"
    assert one["who"] in done.stdout


def test_verify_finds_changed_scripts_and_failing_checks(ecwid: Run, scripts: Scripts) -> None:
    check = (
        "def check(session):\n    return session.query(Category).where(keyword='Sale').count()\n"
    )
    check = check.replace("count()", "count() > 0")
    scripts.write("0001_shelf", SHELF, check)
    ecwid("migrate", "--yes")
    done = ecwid("verify")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "All is as it should be.\n")
    with Session.from_env() as session:
        session.delete(session.query(Category).where(keyword="Sale").one())
        session.commit()
    scripts.write("0001_shelf", SHELF + "\nx = 1", check)
    done = ecwid("verify")
    assert done.exit_code == 1
    assert "0001_shelf: its script was changed after it was applied" in done.stdout
    assert "0001_shelf: check() says" in done.stdout
    problems = json.loads(ecwid("verify", "--json").stdout)["problems"]
    assert {one["revision"] for one in problems} == {"0001_shelf"}
    assert len(problems) == 2


# --- undo -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["0001_raise", "0001", "1", "0001_r"])
def test_undo_takes_a_revision_back_by_the_journal(ecwid: Run, scripts: Scripts, name: str) -> None:
    before = prices()
    scripts.write("0001_raise", RAISE)
    ecwid("migrate", "--yes")
    shown = ecwid("undo", name, "--plan")
    assert shown.exit_code == 0
    assert f"{before[0] + 1} → {before[0]}" in shown.stdout
    assert ecwid("undo", name).exit_code == 4
    assert prices() != before
    done = ecwid("undo", name, "--yes")
    assert done.exit_code == 0, done.output
    assert done.stderr == "Took 0001_raise back.\n"
    assert prices() == before
    assert ecwid("status").stderr.startswith("0 applied, 1 pending")


def test_undo_takes_a_revision_back_by_its_downgrade(ecwid: Run, scripts: Scripts) -> None:
    down = "def downgrade(session):\n    session.add(Category(name='Bargains'))\n"
    scripts.write("0001_shelf", SHELF, down)
    ecwid("migrate", "--yes")
    shown = json.loads(ecwid("undo", "1", "--plan", "--json").stdout)
    assert [one["kind"] for wave in shown["plans"][0]["waves"] for one in wave] == ["create"]
    assert shown["undone"] is False
    assert shelves("Bargains") == 0
    assert json.loads(ecwid("undo", "1", "--yes", "--json").stdout)["undone"] is True
    assert shelves("Bargains") == shelves() == 1


def test_undo_of_a_revision_tells_what_it_left(ecwid: Run, scripts: Scripts) -> None:
    scripts.write("0001_raise", RAISE)
    ecwid("migrate", "--yes")
    with Session.from_env() as session:
        product = session.query(Product).first()
        assert product is not None
        product.price = Decimal(7)
        session.commit()
    done = ecwid("undo", "1", "--yes")
    assert done.exit_code == 3
    assert "price changed since" in done.stderr
    assert prices()[0] == 7


def test_undo_of_a_revision_takes_no_message(ecwid: Run, scripts: Scripts) -> None:
    scripts.write("0001_shelf", SHELF)
    ecwid("migrate", "--yes")
    done = ecwid("undo", "1", "--yes", "-m", "Too dear")
    assert done.exit_code == 2
    assert shelves() == 1


def test_undo_of_a_commit_is_not_disturbed_by_broken_scripts(ecwid: Run, scripts: Scripts) -> None:
    scripts.write("0001_shelf", SHELF)
    ecwid("migrate", "--yes")
    commit = json.loads(ecwid("log", "--json").stdout)["commits"][0]["id"]
    (scripts.folder / "0002_broken.py").write_text("def (")
    assert ecwid("undo", commit, "--yes").exit_code == 0
    assert shelves() == 0


def test_undo_of_what_is_not_applied_or_needed_says_so(ecwid: Run, scripts: Scripts) -> None:
    scripts.write("0001_shelf", SHELF)
    scripts.write("0002_raise", RAISE, after="0001_shelf")
    assert "0001_shelf is not applied" in ecwid("undo", "1", "--yes").stderr
    ecwid("migrate", "--yes")
    done = ecwid("undo", "1", "--yes")
    assert done.exit_code == 1
    assert "0002_raise was applied after 0001_shelf" in done.stderr
    assert shelves() == 1
