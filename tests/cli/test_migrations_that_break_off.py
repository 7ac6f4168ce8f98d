"""Migrations stopped by a person, a kill, a disk, a folder, a token: told, and taken up again."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ecwid_orm import Category, Product, Session
from ecwid_orm.emulator import Emulator
from ecwid_orm.migrations.history import KEY
from ecwid_orm.migrations.lock import LOCK
from tests.cli.conftest import Run
from tests.cli.processes import bound, command

TOTAL = 12
SCRIPT = '''
"""Raise."""

from ecwid_orm import *

depends_on = None


def upgrade(session):
    shelf = Category(name="Sale")
    session.add(shelf)
    session.commit()
    for product in session.each(session.query(Product), chunk=4):
        product.price += 1
        product.category_ids = [shelf.id]
'''

STOPPED = """
import os, signal, sys
from ecwid_orm import signals
from ecwid_orm.cli import main

kind, number = int(sys.argv.pop(1)), int(sys.argv.pop(1))
seen = 0

def stop(sender, **_):
    global seen
    seen += 1
    if seen == number:
        os.kill(os.getpid(), kind)

signals.request_sent.connect(stop)
main()
"""
"""The command, which gets a signal when it sends its n-th request."""


@pytest.fixture
def shop(project: Path, monkeypatch: pytest.MonkeyPatch) -> Emulator:
    """A shop of a few products, and a migration of it in the working directory."""
    (project / "migrations").mkdir()
    (project / "migrations" / "0001_raise.py").write_text(SCRIPT)
    with Emulator(seed=TOTAL) as emulator:
        monkeypatch.setenv("ECWID_URL", emulator.url)
        monkeypatch.setenv("ECWID_STORE_ID", str(emulator.store_id))
        monkeypatch.setenv("ECWID_TOKEN", emulator.token)
        yield emulator


def stopped(kind: signal.Signals, number: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    words = arguments or ("migrate", "--yes")
    return command("-c", STOPPED, str(int(kind)), str(number), *words)


def prices() -> list[float]:
    with Session.from_env() as session:
        found = sorted(session.query(Product), key=lambda one: one.id)
        return [float(one.price or 0) for one in found]


def is_done_once(before: list[float]) -> bool:
    """Whether the migration was applied, all of it and no part of it twice."""
    with Session.from_env() as session:
        shelves = [one for one in session.query(Category) if one.name == "Sale"]
        placed = session.query(Product).where(category=shelves[0].id).count()
        applied = json.loads(session.storage[KEY])["applied"]
    raised = [round(price + 1, 2) for price in before]
    names = [one["revision"] for one in applied]
    return prices() == raised and (len(shelves), placed, names) == (1, TOTAL, ["0001_raise"])


# --- Ctrl-C, kills --------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 4, 7, 9, 11, 13, 15, 17, 19])
def test_ctrl_c_at_any_request_says_how_to_go_on_and_the_next_run_finishes(
    ecwid: Run, shop: Emulator, number: int
) -> None:
    before = prices()
    done = stopped(signal.SIGINT, number)
    assert done.returncode == 130, done.stderr
    assert "Traceback" not in done.stderr
    assert "Run `ecwid migrate` again" in done.stderr.splitlines()[-1]
    again = ecwid("migrate", "--yes")
    assert again.exit_code == 0, again.output
    assert is_done_once(before)


def test_ctrl_c_tells_what_the_shop_has(ecwid: Run, shop: Emulator) -> None:
    done = stopped(signal.SIGINT, 13)
    assert "0001_raise was interrupted. The shop has so far: 1 create" in done.stderr
    assert "broke off" in ecwid("status").stdout
    assert "(goes on; did 1 create" in ecwid("migrate").stdout


def test_ctrl_c_is_an_event_of_the_log(shop: Emulator) -> None:
    done = stopped(signal.SIGINT, 13, "migrate", "--yes", "--log-json")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["event"] for one in events] == ["revision_begun", "commit", "error"]
    assert events[-1]["exit_code"] == done.returncode == 130


@pytest.mark.parametrize("number", [6, 8, 10, 14, 18])
def test_after_a_kill_the_next_run_begins_at_once_and_finishes(
    ecwid: Run, shop: Emulator, number: int
) -> None:
    before = prices()
    assert stopped(signal.SIGKILL, number).returncode == -signal.SIGKILL
    with Session.from_env() as session:
        assert LOCK in session.storage  # which nobody holds any more
    again = ecwid("migrate", "--yes")
    assert again.exit_code == 0, again.output
    assert is_done_once(before)


def test_a_plan_stopped_by_ctrl_c_goes_on(ecwid: Run, shop: Emulator) -> None:
    before = prices()
    ecwid("migrate", "--plan", "-o", "plan.json")
    apply = ("apply", "plan.json", "--yes")
    done = stopped(signal.SIGINT, 10, *apply)
    assert done.returncode == 130, done.stderr
    assert "again" in done.stderr.splitlines()[-1]
    again = ecwid(*apply)
    assert again.exit_code == 0, again.output
    assert is_done_once(before)


# --- Disk and folders -----------------------------------------------------------------------------


def room(size: int) -> Callable[[], object]:
    """No file may become larger: as on a disk that is full."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_plan_that_the_disk_has_no_room_for_is_not_kept_at_all(shop: Emulator) -> None:
    done = command("-m", "ecwid_orm", "migrate", "--plan", "-o", "plan.json", before=room(2000))
    assert done.returncode == 1
    assert done.stderr.startswith("ecwid: the plan cannot be written to plan.json: File too large")
    assert "Nothing was sent" in done.stderr
    assert [path.name for path in Path().iterdir() if "plan" in path.name] == []


