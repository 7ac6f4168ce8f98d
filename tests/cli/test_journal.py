from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import tracemalloc
from contextlib import closing, redirect_stdout, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from ecwid_orm import CommitError, Journal, OperationState, Product, Session
from ecwid_orm.cli.app import app
from ecwid_orm.emulator import Emulator
from tests.cli.conftest import Run


@pytest.fixture
def commits(ecwid_shop: Emulator, journal: Path) -> list[str]:
    """Two commits: one of a creation and two changes, and one that Ecwid refused."""
    with Session.from_env(journal=journal) as session:
        tent, other = session.query(Product).limit(2).all()
        tent.price *= 2
        other.quantity = Product.quantity - 3
        session.add(Product(name="Cap \x1b[31m[red]", sku="CAP-1"))
        first = session.commit(message="Double\nthe price").id
        session.add(Product(name="Cap", sku="CAP-1"))
        with suppress(CommitError):
            session.commit()
        return [first, session.journal.commits()[0].id]


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ECWID_URL", "ECWID_STORE_ID", "ECWID_TOKEN"):
        monkeypatch.delenv(name, raising=False)


def record(number: int, **more: Any) -> dict[str, Any]:
    return {
        "number": number,
        "kind": "update",
        "model": "Product",
        "label": f"<Product {number}>",
        "path": f"products/{number}",
        "key": number,
        "changes": {"price": [1, 2]},
        "recreates": None,
        **more,
    }


# --- log ------------------------------------------------------------------------------------------


def test_log_lists_the_commits_the_latest_first(ecwid: Run, commits: list[str]) -> None:
    done = ecwid("log")
    head, last, first = done.stdout.splitlines()
    assert done.exit_code == 0
    assert head.split() == ["id", "begun", "state", "kind", "who", "operations", "message"]
    assert last.startswith(commits[1][:8])
    assert "FAILED  commit" in last
    assert "1 failed" in last
    assert first.startswith(commits[0][:8])
    assert "DONE    commit" in first
    assert first.rstrip().endswith("3 done      Double the price")


@pytest.mark.usefixtures("offline")
def test_log_needs_neither_the_shop_nor_its_token(ecwid: Run, journal: Path) -> None:
    Journal(journal).close()
    done = ecwid("log")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "No commit yet.\n")


def test_log_as_json_has_whole_ids_and_exact_times(
    ecwid: Run, commits: list[str], journal: Path
) -> None:
    listed = json.loads(ecwid("log", "--json").stdout)["commits"]
    assert [one["id"] for one in listed] == commits[::-1]
    assert listed[1] == {
        "id": commits[0],
        "state": "DONE",
        "kind": "commit",
        "undoes": None,
        "store_id": "1003",
        "begun": listed[1]["begun"],
        "ended": listed[1]["ended"],
        "who": listed[1]["who"],
        "message": "Double\nthe price",
        "counts": {"DONE": 3},
    }
    with closing(Journal(journal)) as book:
        assert datetime.fromisoformat(listed[1]["begun"]) == book.commits()[1].begun


def test_log_lists_no_more_than_the_limit_and_says_so(ecwid: Run, commits: list[str]) -> None:
    done = ecwid("log", "--limit", "1")
    assert len(done.stdout.splitlines()) == 2
    assert done.stderr == "There are older ones: --limit 0 lists all.\n"
    assert len(json.loads(ecwid("log", "--limit", "1", "--json").stdout)["commits"]) == 1
    for limit in ("2", "0"):
        done = ecwid("log", "--limit", limit)
        assert (len(done.stdout.splitlines()), done.stderr) == (3, "")


# --- show -----------------------------------------------------------------------------------------


def test_show_tells_each_operation_and_what_it_changed(ecwid: Run, commits: list[str]) -> None:
    done = ecwid("show", commits[0])
    text = [line.rstrip() for line in done.stdout.splitlines()]
    assert done.exit_code == 0
    assert text[0] == f"commit {commits[0]}  DONE"
    assert "message     Double the price" in text
    assert "operations  3 done" in text
    at = text.index(
        "     1  DONE          update <Product 410606603 'Wren solo tent'>  products/410606603"
    )
    assert text[at + 1].split() == ["price", "249", "→", "498"]
    assert text[-1].split() == ["quantity", "9", "→", "6"]


def test_show_tells_why_an_operation_failed(ecwid: Run, commits: list[str]) -> None:
    assert "SKU_ALREADY_EXISTS" in ecwid("show", commits[1][:8]).stdout


def test_show_as_json_is_one_document(ecwid: Run, commits: list[str]) -> None:
    shown = json.loads(ecwid("show", commits[0][:6], "--json").stdout)
    assert shown["id"] == commits[0]
    create, update, adjust = shown["operations"]
    assert create["made"] is not None
    assert update["changes"] == {"price": {"old": 249, "new": 498}}
    assert [one["number"] for one in shown["operations"]] == [0, 1, 2]
    assert adjust["kind"] == "adjust"


def test_show_can_be_told_which_states(ecwid: Run, commits: list[str]) -> None:
    def shown(*states: str) -> int:
        options = [word for state in states for word in ("--state", state)]
        return len(json.loads(ecwid("show", commits[0], "--json", *options).stdout)["operations"])

    assert (shown("DONE"), shown("in_doubt"), shown("IN_DOUBT", "DONE")) == (3, 0, 3)


def test_text_of_strangers_does_not_steer_the_terminal(ecwid: Run, commits: list[str]) -> None:
    shown = ecwid("show", commits[0]).stdout
    assert "\x1b" not in shown
    assert "Cap  [31m[red]" in shown


