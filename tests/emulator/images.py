"""The smallest bytes that are pictures of a size."""

from __future__ import annotations

import struct
import zlib


def png(width: int = 3, height: int = 2) -> bytes:
    def chunk(name: bytes, content: bytes) -> bytes:
        checked = name + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * (width + 1) * height)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def jpeg(width: int = 3, height: int = 2) -> bytes:
    application = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0" + bytes(9)
    frame = b"\xff\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + bytes(3)
    return b"\xff\xd8" + application + b"\xff\xc4\0\x02" + frame + b"\xff\xd9"


def gif(width: int = 3, height: int = 2) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + bytes(3)


def bmp(width: int = 3, height: int = 2) -> bytes:
    return b"BM" + bytes(16) + struct.pack("<ii", width, -height) + bytes(28)


def webp(width: int = 3, height: int = 2, form: bytes = b"VP8X") -> bytes:
    body = {
        b"VP8X": bytes(8) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little"),
        b"VP8L": b"\0\0\0\0\x2f" + struct.pack("<I", (height - 1) << 14 | (width - 1)),
        b"VP8 ": bytes(7) + b"\x9d\x01\x2a" + struct.pack("<HH", width, height),
    }[form]
    return b"RIFF" + bytes(4) + b"WEBP" + form + body
