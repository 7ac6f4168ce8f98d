"""Discount coupons."""

from __future__ import annotations

from typing import Any

import pytest

PATH = "/discount_coupons"


def coupon(shop: Any, code: str = "SAVE", **fields: object) -> int:
    answer = shop.post(PATH, {"name": f"Coupon {code}", "code": code, **fields})
    assert answer.keys() == {"id", "code"}
    assert answer["code"] == code
    key: int = answer["id"]
    return key


def codes(shop: Any, **query: object) -> list[str]:
    page = shop.get(PATH, **query)
    assert page["count"] == len(page["items"])
    return [item["code"] for item in page["items"]]


@pytest.mark.parametrize("kind", ["ABS", "PERCENT", "ABS_AND_SHIPPING", "PERCENT_AND_SHIPPING"])
@pytest.mark.parametrize("application", ["UNLIMITED", "NEW_CUSTOMER_ONLY", "REPEAT_CUSTOMER_ONLY"])
def test_lifecycle(shop: Any, kind: str, application: str) -> None:
    """CouponsTest, lifecycle."""
    sent = {
        "name": "Summer",
        "code": "SUMMER",
        "discountType": kind,
        "status": "PAUSED",
        "discount": 1.2345678901234567,
        "totalLimit": 98765.43210987654,
        "launchDate": "2024-06-06 08:00:01 +0000",
        "expirationDate": "2034-06-06 10:00:01 +0200",
        "usesLimit": "ONCEPERCUSTOMER",
        "applicationLimit": application,
        "repeatCustomerOnly": True,
        "catalogLimit": {"products": [5], "categories": [6]},
    }
    key = shop.post(PATH, sent)["id"]
    assert key > 0
    body = shop.get(f"{PATH}/SUMMER")
    assert body == {
        **sent,
        "id": key,
        "expirationDate": "2034-06-06 08:00:01 +0000",
        "repeatCustomerOnly": application == "REPEAT_CUSTOMER_ONLY",
        "creationDate": "2023-11-14 22:13:20 +0000",
        "updateDate": "2023-11-14 22:13:20 +0000",
        "orderCount": 0,
    }
    assert shop.get(f"{PATH}/{key}") == body
    assert shop.put(f"{PATH}/SUMMER", {"code": "WINTER", "discount": 2}) == {"updateCount": 1}
    assert shop.get(f"{PATH}/WINTER") == {**body, "code": "WINTER", "discount": 2}
    assert shop.refused("GET", f"{PATH}/SUMMER")[0] == 404
    assert shop.delete(f"{PATH}/WINTER") == {"deleteCount": 1}
    for method in ("GET", "PUT"):
        refusal = shop.refused(method, f"{PATH}/WINTER", {} if method == "PUT" else None)
        assert refusal == (404, "DISCOUNT_COUPON_NOT_FOUND", "Coupon is not found")
    assert shop.delete(f"{PATH}/WINTER") == {"deleteCount": 0}
    assert shop.delete(f"{PATH}/{key}") == {"deleteCount": 0}


def test_search_fields(shop: Any, clock: Any) -> None:
    """CouponsTest, search fields: all immediate."""
    coupon(shop, "A", repeatCustomerOnly=True, applicationLimit="NEW_CUSTOMER_ONLY")
    coupon(shop, "B", discountType="PERCENT")
    now = int(clock.now())
    assert codes(shop, code="A", offset=0) == ["A"]
    assert codes(shop, code="A", offset=1) == []
    assert codes(shop, code="AB") == []
    assert codes(shop, offset=1, limit=1) == ["B"]
    assert codes(shop, offset=2, limit=1) == []
    assert shop.get(PATH, offset=2, limit=1)["total"] == 2
    assert codes(shop, discount_type="PERCENT") == ["B"]
    assert codes(shop, discount_type="PERCENT,ABS") == ["A", "B"]
    for name in ("created", "updated"):
        window = {f"{name}From": now - 10, f"{name}To": now + 10}
        assert codes(shop, **window) == ["A", "B"]
        assert codes(shop, **{f"{name}From": now - 20, f"{name}To": now - 10}) == []
    clock.advance(60)
    shop.put(f"{PATH}/A", {"name": "Other"})
    assert codes(shop, updatedFrom=now + 1) == ["A"]
    assert codes(shop, createdFrom=now + 1) == []
    for query in ({"discount_type": "ALL"}, {"availability": "ACTIVE,OPEN"}):
        assert shop.refused("GET", PATH, **query)[:2] == (400, "WRONG_PARAMETER")


def test_deleted_coupon(shop: Any, clock: Any) -> None:
    """CouponsTest, deleted coupon: name and code alone suffice, in lower case."""
    key = coupon(shop, "save10")
    assert shop.delete(f"{PATH}/save10") == {"deleteCount": 1}
    now = int(clock.now())
    for path in (PATH, "/coupons"):
        page = shop.get(f"{path}/deleted", from_date=now - 10, to_date=now + 10)
        assert page["items"] == [{"id": key, "date": "2023-11-14 22:13:20 +0000"}]


def test_what_a_new_coupon_is_unless_told(shop: Any) -> None:
    coupon(shop)
    body = shop.get(f"{PATH}/SAVE")
    assert (body["discountType"], body["discount"], body["status"]) == ("ABS", 0, "ACTIVE")
    assert (body["usesLimit"], body["applicationLimit"]) == ("UNLIMITED", "UNLIMITED")
    assert not {"catalogLimit", "launchDate", "expirationDate", "totalLimit"} & body.keys()


