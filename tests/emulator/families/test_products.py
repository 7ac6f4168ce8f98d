"""Products: what a write does, what it refuses, what comes back."""

from __future__ import annotations

from typing import Any

import pytest


def test_a_name_is_enough_to_create(shop: Any) -> None:
    key = shop.product("Cap")
    product = shop.get(f"/products/{key}")
    assert product["id"] == key
    assert (product["name"], product["nameTranslated"]) == ("Cap", {"en": "Cap"})
    assert product["sku"] == "00001"
    assert (product["price"], product["enabled"]) == (0, True)
    assert (product["unlimited"], product["inStock"]) == (True, True)
    assert "quantity" not in product
    assert product["media"]["images"] == []
    assert product["showOnFrontpage"] == 1


def test_a_made_up_sku_is_none_that_is_or_was_there(shop: Any) -> None:
    shop.product("Taken", sku="00002")
    first, second = shop.product("Cap"), shop.product("Hat")
    shop.delete(f"/products/{second}")
    keys = first, shop.product("Scarf"), shop.product("Glove")
    skus = [shop.get(f"/products/{key}")["sku"] for key in keys]
    assert skus == ["00003", "00005", "00006"]


@pytest.mark.parametrize("body", [{}, {"name": None}, {"name": " "}])
def test_a_missing_name_is_refused(shop: Any, body: Any) -> None:
    refusal = shop.refused("POST", "/products", body)
    assert refusal == (400, "WRONG_PARAMETER", "Field Product.name is absent")


def test_a_body_that_is_no_object_is_refused(shop: Any) -> None:
    assert shop.refused("POST", "/products", [1])[:2] == (400, "WRONG_PARAMETER")
    assert shop.refused("POST", "/products")[:2] == (400, "WRONG_PARAMETER")


def test_a_put_changes_only_what_it_names(shop: Any, clock: Any) -> None:
    key = shop.product("Cap", price=5, description="<b>Warm</b>")
    before = shop.get(f"/products/{key}")
    clock.advance(60)
    assert shop.put(f"/products/{key}", {"price": 6.5}) == {"updateCount": 1}
    after = shop.get(f"/products/{key}")
    changed = {name for name in before if before[name] != after.get(name)}
    assert changed == {
        *("price", "priceInProductList", "defaultDisplayedPrice"),
        *("defaultDisplayedPriceFormatted", "updated", "updateTimestamp"),
    }
    assert after["updateTimestamp"] == before["updateTimestamp"] + 60
    assert after["defaultDisplayedPriceFormatted"] == "$6.50"


def test_null_unknown_and_read_only_fields_change_nothing(shop: Any) -> None:
    key = shop.product("Cap", price=5, dimensions={"length": 1, "width": 2, "height": 3})
    before = shop.get(f"/products/{key}")
    shop.put(
        f"/products/{key}",
        {
            "name": None,
            "id": 7,
            "colour": "red",
            "inStock": False,
            "url": "https://example.com",
            "dimensions": {"width": None, "depth": 9},
        },
    )
    assert shop.get(f"/products/{key}") == before


def test_nested_objects_merge_and_lists_replace(shop: Any) -> None:
    key = shop.product(
        dimensions={"length": 1, "width": 2, "height": 3},
        nameTranslated={"en": "Cap", "ru": "Кепка"},
        customPriceTiers=[{"value": 1}, {"value": 2}],
    )
    shop.put(
        f"/products/{key}",
        {
            "dimensions": {"width": 9},
            "nameTranslated": {"de": "Mütze"},
            "customPriceTiers": [{"value": 3}],
        },
    )
    product = shop.get(f"/products/{key}")
    assert product["dimensions"] == {"length": 1, "width": 9, "height": 3}
    assert product["nameTranslated"] == {"en": "Cap", "ru": "Кепка", "de": "Mütze"}
    assert product["customPriceTiers"] == [{"value": 3}]


