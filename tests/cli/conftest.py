"""The command, run in this process, on a shop that is reached over HTTP."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Protocol

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError
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


class MemoryKeyring(KeyringBackend):
    """A keyring that is forgotten."""

    priority = 1

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("not there")


@pytest.fixture(autouse=True)
def memory_keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[MemoryKeyring]:
    """The keyring of these tests: none reads or writes that of whoever runs them."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    before, empty = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(empty)
    yield empty
    keyring.set_keyring(before)


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of ours is set."""
    for name in ("ECWID_URL", "ECWID_STORE_ID", "ECWID_TOKEN", "ECWID_JOURNAL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and the working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def project(folder: Path) -> Path:
    """A project folder of store 1003, and the working directory."""
    (folder / "ecwid.toml").write_text("store_id = 1003\n", encoding="utf-8")
    return folder


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
