"""The search of customers, and what goes by it."""

from __future__ import annotations

from typing import Any

import pytest


def emails(shop: Any, **query: object) -> list[str]:
    """The parts of e-mails before the @ that a search finds, in order."""
    page = shop.get("/customers", **query)
    assert page["total"] == page["count"] == len(page["items"])
    return [item["email"].partition("@")[0] for item in page["items"]]


@pytest.fixture
def crowd(shop: Any, clock: Any) -> Any:
    """Ann, Bob and Cid, a minute after each other."""
    group = shop.post("/customer_groups", {"name": "VIP"})["id"]
    for body in (
        {
            "email": "ann@example.com",
            "billingPerson": {"name": "Ann Hall", "phone": "111"},
            "shippingAddresses": [
                {"city": "Rome", "countryCode": "IT", "postalCode": "00118"},
                {
                    "city": "New York",
                    "countryCode": "US",
                    "countryName": "America",
                    "stateOrProvinceCode": "NY",
                    "companyName": "Acme Ltd",
                },
            ],
            "taxExempt": True,
        },
        {
            "email": "bob@example.org",
            "billingPerson": {"name": "bob", "city": "Rome"},
            "shippingAddresses": [{"city": "Bonn", "countryCode": "DE", "phone": "222-3"}],
            "acceptMarketing": False,
            "customerGroupId": group,
        },
        {"email": "cid@example.org", "b2b_b2c": "b2b", "acceptMarketing": True},
    ):
        shop.post("/customers", body)
        clock.advance(60)
    shop.group = group
    return shop


START = 1_700_000_000

SEARCHES: list[tuple[dict[str, object], list[str]]] = [
    ({}, ["cid", "ann", "bob"]),
    ({"keyword": "HALL"}, ["ann"]),
    ({"keyword": "Hallo"}, []),
    ({"keyword": "example.org"}, ["cid", "bob"]),
    ({"name": "ann h"}, ["ann"]),
    ({"name": "example"}, []),
    ({"email": "example.COM"}, ["ann"]),
    ({"email": "ann@example.com", "useExactEmailMatch": "true"}, ["ann"]),
    ({"email": "ann@example", "useExactEmailMatch": "true"}, []),
    ({"useExactEmailMatch": "true"}, ["cid", "ann", "bob"]),
    ({"phone": "11"}, ["ann"]),
    ({"phone": "222"}, ["bob"]),
    ({"city": "rome"}, ["ann"]),
    ({"postalCode": "00118"}, ["ann"]),
    ({"stateOrProvinceCode": "ny"}, ["ann"]),
    ({"stateOrProvinceCode": "n"}, []),
    ({"countryCodes": "DE,US"}, ["ann", "bob"]),
    ({"companyName": "acme"}, ["ann"]),
    ({"acceptMarketing": "true"}, ["cid", "ann"]),
    ({"acceptMarketing": "false"}, ["bob"]),
    ({"taxExempt": "true"}, ["ann"]),
    ({"b2b_b2c": "b2b"}, ["cid"]),
    ({"customerGroup": 0}, ["cid", "ann"]),
    ({"customerGroupIds": "0"}, ["cid", "ann"]),
    ({"createdFrom": START + 60, "createdTo": START + 60}, ["bob"]),
    ({"createdFrom": 0, "createdTo": 0}, []),
    ({"updatedFrom": START + 120}, ["cid"]),
    ({"updatedTo": "2023-11-14 22:13:20"}, ["ann"]),
    ({"maxOrderCount": 0}, ["cid", "ann", "bob"]),
    ({"minOrderCount": 1}, []),
    ({"minSalesValue": 1}, []),
    ({"purchasedProductIds": "1"}, []),
    ({"checkOnlyCustomerId": "true", "usePrecalculatedOrderCount": "true"}, ["cid", "ann", "bob"]),
]


@pytest.mark.parametrize(("query", "found"), SEARCHES, ids=str)
def test_search_fields(crowd: Any, query: dict[str, object], found: list[str]) -> None:
    """CustomersTest, search fields: all immediate."""
    assert emails(crowd, **query) == found


