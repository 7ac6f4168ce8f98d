"""Variations of a product."""

from __future__ import annotations

from typing import Any

import pytest

SIZES = {"type": "SELECT", "name": "Size", "choices": [{"text": "S"}, {"text": "M"}, {"text": "L"}]}


def size(text: str) -> dict[str, Any]:
    return {"options": [{"name": "Size", "value": text}]}


@pytest.fixture
def key(shop: Any) -> int:
    """A product in three sizes, ten of them, at 20."""
    made: int = shop.product("Cap", sku="C", price=20, quantity=10, options=[SIZES])
    return made


def test_create(shop: Any, key: int) -> None:
    fields = {
        "sku": "C-L",
        "quantity": 9,
        "unlimited": False,
        "price": 22.5,
        "costPrice": 4,
        "weight": 0.3,
        "dimensions": {"length": 1, "width": 2, "height": 3},
        "volume": 5,
        "customsHsTariffCode": "6505",
    }
    created = shop.post(f"/products/{key}/combinations", size("L") | fields)["id"]
    [variation] = shop.get(f"/products/{key}")["combinations"]
    assert variation["id"] == created > 0
    assert {name: variation[name] for name in fields} == fields
    assert variation["combinationNumber"] == 1
    assert variation["options"] == [
        {
            "name": "Size",
            "nameTranslated": {"en": "Size"},
            "value": "L",
            "valueTranslated": {"en": "L"},
        }
    ]
    assert variation == shop.get(f"/products/{key}/combinations/{created}")


def test_manipulate(shop: Any, key: int) -> None:
    path = f"/products/{key}/combinations"
    first = shop.post(path, size("S") | {"sku": "C-S", "quantity": 1, "price": 8})["id"]
    second = shop.post(path, size("M") | {"sku": "C-M", "quantity": 9})["id"]
    change = {"sku": "C-S2", "quantity": 7, "costPrice": 3, "volume": 2}
    assert shop.put(f"{path}/{first}", change) == {"updateCount": 1}
    adjusted = shop.put(f"{path}/{second}/inventory", {"quantityDelta": -4})
    assert adjusted == {"updateCount": 1}
    listed = shop.get(path)
    assert [each["id"] for each in listed] == [first, second]
    assert {name: listed[0][name] for name in change} == change
    assert (listed[0]["price"], listed[0]["options"][0]["value"]) == (8, "S")
    assert listed[1]["quantity"] == 5
    assert shop.delete(f"{path}/{first}") == {"deleteCount": 1}
    assert [each["id"] for each in shop.get(path)] == [second]
    refusal = shop.refused("GET", f"{path}/{first}")
    assert refusal[:2] == (404, "COMBINATION_NOT_FOUND")


def test_remove_variations_also_where_there_are_none(shop: Any, key: int) -> None:
    path = f"/products/{key}/combinations"
    assert shop.delete(path) == {"deleteCount": 0}
    shop.post(path, size("S"))
    shop.post(path, size("M"))
    assert shop.delete(path) == {"deleteCount": 2}
    assert shop.get(path) == []


def test_an_unknown_product_is_not_found(shop: Any) -> None:
    for method, path in (("GET", ""), ("POST", ""), ("DELETE", ""), ("GET", "/1")):
        refusal = shop.refused(method, f"/products/5/combinations{path}", {})
        assert refusal == (404, "PRODUCT_NOT_FOUND", "Product #5 not found")


def test_an_unknown_option_becomes_a_select_option(shop: Any, key: int) -> None:
    options = [{"name": "Size", "value": "XL"}, {"name": "Color", "value": "Red"}]
    shop.post(f"/products/{key}/combinations", {"options": options})
    sizes, colors = shop.get(f"/products/{key}")["options"]
    assert [choice["text"] for choice in sizes["choices"]] == ["S", "M", "L", "XL"]
    assert (colors["type"], colors["choices"][0]["text"]) == ("SELECT", "Red")


def test_a_second_variation_of_the_same_options_is_refused(shop: Any, key: int) -> None:
    path = f"/products/{key}/combinations"
    shop.post(path, size("S"))
    other = shop.post(path, size("M"))["id"]
    assert shop.refused("POST", path, size("S"))[:2] == (409, "COMBINATION_DUPLICATED")
    assert shop.refused("PUT", f"{path}/{other}", size("S"))[:2] == (409, "COMBINATION_DUPLICATED")


