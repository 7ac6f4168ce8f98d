"""A shop in a file, after it was closed and opened again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.emulator.families.conftest import Catalogue


def test_a_shop_in_a_file_is_as_it_was(open_shop: Any, tmp_path: Path) -> None:
    data = tmp_path / "shop.db"
    first = open_shop(data=data, index_delay=5)
    shop = Catalogue(first)
    hats = shop.category("Hats")
    key = shop.product("Cap", categoryIds=[hats], attributes=[{"name": "Fit", "value": "wide"}])
    before = [shop.get(path) for path in (f"/products/{key}", f"/categories/{hats}", "/classes")]
    first.shop.close()

    again = Catalogue(open_shop(data=data, index_delay=5, seed="demo"))
    after = [again.get(path) for path in (f"/products/{key}", f"/categories/{hats}", "/classes")]
    assert after == before
    assert again.found(keyword="cap") == []
    again.api.shop.shop.clock.advance(5)
    assert again.found(keyword="cap") == [key]
    assert again.product("Hat") == key + 1
