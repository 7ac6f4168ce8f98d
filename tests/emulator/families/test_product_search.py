"""The search of products: its parameters and its sort orders, one by one."""

from __future__ import annotations

from typing import Any

import pytest


def test_a_keyword_is_a_whole_word_unless_it_ends_in_a_star(shop: Any) -> None:
    key = shop.product("Lantern")
    assert shop.found(keyword="lantern") == [key]
    assert shop.found(keyword="lanter") == []
    assert shop.found(keyword="lanterns") == []
    assert shop.found(keyword="lanter*") == [key]


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "Brass needle"},
        {"description": "<p>A <b>needle</b></p>"},
        {"sku": "needle"},
        {"options": [{"type": "SELECT", "name": "Needle"}]},
        {"options": [{"type": "SELECT", "name": "X", "choices": [{"text": "Needle"}]}]},
        {"attributes": [{"name": "Tool", "value": "needle"}]},
        {"nameTranslated": {"ru": "needle"}},
    ],
)
def test_a_keyword_is_looked_for_everywhere(shop: Any, fields: Any) -> None:
    key = shop.product(**fields)
    shop.product("Hay")
    assert shop.found(keyword="needle") == [key]


def test_a_keyword_finds_the_category_also_after_its_renaming(shop: Any) -> None:
    hats = shop.category("Hats")
    key = shop.product("Bowler", categoryIds=[hats])
    assert shop.found(keyword="hats") == [key]
    shop.put(f"/categories/{hats}", {"name": "Headgear"})
    assert shop.found(keyword="hats") == []
    assert shop.found(keyword="headgear") == [key]


def test_a_keyword_of_signs_finds_nothing(shop: Any) -> None:
    shop.product("Cap")
    for keyword in ('"', "*", "AND", "(", '" OR 1', "a-b*c", "NEAR(", "_", "a\0b"):
        assert shop.found(keyword=keyword) == []


def test_a_sku_is_exact_and_may_be_a_variations(shop: Any) -> None:
    key = shop.product(sku="AB-1")
    pair = {"name": "Size", "value": "S"}
    shop.post(f"/products/{key}/combinations", {"options": [pair], "sku": "AB-1-S"})
    assert shop.found(sku="AB-1") == [key]
    assert shop.found(sku="AB-1-S") == [key]
    assert shop.found(sku="AB") == []
    assert shop.found(sku="AB-1", keyword="unknown", priceFrom=99) == [key]


def test_search_by_ids_overrides_all_else(shop: Any) -> None:
    first, second = shop.product("A", sku="A"), shop.product("B")
    shop.product("C")
    found = shop.found(productId=f"{first},{second}", sku="nothing", keyword="nothing")
    assert set(found) == {first, second}
    page = shop.get("/products", productId=f"{first},{second},99", limit=1, offset=1)
    assert (page["total"], page["count"]) == (2, 1)


@pytest.mark.parametrize(
    ("fields", "query", "other"),
    [
        ({"enabled": False}, {"enabled": "false"}, {"enabled": "true"}),
        ({"isGiftCard": True}, {"isGiftCard": "true"}, {"isGiftCard": "no"}),
        ({"quantity": 0}, {"inStock": "false"}, {"inStock": "1"}),
        ({"quantity": 0}, {"inventory": "outofstock"}, {"inventory": "instock"}),
        ({"discountsAllowed": False}, {"discountsAllowed": "off"}, {"discountsAllowed": "on"}),
        ({"nameYourPriceEnabled": True}, {"isCustomerSetPrice": "yes"}, {"isCustomerSetPrice": 0}),
        ({"enabled": False}, {"visibleInStorefront": "false"}, {"visibleInStorefront": "true"}),
        ({"price": 5, "compareToPrice": 6}, {"onsale": "onsale"}, {"onsale": "notonsale"}),
        ({"price": 5}, {"onsale": "notonsale"}, {"onsale": "onsale"}),
        ({"price": 5}, {"priceFrom": 5}, {"priceFrom": 5.01}),
        ({"price": 5}, {"priceTo": 5}, {"priceTo": 4.99}),
        ({"externalReferenceId": "x"}, {"externalReferenceId": "x"}, {"externalReferenceId": "y"}),
        (
            {"tax": {"enabledManualTaxes": [7]}},
            {"enabledManualTaxes": "6,7"},
            {"enabledManualTaxes": "none"},
        ),
        ({}, {"enabledManualTaxes": "none"}, {"enabledManualTaxes": "7"}),
        ({"tax": {"taxClassCode": "food"}}, {"taxClassCodes": "food"}, {"taxClassCodes": "wine"}),
        (
            {"options": [{"type": "SELECT", "name": "Color", "choices": [{"text": "Red"}]}]},
            {"option_Color": "Blue,Red"},
            {"option_Color": "Blue"},
        ),
        (
            {"attributes": [{"alias": "BRAND", "value": "Acme"}]},
            {"attribute_Brand": "Acme,Other"},
            {"attribute_Brand": "Other"},
        ),
        (
            {"attributes": [{"alias": "UPC", "value": "01"}]},
            {"attribute_UPC": "01"},
            {"attribute_UPC": "1"},
        ),
        ({}, {"searchMethod": "CP", "keyword": "cap"}, {"searchMethod": "CP", "keyword": "hat"}),
    ],
)
def test_a_parameter_finds_what_fits_and_nothing_else(
    shop: Any, fields: Any, query: Any, other: Any
) -> None:
    key = shop.product(**fields)
    assert shop.found(**query) == [key]
    assert shop.found(**other) == []