@pytest.mark.parametrize("size", [4_000, 50_000, 130_000, 160_000])
def test_without_room_for_the_journal_nothing_more_is_sent_and_it_goes_on_later(
    ecwid: Run, shop: Emulator, size: int
) -> None:
    before = prices()
    done = command("-m", "ecwid_orm", "migrate", "--yes", before=room(size))
    assert done.returncode != 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "journal" in done.stderr
    again = ecwid("migrate", "--yes")
    assert again.exit_code == 0, again.output
    assert is_done_once(before)


@pytest.fixture
def locked(shop: Emulator, project: Path) -> Path:
    """A folder in which nobody may write."""
    if not sys.platform.startswith("linux"):
        pytest.skip("root is bound by what a folder says on Linux alone")
    folder = project / "locked"
    folder.mkdir()
    folder.chmod(0o500)
    return folder


def test_into_a_folder_that_may_not_be_written_no_plan_is_kept(locked: Path) -> None:
    path = f"{locked.name}/plan.json"
    done = command("-m", "ecwid_orm", "migrate", "--plan", "-o", path, before=bound)
    assert done.returncode == 1
    assert f"cannot be written to {path}: Permission denied" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_with_a_journal_that_may_not_be_made_nothing_is_sent(shop: Emulator, locked: Path) -> None:
    before = prices()
    path = f"{locked.name}/journal.db"
    done = command("-m", "ecwid_orm", "migrate", "--yes", "--journal", path, before=bound)
    assert done.returncode == 1
    assert "give a path in a folder that you may write to" in done.stderr
    assert prices() == before


def test_a_script_is_not_written_into_a_folder_that_may_not_be_written(locked: Path) -> None:
    Path("ecwid.toml").write_text('store_id = 1003\nmigrations = "locked"\n')
    done = command("-m", "ecwid_orm", "revision", "-m", "Sort", before=bound)
    assert done.returncode == 1
    assert "Permission denied" in done.stderr
    assert "locked/0001_sort.py" in done.stderr
    assert len(done.stderr.splitlines()) == 1


# --- Credentials, the network, others -------------------------------------------------------------

COMMANDS = (["migrate", "--yes"], ["migrate", "--plan"], ["status"], ["history"], ["verify"])


@pytest.mark.parametrize("arguments", COMMANDS)
def test_without_a_token_or_with_a_wrong_one_nothing_is_shown_of_it(
    ecwid: Run, shop: Emulator, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.setenv("ECWID_TOKEN", "secret_wrong")
    done = ecwid(*arguments)
    assert done.exit_code == 6
    assert len(done.stderr.splitlines()) == 1
    assert "secret_wrong" not in done.output
    monkeypatch.delenv("ECWID_TOKEN")
    done = ecwid(*arguments)
    assert done.exit_code == 2
    assert "ECWID_TOKEN" in done.stderr


def test_without_a_network_the_error_says_so(
    ecwid: Run, shop: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ECWID_URL", "http://127.0.0.1:9/api/v3")
    done = ecwid("migrate", "--yes")
    assert done.exit_code == 5
    assert len(done.stderr.splitlines()) == 1


def test_while_another_runner_is_at_work_nothing_is_sent(
    ecwid: Run, shop: Emulator, project: Path
) -> None:
    from ecwid_orm.migrations import Migrations

    before = prices()
    with Session.from_env(journal=project / "another.db") as session:
        migrations = Migrations(project / "migrations", session)
        with migrations.history.locked(session.journal):
            done = ecwid("migrate", "--yes")
            assert done.exit_code == 1
            assert f"{session.journal.who} is migrating this store" in done.stderr
    assert prices() == before
    assert ecwid("migrate", "--yes").exit_code == 0


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("0002_b", "def upgrade(:\n", "0002_b.py, line 1: invalid syntax"),
        ("0002_b", SCRIPT, "0001_raise and 0002_b are both the last revision"),
        ("0002_b", SCRIPT.replace("None", "'0009_x'"), "0002_b depends on 0009_x"),
    ],
)
def test_broken_scripts_are_told_in_a_line_by_each_command(
    ecwid: Run, shop: Emulator, project: Path, name: str, text: str, complaint: str
) -> None:
    (project / "migrations" / f"{name}.py").write_text(text)
    for arguments in (*COMMANDS, ["revision", "-m", "x"], ["undo", "1", "--yes"]):
        done = ecwid(*arguments)
        assert done.exit_code == 1, arguments
        assert complaint in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_an_edited_plan_is_refused_in_a_line(ecwid: Run, shop: Emulator, project: Path) -> None:
    ecwid("migrate", "--plan", "-o", "plan.json")
    text = (project / "plan.json").read_text()
    for spoiled in (text.replace("Sale", "Sail"), text[: len(text) // 2]):
        (project / "plan.json").write_text(spoiled)
        done = ecwid("apply", "plan.json", "--yes")
        assert (done.exit_code, done.stdout) == (1, "")
        assert len(done.stderr.splitlines()) == 1
    assert not [one for one in shop.requests if one.method != "GET"]


def test_what_moved_since_the_plan_was_made_is_listed_a_line_each(
    ecwid: Run, shop: Emulator
) -> None:
    ecwid("migrate", "--plan", "-o", "plan.json")
    with Session.from_env() as session:
        first, second, *_ = session.query(Product)
        first.price = second.price = 7
        session.commit()
    done = ecwid("apply", "plan.json", "--yes")
    assert done.exit_code == 1
    assert [line.endswith("price changed") for line in done.stderr.splitlines()] == [
        False,
        True,
        True,
        False,
    ]
    assert os.environ["ECWID_TOKEN"] not in done.output
