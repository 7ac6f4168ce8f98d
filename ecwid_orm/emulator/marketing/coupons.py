"""Discount coupons, found by id or by code, whatever its case."""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.errors import ApiError, absent_field, wrong_parameter
from ecwid_orm.emulator.kind import Facts
from ecwid_orm.emulator.marketing.kinds import COUPON
from ecwid_orm.emulator.merge import Merge
from ecwid_orm.emulator.query import unix_seconds
from ecwid_orm.emulator.shop import Shop
from ecwid_orm.emulator.webhooks import changed

Body = dict[str, Any]

_LONGEST_CODE = 128
_LONGEST_ID = 18
_REPEAT = "REPEAT_CUSTOMER_ONLY"
_SETTABLE = ("ACTIVE", "PAUSED")
_COMPUTED = ("orderCount", "creationDate", "updateDate")
_DEFAULTS: Body = {
    "discountType": "ABS",
    "status": "ACTIVE",
    "discount": 0,
    "usesLimit": "UNLIMITED",
    "applicationLimit": "UNLIMITED",
}


def coupon(shop: Shop, reference: str) -> Body:
    """A coupon by its code or else its id; `ApiError` 404 if there is none."""
    found = _find(shop, reference)
    if found is None:
        raise ApiError(404, "DISCOUNT_COUPON_NOT_FOUND", "Coupon is not found")
    return found


def create_coupon(shop: Shop, sent: Any) -> Body:
    """A new coupon. Only name and code are needed. `ApiError` 409 if the code is taken."""
    created = Merge(shop.spec, "Coupon").create(sent, "name", "code")
    body = {**_DEFAULTS, **created, "id": shop.new_id("coupon")}
    body["$created"] = int(shop.clock.now())
    _settle(body, created)
    _save(shop, body)
    changed(shop, "discount_coupon.created", body["id"])
    return body


def update_coupon(shop: Shop, reference: str, sent: Any) -> None:
    """Change a coupon, its code included."""
    stored = coupon(shop, reference)
    body = Merge(shop.spec, "Coupon").update(stored, sent)
    for name in ("name", "code"):
        if not body[name].strip():
            raise absent_field("Coupon", name)
    _settle(body, {name: value for name, value in sent.items() if value is not None})
    _save(shop, body)
    changed(shop, "discount_coupon.updated", body["id"])


def delete_coupon(shop: Shop, reference: str) -> bool:
    """Delete a coupon; False if there is none."""
    found = _find(shop, reference)
    if found is None:
        return False
    now = shop.clock.now()
    shop.db.delete(COUPON, found["id"], at=now)
    shop.db.touch("coupon", at=now)
    changed(shop, "discount_coupon.deleted", found["id"])
    return True


def _find(shop: Shop, reference: str) -> Body | None:
    keys = shop.db.find(COUPON, "code", _folded(reference))
    if not keys and reference.isdecimal() and len(reference) <= _LONGEST_ID:
        keys = [int(reference)]
    return shop.db.get(COUPON, keys[0]) if keys else None


def _settle(body: Body, sent: Body) -> None:
    if len(body["code"]) > _LONGEST_CODE:
        raise wrong_parameter(f"Field Coupon.code is longer than {_LONGEST_CODE} characters")
    if sent.get("status", "ACTIVE") not in _SETTABLE:
        raise wrong_parameter(f"Field Coupon.status can only be set to {' or '.join(_SETTABLE)}")
    for name in _COMPUTED:
        body.pop(name, None)
    for name in ("launchDate", "expirationDate"):
        if body.get(name) == "":
            del body[name]
    if "applicationLimit" not in sent and "repeatCustomerOnly" in sent:
        body["applicationLimit"] = _limit(body["applicationLimit"], sent["repeatCustomerOnly"])
    body["repeatCustomerOnly"] = body["applicationLimit"] == _REPEAT
    if body["discountType"] == "SHIPPING":
        body.pop("catalogLimit", None)
    if "catalogLimit" in body:
        body["catalogLimit"] = {"products": [], "categories": [], **body["catalogLimit"]}


def _limit(before: str, repeat_only: bool) -> str:
    if repeat_only:
        return _REPEAT
    return "UNLIMITED" if before == _REPEAT else before


def _save(shop: Shop, body: Body) -> None:
    now = shop.clock.now()
    body["$updated"] = int(now)
    code = _folded(body["code"])
    if any(other != body["id"] for other in shop.db.find(COUPON, "code", code)):
        raise ApiError(409, None, f"A coupon with the code '{body['code']}' already exists")
    facts = Facts(
        {
            "code": code,
            "discount_type": body["discountType"],
            "status": body["status"],
            "uses_limit": body["usesLimit"],
            "expires": unix_seconds(body.get("expirationDate", "")),
            "created": body["$created"],
            "updated": body["$updated"],
        }
    )
    shop.db.save(COUPON, body["id"], body, facts=facts, keys=[("code", code)])
    shop.db.touch("coupon", at=now)


def _folded(code: str) -> str:
    return code.strip().casefold()
