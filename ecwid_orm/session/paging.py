"""Walking a listing page by page: ahead of the reader, and right while entities come and go.

Pages overlap by one entity. If the last entity of a page is not on the next one, something was
deleted (or moved) in between and what followed slid forward: the walk steps back until the
pages meet again. What was seen before is not given twice.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from ecwid_orm.api import Response
from ecwid_orm.exceptions import BadAnswer
from ecwid_orm.session.collector import collector_paused

Send = Callable[[int, int], Response]
"""`send(offset, limit)`: the answer for one page; called from worker threads."""

Item = dict[str, Any]

_PASSES = 3
"""How often a listing is walked at most, where its total says that some were missed."""


@dataclass(frozen=True, slots=True)
class Page:
    """One decoded page. `total` is how many entities the listing had at that moment."""

    offset: int
    total: int
    items: list[Item]

    @classmethod
    def of(cls, response: Response, offset: int) -> Page:
        """Raises BadAnswer for an answer that is no page."""
        body = response.json()
        items = body.get("items") if isinstance(body, dict) else None
        if not isinstance(items, list):
            raise BadAnswer(f"{response.request} was not answered with a page of items")
        total = body.get("total")
        return cls(offset, total if isinstance(total, int) else offset + len(items), items)


def walk(
    send: Send,
    key: Callable[[Item], Any],
    *,
    size: int,
    offset: int = 0,
    limit: int | None = None,
    prefetch: int = 8,
    stable: bool = False,
) -> Iterator[list[Item]]:
    """The entities of a listing, each once, in lists of a page at most.

    `stable` says that its order is one in which entities keep their places. Holds `prefetch`
    pages at most. Raises what `send` raises, and BadAnswer.
    """
    seen: set[Any] = set()
    left = limit
    for _ in range(_PASSES):
        came = total = 0
        calm, previous = True, None
        for page in _pages(send, key, size=size, offset=offset, limit=limit, prefetch=prefetch):
            calm = calm and (previous is None or _meets(previous, page, key))
            previous = page
            fresh = [item for item in page.items if key(item) not in seen]
            seen.update(map(key, fresh))
            came, total = came + len(fresh), page.total
            if left is not None:
                fresh = fresh[:left]
                left -= len(fresh)
            if fresh:
                yield fresh
            if left == 0:
                return
        # Entities that changed places may have been passed over: once more, for those.
        if came == 0 or (len(seen) + offset >= total and (stable or calm)):
            return


def _meets(page: Page, following: Page, key: Callable[[Item], Any]) -> bool:
    """Whether nothing came, went or moved between the two, as far as they tell."""
    return (
        page.total == following.total
        and bool(page.items and following.items)
        and bool(key(page.items[-1]) == key(following.items[0]))
    )


def _pages(
    send: Send,
    key: Callable[[Item], Any],
    *,
    size: int,
    offset: int,
    limit: int | None,
    prefetch: int,
) -> Iterator[Page]:
    wanted = size if limit is None else min(size, limit)
    with collector_paused():
        page = Page.of(send(offset, wanted), offset)
    yield page
    effective = len(page.items)
    if effective < 2 or offset + effective >= page.total or (limit is not None and limit <= size):
        return
    # Ecwid may cut the limit: what came on the first page is what a page holds.
    step = min(size, effective) - 1
    connections = max(1, prefetch)
    with ThreadPoolExecutor(connections, thread_name_prefix="ecwid-page") as workers:
        ahead: deque[tuple[int, Future[Response]]] = deque()
        next_offset = offset + step

        def ask_ahead() -> None:
            nonlocal next_offset
            end = page.total if limit is None else min(page.total, offset + limit + 1)
            while len(ahead) < connections and next_offset < end - 1:
                ahead.append((next_offset, workers.submit(send, next_offset, step + 1)))
                next_offset += step

        try:
            ask_ahead()
            while ahead:
                at, future = ahead.popleft()
                response = future.result()
                ask_ahead()  # the connection that is free now need not wait for the decoder
                with collector_paused():
                    following = Page.of(response, at)
                yield from _bridged(send, key, page, following, step)
                page = following
                ask_ahead()  # there may be more by now
        finally:
            for _, future in ahead:
                future.cancel()


def _bridged(
    send: Send, key: Callable[[Item], Any], page: Page, following: Page, step: int
) -> Iterator[Page]:
    """`following`, and before it whatever slid out between it and `page`."""
    ids = {key(item) for item in page.items}
    bridge = [following]
    while bridge[-1].offset > 0 and not any(key(item) in ids for item in bridge[-1].items):
        back = max(0, bridge[-1].offset - step)
        bridge.append(Page.of(send(back, step + 1), back))
    yield from reversed(bridge)
