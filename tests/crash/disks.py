"""Files and disks that a journal cannot be written to, in a process that may have no rights."""

from __future__ import annotations

import os
import resource
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ecwid_orm import Category, CommitError, Product, Session
from ecwid_orm.exceptions import JournalError
from ecwid_orm.session import Journal, OperationState
from tests.crash.boundaries import Boundaries
from tests.crash.forks import in_a_fork
from tests.crash.life import Place, new_keys
from tests.crash.world import STOCK, client_of, open_shop

NOBODY = 65534


def unwritable(place: Place, what: str) -> dict[str, Any]:
    """A journal where nothing can be written, for who is not root."""

    def work() -> None:
        if os.getuid() == 0:
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        folder = place.folder / "own"
        folder.mkdir()
        path = folder / "journal.db"
        if what == "file":
            Journal(path).close()
            path.chmod(0o400)
        if what == "file in use":
            Journal(path)  # so that there is a file of SQLite's beside it
            path.chmod(0o400)
        folder.chmod(0o555)
        try:
            _commit_once(place, path)
        finally:
            folder.chmod(0o755)

    return _told(place, work)


def no_file(place: Place, what: str) -> dict[str, Any]:
    """A path that names no file, or one that is no journal."""
    path = place.folder / "own" / "journal.db"
    if what != "no folder":
        path.parent.mkdir()
    if what == "folder":
        path.mkdir()
    if what == "garbage":
        path.write_bytes(bytes(range(256)) * 64)
    if what == "text":
        path.write_text("To do: write a journal.\n")
    if what == "half":
        Journal(path).close()
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    if what == "database":
        path.write_bytes(place.shop.read_bytes())
        path.chmod(0o644)
    before = path.read_bytes() if path.is_file() else None
    told = _told(place, lambda: _commit_once(place, path))
    after = path.read_bytes() if path.is_file() else None
    mode = f"{path.stat().st_mode & 0o777:o}" if path.is_file() else None
    return {**told, "unchanged": before == after, "mode": mode}


def full(place: Place, boundary: int) -> dict[str, Any]:
    """A disk that is full from a boundary of a commit on, until that has ended."""

    def work() -> None:
        boundaries = Boundaries(boundary, lambda _: _limit(0))
        with _session(place, place.journal) as session:
            boundaries.begin()
            _fill(session, place)
            error = _error(session.commit)
            boundaries.end()
            _limit(resource.RLIM_INFINITY)
            place.note("tried", error=error, passed=boundaries.passed >= boundary)
            again = [_error(session.commit) for _ in range(2)]
            place.note("again", errors=again, left=len(session.new) + len(session.dirty))
            _note_found(place, session)

    return _told(place, work)


def spoilt(place: Place, how: str) -> dict[str, Any]:
    """A journal that somebody lays hands on while a session has it."""

    def work() -> None:
        with _session(place, place.journal) as session:
            session.add(Category(name="Before"))
            session.commit()
            _fill(session, place)
            kept = place.folder / "kept"
            if how == "deleted":
                place.journal.unlink()
            if how == "moved":
                place.journal.rename(kept)
            if how == "replaced":
                place.journal.rename(kept)
                place.journal.write_bytes(kept.read_bytes())
            before = session.client.calls
            error = _error(session.commit)
            place.note("tried", error=error, sent=session.client.calls - before)
            if kept.exists():
                kept.replace(place.journal)
                again = [_error(session.commit) for _ in range(2)]
                place.note("again", errors=again, left=len(session.new) + len(session.dirty))
                _note_found(place, session)

    return _told(place, work)


def _told(place: Place, work: Callable[[], object]) -> dict[str, Any]:
    """What was noted in a process of its own."""
    place.folder.chmod(0o777)
    place.folder.parent.chmod(0o711)
    place.diary.touch()
    place.diary.chmod(0o666)
    in_a_fork(place, work)
    names = ("broken", "tried", "again", "found")
    return {name: (place.notes(name) or [None])[-1] for name in names}


def _session(place: Place, path: Path) -> Session:
    """A session on a shop in memory, so that only the journal needs a disk."""
    shop = open_shop(Path(":memory:"), place.clock)
    client = client_of(shop, place.clock)
    client.post("products", {"name": "A", "sku": "A", "quantity": STOCK, "unlimited": False})
    return Session(client, journal=path, new_key=new_keys("disk"))


def _fill(session: Session, place: Place) -> None:
    shelf = Category(name="Shelf")
    session.add(shelf, Product(name="Cap", category_ids=[shelf.id]))
    session.query(Product).where(Product.sku == "A").one().quantity = Product.quantity - 1


def _commit_once(place: Place, path: Path) -> None:
    try:
        session = _session(place, path)
    except JournalError as error:
        place.note("tried", error=str(error), sent=0)
        return
    session.add(Category(name="Shelf"))
    before = session.client.calls
    place.note("tried", error=_error(session.commit), sent=session.client.calls - before)


def _limit(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def _error(work: Callable[[], object]) -> str | None:
    """What a JournalError says, alone or in a CommitError; None if all went well."""
    try:
        work()
    except JournalError as error:
        return str(error)
    except CommitError as error:
        (why,) = [one.error for one in error.failures if isinstance(one.error, JournalError)]
        return f"in part: {why}"
    return None


def _note_found(place: Place, session: Session) -> None:
    """What is in the shop in the end, and what the journal says."""
    operations = [
        operation
        for commit in session.journal.commits()
        for operation in session.journal.operations(commit.id)
    ]
    (thing,) = session.client.get("products", {"sku": "A"}).json()["items"]
    place.note(
        "found",
        shelves=session.client.get("categories", {"keyword": "Shelf"}).json()["total"],
        caps=session.client.get("products", {"keyword": "Cap"}).json()["total"],
        taken=STOCK - thing["quantity"],
        done=sorted(one.kind for one in operations if one.state is OperationState.DONE),
        open=[
            str(one.state)
            for one in operations
            if one.state in (OperationState.SENT, OperationState.PLANNED)
        ],
        recovered=[str(one) for one in session.recover()],
    )
