"""Pictures of products, by URL."""

from __future__ import annotations

from typing import Any

import pytest

URL = "https://pictures.example.com/{}.jpg"


@pytest.fixture
def path(shop: Any) -> str:
    return f"/products/{shop.product()}"


def images(shop: Any, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = shop.get(path)["media"]["images"]
    return found


def test_main_image(shop: Any, path: str) -> None:
    shop.post(f"{path}/image", externalUrl=URL.format(1))
    last = shop.post(f"{path}/image", externalUrl=URL.format(2))["id"]
    [image] = images(shop, path)
    assert (image["id"], image["orderBy"], image["isMain"]) == ("0", 0, True)
    assert image["imageOriginalUrl"] == URL.format(2)
    assert image["image400pxUrl"].endswith(f"/{last}.png")
    product = shop.get(path)
    assert product["originalImage"]["url"] == product["originalImageUrl"] == URL.format(2)
    assert product["thumbnailUrl"] == image["image400pxUrl"]
    assert shop.delete(f"{path}/image") == {"deleteCount": 1}
    assert images(shop, path) == []
    assert "thumbnailUrl" not in shop.get(path)


def test_gallery_images_begin_with_the_main_one(shop: Any, path: str) -> None:
    keys = [shop.post(f"{path}/gallery", externalUrl=URL.format(n))["id"] for n in range(4)]
    shown = images(shop, path)
    assert [image["id"] for image in shown] == ["0", *map(str, keys[1:])]
    assert [image["orderBy"] for image in shown] == [0, 1, 2, 3]
    assert [image["id"] for image in shop.get(path)["galleryImages"]] == keys[1:]


def test_gallery_images_have_the_lowest_order_as_the_main_one(shop: Any, path: str) -> None:
    keys = [shop.post(f"{path}/gallery", externalUrl=URL.format(n))["id"] for n in range(4)]
    shop.put(path, {"media": {"images": [{"id": "0", "orderBy": 10}]}})
    shown = images(shop, path)
    assert [image["imageOriginalUrl"] for image in shown] == [URL.format(n) for n in (1, 2, 3, 0)]
    assert [image["orderBy"] for image in shown] == [0, 1, 2, 3]
    assert [image["isMain"] for image in shown] == [True, False, False, False]
    assert shown[0]["id"] == "0"
    assert shown[3]["id"] not in {"0", *map(str, keys)}


def test_alternative_texts_are_set_by_id(shop: Any, path: str) -> None:
    for number in range(2):
        shop.post(f"{path}/gallery", externalUrl=URL.format(number))
    key = images(shop, path)[1]["id"]
    alt = {"main": "Side view", "translated": {"ru": "Сбоку"}}
    shop.put(path, {"media": {"images": [{"id": "0"}, {"id": key, "alt": alt}]}})
    first, second = images(shop, path)
    assert second["alt"] == alt
    assert first["alt"] == {"translated": {}}


def test_gallery_images_are_deleted_but_for_the_main_one(shop: Any, path: str) -> None:
    keys = [shop.post(f"{path}/gallery", externalUrl=URL.format(n))["id"] for n in range(4)]
    assert shop.delete(f"{path}/gallery/{keys[2]}") == {"deleteCount": 1}
    assert shop.refused("DELETE", f"{path}/gallery/{keys[2]}")[0] == 404
    assert shop.delete(f"{path}/gallery") == {"deleteCount": 2}
    assert [image["id"] for image in images(shop, path)] == ["0"]


@pytest.mark.parametrize("kind", ["image", "gallery"])
def test_async_main_image_and_gallery_image(shop: Any, path: str, kind: str) -> None:
    assert images(shop, path) == []
    body = {"url": URL.format("{}"), "width": 30, "height": 20, "alt": {"main": "A {cap}"}}
    shop.post(f"{path}/{kind}/async", body)
    [image] = images(shop, path)
    assert image["imageOriginalUrl"] == URL.format("{}")
    assert image["alt"]["main"] == "A {cap}"
    original = shop.get(path)["originalImage"]
    assert (original["width"], original["height"]) == (30, 20)


@pytest.mark.parametrize("url", ["htt://example.com/a.png", "https://", "cap.png", "https://a b"])
def test_a_bad_url_is_refused(shop: Any, path: str, url: str) -> None:
    body = {"url": url, "width": 30, "height": 20}
    assert shop.refused("POST", f"{path}/image/async", body)[:2] == (422, "WRONG_URL")
    refusal = shop.refused("POST", f"{path}/image", externalUrl=url)
    assert refusal[:2] == (422, "WRONG_URL")


def test_an_async_picture_needs_url_and_sizes(shop: Any, path: str) -> None:
    body = {"url": URL.format(1), "width": 30, "height": 20}
    for name in body:
        short = {key: value for key, value in body.items() if key != name}
        refusal = shop.refused("POST", f"{path}/gallery/async", short)
        assert refusal[:2] == (400, "WRONG_PARAMETER")
    assert shop.refused("POST", f"{path}/gallery/async", {**body, "width": 0})[0] == 400


def test_an_upload_needs_something(shop: Any, path: str) -> None:
    assert shop.refused("POST", f"{path}/image")[0] == 400


def test_pictures_belong_to_a_product(shop: Any) -> None:
    refusal = shop.refused("POST", "/products/5/image", externalUrl=URL.format(1))
    assert refusal == (404, "PRODUCT_NOT_FOUND", "Product #5 not found")
