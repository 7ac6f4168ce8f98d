"""What kind of picture some bytes are, and how large it is."""

from __future__ import annotations

import struct
from dataclasses import dataclass

_NO_FRAME = frozenset({0xC4, 0xC8, 0xCC})
"""Markers of JPEG among those of frames that begin none."""


@dataclass(frozen=True, slots=True)
class Image:
    """A kind, as file names end in it, and the size in pixels."""

    kind: str
    width: int
    height: int


def recognised(content: bytes) -> Image | None:
    """The picture that these bytes begin; None if it is no PNG, JPEG, GIF, WebP or BMP."""
    try:
        image = _read(content)
    except (struct.error, IndexError):
        return None
    return image if image is not None and image.width > 0 and image.height > 0 else None


def _read(content: bytes) -> Image | None:
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        return Image("png", *struct.unpack_from(">II", content, 16))
    if content.startswith(b"\xff\xd8\xff"):
        return _jpeg(content)
    if content.startswith((b"GIF87a", b"GIF89a")):
        return Image("gif", *struct.unpack_from("<HH", content, 6))
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return _webp(content)
    if content.startswith(b"BM"):
        width, height = struct.unpack_from("<ii", content, 18)
        return Image("bmp", width, abs(height))
    return None


def _jpeg(content: bytes) -> Image | None:
    place = 2
    while content[place] == 0xFF:
        marker = content[place + 1]
        if 0xC0 <= marker <= 0xCF and marker not in _NO_FRAME:
            height, width = struct.unpack_from(">HH", content, place + 5)
            return Image("jpg", width, height)
        if marker == 0xFF:
            place += 1
        else:
            place += 2 + int.from_bytes(content[place + 2 : place + 4], "big")
    return None


def _webp(content: bytes) -> Image | None:
    form = content[12:16]
    if form == b"VP8X":
        width = int.from_bytes(content[24:27], "little") + 1
        return Image("webp", width, int.from_bytes(content[27:30], "little") + 1)
    if form == b"VP8L":
        (bits,) = struct.unpack_from("<I", content, 21)
        return Image("webp", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if form == b"VP8 ":
        width, height = struct.unpack_from("<HH", content, 26)
        return Image("webp", width & 0x3FFF, height & 0x3FFF)
    return None
