"""What earlier attempts to send a saved plan left of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ecwid_orm.exceptions import MigrationError
from ecwid_orm.migrations.moving import moved
from ecwid_orm.migrations.saved import SavedPlan
from ecwid_orm.migrations.telling import listed
from ecwid_orm.session import OperationState, Plan, Run, Session

ANEW = "Make the plan anew with `ecwid migrate --plan -o`."


def left_of(saved: SavedPlan, run: Run, session: Session) -> Plan:
    """What a run did not do yet of a plan. Raises MigrationError if objects of that moved.

    Raises InDoubt for what has to be settled first.
    """
    left = [row["number"] for row in saved.operations]
    made: dict[int, Any] = {}
    run.done("commit 1")  # raises InDoubt
    every = session.journal.run_commits(run.id)
    commits = [one for one in every if not session.journal.is_undone(one.id)]
    if 0 < len(commits) < len(every):
        raise MigrationError(
            f"a part of what this plan did was undone since. Nothing more was sent. {ANEW}"
        )
    for commit in commits:
        # Each attempt counts from 0 what it had left.
        done = {
            one.number: one.made
            for one in session.journal.operations(commit.id, OperationState.DONE)
        }
        made.update((left[at], key) for at, key in done.items() if key is not None)
        left = [number for at, number in enumerate(left) if at not in done]
    rebuilt = saved.rebuilt(session, made)
    rest = {rebuilt.operations[number] for number in left}
    plan = rebuilt.plan.only(rest)
    waits = {one: needed & rest for one, needed in plan.waits.items() if one in rest}
    plan = replace(plan, waits=waits)
    seen = {rebuilt.operations[number]: known for number, known in saved.seen().items()}
    labels = {rebuilt.operations[row["number"]]: row["label"] for row in saved.operations}
    found = [f"{labels[one]}: {how}" for one, how in moved(plan, seen, session)]
    if found:
        raise MigrationError(
            f"the shop has moved since the plan was made ({saved.made}):\n"
            + "".join(f"  {one}\n" for one in listed(found))
            + ("Nothing" if len(rest) == len(saved.operations) else "Nothing more")
            + f" was sent. {ANEW}"
        )
    return plan
