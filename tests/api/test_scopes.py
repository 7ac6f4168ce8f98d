"""Every operation needs the scopes that the API's description says."""

from __future__ import annotations

import re

import pytest

from ecwid_orm.api import Request
from ecwid_orm.api.scopes import scopes_of
from tests.resources import spec

OPERATIONS = [
    (method.upper(), re.sub(r"{[^}]+}", "7", path.lstrip("/")), tuple(member.get("x-scopes") or ()))
    for path, members in spec.PATHS.items()
    for method, member in members.items()
    if method in ("get", "post", "put", "delete")
]


def test_there_are_operations_to_look_at() -> None:
    assert len(OPERATIONS) == 200


@pytest.mark.parametrize(("method", "path", "scopes"), OPERATIONS)
def test_a_request_needs_the_scopes_of_its_operation(
    method: str, path: str, scopes: tuple[str, ...]
) -> None:
    assert scopes_of(Request(method, path)) == scopes


def test_what_the_api_does_not_have_needs_no_scope() -> None:
    assert scopes_of(Request("GET", "news")) == ()
