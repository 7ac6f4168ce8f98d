"""Colours of swatches and of pictures."""

from __future__ import annotations

from typing import Any

import pytest


def swatched(shop: Any, **colors: str) -> int:
    choices = [{"text": name, "hexCodes": [code]} for name, code in colors.items()]
    option = {"type": "SWATCHES", "name": "Color", "choices": choices}
    other = {"type": "SELECT", "name": "Size", "choices": [{"text": "S"}]}
    key: int = shop.product(options=[other, option])
    return key


def test_swatches_are_those_of_products_the_latest_first(shop: Any, clock: Any) -> None:
    first = swatched(shop, Red="#f00", Blue="#00f")
    clock.advance(5)
    swatched(shop, Green="#0f0", Blue="#00f")
    shop.product()
    colors = shop.get("/swatches")["colors"]
    assert colors[0] == {"name": "Green", "hexCode": "#0f0", "translations": {"en": "Green"}}
    assert [each["name"] for each in colors] == ["Green", "Blue", "Red"]
    clock.advance(5)
    shop.put(f"/products/{first}", {"price": 5})
    names = [each["name"] for each in shop.get("/swatches/recent-colors")["colors"]]
    assert names == ["Red", "Blue", "Green"]


def test_a_shop_without_swatches_has_no_colors(shop: Any) -> None:
    shop.product("SWATCHES")
    assert shop.get("/swatches") == {"colors": []}


def test_swatches_are_no_more_than_twenty(shop: Any) -> None:
    swatched(shop, **{f"C{number}": f"#{number:06}" for number in range(30)})
    assert len(shop.get("/swatches")["colors"]) == 20


def test_pictures_have_so_many_colors_always_the_same(shop: Any) -> None:
    urls = ["https://example.com/a.png", "https://example.com/b.png"]
    body = {"imageUrls": urls, "colorsCount": 3}
    result = shop.post("/images/main-colors", body)["result"]
    assert list(result) == urls
    assert [len(result[url]["colors"]) for url in urls] == [3, 3]
    assert result[urls[0]] != result[urls[1]]
    assert shop.post("/images/main-colors", body)["result"] == result
    five = shop.post("/images/main-colors", {"imageUrls": urls[:1]})["result"]
    assert five[urls[0]]["colors"][:3] == result[urls[0]]["colors"]
    assert len(five[urls[0]]["colors"]) == 5


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"imageUrls": ["htt://example.com"]}, 422),
        ({"imageUrls": [], "colorsCount": 0}, 400),
        ({"imageUrls": [], "colorsCount": 2**31 - 1}, 400),
    ],
    ids=str,
)
def test_what_is_no_picture_or_count_is_refused(shop: Any, body: Any, status: int) -> None:
    assert shop.refused("POST", "/images/main-colors", body)[0] == status
