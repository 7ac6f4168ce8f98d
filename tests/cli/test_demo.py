from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ecwid_orm.cli.demo import STEPS


@pytest.mark.usefixtures("offline")
def test_the_demo_runs_without_an_account_and_shows_each_line_with_what_it_gives(
    folder: Path,
) -> None:
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "ecwid_orm", "demo"],
        capture_output=True,
        text=True,
        env={**os.environ, "HTTPS_PROXY": "http://127.0.0.1:1"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert time.monotonic() - began < 30  # 3 s where nothing else runs
    at = 0
    for told, *lines in STEPS:
        for text in (told, *(f">>> {line}" for line in lines)):
            at = done.stdout.index(text, at)
    assert "('Enamel mug', Decimal('12.5'))" in done.stdout
    assert "12.5 → 13.9" in done.stdout
    assert done.stdout.count("Decimal('12.5')\n") == 1  # the price after the undo
    assert "ecwid init" in done.stdout
    assert done.stderr == ""
    assert list(folder.iterdir()) == []


def test_it_needs_no_more_than_the_command_itself() -> None:
    program = (
        "import sys; sys.modules.update(werkzeug=None, keyring=None, IPython=None);"
        "from ecwid_orm.cli import main; sys.argv[1:] = ['demo']; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
