"""Customers: one at a time, and what orders make of them."""

from __future__ import annotations

from typing import Any

import pytest

FULL: dict[str, Any] = {
    "email": "ann@example.com",
    "billingPerson": {
        "name": "Ann Mary Hall",
        "companyName": "Hall",
        "street": "1 Lane\nYard",
        "city": "New York",
        "countryCode": "US",
        "postalCode": "10001",
        "stateOrProvinceCode": "NY",
        "phone": "555 0101",
    },
    "shippingAddresses": [
        {"name": "Ann", "city": "Rome", "countryCode": "IT", "street": "Via 1"},
        {"name": "Bob", "city": "Toronto", "countryCode": "CA", "stateOrProvinceCode": "ON"},
        {"name": "Cid", "city": "Bonn", "countryCode": "DE", "phone": "0228 1"},
        {"name": "Dee", "city": "Bern", "countryCode": "CH"},
    ],
    "taxId": "GB999",
    "taxIdValid": False,
    "taxExempt": True,
    "b2b_b2c": "b2b",
    "fiscalCode": "F",
    "electronicInvoicePecEmail": "pec@example.com",
    "electronicInvoiceSdiCode": "S",
    "acceptMarketing": False,
    "lang": "en",
    "privateAdminNotes": "Pays late",
}


def customer(shop: Any, email: str = "ann@example.com", **fields: object) -> int:
    key: int = shop.post("/customers", {"email": email, **fields})["id"]
    return key


def read(shop: Any, key: int) -> Any:
    return shop.get(f"/customers/{key}")


def within(body: Any, sent: Any) -> bool:
    """Whether all that was sent is in the body."""
    if isinstance(sent, dict):
        return all(name in body and within(body[name], value) for name, value in sent.items())
    if isinstance(sent, list):
        return len(body) == len(sent) and all(map(within, body, sent))
    return bool(body == sent)


def test_lifecycle(shop: Any, clock: Any) -> None:
    """CustomersTest, lifecycle."""
    key = shop.post("/customers", {**FULL, "password": "secret"})["id"]
    body = read(shop, key)
    assert within(body, FULL)
    assert "password" not in body
    assert body["name"] == "Ann Mary Hall"
    assert (body["customerGroupId"], body["customerGroupName"]) == (0, "General")
    assert body["registered"] == body["updated"] == "2023-11-14 22:13:20 +0000"
    billing = body["billingPerson"]
    assert (billing["countryName"], billing["stateOrProvinceName"]) == ("United States", "New York")
    assert (billing["firstName"], billing["lastName"]) == ("Ann", "Mary Hall")
    assert [each["defaultAddress"] for each in body["shippingAddresses"]] == [True] + [False] * 3
    ids = [each["id"] for each in body["shippingAddresses"]]
    assert len(set(ids)) == 4

    clock.advance(60)
    moved = [{"id": id_, "city": f"Town {id_}"} for id_ in reversed(ids)]
    changes = {"email": "eve@example.com", "shippingAddresses": moved, "taxId": ""}
    assert shop.put(f"/customers/{key}", changes) == {"updateCount": 1}
    after = read(shop, key)
    assert within(after, changes)
    assert {each["id"]: each["name"] for each in after["shippingAddresses"]} == dict(
        zip(ids, ["Ann", "Bob", "Cid", "Dee"], strict=True)
    )
    assert (after["registered"], after["updated"]) == (
        "2023-11-14 22:13:20 +0000",
        "2023-11-14 22:14:20 +0000",
    )
    assert within(after["billingPerson"], FULL["billingPerson"])

    assert shop.delete(f"/customers/{key}") == {"deleteCount": 1}
    for method in ("GET", "PUT", "DELETE"):
        refusal = shop.refused(method, f"/customers/{key}", {} if method == "PUT" else None)
        assert (refusal[0], refusal[2]) == (404, f"Customer #{key} not found")


def test_deleted_customers(shop: Any, clock: Any) -> None:
    """CustomersTest, deleted customers: an e-mail alone suffices, and no waiting."""
    key = customer(shop)
    shop.delete(f"/customers/{key}")
    now = int(clock.now())
    page = shop.get("/customers/deleted", from_date=now - 10, to_date=now + 10)
    assert page["items"] == [{"id": key, "date": "2023-11-14 22:13:20 +0000"}]
    assert shop.get("/customers/deleted", from_date=now + 1)["total"] == 0


