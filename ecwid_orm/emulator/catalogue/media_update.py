"""The bulk update of a product's pictures and videos."""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.catalogue import media, pictures
from ecwid_orm.emulator.catalogue.videos import video_at
from ecwid_orm.emulator.errors import ApiError, wrong_parameter
from ecwid_orm.emulator.merge import Merge
from ecwid_orm.emulator.shop import Shop

Body = dict[str, Any]


def update_media(shop: Shop, product: Body, sent: Any) -> Body:
    """Replace the main item and the gallery by what is at addresses; how each of them went.

    A main item that is empty or left out stays; a gallery that is empty or left out is deleted.
    An address that cannot be fetched is told of in the answer, and the rest is done.
    """
    body = Merge(shop.spec, "ProductMediaUpdate").create(sent)
    if "mainMedia" not in sent and "galleryMedia" not in sent:
        raise wrong_parameter("One of mainMedia and galleryMedia is needed")
    answer: Body = {}
    main = body.get("mainMedia")
    if main:
        answer["mainMedia"] = _replace_main(shop, product, main)
    media.drop_gallery(product)
    media.drop_gallery_videos(product)
    answer["galleryMedia"] = [
        result for item in body.get("galleryMedia", ()) for result in _append(shop, product, item)
    ]
    return answer


def _replace_main(shop: Shop, product: Body, item: Body) -> Body | list[Body]:
    results = []
    if "imageUrl" not in item:
        media.drop_main(product)
    if "videoUrl" not in item:
        media.drop_main_video(product)
    for picture, video, result in _fetched(shop, item):
        if picture is not None:
            media.set_main(product, picture)
        if video is not None:
            media.set_main_video(product, video)
        results.append({**result, "id": "0"} if result["success"] else result)
    return results[0] if len(results) == 1 else results


def _append(shop: Shop, product: Body, item: Body) -> list[Body]:
    results = []
    for picture, video, result in _fetched(shop, item):
        if picture is not None:
            product.setdefault("$pictures", []).append(picture)
        if video is not None:
            media.add_video(product, video)
        results.append(result)
    return results


def _fetched(shop: Shop, item: Body) -> list[tuple[Body | None, Body | None, Body]]:
    """The picture or the video at each address of an item, and how it went."""
    found: list[tuple[Body | None, Body | None, Body]] = []
    if "imageUrl" in item:
        try:
            picture = pictures.by_url(shop, item["imageUrl"])
            found.append((picture, None, {"success": True, "id": str(picture["id"])}))
        except ApiError as error:
            found.append((None, None, _failure("DOWNLOAD_IMAGE_FAILED", error)))
    if "videoUrl" in item:
        try:
            video = video_at(shop, item["videoUrl"])
            found.append((None, video, {"success": True, "id": str(video["id"])}))
        except ApiError as error:
            found.append((None, None, _failure("DOWNLOAD_VIDEO_FAILED", error)))
    return found


def _failure(code: str, error: ApiError) -> Body:
    return {"success": False, "errorCode": code, "errorMessage": error.message}
