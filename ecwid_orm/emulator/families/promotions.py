"""Promotions. https://docs.ecwid.com/api-reference/rest-api/discounts/promotions"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.marketing import promotions
from ecwid_orm.emulator.pages import page
from ecwid_orm.emulator.routing import route

Body = dict[str, Any]


@route("listPromotions")
def list_promotions(call: Call) -> Body:
    """A page of all promotions, the oldest first."""
    offset, limit = call.query.page()
    found = promotions.promotions(call.shop)
    shown = [promotions.shown_promotion(each) for each in found[offset : offset + limit]]
    return page(call, len(found), shown)


@route("createPromotion")
def post_promotion(call: Call) -> Body:
    """A new promotion: its id."""
    return {"id": promotions.create_promotion(call.shop, call.body)}


@route("updatePromotion")
def put_promotion(call: Call) -> Body:
    """A changed promotion."""
    promotions.update_promotion(call.shop, call.path_id("promotionId"), call.body)
    return {"updateCount": 1}


@route("deletePromotion")
def remove_promotion(call: Call) -> Body:
    """One promotion less."""
    promotions.delete_promotion(call.shop, call.path_id("promotionId"))
    return {"deleteCount": 1}
