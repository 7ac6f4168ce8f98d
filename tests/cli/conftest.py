"""The command, run in this process, on a shop that is reached over HTTP."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Protocol

import pytest
from typer.testing import CliRunner, Result

from ecwid_orm import Journal
from ecwid_orm.cli.app import app
from ecwid_orm.emulator import Emulator

HOUR = 3600.0
BEFORE, AFTER = "request_sent", "response_received"

KILLED = """
import os, signal, sys, time
from ecwid_orm import *

_, change, when, ago = sys.argv

def die(sender, *, request, **_):
    if request.path == "batch":
        os.kill(os.getpid(), signal.SIGKILL)

getattr(signals, when).connect(die)
now = lambda: time.time() - float(ago)
with Session.from_env(journal=os.environ["ECWID_JOURNAL"], now=now) as session:
    exec(change)
    session.commit(message="Broken off")
"""


class Run(Protocol):
    """`ecwid("log", "--json")` runs the command."""

    def __call__(self, *arguments: str) -> Result: ...


@pytest.fixture
def ecwid() -> Run:
    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, arguments)

    return run


@pytest.fixture
def journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the journal of these tests is, once there is one; the environment names it."""
    path = tmp_path / "journal.db"
    monkeypatch.setenv("ECWID_JOURNAL", str(path))
    return path


class BreakOff(Protocol):
    """`break_off(NEW_CAP, when=AFTER, ago=2 * HOUR)` begins a commit, and dies; the commit's id."""

    def __call__(self, change: str, *, when: str = AFTER, ago: float = 0.0) -> str: ...


@pytest.fixture
def break_off(ecwid_shop: Emulator, journal: Path) -> BreakOff:
    """A program that is killed when its batch is about to go, or when it was just taken."""

    def run(change: str, *, when: str = AFTER, ago: float = 0.0) -> str:
        done = subprocess.run([sys.executable, "-c", KILLED, change, when, str(ago)], check=False)
        assert done.returncode == -signal.SIGKILL
        with closing(Journal(journal)) as book:
            return book.commits()[0].id

    return run
