"""What breaks off a migration, told: what happened and where, what the shop has, how to go on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from ecwid_orm.exceptions import CommitError, EcwidError, JournalError, MigrationError
from ecwid_orm.migrations.script import Script

MOST = 20
"""Objects that an error lists."""
FEW = 3
"""Errors of one commit that are told in full."""


@contextmanager
def told(what: Script | str, so_far: Callable[[], str]) -> Iterator[None]:
    """Raise whatever comes as a MigrationError that says so; KeyboardInterrupt as itself.

    `what` is the script that is run, or else a name of what is done.
    """
    try:
        yield
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"{what} was interrupted. {so_far()}") from None
    except MigrationError:
        raise
    except Exception as error:
        line, name = ("", None) if isinstance(what, str) else (_line(error, what), what.name)
        raise MigrationError(
            f"{what}{line}: {_in_words(error)}\n{so_far()}", revision=name
        ) from error


def how_far(did: str, counts: Callable[[], Mapping[str, int] | None], command: str) -> str:
    """What was done by kind of operation, and how to go on; `did` begins the sentence."""
    try:
        done = ", ".join(f"{count} {kind}" for kind, count in sorted((counts() or {}).items()))
    except JournalError as error:
        return f"{did}: nobody knows, for {error}."
    return f"{did}: {done or 'no change'}. {go_on(command)}"


def go_on(command: str) -> str:
    """How to go on with what can be taken up again."""
    return (
        f"Run `ecwid {command}` again, once nothing is in its way: it goes on where it stopped, "
        "and does nothing twice."
    )


def listed(found: list[str]) -> list[str]:
    """The first lines of many, and how many more there are."""
    return found if len(found) <= MOST else [*found[:MOST], f"and {len(found) - MOST} more"]


def _line(error: BaseException, script: Script) -> str:
    """The line of the script in which it was raised."""
    found, trace, path = "", error.__traceback__, str(script.path.absolute())
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == path:
            found = f", line {trace.tb_lineno}"
        trace = trace.tb_next
    return found


def _in_words(error: Exception) -> str:
    if isinstance(error, CommitError):
        errors = list(dict.fromkeys(str(failure.error) for failure in error.failures))
        more = f"; and {len(errors) - FEW} more" if len(errors) > FEW else ""
        return "; ".join(errors[:FEW]) + more
    return str(error) if isinstance(error, EcwidError) else f"{type(error).__name__}: {error}"
