"""Reviews of products. Customers write them in the storefront; the API only judges them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ecwid_orm.emulator.catalogue.kinds import PRODUCT
from ecwid_orm.emulator.catalogue.products import product, save_product
from ecwid_orm.emulator.errors import not_found
from ecwid_orm.emulator.formats import timestamp
from ecwid_orm.emulator.kind import Facts, Kind
from ecwid_orm.emulator.merge import Merge
from ecwid_orm.emulator.shop import Shop
from ecwid_orm.emulator.webhooks import changed

Body = dict[str, Any]

REVIEW = Kind(
    "review",
    {
        "product": "INTEGER",
        "rating": "INTEGER",
        "status": "TEXT",
        "created": "INTEGER",
        "updated": "INTEGER",
    },
    words=True,
)

MODERATED, PUBLISHED = "moderated", "published"


def write_review(
    shop: Shop,
    product_id: int,
    rating: int,
    text: str = "",
    *,
    status: str = MODERATED,
    customer_id: int | None = None,
    order_id: str | None = None,
    order_number: int | None = None,
    reviewer: Body | None = None,
) -> int:
    """Review a product, as a customer does in the storefront; the review's id.

    `rating` is 1 to 5. A `MODERATED` review waits for approval, a `PUBLISHED` one is to be seen.
    `order_id` and `order_number` are of the order that the product was bought in; `reviewer` is a
    ProductReviewerInfo. `ApiError` 404 if there is no such product.
    """
    now = int(shop.clock.now())
    body: Body = {
        "id": shop.new_id("review"),
        "status": status,
        "rating": rating,
        "review": text,
        "productId": product_id,
        "productName": product(shop, product_id)["name"],
        "customerId": customer_id,
        "orderId": order_id,
        "orderNumber": None if order_number is None else str(order_number),
        "reviewerInfo": reviewer,
        "createDate": timestamp(now),
        "createTimestamp": now,
    }
    _save(shop, body, "review.created")
    _rate(shop, [body])
    return int(body["id"])


def review(shop: Shop, key: int) -> Body:
    """One review; `ApiError` 404 if there is none."""
    found = shop.db.get(REVIEW, key)
    if found is None:
        raise not_found("Product review", key, "PRODUCT_REVIEW_NOT_FOUND")
    return found


def sent_status(shop: Shop, sent: Any) -> str:
    """The status that a body has; nothing else of a review can be changed."""
    status: str = Merge(shop.spec, "ProductReview").create(sent, "status")["status"]
    return status.lower()


def judge(shop: Shop, reviews: Iterable[Body], status: str) -> None:
    """Give reviews a status."""
    judged = [{**body, "status": status} for body in reviews]
    for body in judged:
        _save(shop, body, "review.updated")
    _rate(shop, judged)


def delete_reviews(shop: Shop, reviews: Iterable[Body]) -> None:
    """Delete reviews."""
    doomed = list(reviews)
    now = shop.clock.now()
    for body in doomed:
        shop.db.delete(REVIEW, body["id"], at=now)
        changed(shop, "review.deleted", body["id"], _ties(body))
    _rate(shop, doomed)
    shop.db.touch("review", at=now)


def review_stats(shop: Shop) -> Body:
    """How many reviews there are, and how many of each status."""
    with shop.db.reading(REVIEW) as connection:
        counts = dict(
            connection.execute("SELECT status, count(*) FROM facts_review GROUP BY status")
        )
    moderated, published = counts.get(MODERATED, 0), counts.get(PUBLISHED, 0)
    return {
        "allCount": moderated + published,
        "moderatedCount": moderated,
        "publishedCount": published,
    }


def _save(shop: Shop, body: Body, event: str) -> None:
    now = int(shop.clock.now())
    body |= {"updateDate": timestamp(now), "updateTimestamp": now}
    orders = {body["orderId"], body["orderNumber"]} - {None}
    facts = Facts(
        columns={
            "product": body["productId"],
            "rating": body["rating"],
            "status": body["status"],
            "created": body["createTimestamp"],
            "updated": now,
        },
        terms=[("order", order) for order in orders],
        text=body["review"],
    )
    shop.db.save(REVIEW, body["id"], body, facts=facts)
    shop.db.touch("review", at=now)
    changed(shop, event, body["id"], {**_ties(body), "status": body["status"]})


def _ties(body: Body) -> Body:
    """What a webhook tells of a review; its `orderId` is a number there."""
    ties = {"productId": body["productId"]}
    if body["orderNumber"] is not None:
        ties["orderId"] = int(body["orderNumber"])
    return ties


def _rate(shop: Shop, reviews: Iterable[Body]) -> None:
    """Bring the rating and the counts of reviewed products up to date."""
    for key in {body["productId"] for body in reviews}:
        with shop.db.reading(REVIEW) as connection:
            rating, published, moderated = connection.execute(
                "SELECT avg(CASE status WHEN ? THEN rating END), coalesce(sum(status = ?), 0),"
                " coalesce(sum(status = ?), 0) FROM facts_review WHERE product = ?",
                (PUBLISHED, PUBLISHED, MODERATED, key),
            ).fetchone()
        for body in shop.db.get_many(PRODUCT, [key]):
            body |= {"reviewsPublished": published, "reviewsModerated": moderated}
            body["rating"] = None if rating is None else round(rating, 2)
            save_product(shop, body, moved=False)
