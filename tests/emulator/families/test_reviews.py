"""Reviews of products, which only customers write."""

from __future__ import annotations

from typing import Any

import pytest

from ecwid_orm.emulator.catalogue.reviews import PUBLISHED, write_review
from ecwid_orm.emulator.errors import ApiError


@pytest.fixture
def product(shop: Any) -> int:
    key: int = shop.product("Cap")
    return key


def write(shop: Any, product: int, rating: int = 5, text: str = "", **more: Any) -> int:
    return write_review(shop.api.shop.shop, product, rating, text, **more)


def found(shop: Any, **query: object) -> list[int]:
    page = shop.get("/reviews", **query)
    assert page["count"] == len(page["items"])
    return [item["id"] for item in page["items"]]


def test_a_review_lives(shop: Any, product: int, clock: Any) -> None:
    reviewer = {"name": "Ann", "email": "ann@example.com", "city": "Rome", "orders": 2}
    key = write(
        shop,
        product,
        4,
        "Fits well",
        customer_id=7,
        order_id="AB12C",
        order_number=77,
        reviewer=reviewer,
    )
    body = {
        "id": key,
        "status": "moderated",
        "rating": 4,
        "review": "Fits well",
        "productId": product,
        "productName": "Cap",
        "customerId": 7,
        "orderId": "AB12C",
        "orderNumber": "77",
        "reviewerInfo": reviewer,
        "createDate": "2023-11-14 22:13:20 +0000",
        "createTimestamp": 1_700_000_000,
        "updateDate": "2023-11-14 22:13:20 +0000",
        "updateTimestamp": 1_700_000_000,
    }
    assert shop.get(f"/reviews/{key}") == body
    page = shop.get("/reviews")
    assert page == {"total": 1, "count": 1, "offset": 0, "limit": 100, "items": [body]}
    clock.advance(5)
    sent = {"status": "PUBLISHED", "rating": 1, "review": "Bad"}
    assert shop.put(f"/reviews/{key}", sent) == {"updateCount": 1}
    assert shop.get(f"/reviews/{key}") == {
        **body,
        "status": "published",
        "updateDate": "2023-11-14 22:13:25 +0000",
        "updateTimestamp": 1_700_000_005,
    }
    assert shop.delete(f"/reviews/{key}") == {"deleteCount": 1}
    for method in ("GET", "PUT", "DELETE"):
        refusal = shop.refused(method, f"/reviews/{key}", {"status": "moderated"})
        assert refusal[:2] == (404, "PRODUCT_REVIEW_NOT_FOUND")
    deletions = shop.get("/reviews/deleted")["items"]
    assert deletions == [{"id": key, "date": "2023-11-14 22:13:25 +0000"}]


@pytest.mark.parametrize("body", [{}, {"status": None}, {"rating": 3}, {"status": "gone"}], ids=str)
def test_a_status_is_needed(shop: Any, product: int, body: Any) -> None:
    key = write(shop, product)
    assert shop.refused("PUT", f"/reviews/{key}", body)[:2] == (400, "WRONG_PARAMETER")


def test_only_products_are_reviewed(shop: Any) -> None:
    with pytest.raises(ApiError, match="Product #5 not found"):
        write(shop, 5)


def test_searches(shop: Any, product: int, clock: Any) -> None:
    other = shop.product("Hat")
    first = write(shop, product, 5, "Warm and soft", status=PUBLISHED, order_id="AB12C")
    clock.advance(10)
    second = write(shop, other, 1, "Cold", order_number=77)
    clock.advance(10)
    third = write(shop, product, 3, "Not so warm")
    shop.put(f"/reviews/{first}", {"status": "published"})
    start = 1_700_000_000
    for query, keys in (
        ({}, [third, second, first]),
        ({"sortBy": "DATE_CREATED_DESC"}, [third, second, first]),
        ({"sortBy": "DATE_CREATED_ASC"}, [first, second, third]),
        ({"sortBy": "RATING_DESC"}, [first, third, second]),
        ({"sortBy": "RATING_ASC"}, [second, third, first]),
        ({"reviewId": f"{first},{third}"}, [third, first]),
        ({"productId": other}, [second]),
        ({"productId": f"{other},{product}"}, [third, second, first]),
        ({"orderId": "AB12C"}, [first]),
        ({"orderId": 77}, [second]),
        ({"status": "published"}, [first]),
        ({"status": "MODERATED"}, [third, second]),
        ({"rating": 5}, [first]),
        ({"rating": "1,3"}, [third, second]),
        ({"keyword": "warm"}, [third, first]),
        ({"searchKeyword": "WARM soft"}, [first]),
        ({"keyword": "war"}, []),
        ({"createdFrom": start + 10}, [third, second]),
        ({"createdTo": "2023-11-14 22:13:29"}, [first]),
        ({"updatedFrom": start + 20}, [third, first]),
        ({"updatedTo": start + 10}, [second]),
        ({"offset": 1, "limit": 1}, [second]),
    ):
        assert found(shop, **query) == keys, query
    assert shop.get("/reviews", offset=1, limit=1)["total"] == 3
    for query in ({"sortBy": "RATING"}, {"status": "new"}, {"rating": "good"}):
        assert shop.refused("GET", "/reviews", **query)[:2] == (400, "WRONG_PARAMETER")


