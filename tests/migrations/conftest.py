"""Migrations of a folder, on an emulated shop with a few products."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ecwid_orm import Product, Session
from ecwid_orm.emulator import Emulator, ManualClock
from ecwid_orm.migrations import Migrations
from ecwid_orm.testing import client_of

PRODUCTS = 10


class Project:
    """A folder with scripts and a journal, and a shop to migrate."""

    def __init__(self, folder: Path, emulator: Emulator, clock: ManualClock) -> None:
        self.folder = folder
        self.scripts = folder / "migrations"
        self.scripts.mkdir()
        self.emulator = emulator
        self.clock = clock
        self.session = self.begin()

    def begin(self, journal: str = "journal.db") -> Session:
        """Another session, as of a command that is run again."""
        self.session = Session(client_of(self.emulator, self.clock), journal=self.folder / journal)
        return self.session

    def restart(self) -> None:
        """The process is over, and another one begins."""
        self.session.close()
        self.begin()

    @property
    def migrations(self) -> Migrations:
        """The scripts as they are now."""
        return Migrations(self.scripts, self.session)

    def migrate(self) -> list[str]:
        """Apply all that is pending; their names."""
        return [one.revision for one in self.migrations.migrate()]

    def write(self, name: str, upgrade: str, rest: str = "", *, after: object = None) -> Path:
        """A script with that body of `upgrade`, which begins in line 9."""
        lines = "\n".join(f"    {line}" for line in upgrade.strip().splitlines())
        path = self.scripts / f"{name}.py"
        path.write_text(
            f'"""{name}."""\n\nfrom ecwid_orm import *\n\n'
            f"depends_on = {after!r}\n\n\ndef upgrade(session):\n{lines}\n\n\n{rest}"
        )
        return path

    def shop(self) -> Session:
        """A session of somebody else."""
        return Session(client_of(self.emulator, self.clock))

    def prices(self) -> list[int]:
        """What the products cost, the oldest first."""
        with self.shop() as session:
            found = sorted(session.query(Product), key=lambda one: one.id)
            return [int(one.price or 0) for one in found]

    def writes(self) -> int:
        """How many requests could have changed the shop's goods, in batches or alone."""
        received = [one for outer in self.emulator.requests for one in (outer, *outer.requests)]
        return sum(
            one.method != "GET" and not one.path.startswith(("/batch", "/storage"))
            for one in received
        )


@pytest.fixture
def project(
    tmp_path: Path, ecwid_emulator: Emulator, ecwid_clock: ManualClock
) -> Iterator[Project]:
    found = Project(tmp_path, ecwid_emulator, ecwid_clock)
    with found.shop() as session:
        for number in range(PRODUCTS):
            session.add(Product(name=f"P{number}", sku=f"S{number}", price=number))
            session.commit()  # one by one, so that they are found in this order
    ecwid_emulator.clear_requests()
    yield found
    found.session.close()
