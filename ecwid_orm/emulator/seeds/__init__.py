"""What a new shop starts with."""

from __future__ import annotations

from ecwid_orm.emulator.seeds.planting import plant

__all__ = ["plant"]