def test_a_sku_of_another_is_refused(shop: Any, key: int) -> None:
    shop.product("Hat", sku="H")
    path = f"/products/{key}/combinations"
    shop.post(path, size("S") | {"sku": "C-S"})
    for sku in ("H", "C-S"):
        refusal = shop.refused("POST", path, size("M") | {"sku": sku})
        assert refusal[:2] == (409, "SKU_ALREADY_EXISTS")


@pytest.mark.parametrize("body", [{}, {"options": []}, {"options": [{"name": "Size"}]}])
def test_a_variation_needs_options(shop: Any, key: int, body: Any) -> None:
    refusal = shop.refused("POST", f"/products/{key}/combinations", body)
    assert refusal[:2] == (400, "WRONG_PARAMETER")


def test_an_option_without_choices_makes_no_variation(shop: Any) -> None:
    key = shop.product(options=[{"type": "TEXTFIELD", "name": "Engraving"}])
    body = {"options": [{"name": "Engraving", "value": "x"}]}
    assert shop.refused("POST", f"/products/{key}/combinations", body)[0] == 400


def test_without_a_sku_the_stock_is_the_products(shop: Any, key: int) -> None:
    path = f"/products/{key}/combinations"
    made = shop.post(path, size("S") | {"quantity": 3})["id"]
    assert shop.get(f"{path}/{made}")["quantity"] == 10
    assert shop.refused("PUT", f"{path}/{made}/inventory", {"quantityDelta": 1})[0] == 400
    shop.put(f"/products/{key}/inventory", {"quantityDelta": -1})
    assert shop.get(f"{path}/{made}")["quantity"] == 9


@pytest.mark.parametrize("sku", [None, ""])
def test_null_or_nothing_takes_the_sku_away(shop: Any, key: int, sku: str | None) -> None:
    path = f"/products/{key}/combinations"
    made = shop.post(path, size("S") | {"sku": "C-S", "quantity": 3})["id"]
    shop.put(f"{path}/{made}", {"sku": sku})
    variation = shop.get(f"{path}/{made}")
    assert "sku" not in variation
    assert variation["quantity"] == 10
    shop.put(f"{path}/{made}", {"sku": "C-S", "quantity": 4})
    assert shop.get(f"{path}/{made}")["quantity"] == 4


def test_the_products_sku_means_the_products_stock_and_size(shop: Any, key: int) -> None:
    path = f"/products/{key}/combinations"
    body = size("S") | {"sku": "C"}
    refusal = shop.refused("POST", path, body | {"quantity": 3})
    assert refusal[:2] == (400, "DIFFERENT_COMBINATION_STOCK")
    refusal = shop.refused("POST", path, body | {"dimensions": {"length": 3}})
    assert refusal[:2] == (400, "DIFFERENT_COMBINATION_DIMENSIONS")
    made = shop.post(path, body)["id"]
    shop.put(f"{path}/{made}/inventory", {"quantityDelta": 2})
    assert shop.get(f"/products/{key}")["quantity"] == 12
    assert shop.get(f"{path}/{made}")["quantity"] == 12


def test_prices_of_variations_have_the_rules_of_products(shop: Any, key: int) -> None:
    path = f"/products/{key}/combinations"
    tiers = [{"quantity": 2, "price": 19}]
    shop.post(path, size("S") | {"wholesalePrices": tiers})
    refusal = shop.refused("POST", path, size("M") | {"price": 18, "wholesalePrices": tiers})
    assert refusal[:2] == (400, "WHOLESALE_PRICES_TOO_BIG")
    refusal = shop.refused("POST", path, size("M") | {"costPrice": -1})
    assert refusal[:2] == (400, "COST_PRICE_CANT_BE_NEGATIVE")


def test_a_price_that_is_absent_is_the_products_with_its_modifiers(shop: Any) -> None:
    option = {**SIZES, "choices": [{"text": "S"}, {"text": "L", "priceModifier": 5}]}
    key = shop.product(price=20, options=[{**option, "defaultChoice": 1}])
    path = f"/products/{key}/combinations"
    made = shop.post(path, size("L"))["id"]
    variation = shop.get(f"{path}/{made}")
    assert "price" not in variation
    assert variation["defaultDisplayedPrice"] == 25
    product = shop.get(f"/products/{key}")
    assert product["defaultCombinationId"] == made
    shop.put(f"{path}/{made}", {"price": 30})
    assert shop.get(f"/products/{key}")["defaultDisplayedPrice"] == 30


