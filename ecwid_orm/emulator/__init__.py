"""A stateful Ecwid on SQLite, spoken to over HTTP or in-process WSGI."""

from __future__ import annotations

from ecwid_orm.emulator.clock import Clock, ManualClock, SystemClock
from ecwid_orm.emulator.emulator import Emulator
from ecwid_orm.emulator.faults import ConnectionDropped, Fault
from ecwid_orm.emulator.requests_log import Received

__all__ = [
    "Clock",
    "ConnectionDropped",
    "Emulator",
    "Fault",
    "ManualClock",
    "Received",
    "SystemClock",
]
