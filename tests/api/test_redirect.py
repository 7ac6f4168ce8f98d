from __future__ import annotations

import io

import pytest

from ecwid_orm.api import Call, Request, Response
from ecwid_orm.api.credentials import Token
from ecwid_orm.api.redirect import redirected
from ecwid_orm.exceptions import BadAnswer

PUT = Request("PUT", "products/1", json={"price": 1})
HEADERS = {"Accept": "application/json", "X-Ecwid-Api-Request-Id": "abc", "X-Mine": "1"}


def call(url: str = "https://app.ecwid.com/api/v3/1003/products/1") -> Call:
    return Call(PUT, "PUT", url, HEADERS, b'{"price":1}', (10, 60), Token("secret_hush"))


def follow(status: int, location: str | None, *, of: Call | None = None) -> Call | None:
    headers = {} if location is None else {"Location": location}
    return redirected(of or call(), Response(status, headers, b"", request=PUT))


@pytest.mark.parametrize("status", [307, 308])
def test_307_and_308_keep_method_and_body(status: int) -> None:
    moved = follow(status, "/api/v3/1003/products/2")
    assert moved is not None
    assert (moved.method, moved.content) == ("PUT", b'{"price":1}')
    assert moved.url == "https://app.ecwid.com/api/v3/1003/products/2"


@pytest.mark.parametrize("status", [301, 302, 303])
def test_other_redirects_become_a_get(status: int) -> None:
    moved = follow(status, "https://app.ecwid.com/x")
    assert moved is not None
    assert (moved.method, moved.content) == ("GET", None)


def test_the_same_host_may_see_the_token() -> None:
    moved = follow(302, "https://app.ecwid.com:443/x")
    assert moved is not None
    assert moved.headers["Authorization"] == "Bearer secret_hush"
    assert moved.headers["X-Mine"] == "1"


@pytest.mark.parametrize(
    "location",
    [
        "https://storage.example/x",
        "//storage.example/x",
        "https://app.ecwid.com:8443/x",
        "https://app.ecwid.com.evil.example/",
        "https://app.ecwid.com@evil.example/",
    ],
)
def test_another_host_sees_neither_the_token_nor_headers_of_ours(location: str) -> None:
    moved = follow(307, location)
    assert moved is not None
    assert moved.headers == {"Accept": "application/json"}
    assert moved.token is None


def test_a_token_that_was_dropped_does_not_come_back() -> None:
    away = follow(307, "https://storage.example/x")
    assert away is not None
    back = follow(307, "https://app.ecwid.com/x", of=away)
    assert back is not None
    assert "Authorization" not in back.headers


@pytest.mark.parametrize("location", ["http://app.ecwid.com/x", "http://localhost/x", "ftp://x/y"])
def test_a_way_out_of_https_is_not_followed(location: str) -> None:
    with pytest.raises(BadAnswer, match="away from https"):
        follow(302, location)


def test_on_this_machine_http_may_lead_to_http() -> None:
    here = call("http://127.0.0.1:1/api/v3/1003/x")
    moved = follow(302, "http://127.0.0.1:2/y", of=here)
    assert moved is not None
    assert moved.token is None
    with pytest.raises(BadAnswer):
        follow(302, "http://example.org/y", of=here)


@pytest.mark.parametrize(
    ("status", "location"), [(200, "https://x.example/"), (304, "https://x.example/"), (302, None)]
)
def test_what_is_no_redirect_is_not_followed(status: int, location: str | None) -> None:
    assert follow(status, location) is None


def test_a_call_shows_nothing_but_method_and_request() -> None:
    shown = repr(Call(PUT, "PUT", "https://x/?email=jane", HEADERS, io.BytesIO(), (1, 2), None))
    assert "jane" not in shown
    assert "hush" not in repr(call())
