"""Videos of products, and the bulk update of their media."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulator.families.test_uploads import upload, uploaded
from tests.emulator.images import jpeg, png

YOUTUBE = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
VIMEO = "https://vimeo.com/76979871"
IMAGE = "https://pictures.example.com/{}.jpg"
LOST = "https://nowhere.invalid/watch?v=1"


@pytest.fixture
def path(shop: Any) -> str:
    return f"/products/{shop.product()}"


def media(shop: Any, path: str) -> tuple[list[Any], list[Any]]:
    """Ids of the pictures, addresses of the videos."""
    found = shop.get(path)["media"]
    return [each["id"] for each in found["images"]], [each["url"] for each in found["videos"]]


def test_a_gallery_video_shows_what_is_known_of_it(shop: Any, path: str) -> None:
    key = shop.post(f"{path}/gallery/video", {"url": YOUTUBE})["id"]
    video = shop.get(f"{path}/gallery/video/{key}")
    assert [video] == shop.get(path)["media"]["videos"]
    assert (video["id"], video["url"], video["providerName"]) == (str(key), YOUTUBE, "YouTube")
    assert "https://www.youtube.com/embed/dQw4w9WgXcQ" in video["embedHtml"]
    assert shop.delete(f"{path}/gallery/{key}") == {"deleteCount": 1}
    assert media(shop, path) == ([], [])
    assert shop.refused("GET", f"{path}/gallery/video/{key}")[0] == 404


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("htt://youtube.com/watch?v=1", "WRONG_URL"),
        ("https://example.com/film.mp4", "NOT_VIDEO_URL"),
        ("https://www.dailymotion.com/video/x1", "VIDEO_NOT_SUPPORTED"),
        (LOST, "VIDEO_UNAVAILABLE"),
    ],
)
@pytest.mark.parametrize("kind", ["video", "gallery/video"])
def test_what_is_no_video_is_refused(shop: Any, path: str, kind: str, url: str, code: str) -> None:
    assert shop.refused("POST", f"{path}/{kind}", {"url": url})[:2] == (422, code)
    assert shop.refused("POST", f"{path}/{kind}", {})[:2] == (400, "WRONG_PARAMETER")


def test_a_main_video_takes_the_place_of_the_main_picture(shop: Any, path: str) -> None:
    shop.post(f"{path}/image", externalUrl=IMAGE.format(1))
    shop.post(f"{path}/video", {"url": YOUTUBE})
    shop.post(f"{path}/video", {"url": VIMEO})
    assert media(shop, path) == ([], [VIMEO])
    shop.post(f"{path}/image", externalUrl=IMAGE.format(2))
    assert media(shop, path) == (["0"], [])
    assert shop.delete(f"{path}/video") == {"deleteCount": 0}


def test_the_main_video_is_deleted_alone(shop: Any, path: str) -> None:
    shop.post(f"{path}/video", {"url": YOUTUBE})
    shop.post(f"{path}/gallery/video", {"url": VIMEO})
    assert shop.delete(f"{path}/video") == {"deleteCount": 1}
    assert media(shop, path) == ([], [VIMEO])


def test_a_cover_is_a_jpeg(shop: Any, path: str) -> None:
    key = shop.post(f"{path}/gallery/video", {"url": YOUTUBE})["id"]
    cover = f"{path}/gallery/video/{key}"
    put = {"content_type": "application/octet-stream"}
    assert shop.api("PUT", cover, png(), **put).status == 422
    image = shop.api("PUT", cover, jpeg(), **put).json["id"]
    shown = shop.get(cover)
    assert shown["videoCoverId"] == str(image)
    assert shown["image400pxUrl"].endswith(f"/{image}.jpg")
    assert shop.put(cover, externalUrl=IMAGE.format(3))["id"]
    assert shop.get(cover)["imageOriginalUrl"] == IMAGE.format(3)


def test_the_bulk_update_replaces_main_and_gallery(shop: Any, path: str) -> None:
    uploaded(shop, f"{path}/image", png())
    uploaded(shop, f"{path}/gallery", png())
    answer = shop.put(
        f"{path}/media",
        {
            "mainMedia": {"imageUrl": IMAGE.format(1)},
            "galleryMedia": [{"videoUrl": YOUTUBE}, {"imageUrl": IMAGE.format(2)}],
        },
    )
    assert answer["mainMedia"] == {"success": True, "id": "0"}
    video, image = answer["galleryMedia"]
    assert media(shop, path) == (["0", image["id"]], [YOUTUBE])
    assert shop.get(f"{path}/gallery/video/{video['id']}")["url"] == YOUTUBE
    assert shop.get(path)["originalImageUrl"] == IMAGE.format(1)


def test_a_main_item_left_out_or_empty_stays_and_a_gallery_left_out_goes(
    shop: Any, path: str
) -> None:
    for main in (None, {}):
        uploaded(shop, f"{path}/image", png())
        uploaded(shop, f"{path}/gallery", png())
        shop.put(f"{path}/media", {"mainMedia": main})
        assert media(shop, path) == (["0"], [])
    shop.post(f"{path}/gallery/video", {"url": YOUTUBE})
    shop.put(f"{path}/media", {"galleryMedia": []})
    assert media(shop, path) == (["0"], [])


def test_a_main_item_of_the_other_kind_deletes_the_one_before(shop: Any, path: str) -> None:
    uploaded(shop, f"{path}/image", png())
    shop.put(f"{path}/media", {"mainMedia": {"videoUrl": VIMEO}})
    assert media(shop, path) == ([], [VIMEO])
    shop.put(f"{path}/media", {"mainMedia": {"imageUrl": IMAGE.format(1)}})
    assert media(shop, path) == (["0"], [])


def test_what_cannot_be_fetched_is_told_and_the_rest_is_done(shop: Any, path: str) -> None:
    answer = shop.put(
        f"{path}/media",
        {
            "mainMedia": {"imageUrl": "https://nowhere.invalid/a.png"},
            "galleryMedia": [{"videoUrl": LOST}, {"imageUrl": IMAGE.format(1)}],
        },
    )
    assert answer["mainMedia"]["errorCode"] == "DOWNLOAD_IMAGE_FAILED"
    lost, taken = answer["galleryMedia"]
    assert (lost["success"], lost["errorCode"]) == (False, "DOWNLOAD_VIDEO_FAILED")
    assert media(shop, path) == ([taken["id"]], [])


def test_a_bulk_update_needs_one_of_the_two(shop: Any, path: str) -> None:
    assert shop.refused("PUT", f"{path}/media", {})[:2] == (400, "WRONG_PARAMETER")


def test_media_belong_to_a_product(shop: Any) -> None:
    assert upload(shop, "/products/5/gallery", png()).status == 404
    assert shop.refused("PUT", "/products/5/media", {"galleryMedia": []})[0] == 404
