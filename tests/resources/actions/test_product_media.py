"""Pictures and videos of products."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from ecwid_orm import Alt, CommitError, InvalidValue, NotFound, Product, Session, Unprocessable
from ecwid_orm.testing import Sent
from tests.emulator.images import jpeg, png
from tests.resources.operations import operations
from tests.session.conftest import Shop

RequestsOf = Callable[[], AbstractContextManager[Sent]]

URL = "https://pictures.example.com/tee.png"
AS_SENT = "externalUrl=https:%2F%2Fpictures.example.com%2Ftee.png"
VIDEO = "https://youtu.be/abc"
NOWHERE = "https://nowhere.invalid/tee.png"


@pytest.fixture
def tee(ecwid_session: Session, shop: Shop) -> Product:
    return ecwid_session.get(Product, shop.product())


def images(product: Product) -> list[Any]:
    assert product.media is not None
    return list(product.media.images)


def videos(product: Product) -> list[Any]:
    assert product.media is not None
    return list(product.media.videos)


def writes(sent: Sent) -> list[tuple[str, str, Any]]:
    """Method, path and body of what was written, alone and in batches."""
    return [one for one in [*sent, *sent.batched] if one[0] != "GET" and "/batch" not in one[1]]


# Pictures -----------------------------------------------------------------------------------------


def test_the_main_picture_by_url_and_by_bytes(
    ecwid_session: Session, tee: Product, requests_of: RequestsOf
) -> None:
    tee.upload_image(URL)
    tee.upload_image(png(9, 4))
    with requests_of() as sent:
        ecwid_session.commit()
    path = f"/products/{tee.id}/image"
    assert writes(sent) == [("POST", f"{path}?{AS_SENT}", None), ("POST", path, png(9, 4))]
    assert operations(writes(sent)) == ["uploadProductImage"] * 2
    assert len(images(tee)) == 1
    assert tee.original_image is not None
    assert tee.original_image.width == 9


def test_a_picture_that_ecwid_fetches_later(
    ecwid_session: Session, tee: Product, requests_of: RequestsOf
) -> None:
    tee.upload_image(URL, size=(800, 600), alt="A tee", external_id="tee-1")
    tee.upload_gallery_image(URL, size=(400, 300), alt=Alt(main="Behind"))
    with requests_of() as sent:
        ecwid_session.commit()
    first, second = writes(sent)
    body = {
        "url": URL,
        "width": 800,
        "height": 600,
        "externalId": "tee-1",
        "alt": {"main": "A tee"},
    }
    assert first == ("POST", f"/products/{tee.id}/image/async", body)
    body = {"url": URL, "width": 400, "height": 300, "alt": {"main": "Behind"}}
    assert second == ("POST", f"/products/{tee.id}/gallery/async", body)
    assert operations([first, second]) == [
        "uploadProductImageAsync",
        "uploadProductGalleryImageAsync",
    ]
    assert [image.alt.main for image in images(tee)] == ["A tee", "Behind"]


def test_pictures_of_the_gallery(
    ecwid_session: Session, tee: Product, requests_of: RequestsOf
) -> None:
    uploads = [tee.upload_gallery_image(png(size, 1), name=f"{size}.png") for size in (1, 2, 3)]
    with requests_of() as sent:
        ecwid_session.commit()
    path = f"/products/{tee.id}/gallery"
    assert [one[1] for one in writes(sent)] == [f"{path}?fileName={n}.png" for n in (1, 2, 3)]
    assert [image.id for image in images(tee)] == ["0", str(uploads[1].id), str(uploads[2].id)]
    with requests_of() as sent:
        tee.delete_gallery_image(images(tee)[2])
    assert writes(sent) == [("DELETE", f"{path}/{uploads[2].id}", None)]
    assert operations(writes(sent)) == ["deleteProductGalleryImage"]
    assert len(images(tee)) == 2
    with requests_of() as sent:
        assert tee.delete_gallery() == 1
    assert operations(sent) == ["deleteAllProductGalleryImages"]
    assert [image.id for image in images(tee)] == ["0"]
    with requests_of() as sent:
        tee.delete_image()
    assert writes(sent) == [("DELETE", f"/products/{tee.id}/image", None)]
    assert operations(writes(sent)) == ["deleteProductImage"]
    assert images(tee) == []
    assert tee.image_url is None


def test_the_order_and_the_texts_are_fields(
    ecwid_session: Session, tee: Product, requests_of: RequestsOf
) -> None:
    for size in (1, 2):
        tee.upload_gallery_image(png(size, 1))
    ecwid_session.commit()
    first, second = images(tee)
    first.order_by, second.order_by = 10, 0
    second.alt = Alt(main="Now the first")
    with requests_of() as sent:
        ecwid_session.commit()
    assert operations(writes(sent)) == ["updateProduct"]
    assert [image.alt.main for image in images(tee)] == ["Now the first", None]
    assert tee.original_image is not None
    assert tee.original_image.width == 2


def test_a_change_of_a_text_that_was_not_sent_survives_a_call(
    ecwid_session: Session, tee: Product, shop: Shop
) -> None:
    tee.upload_image(URL)
    ecwid_session.commit()
    images(tee)[0].alt = Alt(main="A tee")
    tee.delete_gallery()
    ecwid_session.commit()
    stored = shop.read(f"products/{tee.id}")["media"]["images"]
    assert [image["alt"]["main"] for image in stored] == ["A tee"]


def test_all_media_are_replaced(
    ecwid_session: Session, tee: Product, requests_of: RequestsOf
) -> None:
    tee.upload_gallery_image(png())
    tee.upload_gallery_image(png())
    ecwid_session.commit()
    with requests_of() as sent:
        tee.replace_media([URL, URL], [VIDEO], main_image=URL)
    body = {
        "mainMedia": {"imageUrl": URL},
        "galleryMedia": [{"imageUrl": URL}, {"imageUrl": URL}, {"videoUrl": VIDEO}],
    }
    assert writes(sent) == [("PUT", f"/products/{tee.id}/media", body)]
    assert operations(writes(sent)) == ["updateProductMedia"]
    assert [image.image_original_url for image in images(tee)] == [URL] * 3
    assert len(videos(tee)) == 1


def test_media_that_cannot_be_fetched_are_named_and_the_rest_is_in_place(
    ecwid_session: Session, tee: Product
) -> None:
    with pytest.raises(Unprocessable, match=NOWHERE) as caught:
        tee.replace_media([NOWHERE, URL])
    assert caught.value.code == "DOWNLOAD_IMAGE_FAILED"
    assert URL not in str(caught.value)
    assert [image.image_original_url for image in images(tee)] == [URL]


# Videos -------------------------------------------------------------------------------------------


def test_videos(ecwid_session: Session, tee: Product, requests_of: RequestsOf) -> None:
    tee.upload_video(VIDEO)
    made = tee.upload_gallery_video("https://vimeo.com/123")
    with requests_of() as sent:
        ecwid_session.commit()
    assert writes(sent) == [
        ("POST", f"/products/{tee.id}/video", {"url": VIDEO}),
        ("POST", f"/products/{tee.id}/gallery/video", {"url": "https://vimeo.com/123"}),
    ]
    assert operations(writes(sent)) == ["uploadProductVideo", "uploadProductGalleryVideo"]
    with requests_of() as sent:
        video = tee.gallery_video(made.id)
    assert operations(sent) == ["getProductGalleryVideo"]
    assert (video.url, video.provider_name) == ("https://vimeo.com/123", "Vimeo")
    cover = tee.upload_video_cover(video, jpeg(4, 3))
    with requests_of() as sent:
        ecwid_session.commit()
    assert writes(sent) == [("PUT", f"/products/{tee.id}/gallery/video/{made.id}", jpeg(4, 3))]
    assert operations(writes(sent)) == ["uploadProductGalleryVideoCover"]
    assert videos(tee)[1].video_cover_id == str(cover.id)
    with requests_of() as sent:
        assert tee.delete_video() == 1
    assert operations(sent) == ["deleteProductVideo"]
    tee.delete_gallery_image(video)
    assert videos(tee) == []


# Mistakes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda tee: tee.upload_image(URL, alt="A tee"), "size="),
        (lambda tee: tee.upload_image(png(), size=(1, 1)), "URL of a picture"),
        (lambda tee: tee.upload_image(URL, size=(0, 1)), "0 × 1"),
        (lambda tee: tee.upload_gallery_image(URL, size=(1, 1), name="a"), "use alt"),
        (lambda tee: tee.upload_video("abc"), "no address"),
        (lambda tee: tee.replace_media(["abc"]), "no address"),
        (lambda tee: tee.delete_gallery_image("0"), "main picture"),
        (lambda tee: tee.delete_gallery_image("../image"), "no id"),
        (lambda tee: tee.gallery_video(0), "not in the gallery"),
    ],
)
def test_mistakes_are_refused_before_anything_is_sent(
    tee: Product, requests_of: RequestsOf, act: Callable[[Product], Any], words: str
) -> None:
    with requests_of() as sent, pytest.raises(InvalidValue, match=words):
        act(tee)
    assert sent == []


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda tee: tee.upload_image(b"not a picture"), "not an image"),
        (lambda tee: tee.upload_image(NOWHERE), "Wrong URL"),
        (lambda tee: tee.upload_gallery_video("https://tiktok.com/1"), "not supported"),
        (lambda tee: tee.upload_gallery_video("https://example.com/"), "not the address"),
    ],
)
def test_what_ecwid_refuses_stays_queued_and_the_rest_goes_on(
    ecwid_session: Session,
    tee: Product,
    shop: Shop,
    act: Callable[[Product], Any],
    words: str,
) -> None:
    act(tee)
    other = ecwid_session.get(Product, shop.product())
    other.upload_image(URL)
    with pytest.raises(CommitError) as caught:
        ecwid_session.commit()
    (error,) = caught.value.exceptions
    assert isinstance(error, Unprocessable)
    assert words in str(error)
    assert other.original_image_url == URL
    assert [one.kind for one in ecwid_session.plan()] == ["upload"]


def test_ids_that_are_not_there_are_not_found(tee: Product) -> None:
    with pytest.raises(NotFound):
        tee.delete_gallery_image(7)
    with pytest.raises(NotFound):
        tee.gallery_video("7")
