"""docs/reference/coverage.md: each operation, its public call, and a test that had it performed.

`python -m tests.operations.page` writes it, from the code and the last run of all tests.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.operations.calls import OPERATIONS, calls

ROOT = Path(__file__).parent.parent.parent
NAME = "docs/reference/coverage.md"
RECORD = "operations/performed"
"""Where pytest's cache has what the last run of all tests had performed."""

Performed = Mapping[str, Sequence[str]]
"""Operation → the tests that had it performed."""

HEAD = """\
# Coverage of the API

All {number} operations of Ecwid's API v3, the public call that performs each, and a test in which
that call did so against the emulated shop. `make table` makes this page, from the marks and
declarations in the code and from what the tests were seen to do. `make test` fails if an operation
lacks a call or a test, and if this page is not what the code makes.

A call stands here with the arguments that it needs. Those that queue an upload stand with the
commit that sends it.

| operation | request | call | test |
| --- | --- | --- | --- |
"""

_ROW = re.compile(r"^\| `(\w+)` \| .* \| `([^`]+)` \|$", re.MULTILINE)


def made(performed: Performed, before: str) -> str:
    """The page. A test that it named `before` stays, as long as it has the operation performed."""
    named = dict(_ROW.findall(before))
    known = calls()
    rows = []
    for name, operation in OPERATIONS.items():
        tests = [test.removeprefix("tests/") for test in performed.get(name, ())]
        test = named[name] if named.get(name) in tests else min(tests, default="")
        called = " or ".join(f"`{call.text}`" for call in known.get(name, ()))
        request = f"`{operation.method} {operation.path}`"
        rows.append(f"| `{name}` | {request} | {called} | `{test}` |\n")
    return HEAD.format(number=len(OPERATIONS)) + "".join(rows)


def lacking(performed: Performed) -> str:
    """What operations lack; empty where they lack nothing."""
    known = calls()
    without = [f"{name} has no public call" for name in OPERATIONS if name not in known]
    without += [
        f"{name} was performed by no test with {known[name][0].text}"
        for name in OPERATIONS
        if name in known and name not in performed
    ]
    return "\n".join(without)


def outdated(performed: Performed) -> str:
    """Why the page is not what the code makes; empty where it is."""
    before = _written()
    if made(performed, before) == before:
        return ""
    return f"{NAME} is not what the code makes now; `make table` writes it"


def main() -> str:
    """Write the page; what is wrong with it."""
    record = ROOT / ".pytest_cache" / "v" / RECORD
    if not record.exists():
        return "no run of all tests is known; `make test` makes one"
    performed = json.loads(record.read_text(encoding="utf-8"))
    (ROOT / NAME).write_text(made(performed, _written()), encoding="utf-8")
    return lacking(performed)


def _written() -> str:
    page = ROOT / NAME
    return page.read_text(encoding="utf-8") if page.exists() else ""


if __name__ == "__main__":
    sys.exit(main() or None)
