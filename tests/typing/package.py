"""What type checkers make of the package itself: read by mypy and pyright, never run."""

from __future__ import annotations

from typing import assert_type

import ecwid_orm

assert_type(ecwid_orm.__version__, str)