def test_search_fields_by_group(crowd: Any) -> None:
    """CustomersTest, search fields: one group, or several."""
    assert emails(crowd, customerGroup=crowd.group) == ["bob"]
    assert emails(crowd, customerGroupIds=f"0,{crowd.group}") == ["cid", "ann", "bob"]
    assert emails(crowd, customerGroup=crowd.group + 1) == []


def test_search_fields_by_orders(crowd: Any) -> None:
    """CustomersTest, search fields: the effect of an order shows at once."""
    items = [{"name": "Hat", "productId": 5, "quantity": 1}]
    crowd.order(email="bob@example.org", total=20, items=items, lang="fr")
    cart = {"email": "ann@example.com", "items": items, "lang": "fr"}
    crowd.order(paymentStatus="INCOMPLETE", **cart)
    assert emails(crowd, minOrderCount=1) == emails(crowd, minOrderCount=1, maxOrderCount=1)
    assert emails(crowd, minOrderCount=1) == ["bob"]
    assert emails(crowd, minOrderCount=2) == []
    assert emails(crowd, minSalesValue=20, maxSalesValue=20) == ["bob"]
    assert emails(crowd, minSalesValue=21) == []
    assert emails(crowd, purchasedProductIds="4,5") == ["bob"]
    assert emails(crowd, lang="fr,de") == ["bob"]
    assert emails(crowd, lang="en") == []


def test_a_phone_is_also_found_among_the_contacts(crowd: Any) -> None:
    key = crowd.get("/customers", keyword="cid")["items"][0]["id"]
    crowd.post(f"/customers/{key}/contacts", {"contact": "+44 5", "type": "PHONE"})
    assert emails(crowd, phone="44") == ["cid"]


def test_paging(crowd: Any) -> None:
    """CustomersTest, paging."""
    first = crowd.get("/customers", offset=0, limit=2)
    last = crowd.get("/customers", offset=2, limit=2, keyword="example.")
    assert (first["count"], first["total"], first["limit"]) == (2, 3, 2)
    assert (last["count"], last["total"]) == (1, 3)
    assert crowd.get("/customers", offset=3)["items"] == []
    page = crowd.get("/customers", keyword="ann", limit=1000)
    assert (page["total"], page["allCustomerCount"], page["limit"]) == (1, 3, 100)


SORTS = ["NAME", "EMAIL", "ORDER_COUNT", "REGISTERED_DATE", "UPDATED_DATE", "SALES_VALUE"]


@pytest.mark.parametrize("sort", [*SORTS, "FIRST_ORDER_DATE", "LAST_ORDER_DATE"])
def test_sorting(shop: Any, clock: Any, sort: str) -> None:
    """CustomersTest, sorting: orders without a payment status count, and add up."""
    for name in ("ann", "bob"):
        shop.post("/customers", {"email": f"{name}@example.com", "billingPerson": {"name": name}})
        clock.advance(5)
    for name in ("ann", "bob", "bob"):
        shop.order(email=f"{name}@example.com", total=5.0)
        clock.advance(5)
    assert emails(shop, sortBy=f"{sort}_ASC") == ["ann", "bob"]
    assert emails(shop, sortBy=f"{sort}_DESC") == ["bob", "ann"]


def test_the_first_order_and_the_last_sort_apart(shop: Any, clock: Any) -> None:
    for name in ("ann", "bob", "ann"):
        shop.order(email=f"{name}@example.com")
        clock.advance(5)
    assert emails(shop, sortBy="FIRST_ORDER_DATE_ASC") == ["ann", "bob"]
    assert emails(shop, sortBy="LAST_ORDER_DATE_ASC") == ["bob", "ann"]


@pytest.mark.parametrize(
    "query",
    [{"sortBy": "AGE_ASC"}, {"minOrderCount": "x"}, {"taxExempt": "maybe"}, {"b2b_b2c": "c2c"}],
    ids=str,
)
def test_what_cannot_be_read_is_refused(shop: Any, query: dict[str, object]) -> None:
    assert shop.refused("GET", "/customers", **query)[:2] == (400, "WRONG_PARAMETER")


