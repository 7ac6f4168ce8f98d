"""What reviews do besides CRUD: many are judged at once, and counted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal

from ecwid_orm.exceptions import InvalidValue
from ecwid_orm.model import Parameter, Search, registry
from ecwid_orm.model.actions import key_of, let_go, performs, shop_call, stored
from ecwid_orm.model.current import current_session
from ecwid_orm.resources.actions.deletions import Deletions

if TYPE_CHECKING:
    from ecwid_orm.resources.reviews import ProductReview, ProductReviewStats

FILTERS = Search(
    {
        "review_id": Parameter("ids"),
        "product_id": Parameter("ids"),
        "order_id": Parameter("ids"),
        "rating": Parameter("ids"),
        "review_status": Parameter("choice", wire="status", choices=("moderated", "published")),
        "search_keyword": Parameter(),
        "created_from": Parameter("moment"),
        "created_to": Parameter("moment"),
    }
)
_LISTS = ("reviewId", "productId", "orderId", "rating")


class ProductReviewActions(Deletions):
    """The methods of `ProductReview`."""

    @classmethod
    @performs("massUpdateProductReviews")
    def mass_update(
        cls,
        reviews: Iterable[ProductReview | int] | Literal["all"] | None = None,
        *,
        status: Literal["published", "moderated"] | None = None,
        delete: bool = False,
        session: Any = None,
        **filters: Any,
    ) -> int:
        """Give many reviews another status, or delete them, now; how many there were.

        `reviews` are objects or ids, or "all" for every review of the store; without them,
        `filters` say which: `review_id`, `product_id`, `order_id`, `rating` (one or a list),
        `review_status` (the one they have), `search_keyword`, `created_from`, `created_to`.
        `session` is the current one if it is left out. Raises InvalidValue where it is not said
        which reviews, or not what to do with them.

        https://docs.ecwid.com/api-reference/rest-api/products/product-reviews
        """
        session = current_session() if session is None else session
        body = {**_chosen(reviews, filters), **_wanted(status, delete)}
        count = int(
            shop_call("PUT", "reviews/mass_update", json=body, session=session)["updateCount"]
        )
        chosen = body.get("reviewIds")
        if delete and (chosen is not None or reviews == "all"):
            let_go(session, [cls.__root__], lambda one: chosen is None or one.id in chosen)
        session.outdate(stored(session, [cls.__root__]), ("status",))
        return count

    @classmethod
    @performs("getProductReviewStats")
    def stats(cls, *, session: Any = None) -> ProductReviewStats:
        """How many reviews the store has, by status."""
        answer = shop_call("GET", "reviews/filters_data", session=session)
        stats: ProductReviewStats = registry.lookup("ProductReviewStats")._wrap(answer.json())
        return stats


def _chosen(reviews: Any, filters: dict[str, Any]) -> dict[str, Any]:
    if reviews is not None and filters:
        raise InvalidValue("give reviews or filters, for Ecwid ignores one beside the other")
    if reviews == "all":
        return {"selectMode": "ALL"}
    if reviews is not None:
        keys = [key_of("ProductReview", one) for one in reviews]
        if not keys:
            raise InvalidValue("there are no reviews to update; nothing was sent")
        return {"selectMode": "SELECTED", "reviewIds": keys}
    found = FILTERS.compile("ProductReview.mass_update", (), filters)
    if not found:
        raise InvalidValue('say which reviews: some of them, filters, or "all"')
    for name in _LISTS:
        if name in found and not isinstance(found[name], list):
            found[name] = [found[name]]
    if [] in found.values():
        raise InvalidValue("an empty list finds no reviews, and Ecwid takes it for all of them")
    for name in ("createdFrom", "createdTo"):
        if name in found and not isinstance(found[name], int):
            found[name] = int(found[name].timestamp())
    # The reference and Ecwid's own client disagree about the name. One that is not understood is
    # ignored, and every review would be updated: so both are sent.
    return {"selectMode": "ALL_FILTERED", "currentFilters": found, "filters": found}


def _wanted(status: str | None, delete: bool) -> dict[str, Any]:
    if delete == (status is not None):
        raise InvalidValue("say what to do with the reviews: either status= or delete=True")
    if delete:
        return {"delete": True}
    if status not in ("published", "moderated"):
        raise InvalidValue(f"{status!r} is no status of a review; published or moderated")
    return {"newStatus": str(status).upper()}
