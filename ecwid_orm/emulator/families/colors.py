"""Colours of swatches and pictures. https://docs.ecwid.com/api-reference/rest-api/products"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.catalogue.colors import main_colors, recent_swatches
from ecwid_orm.emulator.routing import route

Body = dict[str, Any]


@route("getRecentSwatches")
@route("getRecentSwatchColors")
def swatches(call: Call) -> Body:
    """The colours of swatches, the latest first."""
    return {"colors": recent_swatches(call.shop.db)}


@route("getImagesMainColors")
def colors_of_images(call: Call) -> Body:
    """The main colours of pictures, by URL."""
    return {"result": main_colors(call.shop, call.body)}
