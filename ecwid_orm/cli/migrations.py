"""`ecwid revision`, `migrate`, `apply`, `status`, `history`, `verify`: data migrations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from ecwid_orm.cli.asking import Yes, says_yes, unconfirmed
from ecwid_orm.cli.errors import ExitCode, WrongArgument
from ecwid_orm.cli.output import AsJson, console, counted, local, plain, print_json, say
from ecwid_orm.cli.plans import show_saved
from ecwid_orm.cli.project import current_project
from ecwid_orm.cli.reporting import LogJson, reporting, resumable
from ecwid_orm.cli.shop import JournalPath, open_shop, writing_journal
from ecwid_orm.migrations import Applied, Migrations, SavedPlan, Script, Status, new_script

__all__ = ["apply", "history", "migrate", "opened", "revision", "status", "verify"]

To = Annotated[
    str | None,
    typer.Option(
        metavar="REVISION", help="The last to apply: its name or number.", show_default=False
    ),
]


def revision(
    message: Annotated[str, typer.Option("--message", "-m", help="What it does, in a few words.")],
    as_json: AsJson = False,
) -> None:
    """Write the next migration: a script in migrations/, after the last one there is.

    Fill in its function upgrade(session); `ecwid migrate --plan` shows what it would do.
    """
    path = new_script(current_project().migrations, message)
    if as_json:
        print_json({"revision": path.stem, "path": str(path)})
    else:
        say(f"Wrote {path}. Fill in upgrade(session), and try it: ecwid migrate --plan")


def migrate(
    to: To = None,
    only_plan: Annotated[
        bool, typer.Option("--plan", help="Show what it would do, and send nothing.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            help="Keep the plan in a file, for `ecwid apply`; goes with --plan.",
            show_default=False,
        ),
    ] = None,
    yes: Yes = False,
    journal: JournalPath = None,
    as_json: AsJson = False,
    log_json: LogJson = False,
) -> None:
    """Apply the migrations that are pending, each once, in their order.

    Shows which, and asks. With --plan the scripts run, but what they write is only shown. A
    migration that broke off goes on where it stopped when this is run again. Exits with 4 if
    nobody says yes.
    """
    _refuse_both(as_json, log_json)
    if output is not None and not only_plan:
        raise WrongArgument("-o keeps a plan; say --plan as well")
    if only_plan:
        _plan(to, output, as_json)
        return
    applied: list[Applied] = []
    with resumable("migrate"), opened(journal, writing=True) as migrations:
        session = migrations.session
        pending = migrations.pending(to)
        if not as_json and not log_json:
            _tell_pending(migrations, pending)
        wanted = bool(pending)
        confirmed = wanted and says_yes(f"Apply to store {session.client.store_id}?", yes=yes)
        try:
            if confirmed:
                with reporting(session, "Sending", as_json=as_json, log_json=log_json) as report:
                    done = migrations.migrate(to, on_begin=report.begun, progress=report.progress)
                    for one in done:
                        applied.append(one)
                        report.done(one)
        finally:
            if as_json:  # what was applied before an error is applied
                print_json({"applied": [asdict(one) for one in applied]})
    if wanted and not confirmed:
        raise unconfirmed()


def _plan(to: str | None, output: Path | None, as_json: bool) -> None:
    with opened(None) as migrations:
        with reporting(migrations.session, "Planning", as_json=as_json) as report:
            saved = migrations.plan(to, on_begin=report.begun)
        if output is not None:
            saved.save(output)
        if as_json:
            print_json(saved.to_dict())
        else:
            show_saved(saved)
            say("Nothing was sent." if output is None else f"Kept in {output}; nothing was sent.")
            if output is not None:
                say(f"To send just this: ecwid apply {output}")


def apply(
    path: Annotated[Path, typer.Argument(metavar="PLAN", help="The file of `migrate --plan -o`.")],
    yes: Yes = False,
    journal: JournalPath = None,
    as_json: AsJson = False,
    log_json: LogJson = False,
) -> None:
    """Send exactly a plan that was kept in a file.

    It is refused if the file was edited, if it is of another store, if a script of it was changed
    or applied since, or if an object that it changes or deletes is not as it was. Exits with 4 if
    nobody says yes.
    """
    _refuse_both(as_json, log_json)
    saved = SavedPlan.read(path)
    with resumable(f"apply {path}"), opened(journal, writing=True) as migrations:
        if not as_json and not log_json:
            show_saved(saved)
        if not says_yes(f"Send these {len(saved.operations)} operations?", yes=yes):
            raise unconfirmed()
        with reporting(migrations.session, "Sending", as_json=as_json, log_json=log_json) as report:
            applied = migrations.apply(saved, progress=report.progress)
            for one in applied:
                report.done(one)
        if as_json:
            print_json({"applied": [asdict(one) for one in applied]})


def status(journal: JournalPath = None, as_json: AsJson = False) -> None:
    """List all migrations: those that were applied to the store, and those that are pending."""
    with opened(journal) as migrations:
        rows = [(one, _state(migrations, one)) for one in migrations.status()]
        if as_json:
            print_json(
                {
                    "store_id": migrations.session.client.store_id,
                    "history": migrations.history.where,
                    "revisions": [_as_json(one, state) for one, state in rows],
                }
            )
            return
        table = _table("revision", "state", "applied", "by", "what it does")
        for one, state in rows:
            table.add_row(
                plain(one.name),
                state,
                "" if one.applied is None else _when(one.applied),
                "" if one.applied is None else plain(one.applied.who),
                "" if one.script is None else plain(one.script.title),
            )
        if rows:
            console().print(table, soft_wrap=False)
        pending = sum(one.applied is None for one, _ in rows)
        say(f"{len(rows) - pending} applied, {pending} pending. {_where(migrations)}")


def history(as_json: AsJson = False) -> None:
    """List what was applied to the store: when, by whom, and how much it did; the first first."""
    with opened(None) as migrations:
        applied = migrations.history.applied()
        if as_json:
            print_json(
                {
                    "store_id": migrations.session.client.store_id,
                    "history": migrations.history.where,
                    "applied": [asdict(one) for one in applied],
                }
            )
            return
        table = _table("applied", "revision", "by", "operations")
        for one in applied:
            table.add_row(_when(one), plain(one.revision), plain(one.who), counted(one.counts))
        if applied:
            console().print(table, soft_wrap=False)
        say(f"{len(applied)} applied. {_where(migrations)}")


def verify(as_json: AsJson = False) -> None:
    """Check that applied migrations are as they were, and that the shop is as they left it.

    Reports scripts that were changed or are gone since they were applied, and runs the check() of
    those that have one. Exits with 1 if it finds something.
    """
    with opened(None) as migrations:
        problems = migrations.verify()
        if as_json:
            print_json({"problems": [asdict(one) for one in problems]})
        else:
            for one in problems:
                console().print(plain(str(one)))
            say(f"{len(problems)} problems." if problems else "All is as it should be.")
    if problems:
        raise typer.Exit(ExitCode.FAILED)


@contextmanager
def opened(journal: Path | None, *, writing: bool = False) -> Iterator[Migrations]:
    """The migrations of the project of the working directory, on its shop.

    With the journal if it is there, or is to be written.
    """
    project = current_project()
    path = writing_journal(journal)
    if path is not None and not writing and not path.is_file():
        path = None
    with open_shop(journal=path) as session:
        yield Migrations(project.migrations, session)


def _refuse_both(as_json: bool, log_json: bool) -> None:
    if as_json and log_json:
        raise WrongArgument("--json prints one document, --log-json lines; choose one")


def _tell_pending(migrations: Migrations, pending: Sequence[Script]) -> None:
    for script in pending:
        begun = migrations.begun(script.name)
        goes_on = "" if begun is None else f"  (goes on; did {counted(begun)})"
        console().print(f"{plain(script.name)}  {plain(script.title)}{goes_on}")
    if not pending:
        say("Nothing is pending.")


def _state(migrations: Migrations, status: Status) -> str:
    """Where a revision stands, in a word or two."""
    if status.applied is not None:
        if status.script is None:
            return "applied, script gone"
        return "applied, changed since" if status.changed else "applied"
    return "pending" if migrations.begun(status.name) is None else "broke off"


def _as_json(status: Status, state: str) -> dict[str, Any]:
    return {
        "revision": status.name,
        "title": None if status.script is None else status.script.title,
        "state": state,
        "applied": None if status.applied is None else asdict(status.applied),
    }


def _table(*titles: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for title in titles:
        table.add_column(title)
    return table


def _when(applied: Applied) -> str:
    try:
        return local(datetime.fromisoformat(applied.at))
    except ValueError:
        return plain(applied.at)  # written by hand


def _where(migrations: Migrations) -> str:
    return f"The history is in {migrations.history.where}."
