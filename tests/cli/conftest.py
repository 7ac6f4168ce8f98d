"""The command, run in this process, on a shop that is reached over HTTP."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import pytest
from typer.testing import CliRunner, Result

from ecwid_orm import NO_RETRY, CommitError, Session
from ecwid_orm.cli.app import app
from ecwid_orm.emulator import Emulator, Fault, ManualClock

HOUR = 3600.0


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
    """`break_off(change, "dropped_after", ago=2 * HOUR)` begins a commit and does not end it."""

    def __call__(
        self, change: Callable[[Session], object], fault: str, *, ago: float = 0.0
    ) -> str: ...


@pytest.fixture
def break_off(ecwid_shop: Emulator, journal: Path) -> BreakOff:
    """Makes a commit whose batch gets no answer, by a session that is gone then; its id."""

    def begin(change: Callable[[Session], object], fault: str, *, ago: float = 0.0) -> str:
        clock = ManualClock()
        with Session.from_env(
            journal=journal,
            now=lambda: time.time() - ago,
            clock=clock.now,
            sleep=clock.sleep,
            retry=NO_RETRY,
        ) as session:
            change(session)
            ecwid_shop.faults.add(Fault.parse(f"{fault} path=/batch* times=all"))
            with suppress(CommitError):
                session.commit(message="Broken off")
            ecwid_shop.faults.clear()
            return session.journal.commits()[0].id

    return begin
