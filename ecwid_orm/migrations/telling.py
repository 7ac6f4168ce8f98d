"""What breaks off a migration, told: what happened and where, what the shop has, how to go on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

from ecwid_orm.exceptions import CommitError, EcwidError, MigrationError
from ecwid_orm.migrations.script import Script
from ecwid_orm.session import LoggedCommit, OperationState

MOST = 20
"""Objects that an error lists."""
FEW = 3
"""Errors of one commit that are told in full."""


@contextmanager
def told(what: Script | str, so_far: Callable[[bool], str]) -> Iterator[None]:
    """Raise whatever comes as a MigrationError that says so; KeyboardInterrupt as itself.

    `what` is the script that is run, or else a name of what is done. `so_far` is asked what the
    shop has, and whether something is to be mended.
    """
    try:
        yield
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"{what} was interrupted. {so_far(False)}") from None
    except MigrationError:
        raise
    except Exception as error:
        line, name = ("", None) if isinstance(what, str) else (_line(error, what), what.name)
        raise MigrationError(
            f"{what}{line}: {_in_words(error)}\n{so_far(True)}", revision=name
        ) from error


def how_far(commits: Iterable[LoggedCommit], counts: Mapping[str, int]) -> str:
    """What the commits of a run did, by kind of operation, and of how many that is not known."""
    done = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items())) or "no change"
    states = sum((Counter(one.counts) for one in commits), Counter[OperationState]())
    unknown = states[OperationState.SENT] + states[OperationState.IN_DOUBT]
    return f"{done}; of {unknown} more it is not known yet" if unknown else done


def go_on(command: str, *, mended: bool = False) -> str:
    """How to go on with what can be taken up again, perhaps when something was mended."""
    run = "Mend that, and run" if mended else "Run"
    return f"{run} `ecwid {command}` again: it goes on where it stopped, and does nothing twice."


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
