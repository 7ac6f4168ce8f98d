"""The pictures of a product: kept as one list, shown in three ways.

`product["$pictures"]` lists pictures (see `pictures`) in order; the first with `"main": true` is
the main one. Fields that begin with `$` never leave the emulator.
"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.catalogue.pictures import alt_of, info, sized
from ecwid_orm.emulator.shop import Shop

Body = dict[str, Any]

_DERIVED = ("originalImage", "originalImageUrl", "imageUrl", "thumbnailUrl", "smallThumbnailUrl")
_MAIN_ID = "0"


def set_main(product: Body, picture: Body) -> None:
    """Replace the main picture."""
    pictures = _pictures(product)
    pictures[:] = [{**picture, "main": True}, *(p for p in pictures if not p.get("main"))]


def add_to_gallery(product: Body, picture: Body) -> None:
    """Append a picture; the first of a product becomes the main one."""
    pictures = _pictures(product)
    pictures.append(picture if pictures else {**picture, "main": True})


def drop_main(product: Body) -> int:
    """Delete the main picture; how many there were."""
    return _drop(product, lambda picture: bool(picture.get("main")))


def drop_gallery(product: Body) -> int:
    """Delete all pictures but the main one; how many there were."""
    return _drop(product, lambda picture: not picture.get("main"))


def drop_from_gallery(product: Body, key: int) -> int:
    """Delete one picture of the gallery; how many there were of that id."""
    return _drop(product, lambda picture: not picture.get("main") and picture["id"] == key)


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
    videos = product.get("media", {}).get("videos", [])
    product["media"] = {
        "images": [_image(picture, place) for place, picture in enumerate(pictures)],
        "videos": videos,
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


def _drop(product: Body, doomed: Any) -> int:
    pictures = _pictures(product)
    kept = [picture for picture in pictures if not doomed(picture)]
    dropped = len(pictures) - len(kept)
    pictures[:] = kept
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
