"""The names that a Python shell and the demo have at hand."""

from __future__ import annotations

from decimal import Decimal
from types import ModuleType
from typing import Any

from ecwid_orm import api, exceptions, model, resources, session, signals

__all__ = ["namespace"]

LAYERS: tuple[ModuleType, ...] = (api, exceptions, model, resources, session)
"""What they call public is what `from ecwid_orm import *` gives."""


def namespace(on: session.Session) -> dict[str, Any]:
    """All public names, `Decimal`, `signals`, and `session`."""
    public = {name: getattr(layer, name) for layer in LAYERS for name in layer.__all__}
    return {**public, "Decimal": Decimal, "signals": signals, "session": on}
