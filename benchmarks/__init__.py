"""Measures what the design promises of speed: `python -m benchmarks`."""

from __future__ import annotations
