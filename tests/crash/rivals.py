"""Several processes on one journal, told what to do when."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

from ecwid_orm import Category, Product, Session
from ecwid_orm.session import Journal
from tests.crash.boundaries import Boundaries
from tests.crash.evidence import Claims, Shop
from tests.crash.forks import ended, forked, in_a_fork
from tests.crash.life import Place, session_on
from tests.crash.world import open_shop


def left_alone(place: Place, boundary: int) -> dict[str, Any]:
    """One process stands still in the middle of a commit, while others recover and commit."""
    process = _stopped(place, boundary)
    before = _found(place)
    in_a_fork(place, lambda: _recover(place, 1))
    in_a_fork(place, lambda: _commit_another(place, 2))
    meanwhile = _found(place)
    os.kill(process, signal.SIGCONT)
    status = ended(process)
    return {
        "status": status,
        "before": before,
        "meanwhile": meanwhile,
        "after": _found(place),
        "notes": place.notes("recovered"),
        "broken": place.notes("broken"),
    }


def taken_over(place: Place, boundary: int, rivals: int) -> dict[str, Any]:
    """One process is killed in the middle of a commit, and several recover at once."""
    process = _stopped(place, boundary)
    os.kill(process, signal.SIGKILL)
    status = ended(process)
    barrier, start = os.pipe()

    def rival(number: int) -> Callable[[], None]:
        def recover() -> None:
            os.close(start)
            _recover(place, number, lambda: os.read(barrier, 1))

        return recover

    processes = [forked(place, rival(number)) for number in range(1, rivals + 1)]
    os.close(start)
    os.close(barrier)
    for each in processes:
        ended(each)
    return {
        "status": status,
        "after": _found(place),
        "notes": place.notes("recovered"),
        "broken": place.notes("broken"),
    }


def opened_at_once(place: Place, rivals: int) -> dict[str, Any]:
    """Several processes make one journal at the same moment, and each commits."""
    barrier, start = os.pipe()

    def rival(number: int) -> Callable[[], None]:
        def commit() -> None:
            os.close(start)
            os.read(barrier, 1)
            _commit_another(place, number)

        return commit

    processes = [forked(place, rival(number)) for number in range(1, rivals + 1)]
    os.close(start)
    os.close(barrier)
    for each in processes:
        ended(each)
    return {"after": _found(place), "broken": place.notes("broken")}


def _stopped(place: Place, boundary: int) -> int:
    """A process that stands still at a boundary of its commit."""

    def commit() -> None:
        boundaries = Boundaries(
            boundary, lambda _: os.kill(os.getpid(), signal.SIGSTOP), transactions=False
        )
        session = _session(place, 0)
        shelf = Category(name="0-shelf")
        session.add(shelf, Product(name="0-cap", category_ids=[shelf.id]))
        session.load(Product, {"id": place.furniture.products[0]}).quantity = Product.quantity - 1
        boundaries.begin()
        session.commit()
        session.close()

    process = forked(place, commit)
    assert os.WIFSTOPPED(os.waitpid(process, os.WUNTRACED)[1])
    return process


def _session(place: Place, number: int) -> Session:
    return session_on(place, open_shop(place.shop, place.clock, number=number), number)


def _recover(place: Place, number: int, wait: Callable[[], object] = lambda: None) -> None:
    session = _session(place, number)
    wait()
    place.note("recovered", by=number, found=[str(one) for one in session.recover()])
    session.close()


def _commit_another(place: Place, number: int) -> None:
    session = _session(place, number)
    session.add(Category(name=f"{number}-other"))
    session.commit()
    session.close()


def _found(place: Place) -> dict[str, Any]:
    """What is in the shop by now, and what the journal says."""
    shop = Shop.read(place.shop)
    journal = Journal(place.journal)
    claims = Claims.read(journal)
    journal.close()
    return {
        "shelves": len(shop.created["Category", "0-shelf"]),
        "caps": len(shop.created["Product", "0-cap"]),
        "others": sum(tag.endswith("-other") for _, tag in shop.created),
        "taken": shop.taken(("Product", place.furniture.products[0])),
        "states": [str(one.state) for one in claims.all],
    }
