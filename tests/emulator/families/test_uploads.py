"""Pictures by their bytes: what is taken, what is refused, what is served back."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.emulator.conftest import Reply, drive
from tests.emulator.images import gif, jpeg, png, webp

MEGABYTE = 1024 * 1024


def upload(shop: Any, path: str, content: bytes, **query: object) -> Reply:
    reply: Reply = shop.api("POST", path, content, content_type="application/octet-stream", **query)
    return reply


def uploaded(shop: Any, path: str, content: bytes, **query: object) -> int:
    reply = upload(shop, path, content, **query)
    assert reply.status == 200, reply.content
    key: int = reply.json["id"]
    return key


def fetched(shop: Any, address: str) -> bytes:
    """What the emulator serves at an address, without a token."""
    assert address.startswith("http://localhost/")
    environ = {
        "REQUEST_METHOD": "GET",
        "REQUEST_URI": urlsplit(address).path,
        "wsgi.input": io.BytesIO(),
    }
    reply = drive(shop.api.shop, environ)
    assert reply.status == 200
    return reply.content


PLACES = ["product image", "gallery", "variation", "category", "logo"]


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest, shop: Any) -> str:
    """The path of each kind of upload of a picture."""
    if request.param == "category":
        return f"/categories/{shop.category()}/image"
    if request.param == "logo":
        return "/profile/invoicelogo"
    product = f"/products/{shop.product(options=OPTIONS)}"
    if request.param == "variation":
        size = [{"name": "Size", "value": "S"}]
        key = shop.post(f"{product}/combinations", {"options": size})["id"]
        return f"{product}/combinations/{key}/image"
    return f"{product}/{'image' if request.param == 'product image' else 'gallery'}"


OPTIONS = [{"type": "RADIO", "name": "Size", "choices": [{"text": "S"}]}]


def test_a_picture_is_taken_and_has_an_id(shop: Any, place: str) -> None:
    for make in (png, jpeg, gif, webp):
        assert uploaded(shop, place, make()) > 0


def test_more_than_20_mb_is_refused(shop: Any, place: str) -> None:
    content = png() + bytes(20 * MEGABYTE)
    reply = upload(shop, place, content)
    assert (reply.status, reply.code) == (400, "INCORRECT_IMAGE_SIZE")
    assert upload(shop, place, content[: 20 * MEGABYTE]).status == 200


@pytest.mark.parametrize("content", [b"GIF is what I am", b"{}", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_is_refused(shop: Any, place: str, content: bytes) -> None:
    assert upload(shop, place, content).status == 422


@pytest.mark.parametrize("kind", ["multipart/form-data", "text/plain", ""])
def test_another_content_type_is_refused(shop: Any, place: str, kind: str) -> None:
    assert shop.api("POST", place, png(), content_type=kind).status == 415


def test_nothing_at_all_is_refused(shop: Any, place: str) -> None:
    assert upload(shop, place, b"").status == 400


def test_an_address_that_cannot_be_reached_is_refused(shop: Any, place: str) -> None:
    refusal = shop.refused("POST", place, externalUrl="https://nowhere.invalid/a.png")
    assert refusal[:2] == (422, "WRONG_URL")


def test_an_address_wins_over_bytes(shop: Any) -> None:
    path = f"/products/{shop.product()}"
    uploaded(shop, f"{path}/image", png(), externalUrl="https://pictures.example.com/cap.png")
    assert shop.get(path)["imageUrl"].startswith("https://images.example.com/")


def test_bytes_cannot_go_in_a_batch(shop: Any, place: str) -> None:
    address = f"{place}?externalUrl=https://pictures.example.com/cap.png"
    ticket = shop.api.batch(
        [{"method": "POST", "path": place, "body": "x"}, {"method": "POST", "path": address}],
        stopOnFirstFailure=False,
    )
    outcomes = shop.api.outcome(ticket)["responses"]
    assert [each["httpStatusCode"] for each in outcomes] == [400, 200]


def test_a_products_pictures_are_served_as_they_came(shop: Any) -> None:
    path = f"/products/{shop.product()}"
    main = uploaded(shop, f"{path}/image", png(300, 200))
    second = uploaded(shop, f"{path}/gallery", jpeg(30, 20))
    product = shop.get(path)
    [first, other] = product["media"]["images"]
    assert urlsplit(first["image400pxUrl"]).path.endswith(f"/{main}.png")
    assert urlsplit(other["imageOriginalUrl"]).path.endswith(f"/{second}.jpg")
    for name in ("imageUrl", "originalImageUrl", "thumbnailUrl", "hdThumbnailUrl"):
        assert fetched(shop, product[name]) == png(300, 200)
    assert fetched(shop, other["image1500pxUrl"]) == jpeg(30, 20)
    size = {"width": 300, "height": 200}
    assert product["originalImage"] == {"url": product["originalImageUrl"], **size}
    listed = shop.get("/products")["items"][0]
    assert listed["media"] == product["media"]


def test_a_variations_picture_is_served_until_it_is_deleted(shop: Any) -> None:
    path = f"/products/{shop.product(options=OPTIONS)}/combinations"
    key = shop.post(path, {"options": [{"name": "Size", "value": "S"}]})["id"]
    uploaded(shop, f"{path}/{key}/image", png())
    assert fetched(shop, shop.get(f"{path}/{key}")["imageUrl"]) == png()
    assert shop.delete(f"{path}/{key}/image") == {"deleteCount": 1}
    assert shop.get(f"{path}/{key}").get("imageUrl") is None


def test_image_of_a_category(shop: Any) -> None:
    path = f"/categories/{shop.category()}"
    uploaded(shop, f"{path}/image", jpeg())
    last = uploaded(shop, f"{path}/image", png(60, 40))
    category = shop.get(path)
    assert category["thumbnailUrl"].endswith(f"/{last}.png")
    assert category["hdThumbnailUrl"]
    original = {"url": category["originalImageUrl"], "width": 60, "height": 40}
    assert category["originalImage"] == original
    assert fetched(shop, category["originalImageUrl"]) == png(60, 40)
    assert shop.delete(f"{path}/image")["deleteCount"] > 0
    for name in ("thumbnailUrl", "hdThumbnailUrl", "originalImageUrl", "originalImage"):
        assert shop.get(path).get(name) is None


@pytest.mark.parametrize(
    ("logo", "section", "field"),
    [
        ("logo", "generalInfo", "storeLogoUrl"),
        ("invoicelogo", "settings", "invoiceLogoUrl"),
        ("emaillogo", "settings", "emailLogoUrl"),
    ],
)
def test_logos_by_bytes_and_by_address(shop: Any, logo: str, section: str, field: str) -> None:
    def shown() -> Any:
        part = shop.get("/profile")[section]
        return part.get("starterSite", part).get(field)

    assert shown() is None
    uploaded(shop, f"/profile/{logo}", png())
    assert fetched(shop, shown()) == png()
    assert shop.put(f"/profile/{logo}", externalUrl="https://pictures.example.com/logo.png")["id"]
    assert shown() == "https://pictures.example.com/logo.png"
    assert shop.delete(f"/profile/{logo}") == {"deleteCount": 1, "success": True}
    assert shown() is None
    assert shop.delete(f"/profile/{logo}") == {"deleteCount": 0, "success": True}


def test_there_are_three_logos(shop: Any) -> None:
    assert (
        shop.refused("PUT", "/profile/favicon", externalUrl="https://example.com/a.png")[0] == 404
    )
    assert shop.refused("DELETE", "/profile/favicon")[0] == 404


def test_a_picture_of_this_shop_can_be_used_again(shop: Any) -> None:
    path = f"/products/{shop.product()}"
    uploaded(shop, f"{path}/image", png(9, 9))
    category = f"/categories/{shop.category()}"
    shop.post(f"{category}/image", externalUrl=shop.get(path)["originalImageUrl"])
    assert shop.get(category)["originalImage"]["width"] == 9
    assert fetched(shop, shop.get(category)["originalImageUrl"]) == png(9, 9)


def test_an_uploads_address_follows_the_server(open_shop: Any, tmp_path: Any) -> None:
    data = tmp_path / "shop.db"
    first = open_shop(data=data)
    path = f"/products/{first.create()}"
    assert (
        first("POST", f"{path}/image", png(), content_type="application/octet-stream").status == 200
    )
    first.shop.close()
    second = open_shop(data=data)
    with second.shop as served:
        address = second("GET", path).json["imageUrl"]
        assert address.startswith(served.url.removesuffix("/api/v3"))
        assert second("GET", path).json["imageUrl"] == address
