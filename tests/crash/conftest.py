"""The process that lives histories, one for each worker of the tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.crash.histories import History

_IN_MEMORY = Path("/dev/shm")
"""A kill can't tell whether a file is on a disk, and here it takes no time to sync it."""


class Crashes:
    """Asks the process of `tests.crash.server`, which forks one for each life."""

    def __init__(self, server: subprocess.Popen[str]) -> None:
        self._server = server

    def lived(self, history: History) -> dict[str, Any]:
        """What became of a history: what is `wrong`, `facts` by name, and the `diary`."""
        return self._answer(history.to_json())

    def played(self, scenario: str, **arguments: Any) -> dict[str, Any]:
        """What came of a scenario of `rivals` or `disks`."""
        return self._answer(json.dumps({"scenario": scenario, **arguments}))

    def _answer(self, line: str) -> dict[str, Any]:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(line + "\n")
        self._server.stdin.flush()
        answer: dict[str, Any] = json.loads(self._server.stdout.readline())
        return answer


@pytest.fixture(scope="session")
def crashes(root: Path) -> Iterator[Crashes]:
    """Lives histories."""
    within = _IN_MEMORY if os.access(_IN_MEMORY, os.W_OK) else None
    with (
        tempfile.TemporaryDirectory(dir=within) as folder,
        subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "tests.crash.server", folder],
            cwd=root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as server,
    ):
        yield Crashes(server)
        assert server.stdin is not None
        server.stdin.close()
