"""Taking back what an atomic commit did before something of it failed."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from ecwid_orm.exceptions import EcwidError
from ecwid_orm.session.commitlog import JournalLog
from ecwid_orm.session.fetching import Fetcher
from ecwid_orm.session.flush import Flush
from ecwid_orm.session.images import before_images
from ecwid_orm.session.outcomes import Outcomes
from ecwid_orm.session.plan import LeftOut
from ecwid_orm.session.scope import Scope
from ecwid_orm.session.settling import Settling
from ecwid_orm.session.snapshot import Snapshot
from ecwid_orm.session.undoing import Undoing


def take_back(
    scope: Scope,
    fetcher: Fetcher,
    outcomes: Callable[[], Outcomes],
    settling: Settling,
    snapshot: Snapshot | None = None,
) -> bool:
    """Undo what is done of a commit, and make its objects what they were before it.

    The commit is not over before that, so that a recovery takes it back, too. Returns whether it
    could be tried.

    What is taken back leaves `settling.done` for `settling.restored`; what cannot be, and why, is
    in `settling.left_out`.
    """
    log = settling.log
    assert isinstance(log, JournalLog)
    try:
        settling.save()
        _ask(scope, outcomes(), settling)
        plan = Undoing(scope, fetcher, log.journal, log.id, broken_off=True).plan()
        commit_id: UUID = scope.new_key()
        inverse = JournalLog(
            log.journal,
            str(commit_id),
            scope.client.store_id,
            kind="compensation",
            message=f"takes back {log.id}, which failed in part",
            undoes=log.id,
        )
        inverse.begin(plan, before_images(plan, fetcher))
        flush = Flush(scope, outcomes(), inverse)
        flush.run(plan)
        flush.settling.end()
    except EcwidError as error:
        settling.left_out = [LeftOut(str(one), str(error)) for one in settling.done]
        return False
    settling.left_out = [
        *plan.left_out,
        *(LeftOut(str(one.operation), str(one.error)) for one in flush.settling.failures),
        *(LeftOut(str(one), "not sent") for one in flush.settling.not_executed),
    ]
    if snapshot is not None:
        settling.restored = snapshot.restore(settling.done, flush.settling.done)
        restored = set(settling.restored)
        settling.done = [one for one in settling.done if one not in restored]
    return True


def _ask(scope: Scope, outcomes: Outcomes, settling: Settling) -> None:
    """What is still on its way may have been done: it is to be taken back, too."""
    flights = [one for one in scope.flights.values() if one.log is settling.log]
    if flights:
        flush = Flush(scope, outcomes, settling.log)
        flush.ask(flights)
        known = set(flush.settling.done)
        settling.done += flush.settling.done
        settling.failures = [one for one in settling.failures if one.operation not in known]
