"""What is printed: a row for each promise, and its goal beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One figure, with the garbage collector on (`gc`), off, or None where that is all the same.

    `ratio` is how many times the baseline. A row without a goal has passed None: it says more of
    the one above.
    """

    what: str
    gc: bool | None
    measured: str
    baseline: str = ""
    ratio: str = ""
    goal: str = ""
    passed: bool | None = None


_HEADER = ("what", "GC", "measured", "baseline", "ratio", "goal", "")
_WIDTHS = (38, 3, 9, 24, 7, 9, 4)
_STATES = {True: "on", False: "off", None: ""}
_VERDICTS = {True: "pass", False: "FAIL", None: ""}


def heading() -> str:
    """The first lines of the table."""
    return f"{_line(_HEADER)}\n{_line('-' * width for width in _WIDTHS)}"


def shown(row: Row) -> str:
    """A row as a line of the table."""
    figures = (row.measured, row.baseline, row.ratio, row.goal)
    return _line((row.what, _STATES[row.gc], *figures, _VERDICTS[row.passed]))


def at_most(
    what: str, gc: bool, seconds: float, name: str, baseline: float, goal: float | None
) -> Row:
    """A promise to take no more than `goal` times the baseline."""
    ratio = seconds / baseline
    beside = f"{name} {duration(baseline)}"
    if goal is None:
        return Row(what, gc, duration(seconds), beside, f"{ratio:.2f} ×")
    wanted = f"≤ {goal:.2f} ×"
    return Row(what, gc, duration(seconds), beside, f"{ratio:.2f} ×", wanted, ratio <= goal)


def faster(what: str, gc: bool, seconds: float, name: str, baseline: float, goal: float) -> Row:
    """A promise to be at least `goal` times as fast as the baseline."""
    ratio = baseline / seconds
    beside = f"{name} {duration(baseline)}"
    wanted = f"1/{goal:.0f}"
    return Row(what, gc, duration(seconds), beside, f"1/{ratio:.0f}", wanted, ratio >= goal)


def within(
    what: str, gc: bool, seconds: float, goal: float | None, name: str, baseline: float
) -> Row:
    """A promise to take no more than `goal` seconds."""
    beside = f"{name} {duration(baseline)}"
    ratio = f"{seconds / baseline:.2f} ×"
    if goal is None:
        return Row(what, gc, duration(seconds), beside, ratio)
    wanted = f"≤ {duration(goal)}"
    return Row(what, gc, duration(seconds), beside, ratio, wanted, seconds <= goal)


def duration(seconds: float) -> str:
    """Seconds with three digits, in the unit that suits them."""
    return f"{seconds:.3g} s" if seconds >= 1 else f"{seconds * 1000:.3g} ms"


def _line(cells: Iterable[str]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, _WIDTHS, strict=True))
    return "  ".join(padded).rstrip()
