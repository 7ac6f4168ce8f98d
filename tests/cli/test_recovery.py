from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ecwid_orm import Category, Product, Session
from ecwid_orm.emulator import Emulator
from tests.cli.conftest import AFTER, BEFORE, HOUR, BreakOff, Run
from tests.cli.terminal import on_a_terminal

NEW_CAP = "session.add(Product(name='Cap', sku='CAP-1'))"
NEW_SHELF = """
shelf = Category(name="Shelf")
session.add(shelf, Category(name="Board", parent_id=shelf.id))
"""
"""Two categories, one in the other; nothing tells either from another of that name."""


def named(model: type[Category] | type[Product], name: str) -> list[int]:
    with Session.from_env() as session:
        return [one.id for one in session.query(model) if one.name == name]


# --- recover --------------------------------------------------------------------------------------


def test_with_nothing_left_over_recover_says_so_and_sends_nothing(
    ecwid: Run, ecwid_shop: Emulator, journal: Path
) -> None:
    Session.from_env(journal=journal).close()
    before = len(ecwid_shop.requests)
    done = ecwid("recover")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "Nothing was left over.\n")
    assert len(ecwid_shop.requests) == before
    assert json.loads(ecwid("recover", "--json").stdout) == {"recovered": [], "in_doubt": []}


@pytest.mark.parametrize("when", [BEFORE, AFTER])
def test_recover_finishes_what_broke_off_just_now_and_does_it_once(
    ecwid: Run, break_off: BreakOff, when: str
) -> None:
    commit = break_off(NEW_SHELF, when=when)
    done = ecwid("recover")
    assert done.exit_code == 0
    assert "'Shelf'>" in done.stdout
    assert "'Board'>" in done.stdout
    assert done.stderr.startswith("What was left: ")
    assert len(named(Category, "Shelf")) == len(named(Category, "Board")) == 1
    assert ecwid("log").stdout.splitlines()[1].split()[:1] == [commit[:8]]
    assert ecwid("recover").stderr == "Nothing was left over.\n"


def test_recover_as_json_has_each_outcome(ecwid: Run, break_off: BreakOff) -> None:
    commit = break_off(NEW_CAP, ago=2 * HOUR)
    done = ecwid("recover", "--json")
    (one,) = json.loads(done.stdout)["recovered"]
    assert done.exit_code == 0
    assert one["commit"] == commit
    assert (one["state"], one["kind"], one["model"], one["error"]) == (
        "DONE",
        "create",
        "Product",
        None,
    )


def test_what_is_in_doubt_is_told_with_the_commands_that_settle_it(
    ecwid: Run, break_off: BreakOff
) -> None:
    commit = break_off(NEW_SHELF, ago=2 * HOUR)
    for _ in range(2):  # it stays in doubt until somebody says
        done = ecwid("recover")
        assert done.exit_code == 3
        assert f"ecwid resolve {commit[:8]} 0 --applied --key KEY" in done.stderr
        assert f"ecwid resolve {commit[:8]} 0 --not-applied" in done.stderr
    (doubtful,) = json.loads(ecwid("recover", "--json").stdout)["in_doubt"]
    assert (doubtful["commit"], doubtful["number"]) == (commit, 0)


