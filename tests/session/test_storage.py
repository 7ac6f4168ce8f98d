"""App storage: a mapping of texts, each use of which is a call."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from ecwid_orm import InvalidValue, NotFound, Session
from ecwid_orm.api import Call, Client, Response, WSGITransport
from ecwid_orm.emulator import Emulator, Fault
from ecwid_orm.session.storage import LARGEST, LARGEST_PUBLIC, AppStorage
from ecwid_orm.testing import Sent

RequestsOf = Callable[[], AbstractContextManager[Sent]]

ODD = ['{"a": 1}', "null", '"quoted"', " \r\n\t", "Größe € 🧢", "0", "<b>&amp;</b>", "\\u0041"]


@pytest.fixture
def storage(ecwid_session: Session) -> AppStorage:
    return ecwid_session.storage


@pytest.mark.parametrize("value", ODD)
def test_a_value_comes_back_byte_for_byte(
    storage: AppStorage, ecwid_emulator: Emulator, value: str
) -> None:
    storage["settings"] = value
    received = ecwid_emulator.requests[-1]
    assert (received.method, received.path) == ("PUT", "/storage/settings")
    assert received.raw_body == value.encode()
    assert storage["settings"] == value


def test_an_empty_value_is_a_value(storage: AppStorage) -> None:
    storage["flag"] = ""
    assert storage["flag"] == ""
    assert dict(storage.items()) == {"flag": ""}


class _Emptied:
    """Answers as a store whose only value was emptied, where that comes back as null."""

    def send(self, call: Call, /) -> Response:
        entry = b'{"key": "flag", "value": null}'
        listed = call.url.endswith("/storage")
        return Response(200, {}, b"[%s]" % entry if listed else entry, request=call.request)

    def close(self) -> None:
        """Nothing to let go of."""


def test_a_value_that_comes_back_as_null_is_empty() -> None:
    storage = Session(Client(1003, "secret_x", transport=_Emptied())).storage
    assert storage["flag"] == ""
    assert dict(storage.items()) == {"flag": ""}


@pytest.mark.parametrize("key", ["a/b", "a b", "a+b", "ключ", "100%", "?x=1#y", "a\nb"])
def test_any_text_is_a_key(storage: AppStorage, key: str) -> None:
    storage[key] = "1"
    assert storage[key] == "1"
    assert list(storage) == [key]
    del storage[key]
    assert key not in storage


def test_it_behaves_as_a_dict(storage: AppStorage) -> None:
    storage.update(a="1", b="2", c="3")
    assert (len(storage), list(storage)) == (3, ["a", "b", "c"])
    assert list(storage.values()) == ["1", "2", "3"]
    assert storage == {"a": "1", "b": "2", "c": "3"}
    assert storage.get("d") is None
    assert storage.pop("b") == "2"
    assert storage.setdefault("a", "9") == "1"
    assert ("c" in storage, "b" in storage) == (True, False)
    storage.clear()
    assert dict(storage.items()) == {}


def test_each_use_is_one_call(storage: AppStorage, requests_of: RequestsOf) -> None:
    with requests_of() as sent:
        storage["a"] = "1"
        _ = storage["a"]
        _ = list(storage.items())
        _ = len(storage)
        del storage["a"]
    assert sent == [
        ("PUT", "/storage/a", 1),
        ("GET", "/storage/a", None),
        ("GET", "/storage", None),
        ("GET", "/storage?responseFields=key", None),
        ("DELETE", "/storage/a", None),
    ]


def test_a_default_is_created_where_there_is_none(
    storage: AppStorage, requests_of: RequestsOf
) -> None:
    with requests_of() as sent:
        assert storage.setdefault("a", "x") == "x"
    assert sent == [("GET", "/storage/a", None), ("POST", "/storage/a", b"x")]
    assert storage["a"] == "x"


def test_a_key_that_is_not_there_is_a_key_error(storage: AppStorage) -> None:
    with pytest.raises(KeyError, match="nope"):
        _ = storage["nope"]
    with pytest.raises(KeyError, match="nope"):
        del storage["nope"]


def test_a_store_that_is_not_there_is_no_key_error(ecwid_emulator: Emulator) -> None:
    client = Client(
        4,
        ecwid_emulator.token,
        url=ecwid_emulator.url,
        transport=WSGITransport(ecwid_emulator.wsgi),
    )
    with pytest.raises(NotFound, match="ECWID_STORE_ID"):
        _ = Session(client).storage["a"]


@pytest.mark.parametrize("key", ["", ".", "..", "k" * 1025, 1, None])
def test_what_is_no_key_is_refused_before_anything_is_sent(
    storage: AppStorage, key: str, requests_of: RequestsOf
) -> None:
    with requests_of() as sent, pytest.raises(InvalidValue, match="is no key of the app storage"):
        storage[key] = "1"
    assert sent == []


@pytest.mark.parametrize(
    ("key", "value", "why"),
    [
        ("a", 1, "keeps texts; 'a' was given int: write it as JSON"),
        ("a", b"x", "given bytes"),
        ("a", "\ud800", "no text that UTF-8 can carry"),
        ("a", "é" * (LARGEST // 2) + "x", "1048577 bytes; the app storage keeps 1048576"),
        ("public", "x" * (LARGEST_PUBLIC + 1), "262145 bytes; the app storage keeps 262144"),
    ],
)
def test_what_cannot_be_kept_is_refused_before_anything_is_sent(
    storage: AppStorage, key: str, value: str, why: str, requests_of: RequestsOf
) -> None:
    with requests_of() as sent, pytest.raises(InvalidValue, match=why):
        storage[key] = value
    assert sent == []


def test_as_much_as_ecwid_keeps_is_kept(storage: AppStorage) -> None:
    storage["k" * 1024] = "x" * LARGEST
    storage["public"] = "x" * LARGEST_PUBLIC
    assert [len(value) for value in storage.values()] == [LARGEST, LARGEST_PUBLIC]


def test_a_lost_answer_is_asked_for_again(storage: AppStorage, ecwid_emulator: Emulator) -> None:
    ecwid_emulator.faults.add(Fault("dropped_after", method="PUT"))
    storage["a"] = "1"
    ecwid_emulator.faults.add(Fault("dropped_after", method="POST"))
    storage.setdefault("b", "2")
    assert dict(storage.items()) == {"a": "1", "b": "2"}
    ecwid_emulator.faults.add(Fault("dropped_after", method="DELETE"))
    del storage["a"]
    assert list(storage) == ["b"]


def test_its_repr_shows_no_values(storage: AppStorage) -> None:
    storage["secret"] = "hunter2"
    assert repr(storage) == "<app storage of store 1003>"
