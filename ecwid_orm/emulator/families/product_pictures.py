"""Pictures of products. https://docs.ecwid.com/api-reference/rest-api/products/product-media"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.catalogue import media, pictures
from ecwid_orm.emulator.catalogue.products import product, save_product
from ecwid_orm.emulator.errors import not_found
from ecwid_orm.emulator.routing import route

Body = dict[str, Any]


@route("uploadProductImage")
def upload_main(call: Call) -> Body:
    """The main picture, instead of the one before."""
    stored = _product(call)
    picture = pictures.uploaded(call)
    media.set_main(stored, picture)
    return _saved(call, stored, picture)


@route("uploadProductImageAsync")
def upload_main_async(call: Call) -> Body:
    """The main picture, shown under its own address."""
    stored = _product(call)
    picture = pictures.asynchronous(call, "ProductAsyncImage")
    media.set_main(stored, picture)
    return _saved(call, stored, picture)


@route("uploadProductGalleryImage")
def upload_to_gallery(call: Call) -> Body:
    """One more picture; the first is the main one."""
    stored = _product(call)
    picture = pictures.uploaded(call)
    media.add_to_gallery(stored, picture)
    return _saved(call, stored, picture)


@route("uploadProductGalleryImageAsync")
def upload_to_gallery_async(call: Call) -> Body:
    """One more picture, shown under its own address."""
    stored = _product(call)
    picture = pictures.asynchronous(call, "ProductAsyncImage")
    media.add_to_gallery(stored, picture)
    return _saved(call, stored, picture)


@route("deleteProductImage")
def delete_main(call: Call) -> Body:
    """No main picture."""
    stored = _product(call)
    return _deleted(call, stored, media.drop_main(stored))


@route("deleteAllProductGalleryImages")
def delete_gallery(call: Call) -> Body:
    """No pictures but the main one; the count is of those there were."""
    stored = _product(call)
    return _deleted(call, stored, media.drop_gallery(stored))


@route("deleteProductGalleryImage")
def delete_from_gallery(call: Call) -> Body:
    """One picture or video of the gallery less."""
    stored = _product(call)
    key = call.path_id("galleryImageId")
    dropped = media.drop_from_gallery(stored, key)
    if not dropped:
        raise not_found("Gallery image", key)
    return _deleted(call, stored, dropped)


def _product(call: Call) -> Body:
    return product(call.shop, call.path_id("productId"))


def _saved(call: Call, stored: Body, picture: Body) -> Body:
    save_product(call.shop, stored)
    return {"id": picture["id"]}


def _deleted(call: Call, stored: Body, count: int) -> Body:
    if count:
        save_product(call.shop, stored)
    return {"deleteCount": count}
