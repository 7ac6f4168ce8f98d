"""Categories: the tree, the products in it, pictures, orders."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest


@pytest.fixture
def tree(shop: Any) -> dict[str, int]:
    """Clothes > Hats > Bowlers and a disabled Caps; Garden."""
    clothes = shop.category("Clothes")
    hats = shop.category("Hats", parentId=clothes)
    return {
        "clothes": clothes,
        "hats": hats,
        "bowlers": shop.category("Bowlers", parentId=hats),
        "caps": shop.category("Caps", parentId=clothes, enabled=False),
        "garden": shop.category("Garden"),
    }


def names(shop: Any, **query: object) -> set[str]:
    page = shop.get("/categories", **query)
    assert page["total"] == page["count"] == len(page["items"])
    return {item["name"] for item in page["items"]}


def test_a_name_is_enough_to_create(shop: Any) -> None:
    key = shop.category("Hats")
    category = shop.get(f"/categories/{key}")
    assert (category["id"], category["orderBy"], category["enabled"]) == (key, 10, True)
    assert "parentId" not in category
    assert "productIds" not in category
    assert category["url"] == f"https://store1003.company.site/products/hats-{key}"
    assert shop.get(f"/categories/{shop.category('More')}")["orderBy"] == 20
    assert shop.refused("POST", "/categories", {})[2] == "Field Category.name is absent"


def test_search_by_filters_walks_the_tree(shop: Any, tree: dict[str, int]) -> None:
    everything = {"Clothes", "Hats", "Bowlers", "Garden"}
    clothes, hats = tree["clothes"], tree["hats"]
    assert names(shop) == everything
    assert names(shop, withSubcategories="false") == everything
    assert names(shop, hidden_categories="true") == everything | {"Caps"}
    assert names(shop, parent=0) == {"Clothes", "Garden"}
    assert names(shop, parent=clothes) == {"Hats"}
    assert names(shop, parent=clothes, hidden_categories="true") == {"Hats", "Caps"}
    assert names(shop, parentIds=clothes) == {"Hats"}
    assert names(shop, parentIds=clothes, withSubcategories="true") == {"Hats", "Bowlers"}
    assert names(shop, parent=0, parentIds=hats) == {"Clothes", "Garden", "Bowlers"}
    assert names(shop, parentIds=f"{clothes},{hats}", withSubcategories="true") == {
        "Hats",
        "Bowlers",
    }
    assert names(shop, categoryIds=f"{hats},{tree['garden']}") == {"Hats", "Garden"}
    assert names(shop, keyword="garden") == {"Garden"}
    assert names(shop, keyword="gard") == set()


def test_paging(shop: Any) -> None:
    for name in "ABC":
        shop.category(name)
    page = shop.get("/categories", offset=2, limit=2)
    assert (page["total"], page["count"], page["offset"], page["limit"]) == (3, 1, 2, 2)


def test_search_by_filters_gives_product_ids_if_asked_for(
    shop: Any,
) -> None:
    shown, hidden = shop.product("A"), shop.product("B", enabled=False)
    full = shop.category("Full", productIds=[hidden, shown])
    shop.category("Empty")
    assert not [item for item in shop.get("/categories")["items"] if "productIds" in item]
    first, second = shop.get("/categories", productIds="true")["items"]
    assert first["productIds"] == [hidden, shown]
    assert (first["productCount"], first["enabledProductCount"]) == (2, 1)
    assert "productIds" not in second
    assert shop.get(f"/categories/{full}")["productIds"] == [hidden, shown]
    assert shop.get(f"/products/{shown}")["categoryIds"] == [full]


def test_counts_take_in_what_is_below(shop: Any, tree: dict[str, int]) -> None:
    both = [tree["hats"], tree["bowlers"]]
    shop.product("A", categoryIds=both)
    shop.product("B", categoryIds=[tree["bowlers"]])
    category = shop.get(f"/categories/{tree['clothes']}")
    assert category["productCount"] == 2
    assert category["productCountWithoutSubcategories"] == 0


def test_a_category_is_changed_and_moved(shop: Any, tree: dict[str, int]) -> None:
    old, new = shop.product("A"), shop.product("B")
    key = shop.category("Shoes", parentId=tree["clothes"], productIds=[old])
    body = {"name": "Boots", "parentId": 0, "productIds": [new], "orderBy": 3, "enabled": None}
    assert shop.put(f"/categories/{key}", body) == {"updateCount": 1}
    category = shop.get(f"/categories/{key}")
    assert "parentId" not in category
    assert (category["name"], category["orderBy"], category["enabled"]) == ("Boots", 3, True)
    assert category["productIds"] == [new]
    assert shop.get(f"/products/{old}")["categoryIds"] == []
    shop.put(f"/categories/{key}", {"productIds": []})
    assert "productIds" not in shop.get(f"/categories/{key}")


def test_a_tree_has_no_cycles_and_no_unknown_parents(shop: Any, tree: dict[str, int]) -> None:
    refusal = shop.refused("PUT", f"/categories/{tree['clothes']}", {"parentId": tree["bowlers"]})
    assert refusal[0] == 400
    refusal = shop.refused("POST", "/categories", {"name": "X", "parentId": 5})
    assert refusal == (404, "CATEGORIES_NOT_FOUND", "Category #5 not found")
    refusal = shop.refused("POST", "/categories", {"name": "X", "productIds": [6]})
    assert refusal == (404, "PRODUCT_NOT_FOUND", "Product #6 not found")
    assert shop.refused("PUT", f"/categories/{tree['hats']}", {"name": ""})[0] == 400


def test_deleting_takes_what_is_below_and_keeps_the_products(
    shop: Any, tree: dict[str, int]
) -> None:
    key = shop.product("A", categoryIds=[tree["bowlers"]], showOnFrontpage=-1)
    assert shop.delete(f"/categories/{tree['clothes']}") == {"deleteCount": 1}
    assert names(shop, hidden_categories="true") == {"Garden"}
    refusal = (404, "CATEGORIES_NOT_FOUND", f"Category #{tree['hats']} not found")
    assert shop.refused("GET", f"/categories/{tree['hats']}") == refusal
    assert shop.refused("DELETE", f"/categories/{tree['hats']}") == refusal
    product = shop.get(f"/products/{key}")
    assert (product["categoryIds"], product["defaultCategoryId"]) == ([], 0)
    assert product["showOnFrontpage"] == 1


def test_translations(shop: Any) -> None:
    translations = {"en": "Hats", "ru": "Шляпы"}
    key = shop.category("Hats", nameTranslated=translations, descriptionTranslated={"ru": "Все"})
    category = shop.get(f"/categories/{key}")
    assert category["nameTranslated"] == translations
    assert category["descriptionTranslated"]["ru"] == "Все"
    assert shop.get(f"/categories/{key}", lang="ru")["name"] == "Шляпы"


def test_assign_products_and_unassign_them(shop: Any) -> None:
    shown, hidden = shop.product("A"), shop.product("B", enabled=False)
    for enabled in (True, False):
        key = shop.category(enabled=enabled)
        path = f"/categories/{key}"
        both = {"productIds": [shown, hidden]}
        assert shop.post(f"{path}/assignProducts", both) == {"updateCount": 1}
        assert shop.get(path)["productIds"] == [shown, hidden]
        one = {"productIds": [shown]}
        assert shop.post(f"{path}/unassignProducts", one) == {"deleteCount": 1}
        assert shop.get(path)["productIds"] == [hidden]
        assert shop.post(f"{path}/unassignProducts", one) == {"deleteCount": 0}
    assert shop.get(f"/products/{shown}")["showOnFrontpage"] == 1


def test_assigning_the_unknown_is_refused(shop: Any) -> None:
    key = shop.category()
    for verb in ("assignProducts", "unassignProducts"):
        refusal = shop.refused("POST", f"/categories/{key}/{verb}", {"productIds": [7]})
        assert refusal == (404, "PRODUCT_NOT_FOUND", "Product #7 not found")
        refusal = shop.refused("POST", f"/categories/8/{verb}", {"productIds": []})
        assert refusal == (404, "CATEGORIES_NOT_FOUND", "Category #8 not found")
        many = {"productIds": list(range(2001))}
        assert shop.refused("POST", f"/categories/{key}/{verb}", many)[0] == 400
        assert shop.refused("POST", f"/categories/{key}/{verb}", {})[0] == 400


def test_subcategories_are_sorted(shop: Any, tree: dict[str, int]) -> None:
    shop.put(f"/categories/{tree['caps']}", {"enabled": True})
    order = [tree["caps"], tree["hats"]]
    path = "/categories/sort"
    assert shop.get(path, parentCategory=tree["clothes"]) == {"sortedIds": order[::-1]}
    body = {"sortedIds": order}
    assert shop.put(path, body, parentCategory=tree["clothes"]) == {"updateCount": 1}
    assert shop.get(path, parentCategory=tree["clothes"]) == {"sortedIds": order}
    listed = shop.get("/categories", parent=tree["clothes"])["items"]
    assert [item["id"] for item in listed] == order
    body = {"sortedIds": [tree["garden"]]}
    assert shop.refused("PUT", path, body, parentCategory=tree["clothes"])[0] == 409
    assert shop.refused("GET", path)[0] == 400


def test_products_of_the_front_page_are_sorted(shop: Any) -> None:
    first, second = shop.product("A"), shop.product("B")
    assert shop.get("/products/sort", parentCategory=0) == {"sortedIds": [first, second]}
    shop.put("/products/sort", {"sortedIds": [second, first]}, parentCategory=0)
    assert shop.get("/products/sort", parentCategory=0) == {"sortedIds": [second, first]}
    assert shop.get(f"/products/{first}")["showOnFrontpage"] == 2
    assert shop.found() == [second, first]
    refusal = shop.refused("PUT", "/products/sort", {"sortedIds": [5]}, parentCategory=0)
    assert refusal[0] == 409


def test_a_path_finds_whatever_its_case_and_blanks(shop: Any, tree: dict[str, int]) -> None:
    def found(path: str, **query: object) -> list[int]:
        page = shop.get("/categoriesByPath?" + urlencode({"path": path, "delimiter": "/", **query}))
        return [item["id"] for item in page["items"]]

    assert found("clothes/HATS / bowlers") == [tree["bowlers"]]
    assert found("/Clothes//Hats/") == [tree["hats"]]
    assert found("Hats") == []
    assert found("Clothes/Caps") == []
    assert found("Clothes/Caps", hidden_categories="true") == [tree["caps"]]
    twin = shop.category("Garden")
    assert found("garden") == sorted([tree["garden"], twin])
    assert shop.refused("GET", "/categoriesByPath?path=a")[0] == 400


def test_a_picture_by_url_shows_in_all_sizes_and_goes(shop: Any) -> None:
    key = shop.category()
    path = f"/categories/{key}"
    url = "https://pictures.example.com/hats.jpg"
    shop.post(f"{path}/image", externalUrl="https://pictures.example.com/first.jpg")
    last = shop.post(f"{path}/image", externalUrl=url)["id"]
    category = shop.get(path)
    assert category["thumbnailUrl"].endswith(f"/{last}.png")
    assert category["hdThumbnailUrl"]
    assert category["originalImageUrl"] == url
    assert category["originalImage"]["url"] == url
    assert category["originalImage"]["width"] > 0
    assert shop.delete(f"{path}/image") == {"deleteCount": 1}
    gone = ("thumbnailUrl", "hdThumbnailUrl", "originalImageUrl", "originalImage", "imageUrl")
    assert not set(gone) & set(shop.get(path))
    assert shop.delete(f"{path}/image") == {"deleteCount": 0}


def test_async_image(shop: Any) -> None:
    path = f"/categories/{shop.category()}"
    assert "imageUrl" not in shop.get(path)
    url = "https://pictures.example.com/nowhere.jpg"
    shop.post(f"{path}/image/async", {"url": url, "width": 30, "height": 20})
    assert shop.get(path)["imageUrl"] == url
    body = {"url": "", "width": 30, "height": 20}
    assert shop.refused("POST", f"{path}/image/async", body)[0] == 400
    body["url"] = "htt://example.com/a.jpg"
    assert shop.refused("POST", f"{path}/image/async", body)[:2] == (422, "WRONG_URL")


@pytest.mark.parametrize(
    ("query", "url"),
    [
        ({"cleanUrls": "false"}, "https://store1003.company.site/products#!/Hats/c/{id}"),
        ({"cleanUrls": "true"}, "https://store1003.company.site/Hats-c{id}"),
        ({"baseUrl": "https://google.com/"}, "https://google.com/#!/Hats/c/{id}"),
        (
            {"baseUrl": "https://google.com/", "cleanUrls": "true"},
            "https://google.com/Hats-c{id}",
        ),
    ],
)
def test_urls_are_built_as_the_request_asks(shop: Any, query: Any, url: str) -> None:
    key = shop.category("Hats")
    [item] = shop.get("/categories", **query)["items"]
    assert item["url"] == url.format(id=key)


def test_external_reference_ids_are_unique(shop: Any) -> None:
    shop.category(externalReferenceId="x")
    body = {"name": "More", "externalReferenceId": "x"}
    assert shop.refused("POST", "/categories", body)[:2] == (409, "EXTERNAL_ID_ALREADY_USED")


def test_products_sent_in_another_order_are_in_that_order(shop: Any) -> None:
    a, b, c = (shop.product(name) for name in "ABC")
    key = shop.category(productIds=[a, b])
    shop.put(f"/categories/{key}", {"productIds": [c, b, a]})
    assert shop.get(f"/categories/{key}")["productIds"] == [c, b, a]
    assert shop.found(category=key) == [c, b, a]
