"""Colours: those of swatches in use, and those of pictures."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from ecwid_orm.emulator.catalogue.kinds import PRODUCT
from ecwid_orm.emulator.catalogue.pictures import check_url
from ecwid_orm.emulator.database import Database
from ecwid_orm.emulator.errors import wrong_parameter
from ecwid_orm.emulator.merge import Merge
from ecwid_orm.emulator.shop import Shop

Body = dict[str, Any]

_MOST_SWATCHES = 20
_MOST_COLORS = 100
_COLORS = 5


def recent_swatches(db: Database) -> list[Body]:
    """The colours of swatches, those of the product last updated first; each colour once."""
    found: dict[tuple[str, str], Body] = {}
    for choice in _swatch_choices(db):
        for code in choice.get("hexCodes") or ():
            color = {"name": choice["text"], "hexCode": code}
            found.setdefault(
                (choice["text"], code), {**color, "translations": choice["textTranslated"]}
            )
        if len(found) >= _MOST_SWATCHES:
            break
    return list(found.values())[:_MOST_SWATCHES]


def main_colors(shop: Shop, sent: Any) -> Body:
    """So many colours for each URL of a body: always the same, for nobody looks at the picture."""
    body = Merge(shop.spec, "ImagesMainColorsRequest").create(sent, "imageUrls")
    count = body.get("colorsCount", _COLORS)
    if not 1 <= count <= _MOST_COLORS:
        raise wrong_parameter(f"colorsCount must be from 1 to {_MOST_COLORS}")
    for url in body["imageUrls"]:
        check_url(url)
    return {url: {"colors": [_color(url, n) for n in range(count)]} for url in body["imageUrls"]}


def _swatch_choices(db: Database) -> Iterator[Body]:
    with db.reading(PRODUCT) as connection:
        rows = connection.execute(
            "SELECT body -> '$.options' FROM facts_product AS facts"
            " JOIN entity ON entity.kind = ? AND entity.id = facts.id"
            " WHERE instr(body, '\"SWATCHES\"') ORDER BY facts.updated DESC, facts.id DESC",
            (PRODUCT.name,),
        )
        for (options,) in rows:
            for option in json.loads(options):
                if option["type"] == "SWATCHES":
                    yield from option["choices"]


def _color(url: str, number: int) -> str:
    return "#" + hashlib.sha256(f"{number}:{url}".encode()).hexdigest()[:6].upper()
