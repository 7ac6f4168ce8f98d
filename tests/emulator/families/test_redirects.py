"""Redirects of the Instant Site."""

from __future__ import annotations

from typing import Any

PATH = "/instant-site/redirects"


def redirect(origin: str, target: str = "/new") -> dict[str, str]:
    return {"fromUrl": origin, "toUrl": target}


def test_those_that_exist_are_only_counted(shop: Any) -> None:
    sent = [redirect("/a"), redirect("/b"), redirect("/a", "/other")]
    assert shop.post(PATH, sent) == {"createCount": 2, "existsCount": 1}
    assert shop.post(PATH, redirect("/c")) == {"createCount": 1, "existsCount": 0}
    page = shop.get(PATH)
    assert page["total"] == page["count"] == 3
    found = [(each["fromUrl"], each["toUrl"]) for each in page["items"]]
    assert found == [("/a", "/new"), ("/b", "/new"), ("/c", "/new")]


def test_a_redirect_lives(shop: Any) -> None:
    shop.post(PATH, [redirect("/a"), redirect("/b")])
    first = shop.get(PATH)["items"][0]
    assert isinstance(first["id"], str)
    own = f"{PATH}/{first['id']}"
    assert shop.get(own) == first
    assert shop.put(own, {"toUrl": "/newer", "id": "5"}) == {"updateCount": 1}
    assert shop.get(own) == {**first, "toUrl": "/newer"}
    assert shop.refused("PUT", own, {"fromUrl": "/b"})[0] == 409
    assert shop.refused("PUT", own, {"fromUrl": ""})[0] == 400
    assert shop.delete(own) == {"deleteCount": 1}
    for method in ("GET", "PUT", "DELETE"):
        assert shop.refused(method, own, {})[0] == 404
        assert shop.refused(method, f"{PATH}/none", {})[0] == 404


def test_paging_and_keyword(shop: Any) -> None:
    shop.post(PATH, [redirect(f"/Boots/{number}") for number in range(3)])
    shop.post(PATH, [redirect("/hats", "/caps"), redirect("/50%", "/half")])
    for keyword, total in (("boots", 3), ("CAPS", 1), ("%", 1), ("socks", 0)):
        assert shop.get(PATH, keyword=keyword)["total"] == total
    page = shop.get(PATH, offset=4, limit=2)
    assert (page["count"], page["total"], page["limit"]) == (1, 5, 2)


def test_those_for_a_path(shop: Any) -> None:
    path = f"{PATH}/get-for-path"
    assert shop.get(path, exactPath="/a") == {"items": [], "hasAnyRedirects": False}
    shop.post(PATH, [redirect("/a"), redirect("/a/b")])
    found = shop.get(path, exactPath="/a")
    assert [each["fromUrl"] for each in found["items"]] == ["/a"]
    assert found["hasAnyRedirects"] is True
    assert shop.get(path, exactPath="/b") == {"items": [], "hasAnyRedirects": True}


def test_a_redirect_needs_both_addresses(shop: Any) -> None:
    for body in ([{"fromUrl": "/a"}], [redirect("/a"), {"toUrl": "/b"}], [5], {}):
        assert shop.refused("POST", PATH, body)[:2] == (400, "WRONG_PARAMETER")
    assert shop.get(PATH)["total"] == 0