@pytest.mark.parametrize("missing", ["name", "code"])
def test_name_and_code_are_needed(shop: Any, missing: str) -> None:
    body = {"name": "A", "code": "A"}
    refusal = shop.refused("POST", PATH, {**body, missing: None})
    assert refusal == (400, "WRONG_PARAMETER", f"Field Coupon.{missing} is absent")
    coupon(shop)
    assert shop.refused("PUT", f"{PATH}/SAVE", {missing: ""})[0] == 400


def test_a_code_is_unique_and_short(shop: Any) -> None:
    coupon(shop)
    coupon(shop, "OTHER")
    assert shop.refused("POST", PATH, {"name": "B", "code": "save"})[0] == 409
    assert shop.refused("PUT", f"{PATH}/OTHER", {"code": "SAVE"})[0] == 409
    assert shop.refused("POST", PATH, {"name": "B", "code": "x" * 129})[0] == 400
    coupon(shop, "x" * 128)


def test_a_coupon_is_found_by_its_id_or_by_its_code_also_of_digits(shop: Any) -> None:
    key = coupon(shop, "9698215")
    assert shop.get(f"{PATH}/9698215")["id"] == shop.get(f"{PATH}/{key}")["id"] == key
    assert shop.put(f"{PATH}/{key}", {"name": "B"}) == {"updateCount": 1}
    coupon(shop, "50% off+1/2")
    assert shop.get(f"{PATH}/50%25+off%2B1%2F2")["code"] == "50% off+1/2"
    assert shop.delete(f"{PATH}/{key}") == {"deleteCount": 1}


@pytest.mark.parametrize("status", ["EXPIRED", "USEDUP"])
def test_a_status_of_the_shop_own_cannot_be_set(shop: Any, status: str) -> None:
    body = {"name": "A", "code": "A", "status": status}
    assert shop.refused("POST", PATH, body)[:2] == (400, "WRONG_PARAMETER")
    coupon(shop)
    assert shop.refused("PUT", f"{PATH}/SAVE", {"status": status})[0] == 400


def test_a_coupon_expires_by_itself(shop: Any, clock: Any) -> None:
    coupon(shop, "A", expirationDate="2023-11-14 22:14:20 +0000")
    coupon(shop, "B", status="PAUSED")
    clock.advance(59)
    assert codes(shop, availability="ACTIVE") == ["A"]
    clock.advance(1)
    assert shop.get(f"{PATH}/A")["status"] == "EXPIRED"
    assert codes(shop, availability="EXPIRED,PAUSED") == ["A", "B"]
    assert codes(shop, availability="ACTIVE") == []
    assert shop.put(f"{PATH}/A", {"expirationDate": ""}) == {"updateCount": 1}
    assert shop.get(f"{PATH}/A")["status"] == "ACTIVE"
    assert "expirationDate" not in shop.get(f"{PATH}/A")


def test_orders_use_a_coupon_up(shop: Any) -> None:
    coupon(shop, "ONCE", usesLimit="SINGLE")
    coupon(shop, "MANY")
    for code in ("ONCE", "MANY", "MANY"):
        shop.order(email="a@example.com", discountCoupon={"code": code})
    shop.order(paymentStatus="INCOMPLETE", discountCoupon={"code": "MANY"})
    once, many = shop.get(PATH)["items"]
    assert (once["orderCount"], once["status"]) == (1, "USEDUP")
    assert (many["orderCount"], many["status"]) == (2, "ACTIVE")
    assert codes(shop, availability="USEDUP") == ["ONCE"]
    shop.put(f"{PATH}/MANY", {"orderCount": 9})
    assert shop.get(f"{PATH}/MANY")["orderCount"] == 2


def test_the_older_flag_sets_the_limit_where_that_is_not_sent(shop: Any) -> None:
    coupon(shop, repeatCustomerOnly=True)
    assert shop.get(f"{PATH}/SAVE")["applicationLimit"] == "REPEAT_CUSTOMER_ONLY"
    shop.put(f"{PATH}/SAVE", {"repeatCustomerOnly": False})
    assert shop.get(f"{PATH}/SAVE")["applicationLimit"] == "UNLIMITED"
    shop.put(f"{PATH}/SAVE", {"applicationLimit": "NEW_CUSTOMER_ONLY"})
    shop.put(f"{PATH}/SAVE", {"repeatCustomerOnly": False})
    body = shop.get(f"{PATH}/SAVE")
    assert (body["applicationLimit"], body["repeatCustomerOnly"]) == ("NEW_CUSTOMER_ONLY", False)


def test_limits_of_the_catalogue_merge_and_are_not_for_shipping(shop: Any) -> None:
    coupon(shop, catalogLimit={"products": [1]}, shippingLimit={"shippingMethods": ["m"]})
    shop.put(f"{PATH}/SAVE", {"catalogLimit": {"categories": [2]}})
    body = shop.get(f"{PATH}/SAVE")
    assert body["catalogLimit"] == {"products": [1], "categories": [2]}
    assert body["shippingLimit"] == {"shippingMethods": ["m"]}
    shop.put(f"{PATH}/SAVE", {"discountType": "SHIPPING"})
    assert "catalogLimit" not in shop.get(f"{PATH}/SAVE")


def test_coupons_move_the_stats(shop: Any, clock: Any) -> None:
    before = shop.get("/latest-stats")
    clock.advance(60)
    coupon(shop)
    after = shop.get("/latest-stats")
    assert {name for name in after if after[name] != before[name]} == {"discountCouponsUpdated"}
    clock.advance(60)
    shop.delete(f"{PATH}/SAVE")
    assert shop.get("/latest-stats") != after
