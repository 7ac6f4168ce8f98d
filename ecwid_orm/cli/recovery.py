"""`ecwid recover` and `ecwid resolve`: what broke off, put right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.text import Text

from ecwid_orm.cli.errors import ExitCode
from ecwid_orm.cli.journal import SHORT, CommitId, operation_as_json
from ecwid_orm.cli.output import AsJson, console, plain, print_json, progress, say, styled
from ecwid_orm.cli.shop import JournalPath, open_session
from ecwid_orm.exceptions import JournalError
from ecwid_orm.session import (
    LoggedOperation,
    OperationState,
    Recovered,
    RecoveryState,
    Session,
)
from ecwid_orm.session.records import model_of

__all__ = ["interruptible", "recover", "resolve"]

SETTLED = {RecoveryState.DONE, RecoveryState.RESENT}


def recover(journal: JournalPath = None, as_json: AsJson = False) -> None:
    """Finish what was begun and broke off: after a crash, a kill, a lost connection.

    What was sent is not sent twice; what cannot be found out is in doubt, see `ecwid resolve`.
    Exits with 3 if something is not settled.
    """
    with open_session(journal) as session:
        with interruptible(), progress("Recovering") as tell:
            found = session.recover(progress=tell)
        _report(session, found, as_json, "Nothing was left over.")


def resolve(
    commit: CommitId,
    number: Annotated[int, typer.Argument(help="The number of the operation.")],
    applied: Annotated[
        bool, typer.Option("--applied/--not-applied", help="Whether the shop has it.")
    ],
    key: Annotated[
        str | None, typer.Option(help="The key of what it created: its id, mostly.")
    ] = None,
    journal: JournalPath = None,
    as_json: AsJson = False,
) -> None:
    """Settle an operation in doubt, after a look into the shop.

    If it was not applied, it is sent now; so is all that waited for it. Exits with 3 if something
    is not settled.
    """
    with open_session(journal) as session:
        operation = _in_doubt(session, commit, number)
        with interruptible(), progress("Resolving") as tell:
            found = session.resolve(operation, applied, key=_typed(operation, key), progress=tell)
        _report(session, found, as_json, "Settled; nothing waited for it.")


@contextmanager
def interruptible() -> Iterator[None]:
    """Says after Ctrl-C how to go on."""
    try:
        yield
    except KeyboardInterrupt:
        raise KeyboardInterrupt(
            "Interrupted. What was on its way is in the journal: `ecwid recover` finds out what "
            "became of it."
        ) from None


# Recovering ------------------------------------------------------------------------------


def _report(session: Session, found: Sequence[Recovered], as_json: bool, if_nothing: str) -> None:
    """Print what became of what was left, and what is still in doubt; exit with 3 if any is."""
    doubtful = list(_doubtful(session))
    if as_json:
        print_json(
            {
                "recovered": [_recovered_as_json(one) for one in found],
                "in_doubt": [operation_as_json(one) for one in doubtful],
            }
        )
    else:
        _tell(found, doubtful, if_nothing)
    if doubtful or any(one.state not in SETTLED for one in found):
        raise typer.Exit(ExitCode.UNSETTLED)


def _tell(found: Sequence[Recovered], doubtful: Sequence[LoggedOperation], if_nothing: str) -> None:
    screen = console()
    for one in found:
        screen.print(Text.assemble(styled(one.state, 12), f"  {plain(str(one.operation))}"))
        if one.error is not None:
            screen.print(f"{'':14}{plain(str(one.error))}")
    counts = Counter(one.state for one in found)
    counted = ", ".join(f"{count} {state}" for state, count in counts.items())
    say(f"What was left: {counted}." if found else if_nothing)
    if counts[RecoveryState.UNKNOWN]:
        say("UNKNOWN: the shop could not be reached. Run this again.")
    if doubtful:
        say("In doubt. Look in the shop whether it was done, and say so with one of the two:")
    for operation in doubtful:
        say(f"  {plain(str(operation))}")
        key = " --key KEY" if operation.kind == "create" else ""
        command = f"ecwid resolve {operation.commit_id[:SHORT]} {operation.number}"
        say(f"    {command} --applied{key}")
        say(f"    {command} --not-applied")


def _doubtful(session: Session) -> Iterator[LoggedOperation]:
    """All that is in doubt in this shop, from earlier too."""
    for commit in session.journal.commits():
        if commit.store_id == session.client.store_id and commit.counts.get(
            OperationState.IN_DOUBT
        ):
            yield from session.journal.operations(commit.id, OperationState.IN_DOUBT)


def _recovered_as_json(one: Recovered) -> dict[str, Any]:
    return {
        "commit": one.commit_id,
        "state": one.state.value,
        "error": None if one.error is None else str(one.error),
        **one.operation.to_dict(),
    }


# Resolving -------------------------------------------------------------------------------


def _in_doubt(session: Session, commit: str, number: int) -> LoggedOperation:
    found = session.journal.commit(commit)
    for operation in session.journal.operations(found.id, OperationState.IN_DOUBT):
        if operation.number == number:
            return operation
    raise JournalError(
        f"operation {number} of commit {found.id[:SHORT]} is not in doubt; "
        f"`ecwid show {found.id[:SHORT]} --state IN_DOUBT` lists what is"
    )


def _typed(operation: LoggedOperation, key: str | None) -> Any:
    """A key as its model has it, of the text that was typed."""
    if key is None:
        return None
    model = model_of(operation.record)
    is_number = model.__fields__[model.__resource__.key].converter.native is int
    if is_number and not key.isdecimal():
        raise typer.BadParameter(f"{key!r} is no id of a {operation.model}; it is a number")
    return int(key) if is_number else key
