from __future__ import annotations

import copy
import pickle

import pytest

from ecwid_orm.api.credentials import Token, is_loopback, store_url
from ecwid_orm.exceptions import ConfigurationError


def test_a_token_shows_nowhere_but_in_its_header() -> None:
    token = Token("secret_hush")
    assert token.authorization == "Bearer secret_hush"
    assert "hush" not in f"{token!r} {token}"
    for copier in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="not pickled"):
            copier(token)


def test_a_token_is_taken_out_of_a_text() -> None:
    assert Token("secret_hush").redact("bad token secret_hush!") == "bad token <token>!"


@pytest.mark.parametrize(
    "text", ["", "  ", "a\nb", "a\r\nX-Evil: 1", "a b", "a\x00", "секрет", None, 5]
)
def test_what_cannot_be_a_token_is_refused_without_showing_it(text: str) -> None:
    with pytest.raises(ConfigurationError, match="token") as caught:
        Token(text)
    assert "Evil" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "whole"),
    [
        ("https://app.ecwid.com/api/v3", "https://app.ecwid.com/api/v3/1003/"),
        ("https://app.ecwid.com/api/v3/", "https://app.ecwid.com/api/v3/1003/"),
        ("http://127.0.0.1:8080/api/v3", "http://127.0.0.1:8080/api/v3/1003/"),
        ("http://127.8.9.1/api/v3", "http://127.8.9.1/api/v3/1003/"),
        ("http://[::1]:80/api/v3", "http://[::1]:80/api/v3/1003/"),
        ("http://localhost/api/v3", "http://localhost/api/v3/1003/"),
    ],
)
def test_https_is_taken_and_http_only_on_this_machine(url: str, whole: str) -> None:
    assert store_url(url, 1003) == store_url(url, "1003") == whole


@pytest.mark.parametrize(
    "url",
    [
        "http://app.ecwid.com/api/v3",
        "http://128.0.0.1/api/v3",
        "http://localhost.evil.example/api/v3",
        "http://127.0.0.1.evil.example/api/v3",
        "http://evil.example#@localhost/api/v3",
    ],
)
def test_http_to_elsewhere_is_refused_with_the_way_out(url: str) -> None:
    with pytest.raises(ConfigurationError, match="https"):
        store_url(url, 1003)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "app.ecwid.com/api/v3",
        "ftp://app.ecwid.com/",
        "https://",
        "https://app.ecwid.com:port/",
        "https://app.ecwid.com/api/v3?token=x",
        "https://user:pass@app.ecwid.com/api/v3",
    ],
)
def test_a_url_that_is_no_base_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match="url"):
        store_url(url, 1003)


@pytest.mark.parametrize("store_id", ["", "shop", "1003/../5", "-1", "1 003", "١٠٠٣"])
def test_a_store_id_is_a_number(store_id: str) -> None:
    with pytest.raises(ConfigurationError, match="store id"):
        store_url("https://app.ecwid.com/api/v3", store_id)


def test_a_name_that_only_looks_like_this_machine_is_none() -> None:
    assert is_loopback("LOCALHOST")
    assert not is_loopback("localhost.example")
    assert not is_loopback("0.0.0.0")
