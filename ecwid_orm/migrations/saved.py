"""A plan in a file: what it would do, for which store, by which revisions."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from ecwid_orm.api import codec
from ecwid_orm.exceptions import MigrationError
from ecwid_orm.session import Plan, Session
from ecwid_orm.session.records import Rebuilder, Rebuilt, Record, records

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Part:
    """What a plan does of one kind to one model: how often, and the first of it as samples.

    `kind` is that of an operation; a sample is its record, with `label` and `changes`.
    """

    kind: str
    model: str
    count: int
    samples: tuple[Record, ...]


@dataclass(frozen=True)
class SavedPlan:
    """The plan of some revisions for one store.

    `revisions` maps their names to the checksums of their code. `warnings` are what came up while
    it was made.
    """

    store_id: str
    revisions: Mapping[str, str]
    operations: Sequence[Record]
    warnings: Sequence[str] = ()
    made: str = ""
    plan: Plan | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(
        cls,
        plan: Plan,
        store_id: str,
        revisions: Mapping[str, str],
        warnings: Sequence[str],
        made: str,
        seen: Iterable[str | None],
    ) -> SavedPlan:
        """The plan as it can be kept; `seen` are the fingerprints of what it deletes."""
        rows = [
            row if known is None else {**row, "seen": known}
            for row, known in zip(records(plan), seen, strict=True)
        ]
        return cls(store_id, revisions, rows, warnings, made, plan)

    @property
    def digest(self) -> str:
        """What the plan is known by: no two that differ have one."""
        return hashlib.sha256(codec.dumps(self._content())).hexdigest()

    def parts(self, samples: int = 3) -> list[Part]:
        """What it does, kind by kind and model by model, in the order in which they come."""
        rows: dict[tuple[str, str], list[Record]] = {}
        for row in self.operations:
            rows.setdefault((row["kind"], row["model"]), []).append(row)
        return [
            Part(kind, model, len(found), tuple(found[:samples]))
            for (kind, model), found in rows.items()
        ]

    def seen(self) -> dict[int, str]:
        """The fingerprints of what it deletes, by the numbers of the operations."""
        return {row["number"]: row["seen"] for row in self.operations if "seen" in row}

    def to_dict(self) -> dict[str, Any]:
        """The plan as JSON, just as `save` writes it."""
        return {"digest": self.digest, **self._content()}

    def _content(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "store_id": self.store_id,
            "made": self.made,
            "revisions": dict(self.revisions),
            "warnings": list(self.warnings),
            "operations": list(self.operations),
        }

    def save(self, path: Path) -> None:
        """Write it to a file, which is there whole or as it was. Raises MigrationError."""
        text = codec.dumps(self.to_dict())
        part = path.with_name(f".{path.name}.{uuid4().hex}")
        try:
            with part.open("xb") as file:
                part.chmod(0o600)  # it may hold what customers entered
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError as error:
            raise MigrationError(
                f"the plan cannot be written to {path}: {error.strerror}. Nothing was sent; keep "
                "it elsewhere, or make room."
            ) from error
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)

    @classmethod
    def read(cls, path: Path) -> SavedPlan:
        """The plan in a file. Raises MigrationError for one that was edited, or is none."""
        try:
            kept = codec.loads(path.read_bytes())
            if kept["format"] != FORMAT:
                raise MigrationError(
                    f"{path} was made by another version of ecwid_orm; make the plan anew"
                )
            saved = cls(
                str(kept["store_id"]),
                dict(kept["revisions"]),
                list(kept["operations"]),
                list(kept["warnings"]),
                str(kept["made"]),
            )
            digest = kept["digest"]
        except FileNotFoundError:
            raise MigrationError(
                f"there is no plan {path}; `ecwid migrate --plan -o` makes one"
            ) from None
        except OSError as error:
            raise MigrationError(f"{path} cannot be read: {error.strerror}") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise MigrationError(f"{path} is no plan of ecwid: {error}") from error
        if saved.digest != digest:
            raise MigrationError(
                f"{path} was changed after it was made, so nobody knows what it does; make it anew "
                "with `ecwid migrate --plan -o`"
            )
        return saved

    def rebuilt(self, session: Session, made: Mapping[int, Any]) -> Rebuilt:
        """The plan on the objects of a session; `made` as `Rebuilder` takes it."""
        return Rebuilder(session.identity, made).rebuild(list(self.operations))
