"""Videos of products: addresses on a video host, and the picture that covers them.

Nothing is asked of the hosts: what a video is called is made up.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any
from urllib.parse import urlsplit

from ecwid_orm.emulator.catalogue.pictures import check_url, fetched, sized
from ecwid_orm.emulator.errors import ApiError
from ecwid_orm.emulator.shop import Shop

Body = dict[str, Any]

_YOUTUBE = re.compile(r"(?:youtube\.com/(?:watch\?(?:.*&)?v=|embed/|shorts/)|youtu\.be/)([\w-]+)")
_VIMEO = re.compile(r"vimeo\.com/(?:video/)?(\d+)")
_HOSTS = (
    ("YouTube", _YOUTUBE, "https://www.youtube.com/embed/{}"),
    ("Vimeo", _VIMEO, "https://player.vimeo.com/video/{}"),
)
_WITHOUT_PLAYER = ("dailymotion.com", "facebook.com", "instagram.com", "tiktok.com")
_COVER = (480, 360)


def video_at(shop: Shop, url: str) -> Body:
    """The video at an address; `ApiError` 422 if that is none.

    Known are YouTube and Vimeo; some other hosts are not supported, and what is on no such host is
    no video. One on a host under `.invalid` is unavailable.
    """
    check_url(url)
    host = urlsplit(url).hostname or ""
    if host.endswith(".invalid"):
        raise ApiError(422, "VIDEO_UNAVAILABLE", f"The video '{url[:200]}' is unavailable")
    for provider, pattern, player in _HOSTS:
        match = pattern.search(url)
        if match is not None:
            key = shop.new_id("image")
            cover = f"https://images.example.com/covers/{match.group(1)}.jpg"
            return {
                "id": key,
                "url": url,
                "provider": provider,
                "player": player.format(match.group(1)),
                "title": f"Video {match.group(1)}",
                "cover": fetched(shop.settings.store_id, shop.new_id("image"), cover, *_COVER),
            }
    if any(host == name or host.endswith(f".{name}") for name in _WITHOUT_PLAYER):
        raise ApiError(422, "VIDEO_NOT_SUPPORTED", f"Videos of {host} are not supported")
    raise ApiError(422, "NOT_VIDEO_URL", f"'{url[:200]}' is not the address of a video")


def shown_video(video: Body) -> Body:
    """A video as it goes out."""
    cover = video["cover"]
    shown = {
        "id": str(video["id"]),
        "videoCoverId": str(cover["id"]),
        "url": video["url"],
        "embedHtml": f'<iframe src="{escape(video["player"])}" allowfullscreen></iframe>',
        "providerName": video["provider"],
        "title": video["title"],
        "imageOriginalUrl": cover["original"],
    }
    for size in (160, 400, 800, 1500):
        shown[f"image{size}pxUrl"] = sized(cover, size)
    return shown
