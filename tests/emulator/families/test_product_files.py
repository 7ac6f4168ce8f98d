"""Files of products."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulator.families.test_uploads import upload, uploaded

MEGABYTE = 1024 * 1024
CONTENT = bytes(range(256)) * 5


@pytest.fixture
def path(shop: Any) -> str:
    return f"/products/{shop.product()}"


def files(shop: Any, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = shop.get(path)["files"]
    return found


def test_files(shop: Any, path: str) -> None:
    """The row of ProductsTest."""
    assert files(shop, path) == []
    url = "https://files.example.com/manual.pdf"
    keys = [shop.post(f"{path}/files", externalUrl=url, fileName="a.pdf", description="A")["id"]]
    keys += [
        uploaded(shop, f"{path}/files", CONTENT, fileName=f"{name}.bin", description=name)
        for name in ("b", "c", "d")
    ]
    assert all(key > 0 for key in keys)
    listed = files(shop, path)
    assert [each["id"] for each in listed] == keys
    assert [each["name"] for each in listed] == ["a.pdf", "b.bin", "c.bin", "d.bin"]
    assert [each["description"] for each in listed] == ["A", "b", "c", "d"]
    assert all(each["size"] > 0 for each in listed)
    assert listed[1]["adminUrl"] == f"http://localhost/api/v3/1003{path}/files/{keys[1]}"
    assert shop.put(f"{path}/files/{keys[1]}", {"description": "new"})["updateCount"] > 0
    changed = [dict(each) for each in listed]
    changed[1]["description"] = "new"
    assert files(shop, path) == changed
    download = shop.api("GET", f"{path}/files/{keys[1]}")
    assert download.content == CONTENT
    assert download.headers["Content-Type"] == "application/octet-stream"
    assert shop.delete(f"{path}/files/{keys[0]}") == {"deleteCount": 1}
    assert len(files(shop, path)) == 3
    assert shop.delete(f"{path}/files") == {"deleteCount": 3}
    assert files(shop, path) == []
    assert shop.refused("GET", f"{path}/files/{keys[1]}")[0] == 404


def test_a_file_needs_a_name_and_something(shop: Any, path: str) -> None:
    assert upload(shop, f"{path}/files", CONTENT).status == 400
    assert upload(shop, f"{path}/files", b"", fileName="a").status == 400


def test_more_than_20_mb_is_refused(shop: Any, path: str) -> None:
    reply = upload(shop, f"{path}/files", bytes(20 * MEGABYTE + 1), fileName="a")
    assert reply.status == 413


def test_only_the_description_changes(shop: Any, path: str) -> None:
    key = uploaded(shop, f"{path}/files", CONTENT, fileName="a.bin")
    before = files(shop, path)
    shop.put(f"{path}/files/{key}", {"name": "b.bin", "size": 1, "id": 4})
    assert files(shop, path) == before
    shop.put(path, {"files": []})
    assert files(shop, path) == before


def test_what_is_not_there_is_not_found(shop: Any, path: str) -> None:
    for method in ("GET", "PUT", "DELETE"):
        assert shop.refused(method, f"{path}/files/5", {})[0] == 404
    refusal = shop.refused("DELETE", "/products/5/files")
    assert refusal == (404, "PRODUCT_NOT_FOUND", "Product #5 not found")
