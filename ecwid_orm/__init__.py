"""A declarative object mapper for the Ecwid REST API v3."""

from __future__ import annotations

from ecwid_orm.version import __version__

__all__ = ["__version__"]
