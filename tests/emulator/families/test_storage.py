"""App storage."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

RAW = '{"a" :  [1,\n"\\u00e9é"], "number": 1.50 }'


def put(shop: Any, key: str, value: bytes, method: str = "PUT") -> Any:
    reply = shop.api(method, f"/storage/{quote(key, safe='')}", value)
    assert reply.status == 200, reply.content
    return reply.json


def test_single_item(shop: Any) -> None:
    """The row of StorageTest."""
    assert put(shop, "settings", RAW.encode(), "POST") == {"updateCount": 1}
    assert shop.get("/storage/settings") == {"key": "settings", "value": RAW}
    assert put(shop, "settings", b"") == {"updateCount": 1}
    assert not shop.get("/storage/settings")["value"]
    assert shop.delete("/storage/settings") == {"deleteCount": 1}
    reply = shop.api("GET", "/storage/settings")
    assert reply.status == 404
    assert reply.json == {"error": "OTHER", "errorMessage": "Key not found"}


def test_several_items(shop: Any) -> None:
    """The row of StorageTest."""
    values = {"b": "2", "a": "one", "public": "{}"}
    for key, value in values.items():
        assert put(shop, key, value.encode()) == {"updateCount": 1}
    listed = [{"key": key, "value": value} for key, value in values.items()]
    assert shop.get("/storage") == listed
    for key in values:
        assert shop.delete(f"/storage/{key}") == {"deleteCount": 1}
    assert shop.get("/storage") == []


@pytest.mark.parametrize("value", ["not json", '"', "[1", '{"value": "x"}', "null", " x\r\n\0"])
def test_a_value_is_any_text(shop: Any, value: str) -> None:
    put(shop, "k", value.encode())
    assert shop.get("/storage/k")["value"] == value


@pytest.mark.parametrize("key", ["a/b", "a b+c", "ключ", "k" * 1024])
def test_a_key_is_any_text(shop: Any, key: str) -> None:
    put(shop, key, b"x")
    assert shop.get("/storage") == [{"key": key, "value": "x"}]
    assert shop.delete(f"/storage/{quote(key, safe='')}") == {"deleteCount": 1}


def test_keys_and_values_have_limits(shop: Any) -> None:
    put(shop, "k", b"x" * 1024 * 1024)
    put(shop, "public", b"x" * 256 * 1024)
    for key, size, status in (
        ("k", 1024 * 1024 + 1, 413),
        ("public", 256 * 1024 + 1, 413),
        ("k" * 1025, 1, 400),
    ):
        assert shop.api("PUT", f"/storage/{key}", b"x" * size).status == status


def test_a_value_that_is_no_text_is_refused(shop: Any) -> None:
    assert shop.api("PUT", "/storage/k", b"\xff").status == 400


def test_a_value_is_sent_as_json_whatever_it_is(shop: Any) -> None:
    assert shop.api("PUT", "/storage/k", b"x", content_type="text/plain").status == 415


def test_an_unknown_key_is_not_deleted(shop: Any) -> None:
    assert shop.api("DELETE", "/storage/k").status == 404


def test_a_value_cannot_be_written_in_a_batch(shop: Any) -> None:
    put(shop, "k", b"x")
    items = [{"method": "PUT", "path": "/storage/k", "body": "y"}]
    ticket = shop.api.batch([*items, {"method": "GET", "path": "/storage/k"}], stopOnFirstFailure=0)
    refused, read = shop.api.outcome(ticket)["responses"]
    assert refused["httpStatusCode"] == 400
    assert read["httpBody"]["value"] == "x"
