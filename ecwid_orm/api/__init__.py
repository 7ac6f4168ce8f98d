"""Ecwid's REST API: requests, answers and how they travel. Knows no model."""

from __future__ import annotations

from ecwid_orm.api.params import ParamValue, segment
from ecwid_orm.api.request import Request, Response

__all__ = ["ParamValue", "Request", "Response", "segment"]
