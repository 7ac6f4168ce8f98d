"""The `ecwid` command."""

from __future__ import annotations

from ecwid_orm.cli.entry import main

__all__ = ["main"]
