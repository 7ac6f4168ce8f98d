"""Webhooks about customers, their groups, coupons, promotions and reviews."""

from __future__ import annotations

from typing import Any

import pytest

from ecwid_orm.emulator.catalogue.reviews import write_review


class Listener:
    """Stands where webhooks wait to be sent, and keeps (event, entity's id, data)."""

    def __init__(self) -> None:
        self._heard: list[tuple[str, int | str, Any]] = []

    def put(self, shop: Any, event_type: str, entity_id: int | str, data: Any) -> None:
        self._heard.append((event_type, entity_id, data))

    def __call__(self) -> list[tuple[str, int | str, Any]]:
        """What was told since this was last asked."""
        heard, self._heard = self._heard, []
        return heard


@pytest.fixture
def told(shop: Any) -> Listener:
    listener = Listener()
    shop.api.shop.shop.outbox = listener
    return listener


def test_customers_are_told_of_with_their_email(shop: Any, told: Listener) -> None:
    data = {"customerEmail": "a@example.com"}
    key = shop.post("/customers", {"email": "a@example.com"})["id"]
    shop.put(f"/customers/{key}", {"lang": "en"})
    shop.post(f"/customers/{key}/contacts", {"contact": "1", "type": "PHONE"})
    shop.refused("PUT", f"/customers/{key}", {"email": ""})
    shop.delete(f"/customers/{key}")
    names = ("created", "updated", "updated", "deleted")
    assert told() == [(f"customer.{name}", key, data) for name in names]


def test_a_group_that_goes_is_told_of_and_so_are_its_customers(shop: Any, told: Listener) -> None:
    group = shop.post("/customer_groups", {"name": "VIP"})["id"]
    shop.put(f"/customer_groups/{group}", {"name": "Gold"})
    body = {"email": "a@example.com", "customerGroupId": group}
    key = shop.post("/customers", body)["id"]
    shop.delete(f"/customer_groups/{group}")
    shop.put("/customer_groups/0", {"name": "All"})
    assert [event[:2] for event in told()] == [
        ("customer_group.created", group),
        ("customer_group.updated", group),
        ("customer.created", key),
        ("customer_group.deleted", group),
        ("customer.updated", key),
    ]


def test_an_order_tells_of_the_customer_it_makes_not_of_one_it_finds(
    shop: Any, told: Listener
) -> None:
    shop.order(email="a@example.com")
    [made] = shop.get("/customers")["items"]
    assert [event for event in told() if event[0].startswith("customer.")] == [
        ("customer.created", made["id"], {"customerEmail": "a@example.com"})
    ]
    shop.order(email="a@example.com")
    assert [event for event in told() if event[0].startswith("customer.")] == []


def test_coupons_are_told_of_without_data(shop: Any, told: Listener) -> None:
    key = shop.post("/discount_coupons", {"name": "A", "code": "A"})["id"]
    shop.put("/discount_coupons/A", {"name": "B"})
    shop.delete("/discount_coupons/A")
    shop.delete("/discount_coupons/A")
    names = ("created", "updated", "deleted")
    assert told() == [(f"discount_coupon.{name}", key, None) for name in names]


def test_promotions_are_told_of_with_their_version(shop: Any, told: Listener) -> None:
    key = shop.post("/promotions", {"name": "A"})["id"]
    shop.put(f"/promotions/{key}", {"name": "B"})
    shop.delete(f"/promotions/{key}")
    versions = (("created", 1), ("updated", 2), ("deleted", 2))
    assert told() == [(f"promotion.{name}", key, {"version": n}) for name, n in versions]


def test_reviews_are_told_of_with_product_order_and_status(shop: Any, told: Listener) -> None:
    product = shop.product()
    told()
    key = write_review(shop.api.shop.shop, product, 5, order_id="AB12C", order_number=77)
    shop.put(f"/reviews/{key}", {"status": "published"})
    shop.delete(f"/reviews/{key}")
    ties = {"productId": product, "orderId": 77}
    assert [event for event in told() if event[0].startswith("review.")] == [
        ("review.created", key, {**ties, "status": "moderated"}),
        ("review.updated", key, {**ties, "status": "published"}),
        ("review.deleted", key, ties),
    ]
