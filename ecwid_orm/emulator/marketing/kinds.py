"""The kinds of discounts and how they are searched."""

from __future__ import annotations

from ecwid_orm.emulator.kind import Kind

COUPON = Kind(
    "coupon",
    {
        "code": "TEXT",
        "discount_type": "TEXT",
        "status": "TEXT",
        "uses_limit": "TEXT",
        "expires": "INTEGER",
        "created": "INTEGER",
        "updated": "INTEGER",
    },
)
"""Codes are casefolded; `status` is what the shop's owner set."""

PROMOTION = Kind("promotion", {})
