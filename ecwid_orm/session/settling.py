"""What became of the operations of a commit: applied to the objects, written down, counted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ecwid_orm.api import Response
from ecwid_orm.exceptions import (
    ApiError,
    BadAnswer,
    CommitError,
    Failure,
    InvalidToken,
    JournalError,
    NotFound,
    SessionError,
    TransportError,
)
from ecwid_orm.session.commitlog import CommitLog
from ecwid_orm.session.journal_entries import OperationState
from ecwid_orm.session.outcomes import Outcomes, values_of
from ecwid_orm.session.plan import LeftOut, Operation

Progress = Callable[[int, int], object]
"""Is told how many operations of a commit are settled, and how many there are in all."""


@dataclass(frozen=True, slots=True)
class CommitResult:
    """What a commit did: its `id`, the `operations` carried out, the `http_calls` it took.

    `batched` is how many requests travelled inside batches.
    """

    id: str
    operations: tuple[Operation, ...] = ()
    http_calls: int = 0
    batched: int = 0


class Settling:
    """The outcomes of one commit, each applied as it comes.

    Where it is `resumable`, what was not sent since the connection is gone stays planned in the
    log, to be taken up again; else it is the objects that stay dirty. `halted` says that going on
    would only fail again: the connection is gone, the token is dead, or the journal cannot be
    written.
    """

    def __init__(
        self,
        outcomes: Outcomes,
        log: CommitLog,
        doubts: dict[Operation, CommitLog],
        *,
        resumable: bool = False,
    ) -> None:
        self.log = log
        self._resumable = resumable
        self.halted = False
        self.settled = 0
        """How many operations need nothing more."""
        self.done: list[Operation] = []
        self.failures: list[Failure] = []
        self.not_executed: list[Operation] = []
        self.unknowns: list[Operation] = []
        """Those of the failures that nobody knows of yet."""
        self.restored: list[Operation] = []
        self.left_out: list[LeftOut] = []
        self._outcomes = outcomes
        self._doubts = doubts

    @contextmanager
    def writing_to(self, log: CommitLog) -> Iterator[None]:
        """What is settled meanwhile belongs to an earlier commit."""
        own, self.log = self.log, log
        try:
            yield
        finally:
            self.log = own

    def succeeded(self, operation: Operation, response: Response | None, key: Any = None) -> None:
        """It was carried out; `key` is that of what was created, where the answer has none."""
        values = values_of(operation)
        try:
            self._outcomes.done(operation, response, key)
        except BadAnswer as error:
            self.doubted(operation, error)
            return
        made = operation.key if operation.kind == "create" else None
        self.log.settled(operation, OperationState.DONE, made)
        self.done.append(operation)
        self.settled += 1
        try:
            self._outcomes.announce(operation, values)
        except Exception as error:  # noqa: BLE001  # a receiver's own error must not lose the rest
            self.failures.append(Failure(operation.instance, error, operation))

    def failed(self, operation: Operation, error: Exception) -> None:
        """It was refused, or not even sent, and may be sent again."""
        if operation.kind == "delete" and isinstance(error, NotFound) and not error.of_store:
            # Gone already, be it by an earlier try whose answer was lost: that is what was wanted.
            self.succeeded(operation, None)
            return
        self._told(operation, error)
        if not (self._resumable and is_passing(error)):
            self.log.settled(operation, OperationState.FAILED, error=error)

    def unknown(self, operation: Operation, error: ApiError | TransportError) -> None:
        """Nobody knows yet; its key will tell, or a look into the shop."""
        self.unknowns.append(operation)
        self._told(operation, error)

    def put_back(self, operation: Operation) -> None:
        """Its answer is lost for good, and it can be sent again: by whoever resumes the commit, or
        anew by the next one, as its object is still dirty."""
        if self._resumable:
            return
        if operation.idempotent:
            error = SessionError("the answer was lost; the next commit sends it again")
            self.log.settled(operation, OperationState.FAILED, error=error)
        else:
            self.log.settled(operation, OperationState.NOT_EXECUTED)

    def _told(self, operation: Operation, error: Exception) -> None:
        # A dead token, or no connection: going on would only fail again.
        self.halted = self.halted or is_passing(error)
        self.failures.append(Failure(operation.instance, error, operation))
        self.settled += 1

    def doubted(self, operation: Operation, error: SessionError | TransportError) -> None:
        """It may have been done, and sending it again might do it twice."""
        self._outcomes.dropped(operation)
        self.failures.append(Failure(operation.instance, error, operation))
        self.settled += 1
        self.log.settled(operation, OperationState.IN_DOUBT, error=error)
        self._doubts[operation] = self.log

    def skipped(self, operation: Operation) -> None:
        """It was not sent, since something before it failed."""
        self.not_executed.append(operation)
        self.settled += 1
        if not self._is_resumed:
            self.log.settled(operation, OperationState.NOT_EXECUTED)

    def departs(self, operations: Sequence[Operation], key: str | None) -> bool:
        """Write down what goes out; whether that could be done, for else nothing is sent."""
        try:
            self.log.departs(operations, key)
        except JournalError as error:
            self._unwritable(error)
            return False
        return True

    def save(self) -> None:
        """Write down what was settled."""
        try:
            self.log.save()
        except JournalError as error:
            self._unwritable(error)

    def end(self, keep: Collection[Operation] = (), *, unfinished: bool = False) -> bool:
        """Write down that the commit is over, but for what is kept; whether that could be done."""
        self._outcomes.finish()
        try:
            self.log.end(keep, unfinished=unfinished or self._is_resumed)
        except JournalError as error:
            self._unwritable(error)
            return False
        return True

    @property
    def _is_resumed(self) -> bool:
        """Whether a later recovery goes on with the commit."""
        return self._resumable and (self.halted or bool(self.unknowns))

    def _unwritable(self, error: JournalError) -> None:
        self.halted = True
        if not any(isinstance(failure.error, JournalError) for failure in self.failures):
            self.failures.append(Failure(None, error))

    def result(self, http_calls: int, batched: int) -> CommitResult:
        """What was done. Raises CommitError where anything failed."""
        self._outcomes.finish()
        result = CommitResult(self.log.id, tuple(self.done), http_calls, batched)
        if self.failures:
            raise CommitError(
                self._summary(),
                self.failures,
                not_executed=self.not_executed,
                result=result,
                restored=self.restored,
                left_out=self.left_out,
            )
        return result

    def _summary(self) -> str:
        lines = [
            f"{len(self.failures)} failed, {len(self.not_executed)} not executed, "
            f"{len(self.done)} done; the next commit sends what is left:"
        ]
        lines += _listed(
            [f"{one.operation or one.instance or 'journal'}: {one.error}" for one in self.failures]
        )
        if self.restored:
            lines.append(f"{len(self.restored)} had gone through, and were taken back:")
            lines += _listed(self.restored)
        if self.left_out:
            lines.append("could not be taken back:")
            lines += _listed(self.left_out)
        return "\n".join(lines)


def _listed(items: Sequence[object]) -> list[str]:
    lines = [f"  {item}" for item in items[:20]]
    return lines if len(items) <= 20 else [*lines, f"  … and {len(items) - 20} more"]


def is_passing(error: Exception) -> bool:
    """Whether it says nothing of the operation: the connection is gone, or the token is dead."""
    return isinstance(error, InvalidToken | TransportError)
