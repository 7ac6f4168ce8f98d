"""What an order takes from the stock of products."""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.catalogue.kinds import PRODUCT
from ecwid_orm.emulator.catalogue.products import save_product
from ecwid_orm.emulator.catalogue.stock import adjusted
from ecwid_orm.emulator.shop import Shop

Body = dict[str, Any]


def take_from_stock(shop: Shop, order: Body) -> None:
    """Take the items of a new order from stock.

    Only those of an order that is PAID and somebody's, and only of products that there are.
    """
    if order["paymentStatus"] != "PAID" or not (order.get("email") or order.get("customerId")):
        return
    for item in order["items"]:
        product = shop.db.get(PRODUCT, item.get("productId", 0))
        if product is None:
            continue
        delta = {"quantityDelta": -item["quantity"]}
        if adjusted(shop, product, _target(product, item), delta)["updateCount"]:
            save_product(shop, product)


def _target(product: Body, item: Body) -> Body:
    """The variation that an item names by id or SKU, or the product itself."""
    variations: list[Body] = product["combinations"]
    for variation in variations:
        if variation["id"] == item.get("combinationId"):
            return variation
    for variation in variations:
        if "sku" in variation and variation["sku"] == item.get("sku"):
            return variation
    return product
