"""The command on a terminal, as a person sees it."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
from collections.abc import Callable

PROGRAM = """
import fcntl, termios
from ecwid_orm.cli import main

fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # it is ours, so that Ctrl-C on it is for us
main()
"""


CTRL_C = "\x03"


def on_a_terminal(
    arguments: list[str],
    answer: str,
    meanwhile: Callable[[], object] = bool,
    *,
    question: str = "[y/N]",
) -> tuple[int, str]:
    """The exit code and all that a person sees who answers the question.

    `meanwhile` happens while the person thinks.
    """
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "120"},
        start_new_session=True,
    ) as process:
        os.close(theirs)
        seen, asked, idle = "", False, 0
        while idle < 60:
            if not select.select([ours], [], [], 1)[0]:
                idle += 1
                if asked and answer == CTRL_C:
                    # Python may miss one that comes in the moment before it waits for a line.
                    os.write(ours, answer.encode())
                continue
            try:
                seen += os.read(ours, 4096).decode(errors="replace")
            except OSError:  # Linux says so when the other end is closed
                break
            if answer and not asked and question in seen:
                asked = True
                meanwhile()
                os.write(ours, answer.encode())
        os.close(ours)
    return process.returncode, seen
