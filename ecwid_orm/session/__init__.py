"""The session: identity map, unit of work, queries, plans and commits."""

from __future__ import annotations

from ecwid_orm.session.conflicts import Clash, Policy
from ecwid_orm.session.journal import Journal
from ecwid_orm.session.journal_entries import LoggedCommit, LoggedOperation, OperationState
from ecwid_orm.session.overlay import PlanWarning
from ecwid_orm.session.plan import LeftOut, Operation, Plan
from ecwid_orm.session.planning import PlanningSession
from ecwid_orm.session.query import Query
from ecwid_orm.session.recovery import Recovered, RecoveryState
from ecwid_orm.session.runs import Run
from ecwid_orm.session.session import Session, connect
from ecwid_orm.session.settling import CommitResult
from ecwid_orm.session.storage import AppStorage

__all__ = [
    "AppStorage",
    "Clash",
    "CommitResult",
    "Journal",
    "LeftOut",
    "LoggedCommit",
    "LoggedOperation",
    "Operation",
    "OperationState",
    "Plan",
    "PlanWarning",
    "PlanningSession",
    "Policy",
    "Query",
    "Recovered",
    "RecoveryState",
    "Run",
    "Session",
    "connect",
]
