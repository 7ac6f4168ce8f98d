"""The kinds of what is sold, and how they are searched."""

from __future__ import annotations

from ecwid_orm.emulator.kind import Kind

ORDER = Kind(
    "order",
    {
        "created": "INTEGER",
        "updated": "INTEGER",
        "pickup": "INTEGER",
        "total": "REAL",
        "payment": "TEXT",
        "fulfillment": "TEXT",
        "email": "TEXT",
        "customer": "INTEGER",
        "customer_details": "TEXT",
        "has_address": "INTEGER",
        "hidden": "INTEGER",
        "marketing": "INTEGER",
        "preorder": "INTEGER",
    },
    words=True,
)
"""Orders by their number, carts among them: those whose payment status is INCOMPLETE."""

CART = "INCOMPLETE"
"""The payment status of a cart."""

SUBSCRIPTION = Kind(
    "subscription",
    {
        "created": "INTEGER",
        "updated": "INTEGER",
        "cancelled": "INTEGER",
        "next_charge": "INTEGER",
        "status": "TEXT",
        "customer": "INTEGER",
        "email": "TEXT",
        "interval": "TEXT",
        "interval_count": "INTEGER",
        "orders": "INTEGER",
    },
)

ORDER_STATUS = Kind("order_status", {})
"""What was changed of the statuses that can change, by their place among all."""

CHECKOUT_FIELD = Kind("checkout_field", {})
