"""What the journal keeps of a commit, and in what file."""

from __future__ import annotations

import getpass
import json
import socket
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ecwid_orm import (
    Category,
    CommitError,
    Product,
    ProductVariation,
    Session,
    SessionError,
    signals,
)
from ecwid_orm.api import Client
from ecwid_orm.emulator import Emulator, Fault, ManualClock
from ecwid_orm.exceptions import JournalError
from ecwid_orm.session import Journal, OperationState, RecoveryState
from ecwid_orm.session.journal_format import APPLICATION, STEPS
from ecwid_orm.testing import client_of

LATEST = len(STEPS)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def session(ecwid_client: Client, path: Path) -> Iterator[Session]:
    with Session(ecwid_client, journal=path) as session:
        yield session


# What is kept -------------------------------------------------------------------------------------


def test_a_commit_is_kept_with_who_when_and_why(session: Session, ecwid_clock: ManualClock) -> None:
    begun = datetime.fromtimestamp(ecwid_clock.now(), UTC)
    session.add(Category(name="Shelf"), Category(name="Other"))
    result = session.commit(message="for the summer")
    (commit,) = session.journal.commits()
    assert commit.id == result.id
    assert commit.store_id == "1003"
    assert (commit.kind, commit.undoes, commit.atomic) == ("commit", None, False)
    assert commit.begun == begun
    assert commit.ended is not None
    assert commit.ended >= begun
    assert commit.who == f"{getpass.getuser()}@{socket.gethostname()}"
    assert commit.message == "for the summer"
    assert (commit.state, commit.counts) == ("DONE", {OperationState.DONE: 2})


def test_who_it_was_can_be_said(path: Path) -> None:
    with closing(Journal(path, who="the nightly import")) as journal:
        assert journal.who == "the nightly import"


def test_nothing_is_kept_of_a_commit_of_nothing(session: Session) -> None:
    session.commit()
    assert session.journal.commits() == []


def test_commits_are_listed_from_the_latest(session: Session) -> None:
    ids = []
    for name in "ABC":
        session.add(Category(name=name))
        ids.append(session.commit().id)
    assert [commit.id for commit in session.journal.commits()] == ids[::-1]
    assert [commit.id for commit in session.journal.commits(limit=2)] == ids[:0:-1]


def test_a_commit_is_found_by_the_beginning_of_its_id(session: Session) -> None:
    session.add(Category(name="A"))
    commit_id = session.commit().id
    for beginning in (commit_id, commit_id[:8], commit_id[:1]):
        assert session.journal.commit(beginning).id == commit_id
    for unknown in ("", "nothing like it", f"{commit_id}0", "%"):
        with pytest.raises(JournalError, match="has no commit"):
            session.journal.commit(unknown)


def test_a_beginning_of_several_ids_names_none(session: Session) -> None:
    for name in range(17):  # more than there are hexadecimal digits
        session.add(Category(name=str(name)))
        session.commit()
    beginnings = [commit.id[0] for commit in session.journal.commits()]
    several = max(beginnings, key=beginnings.count)
    with pytest.raises(JournalError, match="several commits whose ids begin so"):
        session.journal.commit(several)


def test_an_operation_is_kept_with_what_changes(session: Session, shop: Any) -> None:
    tee = session.get(Product, shop.product(name="Tee", price=10, quantity=5))
    doomed = session.get(Product, shop.product(name="Doomed", sku="D", price=3))
    shelf = Category(name="Shelf")
    session.add(shelf)
    tee.price = Decimal("19.90")
    tee.category_ids = [shelf.id]
    tee.quantity = Product.quantity - 2
    session.delete(doomed)
    commit_id = session.commit().id
    operations = list(session.journal.operations(commit_id))
    assert [one.number for one in operations] == list(range(4))
    assert {one.commit_id for one in operations} == {commit_id}
    kept = {one.kind: one for one in operations}
    create, update = kept["create"], kept["update"]
    assert (create.model, create.key, create.made) == ("Category", None, shelf.id)
    assert create.changes == {"name": (None, "Shelf")}
    assert str(create) == "create <Category (new) 'Shelf'>"
    assert (update.key, update.path) == (tee.id, f"products/{tee.id}")
    assert update.changes["price"] == (10, 19.9)
    assert update.changes["category_ids"][0] == []
    assert kept["adjust"].changes == {"quantity": (5, 3)}
    assert kept["delete"].before is not None
    assert kept["delete"].before["sku"] == "D"
    assert "before" not in kept["delete"].record
    assert {one.state for one in operations} == {OperationState.DONE}


