"""What the orders of an e-mail address say of a customer. Carts say nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ecwid_orm.emulator.database import Database
from ecwid_orm.emulator.formats import timestamp
from ecwid_orm.emulator.sales.buyers import purchases
from ecwid_orm.emulator.sales.kinds import CART, ORDER
from ecwid_orm.emulator.shop import Shop

Body = dict[str, Any]


def stats(shop: Shop, email: str) -> Body:
    """The CustomerStats of an address; with dates only if it has orders."""
    bought = purchases(shop, email)
    average = round(bought.total / bought.count, 2) if bought.count else 0
    done: Body = {
        "numberOfOrders": bought.count,
        "salesValue": bought.total,
        "averageOrderValue": average,
    }
    for name, moment in (("firstOrderDate", bought.first), ("lastOrderDate", bought.last)):
        if moment is not None:
            done[name] = timestamp(moment)
    return done


def traces(shop: Shop, email: str) -> Iterable[tuple[str, str]]:
    """The ids of the products that an address bought and the languages it did so in, as terms."""
    for order in shop.db.get_many(ORDER, shop.db.find(ORDER, "email", email)):
        if order["paymentStatus"] == CART:
            continue
        if order.get("lang"):
            yield "lang", order["lang"]
        for item in order["items"]:
            if "productId" in item:
                yield "bought", str(item["productId"])


def products_bought(db: Database, name: str) -> list[Body]:
    """Products of all orders whose name in the order contains a text, whatever its case."""
    with db.reading() as connection:
        rows = connection.execute(
            "SELECT item.value ->> '$.productId' AS product, max(item.value ->> '$.name')"
            " FROM entity, json_each(body, '$.items') AS item"
            " WHERE kind = ? AND body ->> '$.paymentStatus' <> ? AND product IS NOT NULL"
            " GROUP BY product ORDER BY product",
            (ORDER.name, CART),
        ).fetchall()
    return [
        {"productId": product, "productName": title}
        for product, title in rows
        if name.casefold() in (title or "").casefold()
    ]
