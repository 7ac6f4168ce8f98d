"""Entities of each kind that has a paged listing, put into an emulated shop past its API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ecwid_orm import resources
from ecwid_orm.emulator.catalogue.categories import create_category, delete_category
from ecwid_orm.emulator.catalogue.kinds import PRODUCT
from ecwid_orm.emulator.catalogue.products import create_product, delete_product
from ecwid_orm.emulator.catalogue.reviews import delete_reviews, review, write_review
from ecwid_orm.emulator.clients.customers import create_customer, delete_customer
from ecwid_orm.emulator.clients.groups import create_group, delete_group
from ecwid_orm.emulator.marketing.coupons import create_coupon, delete_coupon
from ecwid_orm.emulator.marketing.promotions import create_promotion, delete_promotion
from ecwid_orm.emulator.sales.carts import place_cart
from ecwid_orm.emulator.sales.kinds import SUBSCRIPTION
from ecwid_orm.emulator.sales.orders import create_order, delete_order
from ecwid_orm.emulator.sales.subscriptions import subscribe
from ecwid_orm.emulator.shop import Shop
from ecwid_orm.emulator.store.redirects import create_redirects, delete_redirect, redirects_from
from ecwid_orm.model import Model


class Plant(NamedTuple):
    """How entities of a model come into a shop, and go."""

    put: Callable[[Shop, int], Any]
    """The key of a new one; whatever it is sorted by differs with the number."""
    take: Callable[[Shop, Any], object]
    """The one of a key leaves the listing."""


def _product(shop: Shop, number: int) -> int:
    key: int = create_product(shop, {"name": f"Tee {number:05}", "price": number})["id"]
    return key


def _branded(shop: Shop, number: int) -> str:
    name = f"Brand {number:05}"
    attributes = [{"alias": "BRAND", "value": name}]
    create_product(shop, {"name": name, "externalReferenceId": name, "attributes": attributes})
    return name


def _unbrand(shop: Shop, name: str) -> None:
    [product] = shop.db.find(PRODUCT, "external", name)
    delete_product(shop, product)


def _review(shop: Shop, number: int) -> int:
    [product] = shop.db.ids(PRODUCT) or [_product(shop, 0)]
    return write_review(shop, product, 1 + number % 5)


def _customer(shop: Shop, number: int) -> int:
    name = {"name": f"Ann {number:05}"}
    sent = {"email": f"{number:05}@example.com", "billingPerson": name}
    key: int = create_customer(shop, sent)["id"]
    return key


def _order(shop: Shop, number: int) -> str:
    return str(create_order(shop, {"total": number})["id"])


def _cart(shop: Shop, number: int) -> str:
    return str(create_order(shop, {"total": number, "paymentStatus": "INCOMPLETE"})["$cart"])


def _redirect(shop: Shop, number: int) -> str:
    create_redirects(shop, {"fromUrl": f"/old/{number}", "toUrl": "/new"})
    [made] = redirects_from(shop, f"/old/{number}")
    return str(made["id"])


PLANTS: Mapping[type[Model], Plant] = {
    resources.Product: Plant(_product, delete_product),
    resources.Brand: Plant(_branded, _unbrand),
    resources.ProductReview: Plant(
        _review, lambda shop, key: delete_reviews(shop, [review(shop, key)])
    ),
    resources.Category: Plant(
        lambda shop, number: create_category(shop, {"name": f"Shelf {number}"}), delete_category
    ),
    resources.Customer: Plant(_customer, delete_customer),
    resources.CustomerGroup: Plant(
        lambda shop, number: create_group(shop, {"name": f"Group {number}"}), delete_group
    ),
    resources.Order: Plant(_order, delete_order),
    resources.Cart: Plant(_cart, place_cart),
    resources.Subscription: Plant(
        lambda shop, number: subscribe(shop, _order(shop, number)),
        # No API deletes one, so the hardest that can happen is more than does.
        lambda shop, key: shop.db.delete(SUBSCRIPTION, key),
    ),
    resources.Coupon: Plant(
        lambda shop, number: create_coupon(shop, {"name": "Off", "code": f"OFF{number}"})["id"],
        lambda shop, key: delete_coupon(shop, str(key)),
    ),
    resources.Promotion: Plant(
        lambda shop, number: create_promotion(shop, {"name": f"Sale {number}"}), delete_promotion
    ),
    resources.InstantSiteRedirect: Plant(_redirect, delete_redirect),
}
