"""Stock of products and variations."""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.merge import Merge
from ecwid_orm.emulator.shop import Shop

Body = dict[str, Any]

WARNING = "Product has negative stock."


def settle_stock(body: Body) -> None:
    """Keep a quantity only where the stock is limited, as it is for a new entity with a quantity.

    A limited one without a quantity has none in stock.
    """
    body.setdefault("unlimited", "quantity" not in body)
    if body["unlimited"]:
        body.pop("quantity", None)
    else:
        body.setdefault("quantity", 0)


def in_stock(body: Body) -> bool:
    """Whether there is any of it."""
    return bool(body["unlimited"]) or int(body["quantity"]) > 0


def adjusted(shop: Shop, product: Body, target: Body, sent: Any) -> Body:
    """Add the amount a request sends to the stock of the product or a variation; the answer.

    Product and variations of the same SKU share one stock. An unlimited one stays as it is.
    """
    delta = Merge(shop.spec, "ProductStockAdjustment").create(sent, "quantityDelta")
    if target["unlimited"]:
        return {"updateCount": 0}
    for each in (product, *product["combinations"]):
        if each is target or each.get("sku") == target["sku"]:
            each["quantity"] += delta["quantityDelta"]
    if target["quantity"] < 0:
        return {"updateCount": 1, "warning": WARNING}
    return {"updateCount": 1}
