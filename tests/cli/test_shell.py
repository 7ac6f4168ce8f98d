from __future__ import annotations

import subprocess
import sys

import pytest

from ecwid_orm.emulator import Emulator
from tests.cli.conftest import Run
from tests.cli.terminal import on_a_terminal

PLAIN = (
    "import sys; sys.modules.update(IPython=None); from ecwid_orm.cli import main;"
    "sys.argv[1:] = ['shell']; main()"
)
TYPED = "print(session.get(Product, 410606627).price * Decimal(2), session.new)\n"

pytestmark = pytest.mark.usefixtures("folder")


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], input=TYPED, capture_output=True, text=True, check=False
    )


def test_the_shell_has_the_session_and_all_models(ecwid_shop: Emulator) -> None:
    done = run(["-m", "ecwid_orm", "shell"])
    assert done.returncode == 0, done.stderr
    assert "on store 1003" in done.stdout
    assert "25.0 []" in done.stdout
    assert ecwid_shop.token not in done.stdout + done.stderr


def test_without_ipython_it_is_a_plain_shell_and_names_the_extra(ecwid_shop: Emulator) -> None:
    done = run(["-c", PLAIN])
    assert done.returncode == 0, done.stderr
    assert "pip install 'ecwid_orm[shell]'" in done.stderr
    assert "on store 1003" in done.stderr
    assert "25.0 []" in done.stdout


def test_on_a_terminal_it_says_which_shop_it_is(ecwid_shop: Emulator) -> None:
    code, seen = on_a_terminal(["shell"], "exit\n", question="In [")
    assert code == 0
    assert "on store 1003" in seen
    assert "session.commit() sends it" in seen


@pytest.mark.usefixtures("offline")
def test_without_a_shop_it_does_not_open(ecwid: Run) -> None:
    done = ecwid("shell")
    assert done.exit_code == 2
    assert "which store?" in done.stderr
