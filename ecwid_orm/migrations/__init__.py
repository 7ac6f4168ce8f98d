"""Data migrations: scripts under version control, applied once, in order, to a store."""

from __future__ import annotations

from ecwid_orm.migrations.chain import Chain, find_name, new_script
from ecwid_orm.migrations.history import Applied, History
from ecwid_orm.migrations.runner import Migrations, Problem, Status
from ecwid_orm.migrations.saved import Part, SavedPlan
from ecwid_orm.migrations.script import Script

__all__ = [
    "Applied",
    "Chain",
    "History",
    "Migrations",
    "Part",
    "Problem",
    "SavedPlan",
    "Script",
    "Status",
    "find_name",
    "new_script",
]
