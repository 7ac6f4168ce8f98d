"""A plan of migrations for people: what it does of each kind to which model, with samples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.text import Text

from ecwid_orm.cli.journal import change_lines
from ecwid_orm.cli.output import console, plain
from ecwid_orm.migrations import Part, SavedPlan

__all__ = ["show_saved"]

KINDS = {
    "create": ("Create", "green"),
    "update": ("Change", "yellow"),
    "adjust": ("Change stock", "yellow"),
    "upload": ("Upload", "green"),
    "delete": ("Delete", "red"),
}
"""What people call the kinds of operations, in the order in which they are shown."""

MOST_ROWS = 6
"""Attributes of one sample."""


def show_saved(saved: SavedPlan) -> None:
    """Print a plan: its revisions, a table for each kind of change, and its warnings."""
    screen = console()
    screen.print(
        f"Plan for store {plain(saved.store_id)}, made {plain(saved.made)}: "
        f"{_counted(len(saved.revisions), 'revision')}, "
        f"{_counted(len(saved.operations), 'operation')}"
    )
    for revision in saved.revisions:
        screen.print(f"  {plain(revision)}")
    parts = saved.parts()
    labels = {row["number"]: row["label"] for row in saved.operations if row["kind"] == "create"}
    for kind in KINDS:
        _show([part for part in parts if part.kind == kind], labels)
    if saved.warnings:
        screen.print(Text("Warnings", "bold"))
        for warning in saved.warnings:
            screen.print(f"  {plain(warning)}")


def _show(parts: Sequence[Part], labels: Mapping[int, str]) -> None:
    screen = console()
    for part in parts:
        name, style = KINDS[part.kind]
        screen.print(Text(f"{name}  {part.count:,} {plain(part.model)}", f"bold {style}"))
        for sample in part.samples:
            screen.print(f"  {plain(sample['label'])}")
            if part.kind != "delete":
                for line in change_lines(_named(sample["changes"], labels), MOST_ROWS):
                    screen.print(f"      {line}")
        if part.count > len(part.samples):
            screen.print(f"  … and {part.count - len(part.samples):,} more")


def _named(value: Any, labels: Mapping[int, str]) -> Any:
    """JSON of a record, with the names of what is to be created in the place of its ids."""
    match value:
        case {"$new": number}:
            return f"(id of {labels[number]})"
        case dict():
            return {name: _named(item, labels) for name, item in value.items()}
        case list():
            return [_named(item, labels) for item in value]
    return value


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
