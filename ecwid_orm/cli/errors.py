"""What a command says when it fails: one line on stderr, and an exit code that scripts can read."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Self

import typer
from typer.core import TyperGroup

from ecwid_orm.cli.output import plain, say
from ecwid_orm.exceptions import (
    CommitError,
    ConfigurationError,
    EcwidError,
    Forbidden,
    InDoubt,
    InvalidObjects,
    InvalidValue,
    MigrationError,
    PaymentRequired,
    RateLimited,
    ServerError,
    TransportError,
    UnknownField,
    UnknownParameter,
    UnsupportedCondition,
)

__all__ = ["Commands", "ExitCode", "WrongArgument", "exit_code"]


class WrongArgument(EcwidError):
    """An argument that no command can make sense of; the message says which, and what it may be."""


class ExitCode(IntEnum):
    """What a command exits with; `meaning` says it in words."""

    meaning: str

    def __new__(cls, code: int, meaning: str) -> Self:
        """A member: its code, and what that means."""
        self = int.__new__(cls, code)
        self._value_ = code
        self.meaning = meaning
        return self

    DONE = 0, "done, and nothing is left to do"
    FAILED = 1, "it could not be done; the message says why"
    USAGE = 2, "a wrong or missing argument, option or environment variable"
    UNSETTLED = 3, "a part was not done, or nobody knows yet whether it was"
    UNCONFIRMED = 4, "nothing was sent, since nobody said yes"
    UNREACHABLE = 5, "the shop could not be reached, or is too busy; try again later"
    DENIED = 6, "the shop refuses the token, or what the token may do"
    DIFFERENT = 7, "the two sides of a diff differ"
    INTERRUPTED = 130, "stopped by Ctrl-C"


CODES: tuple[tuple[type[EcwidError], ExitCode], ...] = (
    (InvalidObjects, ExitCode.FAILED),
    (CommitError, ExitCode.UNSETTLED),
    (InDoubt, ExitCode.UNSETTLED),
    (ConfigurationError, ExitCode.USAGE),
    (WrongArgument, ExitCode.USAGE),
    (InvalidValue, ExitCode.USAGE),
    (UnknownField, ExitCode.USAGE),
    (UnknownParameter, ExitCode.USAGE),
    (UnsupportedCondition, ExitCode.USAGE),
    (TransportError, ExitCode.UNREACHABLE),
    (ServerError, ExitCode.UNREACHABLE),
    (RateLimited, ExitCode.UNREACHABLE),
    (Forbidden, ExitCode.DENIED),
    (PaymentRequired, ExitCode.DENIED),
)


_OF_THE_SHOP = (
    CommitError,
    Forbidden,
    InDoubt,
    PaymentRequired,
    RateLimited,
    ServerError,
    TransportError,
)
"""What a migration may break off by that is no fault of its script."""


def exit_code(error: EcwidError) -> ExitCode:
    """The code that tells a script what kind of error it was."""
    cause = error.__cause__
    if isinstance(error, MigrationError) and isinstance(cause, _OF_THE_SHOP):
        error = cause
    return next((code for kind, code in CODES if isinstance(error, kind)), ExitCode.FAILED)


MOST_FAILURES = 20
"""Lines about the parts of one error; the journal has all."""


class Commands(TyperGroup):
    """The commands of `ecwid`. Errors of ours are told, not traced, unless `--debug` is given."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that the arguments name."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as interrupt:
            say(str(interrupt) or "Interrupted.")
            raise typer.Exit(ExitCode.INTERRUPTED) from None
        except EcwidError as error:
            if ctx.params["debug"]:
                raise
            # What is told of a migration has lines of its own.
            lines = str(error).splitlines() if isinstance(error, MigrationError) else [str(error)]
            for number, line in enumerate(lines):
                say(f"{'  ' if number else 'ecwid: '}{plain(line)}")
            if isinstance(error, CommitError):
                for failure in error.failures[:MOST_FAILURES]:
                    say(f"  {plain(str(failure.error))}")
                if len(error.failures) > MOST_FAILURES:
                    say(f"  … and {len(error.failures) - MOST_FAILURES} more")
            raise typer.Exit(exit_code(error)) from None
        except BrokenPipeError:
            raise  # who reads has enough, as in `ecwid log | head`
        except OSError as error:
            if ctx.params["debug"]:
                raise
            say(f"ecwid: {error}")
            raise typer.Exit(ExitCode.FAILED) from None
