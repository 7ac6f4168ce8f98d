"""The picture that an object has one of: of a product, a variation, a category."""

from __future__ import annotations

from typing import Any, ClassVar

from ecwid_orm.exceptions import InvalidValue
from ecwid_orm.model import Model, state
from ecwid_orm.model.actions import call, performs, upload
from ecwid_orm.model.uploads import Progress, Source, Upload, is_url
from ecwid_orm.resources.shared import Alt


class PictureActions(Model):
    """A model of which each object has one picture at `…/image`."""

    _pictured: ClassVar[tuple[str, ...]] = ("alt",)
    """Attributes that show the picture, besides those that only Ecwid sets."""

    @performs(
        "uploadProductImage",
        "uploadProductImageAsync",
        "uploadProductVariationImage",
        "uploadProductVariationImageAsync",
        "uploadCategoryImage",
        "uploadCategoryImageAsync",
    )
    def upload_image(
        self,
        source: Source,
        *,
        size: tuple[int, int] | None = None,
        alt: Alt | str | None = None,
        external_id: str | None = None,
        progress: Progress | None = None,
    ) -> Upload:
        """Have the next commit set the picture, instead of the one before.

        `source` is a URL, a path, bytes or a binary file: a picture of 20 MB at most. Of one by
        URL, the `size` may be given, width and height in pixels: then it is shown under that URL at
        once, Ecwid fetches it later, and `alt` (its alternative text) and `external_id` may go with
        it. `progress` is called with the bytes done and the total.

        Raises InvalidValue, UnreadableFile. The commit raises Unprocessable where Ecwid finds no
        picture there; the upload stays queued.
        """
        return picture_upload(
            self, "/image", source, self._pictured, size, alt, external_id, progress, replaces=True
        )

    @performs("deleteProductImage", "deleteProductVariationImage", "deleteCategoryImage")
    def delete_image(self) -> None:
        """Delete the picture, now; where there is none, nothing happens."""
        call(self, "DELETE", "/image", outdates=self._pictured)


def picture_upload(
    instance: Model,
    suffix: str,
    source: Source,
    outdates: tuple[str, ...],
    size: tuple[int, int] | None,
    alt: Alt | str | None,
    external_id: str | None,
    progress: Progress | None,
    *,
    params: dict[str, Any] | None = None,
    replaces: bool = False,
) -> Upload:
    """A picture to be uploaded; with a size by the endpoint that fetches it later."""
    if size is None:
        if alt is not None or external_id is not None:
            raise InvalidValue(
                f"{instance!r}: alt and external_id go only with a URL and the size of the "
                "picture; give size=(width, height) too"
            )
        return upload(
            instance,
            suffix,
            source,
            params=params,
            outdates=outdates,
            idempotent=replaces,
            progress=progress,
        )
    if not isinstance(source, str) or not is_url(source):
        raise InvalidValue(f"{instance!r}: size goes only with the URL of a picture")
    width, height = size
    if width < 1 or height < 1:
        raise InvalidValue(f"{instance!r}: no picture has the size {width} × {height}")
    body: dict[str, Any] = {"url": source, "width": width, "height": height}
    if external_id is not None:
        body["externalId"] = external_id
    if alt is not None:
        body["alt"] = state.dump(Alt(main=alt) if isinstance(alt, str) else alt)
    return upload(
        instance, f"{suffix}/async", None, json=body, outdates=outdates, idempotent=replaces
    )
