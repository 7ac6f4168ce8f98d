"""Mark orders that were delivered or returned, and placed before 2025, as archived.

An order bears the mark as an extra field, which its page in the admin shows and which is added
without touching the order's others. The day is written out rather than counted back from today, so
that the script does the same whenever it runs.
"""

from __future__ import annotations

from datetime import UTC, datetime

from ecwid_orm import Order, OrderExtraField, OrderFulfillmentStatus, Session
from ecwid_orm.session import Query

depends_on = "0009_add_german_category_names"

FIELD = "archived"
LAST = datetime(2024, 12, 31, 23, 59, 59, tzinfo=UTC)
OVER = [OrderFulfillmentStatus.DELIVERED, OrderFulfillmentStatus.RETURNED]


def upgrade(session: Session) -> None:
    for order in session.each(old_orders(session)):
        if not is_archived(order):
            session.add(
                OrderExtraField(order_id=order.id, id=FIELD, title="Archived", value="2024")
            )


def check(session: Session) -> bool:
    return all(is_archived(order) for order in old_orders(session))


def old_orders(session: Session) -> Query[Order]:
    orders = session.query(Order).where(
        Order.create_date <= LAST, Order.fulfillment_status.in_(OVER)
    )
    return orders.only(Order.create_date, Order.order_extra_fields)


def is_archived(order: Order) -> bool:
    return any(field.id == FIELD for field in order.order_extra_fields)
