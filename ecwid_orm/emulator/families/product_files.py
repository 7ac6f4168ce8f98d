"""Files of products. https://docs.ecwid.com/api-reference/rest-api/products/product-files"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from ecwid_orm.emulator import blobs
from ecwid_orm.emulator.call import Answer, Call
from ecwid_orm.emulator.catalogue import product_files
from ecwid_orm.emulator.catalogue.products import product, save_product
from ecwid_orm.emulator.errors import wrong_parameter
from ecwid_orm.emulator.routing import route

Body = dict[str, Any]


@route("uploadProductFile")
def upload_file(call: Call) -> Body:
    """One more file: what is at `externalUrl`, which wins over bytes."""
    stored = _product(call)
    name, url = call.query.text("fileName"), call.query.text("externalUrl")
    if name is None:
        raise wrong_parameter("Parameter 'fileName' is absent")
    if url is None and not call.raw_body:
        raise wrong_parameter("A file needs bytes or the parameter externalUrl")
    content = call.raw_body if url is None else blobs.download(call.shop, url)
    description = call.query.text("description") or ""
    key = product_files.add_file(call.shop, stored, name, description, content)
    save_product(call.shop, stored)
    return {"id": key}


@route("downloadProductFile")
def download_file(call: Call) -> Answer:
    """The bytes of a file."""
    file = product_files.file_of(call.shop, _product(call), call.path_id("fileId"))
    return Answer(
        body=file.content,
        headers={
            "Content-Type": "application/octet-stream",
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
        },
    )


@route("updateProductFile")
def put_file(call: Call) -> Body:
    """Another description."""
    stored = _product(call)
    product_files.describe_file(call.shop, stored, call.path_id("fileId"), call.body)
    save_product(call.shop, stored)
    return {"updateCount": 1}


@route("deleteProductFile")
def remove_file(call: Call) -> Body:
    """One file less."""
    return _dropped(call, call.path_id("fileId"))


@route("deleteAllProductFiles")
def remove_files(call: Call) -> Body:
    """No files; the count is of those there were."""
    return _dropped(call, None)


def _product(call: Call) -> Body:
    return product(call.shop, call.path_id("productId"))


def _dropped(call: Call, key: int | None) -> Body:
    stored = _product(call)
    count = product_files.drop_files(call.shop, stored, key)
    save_product(call.shop, stored)
    return {"deleteCount": count}
