"""Brands. https://docs.ecwid.com/api-reference/rest-api/brands"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.catalogue.brands import search_brands
from ecwid_orm.emulator.pages import page
from ecwid_orm.emulator.routing import route


@route("listBrands")
def list_brands(call: Call) -> dict[str, Any]:
    """A page of the brands."""
    return page(call, *search_brands(call))
