"""Between orders and customers: who buys, and what was bought with an e-mail address.

Orders know nothing of customers. The family of customers says once how the customer of an order
is found, and what to do when the orders of an address have changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ecwid_orm.emulator.sales.kinds import CART, ORDER
from ecwid_orm.emulator.shop import Shop

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Buyer:
    """The customer of an order."""

    id: int
    group: str | None
    """Name of the customer's group; None for General."""
    group_id: int | None


@dataclass(frozen=True, slots=True)
class Purchases:
    """What was bought with an e-mail address. Carts do not count, any other order does."""

    count: int
    total: float
    first: int | None
    """When the first order was created, in unix seconds."""
    last: int | None


@dataclass
class _Hooks:
    find: Callable[[Shop, Body], Buyer | None]
    changed: Callable[[Shop, str], None]


def _no_buyer(shop: Shop, order: Body) -> Buyer | None:
    return None


def _nothing(shop: Shop, email: str) -> None:
    return None


_hooks = _Hooks(_no_buyer, _nothing)


def find_buyers_with(find: Callable[[Shop, Body], Buyer | None]) -> None:
    """Say how the customer of a new order is found, by its `customerId` or `email`, or made.

    It gets the order's body before it is stored, and may complete it. It raises `ApiError` 404
    for a `customerId` that is no customer's. It may store customers: the order itself counts for
    them once the function given to `when_purchases_change` is called.
    """
    _hooks.find = find


def when_purchases_change(changed: Callable[[Shop, str], None]) -> None:
    """Say what is to be done after the orders of an e-mail address have changed.

    It gets the address in lower case, within the transaction of the change.
    """
    _hooks.changed = changed


def buyer_of(shop: Shop, order: Body) -> Buyer | None:
    """The customer of a new order."""
    return _hooks.find(shop, order)


def tell_of_change(shop: Shop, emails: Iterable[str]) -> None:
    """Tell of addresses whose orders have changed; empty ones are left out."""
    for email in sorted({email.casefold() for email in emails} - {""}):
        _hooks.changed(shop, email)


def purchases(shop: Shop, email: str) -> Purchases:
    """What was bought with an address, in whatever case it is written. Never late."""
    with shop.db.reading() as connection:
        row = connection.execute(
            "SELECT count(*), coalesce(sum(body ->> '$.total'), 0),"
            " min(body ->> '$.createTimestamp'), max(body ->> '$.createTimestamp')"
            " FROM natural_key AS key JOIN entity ON entity.kind = key.kind AND entity.id = key.id"
            " WHERE key.kind = ? AND name = 'email' AND value = ?"
            " AND body ->> '$.paymentStatus' <> ?",
            (ORDER.name, email.casefold(), CART),
        ).fetchone()
    return Purchases(row[0], round(row[1], 2), row[2], row[3])
