"""Measure everything and print it: `python -m benchmarks [--check] [NAME …]`."""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Callable, Iterator

from benchmarks import bulk, changes, conflicts, reading, scale, searching, sending, walking
from benchmarks.products import PAGE, page
from benchmarks.report import Row, heading, shown

PARTS: dict[str, Callable[[], Iterator[Row]]] = {
    "reading": reading.rows,
    "bulk": bulk.rows,
    "changes": changes.rows,
    "sending": sending.rows,
    "conflicts": conflicts.rows,
    "scale": scale.rows,
    "walking": walking.rows,
    "searching": searching.rows,
}


def main() -> int:
    """Print a row for each promise; with --check the exit status is 1 if one is not kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="NAME", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--check", action="store_true", help="fail if a goal is missed")
    given = parser.parse_args()
    unknown = [name for name in given.parts if name not in PARTS]
    if unknown:
        parser.error(f"there is no {unknown[0]!r}; there are {', '.join(PARTS)}")
    fast = "with" if sys.modules.get("orjson") else "without"  # the codec tried to import it
    print(
        f"Python {platform.python_version()}, {fast} orjson; "
        f"a page is {PAGE} products, {len(page()) / 1000:.0f} KB\n\n{heading()}"
    )
    missed = 0
    for name in given.parts or PARTS:
        for row in PARTS[name]():
            print(shown(row), flush=True)
            missed += row.passed is False
    print(f"\n{missed or 'No'} goal{'' if missed == 1 else 's'} missed.")
    return 1 if given.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
