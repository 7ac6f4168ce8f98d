"""Telling pictures by their bytes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecwid_orm.emulator.catalogue.image_format import Image, recognised
from tests.emulator.images import bmp, gif, jpeg, png, webp

MAKERS: dict[str, Callable[[int, int], bytes]] = {
    "png": png,
    "jpg": jpeg,
    "gif": gif,
    "bmp": bmp,
    "webp": webp,
}


@pytest.mark.parametrize("kind", MAKERS)
def test_kind_and_size_are_read(kind: str) -> None:
    assert recognised(MAKERS[kind](640, 480)) == Image(kind, 640, 480)


@pytest.mark.parametrize("form", [b"VP8 ", b"VP8L", b"VP8X"])
def test_all_forms_of_webp_are_read(form: bytes) -> None:
    assert recognised(webp(640, 480, form)) == Image("webp", 640, 480)


@pytest.mark.parametrize("kind", MAKERS)
def test_a_picture_cut_short_is_none(kind: str) -> None:
    assert recognised(MAKERS[kind](640, 480)[:9]) is None


@pytest.mark.parametrize("kind", ["png", "gif", "bmp"])
def test_a_picture_without_extent_is_none(kind: str) -> None:
    assert recognised(MAKERS[kind](0, 480)) is None


@given(st.sampled_from([b"", *(make(3, 2)[:20] for make in MAKERS.values())]), st.binary())
def test_any_bytes_are_looked_at_in_peace(start: bytes, rest: bytes) -> None:
    recognised(start + rest)
