"""Uploads: queued by an object, sent by the commit after what they depend on."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ecwid_orm import Alt, CommitError, Product, ProductImage, Session, inspect
from ecwid_orm.emulator import Emulator, Fault
from ecwid_orm.exceptions import (
    InDoubt,
    InvalidObjects,
    InvalidValue,
    TransportError,
    Unprocessable,
    UnreadableFile,
)
from ecwid_orm.model.actions import upload
from ecwid_orm.model.uploads import MOST, Upload, queued
from ecwid_orm.testing import Sent
from tests.emulator.images import png
from tests.session.conftest import Shop

URL = "https://pictures.example.com/tee.png"
AS_SENT = "externalUrl=https:%2F%2Fpictures.example.com%2Ftee.png"

RequestsOf = Callable[[], AbstractContextManager[Sent]]


def picture(product: Product, source: Any, **options: Any) -> Upload:
    """The main picture: sending it twice leaves one."""
    return upload(product, "/image", source, outdates=("media",), idempotent=True, **options)


def gallery(product: Product, source: Any, **options: Any) -> Upload:
    """One more picture: sending it twice leaves two."""
    return upload(product, "/gallery", source, outdates=("media",), **options)


def images(product: Product) -> list[ProductImage]:
    assert product.media is not None
    return list(product.media.images)


def alts(product: Product) -> list[str | None]:
    return [None if image.alt is None else image.alt.main for image in images(product)]


def calls(sent: Sent) -> list[str]:
    """Method and path of what was written."""
    return [f"{method} {path}" for method, path, _ in sent if method != "GET"]


def batched(sent: Sent) -> list[str]:
    return [f"{method} {path}" for method, path, _ in sent.batched]


@pytest.fixture
def tee(shop: Shop, ecwid_session: Session) -> Product:
    return ecwid_session.get(Product, shop.create("products", name="Tee"))


# What is sent ----------------------------------------------------------------------------------


def test_one_by_url_of_a_stored_object_is_one_call(
    ecwid_session: Session, tee: Product, requests_of: RequestsOf
) -> None:
    made = picture(tee, URL)
    with requests_of() as sent:
        result = ecwid_session.commit()
    assert calls(sent) == [f"POST /products/{tee.id}/image?{AS_SENT}"]
    assert sent[0][2] is None
    assert isinstance(made.id, int)
    assert tee.original_image_url == URL
    assert [one.kind for one in result.operations] == ["upload"]
    assert ecwid_session.dirty == []
    assert len(ecwid_session.plan()) == 0


def test_urls_of_many_objects_go_into_one_batch(
    ecwid_session: Session, shop: Shop, requests_of: RequestsOf
) -> None:
    products = ecwid_session.get_many(Product, shop.products(3))
    for product in products:
        picture(product, URL)
    with requests_of() as sent:
        ecwid_session.commit()
    assert sorted(batched(sent)) == sorted(
        f"POST /products/{product.id}/image?{AS_SENT}" for product in products
    )
    assert len([one for one in sent if one[0] == "POST"]) == 1


def test_bytes_are_sent_by_themselves_as_they_are(
    ecwid_session: Session, tee: Product, requests_of: RequestsOf
) -> None:
    picture(tee, png(7, 5))
    tee.name = "Shirt"
    with requests_of() as sent:
        ecwid_session.commit()
    assert calls(sent) == [f"PUT /products/{tee.id}", f"POST /products/{tee.id}/image"]
    assert sent[1][2] == png(7, 5)
    assert tee.original_image is not None
    assert (tee.original_image.width, tee.original_image.height) == (7, 5)


def test_a_path_and_a_file_are_read_at_the_commit(
    ecwid_session: Session, tee: Product, tmp_path: Path
) -> None:
    path = tmp_path / "tee.png"
    path.write_bytes(png(1, 1))
    picture(tee, path)
    gallery(tee, str(path))
    path.write_bytes(png(8, 2))
    with path.open("rb") as file:
        gallery(tee, file)
        ecwid_session.commit()
        assert not file.closed
    assert tee.original_image is not None
    assert tee.original_image.width == 8
    assert [(one.width, one.height) for one in tee.gallery_images] == [(8, 2), (8, 2)]


def test_a_file_is_sent_from_where_it_stood(ecwid_session: Session, tee: Product) -> None:
    file = io.BytesIO(b"before it" + png(6, 2))
    file.seek(len(b"before it"))
    picture(tee, file)
    ecwid_session.commit()
    assert tee.original_image is not None
    assert tee.original_image.width == 6


class Pipe(io.BytesIO):
    """A file that can be read only once."""

    def seekable(self) -> bool:
        return False

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        raise io.UnsupportedOperation


def test_what_can_be_read_only_once_is_kept_for_another_try(
    ecwid_session: Session, tee: Product, ecwid_emulator: Emulator
) -> None:
    picture(tee, Pipe(png(6, 2)))
    ecwid_emulator.faults.add(Fault("5xx_before", status=402, path="*/image"))
    with pytest.raises(CommitError):
        ecwid_session.commit()
    ecwid_session.commit()
    assert tee.original_image is not None
    assert tee.original_image.width == 6


# When it is sent ----------------------------------------------------------------------------------


def test_they_come_after_the_creation_each_after_the_one_before(
    ecwid_session: Session, requests_of: RequestsOf
) -> None:
    cap = Product(name="Cap")
    first, second, third = gallery(cap, URL), gallery(cap, png()), gallery(cap, URL)
    ecwid_session.add(cap)
    plan = ecwid_session.plan()
    assert [[one.kind for one in wave] for wave in plan.waves] == [
        ["create"],
        ["upload"],
        ["upload"],
        ["upload"],
    ]
    with requests_of() as sent:
        ecwid_session.commit()
    assert [one for one in calls(sent) + batched(sent) if "gallery" in one] == [
        f"POST /products/{cap.id}/gallery",
        f"POST /products/{cap.id}/gallery?{AS_SENT}",
        f"POST /products/{cap.id}/gallery?{AS_SENT}",
    ]
    shown = [image.id for image in images(cap)]
    assert shown == ["0", str(second.id), str(third.id)]
    assert None not in (first.id, second.id, third.id)


def test_they_come_after_the_update(ecwid_session: Session, tee: Product) -> None:
    picture(tee, URL)
    tee.name = "Shirt"
    tee.quantity = 4
    plan = ecwid_session.plan()
    assert [[one.kind for one in wave] for wave in plan.waves] == [["update"], ["upload"]]


def test_an_object_in_no_session_takes_its_uploads_with_it(ecwid_session: Session) -> None:
    cap = Product(name="Cap")
    picture(cap, URL)
    cap.save()
    assert cap.original_image_url == URL


def test_a_new_object_whose_upload_was_refused_is_kept_for_the_next_try(
    ecwid_session: Session, ecwid_emulator: Emulator
) -> None:
    cap = Product(name="Cap")
    picture(cap, png())
    ecwid_session.add(cap)
    ecwid_emulator.faults.add(Fault("5xx_before", status=402, path="*/image"))
    with pytest.raises(CommitError):
        ecwid_session.commit()
    assert ecwid_session.new == []
    assert ecwid_session.dirty == [cap]
    ecwid_session.commit()
    assert cap.image_url


def test_a_commit_of_some_objects_uploads_for_these_only(
    ecwid_session: Session, tee: Product, shop: Shop
) -> None:
    other = ecwid_session.get(Product, shop.product())
    picture(tee, URL)
    picture(other, URL)
    tee.save()
    assert not queued(tee)
    assert len(queued(other)) == 1
    assert ecwid_session.dirty == [other]


def test_an_object_with_uploads_alone_is_kept_until_they_are_sent(
    ecwid_session: Session, shop: Shop
) -> None:
    key = shop.product()
    picture(ecwid_session.get(Product, key), URL)
    ecwid_session.commit()
    assert shop.read(f"products/{key}")["originalImageUrl"] == URL


def test_a_deleted_object_uploads_nothing(
    ecwid_session: Session, tee: Product, requests_of: RequestsOf
) -> None:
    picture(tee, URL)
    key = tee.id
    with requests_of() as sent:
        tee.delete()
    assert calls(sent) == [f"DELETE /products/{key}"]


def test_a_rollback_forgets_them(ecwid_session: Session, tee: Product) -> None:
    picture(tee, URL)
    ecwid_session.rollback()
    assert not queued(tee)
    assert len(ecwid_session.plan()) == 0
    assert ecwid_session.dirty == []


def test_merging_a_detached_object_brings_them_along(
    ecwid_session: Session, tee: Product, shop: Shop
) -> None:
    ecwid_session.expunge(tee)
    picture(tee, URL)
    merged = ecwid_session.merge(tee)
    ecwid_session.commit()
    assert merged is not tee
    assert shop.read(f"products/{merged.id}")["originalImageUrl"] == URL


# What is known afterwards -------------------------------------------------------------------------


def test_what_shows_it_is_read_anew_and_handed_out_parts_stay(
    ecwid_session: Session, tee: Product, requests_of: RequestsOf
) -> None:
    media = tee.media
    assert images(tee) == []
    picture(tee, URL)
    ecwid_session.commit()
    with requests_of() as sent:
        assert tee.image_url
        assert [image.is_main for image in images(tee)] == [True]
    assert len(sent) == 1
    assert tee.media is media
    assert inspect(tee).changes == {}


def test_what_the_user_changed_meanwhile_stays_changed(
    ecwid_session: Session, tee: Product, ecwid_emulator: Emulator
) -> None:
    gallery(tee, URL)
    ecwid_session.commit()
    images(tee)[0].alt = Alt(main="A tee")
    tee.price = Decimal(7)
    gallery(tee, URL)
    ecwid_emulator.faults.add(Fault("5xx_before", status=402, method="PUT"))
    with pytest.raises(CommitError) as caught:
        ecwid_session.commit()
    assert [one.kind for one in caught.value.not_executed] == ["upload"]
    assert set(inspect(tee).changes) == {"media", "price"}
    ecwid_session.commit()
    assert alts(tee) == ["A tee", None]


def test_the_plan_shows_what_is_uploaded_but_no_bytes(
    ecwid_session: Session, tee: Product, tmp_path: Path
) -> None:
    path = tmp_path / "tee.png"
    path.write_bytes(png())
    picture(tee, path)
    gallery(tee, URL)
    plan = ecwid_session.plan()
    text = str(plan)
    assert f"POST products/{tee.id}/image" in text
    assert "tee.png" in text
    assert URL in text
    (first,), (second,) = plan.to_dict()["waves"]
    assert first["upload"] == {"source": "tee.png", "params": {}}
    assert second["upload"] == {"source": URL, "params": {"externalUrl": URL}}


def test_progress_is_told_while_bytes_are_sent(ecwid_session: Session, tee: Product) -> None:
    told: list[tuple[int, int | None]] = []
    content = png()
    picture(tee, content, progress=lambda done, total: told.append((done, total)))
    ecwid_session.commit()
    assert told[-1] == (len(content), len(content))


# What goes wrong ----------------------------------------------------------------------------------


def test_a_refused_one_stays_queued_and_later_ones_wait(
    ecwid_session: Session, tee: Product, requests_of: RequestsOf
) -> None:
    gallery(tee, b"no picture")
    gallery(tee, URL)
    tee.name = "Shirt"
    with requests_of() as sent, pytest.raises(CommitError) as caught:
        ecwid_session.commit()
    assert calls(sent) == [f"PUT /products/{tee.id}", f"POST /products/{tee.id}/gallery"]
    (failure,) = caught.value.failures
    assert isinstance(failure.error, Unprocessable)
    assert failure.instance is tee
    assert len(queued(tee)) == 2
    assert inspect(tee).changes == {}
    ecwid_session.rollback()
    assert not queued(tee)


@pytest.mark.parametrize("kind", ["dropped_before", "dropped_after", "5xx_after"])
def test_bytes_whose_answer_is_lost_are_not_sent_again(
    ecwid_session: Session,
    tee: Product,
    ecwid_emulator: Emulator,
    requests_of: RequestsOf,
    kind: Any,
) -> None:
    gallery(tee, png())
    ecwid_emulator.faults.add(Fault(kind, path="*/gallery"))
    with requests_of() as sent, pytest.raises(CommitError) as caught:
        ecwid_session.commit()
    assert len(calls(sent)) == 1
    (failure,) = caught.value.failures
    assert isinstance(failure.error, InDoubt)
    assert "look in the shop" in str(failure.error)
    assert not queued(tee)
    assert len(images(tee)) == (0 if kind == "dropped_before" else 1)


@pytest.mark.parametrize("kind", ["dropped_before", "dropped_after", "5xx_after"])
def test_bytes_that_replace_what_was_are_sent_again(
    ecwid_session: Session, tee: Product, ecwid_emulator: Emulator, kind: Any
) -> None:
    picture(tee, io.BytesIO(png(6, 2)))
    ecwid_emulator.faults.add(Fault(kind, path="*/image"))
    ecwid_session.commit()
    assert [image.is_main for image in images(tee)] == [True]
    assert tee.original_image is not None
    assert tee.original_image.width == 6


def test_a_lost_batch_with_a_url_is_asked_for_again(
    ecwid_session: Session, tee: Product, ecwid_emulator: Emulator
) -> None:
    gallery(tee, URL)
    ecwid_emulator.faults.add(Fault("dropped_after", method="POST", path="/batch", times=None))
    with pytest.raises(CommitError):
        ecwid_session.commit()
    ecwid_emulator.faults.clear()
    ecwid_session.commit()
    assert len(images(tee)) == 1
    assert not queued(tee)


def test_without_a_connection_the_next_is_not_tried(
    ecwid_session: Session, tee: Product, shop: Shop, ecwid_emulator: Emulator
) -> None:
    other = ecwid_session.get(Product, shop.product())
    picture(tee, png())
    picture(other, png())
    ecwid_emulator.faults.add(Fault("dropped_before", path="*/image", times=None))
    with pytest.raises(CommitError) as caught:
        ecwid_session.commit()
    assert [type(failure.error) for failure in caught.value.failures] == [TransportError]
    assert len(caught.value.not_executed) == 1
    ecwid_emulator.faults.clear()
    ecwid_session.commit()
    assert tee.image_url
    assert other.image_url


def test_a_file_that_is_gone_by_then_refuses_the_commit_before_anything_is_sent(
    ecwid_session: Session, tee: Product, tmp_path: Path, requests_of: RequestsOf
) -> None:
    path = tmp_path / "tee.png"
    path.write_bytes(png())
    picture(tee, path)
    tee.name = "Shirt"
    path.unlink()
    with requests_of() as sent, pytest.raises(InvalidObjects, match="no such file"):
        ecwid_session.commit()
    assert sent == []
    path.write_bytes(png())
    ecwid_session.commit()
    assert tee.image_url


def test_what_progress_raises_is_a_failure_of_the_upload(
    ecwid_session: Session, tee: Product
) -> None:
    def stop(done: int, total: int | None) -> None:
        raise RuntimeError("enough")

    picture(tee, png(), progress=stop)
    with pytest.raises(CommitError) as caught:
        ecwid_session.commit()
    assert [str(failure.error) for failure in caught.value.failures] == ["enough"]
    assert len(queued(tee)) == 1


@pytest.mark.parametrize(
    ("source", "error", "words"),
    [
        ("no/such/tee.png", UnreadableFile, "no such file"),
        (Path(), UnreadableFile, "no such file"),
        (b"", InvalidValue, "empty"),
        (bytes(MOST + 1), InvalidValue, "at most 20,971,520"),
        (io.BytesIO(b""), InvalidValue, "empty"),
        ("ftp://files.example.com/tee.png", InvalidValue, "http:// and https://"),
        (io.StringIO("text"), InvalidValue, "binary"),
        (7, InvalidValue, "give a URL, a path, bytes, or a file"),
    ],
    ids=["missing", "folder", "empty", "too big", "empty file", "scheme", "text", "kind"],
)
def test_what_cannot_be_uploaded_is_refused_at_once(
    tee: Product, source: Any, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        picture(tee, source)
    assert not queued(tee)


def test_a_closed_file_is_refused(tee: Product, ecwid_session: Session) -> None:
    file = io.BytesIO(png())
    picture(tee, file)
    file.close()
    with pytest.raises(InvalidObjects, match="closed"):
        ecwid_session.commit()
