"""How far a migration is: a bar on a terminal, or a line of JSON for each event."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from ecwid_orm import signals
from ecwid_orm.api import codec
from ecwid_orm.cli.errors import ExitCode, exit_code
from ecwid_orm.cli.output import counted, progress, say
from ecwid_orm.exceptions import EcwidError
from ecwid_orm.migrations import Applied, Script
from ecwid_orm.migrations.telling import go_on
from ecwid_orm.session import CommitResult, Session

__all__ = ["LogJson", "Report", "reporting", "resumable"]

LogJson = Annotated[
    bool,
    typer.Option(
        "--log-json",
        help="Print a line of JSON for each event: revision_begun, progress, commit, "
        "revision_done, error.",
    ),
]


class Report:
    """Tells how far it is. `begun`, `progress` and `done` are told what happens."""

    def begun(self, script: Script) -> None:
        """A revision is begun."""

    def progress(self, done: int, total: int) -> None:
        """So much of it is done."""

    def commit(self, result: CommitResult) -> None:
        """Something was sent."""

    def done(self, applied: Applied) -> None:
        """A revision is done."""

    def failed(self, error: BaseException) -> None:
        """It broke off."""

    def close(self) -> None:
        """Nothing more comes."""


class Bars(Report):
    """For people: a bar for each revision, and a line when it is done."""

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._bar = ExitStack()
        self._tell: Callable[[int, int], None] | None = None

    def begun(self, script: Script) -> None:
        """Draw a bar."""
        self._start(script.name)

    def progress(self, done: int, total: int) -> None:
        """Move the bar."""
        if self._tell is None:
            self._start(self._doing)
        assert self._tell is not None
        self._tell(done, total)

    def done(self, applied: Applied) -> None:
        """Say what was done."""
        self.close()
        say(f"Applied {applied.revision}: {counted(applied.counts)}.")

    def close(self) -> None:
        """Remove the bar."""
        self._bar.close()
        self._tell = None

    def _start(self, doing: str) -> None:
        self._bar.close()
        self._tell = self._bar.enter_context(progress(doing))


class Lines(Report):
    """For programs: a line of JSON for each event, on standard output."""

    def __init__(self) -> None:
        self._out = sys.stdout
        self._revision: str | None = None

    def begun(self, script: Script) -> None:
        """Print `revision_begun`."""
        self._revision = script.name
        self._print("revision_begun", title=script.title)

    def progress(self, done: int, total: int) -> None:
        """Print `progress`."""
        self._print("progress", done=done, total=total)

    def commit(self, result: CommitResult) -> None:
        """Print `commit`."""
        self._print(
            "commit",
            commit=result.id,
            operations=len(result.operations),
            http_calls=result.http_calls,
        )

    def done(self, applied: Applied) -> None:
        """Print `revision_done`."""
        self._revision = applied.revision
        self._print("revision_done", counts=dict(applied.counts))
        self._revision = None

    def failed(self, error: BaseException) -> None:
        """Print `error`."""
        code = exit_code(error) if isinstance(error, EcwidError) else ExitCode.FAILED
        if isinstance(error, KeyboardInterrupt):
            code = ExitCode.INTERRUPTED
        self._print("error", error=str(error), exit_code=int(code))

    def _print(self, event: str, **told: Any) -> None:
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "event": event, "revision": self._revision, **told}
        typer.echo(codec.dumps(line), file=self._out)
        self._out.flush()


@contextmanager
def resumable(command: str) -> Iterator[None]:
    """Says after Ctrl-C that the command goes on when it is run again, unless that was said."""
    try:
        yield
    except KeyboardInterrupt as interrupt:
        raise KeyboardInterrupt(str(interrupt) or f"Interrupted. {go_on(command)}") from None


@contextmanager
def reporting(
    session: Session, doing: str, *, as_json: bool, log_json: bool = False
) -> Iterator[Report]:
    """Tell of the work within: by bars, by lines, or not at all where one document is printed.

    `doing` says what is done that is of no one revision. What scripts print goes to standard error
    where programs read standard output.
    """
    report = Lines() if log_json else Report() if as_json else Bars(doing)

    def chunk(sender: object, *, done: int, total: int, **_: object) -> None:
        report.progress(done, total)

    def commit(sender: object, *, result: CommitResult, **_: object) -> None:
        if result.operations:
            report.commit(result)

    with ExitStack() as stack:
        stack.callback(report.close)
        if as_json or log_json:
            stack.enter_context(redirect_stdout(sys.stderr))
        stack.enter_context(signals.chunk_done.connected_to(chunk, type(session)))
        stack.enter_context(signals.after_commit.connected_to(commit, type(session)))
        try:
            yield report
        except BaseException as error:
            report.failed(error)
            raise