@pytest.mark.parametrize("options", [["--limit", "0"], ["--json"]])
def test_show_holds_no_more_of_a_big_commit_than_it_prints(
    journal: Path, tmp_path: Path, options: list[str]
) -> None:
    with closing(Journal(journal)) as book:
        book.begin("big", "1003", (record(n, body="x" * 10_000) for n in range(2_000)))
    tracemalloc.start()
    with (tmp_path / "shown").open("w+", encoding="utf-8") as file, redirect_stdout(file):
        app(["show", "big", *options], standalone_mode=False)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        file.seek(0)
        assert "products/1999" in file.read()
    assert peak < 4_000_000  # of 20 MB


def test_show_prints_a_screenful_of_many_operations(ecwid: Run, journal: Path) -> None:
    with closing(Journal(journal)) as book:
        book.begin("big", "1003", (record(n) for n in range(101)))
    done = ecwid("show", "big")
    assert done.stdout.count("products/") == 100
    assert done.stderr == "There are more: --limit 0 shows all.\n"
    assert ecwid("show", "big", "-n", "0").stdout.count("products/") == 101


def test_of_a_long_change_the_places_are_shown_that_differ(ecwid: Run, journal: Path) -> None:
    old = {"text": "a" * 100, "list": [{"n": 1}, {"n": 2}]}
    new = {"text": "b" * 100, "list": [{"n": 1}, {"n": 3}, {"$new": 0}]}
    changes = {"whole": [old, new], "stock": [None, {"$delta": -3}], "parent": [1, {"$new": 0}]}
    with closing(Journal(journal)) as book:
        book.begin("odd", "1003", [record(0, changes=changes)])
    rows = [line.split(maxsplit=1) for line in ecwid("show", "odd").stdout.splitlines()[-5:]]
    assert rows == [
        ["whole.text", f"{'a' * 23}… → {'b' * 47}…"],
        ["whole.list[1].n", "2 → 3"],
        ["whole.list[2]", "→ (id of operation 0)"],
        ["stock", "→ -3"],
        ["parent", "1 → (id of operation 0)"],
    ]


# --- What is wrong --------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [["log"], ["show", "1"], ["recover"], ["undo", "1"]])
def test_without_a_journal_the_error_says_how_to_give_one(
    ecwid: Run, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ECWID_JOURNAL", raising=False)
    done = ecwid(*command)
    assert done.exit_code == 2
    assert done.stderr == "ecwid: which journal? Give --journal PATH, or set ECWID_JOURNAL\n"


@pytest.mark.parametrize("command", [["log"], ["show", "1"], ["recover"], ["undo", "1"]])
def test_a_journal_that_is_not_there_is_not_made(
    ecwid: Run, command: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "none.db"
    done = ecwid(*command, "--journal", str(path))
    assert done.exit_code == 2
    assert done.stderr.startswith(f"ecwid: there is no journal at {path}: ")
    assert not path.exists()


def test_a_folder_is_no_journal(ecwid: Run, tmp_path: Path) -> None:
    mode = tmp_path.stat().st_mode
    done = ecwid("log", "--journal", str(tmp_path))
    assert done.exit_code == 2
    assert done.stderr.endswith("that is a folder\n")
    assert tmp_path.stat().st_mode == mode


def test_another_file_is_no_journal(ecwid: Run, tmp_path: Path) -> None:
    text, database = tmp_path / "notes.txt", tmp_path / "other.db"
    text.write_text("not a database, by far")
    with closing(sqlite3.connect(database)) as db:
        db.execute("CREATE TABLE other (id)")
    for path, complaint in ((text, "is no journal"), (database, "a database of something else")):
        done = ecwid("log", "--journal", str(path))
        assert done.exit_code == 1
        assert complaint in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_a_commit_that_is_not_there_is_named(ecwid: Run, commits: list[str]) -> None:
    done = ecwid("show", "zzz")
    assert done.exit_code == 1
    assert "has no commit 'zzz'" in done.stderr


def test_the_beginning_of_several_ids_is_refused(ecwid: Run, journal: Path) -> None:
    with closing(Journal(journal)) as book:
        for name in ("abc1", "abc2"):
            book.begin(name, "1003", [record(0)])
    done = ecwid("show", "abc")
    assert done.exit_code == 1
    assert "several commits" in done.stderr
    assert ecwid("show", "abc1").exit_code == 0


def test_debug_shows_where_an_error_comes_from(ecwid: Run, commits: list[str]) -> None:
    assert type(ecwid("--debug", "show", "zzz").exception).__name__ == "JournalError"


# --- As a program ---------------------------------------------------------------------------------


def ecwid_process(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "ecwid_orm", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_program_prints_no_colour_and_cuts_nothing_in_a_pipe(commits: list[str]) -> None:
    with ecwid_process("log") as process:
        out, err = process.communicate()
    assert (process.returncode, err) == (0, "")
    assert "\x1b" not in out
    assert "Double the price" in out


def test_who_has_read_enough_may_close_the_pipe(journal: Path) -> None:
    with closing(Journal(journal)) as book:
        book.begin("big", "1003", (record(n) for n in range(5000)))
    for options in (["--limit", "0"], ["--json"]):
        with ecwid_process("show", "big", *options) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.readline()
            process.stdout.close()
            assert "Traceback" not in process.stderr.read()


def test_the_journal_is_read_while_a_commit_is_on_its_way(ecwid: Run, journal: Path) -> None:
    with closing(Journal(journal)) as book:
        book.begin("open", "1003", [record(0)])
        book.departs("open", "key", [0])
        listed = json.loads(ecwid("log", "--json").stdout)["commits"]
        assert [one["state"] for one in listed] == ["OPEN"]
        book.settle("open", [(0, OperationState.DONE, None, None)])