def test_response_fields(shop: Any) -> None:
    """ResponseFieldsTest: only what is named, at any depth."""
    person = {"name": "Ann", "companyName": "Hall", "phone": "555"}
    key = customer(shop, billingPerson=person)
    narrow = shop.get(f"/customers/{key}", responseFields="email,billingPerson(phone)")
    assert narrow == {"email": "ann@example.com", "billingPerson": {"phone": "555"}}
    assert within(read(shop, key), {"id": key, "billingPerson": person})


def test_extended_customer(shop: Any) -> None:
    """ExtRequestTest, extended customer."""
    key = customer(shop, taxId="GB999")
    assert within(read(shop, key), {"email": "ann@example.com", "taxId": "GB999"})


def test_an_email_is_needed_and_unique_whatever_its_case(shop: Any) -> None:
    key, other = customer(shop), customer(shop, "bob@example.com")
    for body in ({}, {"email": ""}, {"email": None}, {"name": "Ann"}):
        refusal = shop.refused("POST", "/customers", body)
        assert refusal == (400, "WRONG_PARAMETER", "Field Customer.email is absent")
    assert shop.refused("POST", "/customers", {"email": "ANN@example.com"})[0] == 409
    assert shop.refused("PUT", f"/customers/{other}", {"email": "Ann@example.com"})[0] == 409
    assert shop.refused("PUT", f"/customers/{other}", {"email": " "})[0] == 400
    assert shop.put(f"/customers/{key}", {"email": "ANN@example.com"}) == {"updateCount": 1}
    assert read(shop, key)["email"] == "ANN@example.com"


def test_null_changes_nothing_and_lists_replace(shop: Any) -> None:
    key = shop.post("/customers", FULL)["id"]
    before = read(shop, key)
    shop.put(f"/customers/{key}", dict.fromkeys(before))
    assert read(shop, key) == before
    shop.put(f"/customers/{key}", {"billingPerson": {"phone": ""}, "shippingAddresses": []})
    after = read(shop, key)
    assert after["shippingAddresses"] == []
    assert after["billingPerson"] == {**before["billingPerson"], "phone": ""}


def test_what_is_read_only_or_unknown_is_ignored(shop: Any) -> None:
    key = customer(shop)
    before = read(shop, key)
    sent = {
        "id": 1,
        "name": "Other",
        "registered": "2020-01-01 00:00:00 +0000",
        "customerGroupName": "VIP",
        "stats": {"numberOfOrders": 9},
        "favorites": [{"productId": 1}],
        "shoeSize": 44,
        "billingPerson": {"firstName": "X", "stateOrProvinceName": "Y"},
    }
    shop.put(f"/customers/{key}", sent)
    assert read(shop, key) == {**before, "billingPerson": {}}


def test_an_address_without_a_known_id_is_new(shop: Any) -> None:
    key = customer(shop, shippingAddresses=[{"city": "Rome"}, {"city": "Bonn"}])
    first, second = read(shop, key)["shippingAddresses"]
    default = {"defaultAddress": True}
    sent = [{"city": "Bern"}, {"id": second["id"], **default}, {"id": 5, "city": "Oslo"}]
    shop.put(f"/customers/{key}", {"shippingAddresses": sent})
    bern, bonn, oslo = read(shop, key)["shippingAddresses"]
    assert (bonn["id"], bonn["city"], bonn["defaultAddress"]) == (second["id"], "Bonn", True)
    assert bern["id"] not in (first["id"], second["id"])
    assert oslo["id"] != 5
    assert [bern["defaultAddress"], oslo["defaultAddress"]] == [False, False]


def test_a_group_must_exist_and_takes_its_customers_along(shop: Any, clock: Any) -> None:
    refusal = shop.refused("POST", "/customers", {"email": "a@example.com", "customerGroupId": 7})
    assert (refusal[0], refusal[2]) == (404, "Customer group #7 not found")
    group = shop.post("/customer_groups", {"name": "VIP"})["id"]
    key = customer(shop, customerGroupId=group)
    assert read(shop, key)["customerGroupName"] == "VIP"
    clock.advance(5)
    shop.delete(f"/customer_groups/{group}")
    after = read(shop, key)
    assert (after["customerGroupId"], after["customerGroupName"]) == (0, "General")
    assert after["updated"] == "2023-11-14 22:13:25 +0000"


