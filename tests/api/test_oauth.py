from __future__ import annotations

import json
import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from ecwid_orm.api import Client, Grant, authorize_url, exchange_code
from ecwid_orm.api.oauth import OAUTH_URL
from ecwid_orm.emulator import App, Emulator
from ecwid_orm.exceptions import BadAnswer, Forbidden, InvalidValue, Timeout, TransportError

Raw = Callable[[Callable[[socket.socket], object]], str]
GRANT = {
    "access_token": "secret_new",
    "token_type": "bearer",
    "scope": "read_catalog update_catalog",
    "store_id": 1003,
}


def exchange(url: str) -> Grant:
    return exchange_code("app", "client hush", "c0de", "https://app.example/", url=url)


def answering(status: str, body: Any, received: list[str]) -> Callable[[socket.socket], None]:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()

    def handle(connection: socket.socket) -> None:
        got = b""
        while b"grant_type=authorization_code" not in got:
            got += connection.recv(65536)
        received.append(got.decode())
        head = f"HTTP/1.1 {status}\r\nContent-Length: {len(raw)}\r\nConnection: close\r\n\r\n"
        connection.sendall(head.encode() + raw)

    return handle


def test_the_consent_page_gets_what_it_needs() -> None:
    url = urlsplit(authorize_url("app", "https://app.example/back?x=1", ["read_catalog", "charge"]))
    assert f"{url.scheme}://{url.netloc}{url.path}" == "https://my.ecwid.com/api/oauth/authorize"
    assert parse_qs(url.query) == {
        "client_id": ["app"],
        "redirect_uri": ["https://app.example/back?x=1"],
        "response_type": ["code"],
        "scope": ["read_catalog charge"],
    }


@pytest.mark.parametrize("scopes", [[], "read_catalog"])
def test_scopes_are_a_list_of_names(scopes: Any) -> None:
    with pytest.raises(InvalidValue, match="scopes"):
        authorize_url("app", "https://app.example/", scopes)


def test_a_code_is_exchanged_for_a_grant_that_hides_its_tokens(raw_server: Raw) -> None:
    received: list[str] = []
    url = raw_server(answering("200 OK", {**GRANT, "public_token": "public_new"}, received))
    grant = exchange(url)
    assert grant == Grant(
        1003, "secret_new", frozenset({"read_catalog", "update_catalog"}), "public_new"
    )
    assert "new" not in repr(grant)
    line, _, body = received[0].partition("\r\n")
    assert line == "POST /api/v3 HTTP/1.1"
    assert parse_qs(body.rpartition("\r\n")[2]) == {
        "client_id": ["app"],
        "client_secret": ["client hush"],
        "code": ["c0de"],
        "redirect_uri": ["https://app.example/"],
        "grant_type": ["authorization_code"],
    }


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_merchant_s_consent_leads_to_a_token_that_works(method: Any) -> None:
    app, back = App("app", "client hush", "https://app.example"), "https://app.example/back"
    with Emulator(app=app) as shop:
        oauth = shop.url.replace("/api/v3", "/api/oauth")
        page = authorize_url("app", back, ["read_catalog", "read_orders"])
        answer = requests.get(page.replace(OAUTH_URL, oauth), timeout=5, allow_redirects=False)
        [code] = parse_qs(urlsplit(answer.headers["Location"]).query)["code"]
        grant = exchange_code("app", "client hush", code, back, url=f"{oauth}/token", method=method)
        asked = [(one.method, one.path, bool(one.query_string)) for one in shop.requests]
        assert asked[-1] == (method, "/api/oauth/token", method == "GET")
        assert (grant.store_id, "read_catalog" in grant.scopes) == (shop.store_id, True)
        with Client(grant.store_id, grant.access_token, url=shop.url) as client:
            assert client.get("products")["total"] == 0
        with pytest.raises(Forbidden):
            exchange_code("app", "client hush", code, back, url=f"{oauth}/token", method=method)


def test_a_refusal_says_why_and_what_to_do(raw_server: Raw) -> None:
    body = {"error": "access_denied", "error_description": "The code is used"}
    url = raw_server(answering("400 Bad Request", body, []))
    with pytest.raises(Forbidden, match=r"The code is used; .* authorize_url") as caught:
        exchange(url)
    assert (caught.value.status, caught.value.code) == (400, "access_denied")


@pytest.mark.parametrize("body", [b"<html>", b"[1]", {}, {**GRANT, "store_id": None}])
def test_an_answer_that_is_no_grant_is_a_bad_answer(raw_server: Raw, body: Any) -> None:
    with pytest.raises(BadAnswer, match="holds no token"):
        exchange(raw_server(answering("200 OK", body, [])))


def test_a_broken_connection_is_never_tried_again_and_leads_to_no_secret(raw_server: Raw) -> None:
    connections: list[int] = []
    url = raw_server(lambda connection: connections.append(1))
    with pytest.raises(TransportError, match="begin anew") as caught:
        exchange(url)
    assert connections == [1]
    assert caught.value.__context__ is None
    assert "hush" not in repr(vars(caught.value))


def test_a_slow_answer_times_out(raw_server: Raw) -> None:
    url = raw_server(lambda connection: connection.recv(1_000_000, socket.MSG_WAITALL))
    with pytest.raises(Timeout):
        exchange_code("a", "b", "c", "https://d/", url=url, timeout=(1, 0.05))