def test_only_an_explicit_null_clears_the_google_category(shop: Any) -> None:
    key = shop.product(googleProductCategory=632)
    shop.put(f"/products/{key}", {"name": "Hat"})
    assert shop.get(f"/products/{key}")["googleProductCategory"] == 632
    shop.put(f"/products/{key}", {"googleProductCategory": None})
    assert "googleProductCategory" not in shop.get(f"/products/{key}")


def test_a_translation_in_the_default_language_is_the_text_itself(shop: Any) -> None:
    key = shop.product("Cap")
    shop.put(f"/products/{key}", {"nameTranslated": {"en": "Hat", "ru": "Шапка"}})
    product = shop.get(f"/products/{key}")
    assert product["name"] == "Hat"
    assert shop.get(f"/products/{key}", lang="ru")["name"] == "Шапка"
    assert shop.get(f"/products/{key}", lang="fr")["name"] == "Hat"


def test_a_field_of_a_wrong_type_is_refused_by_name(shop: Any) -> None:
    refusal = shop.refused("POST", "/products", {"name": "Cap", "price": "dear"})
    assert refusal[:2] == (400, "WRONG_PARAMETER")
    assert "Product.price" in refusal[2]
    options = [{"type": "SELECT", "name": "Size", "choices": [{"text": 1}]}]
    refusal = shop.refused("POST", "/products", {"name": "Cap", "options": options})
    assert "Product.options[0].choices[0].text" in refusal[2]


def test_quantity_is_kept_only_where_stock_is_limited(shop: Any) -> None:
    key = shop.product(unlimited=True, quantity=5)
    assert "quantity" not in shop.get(f"/products/{key}")
    shop.put(f"/products/{key}", {"quantity": 5})
    assert "quantity" not in shop.get(f"/products/{key}")
    shop.put(f"/products/{key}", {"quantity": 0, "unlimited": False})
    product = shop.get(f"/products/{key}")
    assert (product["quantity"], product["inStock"]) == (0, False)


def test_weight_is_kept_only_where_shipping_is_required(shop: Any) -> None:
    key = shop.product(weight=1.5, isShippingRequired=False)
    assert "weight" not in shop.get(f"/products/{key}")
    shop.put(f"/products/{key}", {"weight": 1.5, "isShippingRequired": True})
    assert shop.get(f"/products/{key}")["weight"] == 1.5


def test_update_inventory(shop: Any) -> None:
    key = shop.product(quantity=10, unlimited=False)
    path = f"/products/{key}/inventory"
    assert shop.put(path, {"quantityDelta": 5}) == {"updateCount": 1}
    assert shop.get(f"/products/{key}")["quantity"] == 15
    answer = shop.put(path, {"quantityDelta": -20})
    assert answer == {"updateCount": 1, "warning": "Product has negative stock."}
    assert shop.get(f"/products/{key}")["quantity"] == -5


def test_adjusting_unlimited_stock_changes_nothing(shop: Any) -> None:
    key = shop.product()
    assert shop.put(f"/products/{key}/inventory", {"quantityDelta": 5}) == {"updateCount": 0}
    assert shop.refused("PUT", f"/products/{key}/inventory", {})[0] == 400


def test_a_compare_to_price_brings_its_discount(shop: Any) -> None:
    key = shop.product(price=15, compareToPrice=20)
    product = shop.get(f"/products/{key}")
    assert product["compareToPriceDiscount"] == 5
    assert product["compareToPriceDiscountPercentFormatted"] == "25%"
    assert product["defaultDisplayedCompareToPriceFormatted"] == "$20.00"
    shop.put(f"/products/{key}", {"compareToPrice": 0})
    assert not [name for name in shop.get(f"/products/{key}") if "ompareTo" in name]


def test_a_product_deleted_is_not_found(shop: Any) -> None:
    key = shop.product()
    assert shop.delete(f"/products/{key}") == {"deleteCount": 1}
    refusal = (404, "PRODUCT_NOT_FOUND", f"Product #{key} not found")
    assert shop.refused("GET", f"/products/{key}") == refusal
    assert shop.refused("PUT", f"/products/{key}", {"price": 1}) == refusal
    assert shop.refused("DELETE", f"/products/{key}") == refusal


