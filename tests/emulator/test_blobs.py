"""Files that the shop keeps."""

from __future__ import annotations

import pytest

from ecwid_orm.emulator import blobs
from ecwid_orm.emulator.errors import ApiError
from tests.emulator.conftest import Api, drive


def fetched(api: Api, url: str) -> tuple[int, str, bytes]:
    reply = drive(
        api.shop,
        {"REQUEST_METHOD": "GET", "REQUEST_URI": url.removeprefix("http://localhost")},
    )
    return reply.status, reply.headers["Content-Type"], reply.content


def test_a_file_comes_back_from_its_address_without_a_token(api: Api) -> None:
    kept = blobs.keep(api.shop.shop, "a b/ü.png", b"\0\xff")
    url = blobs.url(api.shop.shop, kept.id, kept.name)
    assert url == f"http://localhost/blobs/{kept.id}/a%20b%2F%C3%BC.png"
    assert fetched(api, url) == (200, "image/png", b"\0\xff")


def test_a_file_that_is_dropped_or_named_wrong_is_not_found(api: Api) -> None:
    kept = blobs.keep(api.shop.shop, "a", b"1")
    url = blobs.url(api.shop.shop, kept.id, "a")
    assert fetched(api, url)[:2] == (200, "application/octet-stream")
    assert fetched(api, url + "x")[0] == 404
    assert fetched(api, "http://localhost/blobs/x/a")[0] == 404
    blobs.drop(api.shop.shop, kept.id)
    assert fetched(api, url)[0] == 404


def test_a_download_of_an_own_file_is_that_file_and_of_another_a_stand_in(api: Api) -> None:
    kept = blobs.keep(api.shop.shop, "a.txt", b"mine")
    shop = api.shop.shop
    assert blobs.download(shop, blobs.url(shop, kept.id, "a.txt")) == b"mine"
    assert b"https://example.com/b" in blobs.download(shop, "https://example.com/b")


@pytest.mark.parametrize(
    "url",
    ["", "a.png", "ftp://example.com/a", "http://", "https://no.invalid/a", "http://invalid/",
     "http://example.com/a b", "http://[", "http://localhost/blobs/1/gone"],
)  # fmt: skip
def test_a_download_of_what_is_not_there_is_refused(api: Api, url: str) -> None:
    with pytest.raises(ApiError) as refused:
        blobs.download(api.shop.shop, url)
    assert (refused.value.status, refused.value.code) == (422, "WRONG_URL")
