"""Subscriptions. https://docs.ecwid.com/api-reference/rest-api/subscriptions"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.pages import page
from ecwid_orm.emulator.routing import route
from ecwid_orm.emulator.sales.order_view import shown_subscription
from ecwid_orm.emulator.sales.subscription_search import search_subscriptions
from ecwid_orm.emulator.sales.subscriptions import subscription, update_subscription

Body = dict[str, Any]


@route("listSubscriptions")
def list_subscriptions(call: Call) -> Body:
    """A page of what the search finds."""
    total, found = search_subscriptions(call)
    return page(call, total, [shown_subscription(call.shop, each) for each in found])


@route("getSubscription")
def get_subscription(call: Call) -> Body:
    """One subscription."""
    return shown_subscription(call.shop, subscription(call.shop, call.path_id("subscriptionId")))


@route("updateSubscription")
def put_subscription(call: Call) -> Body:
    """A changed subscription."""
    update_subscription(call.shop, call.path_id("subscriptionId"), call.body)
    return {"updateCount": 1}
