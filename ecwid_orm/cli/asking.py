"""Asking before something is sent: on a terminal; elsewhere only `--yes` is a yes."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from ecwid_orm.cli.errors import ExitCode
from ecwid_orm.cli.output import say

__all__ = ["OnlyPlan", "Yes", "says_yes", "unconfirmed"]

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Send it without asking.")]
OnlyPlan = Annotated[bool, typer.Option("--plan", help="Show it, and send nothing.")]


def says_yes(question: str, *, yes: bool = False) -> bool:
    """Whether it may be done: by the option, or by who is asked on a terminal.

    Ctrl-C there is no yes.
    """
    try:
        return yes or (sys.stdin.isatty() and typer.confirm(question, err=True))
    except typer.Abort:
        say("")
        return False


def unconfirmed() -> typer.Exit:
    """Say that nothing was sent; the exit to raise."""
    say("Nothing was sent; --yes sends it without asking.")
    return typer.Exit(ExitCode.UNCONFIRMED)
