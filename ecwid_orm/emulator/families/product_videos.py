"""Videos of products, and the bulk update of their media.

https://docs.ecwid.com/api-reference/rest-api/products/product-media
"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.catalogue import media, pictures
from ecwid_orm.emulator.catalogue.media_update import update_media
from ecwid_orm.emulator.catalogue.products import product, save_product
from ecwid_orm.emulator.catalogue.videos import shown_video, video_at
from ecwid_orm.emulator.errors import ApiError
from ecwid_orm.emulator.merge import Merge
from ecwid_orm.emulator.routing import route

Body = dict[str, Any]


@route("uploadProductVideo")
def upload_main(call: Call) -> Body:
    """The main video, instead of the main picture or video."""
    stored, video = _product(call), _sent_video(call)
    media.set_main_video(stored, video)
    save_product(call.shop, stored)
    return {"id": video["id"]}


@route("deleteProductVideo")
def delete_main(call: Call) -> Body:
    """No main video."""
    stored = _product(call)
    count = media.drop_main_video(stored)
    save_product(call.shop, stored)
    return {"deleteCount": count}


@route("uploadProductGalleryVideo")
def upload_to_gallery(call: Call) -> Body:
    """One more video."""
    stored, video = _product(call), _sent_video(call)
    media.add_video(stored, video)
    save_product(call.shop, stored)
    return {"id": video["id"]}


@route("getProductGalleryVideo")
def get_video(call: Call) -> Body:
    """What is known of a video."""
    return shown_video(media.gallery_video(_product(call), call.path_id("galleryVideoId")))


@route("uploadProductGalleryVideoCover")
def upload_cover(call: Call) -> Body:
    """Another picture that covers a video; one that is sent must be a JPEG."""
    stored = _product(call)
    video = media.gallery_video(stored, call.path_id("galleryVideoId"))
    cover = pictures.uploaded(call)
    if "externalUrl" not in call.query and not cover["original"].endswith(".jpg"):
        raise ApiError(422, None, "The cover of a video must be a JPEG image")
    video["cover"] = cover
    save_product(call.shop, stored)
    return {"id": cover["id"]}


@route("updateProductMedia")
def put_media(call: Call) -> Body:
    """Other pictures and videos, by their addresses."""
    stored = _product(call)
    answer = update_media(call.shop, stored, call.body)
    save_product(call.shop, stored)
    return answer


def _product(call: Call) -> Body:
    return product(call.shop, call.path_id("productId"))


def _sent_video(call: Call) -> Body:
    sent = Merge(call.shop.spec, "ProductVideoUpload").create(call.body, "url")
    return video_at(call.shop, sent["url"])