def test_a_part_is_kept_with_its_whole(session: Session, shop: Any) -> None:
    sizes = [{"type": "SELECT", "name": "Size", "choices": []}]
    tee = shop.product(options=sizes)
    session.get(Product, tee).variations.append(
        ProductVariation(options=[{"name": "Size", "value": "L"}])
    )
    commit_id = session.commit().id
    (made,) = session.journal.operations(commit_id)
    assert made.path == f"products/{tee}/combinations"
    (variation,) = session.get(Product, tee).variations
    assert made.made == variation.id


def test_why_something_failed_is_kept(session: Session, shop: Any) -> None:
    shop.product(sku="A")
    session.add(Product(name="Tee", sku="A"), Category(name="Shelf"))
    with pytest.raises(CommitError):
        session.commit()
    (commit,) = session.journal.commits()
    assert commit.state == "FAILED"
    (failed,) = session.journal.operations(commit.id, OperationState.FAILED)
    assert failed.made is None
    assert "already exists" in str(failed.error)
    wanted = OperationState.DONE, OperationState.FAILED
    assert len(list(session.journal.operations(commit.id, *wanted))) == 2
    assert not list(session.journal.operations(commit.id, OperationState.SENT))


def test_what_waited_for_a_failure_was_not_executed(session: Session, shop: Any) -> None:
    shelf = Category(name="Shelf", parent_id=1)  # there is no such category
    session.add(shelf, Product(name="Tee", category_ids=[shelf.id]))
    with pytest.raises(CommitError):
        session.commit()
    (commit,) = session.journal.commits()
    assert commit.counts == {OperationState.FAILED: 1, OperationState.NOT_EXECUTED: 1}


def test_a_commit_whose_outcome_is_not_known_is_open(session: Session, shop: Any) -> None:
    session.add(Category(name="Shelf"))
    shop.emulator.faults.add(Fault("dropped_after", method="GET", times=None))
    with pytest.raises(CommitError):
        session.commit()
    (commit,) = session.journal.commits()
    assert (commit.state, commit.counts) == ("OPEN", {OperationState.SENT: 1})
    shop.emulator.faults.clear()
    session.commit()
    assert session.journal.commit(commit.id).state == "DONE"


def test_all_is_written_before_it_is_sent(session: Session, path: Path) -> None:
    shelf = Category(name="Shelf")
    session.add(shelf, Product(name="Tee", category_ids=[shelf.id]))
    seen = []

    def look(sender: object, **_: object) -> None:
        with closing(Journal(path)) as journal:
            (commit,) = journal.commits()
            seen.append([str(one.state) for one in journal.operations(commit.id)])

    with signals.request_sent.connected_to(look):
        session.commit()
    # Each wave is submitted and asked for.
    assert seen == [["SENT", "PLANNED"]] * 2 + [["DONE", "SENT"]] * 2


def test_a_session_without_a_journal_says_so(ecwid_session: Session) -> None:
    with pytest.raises(SessionError, match=r"journal=path"):
        _ = ecwid_session.journal


# Who uses it --------------------------------------------------------------------------------------


def test_several_may_use_one(session: Session, path: Path) -> None:
    with closing(Journal(path)) as journal:
        session.add(Category(name="Shelf"))
        session.commit()
        assert len(journal.commits()) == 1


def test_sessions_may_share_one(session: Session, shop: Any) -> None:
    other = Session(session.client, journal=session.journal)
    session.add(Category(name="Shelf"))
    shop.emulator.faults.add(Fault("dropped_after", method="GET", times=None))
    with pytest.raises(CommitError):
        session.commit()
    shop.emulator.faults.clear()
    assert other.recover() == []
    session.commit()
    assert session.journal.commits()[0].state == "DONE"
    other.close()
    assert len(session.journal.commits()) == 1  # it was not the other's to close


def test_each_store_recovers_its_own(path: Path, ecwid_clock: ManualClock) -> None:
    shops = [Emulator(store, clock=ecwid_clock, background=False) for store in (1003, 1004)]
    for shop in shops:
        with Session(client_of(shop, ecwid_clock), journal=path) as session:
            session.add(Category(name=f"Of {shop.store_id}"))
            shop.faults.add(Fault("dropped_after", method="GET", times=None))
            with pytest.raises(CommitError):
                session.commit()
            shop.faults.clear()
    for shop in shops:
        with Session(client_of(shop, ecwid_clock), journal=path) as session:
            (found,) = session.recover()
            assert found.state is RecoveryState.DONE
            assert f"Of {shop.store_id}" in str(found)
            assert session.recover() == []
        shop.close()


