"""Processes that are forked from one with a single thread, which has all modules loaded."""

from __future__ import annotations

import gc
import os
import traceback
from collections.abc import Callable

from tests.crash.life import Place


def forked(place: Place, work: Callable[[], object]) -> int:
    """Begin to do it in a process of its own; the number of that."""
    process = os.fork()
    if process:
        return process
    gc.disable()
    try:
        work()
    except BaseException:
        place.note("broken", why=traceback.format_exc())
    os._exit(0)


def ended(process: int) -> int:
    """Wait for its end: its status, negative for a signal."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def in_a_fork(place: Place, work: Callable[[], object]) -> int:
    """Do it in a process of its own, and wait for that."""
    return ended(forked(place, work))