def test_doubts_of_another_shop_are_not_this_ones(
    ecwid: Run, break_off: BreakOff, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_off(NEW_SHELF, ago=2 * HOUR)
    assert ecwid("recover").exit_code == 3
    monkeypatch.setenv("ECWID_STORE_ID", "1004")
    assert ecwid("recover").exit_code == 0


# --- resolve --------------------------------------------------------------------------------------


def test_what_was_applied_is_not_sent_again_and_the_rest_follows(
    ecwid: Run, break_off: BreakOff
) -> None:
    commit = break_off(NEW_SHELF, ago=2 * HOUR)
    ecwid("recover")
    (shelf,) = named(Category, "Shelf")
    done = ecwid("resolve", commit[:8], "0", "--applied", "--key", str(shelf))
    assert done.exit_code == 0, done.stderr
    assert "'Board'>" in done.stdout
    assert named(Category, "Shelf") == [shelf]
    with Session.from_env() as session:
        assert session.get(Category, named(Category, "Board")[0]).parent_id == shelf
    assert ecwid("recover").exit_code == 0


def test_what_was_not_applied_is_sent(ecwid: Run, break_off: BreakOff) -> None:
    commit = break_off(NEW_SHELF, when=BEFORE, ago=2 * HOUR)
    assert ecwid("recover").exit_code == 3
    assert named(Category, "Shelf") == []
    done = ecwid("resolve", commit, "0", "--not-applied", "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["in_doubt"] == []
    assert len(named(Category, "Shelf")) == len(named(Category, "Board")) == 1


@pytest.mark.parametrize(
    ("options", "complaint", "code"),
    [
        (["0", "--applied"], "give the key of what it created", 1),
        (["0", "--applied", "--key", "shelf"], "'shelf' is no id of a Category", 2),
        (["0"], "--applied", 2),
        (["7", "--applied"], "operation 7 of commit", 1),
    ],
)
def test_a_doubt_is_settled_only_by_what_makes_sense(
    ecwid: Run, break_off: BreakOff, options: list[str], complaint: str, code: int
) -> None:
    commit = break_off(NEW_SHELF, ago=2 * HOUR)
    ecwid("recover")
    done = ecwid("resolve", commit, *options)
    assert done.exit_code == code
    assert complaint in done.stderr
    assert ecwid("recover").exit_code == 3


# --- undo -----------------------------------------------------------------------------------------


@pytest.fixture
def raised(ecwid_shop: Emulator, journal: Path) -> str:
    """A commit that doubled a price and made a cap."""
    with Session.from_env(journal=journal) as session:
        session.get(Product, TENT).price *= 2
        session.add(Product(name="Cap", sku="CAP-1"))
        return session.commit().id


TENT, PRICE = 410606603, 249


def price() -> float:
    with Session.from_env() as session:
        return float(session.get(Product, TENT).price)


def reprice(amount: int) -> None:
    with Session.from_env() as session:
        session.get(Product, TENT).price = amount
        session.commit()


def test_undo_takes_a_commit_back_and_is_a_commit_itself(ecwid: Run, raised: str) -> None:
    done = ecwid("undo", raised[:8], "--yes", "--message", "Too dear")
    assert done.exit_code == 0, done.stderr
    assert "498 → 249" in done.stdout
    assert done.stderr.startswith("Undone by commit ")
    assert price() == PRICE
    assert named(Product, "Cap") == []
    newest = json.loads(ecwid("log", "--json").stdout)["commits"][0]
    assert (newest["kind"], newest["undoes"], newest["message"]) == ("undo", raised, "Too dear")
    assert f"undo {newest['id']} of {raised}  DONE" in ecwid("show", newest["id"]).stdout


def test_undo_only_shows_its_plan_when_told_so(ecwid: Run, raised: str) -> None:
    done = ecwid("undo", raised, "--plan", "--yes")
    assert done.exit_code == 0
    assert "498 → 249" in done.stdout
    shown = json.loads(ecwid("undo", raised, "--plan", "--json").stdout)
    assert shown["undoes"] == raised
    assert {one["kind"] for wave in shown["plan"]["waves"] for one in wave} == {"update", "delete"}
    assert shown["commit"] is None
    assert price() == 2 * PRICE


def test_undo_refuses_where_there_is_nobody_to_ask(ecwid: Run, raised: str) -> None:
    for options in ([], ["--json"]):
        done = ecwid("undo", raised, *options)
        assert done.exit_code == 4
        assert done.stderr == "Nothing was sent; --yes sends it without asking.\n"
    assert price() == 2 * PRICE


def test_undo_leaves_what_others_changed_and_says_so(ecwid: Run, raised: str) -> None:
    reprice(7)
    done = ecwid("undo", raised, "--yes")
    assert done.exit_code == 3
    assert "Left as it is" in done.stdout
    assert "price changed since" in done.stdout
    assert price() == 7
    assert named(Product, "Cap") == []


def test_undo_as_json_has_what_it_left_and_the_commit_it_made(ecwid: Run, raised: str) -> None:
    reprice(7)
    done = ecwid("undo", raised, "--yes", "--json")
    undone = json.loads(done.stdout)
    assert undone["left_out"][0]["reason"].startswith("price changed since")
    assert undone["commit"] == json.loads(ecwid("log", "--json").stdout)["commits"][0]["id"]


def test_undo_of_no_commit_is_an_error(ecwid: Run, raised: str) -> None:
    done = ecwid("undo", "zzz", "--yes")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "has no commit 'zzz'" in done.stderr


def test_what_an_undo_could_not_do_is_listed(
    ecwid: Run, ecwid_shop: Emulator, journal: Path
) -> None:
    with Session.from_env(journal=journal) as session:
        tent = session.get(Product, TENT)
        sku = tent.sku
        session.delete(tent)
        commit = session.commit().id
        session.add(Product(name="Another tent", sku=sku))
        session.commit()
    done = ecwid("undo", commit, "--yes")
    assert done.exit_code == 3
    assert "Traceback" not in done.stderr
    assert "SKU_ALREADY_EXISTS" in done.stderr


@pytest.mark.parametrize(("answer", "code", "left"), [("y\n", 0, 1), ("n\n", 4, 2), ("\x03", 4, 2)])
def test_undo_asks_on_a_terminal(raised: str, answer: str, code: int, left: int) -> None:
    returned, seen = on_a_terminal(["undo", raised], answer)
    assert "Send this plan? [y/N]" in seen
    assert "Traceback" not in seen
    assert returned == code, seen
    assert price() == left * PRICE


def test_what_changes_while_undo_asks_is_not_overwritten(raised: str) -> None:
    code, seen = on_a_terminal(["undo", raised], "y\n", meanwhile=lambda: reprice(7))
    assert code == 3, seen
    assert "price" in seen.rpartition("[y/N]")[2]
    assert price() == 7


def test_on_a_terminal_states_are_coloured(raised: str) -> None:
    code, seen = on_a_terminal(["log"], "")
    assert code == 0
    assert "\x1b[32mDONE" in seen


# --- What is wrong with the shop ------------------------------------------------------------------


def test_without_credentials_the_error_names_the_variable(
    ecwid: Run, raised: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ECWID_TOKEN")
    for command in (["recover"], ["undo", raised], ["resolve", raised, "0", "--applied"]):
        done = ecwid(*command)
        assert done.exit_code == 2
        assert "ECWID_TOKEN" in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_a_wrong_token_is_refused_and_not_shown(
    ecwid: Run, raised: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ECWID_TOKEN", "secret_wrong")
    done = ecwid("undo", raised, "--yes")
    assert done.exit_code == 6
    assert len(done.stderr.splitlines()) == 1
    assert "secret_wrong" not in done.output


def test_with_a_wrong_token_what_is_left_over_stays(
    ecwid: Run, break_off: BreakOff, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_off(NEW_CAP)
    right = os.environ["ECWID_TOKEN"]
    monkeypatch.setenv("ECWID_TOKEN", "secret_wrong")
    done = ecwid("recover")
    assert done.exit_code == 3
    assert done.stdout.startswith("UNKNOWN")
    assert "secret_wrong" not in done.output
    monkeypatch.setenv("ECWID_TOKEN", right)
    assert ecwid("recover").exit_code == 0


def test_without_a_network_the_error_says_so(
    ecwid: Run, raised: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ECWID_URL", "http://127.0.0.1:9/api/v3")
    done = ecwid("undo", raised, "--yes")
    assert done.exit_code == 5
    assert len(done.stderr.splitlines()) == 1


INTERRUPTED = """
import os, signal
from ecwid_orm import signals
from ecwid_orm.cli import main

def interrupt(sender, *, request, **_):
    if request.path.startswith("batch"):
        os.kill(os.getpid(), signal.SIGINT)

signals.request_sent.connect(interrupt)
main()
"""
"""The command, stopped as by Ctrl-C when it sends a batch."""


@pytest.mark.parametrize("command", [["recover"], ["resolve", "{}", "0", "--not-applied"]])
def test_ctrl_c_says_how_to_go_on(ecwid: Run, break_off: BreakOff, command: list[str]) -> None:
    in_doubt = len(command) > 1
    commit = break_off(NEW_SHELF, when=BEFORE, ago=2 * HOUR if in_doubt else 0)
    if in_doubt:
        ecwid("recover")
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, *(word.format(commit) for word in command)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 130
    assert done.stderr.startswith("Interrupted. ")
    assert "`ecwid recover`" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert ecwid("recover").exit_code == 0
    assert len(named(Category, "Shelf")) == len(named(Category, "Board")) == 1


def test_an_undo_that_ctrl_c_stopped_is_done_by_the_next(
    ecwid: Run, ecwid_shop: Emulator, raised: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, "undo", raised, "--yes"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 130
    assert price() == 2 * PRICE
    assert ecwid("recover").exit_code == 0
    ecwid("undo", raised, "--yes")
    assert price() == PRICE
    assert named(Product, "Cap") == []
