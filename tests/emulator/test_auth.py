"""Tokens and access scopes."""

from __future__ import annotations

from typing import Any

import pytest

from ecwid_orm.emulator import Emulator


def test_the_secret_token_in_the_header_is_let_in(api: Any) -> None:
    assert api("GET", "/products").status == 200


@pytest.mark.parametrize("scheme", ["", "Basic ", "Bearer", "Token "])
def test_another_scheme_than_bearer_is_refused(api: Any, scheme: str) -> None:
    reply = api("GET", "/products", token=None, headers={"Authorization": scheme + api.shop.token})
    assert (reply.status, reply.code) == (403, "INVALID_API_TOKEN")


@pytest.mark.parametrize("token", [None, "", "secret_wrong", "sécret"])
def test_a_wrong_token_or_none_is_refused(api: Any, token: str | None) -> None:
    reply = api("GET", "/products", token=token)
    assert (reply.status, reply.code) == (403, "INVALID_API_TOKEN")
    assert reply.phrase == reply.json["errorMessage"]


def test_the_token_in_the_query_is_no_longer_taken(api: Any) -> None:
    reply = api("GET", f"/products?token={api.shop.token}", token=None)
    assert (reply.status, reply.code) == (403, "INVALID_API_TOKEN")


@pytest.mark.parametrize("store", [1004, "x", ""])
def test_an_unknown_store_is_not_found(api: Any, store: object) -> None:
    reply = api("GET", "/products", store=store)
    assert (reply.status, reply.code) == (404, "STORE_NOT_FOUND")


def test_a_missing_scope_is_named(open_shop: Any) -> None:
    api = open_shop(scopes={"read_catalog"})
    assert api("GET", "/products").status == 200
    reply = api("POST", "/products", {"name": "Cap"})
    assert (reply.status, reply.code) == (403, "INSUFFICIENT_APP_SCOPE")
    assert "create_catalog" in reply.json["errorMessage"]


def test_the_profile_scope_is_granted_always(open_shop: Any) -> None:
    assert open_shop(scopes={"read_catalog"})("GET", "/products/deleted").status == 200


def test_the_public_token_reads_the_catalogue_and_writes_nothing(api: Any) -> None:
    public = api.shop.public_token
    assert api("GET", "/products", token=public).status == 200
    for method, path in (("POST", "/products"), ("DELETE", "/products/1"), ("GET", "/customers")):
        reply = api(method, path, {}, token=public)
        assert (reply.status, reply.code) == (403, "INSUFFICIENT_APP_SCOPE")


def test_the_public_token_needs_its_scope(open_shop: Any) -> None:
    api = open_shop(scopes={"read_catalog"})
    reply = api("GET", "/products", token=api.shop.public_token)
    assert (reply.status, reply.code) == (403, "INVALID_API_TOKEN")


def test_the_requests_in_a_batch_need_their_own_scopes(open_shop: Any) -> None:
    api = open_shop(scopes={"read_catalog"})
    ticket = api.batch(
        [
            {"method": "GET", "path": "/products"},
            {"method": "POST", "path": "/products", "body": {"name": "Cap"}},
        ]
    )
    codes = [each["httpStatusCode"] for each in api.outcome(ticket)["responses"]]
    assert codes == [200, 403]


def test_a_batch_of_the_public_token_has_its_limits(api: Any) -> None:
    public = api.shop.public_token
    item = {"method": "POST", "path": "/products", "body": {"name": "Cap"}}
    ticket = api("POST", "/batch", [item], token=public).json["ticket"]
    assert api.outcome(ticket)["responses"][0]["httpStatusCode"] == 403


def test_a_dictionary_needs_no_token(api: Any) -> None:
    assert api("GET", "/countries", token=None).status != 403


def test_tokens_are_the_same_for_the_same_seed_and_never_shown(open_shop: Any) -> None:
    first, second, other = open_shop(), open_shop(), open_shop(random_seed=1)
    assert first.shop.token == second.shop.token != other.shop.token
    assert first.shop.token.startswith("secret_")
    assert first.shop.public_token.startswith("public_")
    first("GET", "/products")
    for shown in (repr(first.shop), str(first.shop.requests)):
        assert first.shop.token not in shown


def test_a_token_can_be_given() -> None:
    shop = Emulator(token="secret_mine")
    assert shop.token == "secret_mine"
    shop.close()
