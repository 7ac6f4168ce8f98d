"""What Ecwid's own client does before each of its tests: it empties the shop, and waits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.emulator.conftest import Api
from tests.emulator.families.conftest import Catalogue


def walked(shop: Any, path: str, **query: object) -> list[Any]:
    """All items of a listing, page after page as the client walks it."""
    items: list[Any] = []
    while True:
        page = shop.get(path, offset=len(items), limit=3, **query)
        items += page["items"]
        if page["count"] < page["limit"]:
            return items


def test_remove_products_page_by_page(shop: Any) -> None:
    for number in range(7):
        shop.product(f"Cap {number}", enabled=number % 2 == 0)
    for product in walked(shop, "/products"):
        assert shop.delete(f"/products/{product['id']}") == {"deleteCount": 1}
    assert shop.get("/products")["total"] == 0


def test_remove_categories_whose_parents_may_have_taken_them_along(shop: Any) -> None:
    hats = shop.category("Hats")
    shop.category("Caps", parentId=hats, enabled=False)
    shop.category("Shoes")
    statuses = [
        shop.api("DELETE", f"/categories/{each['id']}").status
        for each in walked(shop, "/categories", hidden_categories="true")
    ]
    assert sorted(statuses) == [200, 200, 404]
    assert shop.get("/categories", hidden_categories="true")["total"] == 0


def test_remove_orders_by_number(open_shop: Callable[..., Api], clock: Any) -> None:
    shop = Catalogue(open_shop(index_delay=1))
    for number in range(4):
        shop.order(email=f"{number}@example.com")
    clock.advance(1)
    for order in walked(shop, "/orders"):
        assert shop.delete(f"/orders/{order['orderNumber']}") == {"deleteCount": 1}
    clock.advance(1)
    assert shop.get("/orders")["total"] == 0


def test_remove_product_types_but_not_general(shop: Any) -> None:
    shop.post("/classes", {"name": "Hats"})
    general, hats = shop.get("/classes")
    assert general["id"] <= 0 < hats["id"]
    assert shop.delete(f"/classes/{hats['id']}") == {"deleteCount": 1}
    assert shop.refused("DELETE", f"/classes/{general['id']}")[0] == 400
    assert shop.get("/classes") == [general]


def test_remove_customers_and_groups_but_not_general(shop: Any) -> None:
    group = shop.post("/customer_groups", {"name": "Trade"})["id"]
    for number in range(4):
        body = {"email": f"{number}@example.com", "customerGroupId": group}
        shop.post("/customers", body)
    for customer in walked(shop, "/customers"):
        assert shop.delete(f"/customers/{customer['id']}") == {"deleteCount": 1}
    assert shop.get("/customers")["total"] == 0
    general, trade = walked(shop, "/customer_groups")
    assert general["id"] <= 0 < trade["id"]
    assert shop.delete(f"/customer_groups/{trade['id']}") == {"deleteCount": 1}
    assert shop.refused("DELETE", f"/customer_groups/{general['id']}")[0] == 400
    assert walked(shop, "/customer_groups") == [general]


def test_remove_coupons_by_code(shop: Any) -> None:
    for code in ("A", "B", "C", "D"):
        shop.post("/discount_coupons", {"name": code, "code": code})
    for coupon in walked(shop, "/discount_coupons"):
        assert shop.delete(f"/discount_coupons/{coupon['code']}") == {"deleteCount": 1}
    assert shop.get("/discount_coupons")["total"] == 0


@pytest.mark.parametrize("delay", [0, 1.5, 20])
def test_waits_until_a_search_finds_as_many_as_wanted(
    open_shop: Callable[..., Api], clock: Any, delay: float
) -> None:
    shop = Catalogue(open_shop(index_delay=delay))
    before = clock.now()
    for name in ("A", "B"):
        shop.product(name)
    for attempt in range(1, 11):
        clock.sleep(1.5 * attempt)
        if shop.get("/products")["total"] == 2:
            break
    waited = clock.now() - before
    assert delay <= waited <= max(1.5, 2 * delay)
