"""`ecwid log` and `ecwid show`: what the journal says was done. They need no network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from itertools import islice
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from ecwid_orm.cli.output import AsJson, console, local, plain, say, stream_json, styled
from ecwid_orm.cli.shop import JournalPath, open_journal
from ecwid_orm.model import ABSENT
from ecwid_orm.session import LoggedCommit, LoggedOperation, OperationState
from ecwid_orm.session.differences import differences

__all__ = ["CommitId", "change_lines", "commit_as_json", "log", "operation_as_json", "show"]

CommitId = Annotated[
    str, typer.Argument(metavar="COMMIT", help="The id of a commit, or its beginning.")
]
Limit = Annotated[
    int | None,
    typer.Option("--limit", "-n", metavar="N", min=0, help="At most so many; 0 for all."),
]

SHORT = 8
"""Signs of an id that tell it from others, and that people can type."""

FEW_COMMITS, FEW_OPERATIONS = 20, 100
"""What people are shown where they set no limit. Programs get all."""


def log(journal: JournalPath = None, limit: Limit = None, as_json: AsJson = False) -> None:
    """List the commits of a journal, the latest first.

    Shows the last 20; with --json all, as `{"commits": […]}`.
    """
    most = _most(limit, FEW_COMMITS, as_json)
    with closing(open_journal(journal)) as book:
        commits = book.commits(limit=most and most + 1)
        if as_json:
            stream_json({}, "commits", map(commit_as_json, commits[:most]))
        elif commits:
            console().print(_table(commits[:most]), soft_wrap=False)
            if most and len(commits) > most:
                say("There are older ones: --limit 0 lists all.")
        else:
            say("No commit yet.")


def show(
    commit: CommitId,
    journal: JournalPath = None,
    state: Annotated[
        list[OperationState] | None,
        typer.Option(case_sensitive=False, help="Only operations in this state, or these."),
    ] = None,
    limit: Limit = None,
    as_json: AsJson = False,
) -> None:
    """Show one commit: what was done to what, and what became of it.

    Shows the first 100 operations; with --json all, as `{…, "operations": […]}`.
    """
    most = _most(limit, FEW_OPERATIONS, as_json)
    with closing(open_journal(journal)) as book:
        found = book.commit(commit)
        operations = book.operations(found.id, *(state or ()))
        if as_json:
            told = islice(operations, most)
            stream_json(commit_as_json(found), "operations", map(operation_as_json, told))
            return
        screen = console()
        for line in _head(found):
            screen.print(line)
        for operation in islice(operations, most):
            for line in _lines(operation):
                screen.print(line)
        if next(operations, None) is not None:
            say("There are more: --limit 0 shows all.")


def commit_as_json(commit: LoggedCommit) -> dict[str, Any]:
    """A commit as JSON; times are ISO 8601 in UTC."""
    return {
        "id": commit.id,
        "state": commit.state,
        "kind": commit.kind,
        "undoes": commit.undoes,
        "store_id": commit.store_id,
        "begun": commit.begun.isoformat(),
        "ended": None if commit.ended is None else commit.ended.isoformat(),
        "who": commit.who,
        "message": commit.message,
        "counts": {state.value: count for state, count in commit.counts.items()},
    }


def operation_as_json(operation: LoggedOperation) -> dict[str, Any]:
    """An operation as JSON; each change is `{"old": …, "new": …}`."""
    return {
        "commit": operation.commit_id,
        "number": operation.number,
        "state": operation.state.value,
        "kind": operation.kind,
        "model": operation.model,
        "key": operation.key,
        "label": operation.label,
        "path": operation.path,
        "changes": {
            name: {"old": old, "new": new} for name, (old, new) in operation.changes.items()
        },
        "before": operation.before,
        "made": operation.made,
        "error": operation.error,
    }


# For people ------------------------------------------------------------------------------


def _most(limit: int | None, few: int, as_json: bool) -> int | None:
    if limit is None:
        return None if as_json else few
    return limit or None


def _table(commits: Iterable[LoggedCommit]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for title in ("id", "begun", "state", "kind"):
        table.add_column(title, no_wrap=True)
    for title in ("who", "operations", "message"):
        table.add_column(title)
    for commit in commits:
        table.add_row(
            commit.id[:SHORT],
            local(commit.begun),
            styled(commit.state),
            commit.kind,
            plain(commit.who),
            _counted(commit),
            plain(commit.message or ""),
        )
    return table


def _counted(commit: LoggedCommit) -> str:
    return ", ".join(
        f"{commit.counts[state]} {state.lower().replace('_', ' ')}"
        for state in OperationState
        if commit.counts.get(state)
    )


def _head(commit: LoggedCommit) -> Iterator[Text]:
    undoes = "" if commit.undoes is None else f" of {commit.undoes}"
    yield Text.assemble(f"{commit.kind} {commit.id}{undoes}  ", styled(commit.state))
    told = {
        "store": commit.store_id,
        "begun": local(commit.begun),
        "ended": local(commit.ended),
        "who": commit.who,
        "message": commit.message,
        "operations": _counted(commit),
    }
    for name, value in told.items():
        if value:
            yield Text(f"{name:10}  {plain(value)}")


def _lines(operation: LoggedOperation) -> Iterator[Text]:
    label = plain(str(operation))
    yield Text.assemble(
        f"{operation.number:6}  ", styled(operation.state, 12), f"  {label}  {operation.path}"
    )
    for row in change_lines(operation.changes, MOST_ROWS):
        yield Text(f"{'':22}{row}")
    if operation.error:
        yield Text(f"{'':22}{plain(operation.error)}")


MOST_ROWS = 20
"""Rows of one operation; JSON has all."""


def change_lines(changes: Mapping[str, tuple[Any, Any]], most: int) -> Iterator[str]:
    """Lines of attribute, old and new value, as columns; no more than `most`, and then a dot."""
    rows = list(islice(_changed(changes), most + 1))
    widths = [max((len(row[at]) for row in rows), default=0) for at in (0, 1)]
    for name, old, new in rows[:most]:
        yield f"{name:{widths[0]}}  {old:>{widths[1]}} → {new}"
    if len(rows) > most:
        yield "…"


def _changed(changes: Mapping[str, tuple[Any, Any]]) -> Iterator[tuple[str, str, str]]:
    """Each attribute that changes; of one that changes within, the places that do."""
    for name, (old, new) in changes.items():
        within = isinstance(old, list | dict) and isinstance(new, list | dict)
        for place, was, now in differences(old, new, name) if within else [(name, old, new)]:
            yield _cut(place, 28), _cut(_shown(was), 24), _cut(_shown(now), 48)


def _shown(value: Any) -> str:
    match value:
        case None | {"$absent": True}:
            return ""
        case {"$delta": amount}:
            return f"{amount:+}"
        case {"$new": number}:
            return f"(id of operation {number})"
    return "" if value is ABSENT else plain(str(value))


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
