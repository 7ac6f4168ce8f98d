"""A stateful Ecwid on SQLite, spoken to over HTTP or in-process WSGI."""

from __future__ import annotations

from ecwid_orm.emulator.clock import Clock, ManualClock, SystemClock
from ecwid_orm.emulator.emulator import Emulator
from ecwid_orm.emulator.faults import ConnectionDropped, Fault
from ecwid_orm.emulator.requests_log import Received
from ecwid_orm.emulator.shop import App
from ecwid_orm.emulator.webhook_sender import Delivery, Trouble

__all__ = [
    "App",
    "Clock",
    "ConnectionDropped",
    "Delivery",
    "Emulator",
    "Fault",
    "ManualClock",
    "Received",
    "SystemClock",
    "Trouble",
]
