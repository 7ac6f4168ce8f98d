"""What variations do besides CRUD: a picture, and stock changed at once."""

from __future__ import annotations

from ecwid_orm.resources.actions.pictures import PictureActions
from ecwid_orm.resources.actions.stock import StockActions


class ProductVariationActions(PictureActions, StockActions):
    """The methods of `ProductVariation`."""
