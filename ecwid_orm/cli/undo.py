"""`ecwid undo`: a migration or a commit, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from ecwid_orm.cli.asking import OnlyPlan, Yes, says_yes, unconfirmed
from ecwid_orm.cli.edit import show_plan
from ecwid_orm.cli.errors import ExitCode, WrongArgument
from ecwid_orm.cli.journal import SHORT
from ecwid_orm.cli.migrations import opened
from ecwid_orm.cli.output import AsJson, console, plain, print_json, progress, say
from ecwid_orm.cli.project import find_project
from ecwid_orm.cli.recovery import interruptible
from ecwid_orm.cli.reporting import reporting, resumable
from ecwid_orm.cli.shop import JournalPath, open_session
from ecwid_orm.migrations import find_name
from ecwid_orm.session import CommitResult, LeftOut, Plan

__all__ = ["undo"]


def undo(
    what: Annotated[
        str,
        typer.Argument(
            metavar="REVISION|COMMIT",
            help="A migration's name or number, or the id of a commit, or its beginning.",
        ),
    ],
    journal: JournalPath = None,
    yes: Yes = False,
    only_plan: OnlyPlan = False,
    message: Annotated[
        str | None,
        typer.Option("--message", "-m", help="Why; the journal keeps it. For a commit."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Take a migration or a commit back: show what that would send, ask, and send it.

    A migration of the project comes first; it is taken back by its downgrade(), or by the journal.
    What others changed since is left as it is, and so is what cannot be undone. Exits with 3 if
    something is left so, and with 4 if nobody says yes.
    """
    project = find_project()
    revision = None if project is None else find_name(project.migrations, what)
    if revision is not None:
        if message is not None:
            raise WrongArgument(
                "--message is for a commit; what undoes a revision is named after it"
            )
        _undo_revision(revision, journal, yes=yes, only_plan=only_plan, as_json=as_json)
    else:
        _undo_commit(what, journal, message, yes=yes, only_plan=only_plan, as_json=as_json)


def _undo_revision(
    name: str, journal: Path | None, *, yes: bool, only_plan: bool, as_json: bool
) -> None:
    left_out: list[LeftOut] = []
    with resumable(f"undo {name}"), opened(journal, writing=True) as migrations:
        with reporting(migrations.session, "Comparing", as_json=as_json):
            plans = migrations.undo_plans(name)
        if not as_json:
            for plan in plans:
                show_plan(plan)
        confirmed = not only_plan and says_yes(f"Take {name} back?", yes=yes)
        if confirmed:
            with reporting(migrations.session, "Undoing", as_json=as_json) as report:
                left_out = migrations.undo(name, progress=report.progress)
        if as_json:
            print_json(
                {
                    "revision": name,
                    "plans": [plan.to_dict() for plan in plans],
                    "left_out": _left_out(left_out),
                    "undone": confirmed,
                }
            )
        elif confirmed:
            say(f"Took {name} back.")
            for one in left_out:
                say(f"  left as it is: {plain(str(one))}")
    if not only_plan and not confirmed:
        raise unconfirmed()
    if left_out:
        raise typer.Exit(ExitCode.UNSETTLED)


def _undo_commit(
    commit: str,
    journal: Path | None,
    message: str | None,
    *,
    yes: bool,
    only_plan: bool,
    as_json: bool,
) -> None:
    with open_session(journal) as session:
        with console(stderr=True).status("Comparing with the shop"):
            plan = session.undo(commit)
        if not as_json:
            show_plan(plan)
        result = None
        wanted = bool(plan.waves) and not only_plan
        confirmed = wanted and says_yes("Send this plan?", yes=yes)
        if confirmed:
            with interruptible(), progress("Undoing") as tell:
                result = session.apply(plan, message=message, on_conflict="fail", progress=tell)
        if as_json:
            print_json(_undone(plan, result))
        elif result is not None:
            say(f"Undone by commit {result.id[:SHORT]}.")
    if wanted and not confirmed:
        raise unconfirmed()
    if plan.left_out and not only_plan:
        raise typer.Exit(ExitCode.UNSETTLED)


def _left_out(left_out: Sequence[LeftOut]) -> list[dict[str, str]]:
    return [{"label": one.label, "reason": one.reason} for one in left_out]


def _undone(plan: Plan, result: CommitResult | None) -> dict[str, Any]:
    return {
        "undoes": plan.undoes,
        "plan": plan.to_dict(),
        "left_out": _left_out(plan.left_out),
        "commit": None if result is None else result.id,
    }
