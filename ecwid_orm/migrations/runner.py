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
from ecwid_orm.exceptions import JournalError, MigrationError, SessionError
from ecwid_orm.migrations.chain import Chain
from ecwid_orm.migrations.history import Applied, History
from ecwid_orm.migrations.lock import Lock
from ecwid_orm.migrations.moving import fingerprints
from ecwid_orm.migrations.resuming import ANEW, left_of
from ecwid_orm.migrations.saved import SavedPlan
from ecwid_orm.migrations.script import Script
from ecwid_orm.migrations.telling import go_on, how_far, told
from ecwid_orm.session import LeftOut, OperationState, Plan, PlanningSession, Run, Session
from ecwid_orm.session.journal_entries import LoggedCommit
from ecwid_orm.session.settling import Progress


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
        self.history = History(session, history or folder)

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

    def plan(
        self, to: str | None = None, *, on_begin: Callable[[Script], object] | None = None
    ) -> SavedPlan:
        """What the pending revisions would do; nothing but GETs is sent.

        `on_begin` is called before each is run. Raises MigrationError naming the script where one
        raises.
        """
        pending = self.pending(to)
        with PlanningSession(self.session.client) as planner:
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                for script in pending:
                    if on_begin is not None:
                        on_begin(script)
                    with told(script, _nothing):
                        script.run("upgrade", planner)
                        planner.commit()
                plan = planner.plan()
            return SavedPlan.of(
                plan,
                self.session.client.store_id,
                {script.name: script.checksum for script in pending},
                list(dict.fromkeys(str(one.message) for one in caught)),
                self._now(),
                fingerprints(plan.operations, planner),
            )

    def apply(self, saved: SavedPlan, *, progress: Progress | None = None) -> list[Applied]:
        """Send exactly a saved plan; one that broke off, or failed in part, goes on.

        Raises MigrationError for a plan of another store, of scripts that were changed since, of
        revisions that were applied since, and where objects that it changes or deletes moved since.
        Then nothing is sent. Raises MigrationError as well where a part of it fails.
        """
        session = self.session
        if saved.store_id != session.client.store_id:
            raise MigrationError(
                f"the plan is for store {saved.store_id}, and this is {session.client.store_id}; "
                "nothing was sent"
            )
        scripts = [self.chain.find(name) for name in saved.revisions]
        for script in scripts:
            if script.checksum != saved.revisions[script.name]:
                raise MigrationError(
                    f"{script} was changed after the plan was made. Nothing was sent. {ANEW}",
                    revision=script.name,
                )
        with (
            self.history.locked(session.journal) as lock,
            self._renewing(lock),
            session.run(f"apply {saved.digest}") as run,
            self._told("the plan", "The shop has so far", run, "apply"),
        ):
            found = {one.revision: one for one in self.history.applied()}
            known = [found[script.name] for script in scripts if script.name in found]
            if known and all(one.run == run.id for one in known):
                return known  # it was killed when all was done
            if known:
                raise MigrationError(
                    f"{known[0].revision} was applied already. Nothing was sent. {ANEW}",
                    revision=known[0].revision,
                )
            session.apply(
                left_of(saved, run, session),
                message=f"apply a plan of {', '.join(saved.revisions)}",
                on_conflict="overwrite",  # that was just looked at
                progress=progress,
            )
            return self._record(scripts, run)

    # Doing -------------------------------------------------------------------------------

    def migrate(
        self,
        to: str | None = None,
        *,
        on_begin: Callable[[Script], object] | None = None,
        progress: Progress | None = None,
    ) -> Iterator[Applied]:
        """Apply the pending revisions, up to one if it is named; each as it is done.

        A revision that broke off goes on where it stopped. `on_begin` is called before each,
        `progress` by the commit at its end; `signals.chunk_done` tells how far a walk is. Raises
        MigrationError, naming the script, what was and what was not changed, and how to go on.
        """
        with self.history.locked(self.session.journal) as lock:
            self._refuse_gaps()
            for script in self.pending(to):
                if on_begin is not None:
                    on_begin(script)
                lock.renew()
                with self._renewing(lock):
                    yield self._upgrade(script, progress)

    def _refuse_gaps(self) -> None:
        known = {script.name for script in self.chain.scripts}
        for one in self.history.applied():
            if one.revision not in known:
                raise MigrationError(
                    f"{one.revision} was applied to this store by {one.who}, and is not here; get "
                    "its script, which somebody else has",
                    revision=one.revision,
                )

    def _upgrade(self, script: Script, progress: Progress | None) -> Applied:
        session = self.session
        with (
            session.run(f"upgrade {script.name}") as run,
            self._told(script, "The shop has so far", run, "migrate"),
        ):
            script.run("upgrade", session)
            session.commit(message=f"upgrade {script.name}", progress=progress)
            if "check" in script.functions and script.run("check", session) is False:
                again = go_on("migrate", mended=True)
                raise MigrationError(
                    f"{script}: check() says that the shop is not as it should be afterwards. All "
                    f"of it was sent, and it does not count as applied. {again}",
                    revision=script.name,
                )
            # Before the run is over: a crash in between must not begin it anew.
            (applied,) = self._record([script], run)
            return applied

    def begun(self, name: str, verb: str = "upgrade") -> dict[str, int] | None:
        """What a run of a revision that broke off did, by kind of operation.

        None where there is none, and in a session without a journal, which cannot tell.
        """
        try:
            journal = self.session.journal
        except SessionError:
            return None
        run = journal.open_run(self.session.client.store_id, f"{verb} {name}")
        return None if run is None else self._counts(journal.run_commits(run))

    # Back --------------------------------------------------------------------------------

    def undo_plans(self, name: str) -> list[Plan]:
        """What `undo` would send: by the `downgrade`, or for each commit, the last first.

        Each is made for the shop as it is, so it does not know what those before it take back.
        Raises MigrationError as `undo` does.
        """
        script, applied, whole = self._to_undo(name)
        if whole and "downgrade" in script.functions:
            with PlanningSession(self.session.client) as planner, told(script, _nothing):
                script.run("downgrade", planner)
                return [planner.plan()]
        journal = self.session.journal
        return [
            self.session.undo(one.id)
            for one in self._commits(script, applied)
            if not journal.is_undone(one.id)
        ]

    def undo(self, name: str, *, progress: Progress | None = None) -> list[LeftOut]:
        """Take a revision back: by its `downgrade`, else by the journal. What was left as it is.

        What one did that broke off is taken back by the journal; it is then to be begun anew.
        `progress` is called by each commit of that. Raises MigrationError for one that was not
        applied, that others which were applied depend on, or that the journal does not know.
        """
        script, applied, whole = self._to_undo(name)
        session = self.session
        with self.history.locked(session.journal) as lock, self._renewing(lock):
            left_out: list[LeftOut] = []
            with (
                session.run(f"downgrade {script.name}") as run,
                self._told(script, "Taken back so far", run, f"undo {script.name}"),
            ):
                if whole and "downgrade" in script.functions:
                    script.run("downgrade", session)
                    session.commit(message=f"downgrade {script.name}", progress=progress)
                else:
                    left_out = self._take_back(script, applied, run, progress)
                # Should it have been killed when it was done: it is not to be taken up again.
                session.journal.end_run(applied.run)
                if whole:
                    self.history.remove(script.name)
            return left_out

    def _to_undo(self, name: str) -> tuple[Script, Applied, bool]:
        """The script, what was applied of it, and whether that is the whole."""
        script = self.chain.find(name)
        applied = {one.revision: one for one in self.history.applied()}
        if script.name not in applied:
            begun = self._broken_off(script)
            if begun is None:
                raise MigrationError(f"{script} is not applied", revision=script.name)
            return script, begun, False
        for other in self.chain.scripts:
            if script.name in other.depends_on and other.name in applied:
                raise MigrationError(
                    f"{other} was applied after {script}, and depends on it; undo that first",
                    revision=script.name,
                )
        self.history.refuse_fixed(script.name)
        return script, applied[script.name], True

    def _broken_off(self, script: Script) -> Applied | None:
        """What an upgrade did that was begun with this journal, and is not over."""
        journal, store = self.session.journal, self.session.client.store_id
        run = journal.open_run(store, f"upgrade {script.name}")
        commits = [] if run is None else journal.run_commits(run)
        if run is None or not commits:
            return None
        counts = self._counts(commits)
        return Applied(script.name, script.checksum, self._now(), journal.who, counts, run)

    def _take_back(
        self, script: Script, applied: Applied, run: Run, progress: Progress | None
    ) -> list[LeftOut]:
        """Take back the commits of a revision, the last first; those not yet taken back."""
        journal, left_out = self.session.journal, list[LeftOut]()
        for commit in self._commits(script, applied):
            step = f"{commit.id}/commit 1"
            by_hand = journal.is_undone(commit.id) and not journal.run_commits(run.id, step)
            if by_hand or run.is_done(step):
                continue
            plan = self.session.undo(commit.id)
            left_out += plan.left_out
            with run.within(commit.id):
                self.session.apply(
                    plan,
                    message=f"undo {script.name}",
                    on_conflict="overwrite",
                    progress=progress,
                )
        return left_out

    def _commits(self, script: Script, applied: Applied) -> list[LoggedCommit]:
        """The commits of a revision, the last first. Raises MigrationError without its journal."""
        commits = self.session.journal.run_commits(applied.run)
        if not commits and any(applied.counts.values()):
            raise MigrationError(
                f"{script} has no downgrade(), and was applied by {applied.who} with another "
                "journal. Nothing was sent; undo it there, or write a downgrade().",
                revision=script.name,
            )
        return commits[::-1]

    # How ---------------------------------------------------------------------------------

    def _record(self, scripts: Sequence[Script], run: Run) -> list[Applied]:
        """Write down that a run applied these, all at once."""
        counts = self._counts(self.session.journal.run_commits(run.id))
        at, who = self._now(), self.session.journal.who
        applied = [
            Applied(script.name, script.checksum, at, who, counts, run.id) for script in scripts
        ]
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
    def _renewing(self, lock: Lock) -> Iterator[None]:
        """Renew the lock after each commit, once it is due."""

        def renew(sender: object, **told: object) -> None:
            lock.renew_if_due()

        with signals.after_commit.connected_to(renew):
            yield

    @contextmanager
    def _told(self, what: Script | str, did: str, run: Run, command: str) -> Iterator[None]:
        """What breaks off a run is told, with what it did by then.

        What was changed and not committed is let go of, so that another attempt begins with what
        the shop has.
        """

        def so_far(mended: bool) -> str:
            try:
                commits = self.session.journal.run_commits(run.id)
                done = how_far(commits, self._counts(commits))
            except JournalError as error:
                done = f"nobody knows, for {error}"
            return f"{did}: {done}. {go_on(command, mended=mended)}"

        with told(what, so_far):
            try:
                yield
            except BaseException:
                self.session.rollback()
                raise


def _nothing(_: bool) -> str:
    return "Nothing was sent."
