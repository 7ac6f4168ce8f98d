"""One request as a route sees it, and the answer it may give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ecwid_orm.emulator.query import Query, whole_number
from ecwid_orm.emulator.requests_log import Received
from ecwid_orm.emulator.shop import Shop


@dataclass(frozen=True, slots=True)
class Token:
    """Who asks. Its text is never shown."""

    text: str = field(repr=False)
    scopes: frozenset[str]
    is_public: bool = False
    created: int = 0
    """Unix seconds."""


@dataclass(slots=True)
class Call:
    """One request. `path` starts after the store id; `body` is the decoded JSON, None for none."""

    shop: Shop
    method: str
    path: str
    operation_id: str
    path_args: dict[str, str]
    query: Query
    body: Any
    raw_body: bytes
    token: Token
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case; empty in a batch."""
    received: Received | None = None
    """Its entry in the log of requests."""

    def path_id(self, name: str) -> int:
        """A numeric argument of the path; `ApiError` 400 if it is no number."""
        return whole_number(name, self.path_args[name])


@dataclass(slots=True)
class Answer:
    """An answer other than a plain 200. `body` is JSON-able, or bytes for a download.

    `then` runs after what the route did is committed, before the answer goes out.
    """

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    then: Callable[[], None] | None = None