def test_values_of_extra_fields_tell_of_their_field(shop: Any) -> None:
    field = shop.post("/store_extrafields/customers", {"title": "Card"})["key"]
    key = customer(shop, extrafields=[{"key": field, "value": "77"}])
    [value] = read(shop, key)["extrafields"]
    assert value == {
        "key": field,
        "value": "77",
        "title": "Card",
        "type": "TEXT",
        "orderBy": 0,
        "entityTypes": ["CUSTOMERS"],
    }
    shop.put(f"/customers/{key}", {"extrafields": []})
    assert read(shop, key)["extrafields"] == []


def test_orders_feed_the_customer_with_their_email(shop: Any, clock: Any) -> None:
    key = customer(shop)
    assert read(shop, key)["stats"] == {
        "numberOfOrders": 0,
        "salesValue": 0,
        "averageOrderValue": 0,
    }
    number = shop.order(email="Ann@Example.com", total=5)
    clock.advance(60)
    shop.order(email="ann@example.com", total=10.5)
    shop.order(email="ann@example.com", total=99, paymentStatus="INCOMPLETE")
    assert read(shop, key)["stats"] == {
        "numberOfOrders": 2,
        "salesValue": 15.5,
        "averageOrderValue": 7.75,
        "firstOrderDate": "2023-11-14 22:13:20 +0000",
        "lastOrderDate": "2023-11-14 22:14:20 +0000",
    }
    assert shop.get(f"/orders/{number}")["customerId"] == key
    shop.put(f"/orders/{number}", {"total": 6})
    assert read(shop, key)["stats"]["salesValue"] == 16.5
    shop.delete(f"/orders/{number}")
    assert read(shop, key)["stats"]["numberOfOrders"] == 1


def test_orders_feed_customers_at_once_in_spite_of_the_delay_of_the_index(
    open_shop: Any,
) -> None:
    api = open_shop(index_delay=60)
    api("POST", "/customers", {"email": "ann@example.com"})
    api("POST", "/orders", {"email": "ann@example.com", "items": [{"name": "A", "productId": 5}]})
    for query in ("minOrderCount=1", "purchasedProductIds=5", "sortBy=ORDER_COUNT_DESC"):
        assert api("GET", f"/customers?{query}").json["total"] == 1


def test_an_order_with_an_unknown_email_makes_a_customer_but_a_cart_does_not(shop: Any) -> None:
    person = {"name": "Ann Hall", "countryCode": "US"}
    shop.order(email="ann@example.com", paymentStatus="INCOMPLETE")
    assert shop.get("/customers")["total"] == 0
    number = shop.order(email="ann@example.com", total=5, billingPerson=person)
    [made] = shop.get("/customers")["items"]
    assert made["email"] == "ann@example.com"
    assert within(made["billingPerson"], person)
    assert (made["totalOrderCount"], made["stats"]["salesValue"]) == (1, 5)
    assert shop.get(f"/orders/{number}")["customerId"] == made["id"]


def test_an_order_takes_its_customer_by_id_and_the_name_of_the_group(shop: Any) -> None:
    group = shop.post("/customer_groups", {"name": "VIP"})["id"]
    key = customer(shop, customerGroupId=group)
    number = shop.order(customerId=key)
    order = shop.get(f"/orders/{number}")
    assert (order["customerId"], order["customerGroup"]) == (key, "VIP")
    assert order["email"] == "ann@example.com"
    assert read(shop, key)["stats"]["numberOfOrders"] == 1
    refusal = shop.refused("POST", "/orders", {"customerId": 1})
    assert (refusal[0], refusal[2]) == (404, "Customer #1 not found")


def test_a_customer_who_comes_after_the_orders_has_them(shop: Any) -> None:
    shop.order(email="ann@example.com", total=5)
    [guest] = shop.get("/customers")["items"]
    shop.delete(f"/customers/{guest['id']}")
    key = customer(shop)
    assert read(shop, key)["stats"]["numberOfOrders"] == 1


@pytest.mark.parametrize("what", ["customers", "customer_groups"])
def test_only_customers_move_the_stats(shop: Any, clock: Any, what: str) -> None:
    before = shop.get("/latest-stats")["customersUpdated"]
    clock.advance(60)
    shop.post(f"/{what}", {"email": "ann@example.com", "name": "VIP"})
    moved = shop.get("/latest-stats")["customersUpdated"] != before
    assert moved == (what == "customers")
