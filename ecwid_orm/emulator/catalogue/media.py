"""The pictures of a product: kept as one list, shown in three ways; and its videos.

`product["$pictures"]` lists pictures (see `pictures`) in order, `product["$videos"]` videos (see
`videos`). One of all has `"main": true`. Fields that begin with `$` never leave the emulator.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ecwid_orm.emulator.catalogue.pictures import alt_of, info, sized
from ecwid_orm.emulator.catalogue.videos import shown_video
from ecwid_orm.emulator.errors import not_found
from ecwid_orm.emulator.shop import Shop

Body = dict[str, Any]

_DERIVED = ("originalImage", "originalImageUrl", "imageUrl", "thumbnailUrl", "smallThumbnailUrl")
_MAIN_ID = "0"


def set_main(product: Body, picture: Body) -> None:
    """Make a picture the main one, instead of the main picture or video."""
    drop_main(product)
    drop_main_video(product)
    _pictures(product).insert(0, {**picture, "main": True})


def set_main_video(product: Body, video: Body) -> None:
    """Make a video the main one, instead of the main picture or video."""
    drop_main(product)
    drop_main_video(product)
    _videos(product).insert(0, {**video, "main": True})


def add_to_gallery(product: Body, picture: Body) -> None:
    """Append a picture; the first of a product becomes the main one."""
    pictures = _pictures(product)
    pictures.append(picture if pictures else {**picture, "main": True})


def add_video(product: Body, video: Body) -> None:
    """Append a video."""
    _videos(product).append(video)


def gallery_video(product: Body, key: int) -> Body:
    """One of the videos that are not the main one; `ApiError` 404 if there is none."""
    for video in _videos(product):
        if video["id"] == key and not video.get("main"):
            return video
    raise not_found("Gallery video", key)


def drop_main(product: Body) -> int:
    """Delete the main picture; how many there were."""
    return _drop(_pictures(product), _is_main)


def drop_main_video(product: Body) -> int:
    """Delete the main video; how many there were."""
    return _drop(_videos(product), _is_main)


def drop_gallery(product: Body) -> int:
    """Delete all pictures but the main one; how many there were."""
    return _drop(_pictures(product), lambda picture: not _is_main(picture))


def drop_gallery_videos(product: Body) -> int:
    """Delete all videos but the main one; how many there were."""
    return _drop(_videos(product), lambda video: not _is_main(video))


def drop_from_gallery(product: Body, key: int) -> int:
    """Delete one picture or video of the gallery; how many there were of that id."""

    def doomed(item: Body) -> bool:
        return item["id"] == key and not _is_main(item)

    return _drop(_pictures(product), doomed) + _drop(_videos(product), doomed)


def rearrange(shop: Shop, product: Body, images: list[Body]) -> None:
    """What a PUT of `media.images` does: alternative texts, and the order.

    Pictures are named by id, those not named keep their place. If the order changes, the first
    becomes the main one, and one that was main gets an id of its own.
    """
    pictures = _pictures(product)
    sent = {image["id"]: image for image in images if "id" in image}
    places: dict[int, int] = {}
    for place, picture in enumerate(pictures):
        image = sent.get(_id(picture), {})
        places[picture["id"]] = image.get("orderBy", place)
        if "alt" in image:
            picture["alt"] = {**picture.get("alt", {}), **image["alt"]}
    pictures.sort(key=lambda picture: places[picture["id"]])
    if not any("orderBy" in image for image in sent.values()):
        return
    for place, picture in enumerate(pictures):
        if picture.pop("main", False) and place > 0:
            picture["id"] = shop.new_id("image")
    if pictures:
        pictures[0]["main"] = True


def complete_media(product: Body) -> None:
    """Set all fields that show pictures."""
    pictures = _pictures(product)
    for name in (*_DERIVED, "hdThumbnailUrl"):
        product.pop(name, None)
    product["media"] = {
        "images": [_image(picture, place) for place, picture in enumerate(pictures)],
        "videos": [shown_video(video) for video in product.get("$videos", ())],
    }
    gallery = [picture for picture in pictures if not picture.get("main")]
    product["galleryImages"] = [_gallery(picture, place) for place, picture in enumerate(gallery)]
    main = next((picture for picture in pictures if picture.get("main")), None)
    if main is not None:
        product.update(
            originalImage=info(main),
            originalImageUrl=main["original"],
            imageUrl=sized(main, 1500),
            hdThumbnailUrl=sized(main, 800),
            thumbnailUrl=sized(main, 400),
            smallThumbnailUrl=sized(main, 160),
        )


def _pictures(product: Body) -> list[Body]:
    pictures: list[Body] = product.setdefault("$pictures", [])
    return pictures


def _videos(product: Body) -> list[Body]:
    videos: list[Body] = product.setdefault("$videos", [])
    return videos


def _is_main(item: Body) -> bool:
    return bool(item.get("main"))


def _drop(items: list[Body], doomed: Callable[[Body], bool]) -> int:
    kept = [item for item in items if not doomed(item)]
    dropped = len(items) - len(kept)
    items[:] = kept
    return dropped


def _id(picture: Body) -> str:
    return _MAIN_ID if picture.get("main") else str(picture["id"])


def _image(picture: Body, place: int) -> Body:
    image = {"id": _id(picture), "orderBy": place, "isMain": bool(picture.get("main"))}
    for size in (160, 400, 800, 1500):
        image[f"image{size}pxUrl"] = sized(picture, size)
    image["imageOriginalUrl"] = picture["original"]
    if "externalId" in picture:
        image["externalId"] = picture["externalId"]
    image["alt"] = alt_of(picture.get("alt"))
    return image


def _gallery(picture: Body, place: int) -> Body:
    return {
        "id": picture["id"],
        "orderBy": place,
        "alt": picture.get("alt", {}).get("main") or "",
        "url": sized(picture, 1500),
        "originalImageUrl": picture["original"],
        "imageUrl": sized(picture, 1500),
        "thumbnail": sized(picture, 400),
        "thumbnailUrl": sized(picture, 400),
        "smallThumbnailUrl": sized(picture, 160),
        "hdThumbnailUrl": sized(picture, 800),
        "width": picture["width"],
        "height": picture["height"],
    }