def test_stats_count_by_status(shop: Any, product: int) -> None:
    assert shop.get("/reviews/filters_data")["allCount"] == 0
    write(shop, product, status=PUBLISHED)
    write(shop, product)
    write(shop, product)
    assert shop.get("/reviews/filters_data") == {
        "allCount": 3,
        "moderatedCount": 2,
        "publishedCount": 1,
    }


@pytest.mark.parametrize(
    ("choice", "places"),
    [
        ({"selectMode": "ALL"}, [0, 1, 2]),
        ({"selectMode": "ALL", "currentFilters": {"rating": [1]}, "reviewIds": []}, [0, 1, 2]),
        ({"selectMode": "ALL_FILTERED"}, [0, 1, 2]),
        ({"selectMode": "ALL_FILTERED", "currentFilters": {"rating": [1, 3]}}, [1, 2]),
        ({"selectMode": "ALL_FILTERED", "filters": {"searchKeyword": "soft"}}, [0]),
        ({"selectMode": "ALL_FILTERED", "filters": {"status": "PUBLISHED"}}, [0]),
        ({"selectMode": "ALL_FILTERED", "currentFilters": {"createdTo": 0}}, []),
        ({"selectMode": "SELECTED"}, []),
    ],
    ids=str,
)
def test_many_are_judged_or_deleted_at_once(
    shop: Any, product: int, choice: Any, places: list[int]
) -> None:
    keys = [
        write(shop, product, 5, "soft", status=PUBLISHED),
        write(shop, product, 1),
        write(shop, product, 3),
    ]
    chosen = [keys[place] for place in places]
    body = {**choice, "newStatus": "PUBLISHED"}
    assert shop.put("/reviews/mass_update", body) == {"updateCount": len(chosen)}
    assert set(chosen) <= set(found(shop, status="published"))
    if choice.get("filters", {}).get("status"):
        chosen = found(shop, status="published")
    answer = shop.put("/reviews/mass_update", {**choice, "delete": True})
    assert answer == {"updateCount": len(chosen)}
    assert set(found(shop)) == set(keys) - set(chosen)
    assert shop.get("/reviews/deleted")["total"] == len(chosen)


def test_selected_ones_are_judged(shop: Any, product: int) -> None:
    first, second = write(shop, product), write(shop, product)
    choice = {"selectMode": "SELECTED", "reviewIds": [second, second, 5], "newStatus": "published"}
    assert shop.put("/reviews/mass_update", choice) == {"updateCount": 1}
    assert found(shop, status="moderated") == [first]


@pytest.mark.parametrize(
    "body",
    [
        {"newStatus": "published"},
        {"selectMode": "ALL"},
        {"selectMode": "ALL", "delete": False},
        {"selectMode": "SOME", "delete": True},
        {"selectMode": "ALL", "newStatus": "gone"},
    ],
    ids=str,
)
def test_a_mass_update_that_does_not_say_enough_is_refused(
    shop: Any, product: int, body: Any
) -> None:
    write(shop, product)
    assert shop.refused("PUT", "/reviews/mass_update", body)[:2] == (400, "WRONG_PARAMETER")
    assert shop.get("/reviews/filters_data")["moderatedCount"] == 1


def test_a_product_knows_its_rating(shop: Any, product: int) -> None:
    write(shop, product, 5, status=PUBLISHED)
    key = write(shop, product, 2, status=PUBLISHED)
    write(shop, product, 1)
    body = shop.get(f"/products/{product}")
    assert (body["rating"], body["reviewsPublished"], body["reviewsModerated"]) == (3.5, 2, 1)
    shop.delete(f"/reviews/{key}")
    body = shop.get(f"/products/{product}")
    assert (body["rating"], body["reviewsPublished"]) == (5, 1)
    shop.put("/reviews/mass_update", {"selectMode": "ALL", "newStatus": "moderated"})
    body = shop.get(f"/products/{product}")
    assert (body["rating"], body["reviewsModerated"]) == (None, 2)


def test_the_review_of_a_deleted_product_can_still_be_judged(shop: Any, product: int) -> None:
    key = write(shop, product)
    shop.delete(f"/products/{product}")
    assert shop.put(f"/reviews/{key}", {"status": "published"}) == {"updateCount": 1}


def test_reviews_move_their_stats(shop: Any, product: int, clock: Any) -> None:
    key = write(shop, product)
    wanted = {"reviewsUpdatesRequired": "true"}
    for method, body in (("PUT", {"status": "published"}), ("DELETE", None)):
        before = shop.get("/latest-stats", **wanted)["reviewsUpdated"]
        clock.advance(60)
        assert shop.api(method, f"/reviews/{key}", body).status == 200
        assert shop.get("/latest-stats", **wanted)["reviewsUpdated"] > before
