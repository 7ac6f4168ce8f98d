"""What an import did, or would do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ecwid_orm.session import Operation
from ecwid_orm.transfer.rejecting import Rejected

__all__ = ["Loaded", "Sample"]

SAMPLES = 5
"""Operations of a kind that are kept to be shown."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One of the operations: at which line it stands, and what is done to what.

    `changes` maps each attribute to its old and new JSON, None for none.
    """

    line: int
    kind: str
    model: str
    label: str
    changes: dict[str, tuple[Any, Any]]

    def to_dict(self) -> dict[str, Any]:
        """The sample as JSON."""
        return {
            "line": self.line,
            "kind": self.kind,
            "model": self.model,
            "label": self.label,
            "changes": {
                name: {"old": old, "new": new} for name, (old, new) in self.changes.items()
            },
        }


@dataclass
class Loaded:
    """What an import did, or of a dry run, what it would do.

    `rows` is how many were read, `unchanged` those that the shop had already; `operations` counts
    what was sent by (kind, model); `samples` are the first of each. `rejected` are the rows that
    were not imported, `rejects` the file that holds them, if any; `missing` counts references, by
    (attribute, model), that lead to nothing in the file or the shop, and were left out.
    `commits` are the ids in the journal.
    """

    rows: int = 0
    unchanged: int = 0
    operations: Counter[tuple[str, str]] = field(default_factory=Counter)
    samples: list[Sample] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    rejects: Path | None = None
    missing: Counter[tuple[str, str]] = field(default_factory=Counter)
    ignored: tuple[str, ...] = ()
    commits: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many operations."""
        return self.operations.total()

    def to_dict(self) -> dict[str, Any]:
        """All of it as JSON; what is absent is null."""
        return {
            "rows": self.rows,
            "unchanged": self.unchanged,
            "operations": [
                {"kind": kind, "model": model, "count": count}
                for (kind, model), count in self.operations.items()
            ],
            "samples": [one.to_dict() for one in self.samples],
            "rejected": [
                {"line": one.line, "column": one.column, "reason": one.reason}
                for one in self.rejected
            ],
            "rejects": None if self.rejects is None else str(self.rejects),
            "missing": [
                {"attribute": attribute, "model": model, "count": count}
                for (attribute, model), count in self.missing.items()
            ],
            "ignored": list(self.ignored),
            "commits": self.commits,
        }

    def note(self, line: int, operation: Operation) -> None:
        """Count an operation of the row at a line."""
        kind = operation.kind, operation.instance.__root__.__name__
        self.operations[kind] += 1
        if self.operations[kind] <= SAMPLES:
            changes = operation.to_dict()["changes"]
            pairs = {name: (one["old"], one["new"]) for name, one in changes.items()}
            self.samples.append(Sample(line, *kind, repr(operation.instance), pairs))
