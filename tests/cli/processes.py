"""The command in a process of its own, with less room or fewer rights than this one."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from collections.abc import Callable


def command(
    *arguments: str, before: Callable[[], object] | None = None
) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, in which `before` is called first."""
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=before,  # this process has no other threads that hold locks
    )


def bound() -> None:
    """Root, too, may write only where the folder says so."""
    drop, override = 24, 1  # PR_CAPBSET_DROP, CAP_DAC_OVERRIDE
    ctypes.CDLL(None).prctl(drop, override, 0, 0, 0)