def test_one_in_memory_is_forgotten(ecwid_client: Client) -> None:
    for _ in range(2):
        with Session(ecwid_client, journal=":memory:") as session:
            session.add(Category(name="Shelf"))
            session.commit()
            assert len(session.journal.commits()) == 1


def test_a_closed_one_says_so(path: Path) -> None:
    journal = Journal(path)
    journal.close()
    with pytest.raises(JournalError, match="closed"):
        journal.commits()


# The file -----------------------------------------------------------------------------------------


def modes(path: Path) -> set[int]:
    return {stat.S_IMODE(one.stat().st_mode) for one in path.parent.glob(f"{path.name}*")}


def test_the_file_is_its_owners_alone(session: Session, path: Path) -> None:
    session.add(Category(name="Shelf"))
    session.commit()
    assert len(list(path.parent.glob(f"{path.name}*"))) == 3  # SQLite's own beside it
    assert modes(path) == {0o600}


def test_one_that_others_could_read_is_taken_from_them(path: Path) -> None:
    Journal(path).close()
    path.chmod(0o644)
    with closing(Journal(path)):
        assert modes(path) == {0o600}


def test_what_was_written_is_on_the_disk(path: Path) -> None:
    with closing(Journal(path)) as journal:
        assert journal.db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert journal.db.execute("PRAGMA synchronous").fetchone()[0] == 2


def version_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        (version,) = db.execute("PRAGMA user_version").fetchone()
        return int(version)


def as_of(version: int, path: Path) -> None:
    """Bring a journal back to an older format: fewer tables and columns, and shorter records."""
    with closing(sqlite3.connect(path)) as db, closing(sqlite3.connect(f"{path}.old")) as old:
        old.executescript(";".join(STEPS[:version]))
        for (table,) in old.execute("SELECT name FROM sqlite_master WHERE type = 'table'"):
            columns = [row[1] for row in old.execute(f"PRAGMA table_info({table})")]
            for row in db.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall():
                kept = list(row)
                if version == 1 and table == "operations":
                    record = json.loads(kept[columns.index("record")])
                    del record["recreates"]
                    kept[columns.index("record")] = json.dumps(record)
                marks = ", ".join("?" * len(kept))
                old.execute(f"INSERT INTO {table} VALUES ({marks})", kept)
        old.execute(f"PRAGMA application_id = {APPLICATION}")
        old.execute(f"PRAGMA user_version = {version}")
        old.commit()
    Path(f"{path}.old").replace(path)


@pytest.mark.parametrize("version", range(1, LATEST))
def test_an_older_one_is_brought_up_to_date_with_all_that_is_in_it(
    ecwid_client: Client, shop: Any, path: Path, version: int
) -> None:
    with Session(ecwid_client, journal=path) as session:
        session.add(Product(name="Done", sku="A", price=Decimal("1.10")))
        session.commit(message="the first")
        shelf = Category(name="Open")
        session.add(shelf, Product(name="Tee", category_ids=[shelf.id]))
        shop.emulator.faults.add(Fault("dropped_after", method="GET", times=None))
        with pytest.raises(CommitError):
            session.commit()
        shop.emulator.faults.clear()
        before = session.journal.commits()
        operations = [list(session.journal.operations(one.id)) for one in before]
    as_of(version, path)
    assert version_of(path) == version
    with Session(ecwid_client, journal=path) as session:
        assert version_of(path) == LATEST
        assert session.journal.commits() == before
        for commit, kept in zip(before, operations, strict=True):
            found = list(session.journal.operations(commit.id))
            assert [one.changes for one in found] == [one.changes for one in kept]
        (recovered,) = session.recover()
        assert recovered.state is RecoveryState.DONE


def test_a_new_one_has_the_format_of_an_old_one_that_was_brought_up_to_date(path: Path) -> None:
    Journal(path).close()
    new = path.with_name("new.db")
    Journal(new).close()
    as_of(1, path)
    Journal(path).close()

    def schema(of: Path) -> set[tuple[str, str]]:
        with closing(sqlite3.connect(of)) as db:
            return set(db.execute("SELECT name, sql FROM sqlite_master"))

    assert schema(path) == schema(new)


def test_one_of_a_later_version_is_refused(path: Path) -> None:
    Journal(path).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {LATEST + 1}")
    with pytest.raises(JournalError, match=r"later version .* upgrade ecwid_orm"):
        Journal(path)
    assert version_of(path) == LATEST + 1
