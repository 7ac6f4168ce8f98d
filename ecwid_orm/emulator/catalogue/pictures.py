"""Pictures, by their bytes or by URL.

Bytes are kept and served back, in every size as they came. Nothing is downloaded: of a picture by
URL the address is kept, and its size is made up, unless it is one that this shop serves.

A picture as it is kept: `{"id", "width", "height", "original", "sized"}`, where `sized` is the
address of its smaller forms, with `{}` for the size if they have addresses of their own.
"""

from __future__ import annotations

import random
from typing import Any
from urllib.parse import urlsplit

from ecwid_orm.emulator import blobs
from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.catalogue.image_format import recognised
from ecwid_orm.emulator.errors import ApiError, wrong_parameter
from ecwid_orm.emulator.merge import Merge
from ecwid_orm.emulator.shop import Shop

Body = dict[str, Any]


def uploaded(call: Call) -> Body:
    """The picture of an upload request: that at `externalUrl`, which wins over bytes.

    `ApiError` 422 for a bad URL and for bytes that are no picture.
    """
    url = call.query.text("externalUrl")
    if url is not None:
        picture = by_url(call.shop, url)
    elif call.raw_body and call.body is None:
        picture = of_bytes(call.shop, call.raw_body)
    else:
        raise wrong_parameter("An image needs bytes or the parameter externalUrl")
    if isinstance(call.body, dict) and isinstance(call.body.get("externalId"), str):
        picture["externalId"] = call.body["externalId"]
    return picture


def by_url(shop: Shop, url: str) -> Body:
    """A picture fetched from a URL and scaled by the shop; `ApiError` 422 for a bad URL."""
    blob = blobs.own(shop, url)
    if blob is not None:
        return of_bytes(shop, blob.content)
    blobs.download(shop, url)
    key = shop.new_id("image")
    width, height = made_up_size(shop.random)
    return fetched(shop.settings.store_id, key, url, width, height)


def of_bytes(shop: Shop, content: bytes) -> Body:
    """A picture that is kept; `ApiError` 422 if the bytes are none."""
    image = recognised(content)
    if image is None:
        raise ApiError(422, None, "The uploaded file is not an image")
    key = shop.new_id("image")
    address = blobs.kept_url(blobs.keep(shop, f"{key}.{image.kind}", content))
    return {
        "id": key,
        "width": image.width,
        "height": image.height,
        "original": address,
        "sized": address,
    }


def fetched(store_id: int, key: int, url: str, width: int, height: int) -> Body:
    """A picture from a URL, its smaller forms being on the shop's own host."""
    sized = f"https://images.example.com/{store_id}/{{}}/{key}.png"
    return {"id": key, "width": width, "height": height, "original": url, "sized": sized}


def made_up_size(chance: random.Random) -> tuple[int, int]:
    """Width and height of a picture that nobody looked at."""
    return chance.choice(((1200, 1200), (1600, 1200), (1200, 1600), (1500, 1000), (800, 800)))


def asynchronous(call: Call, schema: str) -> Body:
    """The picture of an async upload: shown under the given URL in every size, at once.

    `schema` names that of the body. `ApiError` 400 for a missing or blank field, 422 for a URL
    that is none.
    """
    body = Merge(call.shop.spec, schema).create(call.body, "url", "width", "height")
    check_url(body["url"])
    if body["width"] < 1 or body["height"] < 1:
        raise wrong_parameter("Width and height of an image must be positive")
    picture = {
        "id": call.shop.new_id("image"),
        "width": body["width"],
        "height": body["height"],
        "original": body["url"],
        "sized": body["url"].replace("{", "%7B").replace("}", "%7D"),
    }
    picture |= {name: body[name] for name in ("externalId", "alt") if name in body}
    return picture


def check_url(url: str) -> None:
    """Refuse what is no http(s) URL with a host: 422."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        good = False
    if not good or any(sign.isspace() for sign in url):
        raise ApiError(422, "WRONG_URL", f"Wrong URL '{url[:200]}'")


def sized(picture: Body, size: int) -> str:
    """The address of the form that fits a square of so many pixels."""
    address: str = picture["sized"]
    return address.format(size) if "{}" in address else address


def info(picture: Body) -> Body:
    """The original as a PictureInfo."""
    return {
        "url": picture["original"],
        "width": picture["width"],
        "height": picture["height"],
    }


def alt_of(body: Any) -> Body:
    """An alternative text as it comes back."""
    alt = body if isinstance(body, dict) else {}
    return {**alt, "translated": alt.get("translated", {})}