def test_ids_are_all_that_a_search_finds(crowd: Any) -> None:
    found = crowd.get("/customers", keyword="example.org")["items"]
    ids = crowd.get("/customers_ids", keyword="example.org", limit=1)["ids"]
    assert ids == sorted(item["id"] for item in found)


@pytest.mark.parametrize(
    ("mode", "query", "changed"),
    [
        ("SELECTED", "", ["bob"]),
        ("ALL_FILTERED", "?keyword=ann", ["ann"]),
        ("ALL", "?keyword=ann", ["ann", "bob", "cid"]),
        (None, "", ["ann", "bob", "cid"]),
    ],
)
def test_many_are_changed_or_deleted_at_once(
    crowd: Any, mode: str | None, query: str, changed: list[str]
) -> None:
    bob = crowd.get("/customers", keyword="bob")["items"][0]["id"]
    choice = {"ids": [bob, bob, 1], **({"mode": mode} if mode else {})}
    fields = {"customerGroupId": crowd.group, "taxExempt": True, "acceptMarketing": False}
    answer = crowd.post(f"/customers_update{query}", {**choice, "customer": fields})
    assert answer == {"updateCount": len(changed)}
    for parameter, value in (("customerGroup", crowd.group), ("acceptMarketing", "false")):
        assert set(changed) <= set(emails(crowd, **{parameter: value}))
    assert emails(crowd, taxExempt="true", sortBy="EMAIL_ASC") == sorted({"ann", *changed})
    answer = crowd.post(f"/customers_update{query}", {**choice, "delete": True})
    assert answer == {"updateCount": len(changed)}
    assert crowd.get("/customers/deleted")["total"] == len(changed)
    assert crowd.get("/customers")["total"] == 3 - len(changed)


def test_a_mass_update_that_says_nothing_or_names_no_group_is_refused(crowd: Any) -> None:
    for body in ({}, {"mode": "ALL", "delete": False}, {"mode": "SOME", "delete": True}):
        assert crowd.refused("POST", "/customers_update", body)[:2] == (400, "WRONG_PARAMETER")
    refusal = crowd.refused("POST", "/customers_update", {"customer": {"customerGroupId": 7}})
    assert (refusal[0], refusal[2]) == (404, "Customer group #7 not found")
    assert crowd.get("/customers")["total"] == 3


def test_filters_tell_what_can_be_searched_by(crowd: Any) -> None:
    for name in ("ann", "bob", "bob"):
        domain = "com" if name == "ann" else "org"
        crowd.order(email=f"{name}@example.{domain}", lang="fr")
    assert crowd.get("/customers/filters") == {
        "total": 3,
        "repeatedCustomersCount": 1,
        "oneTimeCustomersCount": 1,
        "storeGroups": [{"id": 0, "name": "General"}, {"id": crowd.group, "name": "VIP"}],
        "shippingAddresses": [
            {"city": "Bonn", "countryCode": "DE", "countryName": "Germany"},
            {"city": "New York", "countryCode": "US", "countryName": "United States"},
            {"city": "Rome", "countryCode": "IT", "countryName": "Italy"},
        ],
        "languages": ["fr"],
    }


def test_locations_are_countries_by_a_part_of_their_name(crowd: Any) -> None:
    found = crowd.get("/customers/locations", name="IT")["items"]
    assert found == [
        {"country": "Italy", "countryCode": "IT"},
        {"country": "United States", "countryCode": "US"},
    ]
    assert crowd.get("/customers/locations", name="zz")["items"] == []
    assert crowd.refused("GET", "/customers/locations")[:2] == (400, "WRONG_PARAMETER")


def test_products_are_those_of_orders_by_a_part_of_their_name(crowd: Any) -> None:
    hat, cup = {"name": "Sun Hat", "productId": 5}, {"name": "Cup", "productId": 6}
    crowd.order(email="ann@example.com", items=[hat, cup, {"name": "Hat of no product"}])
    crowd.order(email="bob@example.org", items=[hat])
    crowd.order(paymentStatus="INCOMPLETE", items=[{"name": "Hat in a cart", "productId": 7}])
    found = crowd.get("/customers/products", name="hat")["items"]
    assert found == [{"productId": 5, "productName": "Sun Hat"}]
    assert crowd.refused("GET", "/customers/products")[0] == 400