def test_all_products_are_deleted_at_once(shop: Any) -> None:
    hats = shop.category()
    keys = [shop.product("A", sku="A"), shop.product("B", categoryIds=[hats])]
    reply = shop.api("DELETE", "/products")
    assert (reply.status, reply.content) == (202, b"")
    assert shop.found() == shop.found(productId=keys[0]) == shop.found(keyword="a") == []
    assert "productIds" not in shop.get(f"/categories/{hats}")
    assert [item["id"] for item in shop.get("/products/deleted")["items"]] == keys
    assert shop.found() == []
    shop.product("A", sku="A")


def test_skus_are_unique_over_products_and_variations(shop: Any) -> None:
    option = {"type": "SELECT", "name": "Size", "choices": [{"text": "S"}]}
    first = shop.product("Cap", sku="C", options=[option])
    body = {"options": [{"name": "Size", "value": "S"}], "sku": "C-S"}
    shop.post(f"/products/{first}/combinations", body)
    for sku in ("C", "C-S"):
        refusal = shop.refused("POST", "/products", {"name": "Hat", "sku": sku})
        assert refusal[:2] == (409, "SKU_ALREADY_EXISTS")
    second = shop.product("Hat", sku="H")
    assert shop.refused("PUT", f"/products/{second}", {"sku": "C"})[0] == 409
    assert shop.get(f"/products/{second}")["sku"] == "H"
    assert shop.put(f"/products/{first}", {"sku": "C"}) == {"updateCount": 1}


def test_external_reference_ids_are_unique(shop: Any) -> None:
    shop.product(externalReferenceId="x-1")
    body = {"name": "Hat", "externalReferenceId": "x-1"}
    assert shop.refused("POST", "/products", body)[:2] == (409, "EXTERNAL_ID_ALREADY_USED")


@pytest.mark.parametrize(
    ("tier", "code"),
    [
        ({"quantity": 5, "price": 0}, "WHOLESALE_PRICES_CANT_BE_NULL"),
        ({"quantity": 5}, "WHOLESALE_PRICES_CANT_BE_NULL"),
        ({"quantity": 5, "price": -1}, "WHOLESALE_PRICES_CANT_BE_NEGATIVE"),
        ({"quantity": 5, "price": 11}, "WHOLESALE_PRICES_TOO_BIG"),
        ({"quantity": 1, "price": 9}, "WHOLESALE_PRICES_QUANTITY_TOO_SMALL"),
    ],
)
def test_wholesale_prices_have_rules(shop: Any, tier: Any, code: str) -> None:
    body = {"name": "Cap", "price": 10, "wholesalePrices": [tier]}
    assert shop.refused("POST", "/products", body)[:2] == (400, code)


def test_wholesale_prices_come_sorted_and_go_with_an_empty_list(shop: Any) -> None:
    tiers = [{"quantity": 9, "price": 7}, {"quantity": 3, "price": 8}]
    key = shop.product(price=10, wholesalePrices=tiers)
    assert shop.get(f"/products/{key}")["wholesalePrices"] == tiers[::-1]
    shop.put(f"/products/{key}", {"wholesalePrices": []})
    assert "wholesalePrices" not in shop.get(f"/products/{key}")


def test_a_negative_cost_price_is_refused(shop: Any) -> None:
    body = {"name": "Cap", "costPrice": -1}
    assert shop.refused("POST", "/products", body)[:2] == (400, "COST_PRICE_CANT_BE_NEGATIVE")


def test_return_item_answers_with_the_product(shop: Any) -> None:
    answer = shop.post("/products", {"name": "Cap", "price": 3}, returnItem="true")
    assert answer["item"] == shop.get(f"/products/{answer['id']}")
    answer = shop.put(
        f"/products/{answer['id']}",
        {"price": 4},
        returnItem="true",
        responseFields="item(id,price)",
    )
    assert answer == {"updateCount": 1, "item": {"id": answer["item"]["id"], "price": 4}}


