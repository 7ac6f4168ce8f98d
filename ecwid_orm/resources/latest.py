"""What changed, and what was deleted."""

from __future__ import annotations

from ecwid_orm.model import Model, Parameter, Search, Value, fields


class LatestStats(
    Model,
    path="latest-stats",
    singleton=True,
    search=Search(
        {
            "reviews_updates_required": Parameter("boolean"),
            "domains_required": Parameter("boolean"),
            "subscription_required": Parameter("boolean"),
            "product_count_required": Parameter("boolean"),
            "category_count_required": Parameter("boolean"),
        }
    ),
    label=None,
    refuses=frozenset({"list", "create", "update", "delete"}),
):
    """When each kind of entity last changed.

    https://docs.ecwid.com/api-reference/rest-api/store-profile/store-reports
    """

    products_updated = fields.DateTime(doc="Of products and categories.")
    orders_updated = fields.DateTime()
    profile_updated = fields.DateTime()
    categories_updated = fields.DateTime()
    discount_coupons_updated = fields.DateTime()
    abandoned_sales_updated = fields.DateTime()
    customers_updated = fields.DateTime()
    reviews_updated = fields.DateTime(doc="With `reviews_updates_required=True`.")
    domains_updated = fields.DateTime(doc="With `domains_required=True`.")
    subscriptions_updated = fields.DateTime(doc="With `subscription_required=True`.")
    product_count = fields.Integer(doc="Without demo products; with `product_count_required=True`.")
    category_count = fields.Integer(doc="With `category_count_required=True`.")
    product_count_required = fields.Integer(doc="Another name of `product_count`.")
    category_count_required = fields.Integer(doc="Another name of `category_count`.")


class DeletedItem(Value):
    """An entity that was deleted; Ecwid tells for half a year."""

    id = fields.Integer(doc="Of the entity; for an order, its number.")
    order_id = fields.String(doc="Only of orders.")
    date = fields.DateTime()
