"""Pictures and videos of products.

The order of pictures and their alternative texts are fields: change `product.media.images`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from ecwid_orm.exceptions import InvalidValue, Unprocessable
from ecwid_orm.model.actions import call, performs, upload
from ecwid_orm.model.uploads import Progress, Source, Upload, is_url
from ecwid_orm.resources.actions.pictures import PictureActions, picture_upload
from ecwid_orm.resources.product_media import ProductImage, ProductVideo
from ecwid_orm.resources.shared import Alt

_SHOWN_IN = ("media",)
_MAIN = "0"


class ProductMediaActions(PictureActions):
    """What products do with pictures and videos.

    `upload_image` and `delete_image` are about the main picture.

    https://docs.ecwid.com/api-reference/rest-api/products/product-media
    """

    _pictured: ClassVar[tuple[str, ...]] = _SHOWN_IN

    @performs("uploadProductGalleryImage", "uploadProductGalleryImageAsync")
    def upload_gallery_image(
        self,
        source: Source,
        *,
        name: str | None = None,
        size: tuple[int, int] | None = None,
        alt: Alt | str | None = None,
        external_id: str | None = None,
        progress: Progress | None = None,
    ) -> Upload:
        """Have the next commit add a picture to the gallery; the first becomes the main one.

        `name` is its title, without `size`; the other arguments are those of `upload_image`. A lost
        answer of one with bytes fails with InDoubt, and it is not sent again.
        """
        if name is not None and size is not None:
            raise InvalidValue(f"{self!r}: name does not go with size; use alt")
        params = None if name is None else {"fileName": name}
        return picture_upload(
            self, "/gallery", source, _SHOWN_IN, size, alt, external_id, progress, params=params
        )

    @performs("deleteProductGalleryImage")
    def delete_gallery_image(self, image: ProductImage | ProductVideo | int | str) -> None:
        """Delete one picture or video of the gallery, now, by itself or its id. Raises NotFound."""
        call(self, "DELETE", f"/gallery/{_number(image)}", outdates=_SHOWN_IN)

    @performs("deleteAllProductGalleryImages")
    def delete_gallery(self) -> int:
        """Delete all pictures but the main one, now; how many there were."""
        return int(call(self, "DELETE", "/gallery", outdates=_SHOWN_IN)["deleteCount"])

    @performs("updateProductMedia")
    def replace_media(
        self,
        gallery_images: Iterable[str],
        gallery_videos: Iterable[str] = (),
        *,
        main_image: str | None = None,
        main_video: str | None = None,
    ) -> None:
        """Replace the gallery by what is at these URLs, and the main item if one is given, now.

        A gallery of nothing is deleted. Raises Unprocessable naming the URLs that Ecwid could not
        fetch from; the others have been put in place all the same.
        """
        given = {"imageUrl": main_image, "videoUrl": main_video}
        main = {name: url for name, url in given.items() if url is not None}
        gallery = [{"imageUrl": url} for url in gallery_images]
        gallery += [{"videoUrl": url} for url in gallery_videos]
        body: dict[str, Any] = {"galleryMedia": gallery}
        if main:
            body["mainMedia"] = main
        urls = [url for item in (main, *gallery) for url in item.values()]
        for url in urls:
            _check_url(url)
        answer = call(self, "PUT", "/media", json=body, outdates=_SHOWN_IN)
        first = answer.json().get("mainMedia") or []
        results = first if isinstance(first, list) else [first]
        results += answer.json().get("galleryMedia") or []
        failed = [one for one in zip(urls, results, strict=False) if not one[1].get("success")]
        if failed:
            told = "; ".join(f"{url}: {result.get('errorMessage')}" for url, result in failed)
            raise Unprocessable(
                422,
                failed[0][1].get("errorCode"),
                f"{self!r}: not all media could be fetched, the rest is in place: {told}",
                answer.request,
            )

    # Videos ------------------------------------------------------------------------------

    @performs("uploadProductVideo")
    def upload_video(self, url: str) -> Upload:
        """Have the next commit make a video (YouTube, Vimeo) the main item, instead of what was."""
        return self._upload_video("/video", url, replaces=True)

    @performs("uploadProductGalleryVideo")
    def upload_gallery_video(self, url: str) -> Upload:
        """Have the next commit add a video (YouTube, Vimeo) to the gallery."""
        return self._upload_video("/gallery/video", url, replaces=False)

    def _upload_video(self, suffix: str, url: str, *, replaces: bool) -> Upload:
        _check_url(url)
        return upload(
            self, suffix, None, json={"url": url}, outdates=_SHOWN_IN, idempotent=replaces
        )

    @performs("getProductGalleryVideo")
    def gallery_video(self, video: int | str) -> ProductVideo:
        """What is known of one video of the gallery, by its id. Raises NotFound."""
        return ProductVideo._wrap(call(self, "GET", f"/gallery/video/{_number(video)}").json())

    @performs("uploadProductGalleryVideoCover")
    def upload_video_cover(
        self,
        video: ProductVideo | int | str,
        source: Source,
        *,
        progress: Progress | None = None,
    ) -> Upload:
        """Have the next commit set the picture that covers a video of the gallery.

        `source` is a URL, or a JPEG by its path, bytes or a binary file.
        """
        return upload(
            self,
            f"/gallery/video/{_number(video)}",
            source,
            method="PUT",
            outdates=_SHOWN_IN,
            idempotent=True,
            progress=progress,
        )

    @performs("deleteProductVideo")
    def delete_video(self) -> int:
        """Delete the main video, now; how many there were."""
        return int(call(self, "DELETE", "/video", outdates=_SHOWN_IN)["deleteCount"])


def _number(item: ProductImage | ProductVideo | int | str) -> str:
    key = item.id if isinstance(item, ProductImage | ProductVideo) else item
    if key in (_MAIN, 0):
        raise InvalidValue('the main picture or video, of the id "0", is not in the gallery')
    if not str(key).isdecimal():
        raise InvalidValue(f"{key!r} is no id of a picture or video")
    return str(key)


def _check_url(url: str) -> None:
    if not is_url(url):
        raise InvalidValue(f"{url!r} is no address; give one that begins with https://")
