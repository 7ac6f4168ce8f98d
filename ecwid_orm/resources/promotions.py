"""Promotions."""

from __future__ import annotations

from ecwid_orm.model import Model, Value, fields


class PromotionRecurrence(Value):
    """The days and hours of a recurring promotion."""

    active_days = fields.List(
        fields.Choice(("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"), required=True)
    )
    active_day_start_time = fields.String(doc="00:00 if absent.")
    active_day_end_time = fields.String(doc="24:00 if absent.")


class PromotionTriggers(Value):
    """When a promotion applies: all of it must hold."""

    start_date = fields.DateTime()
    end_date = fields.DateTime()
    customer_groups = fields.References("CustomerGroup")
    subtotal = fields.Money(doc="The least cost of the products in the cart.")
    min_product_quantity_in_cart = fields.Integer()
    max_product_quantity_in_cart = fields.Integer()
    categories = fields.References("Category", doc="Every product in the cart must be from these.")
    excluded_categories = fields.References(
        "Category", doc="Any product from these blocks the promotion."
    )
    products = fields.References("Product", doc="Every product in the cart must be one of these.")
    excluded_products = fields.References(
        "Product", doc="Any of these in the cart blocks the promotion."
    )
    combinations = fields.References(
        "ProductVariation", doc="Every variation in the cart must be one of these."
    )
    excluded_combinations = fields.References(
        "ProductVariation", doc="Any of these in the cart blocks the promotion."
    )
    recurring = fields.Boolean(doc="Needs a day in `recurrence_settings.active_days`.")
    recurrence_settings = fields.Embedded(PromotionRecurrence)
    all = fields.Boolean(doc="Any product: then those named count for nothing.")


class PromotionCombination(Value):
    """Variations of one product."""

    product_id = fields.Reference("Product")
    combination_ids = fields.List(fields.String(required=True), doc="Ids of variations, as texts.")


class PromotionAttribute(Value):
    """An attribute, and the values that match."""

    attribute_alias = fields.String()
    attribute_values = fields.List(fields.String(required=True))


class PromotionTargets(Value):
    """What a promotion is for: products that match all of it."""

    categories = fields.References("Category")
    excluded_categories = fields.References("Category")
    products = fields.References("Product")
    excluded_products = fields.References("Product")
    combinations = fields.EmbeddedList(PromotionCombination, doc="At most 100 variations in all.")
    excluded_combinations = fields.EmbeddedList(PromotionCombination)
    attributes = fields.EmbeddedList(PromotionAttribute, doc="At most 30 values in all.")
    min_discounted_product_quantity = fields.Integer()
    max_discounted_product_quantity = fields.Integer()
    shipping_methods = fields.References(
        "ShippingOption", kind=str, doc="Only with the base SHIPPING."
    )
    all = fields.Boolean(read_only=True)


class Promotion(
    Model, path="promotions", refuses=frozenset({"get"}), natural=("external_reference_id",)
):
    """A discount that applies by itself.

    https://docs.ecwid.com/api-reference/rest-api/discounts/promotions
    """

    id = fields.Key()
    name = fields.String()
    enabled = fields.Boolean()
    discount_base = fields.Choice(
        ("ITEM", "SUBTOTAL", "SHIPPING"), doc="SUBTOTAL ignores the products of `targets`."
    )
    discount_type = fields.Choice(("PERCENT", "ABSOLUTE", "FIXED_PRICE"))
    amount = fields.Money()
    triggers = fields.Embedded(PromotionTriggers)
    targets = fields.Embedded(PromotionTargets)
    external_reference_id = fields.String(unique=True, doc="The id in another system.")
