"""Discount coupons. https://docs.ecwid.com/api-reference/rest-api/discounts/discount-coupons"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.families.sync import deleted
from ecwid_orm.emulator.marketing import coupons
from ecwid_orm.emulator.marketing.coupon_search import search_coupons, shown_coupons
from ecwid_orm.emulator.marketing.kinds import COUPON
from ecwid_orm.emulator.pages import page
from ecwid_orm.emulator.routing import route

Body = dict[str, Any]


@route("listCoupons")
def list_coupons(call: Call) -> Body:
    """A page of what the search finds."""
    total, found = search_coupons(call)
    return page(call, total, shown_coupons(call.shop, found))


@route("getCoupon")
def get_coupon(call: Call) -> Body:
    """One coupon."""
    return shown_coupons(call.shop, [coupons.coupon(call.shop, _reference(call))])[0]


@route("createCoupon")
def post_coupon(call: Call) -> Body:
    """A new coupon: its id and code."""
    created = coupons.create_coupon(call.shop, call.body)
    return {"id": created["id"], "code": created["code"]}


@route("updateCoupon")
def put_coupon(call: Call) -> Body:
    """A changed coupon."""
    coupons.update_coupon(call.shop, _reference(call), call.body)
    return {"updateCount": 1}


@route("deleteCoupon")
def remove_coupon(call: Call) -> Body:
    """One coupon less; the count is 0 if there is none."""
    return {"deleteCount": int(coupons.delete_coupon(call.shop, _reference(call)))}


@route("listDeletedCoupons")
def deleted_coupons(call: Call) -> Body:
    """Coupons deleted in the last half year, the oldest first."""
    return deleted(call, COUPON)


def _reference(call: Call) -> str:
    return call.path_args["discountCouponId"]
