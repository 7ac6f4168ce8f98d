"""Brands, which are values of attributes."""

from __future__ import annotations

from typing import Any


def branded(shop: Any, brand: str, **fields: object) -> int:
    attribute = {"alias": "BRAND", "value": brand}
    key: int = shop.product(attributes=[attribute], **fields)
    return key


def brands(shop: Any, **query: object) -> list[str]:
    page = shop.get("/brands", **query)
    assert page["count"] == len(page["items"])
    return [item["name"] for item in page["items"]]


def test_brands(shop: Any) -> None:
    """BrandsTest, brands: as many names as products, in order of creation."""
    names = ["Zed", "beta", "Alpha", "HIDDEN ONE", "Mu"]
    for name in names:
        branded(shop, name, unlimited=False, quantity=3)
    assert brands(shop) == names
    assert shop.get("/brands")["total"] == 5


def test_brands_are_sorted_by_products_or_name_and_come_in_pages(shop: Any) -> None:
    for name in ("b", "A", "A", "c", "c", "c"):
        branded(shop, name)
    assert brands(shop) == brands(shop, sortBy="PRODUCT_COUNT_DESC") == ["c", "A", "b"]
    assert brands(shop, sortBy="PRODUCT_COUNT_ASC") == ["b", "A", "c"]
    assert brands(shop, sortBy="NAME_ASC") == ["A", "b", "c"]
    assert brands(shop, sortBy="NAME_DESC") == ["c", "b", "A"]
    page = shop.get("/brands", offset=1, limit=1)
    assert (page["total"], page["count"], page["items"][0]["name"]) == (3, 1, "A")
    assert brands(shop, offset=3) == []
    assert shop.refused("GET", "/brands", sortBy="AGE")[0] == 400


def test_brands_of_disabled_products_are_hidden(shop: Any) -> None:
    branded(shop, "Off", enabled=False)
    branded(shop, "Out", unlimited=False, quantity=0)
    branded(shop, "")
    shop.product(attributes=[{"name": "Maker", "value": "None"}])
    branded(shop, "On")
    assert brands(shop) == ["On"]
    assert brands(shop, hidden_brands="true") == ["Off", "Out", "On"]
    assert brands(shop, hiddenBrands="1") == ["Off", "Out", "On"]


def test_a_brand_leads_to_its_products(shop: Any) -> None:
    branded(shop, "HIDDEN & ONE")
    path = "search?attribute_Brand=HIDDEN+%26+ONE"
    [item] = shop.get("/brands")["items"]
    assert item["productsFilteredByBrandUrl"] == f"https://store1003.company.site/products/{path}"
    [item] = shop.get("/brands", baseUrl="https://example.com/shop/")["items"]
    assert item["productsFilteredByBrandUrl"] == f"https://example.com/shop/{path}"


def test_a_brand_is_translated(shop: Any) -> None:
    translations = {"en": "Sun", "fr": "Soleil"}
    value = {"alias": "BRAND", "value": "Sun", "valueTranslated": translations}
    shop.product(attributes=[value])
    [item] = shop.get("/brands")["items"]
    assert (item["name"], item["nameTranslated"]) == ("Sun", translations)
    assert brands(shop, lang="fr") == ["Soleil"]
    assert brands(shop, lang="de") == ["Sun"]


def test_a_renamed_attribute_and_one_of_another_type_still_make_brands(shop: Any) -> None:
    key = shop.post("/classes", {"name": "T", "attributes": [{"name": "Maker", "type": "BRAND"}]})
    value = {"name": "Maker", "value": "Acme"}
    shop.product(productClassId=key["id"], attributes=[value])
    assert brands(shop) == ["Acme"]
    [item] = shop.get("/brands")["items"]
    assert item["productsFilteredByBrandUrl"].endswith("search?attribute_Maker=Acme")
