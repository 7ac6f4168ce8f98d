"""What type checkers make of models: read by mypy and pyright, never run."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, assert_type

import marshmallow as ma

from ecwid_orm.model import (
    Children,
    Collection,
    Condition,
    Delta,
    Field,
    Model,
    Related,
    RelatedByKeys,
    RelatedList,
    Value,
    fields,
)
from ecwid_orm.resources import (
    Category,
    Customer,
    CustomerContact,
    Order,
    OrderItem,
    Product,
    ProductOption,
    ProductOptionChoice,
    ProductRibbon,
    ProductType,
    ProductVariation,
    StoreProfile,
    StoreSettings,
    Subscription,
)


def attributes_of_an_instance(product: Product, variation: ProductVariation) -> None:
    assert_type(product.id, int)
    assert_type(product.name, str)
    assert_type(product.sku, str | None)
    assert_type(product.quantity, int | None)
    assert_type(product.enabled, bool | None)
    assert_type(product.price, Decimal | None)
    assert_type(product.weight, float | None)
    assert_type(product.updated, datetime | None)
    assert_type(product.product_condition, str | None)
    assert_type(product.name_translated, dict[str, str])
    assert_type(product.location_inventory, dict[str, int])
    assert_type(product.category_ids, list[int])
    assert_type(product.default_category_id, int | None)
    assert_type(product.ribbon, ProductRibbon | None)
    assert_type(product.options, list[ProductOption])
    assert_type(product.options[0].name, str)
    assert_type(product.options[0].choices, list[ProductOptionChoice])
    assert_type(product.options[0].choices[0].price_modifier, Decimal | None)
    assert_type(product.variations, Collection[ProductVariation])
    assert_type(product.variations[0], ProductVariation)
    assert_type(variation.product_id, int)


def other_families(
    order: Order, customer: Customer, subscription: Subscription, profile: StoreProfile
) -> None:
    assert_type(order.id, str)
    assert_type(order.customer_id, int | None)
    assert_type(order.items, list[OrderItem])
    assert_type(order.items[0].price, Decimal | None)
    assert_type(order.extra_fields, dict[str, str])
    assert_type(customer.email, str)
    assert_type(customer.contacts, Collection[CustomerContact])
    assert_type(subscription.order_template, Order | None)
    assert_type(profile.settings, StoreSettings | None)


def relations(order: Order, category: Category, variation: ProductVariation) -> None:
    assert_type(order.customer, Customer | None)
    assert_type(order.products, tuple[Product, ...])
    assert_type(category.parent, Category | None)
    assert_type(category.children, tuple[Category, ...])
    assert_type(category.products[0].product_type, ProductType | None)
    assert_type(variation.product, Product | None)
    assert_type(Order.customer, Related[Customer])
    assert_type(Order.products, RelatedByKeys[Product])
    assert_type(Category.children, RelatedList[Category])
    category.parent = Category(name="Summer")
    category.parent = None
    category.parent = order  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    category.children = ()  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]


def attributes_of_a_class() -> None:
    assert_type(Product.id, Field[int])
    assert_type(Product.name, Field[str])
    assert_type(Product.sku, Field[str | None])
    assert_type(Product.price, Field[Decimal | None])
    assert_type(Product.category_ids, Field[list[int]])
    assert_type(Product.options, Field[list[ProductOption]])
    assert_type(ProductOption.name, Field[str])
    assert_type(Product.variations, Children[ProductVariation])
    assert_type(Product.Schema, type[ma.Schema])


def conditions_and_deltas(product: Product) -> None:
    assert_type(Product.price >= 10, Condition)
    assert_type(Product.enabled == True, Condition)
    assert_type(Product.sku != None, Condition)
    assert_type(Product.id.in_([1, 2]), Condition)
    assert_type(Product.category_ids.contains(3), Condition)
    assert_type(Product.quantity - 3, Delta)
    product.quantity = Product.quantity - 3


def assignments(product: Product) -> None:
    product.name = "Tee"
    product.sku = None
    product.price = Decimal("19.90")
    product.options.append(ProductOption(type="SELECT", name="Size"))
    product.options[0].choices[0].text = "XL"
    product.name = 3  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    product.nmae = "Tee"  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]


def verbs(product: Product) -> None:
    assert_type(Product.get(1), Product)
    assert_type(Category.get(1), Category)


class Size(Value):
    """A part of a user's own."""

    width = fields.Float(required=True)
    unit = fields.Choice(("cm", "in"))


class Poster(Product):
    """A product with attributes of a user's own."""

    brand = fields.Attribute("Brand")
    size = fields.Embedded(Size)
    sizes = fields.EmbeddedMap(Size)
    codes = fields.List(fields.String(required=True))
    email: Field[str] = fields.Field(ma.fields.Email())


class Shelf(Model, path="shelves"):
    """A model of a user's own, with a text as its key."""

    id = fields.Key(str)
    category_id = fields.Reference("Category")
    option_ids = fields.References("ShippingOption", kind=str)
    types = fields.Children(ProductType)
    category = fields.Related(Category, key="category_id")
    posters = fields.RelatedList(Poster, through="category_ids", search="categories")
    shelf: Related[Shelf] = fields.Related("Shelf", key="category_id")


def declarations_of_ones_own(poster: Poster, shelf: Shelf) -> None:
    assert_type(poster.name, str)
    assert_type(poster.size, Size | None)
    assert_type(poster.sizes, dict[str, Size])
    assert_type(poster.sizes["A3"].width, float)
    assert_type(poster.sizes["A3"].unit, str | None)
    assert_type(poster.codes, list[str])
    assert_type(poster.email, str)
    assert_type(poster.brand, Any)
    assert_type(shelf.id, str)
    assert_type(shelf.category_id, int | None)
    assert_type(shelf.option_ids, list[str])
    assert_type(shelf.category, Category | None)
    assert_type(shelf.posters, tuple[Poster, ...])
    assert_type(shelf.shelf, Shelf | None)
