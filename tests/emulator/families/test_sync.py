"""Deletions and the times of the latest changes."""

from __future__ import annotations

from typing import Any

import pytest


def test_a_deleted_product_is_listed_at_once(shop: Any, clock: Any) -> None:
    key = shop.product()
    assert shop.get("/products/deleted")["items"] == []
    shop.delete(f"/products/{key}")
    now = int(clock.now())
    page = shop.get("/products/deleted", from_date=now - 10, to_date=now + 10)
    assert page["items"] == [{"id": key, "date": "2023-11-14 22:13:20 +0000"}]
    assert (page["total"], page["limit"]) == (1, 100)
    assert shop.get("/products/deleted", from_date=now + 1)["total"] == 0
    assert shop.get("/products/deleted", to_date=now - 1)["total"] == 0


def test_deletions_are_forgotten_after_half_a_year(shop: Any, clock: Any) -> None:
    shop.delete(f"/products/{shop.product()}")
    clock.advance(184 * 86400)
    assert shop.get("/products/deleted", from_date=0)["total"] == 0


def test_deletions_come_in_pages_the_oldest_first(shop: Any, clock: Any) -> None:
    keys = [shop.product(name) for name in "ABC"]
    for key in keys[::-1]:
        shop.delete(f"/products/{key}")
        clock.advance(1)
    page = shop.get("/products/deleted", offset=1, limit=1)
    assert (page["total"], [item["id"] for item in page["items"]]) == (3, [keys[1]])


@pytest.mark.parametrize("kind", ["product", "category", "type"])
def test_stats_move_with_what_changes(shop: Any, clock: Any, kind: str) -> None:
    before = shop.get("/latest-stats")
    clock.advance(60)
    if kind == "type":
        shop.post("/classes", {"name": "Lamps"})
    else:
        getattr(shop, kind)()
    after = shop.get("/latest-stats")
    moved = {name for name in after if after[name] != before[name]}
    assert moved == {"productsUpdated", *(["categoriesUpdated"] if kind == "category" else [])}
    assert after["productsUpdated"] == "2023-11-14 22:14:20 +0000"
    clock.advance(60)
    assert shop.get("/latest-stats") == after


def test_stats_count_only_if_asked_to(shop: Any) -> None:
    shop.product()
    shop.product("Sample", isSampleProduct=True)
    shop.category()
    assert not {"productCount", "reviewsUpdated"} & set(shop.get("/latest-stats"))
    stats = shop.get(
        "/latest-stats",
        productCountRequired="true",
        categoryCountRequired="true",
        reviewsUpdatesRequired="true",
    )
    assert (stats["productCount"], stats["categoryCount"]) == (1, 1)
    assert "reviewsUpdated" in stats
