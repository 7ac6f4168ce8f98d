"""Product filters: what there is to narrow a search of products by."""

from __future__ import annotations

from typing import Any

import pytest

FIELDS = ("price", "inventory", "onsale", "categories", "option_Size", "attribute_Brand")


def product(shop: Any, brand: str, sizes: str, **fields: object) -> int:
    option = {
        "type": "SELECT",
        "name": "Size",
        "nameTranslated": {"en": "Size", "fr": "Taille"},
        "choices": [{"text": size, "textTranslated": {"fr": size.lower()}} for size in sizes],
    }
    attribute = {"alias": "BRAND", "value": brand}
    key: int = shop.product(options=[option], attributes=[attribute], **fields)
    return key


@pytest.fixture
def hats(shop: Any) -> Any:
    """Three products: one is out of stock and cut in price, one is disabled."""
    shop.top = shop.category("Wear", nameTranslated={"fr": "Habits"})
    shop.hats = shop.category("Hats", parentId=shop.top)
    shop.off = shop.category("Off", enabled=False)
    product(shop, "Acme", "SM", price=10, categoryIds=[shop.hats, shop.off])
    product(
        shop,
        "Zed",
        "ML",
        price=20,
        compareToPrice=30,
        unlimited=False,
        quantity=0,
        categoryIds=[shop.hats],
    )
    product(shop, "Acme", "M", price=5, enabled=False, categoryIds=[shop.top])
    return shop


def filters(shop: Any, *fields: str, **query: object) -> Any:
    return shop.get("/products/filters", filterFields=",".join(fields), **query)


def counts(facet: Any) -> dict[Any, int]:
    return {each.get("id", each["title"]): each["productCount"] for each in facet["values"]}


def test_filters(hats: Any) -> None:
    """ProductsTest, filters."""
    found = filters(hats, *FIELDS)
    assert found["productCount"] == 3
    facets = found["filters"]
    assert list(facets) == list(FIELDS)
    assert facets["price"] == {"minValue": 5, "maxValue": 20, "status": "SUCCESS"}
    assert facets["inventory"] == {
        "values": [
            {"id": "instock", "title": "In stock", "productCount": 2},
            {"id": "outofstock", "title": "Out of stock", "productCount": 1},
        ],
        "status": "SUCCESS",
    }
    assert facets["onsale"]["values"] == [
        {"id": "notonsale", "title": "Regular price", "productCount": 2},
        {"id": "onsale", "title": "On sale", "productCount": 1},
    ]
    assert facets["option_Size"] == {
        "title": "Size",
        "values": [
            {"title": "M", "productCount": 3},
            {"title": "L", "productCount": 1},
            {"title": "S", "productCount": 1},
        ],
        "status": "SUCCESS",
        "sortingOrder": "PRODUCTS_COUNT_DESC",
    }
    assert counts(facets["attribute_Brand"]) == {"Acme": 2, "Zed": 1}
    assert counts(facets["categories"]) == {hats.hats: 2, hats.top: 1}


def test_filters_by_post(hats: Any) -> None:
    params = {"filterFields": ",".join(FIELDS), "enabled": "true", "option_Size": "S,L"}
    posted = hats.post("/products/filters", {"params": params})
    assert posted == filters(hats, *FIELDS, enabled="true", option_Size="S,L")
    assert posted["productCount"] == 2
    body = {"params": {"enabled": True, "priceFrom": 15}}
    posted = hats.post("/products/filters", body, filterFields="price")
    assert posted["filters"]["price"]["minValue"] == 20


@pytest.mark.parametrize("body", [{}, [], {"params": 5}, {"params": {}}], ids=str)
def test_a_post_without_fields_is_refused(shop: Any, body: Any) -> None:
    assert shop.refused("POST", "/products/filters", body)[:2] == (400, "WRONG_PARAMETER")
    body = {"params": {"filterFields": "price", "keyword": ["a"]}}
    assert shop.refused("POST", "/products/filters", body)[0] == 400


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"keyword": "zed"}, 1),
        ({"keyword": "ze"}, 0),
        ({"priceFrom": 10, "priceTo": 10}, 1),
        ({"createdFrom": 1_700_000_001}, 0),
        ({"createdTo": 1_700_000_000}, 3),
        ({"updatedFrom": "2023-11-14"}, 3),
        ({"updatedTo": "2023-11-14"}, 0),
        ({"enabled": "false"}, 1),
        ({"inventory": "outofstock"}, 1),
        ({"onsale": "notonsale"}, 2),
        ({"option_Size": "M"}, 3),
        ({"option_Size": "S", "attribute_Brand": "Zed"}, 0),
        ({"attribute_Brand": "Acme"}, 2),
        ({"categories": "home"}, 0),
    ],
    ids=str,
)
def test_only_what_the_search_finds_counts(hats: Any, query: Any, count: int) -> None:
    found = filters(hats, "price", **query)
    assert found["productCount"] == count
    assert ("price" in found["filters"]) == bool(count)


