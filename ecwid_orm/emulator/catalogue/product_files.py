"""Files of a product, for its buyers to download."""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator import blobs
from ecwid_orm.emulator.blobs import Blob
from ecwid_orm.emulator.errors import not_found
from ecwid_orm.emulator.merge import Merge
from ecwid_orm.emulator.shop import Shop

Body = dict[str, Any]


def add_file(shop: Shop, product: Body, name: str, description: str, content: bytes) -> int:
    """Append a file; its id, which is that of the file that is kept."""
    blob = blobs.keep(shop, name, content)
    store = f"{blobs.ANY_HOST}/api/v3/{shop.settings.store_id}"
    product["files"].append(
        {
            "id": blob.id,
            "name": name,
            "description": description,
            "size": len(content),
            "adminUrl": f"{store}/products/{product['id']}/files/{blob.id}",
        }
    )
    return blob.id


def file_of(shop: Shop, product: Body, key: int) -> Blob:
    """A file with its content; `ApiError` 404 if the product has none such."""
    _found(product, key)
    blob = blobs.find(shop, key)
    assert blob is not None
    return blob


def describe_file(shop: Shop, product: Body, key: int, sent: Any) -> None:
    """Change the description, all that can be changed."""
    found = _found(product, key)
    found |= Merge(shop.spec, "ProductFile").update(found, sent)


def drop_files(shop: Shop, product: Body, key: int | None = None) -> int:
    """Delete one file, or all; how many there were."""
    doomed = product["files"] if key is None else [_found(product, key)]
    for file in doomed:
        blobs.drop(shop, file["id"])
    product["files"] = [file for file in product["files"] if file not in doomed]
    return len(doomed)


def _found(product: Body, key: int) -> Body:
    for file in product["files"]:
        if file["id"] == key:
            found: Body = file
            return found
    raise not_found("Product file", key)
