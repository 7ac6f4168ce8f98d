"""Fixtures that all tests may use."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import hypothesis
import pytest

# On a busy machine, how long an example takes says nothing.
hypothesis.settings.register_profile("tests", deadline=None)
hypothesis.settings.load_profile("tests")

# A shell has its background jobs ignore Ctrl-C, and so would the programs that the tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

pytest_plugins = ["ecwid_orm.testing", "tests.operations.recorder"]

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the API's facts (`ecwid-api/`) and real catalogues (`data/`).

    It lies beside the repository, or where ECWID_SHARED says. Tests that need it skip where it
    is absent.
    """
    folder = Path(os.environ.get("ECWID_SHARED", ROOT.parent / "shared"))
    if not (folder / "ecwid-api").is_dir():
        pytest.skip(f"no ecwid-api in {folder}: set ECWID_SHARED to the folder that has it")
    return folder