@pytest.mark.parametrize("field", ["created", "updated"])
def test_time_windows_include_their_ends(shop: Any, clock: Any, field: str) -> None:
    key = shop.product()
    now = int(clock.now())
    assert shop.found(**{f"{field}From": now, f"{field}To": now}) == [key]
    assert shop.found(**{f"{field}From": now + 1}) == []
    assert shop.found(**{f"{field}To": now - 1}) == []
    assert shop.found(**{f"{field}From": 0, f"{field}To": 0}) == []
    assert shop.found(**{f"{field}From": "2023-11-14 22:13:20 +0000"}) == [key]
    assert shop.found(**{f"{field}From": "2023-11-15"}) == []


def test_categories_with_and_without_what_is_below(shop: Any) -> None:
    parent = shop.category("Clothes")
    child = shop.category("Hats", parentId=parent)
    key = shop.product(categoryIds=[child])
    assert shop.found(categories=child) == [key]
    assert shop.found(categories=parent) == []
    assert shop.found(categories=parent, includeProductsFromSubcategories="true") == [key]
    assert shop.found(category=parent) == []
    assert shop.found(category=parent, includeProductsFromSubcategories="true") == [key]
    assert shop.found(categories=f"5,{child}") == [key]


def test_category_zero_is_the_front_page(shop: Any) -> None:
    shop.product("A", categoryIds=[shop.category()])
    second = shop.product("B", showOnFrontpage=2)
    first = shop.product("C", showOnFrontpage=1)
    assert shop.found(category=0) == [first, second]


def test_a_category_gives_its_own_order(shop: Any) -> None:
    hats = shop.category()
    a, b, c = (shop.product(name, categoryIds=[hats]) for name in "ABC")
    assert shop.found(category=hats) == [a, b, c]
    shop.put("/products/sort", {"sortedIds": [c, a, b]}, parentCategory=hats)
    assert shop.found(category=hats) == [c, a, b]
    assert shop.found(category=hats, sortBy="DEFINED_BY_STORE_OWNER") == [c, a, b]
    assert shop.found(category=hats, sortBy="NAME_ASC") == [a, b, c]


@pytest.mark.parametrize("field", ["ADDED_TIME", "UPDATED_TIME", "NAME", "PRICE"])
def test_search_order_goes_both_ways(shop: Any, clock: Any, field: str) -> None:
    keys = []
    for name, price in (("apple", 1), ("Banana", 9.5), ("cherry", 10)):
        keys.append(shop.product(f"{name} testSearchOrder", price=price))
        clock.advance(1)
    shop.product("bread")
    assert shop.found(keyword="testSearchOrder", sortBy=f"{field}_ASC") == keys
    assert shop.found(keyword="testSearchOrder", sortBy=f"{field}_DESC") == keys[::-1]


def test_updating_moves_a_product_in_the_order_of_updates(shop: Any, clock: Any) -> None:
    first, second = shop.product("A"), shop.product("B")
    clock.advance(1)
    shop.put(f"/products/{first}", {"price": 1})
    assert shop.found(sortBy="UPDATED_TIME_ASC") == [second, first]
    assert shop.found(sortBy="ADDED_TIME_ASC") == [first, second]


def test_search_order_by_relevance_puts_the_best_match_first(shop: Any) -> None:
    far = shop.product("Thing", description="B " + "and many other words " * 20)
    near = shop.product("B")
    shop.product("Bee")
    assert shop.found(keyword="B", sortBy="RELEVANCE") == [near, far]
    assert shop.found(keyword="B") == [near, far]
    assert len(shop.found(sortBy="RELEVANCE")) == 3


def test_paging(shop: Any) -> None:
    for name in "ABC":
        shop.product(name)
    page = shop.get("/products", offset=2, limit=2)
    assert {name: page[name] for name in ("total", "count", "offset", "limit")} == {
        "total": 3,
        "count": 1,
        "offset": 2,
        "limit": 2,
    }
    page = shop.get("/products", offset=7)
    assert (page["total"], page["count"], page["items"], page["limit"]) == (3, 0, [], 100)
    assert shop.get("/products", limit=500)["limit"] == 100


@pytest.mark.parametrize(
    "query",
    [
        {"sortBy": "PRICE"},
        {"priceFrom": "cheap"},
        {"productId": "a"},
        {"enabled": "maybe"},
        {"onsale": "yes"},
        {"createdFrom": "yesterday"},
        {"category": "hats"},
        {"searchMethod": "X"},
        {"offset": -1},
        {"limit": 0},
    ],
)
def test_a_malformed_parameter_is_refused(shop: Any, query: Any) -> None:
    assert shop.refused("GET", "/products", **query)[:2] == (400, "WRONG_PARAMETER")


def test_the_index_is_late_if_the_shop_is_told_so(open_shop: Any, clock: Any) -> None:
    api = open_shop(index_delay=3)

    def found(**query: object) -> list[str]:
        return [item["name"] for item in api("GET", "/products", **query).json["items"]]

    key = api.create(name="Cap", sku="C")
    assert found(keyword="cap") == []
    assert found(sku="C") == []
    assert found(productId=key) == ["Cap"]
    clock.advance(3)
    assert found(keyword="cap") == ["Cap"]
    api("PUT", f"/products/{key}", {"name": "Hat"})
    assert found(keyword="hat") == []
    assert found(keyword="cap") == ["Hat"]
    clock.advance(3)
    assert found(keyword="hat") == ["Hat"]
    assert api("POST", "/products", {"name": "Twin", "sku": "C"}).status == 409


def test_response_fields_reach_into_items(shop: Any) -> None:
    key = shop.product("Cap", options=[{"type": "SELECT", "name": "Size"}])
    page = shop.get("/products", responseFields="count,items(id,options(name))")
    assert page == {"count": 1, "items": [{"id": key, "options": [{"name": "Size"}]}]}
