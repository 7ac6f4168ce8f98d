"""The example migrations, each alone in a folder, on an emulated shop."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from ecwid_orm import Session
from ecwid_orm.api import Client
from ecwid_orm.emulator import Emulator
from ecwid_orm.migrations import Applied, Migrations, SavedPlan
from ecwid_orm.testing import Sent

SCRIPTS = Path("examples", "migrations")

LISTINGS = ("products", "categories", "classes", "customers", "orders", "profile")
MOVING = {
    *("updated", "updateTimestamp", "updateDate", "lastModifiedDate", "timestamp", "changeTime"),
    *("created", "createTimestamp", "createdDate"),
}
"""What an undo does not bring back: when something was made, or changed."""

Collect = Callable[[], AbstractContextManager[Sent]]


class Trial:
    """Migrations of a folder, an emulated shop to run them on, and plain calls to that shop."""

    def __init__(
        self, folder: Path, session: Session, emulator: Emulator, collect: Collect
    ) -> None:
        self.emulator = emulator
        self.client = session.client
        self.migrations = Migrations(folder, session)
        self._collect = collect

    # The shop ----------------------------------------------------------------------------

    def create(self, path: str, **body: Any) -> Any:
        """Make an entity; its id."""
        return self.client.post(path, body)["id"]

    def read(self, path: str) -> Any:
        return self.client.get(path).json()

    def listed(self, path: str) -> list[dict[str, Any]]:
        return [item for page in self.client.pages(path) for item in page["items"]]

    def state(self) -> dict[str, Any]:
        """All that a migration may change; times are left out."""
        found: dict[str, Any] = {}
        for path in LISTINGS:
            body = self.client.get(path, {"hidden_categories": True, "productIds": True}).json()
            found[path] = _at_rest(body.get("items", body) if path != "classes" else body)
        return found

    # The migrations ----------------------------------------------------------------------

    def plan(self) -> SavedPlan:
        """The plan, for which nothing but GETs was sent."""
        with self._collect() as sent:
            saved = self.migrations.plan()
        assert {method for method, *_ in sent} <= {"GET"}
        return saved

    def migrate(self) -> list[Applied]:
        return list(self.migrations.migrate())

    def run(self) -> SavedPlan:
        """Plan, and migrate just so. A second time there is nothing to do, and all is as it was."""
        planned = self.plan()
        applied = self.migrate()
        counts: Counter[str] = Counter()
        for one in applied:
            counts.update(one.counts)
        assert counts == Counter(one.kind for one in planned.plan or ())
        done = self.state()
        with self._collect() as sent:
            assert self.migrate() == []
        assert [one for one in sent.writes if not one[1].startswith("/storage/")] == []
        assert self.state() == done
        assert self.migrations.verify() == []
        return planned

    def undo(self) -> None:
        """Take all back, the last first; nothing may be left out."""
        for one in reversed(self.migrations.status()):
            assert self.migrations.undo(one.name) == []
        assert all(one.applied is None for one in self.migrations.status())

    def there_and_back(self) -> SavedPlan:
        """Run, and undo: the shop is as it was before."""
        before = self.state()
        planned = self.run()
        self.undo()
        assert self.state() == before
        return planned


def _at_rest(body: Any) -> Any:
    if isinstance(body, dict):
        # Ecwid has no way to take a text away but to empty it.
        kept = {key: value for key, value in body.items() if key not in MOVING and value != ""}
        return {key: _at_rest(value) for key, value in kept.items()}
    return [_at_rest(one) for one in body] if isinstance(body, list) else body


@pytest.fixture
def trial(
    ecwid_emulator: Emulator,
    ecwid_client: Client,
    requests_of: Collect,
    tmp_path: Path,
    root: Path,
    request: pytest.FixtureRequest,
) -> Iterator[Trial]:
    """A module's SCRIPT, alone in a folder, on an empty shop."""
    [path] = (root / SCRIPTS).glob(f"{request.module.SCRIPT}_*.py")
    text = path.read_text(encoding="utf-8")
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / path.name).write_text(
        re.sub(r"^depends_on = .*$", "depends_on = None", text, flags=re.MULTILINE), "utf-8"
    )
    with Session(ecwid_client, journal=tmp_path / "journal.db") as session:
        yield Trial(folder, session, ecwid_emulator, requests_of)


@pytest.fixture
def whole_chain(
    ecwid_emulator: Emulator,
    ecwid_client: Client,
    requests_of: Collect,
    tmp_path: Path,
    root: Path,
) -> Iterator[Trial]:
    """All scripts, in the folder in which they are, on an empty shop."""
    with Session(ecwid_client, journal=tmp_path / "journal.db") as session:
        yield Trial(root / SCRIPTS, session, ecwid_emulator, requests_of)
