"""Promotions: discounts that apply by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ecwid_orm.emulator.errors import ApiError, not_found, wrong_parameter
from ecwid_orm.emulator.external_ids import external_keys
from ecwid_orm.emulator.marketing.kinds import PROMOTION
from ecwid_orm.emulator.merge import Merge
from ecwid_orm.emulator.shop import Shop
from ecwid_orm.emulator.webhooks import changed

Body = dict[str, Any]

_LONGEST_NAME = 1024
_MOST = {"groups": 200, "shipping methods": 100, "variations": 100, "attribute values": 30}
_CLOCK_TIMES = ("activeDayStartTime", "activeDayEndTime")


def promotions(shop: Shop) -> list[Body]:
    """All promotions, the oldest first."""
    return shop.db.get_many(PROMOTION, shop.db.ids(PROMOTION))


def create_promotion(shop: Shop, sent: Any) -> int:
    """A new promotion's id."""
    body = Merge(shop.spec, "Promotion").create(sent)
    _refuse_read_only(sent, {})
    body["id"] = shop.new_id("promotion")
    _save(shop, body, "promotion.created")
    return int(body["id"])


def update_promotion(shop: Shop, key: int, sent: Any) -> None:
    """Change a promotion; triggers and targets that are not sent stay."""
    stored = _promotion(shop, key)
    body = Merge(shop.spec, "Promotion").update(stored, sent)
    _refuse_read_only(sent, stored)
    _save(shop, body, "promotion.updated")


def delete_promotion(shop: Shop, key: int) -> None:
    """Delete a promotion; `ApiError` 404 if there is none."""
    body = _promotion(shop, key)
    shop.db.delete(PROMOTION, key)
    _tell(shop, body, "promotion.deleted")


def shown_promotion(body: Body) -> Body:
    """A promotion as it goes out."""
    return {name: value for name, value in body.items() if name[0] != "$"}


def _promotion(shop: Shop, key: int) -> Body:
    found = shop.db.get(PROMOTION, key)
    if found is None:
        raise not_found("Promotion", key, "PROMOTION_NOT_FOUND")
    return found


def _save(shop: Shop, body: Body, event: str) -> None:
    _check(body)
    keys = external_keys(shop, PROMOTION, body)
    body["$version"] = body.get("$version", 0) + 1
    shop.db.save(PROMOTION, body["id"], body, keys=keys)
    _tell(shop, body, event)


def _tell(shop: Shop, body: Body, event: str) -> None:
    changed(shop, event, body["id"], {"version": body["$version"]})


def _refuse_read_only(sent: Body, stored: Body) -> None:
    """422 for a read-only field that is sent and not as it is."""
    targets = sent.get("targets") or {}
    for name, new, old in (
        ("id", sent.get("id"), stored.get("id")),
        ("targets.all", targets.get("all"), stored.get("targets", {}).get("all")),
    ):
        if new is not None and new != old:
            raise ApiError(
                422, "READ_ONLY_PROMOTION_FIELD_CHANGE", f"Field Promotion.{name} is read-only"
            )


def _check(body: Body) -> None:
    triggers, targets = body.get("triggers", {}), body.get("targets", {})
    if len(body.get("name", "")) > _LONGEST_NAME:
        raise wrong_parameter(f"Field Promotion.name is longer than {_LONGEST_NAME} characters")
    recurrence = triggers.get("recurrenceSettings", {})
    if triggers.get("recurring") and not recurrence.get("activeDays"):
        raise wrong_parameter("Field PromotionRecurrence.activeDays is absent")
    for name in _CLOCK_TIMES:
        if name in recurrence and not re.fullmatch(r"\d\d:\d\d:\d\d", recurrence[name]):
            raise wrong_parameter(f"Field PromotionRecurrence.{name} has a wrong value")
    if targets.get("shippingMethods") and body.get("discountBase") != "SHIPPING":
        raise wrong_parameter(
            "Field PromotionTargets.shippingMethods needs the discountBase SHIPPING"
        )
    for what, count in _counts(triggers, targets):
        if count > _MOST[what]:
            raise wrong_parameter(f"A promotion has more than {_MOST[what]} {what}")


def _counts(triggers: Body, targets: Body) -> Iterator[tuple[str, int]]:
    yield "groups", len(triggers.get("customerGroups", ()))
    yield "shipping methods", len(targets.get("shippingMethods", ()))
    for name in ("combinations", "excludedCombinations"):
        yield (
            "variations",
            sum(len(each.get("combinationIds", ())) for each in targets.get(name, ())),
        )
    values = (len(each.get("attributeValues", ())) for each in targets.get("attributes", ()))
    yield "attribute values", sum(values)
