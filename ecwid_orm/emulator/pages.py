"""The envelope of a listing."""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.call import Call


def page(call: Call, total: int, items: list[dict[str, Any]]) -> dict[str, Any]:
    """One page of `total` entities; `limit` is the one in effect."""
    offset, limit = call.query.page()
    return {
        "total": total,
        "count": len(items),
        "offset": offset,
        "limit": limit,
        "items": items,
    }
