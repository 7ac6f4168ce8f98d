"""A plan of migrations for people: what it does of each kind to which model, with samples."""

from __future__ import annotations

from collections.abc import Sequence

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
        f"{len(saved.revisions)} revisions, "
        f"{len(saved.operations):,} operations"
    )
    for revision in saved.revisions:
        screen.print(f"  {plain(revision)}")
    parts = saved.parts()
    for kind in KINDS:
        _show([part for part in parts if part.kind == kind])
    if saved.warnings:
        screen.print(Text("Warnings", "bold"))
        for warning in saved.warnings:
            screen.print(f"  {plain(warning)}")


def _show(parts: Sequence[Part]) -> None:
    screen = console()
    for part in parts:
        name, style = KINDS[part.kind]
        screen.print(Text(f"{name}  {part.count:,} {plain(part.model)}", f"bold {style}"))
        for sample in part.samples:
            screen.print(f"  {plain(sample['label'])}")
            if part.kind != "delete":
                for line in change_lines(sample["changes"], MOST_ROWS):
                    screen.print(f"      {line}")
        if part.count > len(part.samples):
            screen.print(f"  … and {part.count - len(part.samples):,} more")
