"""What a commit leaves behind as it goes: nothing, or its entries in a journal."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from ecwid_orm.session.journal import Journal
from ecwid_orm.session.journal_entries import CommitKind, OperationState
from ecwid_orm.session.plan import Operation, Plan
from ecwid_orm.session.records import Record, records


class CommitLog:
    """The log of one commit; this one, of a session without a journal, keeps nothing.

    `departs` and `save` return once it is on the disk; all but `settled` raise JournalError.
    """

    def __init__(self, commit_id: str) -> None:
        self.id = commit_id

    def begin(self, plan: Plan, before: Mapping[Operation, Any]) -> None:
        """All that is about to be done; `before` as from `before_images`."""

    def departs(self, operations: Iterable[Operation], key: str | None) -> None:
        """These go out now, in a batch of that key, or one alone."""

    def submitted(self, key: str, ticket: str) -> None:
        """Ecwid has that batch."""

    def settled(
        self,
        operation: Operation,
        state: OperationState,
        made: Any = None,
        error: Exception | None = None,
    ) -> None:
        """What became of an operation, and the key of what it created; kept until `save`."""

    def save(self) -> None:
        """What was settled is to be known after a crash."""

    def end(self, keep: Collection[Operation] = (), *, unfinished: bool = False) -> None:
        """No more of it is sent, but for what is kept for later.

        Nothing is over if it is `unfinished`: whoever recovers next goes on with it.
        """


class JournalLog(CommitLog):
    """The log of one commit in a journal; `numbers` are those of its operations there."""

    def __init__(
        self,
        journal: Journal,
        commit_id: str,
        store: str,
        *,
        kind: CommitKind = "commit",
        message: str | None = None,
        undoes: str | None = None,
        atomic: bool = False,
        step: tuple[str, str] | None = None,
        numbers: Mapping[Operation, int] | None = None,
    ) -> None:
        super().__init__(commit_id)
        self.journal = journal
        self.numbers = dict(numbers or {})
        self._store = store
        self._kind: CommitKind = kind
        self._message = message
        self._undoes = undoes
        self._atomic = atomic
        self._step = step
        self._settled: list[tuple[int, OperationState, Any, str | None]] = []
        self._ticket: tuple[str, str] | None = None

    def begin(self, plan: Plan, before: Mapping[Operation, Any]) -> None:
        self.numbers = {operation: number for number, operation in enumerate(plan)}
        rows = (
            _with_image(row, before[operation]) if operation in before else row
            for operation, row in zip(plan, records(plan), strict=True)
        )
        self.journal.begin(
            self.id,
            self._store,
            rows,
            kind=self._kind,
            message=self._message,
            undoes=self._undoes,
            atomic=self._atomic,
            step=self._step,
        )

    def departs(self, operations: Iterable[Operation], key: str | None) -> None:
        self.save()
        numbers = [self.numbers[operation] for operation in operations]
        self.journal.departs(self.id, key, numbers)

    def submitted(self, key: str, ticket: str) -> None:
        # It only spares a question after a crash: no reason to wait for the disk.
        self._ticket = (ticket, key)

    def settled(
        self,
        operation: Operation,
        state: OperationState,
        made: Any = None,
        error: Exception | None = None,
    ) -> None:
        self._settled.append(
            (self.numbers[operation], state, made, None if error is None else str(error))
        )

    def save(self) -> None:
        if self._settled or self._ticket:
            self.journal.settle(self.id, self._settled, self._ticket)
            self._settled, self._ticket = [], None

    def end(self, keep: Collection[Operation] = (), *, unfinished: bool = False) -> None:
        self.save()
        if unfinished:
            self.journal.release(self.id)
        else:
            self.journal.end(self.id, keep=[self.numbers[operation] for operation in keep])


def _with_image(row: Record, image: dict[str, Any]) -> Record:
    """The record with what was there before, as far as it did not know it."""
    if row["kind"] == "delete":
        return {**row, "before": image}
    known = row["changes"]
    changes = {
        name: [image[name], new] if name in image else [old, new]
        for name, (old, new) in known.items()
    }
    along = {name: value for name, value in image.items() if name not in known}
    return {**row, "changes": changes, **({"before": along} if along else {})}
