"""HTTP in, HTTP out."""

from __future__ import annotations

import gzip
import io
import json
from typing import Any

import pytest

from tests.emulator.conftest import drive


def test_an_answer_is_json_with_its_length(api: Any) -> None:
    reply = api("GET", "/products")
    assert reply.headers["Content-Type"] == "application/json;charset=utf-8"
    assert reply.headers["Content-Length"] == str(len(reply.content))
    assert reply.phrase == "OK"


def test_the_reason_phrase_holds_the_message(api: Any) -> None:
    reply = api("GET", "/products/5")
    assert (reply.status, reply.phrase) == (404, "Product #5 not found")


def test_a_wrong_number_in_the_query_or_the_path_is_a_wrong_parameter(api: Any) -> None:
    for path, name in (("/products?limit=many", "limit"), ("/products/many", "productId")):
        reply = api("GET", path)
        assert (reply.status, reply.code) == (400, "WRONG_PARAMETER")
        assert reply.phrase == (
            f"Wrong numeric parameter '{name}' value: not a number or a number out of range"
        )


def test_a_phrase_never_breaks_the_status_line(api: Any) -> None:
    reply = api("GET", "/products?sortBy=a%0D%0AX-Evil:%20é")
    assert reply.status == 400
    assert "\r" not in reply.phrase
    assert "\n" not in reply.phrase
    reply.phrase.encode("latin-1")


@pytest.mark.parametrize("path", ["/nothing", "", "/products/1/2/3", "/products/"])
def test_an_unknown_path_is_not_found(api: Any, path: str) -> None:
    assert api("GET", path).status == 404


def test_a_wrong_method_is_not_allowed(api: Any) -> None:
    for method in ("PUT", "PATCH", "HEAD", "OPTIONS"):
        reply = api(method, "/products", {})
        assert (reply.status, reply.code) == (405, "METHOD_NOT_ALLOWED")
        assert reply.headers["Allow"] == "DELETE, GET, POST"


def test_a_path_outside_the_store_is_not_one_within(api: Any) -> None:
    assert api("GET", "/api/oauth/authorize", store="../..").status == 404
    environ = {"REQUEST_METHOD": "GET", "REQUEST_URI": "/products", "wsgi.input": io.BytesIO()}
    assert drive(api.shop, environ).status == 404


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded"])
def test_another_content_type_than_json_is_refused(api: Any, content_type: str) -> None:
    reply = api("POST", "/products", {"name": "Cap"}, content_type=content_type)
    assert reply.status == 415


@pytest.mark.parametrize(
    "content_type", ["application/json", "text/json", "Application/JSON; charset=utf-8"]
)
def test_the_content_types_of_json_are_taken(api: Any, content_type: str) -> None:
    assert api("POST", "/products", {"name": "Cap"}, content_type=content_type).status == 200


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"{'name': 1}",
        b'{"name": NaN}',
        b'{"price": -Infinity}',
        b'{"name": "\xff"}',
        b'{"name": "\\ud800"}',
        b"[" * 100_000,
        b'{"name": "Cap"} x',
    ],
)
def test_what_is_no_json_is_refused_and_changes_nothing(api: Any, body: bytes) -> None:
    reply = api("POST", "/products", body)
    assert (reply.status, reply.code) == (400, "WRONG_PARAMETER")
    assert api("GET", "/products").json["total"] == 0


def test_a_body_over_20_mb_is_refused_unread(api: Any) -> None:
    environ = {
        "REQUEST_METHOD": "POST",
        "REQUEST_URI": f"/api/v3/{api.shop.store_id}/products",
        "HTTP_AUTHORIZATION": f"Bearer {api.shop.token}",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(20 * 1024 * 1024 + 1),
        "wsgi.input": None,
    }
    reply = drive(api.shop, environ)
    assert reply.status == 413
    assert reply.headers["Connection"] == "close"


def test_a_long_answer_is_zipped_when_asked(api: Any) -> None:
    api.create(description="long " * 1000)
    plain = api("GET", "/products")
    zipped = api("GET", "/products", headers={"Accept-Encoding": "gzip, deflate"})
    assert "Content-Encoding" not in plain.headers
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert zipped.headers["Content-Length"] == str(len(zipped.content))
    assert json.loads(gzip.decompress(zipped.content)) == plain.json


def test_response_fields_narrow_the_answer_of_a_get(api: Any) -> None:
    key = api.create(sku="CAP")
    assert api("GET", f"/products/{key}?responseFields=id,sku").json == {"id": key, "sku": "CAP"}


def test_malformed_response_fields_are_refused(api: Any) -> None:
    assert api("GET", "/products?responseFields=items(id").status == 400


@pytest.mark.parametrize("path_in", ["PATH_INFO", "REQUEST_URI"])
def test_the_path_is_read_from_path_info_and_the_query_from_its_string_where_the_uri_lacks_them(
    api: Any, path_in: str
) -> None:
    key = api.create()
    reply = drive(
        api.shop,
        {
            "REQUEST_METHOD": "GET",
            path_in: f"/api/v3/{api.shop.store_id}/products/{key}",
            "QUERY_STRING": "responseFields=id",
            "HTTP_AUTHORIZATION": f"Bearer {api.shop.token}",
            "wsgi.input": io.BytesIO(),
        },
    )
    assert reply.json == {"id": key}


def test_what_was_received_is_listed(api: Any) -> None:
    api("POST", "/products", {"name": "Cap"})
    api("GET", "/products", keyword="a b")
    first, second = api.shop.requests
    assert (first.method, first.path, first.query, first.body, first.status) == (
        "POST",
        "/products",
        {},
        {"name": "Cap"},
        200,
    )
    assert (second.query, second.body) == ({"keyword": "a b"}, None)
    api.shop.clear_requests()
    assert api.shop.requests == []


def test_latency_is_taken_from_the_clock(open_shop: Any, clock: Any) -> None:
    api = open_shop(latency=0.25)
    start = clock.now()
    api("GET", "/products")
    assert clock.now() - start == pytest.approx(0.25)
