"""The order that the shop's owner gives to what is in a category."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ecwid_orm.model.actions import key_of, shop_call


def sorted_ids(path: str, category: Any, session: Any) -> list[int]:
    """Ids of what is in a category, in order; None is the root of the tree, or the front page."""
    return list(shop_call("GET", path, params=_of(category), session=session)["sortedIds"])


def put_order(path: str, category: Any, keys: Sequence[int], session: Any) -> None:
    """Put what is in a category in this order, now."""
    body = {"sortedIds": list(keys)}
    shop_call("PUT", path, params=_of(category), json=body, session=session)


def _of(category: Any) -> dict[str, int]:
    return {"parentCategory": 0 if category is None else key_of("Category", category)}
