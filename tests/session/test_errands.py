"""Uploads: queued by an object, sent by the commit after what they depend on."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from ecwid_orm import CommitError, Product, Session, inspect
from ecwid_orm.emulator import Emulator
from ecwid_orm.exceptions import (
    InDoubt,
    InvalidObjects,
    InvalidValue,
    Unprocessable,
    UnreadableFile,
)
from ecwid_orm.model.actions import upload
from ecwid_orm.model.uploads import MOST, queued
from ecwid_orm.testing import Sent
from tests.emulator.images import png
from tests.session.conftest import Shop

URL = "https://pictures.example.com/tee.png"

RequestsOf = Callable[[], AbstractContextManager[Sent]]


def picture(product: Product, source: Any, **options: Any) -> Any:
    """The main picture: sending it twice leaves one."""
    options = {"outdates": ("media",), "idempotent": True, **options}
    return upload(product, "/image", source, **options)


def gallery(product: Product, source: Any, **options: Any) -> Any:
    """One more picture: sending it twice leaves two."""
    return upload(product, "/gallery", source, **{"outdates": ("media",), **options})


@pytest.fixture
def tee(shop: Shop, ecwid_session: Session) -> Product:
    return ecwid_session.get(Product, shop.create("products", name="Tee"))


def test_one_by_url_of_a_stored_object_is_one_call(
    ecwid_session: Session, tee: Product, requests_of: RequestsOf
) -> None:
    made = picture(tee, URL)
    with requests_of() as sent:
        result = ecwid_session.commit()
    assert [one[:2] for one in sent] == [
        ("POST", f"/products/{tee.id}/image?externalUrl=https:%2F%2Fpictures.example.com%2Ftee.png")
    ]
    original = ecwid_session.client.get(f"products/{tee.id}")["originalImageUrl"]
    assert original == URL and tee.original_image_url == URL
    assert isinstance(made.id, int)
    assert result.operations[0].kind == "upload"
    assert ecwid_session.dirty == [] and len(ecwid_session.plan()) == 0
