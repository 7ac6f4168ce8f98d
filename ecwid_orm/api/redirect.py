"""Where a redirect leads, and what it may carry there."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import SplitResult, urljoin, urlsplit

from ecwid_orm.api.credentials import is_loopback
from ecwid_orm.api.request import Response
from ecwid_orm.api.transport import Call
from ecwid_orm.exceptions import BadAnswer

__all__ = ["MOST", "redirected"]

MOST = 5
"""Redirects in a row that are followed."""

_STATUSES = frozenset({301, 302, 303, 307, 308})
_KEEP_METHOD = frozenset({307, 308})
# Ecwid sends downloads to storage that must see neither the token nor anything else of ours.
_HARMLESS = frozenset({"accept", "accept-encoding", "content-type", "user-agent"})


def redirected(call: Call, response: Response) -> Call | None:
    """The call that a redirect asks for; None if the response is no redirect.

    307 and 308 keep method and body, the others become a GET. Another scheme, host or port gets
    neither the token nor headers of ours. Raises BadAnswer for a way that is no longer https.
    """
    location = response.headers.get("Location")
    if response.status not in _STATUSES or not location:
        return None
    url = urljoin(call.url, location)
    target = urlsplit(url)
    safe = target.scheme == "https" or (
        target.scheme == "http"
        and urlsplit(call.url).scheme == "http"
        and is_loopback(target.hostname or "")
    )
    if not safe or not target.hostname:
        raise BadAnswer(
            f"{call.request} was redirected away from https; not followed", request=call.request
        )
    moved = replace(call, url=url)
    if response.status not in _KEEP_METHOD:
        moved = replace(moved, method="GET", content=None)
    if _origin(target) != _origin(urlsplit(call.url)):
        kept = {n: v for n, v in call.public_headers.items() if n.lower() in _HARMLESS}
        moved = replace(moved, token=None, public_headers=kept)
    return moved


def _origin(url: SplitResult) -> tuple[str, str | None, int]:
    return url.scheme, url.hostname, url.port or (443 if url.scheme == "https" else 80)
