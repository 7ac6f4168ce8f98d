"""Pictures, videos and files of products."""

from __future__ import annotations

from ecwid_orm.model import Value, fields
from ecwid_orm.resources.shared import Alt


class ProductImage(Value):
    """A picture of a product, in five sizes."""

    id = fields.String(doc='"0" is the main picture; one of the gallery has its upload id.')
    order_by = fields.Integer(doc="The lowest becomes the main picture.")
    is_main = fields.Boolean(read_only=True)
    image160px_url = fields.String(read_only=True)
    image400px_url = fields.String(read_only=True)
    image800px_url = fields.String(read_only=True)
    image1500px_url = fields.String(read_only=True)
    image_original_url = fields.String(read_only=True)
    external_id = fields.String(read_only=True)
    alt = fields.Embedded(Alt, nullable=True)


class ProductVideo(Value):
    """A video of a product, hosted elsewhere, with its cover in five sizes."""

    id = fields.String(read_only=True)
    video_cover_id = fields.String(read_only=True, doc="Id of the picture that is the cover.")
    url = fields.String(read_only=True)
    embed_html = fields.String(read_only=True)
    provider_name = fields.String(read_only=True)
    title = fields.String(read_only=True)
    image160px_url = fields.String(read_only=True)
    image400px_url = fields.String(read_only=True)
    image800px_url = fields.String(read_only=True)
    image1500px_url = fields.String(read_only=True)
    image_original_url = fields.String(read_only=True)


class ProductMedia(Value):
    """The pictures and videos of a product. A list of pictures that is sent must have them all."""

    images = fields.EmbeddedList(ProductImage)
    videos = fields.EmbeddedList(ProductVideo, read_only=True)


class ProductBorderColor(Value):
    """A colour; each part from 0 to 255."""

    red = fields.Integer()
    green = fields.Integer()
    blue = fields.Integer()
    alpha = fields.Integer()


class ProductBorderInfo(Value):
    """The background of a picture."""

    dominating_color = fields.Embedded(ProductBorderColor)
    homogeneity = fields.Boolean()


class ProductGalleryImage(Value):
    """The older form of a picture in `media`, without the main one."""

    id = fields.Integer(read_only=True)
    order_by = fields.Integer(read_only=True, doc="From 0.")
    alt = fields.String(read_only=True)
    url = fields.String(read_only=True)
    original_image_url = fields.String(read_only=True)
    image_url = fields.String(read_only=True)
    thumbnail = fields.String(read_only=True)
    thumbnail_url = fields.String(read_only=True)
    small_thumbnail_url = fields.String(read_only=True)
    hd_thumbnail_url = fields.String(read_only=True)
    width = fields.Integer(read_only=True, doc="Pixels.")
    height = fields.Integer(read_only=True, doc="Pixels.")
    border_info = fields.Embedded(ProductBorderInfo, read_only=True)


class ProductFile(Value):
    """A file that buyers of a product may download."""

    id = fields.Integer(read_only=True)
    name = fields.String(read_only=True)
    description = fields.String()
    size = fields.Integer(read_only=True, doc="Bytes.")
    admin_url = fields.String(read_only=True, doc="Answers only with the access token.")
