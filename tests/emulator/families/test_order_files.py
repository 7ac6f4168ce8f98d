"""Files of an order's item options."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote_plus

import pytest

from ecwid_orm.emulator.dispatch import MAX_BODY, MAX_FILE
from tests.emulator.conftest import drive
from tests.emulator.families.conftest import Catalogue

OPTION = "Файл: photo/scan, (jpg + png) & more?"


@pytest.fixture
def option(shop: Catalogue) -> str:
    """The path of an option for files."""
    options = [{"name": OPTION, "type": "FILES"}, {"name": "Text", "type": "TEXT"}]
    number = shop.order(
        email="a@example.com", items=[{"name": "Mug", "selectedOptions": options[:1]}]
    )
    item = shop.get(f"/orders/{number}")["items"][0]["id"]
    return f"/orders/{number}/items/{item}/options/{quote_plus(OPTION)}"


def upload(shop: Catalogue, path: str, content: bytes, name: str) -> int:
    reply = shop.api("POST", path, content, content_type="application/octet-stream", fileName=name)
    assert reply.status == 200, reply.content
    key: int = reply.json["id"]
    return key


def files(shop: Catalogue, path: str) -> Any:
    order = path.split("/items/")[0]
    return shop.get(order)["items"][0]["selectedOptions"][0].get("files", "absent")


def content(shop: Catalogue, url: str) -> bytes:
    environ = {"REQUEST_METHOD": "GET", "REQUEST_URI": url.removeprefix("http://localhost")}
    reply = drive(shop.api.shop, environ)
    return reply.content if reply.status == 200 else b"gone"


def test_files_of_an_item_option(shop: Catalogue, option: str) -> None:
    by_url = shop.post(option, fileName="a.png", externalUrl="https://example.com/a.png")["id"]
    ids = [by_url, *(upload(shop, option, b"\0" * n, f"{n}.bin") for n in (1, 2, 3))]
    assert min(ids) > 0
    read = files(shop, option)
    assert [file["id"] for file in read] == ids
    assert [file["name"] for file in read] == ["a.png", "1.bin", "2.bin", "3.bin"]
    assert all(file["size"] > 0 and file["name"] in file["url"] for file in read)
    assert [set(file) for file in read] == [{"id", "name", "size", "url"}] * 4

    assert shop.delete(f"{option}/files/{ids[1]}") == {"deleteCount": 1}
    assert [file["id"] for file in files(shop, option)] == [ids[0], ids[2], ids[3]]
    assert shop.delete(f"{option}/files") == {"deleteCount": 3}
    assert files(shop, option) == "absent"
    assert shop.delete(f"{option}/files") == {"deleteCount": 0}


def test_a_file_comes_back_byte_for_byte_until_it_is_deleted(shop: Catalogue, option: str) -> None:
    upload(shop, option, b"\x00\xffabc", "müll 1.bin")
    [file] = files(shop, option)
    assert (file["size"], content(shop, file["url"])) == (5, b"\x00\xffabc")
    copy = shop.post(option, fileName="copy.bin", externalUrl=file["url"])["id"]
    assert content(shop, files(shop, option)[1]["url"]) == b"\x00\xffabc"
    shop.delete(f"{option}/files/{file['id']}")
    assert content(shop, file["url"]) == b"gone"
    [left] = files(shop, option)
    assert left["id"] == copy
    shop.delete(option.split("/items/")[0])
    assert content(shop, left["url"]) == b"gone"


def test_a_url_wins_over_bytes(shop: Catalogue, option: str) -> None:
    shop.api(
        "POST",
        option,
        b"bytes",
        content_type="application/octet-stream",
        fileName="a",
        externalUrl="https://example.com/b",
    )
    assert b"example.com/b" in content(shop, files(shop, option)[0]["url"])


def test_a_put_of_the_items_keeps_files_with_their_item(shop: Catalogue, option: str) -> None:
    upload(shop, option, b"abc", "a")
    order = option.split("/items/")[0]
    [item] = shop.get(order)["items"]
    [before] = files(shop, option)
    shop.put(order, {"items": [item | {"quantity": 4}]})
    assert files(shop, option) == [before]
    shop.put(order, {"items": [{"name": "Other"}]})
    assert content(shop, before["url"]) == b"gone"


def test_a_batch_uploads_by_url_only(shop: Catalogue, option: str) -> None:
    ticket = shop.api.batch(
        [
            {"method": "POST", "path": f"{option}?fileName=a&externalUrl=https://example.com/a"},
            {"method": "POST", "path": f"{option}?fileName=a", "body": {}},
        ],
        stopOnFirstFailure="false",
    )
    first, second = shop.api.outcome(ticket)["responses"]
    assert (first["httpStatusCode"], second["httpStatusCode"]) == (200, 400)
    assert len(files(shop, option)) == 1


@pytest.mark.parametrize(
    ("change", "query", "status", "code"),
    [
        (("", ""), {}, 400, "WRONG_PARAMETER"),
        (("", ""), {"fileName": "a"}, 400, "WRONG_PARAMETER"),
        (("", ""), {"fileName": "a", "externalUrl": "a.png"}, 422, "WRONG_URL"),
        (("", ""), {"fileName": "a", "externalUrl": "https://no.invalid/a"}, 422, "WRONG_URL"),
        (("/options/", "/options/No"), {"fileName": "a"}, 404, None),
        (("/items/", "/items/9"), {"fileName": "a"}, 404, None),
        (("/orders/", "/orders/9"), {"fileName": "a"}, 404, "ORDER_NOT_FOUND"),
    ],
)
def test_a_wrong_upload_is_refused(
    shop: Catalogue,
    option: str,
    change: tuple[str, str],
    query: dict[str, str],
    status: int,
    code: str | None,
) -> None:
    assert shop.refused("POST", option.replace(*change), **query)[:2] == (status, code)
    assert files(shop, option) == "absent"


def test_only_an_option_for_files_takes_them(shop: Catalogue) -> None:
    item = {"name": "Mug", "selectedOptions": [{"name": "Text", "type": "TEXT"}]}
    number = shop.order(items=[item])
    key = shop.get(f"/orders/{number}")["items"][0]["id"]
    path = f"/orders/{number}/items/{key}/options/Text"
    refused = (409, "OPTIONS_IS_NOT_FILES_TYPE", "Option 'Text' is not of type FILES")
    assert shop.refused("POST", path, fileName="a", externalUrl="https://example.com") == refused
    assert shop.refused("DELETE", f"{path}/files/1") == refused


def test_an_unknown_file_is_not_found(shop: Catalogue, option: str) -> None:
    assert shop.refused("DELETE", f"{option}/files/5") == (404, None, "File #5 not found")


def test_a_file_may_be_larger_than_any_other_body(shop: Catalogue, option: str) -> None:
    upload(shop, option, b"x" * (MAX_BODY + 1), "large")
    assert files(shop, option)[0]["size"] == MAX_BODY + 1
    reply = shop.api(
        "POST",
        option,
        bytes(MAX_FILE + 1),
        content_type="application/octet-stream",
        fileName="larger",
    )
    assert (reply.status, reply.json["errorMessage"]) == (413, "Request body is larger than 100 MB")


def test_bytes_need_their_content_type(shop: Catalogue, option: str) -> None:
    assert shop.api("POST", option, b"x", content_type="image/png", fileName="a").status == 415
