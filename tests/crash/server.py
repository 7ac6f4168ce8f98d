"""A process that forks others: `python -m tests.crash.server FOLDER`.

Reads a line of JSON, a history or a scenario, and answers with another. It has one thread and no
connections, so that a fork is a whole and clean process, without the time that it takes to start
Python.
"""

from __future__ import annotations

import gc
import json
import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.crash import disks, migrating, rivals
from tests.crash.forks import in_a_fork
from tests.crash.histories import History
from tests.crash.judge import Judge
from tests.crash.life import Place, live
from tests.crash.world import SharedClock, furnish

SCENARIOS: dict[str, Callable[..., dict[str, Any]]] = {
    "left_alone": rivals.left_alone,
    "taken_over": rivals.taken_over,
    "opened_at_once": rivals.opened_at_once,
    "unwritable": disks.unwritable,
    "no_file": disks.no_file,
    "full": disks.full,
    "spoilt": disks.spoilt,
    "migrated": migrating.migrated,
}


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
            asked = json.loads(line)
            if "scenario" in asked:
                answer = SCENARIOS[asked.pop("scenario")](place, **asked)
            else:
                answer = lived(place, History.from_json(line))
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def lived(place: Place, history: History) -> dict[str, Any]:
    """What became of a history: what is `wrong`, `facts` by name, and the programs' `diary`."""
    for number, life in enumerate(history.lives):
        place.clock.advance(life.wait)
        in_a_fork(place, lambda number=number: live(place, history, number))
    place.clock.advance(history.wait)
    judge = Judge(place, history)
    try:
        judge.judge()
    except Exception:
        judge.wrong.append(traceback.format_exc())
    diary = place.diary.read_text() if judge.wrong and place.diary.exists() else ""
    return {"wrong": judge.wrong, "facts": judge.facts, "diary": diary}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