def test_the_home_page_is_a_category(hats: Any) -> None:
    hats.product("Loose", price=1)
    assert filters(hats, "price", categories="home")["filters"]["price"]["maxValue"] == 1


def test_categories_may_count_what_is_below_them(hats: Any) -> None:
    deep = {"includeProductsFromSubcategories": "true"}
    assert filters(hats, "price", categories=hats.top)["productCount"] == 1
    assert filters(hats, "price", categories=f"{hats.top},{hats.hats}")["productCount"] == 3
    assert filters(hats, "price", categories=hats.top, **deep)["productCount"] == 3
    hats.product("Both", categoryIds=[hats.top, hats.hats])
    facet = filters(hats, "categories", **deep)["filters"]["categories"]
    assert counts(facet) == {hats.top: 4, hats.hats: 3}
    assert [each["id"] for each in facet["values"]] == [hats.top, hats.hats]


def test_categories_may_be_those_below_one(hats: Any) -> None:
    for parent, found in ((hats.top, {hats.hats: 2}), (hats.hats, {})):
        facet = filters(hats, "categories", filterParentCategoryId=parent)["filters"]["categories"]
        assert counts(facet) == found
    for parent in ("0", "home", ""):
        facet = filters(hats, "categories", filterParentCategoryId=parent)["filters"]["categories"]
        assert counts(facet) == {hats.hats: 2, hats.top: 1}


@pytest.mark.parametrize(
    ("limit", "sizes", "brands"),
    [
        ("1", 1, 1),
        ("all", 3, 2),
        ("option_Size:2", 2, 2),
        ("1,option_Size:all", 3, 1),
        ("0", 0, 0),
    ],
)
def test_the_most_frequent_values_come_first_up_to_a_limit(
    hats: Any, limit: str, sizes: int, brands: int
) -> None:
    facets = filters(hats, "option_Size", "attribute_Brand", filterFacetLimit=limit)["filters"]
    assert list(counts(facets["option_Size"])) == ["M", "L", "S"][:sizes]
    assert list(counts(facets["attribute_Brand"])) == ["Acme", "Zed"][:brands]


def test_there_are_50_values_unless_told(shop: Any) -> None:
    option = {
        "type": "SELECT",
        "name": "Size",
        "choices": [{"text": f"{number:02}"} for number in range(60)],
    }
    shop.product(options=[option])
    facet = filters(shop, "option_Size")["filters"]["option_Size"]
    assert list(counts(facet)) == [f"{number:02}" for number in range(50)]


def test_titles_are_translated(hats: Any) -> None:
    facets = filters(hats, "option_Size", "categories", lang="fr")["filters"]
    size = facets["option_Size"]
    assert (size["title"], size["titleTranslated"]) == ("Size", "Taille")
    assert [each["titleTranslated"] for each in size["values"]] == ["m", "l", "s"]
    titles = [(each["title"], each["titleTranslated"]) for each in facets["categories"]["values"]]
    assert titles == [("Hats", "Hats"), ("Wear", "Habits")]


def test_fields_that_nobody_knows_are_left_out(hats: Any) -> None:
    facets = filters(hats, "enabled", "weight", "option_", "option_Colour")["filters"]
    assert list(facets) == ["option_Colour"]
    assert facets["option_Colour"]["values"] == []


@pytest.mark.parametrize(
    "query",
    [{}, {"filterFields": "price", "filterFacetLimit": "many"}, {"filterFields": ","}],
    ids=str,
)
def test_what_cannot_be_read_is_refused(shop: Any, query: Any) -> None:
    assert shop.refused("GET", "/products/filters", **query)[:2] == (400, "WRONG_PARAMETER")