def test_categories_show_if_they_are_enabled(shop: Any) -> None:
    hidden = shop.category("Hidden", enabled=False)
    hats = shop.category("Hats")
    key = shop.product(categoryIds=[hidden, hats])
    product = shop.get(f"/products/{key}")
    assert product["categoryIds"] == [hidden, hats]
    assert product["defaultCategoryId"] == hidden
    assert product["categories"] == [
        {"id": hidden, "enabled": False},
        {"id": hats, "enabled": True},
    ]
    assert "showOnFrontpage" not in product


def test_categories_must_exist_and_be_at_most_a_hundred(shop: Any) -> None:
    refusal = shop.refused("POST", "/products", {"name": "Cap", "categoryIds": [5]})
    assert refusal == (404, "CATEGORIES_NOT_FOUND", "Category #5 not found")
    refusal = shop.refused("POST", "/products", {"name": "Cap", "categoryIds": list(range(101))})
    assert refusal[:2] == (402, "MAX_CATEGORIES_FOR_API_REQUEST_LIMIT_EXCEEDED")
    assert shop.found() == []


def test_the_front_page_is_left_only_with_a_category(shop: Any) -> None:
    key = shop.product(showOnFrontpage=4)
    assert shop.refused("PUT", f"/products/{key}", {"showOnFrontpage": -1})[0] == 400
    body = {"showOnFrontpage": -1, "categoryIds": [shop.category()]}
    shop.put(f"/products/{key}", body)
    assert "showOnFrontpage" not in shop.get(f"/products/{key}")
    assert shop.found(category=0) == []


def test_options_come_back_completed(shop: Any) -> None:
    sent = [
        {"type": "RADIO", "name": "Size", "choices": [{"text": "S"}, {"text": "L"}]},
        {"type": "TEXTFIELD", "name": "Engraving", "required": True},
    ]
    key = shop.product(options=sent)
    size, engraving = shop.get(f"/products/{key}")["options"]
    assert size["choices"][1] == {
        "text": "L",
        "textTranslated": {"en": "L"},
        "priceModifier": 0,
        "priceModifierType": "ABSOLUTE",
    }
    assert (size["required"], engraving["required"]) == (False, True)
    assert "choices" not in engraving
    shop.put(f"/products/{key}", {"options": []})
    assert shop.get(f"/products/{key}")["options"] == []


def test_default_choices_change_the_price_shown(shop: Any) -> None:
    choices = [
        {"text": "L", "priceModifier": 10, "priceModifierType": "PERCENT"},
        {"text": "XL", "priceModifier": 3},
    ]
    option = {"type": "SELECT", "name": "Size", "choices": choices, "defaultChoice": 0}
    key = shop.product(price=50, options=[option])
    assert shop.get(f"/products/{key}")["defaultDisplayedPrice"] == 55
    option["defaultChoice"] = 7
    assert shop.refused("PUT", f"/products/{key}", {"options": [option]})[0] == 400


def test_attributes_are_named_by_alias_id_or_name(shop: Any) -> None:
    general = {each["type"]: each["id"] for each in shop.get("/classes/0")["attributes"]}
    sent = [
        {"alias": "BRAND", "value": "Acme"},
        {"id": general["UPC"], "value": "0001"},
        {"name": "Material", "value": "Wool", "show": "NOTSHOW"},
    ]
    key = shop.product(attributes=sent)
    attributes = shop.get(f"/products/{key}")["attributes"]
    assert [(each["name"], each["value"], each["type"]) for each in attributes] == [
        ("Brand", "Acme", "BRAND"),
        ("UPC", "0001", "UPC"),
        ("Material", "Wool", "CUSTOM"),
    ]
    assert attributes[0]["id"] == general["BRAND"]
    assert "alias" not in attributes[0]
    refusal = shop.refused("PUT", f"/products/{key}", {"attributes": [{"id": 1, "value": "x"}]})
    assert refusal[0] == 400


