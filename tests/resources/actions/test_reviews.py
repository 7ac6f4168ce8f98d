"""Reviews: many at once, how many there are, those deleted."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import pytest

from ecwid_orm import InvalidValue, ObjectState, ProductReview, Session, inspect
from ecwid_orm.emulator import Emulator
from ecwid_orm.emulator.catalogue.reviews import write_review
from ecwid_orm.testing import Sent
from tests.resources.operations import operations
from tests.session.conftest import Shop

RequestsOf = Callable[[], AbstractContextManager[Sent]]


@pytest.fixture
def reviews(ecwid_session: Session, ecwid_emulator: Emulator, shop: Shop) -> list[ProductReview]:
    """Five, of one to five stars, that wait for approval."""
    tee = shop.product()
    keys = [write_review(ecwid_emulator.shop, tee, stars) for stars in range(1, 6)]
    return ecwid_session.get_many(ProductReview, keys)


def status(reviews: list[ProductReview]) -> list[str]:
    return [str(one.status) for one in reviews]


def test_chosen_reviews_get_another_status(
    reviews: list[ProductReview], requests_of: RequestsOf
) -> None:
    with requests_of() as sent:
        count = ProductReview.mass_update([reviews[0], reviews[1].id], status="published")
    assert count == 2
    keys = [reviews[0].id, reviews[1].id]
    body = {"selectMode": "SELECTED", "reviewIds": keys, "newStatus": "PUBLISHED"}
    assert list(sent) == [("PUT", "/reviews/mass_update", body)]
    assert operations(sent) == ["massUpdateProductReviews"]
    assert status(reviews) == ["published"] * 2 + ["moderated"] * 3


def test_those_that_filters_find_get_another_status(
    reviews: list[ProductReview], requests_of: RequestsOf
) -> None:
    day = datetime(2020, 1, 1, tzinfo=UTC)
    with requests_of() as sent:
        ProductReview.mass_update(
            status="published", rating=[4, 5], review_status="moderated", created_from=day
        )
    filters = {"rating": [4, 5], "status": "moderated", "createdFrom": int(day.timestamp())}
    assert sent[0][2] == {
        "selectMode": "ALL_FILTERED",
        "currentFilters": filters,
        "filters": filters,
        "newStatus": "PUBLISHED",
    }
    assert status(reviews) == ["moderated"] * 3 + ["published"] * 2


def test_one_value_of_a_filter_goes_as_a_list(
    reviews: list[ProductReview], requests_of: RequestsOf
) -> None:
    with requests_of() as sent:
        assert ProductReview.mass_update(status="published", rating=3) == 1
    assert sent[0][2]["currentFilters"] == {"rating": [3]}


def test_chosen_reviews_are_deleted(
    reviews: list[ProductReview], shop: Shop, requests_of: RequestsOf
) -> None:
    with requests_of() as sent:
        assert ProductReview.mass_update(reviews[:2], delete=True) == 2
    keys = [reviews[0].id, reviews[1].id]
    assert sent[0][2] == {"selectMode": "SELECTED", "reviewIds": keys, "delete": True}
    assert [inspect(one).state for one in reviews[1:3]] == [
        ObjectState.DETACHED,
        ObjectState.PERSISTENT,
    ]
    with requests_of() as sent:
        assert [item.id for item in ProductReview.deleted_items()] == keys
    assert operations(sent) == ["listDeletedReviews"]


def test_all_reviews_are_deleted_if_that_is_said(
    reviews: list[ProductReview], shop: Shop, requests_of: RequestsOf
) -> None:
    with requests_of() as sent:
        assert ProductReview.mass_update("all", delete=True) == 5
    assert sent[0][2] == {"selectMode": "ALL", "delete": True}
    assert shop.listed("reviews") == []
    assert {inspect(one).state for one in reviews} == {ObjectState.DETACHED}


def test_reviews_are_counted(reviews: list[ProductReview], requests_of: RequestsOf) -> None:
    ProductReview.mass_update(reviews[:1], status="published")
    with requests_of() as sent:
        stats = ProductReview.stats()
    assert operations(sent) == ["getProductReviewStats"]
    assert (stats.all_count, stats.moderated_count, stats.published_count) == (5, 4, 1)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"status": "published"}, "say which reviews"),
        ({"reviews": [], "status": "published"}, "no reviews"),
        ({"reviews": [1]}, "what to do"),
        ({"reviews": [1], "status": "published", "delete": True}, "what to do"),
        ({"reviews": [1], "status": "hidden"}, "no status of a review"),
        ({"reviews": [1], "rating": 5, "status": "published"}, "reviews or filters"),
        ({"rating": [], "delete": True}, "takes it for all of them"),
        ({"rating": "five", "delete": True}, "rating"),
    ],
)
def test_a_mass_update_that_says_too_little_is_refused_before_anything_is_sent(
    reviews: list[ProductReview],
    requests_of: RequestsOf,
    arguments: dict[str, Any],
    words: str,
) -> None:
    with requests_of() as sent, pytest.raises(InvalidValue, match=words):
        ProductReview.mass_update(**arguments)
    assert sent == []
