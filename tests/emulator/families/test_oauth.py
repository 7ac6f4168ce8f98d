"""OAuth of a test app."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from ecwid_orm.emulator import App
from tests.emulator.conftest import Api, Reply, drive

BACK = "https://app.example.com/back"
APP = App("an-app", "a-secret", "https://app.example.com")
ASKED = {
    "client_id": "an-app",
    "redirect_uri": BACK,
    "response_type": "code",
    "scope": "read_catalog public_storefront",
}


@pytest.fixture
def api(open_shop: Any) -> Api:
    opened: Api = open_shop(app=APP)
    return opened


def ask(api: Api, path: str, method: str = "GET", **fields: str) -> Reply:
    text = urlencode(fields)
    query = f"?{text}" if method == "GET" else ""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "REQUEST_URI": f"/api/oauth/{path}{query}",
        "wsgi.input": io.BytesIO(text.encode()),
        "CONTENT_LENGTH": str(len(text)) if method == "POST" else "0",
        "CONTENT_TYPE": "application/x-www-form-urlencoded" if method == "POST" else "",
    }
    return drive(api.shop, environ)


def authorize(api: Api, **fields: str) -> Reply:
    return ask(api, "authorize", **{**ASKED, **fields})


def code(api: Api, **fields: str) -> str:
    reply = authorize(api, **fields)
    assert reply.status == 302
    found: str = parse_qs(urlsplit(reply.headers["Location"]).query)["code"][0]
    return found


def exchange(api: Api, method: str = "POST", **fields: str) -> Reply:
    form = {
        "client_id": "an-app",
        "client_secret": "a-secret",
        "redirect_uri": BACK,
        "grant_type": "authorization_code",
        **fields,
    }
    return ask(api, "token", method, **form)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_code_gives_tokens_that_do_what_was_granted(api: Api, method: str) -> None:
    reply = exchange(api, method, code=code(api))
    assert reply.status == 200
    grant = reply.json
    assert grant["access_token"].startswith("secret_")
    assert grant["token_type"] == "bearer"
    assert grant["store_id"] == 1003
    assert grant["email"] == "owner@example.com"
    assert set(grant["scope"].split()) == {
        "read_catalog",
        "public_storefront",
        "read_store_profile",
    }
    assert api("GET", "/products", token=grant["access_token"]).status == 200
    refused = api("POST", "/products", {"name": "Cap"}, token=grant["access_token"])
    assert (refused.status, refused.code) == (403, "INSUFFICIENT_APP_SCOPE")
    assert api("GET", "/categories", token=grant["public_token"]).status == 200


def test_a_batch_may_do_what_its_token_may(api: Api) -> None:
    token = exchange(api, code=code(api)).json["access_token"]
    items = [{"method": "GET", "path": "/products"}, {"method": "POST", "path": "/products"}]
    ticket = api("POST", "/batch", items, token=token).json["ticket"]
    outcomes = api.outcome(ticket)["responses"]
    assert [each["httpStatusCode"] for each in outcomes] == [200, 403]


def test_there_is_no_public_token_without_its_scope(api: Api) -> None:
    grant = exchange(api, code=code(api, scope="read_catalog")).json
    assert "public_token" not in grant


def test_a_code_works_once_and_a_second_try_disables_its_token(api: Api) -> None:
    used = code(api)
    grant = exchange(api, code=used).json
    second = exchange(api, code=used)
    assert (second.status, second.json["error"]) == (400, "invalid_grant")
    assert second.json["error_description"]
    for token in (grant["access_token"], grant["public_token"]):
        assert api("GET", "/products", token=token).status == 403
    assert api("GET", "/products").status == 200


def test_a_second_try_by_get_disables_it_too(api: Api) -> None:
    used = code(api)
    token = exchange(api, "GET", code=used).json["access_token"]
    assert exchange(api, "GET", code=used).status == 400
    assert api("GET", "/products", token=token).status == 403


def test_a_code_lives_a_few_minutes(api: Api, clock: Any) -> None:
    late = code(api)
    clock.advance(301)
    assert exchange(api, code=late).json["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"client_id": "other"}, "invalid_client"),
        ({"client_secret": "wrong"}, "invalid_client"),
        ({"redirect_uri": f"{BACK}/other"}, "invalid_grant"),
        ({"redirect_uri": ""}, "invalid_grant"),
        ({"code": "wrong"}, "invalid_grant"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_a_wrong_exchange_is_refused(api: Api, fields: dict[str, str], error: str) -> None:
    good = code(api)
    reply = exchange(api, **{"code": good, **fields})
    assert reply.status in (400, 401)
    assert reply.json["error"] == error
    assert exchange(api, code=good).status == 200


@pytest.mark.parametrize(
    "address",
    [
        "https://app.example.com.evil.example/back",
        "http://app.example.com/back",
        "https://other.example.com/back",
        "https://app.example.com/back\r\nX: y",
        "javascript:alert(1)",
        "",
        "https://[",
    ],
)
def test_nobody_is_sent_to_an_address_that_is_not_the_apps(api: Api, address: str) -> None:
    reply = authorize(api, redirect_uri=address)
    assert (reply.status, reply.json["error"]) == (400, "invalid_request")


def test_an_address_is_under_the_registered_folder(open_shop: Any) -> None:
    api = open_shop(app=App("an-app", "a-secret", "https://app.example.com/ecwid/"))
    for address, status in (("/ecwid", 302), ("/ecwid/back", 302), ("/ecwidness", 400)):
        assert authorize(api, redirect_uri=f"https://app.example.com{address}").status == status


def test_an_unknown_app_is_refused(api: Api) -> None:
    assert authorize(api, client_id="other").json["error"] == "invalid_client"


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"scope": "read_catalog to_fly"}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
        ({"response_type": "token"}, "unsupported_response_type"),
    ],
)
def test_a_wrong_wish_leads_back_with_an_error(
    api: Api, fields: dict[str, str], error: str
) -> None:
    assert authorize(api, **fields).headers["Location"] == f"{BACK}?error={error}"


def test_a_scope_that_the_app_is_not_registered_for_is_refused(open_shop: Any) -> None:
    api = open_shop(app=APP, scopes={"read_catalog"})
    location = authorize(api, scope="read_catalog read_orders").headers["Location"]
    assert location == f"{BACK}?error=invalid_scope"


def test_a_merchant_may_say_no(open_shop: Any) -> None:
    api = open_shop(app=App("an-app", "a-secret", consents=False))
    reply = authorize(api, redirect_uri=f"{BACK}?a=b#c")
    assert reply.headers["Location"] == f"{BACK}?a=b&error=access_denied#c"


def test_an_app_that_was_deleted_is_installed_again(api: Api) -> None:
    api("DELETE", "/application", namespace="an-app")
    assert api("GET", "/products").status == 403
    token = exchange(api, code=code(api)).json["access_token"]
    assert api("GET", "/products", token=token).status == 200


def test_a_granted_token_survives_a_restart(open_shop: Any, tmp_path: Any) -> None:
    first = open_shop(app=APP, data=tmp_path / "shop.db")
    token = exchange(first, code=code(first)).json["access_token"]
    first.shop.close()
    second = open_shop(app=APP, data=tmp_path / "shop.db", token="secret_other")
    assert second("GET", "/products", token=token).status == 200
    assert second("GET", "/products", token=first.shop.token).status == 403


def test_the_secret_is_never_shown(api: Api) -> None:
    exchange(api, "GET", code=code(api))
    for shown in (repr(APP), repr(api.shop), repr(api.shop.requests)):
        assert "a-secret" not in shown