def test_a_public_token_sees_what_the_storefront_shows(shop: Any) -> None:
    attributes = [{"name": "Secret", "value": "x", "show": "NOTSHOW"}]
    categories = [shop.category("Hidden", enabled=False), shop.category("Hats")]
    shown = shop.product("Cap", attributes=attributes, categoryIds=categories, costPrice=2)
    hidden = shop.product("Hat", enabled=False)
    product = shop.public(f"/products/{shown}")
    assert product["attributes"] == []
    assert product["categoryIds"] == categories[1:]
    assert shop.public(f"/products/{hidden}") == {"id": hidden, "enabled": False}
    assert [item["id"] for item in shop.public("/products")["items"]] == [shown]


@pytest.mark.parametrize(
    ("query", "url"),
    [
        ({}, "https://store1003.company.site/products/tea-cup-{id}"),
        ({"cleanUrls": "false"}, "https://store1003.company.site/products#!/Tea-cup/p/{id}"),
        ({"cleanUrls": "true"}, "https://store1003.company.site/Tea-cup-p{id}"),
        ({"baseUrl": "https://google.com/"}, "https://google.com/#!/Tea-cup/p/{id}"),
        (
            {"baseUrl": "https://google.com/", "cleanUrls": "false"},
            "https://google.com/#!/Tea-cup/p/{id}",
        ),
        (
            {"baseUrl": "https://google.com/", "cleanUrls": "true"},
            "https://google.com/Tea-cup-p{id}",
        ),
        ({"slugsWithoutIds": "true"}, "https://store1003.company.site/products/tea-cup"),
    ],
)
def test_urls_are_built_as_the_request_asks(shop: Any, query: Any, url: str) -> None:
    key = shop.product("Tea cup")
    assert shop.get(f"/products/{key}", **query)["url"] == url.format(id=key)


def test_a_custom_slug_is_used_and_never_changed(shop: Any) -> None:
    key = shop.product("Tea cup", customSlug="my-cup")
    shop.put(f"/products/{key}", {"name": "Mug"})
    product = shop.get(f"/products/{key}")
    assert product["autogeneratedSlug"] == f"mug-{key}"
    assert product["customSlug"] == "my-cup"
    assert product["url"].endswith("/products/my-cup")


def test_a_wrong_clean_urls_has_a_code_of_its_own(shop: Any) -> None:
    refusal = shop.refused("GET", "/products", cleanUrls="perhaps")
    assert refusal[:2] == (400, "CLEAN_URLS_PARAMETER_IS_INVALID")


def test_related_products_may_be_named_by_sku(shop: Any) -> None:
    other = shop.product("Hat", sku="H")
    key = shop.product(relatedProducts={"productSkus": ["H", "unknown"]})
    related = shop.get(f"/products/{key}")["relatedProducts"]
    assert related["productIds"] == [other]
    assert "productSkus" not in related


def test_a_refused_write_leaves_no_trace(shop: Any) -> None:
    shop.product("Cap", sku="C")
    attributes = [{"name": "Never seen", "value": "x"}]
    shop.refused("POST", "/products", {"name": "Hat", "sku": "C", "attributes": attributes})
    names = {each["name"] for each in shop.get("/classes/0")["attributes"]}
    assert "Never seen" not in names


def test_a_product_deleted_leaves_every_list(shop: Any) -> None:
    hats = shop.category()
    key = shop.product(categoryIds=[hats], showOnFrontpage=1)
    shop.delete(f"/products/{key}")
    assert "productIds" not in shop.get(f"/categories/{hats}")
    for parent in (0, hats):
        assert shop.get("/products/sort", parentCategory=parent) == {"sortedIds": []}


def test_stock_of_nothing_is_no_warning(shop: Any) -> None:
    key = shop.product(quantity=3)
    path = f"/products/{key}/inventory"
    assert shop.put(path, {"quantityDelta": -3}) == {"updateCount": 1}
    assert shop.get(f"/products/{key}")["inStock"] is False


def test_a_wholesale_price_may_be_the_price_itself(shop: Any) -> None:
    tier = {"quantity": 2, "price": 10}
    key = shop.product(price=10, wholesalePrices=[tier])
    assert shop.get(f"/products/{key}")["wholesalePrices"] == [tier]