def test_a_product_is_in_stock_if_a_variation_is(shop: Any) -> None:
    key = shop.product(quantity=0, options=[SIZES])
    shop.post(f"/products/{key}/combinations", size("S") | {"sku": "C-S", "quantity": 1})
    assert shop.get(f"/products/{key}")["inStock"] is True
    assert shop.found(inventory="instock") == [key]


def test_removing_what_a_variation_is_made_of_is_refused(shop: Any, key: int) -> None:
    shop.post(f"/products/{key}/combinations", size("S"))
    path = f"/products/{key}"
    refusal = shop.refused("PUT", path, {"options": []})
    assert refusal[:2] == (409, "COMBINATION_CONTAINS_REMOVED_OPTION")
    without_s = {"options": [{**SIZES, "choices": [{"text": "M"}]}]}
    refusal = shop.refused("PUT", path, without_s)
    assert refusal[:2] == (409, "COMBINATION_CONTAINS_REMOVED_OPTION_VALUE")
    shop.put(path, without_s, rebuildVariationsOnOptionsUpdate="true")
    assert shop.get(path)["combinations"] == []


def test_combinations_of_a_product_body_count_only_if_asked_for(shop: Any) -> None:
    body = {"name": "Cap", "combinations": [size("S") | {"sku": "C-S"}, size("M")]}
    key = shop.post("/products", body)["id"]
    assert shop.get(f"/products/{key}")["combinations"] == []
    key = shop.post("/products", body, saveCombinations="true")["id"]
    first = shop.get(f"/products/{key}")["combinations"]
    assert [each["options"][0]["value"] for each in first] == ["S", "M"]
    change = {"combinations": [size("M") | {"price": 5}, size("L")]}
    shop.put(f"/products/{key}", change, saveCombinations="true")
    second = shop.get(f"/products/{key}")["combinations"]
    assert [each["options"][0]["value"] for each in second] == ["M", "L"]
    assert second[0]["id"] == first[1]["id"]
    assert second[0]["price"] == 5


def test_at_most_two_hundred_combinations_come_in_one_request(shop: Any) -> None:
    body = {"name": "Cap", "combinations": [size(str(number)) for number in range(201)]}
    refusal = shop.refused("POST", "/products", body, saveCombinations="true")
    assert refusal[:2] == (400, "COMBINATION_LIMIT_PER_REQUEST_EXCEEDED")


def test_image(shop: Any, key: int) -> None:
    path = f"/products/{key}/combinations"
    made = shop.post(path, size("S"))["id"]
    url = "https://pictures.example.com/cap.png"
    assert shop.post(f"{path}/{made}/image", externalUrl=url)["id"] > 0
    variation = shop.get(f"{path}/{made}")
    assert variation["originalImageUrl"] == url
    assert variation["imageUrl"]
    assert shop.delete(f"{path}/{made}/image") == {"deleteCount": 1}
    assert "imageUrl" not in shop.get(f"{path}/{made}")


def test_async_image(shop: Any, key: int) -> None:
    path = f"/products/{key}/combinations"
    made = shop.post(path, size("S"))["id"]
    url = "https://pictures.example.com/nowhere.png"
    shop.post(f"{path}/{made}/image/async", {"url": url, "width": 10, "height": 20})
    assert shop.get(f"{path}/{made}")["originalImageUrl"] == url


def test_changing_a_variation_updates_its_product(shop: Any, key: int, clock: Any) -> None:
    made = shop.post(f"/products/{key}/combinations", size("S"))["id"]
    clock.advance(5)
    shop.put(f"/products/{key}/combinations/{made}", {"price": 1})
    assert shop.get(f"/products/{key}")["updateTimestamp"] == int(clock.now())


def test_variations_are_numbered_from_one(shop: Any, key: int) -> None:
    path = f"/products/{key}/combinations"
    first = shop.post(path, size("S"))["id"]
    shop.post(path, size("M"))
    shop.delete(f"{path}/{first}")
    shop.post(path, size("L"))
    assert [each["combinationNumber"] for each in shop.get(path)] == [2, 3]


def test_a_variation_of_the_products_sku_follows_its_size(shop: Any, key: int) -> None:
    path = f"/products/{key}/combinations"
    made = shop.post(path, size("S") | {"sku": "C"})["id"]
    shop.put(f"/products/{key}", {"dimensions": {"length": 4}})
    assert shop.get(f"{path}/{made}")["dimensions"] == {"length": 4, "width": 0, "height": 0}
