"""Files that buyers of a product may download."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from ecwid_orm.exceptions import InvalidValue
from ecwid_orm.model import Model
from ecwid_orm.model.actions import call, download, performs, upload
from ecwid_orm.model.uploads import Progress, Source, Upload, is_url
from ecwid_orm.resources.product_media import ProductFile


class ProductFileActions(Model):
    """What products do with their files; `product.files` lists them.

    https://docs.ecwid.com/api-reference/rest-api/products/product-files
    """

    @performs("uploadProductFile")
    def upload_file(
        self,
        source: Source,
        name: str | None = None,
        *,
        description: str | None = None,
        progress: Progress | None = None,
    ) -> Upload:
        """Have the next commit add a file.

        `source` is a URL, a path, bytes or a binary file. `name` is what buyers see; that of the
        path or URL if it is left out. `progress` is called with the bytes done and the total. A
        lost answer of one with bytes fails with InDoubt, and it is not sent again. Raises
        InvalidValue, UnreadableFile.
        """
        params = {"fileName": name or _name_of(source), "description": description}
        params = {key: value for key, value in params.items() if value is not None}
        return upload(self, "/files", source, params=params, progress=progress)

    @performs("downloadProductFile")
    def download_file(
        self,
        file: ProductFile | int,
        to: str | os.PathLike[str] | BinaryIO,
        *,
        progress: Progress | None = None,
    ) -> None:
        """Write a file to a path, or to a file open for writing in binary, as the bytes come.

        `progress` is called with the bytes done and the total, None where Ecwid does not say. A
        path has a file only once all of it is there. Raises NotFound.
        """
        download(self, f"/files/{_number(file)}", to, progress=progress)

    @performs("updateProductFile")
    def update_file(self, file: ProductFile | int, *, description: str) -> None:
        """Describe a file anew, now; "" for no description. Raises NotFound."""
        body = {"description": description}
        call(self, "PUT", f"/files/{_number(file)}", json=body, outdates=())

    @performs("deleteProductFile")
    def delete_file(self, file: ProductFile | int) -> None:
        """Delete a file, now. Raises NotFound."""
        call(self, "DELETE", f"/files/{_number(file)}", outdates=())

    @performs("deleteAllProductFiles")
    def delete_files(self) -> int:
        """Delete all files of the product, now; how many there were."""
        return int(call(self, "DELETE", "/files", outdates=())["deleteCount"])


def _number(file: ProductFile | int) -> int:
    key = file.id if isinstance(file, ProductFile) else file
    if not isinstance(key, int) or isinstance(key, bool):
        raise InvalidValue(f"expected a ProductFile or its id, got a {type(file).__name__}")
    return key


def _name_of(source: Source) -> str:
    name: object = getattr(source, "name", None)
    if isinstance(source, str) and is_url(source):
        name = unquote(urlsplit(source).path)
    elif isinstance(source, str | os.PathLike):
        name = os.fspath(source)
    if not isinstance(name, str) or not Path(name).name:
        raise InvalidValue("what is uploaded has no name; give name=")
    return Path(name).name
