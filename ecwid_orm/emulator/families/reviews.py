"""Product reviews. https://docs.ecwid.com/api-reference/rest-api/product-reviews"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.catalogue import reviews
from ecwid_orm.emulator.catalogue.review_search import mass_update, search_reviews
from ecwid_orm.emulator.families.sync import deleted
from ecwid_orm.emulator.pages import page
from ecwid_orm.emulator.routing import route

Body = dict[str, Any]


@route("listProductReviews")
def list_reviews(call: Call) -> Body:
    """A page of what the search finds."""
    return page(call, *search_reviews(call))


@route("getProductReview")
def get_review(call: Call) -> Body:
    """One review."""
    return _review(call)


@route("updateProductReview")
def put_review(call: Call) -> Body:
    """A review with another status."""
    found = _review(call)
    reviews.judge(call.shop, [found], reviews.sent_status(call.shop, call.body))
    return {"updateCount": 1}


@route("deleteProductReview")
def remove_review(call: Call) -> Body:
    """One review less."""
    reviews.delete_reviews(call.shop, [_review(call)])
    return {"deleteCount": 1}


@route("massUpdateProductReviews")
def update_many(call: Call) -> Body:
    """Many reviews judged or deleted."""
    return {"updateCount": mass_update(call.shop, call.body)}


@route("getProductReviewStats")
def get_stats(call: Call) -> Body:
    """How many reviews there are."""
    return reviews.review_stats(call.shop)


@route("listDeletedReviews")
def deleted_reviews(call: Call) -> Body:
    """Reviews deleted in the last half year, the oldest first."""
    return deleted(call, reviews.REVIEW)


def _review(call: Call) -> Body:
    return reviews.review(call.shop, call.path_id("reviewId"))
