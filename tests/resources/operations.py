"""What a block of code asked of the API, in the words of its description."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from tests.resources import spec

METHODS = ("get", "post", "put", "delete")


@cache
def _patterns() -> list[tuple[str, re.Pattern[str], str]]:
    """(method, pattern of the path, operationId), the most literal paths first."""
    return [
        (method.upper(), re.compile(re.sub(r"{[^}]+}", "[^/]+", path)), member["operationId"])
        for path, members in sorted(spec.PATHS.items(), key=lambda pair: pair[0].count("{"))
        for method, member in members.items()
        if method in METHODS
    ]


def operation_of(method: str, path: str) -> str:
    """The operationId of a request; `path` may have a query."""
    bare = path.split("?")[0]
    for known, pattern, name in _patterns():
        if known == method and pattern.fullmatch(bare):
            return name
    raise AssertionError(f"the API has no {method} {bare}")


def operations(sent: Iterable[tuple[str, str, Any]]) -> list[str]:
    """The operationIds of requests, in their order."""
    return [operation_of(method, path) for method, path, _ in sent]
