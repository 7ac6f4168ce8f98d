"""A process that forks another for each life: `python -m tests.crash.server FOLDER`.

Reads a history a line, answers with a line of JSON: what is `wrong`, and `facts`. It has one thread
and no connections, so that a fork is a whole and clean process, without the time that it takes to
start Python.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.crash.histories import History
from tests.crash.judge import Judge
from tests.crash.life import Place, live
from tests.crash.world import SharedClock, furnish


def main(folder: Path) -> None:
    """Answer until there is no more to read."""
    template = folder / "template.db"
    furniture = furnish(template)
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        with tempfile.TemporaryDirectory(dir=folder) as made:
            place = Place(Path(made), SharedClock(), furniture)
            shutil.copy(template, place.shop)
            verdict = lived(place, History.from_json(line))
        sys.stdout.write(json.dumps(verdict) + "\n")
        sys.stdout.flush()


def lived(place: Place, history: History) -> dict[str, Any]:
    """What became of a history."""
    for number, life in enumerate(history.lives):
        place.clock.advance(life.wait)
        in_a_fork(lambda number=number: live(place, history, number))
    place.clock.advance(history.wait)
    judge = Judge(place, history)
    try:
        judge.judge()
    except Exception:
        judge.wrong.append(traceback.format_exc())
    diary = place.diary.read_text() if judge.wrong and place.diary.exists() else ""
    return {"wrong": judge.wrong, "facts": judge.facts, "diary": diary}


def in_a_fork(work: Callable[[], object]) -> int:
    """Do it in a process of its own; its status, negative for a signal."""
    process = os.fork()
    if not process:
        gc.disable()
        work()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
