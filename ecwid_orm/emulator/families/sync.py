"""What helps to keep a copy in step: deletions, and when each kind last changed."""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.catalogue.kinds import CATEGORY, PRODUCT
from ecwid_orm.emulator.formats import timestamp
from ecwid_orm.emulator.kind import Kind
from ecwid_orm.emulator.pages import page
from ecwid_orm.emulator.routing import route
from ecwid_orm.emulator.search import Where

Body = dict[str, Any]

_KEPT = 183 * 24 * 3600
_ALWAYS = {
    "productsUpdated": "product",
    "ordersUpdated": "order",
    "profileUpdated": "profile",
    "categoriesUpdated": "category",
    "discountCouponsUpdated": "coupon",
    "abandonedSalesUpdated": "cart",
    "customersUpdated": "customer",
}
_ON_REQUEST = {
    "reviewsUpdatesRequired": ("reviewsUpdated", "review"),
    "domainsRequired": ("domainsUpdated", "domain"),
    "subscriptionRequired": ("subscriptionsUpdated", "subscription"),
}
_COUNTS = (
    ("productCountRequired", "productCount", PRODUCT),
    ("categoryCountRequired", "categoryCount", CATEGORY),
)


@route("listDeletedProducts")
def deleted_products(call: Call) -> Body:
    """Products deleted in the last half year, the oldest first."""
    return deleted(call, PRODUCT)


def deleted(call: Call, kind: Kind) -> Body:
    """A page of the deletions of a kind, between `from_date` and `to_date`, both included."""
    query = call.query
    offset, limit = query.page()
    now = call.shop.clock.now()
    since, until = query.time("from_date"), query.time("to_date")
    total, found = call.shop.db.deletions(
        kind,
        max(now - _KEPT, now - _KEPT if since is None else since),
        now if until is None else until,
        offset,
        limit,
    )
    return page(
        call,
        total,
        [{"id": key, **more, "date": timestamp(date)} for key, date, more in found],
    )


@route("getLatestStats")
def latest_stats(call: Call) -> Body:
    """When each kind of entity last changed; the start of 1970 for what never did."""
    changes = call.shop.db.last_changes()
    wanted = dict(_ALWAYS)
    for parameter, (name, kind) in _ON_REQUEST.items():
        if call.query.boolean(parameter):
            wanted[name] = kind
    stats: Body = {name: timestamp(changes.get(kind, 0)) for name, kind in wanted.items()}
    for parameter, name, counted in _COUNTS:
        if call.query.boolean(parameter):
            stats[name] = stats[parameter] = _count(call, counted)
    return stats


def _count(call: Call, kind: Kind) -> int:
    samples = Where(kind.name)
    samples.term("sample", ["true"])
    return call.shop.db.count(kind) - call.shop.db.search(kind, samples, "facts.id", 0, 0)[0]
