"""What commands print: tables and lines for people, JSON for programs.

Colours only go to a terminal. What a shop holds was written by strangers: nothing in it is taken
for markup, and signs that would steer the terminal are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from ecwid_orm.api import codec

__all__ = ["AsJson", "console", "counted", "local", "plain", "print_json", "progress", "say"]
__all__ += ["stream_json", "styled"]

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]

STYLES = {
    "DONE": "green",
    "RESENT": "green",
    "FAILED": "red",
    "NOT_EXECUTED": "red",
    "IN_DOUBT": "bold yellow",
    "UNKNOWN": "yellow",
    "OPEN": "cyan",
    "SENT": "cyan",
    "PLANNED": "cyan",
}
"""How the states of commits and operations look."""

WIDE = 10_000
"""Columns of what is no terminal: who reads lines there needs them whole."""


def console(*, stderr: bool = False) -> Console:
    """Standard output, or standard error, as it is now."""
    found = Console(stderr=stderr, markup=False, emoji=False, highlight=False, soft_wrap=True)
    if not found.is_terminal:
        found.width = WIDE
    return found


def say(text: str) -> None:
    """Print a line for people on standard error, where it is in no program's way."""
    console(stderr=True).print(text)


def plain(text: str) -> str:
    """The text in one line, without signs that a terminal would obey."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else " " for sign in text)


def local(moment: datetime | None) -> str:
    """A moment in the time of this machine, to the second; nothing for None."""
    return "" if moment is None else f"{moment.astimezone():%Y-%m-%d %H:%M:%S}"


def styled(state: str, width: int = 0) -> Text:
    """A state in its colour, filled up to a width."""
    return Text(f"{state:{width}}", STYLES.get(state, ""))


def counted(counts: Mapping[str, int]) -> str:
    """How many operations of each kind, in words."""
    return ", ".join(f"{count:,} {kind}" for kind, count in sorted(counts.items())) or "nothing"


def print_json(value: Any) -> None:
    """Print one JSON document. Numbers have the digits that they have in the shop."""
    typer.echo(codec.dumps(value))


def stream_json(head: Mapping[str, Any], name: str, items: Iterable[Any]) -> None:
    """Print an object of `head` and, under `name`, a list: one item a line, each as it comes."""
    start = codec.dumps(head)[:-1].decode() + ("," if head else "")
    typer.echo(f'{start}"{name}":[', nl=False)
    between = "\n"
    for item in items:
        typer.echo(between + codec.dumps(item).decode(), nl=False)
        between = ",\n"
    typer.echo("\n]}")


@contextmanager
def progress(doing: str) -> Iterator[Callable[[int, int], None]]:
    """A bar with rate and time left on a terminal, else nothing.

    Is called with the number done, and the number of all.
    """
    screen = console(stderr=True)
    with Progress(
        TextColumn(doing),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
        console=screen,
        transient=True,
        disable=not screen.is_terminal,
    ) as bar:
        task = bar.add_task(doing, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


class _Rate(ProgressColumn):
    """How many are done in a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:,.0f}/s" if speed >= 10 else f"{speed:.1f}/s")
