"""Colours: of swatches, and of pictures."""

from __future__ import annotations

from ecwid_orm.model import Value, fields


class ProductSwatchColor(Value):
    """A colour of a swatch."""

    name = fields.String(read_only=True)
    hex_code = fields.String(read_only=True)
    translations = fields.Translations(read_only=True)


class ProductSwatches(Value):
    """The colours last used for swatches."""

    colors = fields.EmbeddedList(ProductSwatchColor)


class ImageMainColors(Value):
    """The main colours of a picture."""

    colors = fields.List(fields.String(required=True))
