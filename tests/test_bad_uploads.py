"""Every way that an upload goes wrong has an error that names it; nothing is lost by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ecwid_orm import (
    BadRequest,
    CommitError,
    Forbidden,
    ImportInProgress,
    InvalidValue,
    NotFound,
    PaymentRequired,
    Product,
    Session,
    Unprocessable,
    UnreadableFile,
)
from ecwid_orm.api import Client
from ecwid_orm.emulator import Emulator, Fault, ManualClock
from ecwid_orm.testing import client_of
from tests.emulator.images import png

NOWHERE = "https://nowhere.invalid/a.png"
TOO_BIG = bytes(20 * 1024**2 + 1)


@dataclass
class Case:
    """`queue` raises `error` at once, with all `words`."""

    name: str
    queue: Callable[[Product], Any]
    error: type[Exception]
    words: tuple[str, ...]


AT_ONCE = [
    Case("no file", lambda p: p.upload_image("a/b.png"), UnreadableFile, ("a/b.png", "no such")),
    Case("a folder", lambda p: p.upload_image(Path.cwd()), UnreadableFile, ("no such file",)),
    Case("too big", lambda p: p.upload_image(TOO_BIG), InvalidValue, ("20,971,521", "20,971,520")),
    Case("nothing", lambda p: p.upload_file(b"", "a.txt"), InvalidValue, ("empty",)),
    Case("ftp", lambda p: p.upload_image("ftp://a.example/b"), InvalidValue, ("https://",)),
    Case("no name", lambda p: p.upload_file(b"a"), InvalidValue, ("name=",)),
    Case("a wrong id", lambda p: p.delete_gallery_image("a/b"), InvalidValue, ("'a/b'", "no id")),
    Case("an unknown id", lambda p: p.delete_gallery_image(7), NotFound, ("#7 not found",)),
    Case("an unknown file", lambda p: p.delete_file(7), NotFound, ("7", "not found")),
]

AT_THE_COMMIT = [
    Case("no picture", lambda p: p.upload_image(b"text"), Unprocessable, ("not an image",)),
    Case("no host", lambda p: p.upload_gallery_image(NOWHERE), Unprocessable, (NOWHERE,)),
    Case("no file there", lambda p: p.upload_file(NOWHERE), Unprocessable, (NOWHERE,)),
    Case("no video", lambda p: p.upload_video("https://a.example/"), Unprocessable, ("a video",)),
]


@pytest.fixture
def tee(ecwid_session: Session, ecwid_client: Client) -> Product:
    """With a change that is not sent yet."""
    product = ecwid_session.get(Product, ecwid_client.post("products", {"name": "Tee"})["id"])
    product.name = "Shirt"
    return product


def check(session: Session, tee: Product) -> None:
    """The session goes on: what was to be sent is sent, once."""
    session.commit()
    assert session.client.get(f"products/{tee.id}")["name"] == "Shirt"
    assert (session.new, session.dirty, session.deleted) == ([], [], [])


@pytest.mark.parametrize("case", AT_ONCE, ids=lambda case: case.name)
def test_what_is_wrong_here_is_refused_at_once(
    case: Case, ecwid_session: Session, tee: Product
) -> None:
    with pytest.raises(case.error) as raised:
        case.queue(tee)
    assert not [word for word in case.words if word not in str(raised.value)], raised.value
    assert [one.kind for one in ecwid_session.plan()] == ["update"]
    check(ecwid_session, tee)


@pytest.mark.parametrize("case", AT_THE_COMMIT, ids=lambda case: case.name)
def test_what_ecwid_refuses_stays_queued(case: Case, ecwid_session: Session, tee: Product) -> None:
    case.queue(tee)
    with pytest.raises(CommitError) as raised:
        ecwid_session.commit()
    (failure,) = raised.value.failures
    assert isinstance(failure.error, case.error)
    assert failure.instance is tee
    assert not [word for word in case.words if word not in str(raised.value)], raised.value
    assert [one.kind for one in ecwid_session.plan()] == ["upload"]
    ecwid_session.rollback()
    check(ecwid_session, tee)


@pytest.mark.parametrize(
    ("status", "error", "words"),
    [
        (402, PaymentRequired, "the store's plan does not include this"),
        (413, BadRequest, "send less than 20 MB"),
    ],
)
@pytest.mark.parametrize("source", [png(), "https://pictures.example.com/a.png"])
def test_what_the_shop_cannot_take_is_sent_again_by_the_next_commit(
    ecwid_session: Session,
    ecwid_emulator: Emulator,
    tee: Product,
    source: Any,
    status: int,
    error: type[Exception],
    words: str,
) -> None:
    tee.upload_image(source)
    ecwid_emulator.faults.add(Fault("5xx_before", status=status, path="*/image"))
    with pytest.raises(CommitError, match=words) as raised:
        ecwid_session.commit()
    assert isinstance(raised.value.exceptions[0], error)
    check(ecwid_session, tee)
    assert tee.image_url


def test_an_import_that_goes_on_is_waited_for(
    ecwid_session: Session, ecwid_emulator: Emulator, tee: Product
) -> None:
    tee.upload_gallery_image(png())
    ecwid_emulator.faults.add(Fault("5xx_before", status=449, path="*/gallery", times=2))
    ecwid_session.commit()
    assert tee.image_url
    assert tee.media is not None
    assert len(tee.media.images) == 1


def test_an_import_that_goes_on_for_long_is_told_and_nothing_is_lost(
    ecwid_session: Session, ecwid_emulator: Emulator, tee: Product
) -> None:
    tee.upload_gallery_image(png())
    ecwid_emulator.faults.add(Fault("5xx_before", status=449, path="*/gallery", times=None))
    with pytest.raises(CommitError, match="a catalogue import is running") as raised:
        ecwid_session.commit()
    assert isinstance(raised.value.exceptions[0], ImportInProgress)
    ecwid_emulator.faults.clear()
    check(ecwid_session, tee)
    assert tee.image_url


def test_a_missing_scope_is_named() -> None:
    clock = ManualClock()
    scopes = {"read_catalog", "create_catalog"}
    with (
        Emulator(clock=clock, background=False, scopes=scopes) as shop,
        client_of(shop, clock) as client,
        Session(client) as session,
    ):
        tee = Product(name="Tee")
        tee.upload_image(png())
        session.add(tee)
        with pytest.raises(CommitError, match="the scope update_catalog:") as raised:
            session.commit()
        assert isinstance(raised.value.exceptions[0], Forbidden)
        assert [one.kind for one in session.plan()] == ["upload"]
        with pytest.raises(Forbidden, match="the scope update_catalog_batch_delete:"):
            Product.delete_all_products(store_id=shop.store_id)
        assert tee in session
