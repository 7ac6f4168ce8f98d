from __future__ import annotations

import gzip
import io
from decimal import Decimal
from typing import Any

import pytest

from ecwid_orm.api import Request, Response
from ecwid_orm.exceptions import BadAnswer, InvalidValue


def test_a_request_is_a_value() -> None:
    one = Request("put", "/products/1", params={"a": True}, json={"price": 1})
    assert one == Request("PUT", "products/1", params={"a": "true"}, json={"price": 1})
    with pytest.raises(AttributeError):
        one.method = "POST"  # type: ignore[misc]  # that is the point
    with pytest.raises(TypeError):
        one.params["b"] = "2"  # type: ignore[index]  # that is the point


@pytest.mark.parametrize(
    ("method", "path", "idempotent"),
    [
        ("GET", "products", True),
        ("PUT", "products/1", True),
        ("DELETE", "products/1", True),
        ("POST", "products", False),
        ("PUT", "products/1/inventory", False),
        ("PUT", "products/1/combinations/2/inventory", False),
        ("GET", "products/1/inventory", True),
    ],
)
def test_what_may_be_repeated_follows_from_method_and_path(
    method: str, path: str, idempotent: bool
) -> None:
    assert Request(method, path).idempotent is idempotent
    assert Request(method, path, idempotent=not idempotent).idempotent is not idempotent


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "https://evil.example/x",
        "products?limit=1",
        "products#x",
        "a b",
        "a\nb",
        "a\\b",
        "../profile",
        "products/./1",
        "products//1",
        "coupons/Чек",
    ],
)
def test_a_path_that_is_none_is_refused(path: str) -> None:
    with pytest.raises(InvalidValue):
        Request("GET", path)


def test_a_request_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(InvalidValue, match="'PATCH'"):
        Request("PATCH", "products/1")
    with pytest.raises(InvalidValue, match="both json and data"):
        Request("POST", "products", json={}, data=b"")
    for name, value in [("Authorization", "Bearer x"), ("X-A", "1\r\nX-B: 2"), ("X\n", "1")]:
        with pytest.raises(InvalidValue, match="cannot be set here"):
            Request("GET", "products", headers={name: value})


def test_the_body_is_json_or_bytes_with_the_type_that_ecwid_asks_for() -> None:
    json = Request("POST", "products", json={"price": Decimal("1.10")})
    assert json.content() == b'{"price":1.10}'
    assert json.content_type == "application/json;charset=utf-8"
    file = io.BytesIO(b"PNG")
    upload = Request("POST", "products/1/image", data=file)
    assert upload.content() is file
    assert upload.content_type == "application/octet-stream"
    assert Request("GET", "products").content() is None
    assert Request("PUT", "storage/k", data=b"", content_type="application/json").content() == b""


def test_a_batch_item_has_path_query_and_body() -> None:
    request = Request("PUT", "products/1", params={"x": "a b"}, json={"price": 1})
    assert request.batch_item("7") == {
        "id": "7",
        "path": "products/1?x=a%20b",
        "method": "PUT",
        "body": {"price": 1},
    }
    assert Request("GET", "profile").batch_item("8") == {
        "id": "8",
        "path": "profile",
        "method": "GET",
    }


@pytest.mark.parametrize("options", [{"data": b"PNG"}, {"headers": {"X-A": "1"}}])
def test_a_batch_cannot_carry_bytes_or_headers(options: dict[str, Any]) -> None:
    with pytest.raises(InvalidValue, match="externalUrl"):
        Request("POST", "products/1/image", **options).batch_item("1")


def test_the_repr_shows_names_and_never_values() -> None:
    request = Request(
        "PUT",
        "customers/1",
        params={"email": "jane@example.com"},
        json={"email": "jane@example.com", "password": "hunter2"},
        headers={"X-Secret": "hush"},
    )
    assert repr(request) == "<Request PUT customers/1 ?email {email, password}>"
    assert str(request) == "PUT customers/1"
    many = Request("PUT", "profile", json={f"k{i}": i for i in range(100)})
    assert repr(many).endswith("k7, …}>")
    assert repr(Request("POST", "batch", json=[{}, {}])) == "<Request POST batch [2 items]>"
    assert "octet-stream" in repr(Request("POST", "x", data=b"PNG"))


GET = Request("GET", "products")


def answer(raw: bytes, headers: dict[str, str] | None = None, **options: Any) -> Response:
    return Response(200, headers or {}, raw, request=options.pop("request", GET), **options)


def test_a_response_is_inflated_and_decoded_when_it_is_read() -> None:
    raw = gzip.compress(b'{"items":[{"price":19.90}]}')
    response = answer(raw, {"content-encoding": "gzip"})
    assert response.raw == raw
    assert response["items"] == [{"price": Decimal("19.90")}]
    assert response["items"] is response.json()["items"]
    assert response.json(exact=False) == {"items": [{"price": 19.9}]}
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.text == '{"items":[{"price":19.90}]}'


@pytest.mark.parametrize(
    ("raw", "headers"),
    [
        (gzip.compress(b"[1]" * 99)[:-9], {"Content-Encoding": "gzip"}),
        (b"not gzip", {"Content-Encoding": "gzip"}),
        (gzip.compress(b"[1]")[:10] + b"\xff\xff\xff\xff", {"Content-Encoding": "gzip"}),
        (b"[1]", {"Content-Encoding": "br"}),
        (b"<html>Jane Doe</html>", {"Content-Type": "text/html"}),
        (b'{"name":"Jane Do', {}),
        (b"", {}),
        (b"\xff\xfe", {}),
        (b"[NaN]", {}),
    ],
    # Names of their own: gzip writes the time into its head, so the bytes name no test twice alike.
    ids=["cut", "no gzip", "spoilt", "packing", "html", "half", "empty", "no text", "no number"],
)
def test_an_answer_that_cannot_be_read_is_a_bad_answer(raw: bytes, headers: dict[str, str]) -> None:
    with pytest.raises(BadAnswer, match="GET products was answered with 200") as caught:
        answer(raw, headers).json()
    assert "Jane" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert caught.value.request is GET


def test_an_answer_that_is_no_object_has_no_keys() -> None:
    with pytest.raises(BadAnswer, match="'items'"):
        answer(b"[1]")["items"]
    with pytest.raises(KeyError):
        answer(b"{}")["items"]


def test_check_wants_json_unless_bytes_are_expected() -> None:
    download = Request("GET", "orders/1/invoice", expects="bytes")
    answer(b"<html>", request=download).check()
    answer(b"", request=Request("POST", "products/1/image/async", json={})).check()
    for request in (GET, Request("POST", "products", json={})):
        with pytest.raises(BadAnswer):
            answer(b"<html>", request=request).check()
    with pytest.raises(BadAnswer):
        answer(b"").check()


def test_the_repr_of_a_response_shows_no_content() -> None:
    assert repr(answer(b'{"name":"Jane"}')) == "<Response 200 to GET products, 15 bytes>"
