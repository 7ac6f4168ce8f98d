"""Reviews of products."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecwid_orm.model import Parameter, Search, Value, fields
from ecwid_orm.model.search import equality, membership
from ecwid_orm.resources.actions.reviews import ProductReviewActions

if TYPE_CHECKING:
    from ecwid_orm.resources.customers import Customer
    from ecwid_orm.resources.orders import Order
    from ecwid_orm.resources.products import Product

SEARCH = Search(
    {
        "review_id": Parameter("ids", means=membership("id")),
        "product_id": Parameter("ids", means=membership("product_id")),
        "order_id": Parameter("keys"),
        "status": Parameter(
            "choice",
            choices=("moderated", "published", "MODERATED", "PUBLISHED"),
            means=equality("status"),
        ),
        "rating": Parameter("integer", means=equality("rating")),
        "keyword": Parameter(),
        "created_from": Parameter("moment", means=("create_date >=",)),
        "created_to": Parameter("moment", means=("create_date <=",)),
        "updated_from": Parameter("moment", means=("update_date >=",)),
        "updated_to": Parameter("moment", means=("update_date <=",)),
    },
    orders={"create_date": "DATE_CREATED", "rating": "RATING"},
    stable="DATE_CREATED_ASC",
)


class ProductReviewerInfo(Value):
    """Who wrote a review."""

    name = fields.String()
    email = fields.String()
    city = fields.String()
    country = fields.String()
    orders = fields.Integer()
    orders_count = fields.Integer()


class ProductReview(
    ProductReviewActions,
    path="reviews",
    search=SEARCH,
    label=None,
    refuses=frozenset({"create"}),
):
    """A review of a product. Only customers write them, in the storefront.

    https://docs.ecwid.com/api-reference/rest-api/products/product-reviews
    """

    id = fields.Key()
    status = fields.Choice(
        ("moderated", "published", "MODERATED", "PUBLISHED"),
        doc="Read in lower case or upper case.",
    )
    rating = fields.Integer(read_only=True, doc="1 to 5.")
    review = fields.String(read_only=True)
    product_id = fields.Reference("Product", read_only=True)
    product: fields.Related[Product] = fields.Related("Product", key="product_id")
    product_name = fields.String(read_only=True)
    product_options = fields.List(fields.String(required=True), read_only=True)
    customer_id = fields.Reference("Customer", read_only=True)
    customer: fields.Related[Customer] = fields.Related("Customer", key="customer_id")
    order_id = fields.JSON(read_only=True)
    order: fields.Related[Order] = fields.Related("Order", key="order_id")
    order_number = fields.String(read_only=True)
    order_item_id = fields.Integer(read_only=True)
    reviewer_info = fields.Embedded(ProductReviewerInfo, read_only=True)
    create_date = fields.DateTime(read_only=True)
    update_date = fields.DateTime(read_only=True)
    create_timestamp = fields.Integer(read_only=True, doc="Unix seconds.")
    update_timestamp = fields.Integer(read_only=True, doc="Unix seconds.")


class ProductReviewStats(Value):
    """How many reviews there are, by status."""

    all_count = fields.Integer()
    moderated_count = fields.Integer()
    published_count = fields.Integer()
