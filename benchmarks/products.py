"""Products as a shop would answer them: made by the emulator, the same each time."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from ecwid_orm.api import Client, WSGITransport
from ecwid_orm.emulator import Emulator
from ecwid_orm.emulator.clock import ManualClock

Body = dict[str, Any]

PAGE = 100
_FIRST = 410_000_000


@cache
def page() -> bytes:
    """A page of 100 products, about 500 KB, most with 73 keys at the root."""
    shop = Emulator(seed=1000, clock=ManualClock(), background=False)
    try:
        client = Client(shop.store_id, shop.token, url=shop.url, transport=WSGITransport(shop.wsgi))
        return client.get("products", {"limit": PAGE}).body
    finally:
        shop.close()


@cache
def _templates() -> tuple[tuple[bytes, bytes], ...]:
    """The products of the page, each as the text before and after its id."""
    parts = []
    for body in json.loads(page())["items"]:
        text = json.dumps({"id": 0, **{key: body[key] for key in body if key != "id"}})
        parts.append((b'{"id": ', text.encode().removeprefix(b'{"id": 0')))
    return tuple(parts)


def listing(total: int, offset: int, limit: int) -> bytes:
    """One page of a listing of `total` products: those of `page()`, with ids of their own."""
    places = range(offset, min(total, offset + limit))
    templates = _templates()
    items = b", ".join(
        b"%b%d%b" % (before, _FIRST + place, after)
        for place in places
        for before, after in [templates[place % PAGE]]
    )
    head = json.dumps({"total": total, "count": len(places), "offset": offset, "limit": limit})
    return head.encode().removesuffix(b"}") + b', "items": [' + items + b"]}"
