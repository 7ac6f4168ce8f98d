"""Applying migrations to a store, with a plan first, a record after, and a way back."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ecwid_orm import signals
from ecwid_orm.exceptions import CommitError, MigrationError
from ecwid_orm.migrations.chain import Chain
from ecwid_orm.migrations.history import Applied, History, Lock, store_of
from ecwid_orm.migrations.saved import SavedPlan
from ecwid_orm.migrations.script import Script
from ecwid_orm.session import LeftOut, OperationState, PlanningSession, Session
from ecwid_orm.session.journal_entries import LoggedCommit


@dataclass(frozen=True, slots=True)
class Status:
    """One revision: its script (None where the file is gone), and that it was applied, if it was.

    `changed` says that the code is not what was applied.
    """

    name: str
    script: Script | None
    applied: Applied | None

    @property
    def changed(self) -> bool:
        """Whether the code was changed after it was applied."""
        return (
            self.script is not None
            and self.applied is not None
            and self.script.checksum != self.applied.checksum
        )


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that `verify` found: the revision, and what is wrong with it."""

    revision: str
    text: str

    def __str__(self) -> str:
        return f"{self.revision}: {self.text}"


class Migrations:
    """The migrations of a folder, to be applied to the store of a session.

    The session needs a journal: a migration that broke off is taken up where it stopped when it is
    begun again. `history` is the folder where the history is kept if the token may not use the app
    storage; that of the scripts where it is left out.
    """

    def __init__(self, folder: Path, session: Session, *, history: Path | None = None) -> None:
        self.chain = Chain.read(folder)
        self.session = session
        self.history = History(store_of(session, history or folder))

    # Looking -----------------------------------------------------------------------------

    def status(self) -> list[Status]:
        """All revisions: those that were applied in the order they were, then those pending."""
        applied = {one.revision: one for one in self.history.applied()}
        scripts = {script.name: script for script in self.chain.scripts}
        known = [Status(name, scripts.get(name), one) for name, one in applied.items()]
        return known + [
            Status(script.name, script, None)
            for script in self.chain.scripts
            if script.name not in applied
        ]

    def pending(self, to: str | None = None) -> list[Script]:
        """The scripts that are still to be applied, up to one if it is named."""
        applied = {one.revision for one in self.history.applied()}
        return [script for script in self.chain.until(to) if script.name not in applied]

    def verify(self) -> list[Problem]:
        """What is not as it should be: scripts changed or gone, checks that fail."""
        problems = []
        for one in self.status():
            if one.applied is None:
                continue
            if one.script is None:
                problems.append(Problem(one.name, "it was applied, and its script is gone"))
                continue
            if one.changed:
                problems.append(
                    Problem(one.name, "its script was changed after it was applied; make a new one")
                )
            if "check" in one.script.functions:
                problem = self._checked(one.script)
                if problem is not None:
                    problems.append(Problem(one.name, problem))
        return problems

    def _checked(self, script: Script) -> str | None:
        with PlanningSession(self.session.client) as reader:
            try:
                answer = script.run("check", reader)
            except Exception as error:  # noqa: BLE001  # whatever a script raises is its answer
                return f"check() raised {type(error).__name__}: {error}"
        return "check() says that the shop is not as it should be" if answer is False else None

    # Planning ----------------------------------------------------------------------------

    def plan(self, to: str | None = None) -> SavedPlan:
        """What the pending revisions would do; nothing but GETs is sent.

        Raises MigrationError naming the script where one raises.
        """
        pending = self.pending(to)
        with PlanningSession(self.session.client) as planner:
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                for script in pending:
                    with self._told(script, sent=False):
                        script.run("upgrade", planner)
                        planner.commit()
                plan = planner.plan()
            return SavedPlan.of(
                plan,
                self.session.client.store_id,
                {script.name: script.checksum for script in pending},
                list(dict.fromkeys(str(one.message) for one in caught)),
                self._now(),
            )

    def apply(
        self, saved: SavedPlan, *, progress: Callable[[int, int], object] | None = None
    ) -> list[Applied]:
        """Send exactly a saved plan. Objects that were changed since it was made are refused.

        Then nothing is sent, and CommitError lists them. Raises MigrationError for a plan of
        another store, of scripts that were changed since, or of revisions that were applied since.
        """
        session = self.session
        if saved.store_id != session.client.store_id:
            raise MigrationError(
                f"the plan is for store {saved.store_id}, and this is {session.client.store_id}"
            )
        scripts = [self.chain.find(name) for name in saved.revisions]
        for script in scripts:
            if script.checksum != saved.revisions[script.name]:
                raise MigrationError(
                    f"{script} was changed after the plan was made; make the plan anew",
                    revision=script.name,
                )
        with self._locked() as lock, session.run(f"apply {saved.digest}") as run:
            left = {script.name for script in self.pending()}
            gone = [script.name for script in scripts if script.name not in left]
            if gone:
                raise MigrationError(
                    f"{', '.join(gone)} was applied after the plan was made; make the plan anew"
                )
            with self._renewing(lock):
                session.apply(
                    saved.rebuilt(session),
                    message=f"apply a plan of {', '.join(saved.revisions)}",
                    on_conflict="fail",
                    progress=progress,
                )
            return [self._record(script, run.id) for script in scripts]

    # Doing -------------------------------------------------------------------------------

    def migrate(
        self, to: str | None = None, *, told: Callable[[Script], object] | None = None
    ) -> Iterator[Applied]:
        """Apply the pending revisions, up to one if it is named; each as it is done.

        A revision that broke off goes on where it stopped. `told` is called before each. Raises
        MigrationError, naming the script, what was and what was not changed, and how to go on.
        """
        with self._locked() as lock:
            self._refuse_gaps()
            for script in self.pending(to):
                if told is not None:
                    told(script)
                lock.renew()
                with self._renewing(lock):
                    yield self._upgrade(script)

    def _refuse_gaps(self) -> None:
        known = {script.name for script in self.chain.scripts}
        for one in self.history.applied():
            if one.revision not in known:
                raise MigrationError(
                    f"{one.revision} was applied to this store by {one.who}, and is not here; get "
                    "its script, which somebody else has",
                    revision=one.revision,
                )

    def _upgrade(self, script: Script) -> Applied:
        session = self.session
        with self._told(script, sent=True), session.run(f"upgrade {script.name}") as run:
            script.run("upgrade", session)
            session.commit(message=f"upgrade {script.name}")
            if "check" in script.functions and script.run("check", session) is False:
                raise MigrationError(
                    f"{script}: check() says that the shop is not as it should be afterwards",
                    revision=script.name,
                )
            # Before the run is over: a crash in between must not begin it anew.
            return self._record(script, run.id)

    def undo(self, name: str) -> list[LeftOut]:
        """Take a revision back: by its `downgrade`, else by the journal. What was left as it is.

        Raises MigrationError for one that was not applied, that others which were applied depend
        on, or that the journal does not know.
        """
        script = self.chain.find(name)
        applied = {one.revision: one for one in self.history.applied()}
        if script.name not in applied:
            raise MigrationError(f"{script} is not applied", revision=script.name)
        for other in self.chain.scripts:
            if script.name in other.depends_on and other.name in applied:
                raise MigrationError(
                    f"{other} was applied after {script}, and depends on it; undo that first",
                    revision=script.name,
                )
        with self._locked() as lock, self._renewing(lock), self._told(script, sent=True):
            if "downgrade" in script.functions:
                with self.session.run(f"downgrade {script.name}"):
                    script.run("downgrade", self.session)
                    self.session.commit(message=f"downgrade {script.name}")
                    self.history.remove(script.name)
                return []
            left_out = self._undo_by_journal(script, applied[script.name])
            self.history.remove(script.name)
            return left_out

    def _undo_by_journal(self, script: Script, applied: Applied) -> list[LeftOut]:
        session = self.session
        commits = session.journal.run_commits(applied.run)
        if not commits and any(applied.counts.values()):
            raise MigrationError(
                f"{script} has no downgrade(), and was applied by {applied.who} with another "
                "journal; undo it there, or write a downgrade()",
                revision=script.name,
            )
        session.recover()
        left_out: list[LeftOut] = []
        for commit in reversed(commits):
            if not session.journal.is_undone(commit.id):
                plan = session.undo(commit.id)
                left_out += plan.left_out
                session.apply(plan, message=f"undo {script.name}", on_conflict="overwrite")
        return left_out

    # How ---------------------------------------------------------------------------------

    def _record(self, script: Script, run: str) -> Applied:
        applied = Applied(
            script.name,
            script.checksum,
            self._now(),
            self.session.journal.who,
            self._counts(self.session.journal.run_commits(run)),
            run,
        )
        self.history.add(applied)
        return applied

    def _counts(self, commits: Sequence[LoggedCommit]) -> dict[str, int]:
        journal = self.session.journal
        return dict(
            Counter(
                one.kind
                for commit in commits
                for one in journal.operations(commit.id, OperationState.DONE)
            )
        )

    def _now(self) -> str:
        return datetime.fromtimestamp(self.session.client.now(), UTC).isoformat(timespec="seconds")

    @contextmanager
    def _locked(self) -> Iterator[Lock]:
        session = self.session
        with self.history.locked(session.journal.who, session.client.now) as lock:
            yield lock

    @contextmanager
    def _renewing(self, lock: Lock) -> Iterator[None]:
        """Renew the lock after each commit, once it is due."""

        def renew(sender: object, **told: object) -> None:
            lock.renew_if_due()

        with signals.after_commit.connected_to(renew):
            yield

    @contextmanager
    def _told(self, script: Script, *, sent: bool) -> Iterator[None]:
        """Say of whatever a script raises where it was, and what became of the shop."""
        try:
            yield
        except MigrationError:
            raise
        except Exception as error:
            what = "Nothing was sent." if not sent else self._so_far(script)
            line = _line(error, script)
            raise MigrationError(
                f"{script}{line}: {type(error).__name__}: {_first_line(error)}\n{what}",
                revision=script.name,
            ) from error

    def _so_far(self, script: Script) -> str:
        journal, store = self.session.journal, self.session.client.store_id
        run = journal.open_run(store, f"upgrade {script.name}")
        counts = self._counts(journal.run_commits(run)) if run is not None else {}
        done = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
        return (
            f"The shop has so far: {done or 'no change'}. Mend the script or the shop and migrate "
            "again: it goes on where it stopped, and does nothing twice."
        )


def _line(error: BaseException, script: Script) -> str:
    """The line of the script in which it was raised."""
    found, trace = "", error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(script.path):
            found = f", line {trace.tb_lineno}"
        trace = trace.tb_next
    return found


def _first_line(error: BaseException) -> str:
    if isinstance(error, CommitError):
        return "; ".join(str(failure.error) for failure in error.failures[:3])
    return str(error)
