"""Slugs and static pages."""

from __future__ import annotations

import io
from typing import Any

import pytest

from tests.emulator.conftest import Reply, drive

PATH = "/storefront-widget-pages"


def page(shop: Any, uri: str) -> Reply:
    """A static page; no token is needed."""
    environ = {"REQUEST_METHOD": "GET", "REQUEST_URI": uri, "wsgi.input": io.BytesIO()}
    return drive(shop.api.shop, environ)


def lead(shop: Any, slug: str) -> tuple[Any, ...]:
    """(status, type, canonical slug, id) of what a slug leads to."""
    found = shop.get(PATH, slug=slug)
    entity = (found.get("storeEntityData") or {}).get("id")
    return found["status"], found.get("type"), found.get("canonicalSlug"), entity


def test_a_product_is_found_by_all_its_slugs(shop: Any) -> None:
    key = shop.product("Pizza Margherita")
    generated = f"pizza-margherita-{key}"
    assert lead(shop, generated) == ("OK", "PRODUCT", generated, str(key))
    for other in ("pizza-margherita", f"Pizza-p{key}", f"p{key}", f"anything-{key}"):
        assert lead(shop, other) == ("NONCANONICAL", "PRODUCT", generated, str(key))
    for slug in ("pizza", "margherita"):
        shop.put(f"/products/{key}", {"customSlug": slug})
        assert lead(shop, slug) == ("OK", "PRODUCT", slug, str(key))
        assert lead(shop, generated)[0] == "NONCANONICAL"
    assert lead(shop, "pizza") == ("NONCANONICAL", "PRODUCT", "margherita", str(key))


def test_a_product_is_found_by_the_name_it_had(shop: Any) -> None:
    key = shop.product("Pizza", customSlug="dish")
    shop.put(f"/products/{key}", {"name": "Flatbread"})
    assert lead(shop, "dish")[0] == "OK"
    assert lead(shop, f"pizza-{key}") == ("NONCANONICAL", "PRODUCT", "dish", str(key))


def test_a_category_is_found_by_all_its_slugs(shop: Any) -> None:
    key = shop.category("Warm Hats")
    generated = f"warm-hats-{key}"
    assert lead(shop, generated) == ("OK", "CATEGORY", generated, str(key))
    shop.put(f"/categories/{key}", {"customSlug": "hats"})
    assert lead(shop, "hats") == ("OK", "CATEGORY", "hats", str(key))
    for other in (generated, "warm-hats", f"Hats-c{key}"):
        assert lead(shop, other) == ("NONCANONICAL", "CATEGORY", "hats", str(key))


def test_the_one_that_has_a_slug_now_comes_before_one_that_had_it(shop: Any) -> None:
    old = shop.product("A", customSlug="pizza")
    shop.put(f"/products/{old}", {"customSlug": "other"})
    assert lead(shop, "pizza")[3] == str(old)
    new = shop.product("B", customSlug="pizza")
    assert lead(shop, "pizza") == ("OK", "PRODUCT", "pizza", str(new))


@pytest.mark.parametrize(
    ("slug", "kind"),
    [
        ("search", "SEARCH"),
        ("legal/terms", "LEGAL_PAGE"),
        ("cart", "CART"),
        ("repeat-order", "CART"),
        ("checkout/delivery", "CHECKOUT"),
        ("orderFailure", "CHECKOUT"),
        ("account/orders", "CUSTOMER_ACCOUNT"),
        ("resetPassword", "CUSTOMER_ACCOUNT"),
    ],
)
def test_fixed_pages_have_fixed_slugs(shop: Any, slug: str, kind: str) -> None:
    assert lead(shop, slug) == ("OK", kind, slug, None)


def test_a_slug_that_leads_nowhere_is_an_answer_too(shop: Any) -> None:
    assert shop.get(PATH, slug="nothing") == {"status": "NOT_FOUND"}
    content = shop.get(PATH, slug="nothing", getStaticContent="true")
    assert content == {"status": "NOT_FOUND", "staticContent": None}


def test_a_slug_is_needed(shop: Any) -> None:
    assert shop.refused("GET", PATH)[:2] == (400, "SLUG_PARAMETER_NOT_FOUND")
    assert shop.refused("GET", f"{PATH}?slug=")[:2] == (400, "SLUG_PARAMETER_EMPTY")
    assert shop.get(PATH, storeRootPage="true")["type"] == "ROOT"


def test_a_pages_content_comes_with_its_slug(shop: Any) -> None:
    key = shop.product("Cap & Hat", customSlug="cap")
    found = shop.get(PATH, slug="cap", getStaticContent="true")
    assert found["staticContent"] == page(shop, f"/product-page/1003/{key}/static-code").json
    assert "Cap &amp; Hat" in found["staticContent"]["htmlCode"]
    assert found["staticContent"]["canonicalUrl"] == shop.get(f"/products/{key}")["url"]


def test_static_pages_need_no_token(shop: Any) -> None:
    category = shop.category("Hats")
    product = shop.product("Cap", categoryIds=[category])
    shop.product("Secret", categoryIds=[category], enabled=False)
    home = page(shop, "/home-page/1003/static-code").json
    assert "Cap" in home["htmlCode"]
    assert home["lastUpdated"] == 1_700_000_000_000
    hats = page(shop, f"/category-page/1003/{category}/static-code").json
    assert "Hats" in hats["htmlCode"]
    assert "Cap" in hats["htmlCode"]
    assert "Secret" not in home["htmlCode"] + hats["htmlCode"]
    shop.product("Beret", categoryIds=[category])
    for path in ("home-page/1003", f"category-page/1003/{category}"):
        short = page(shop, f"/{path}/static-code?limit=1").json["htmlCode"]
        assert short.count("<li>") == 1
    assert page(shop, f"/product-page/1003/{product}/static-code").status == 200


def test_links_to_pages_in_other_languages(shop: Any) -> None:
    query = "international_pages%5Bru%5D=https%3A%2F%2Fexample.com%2Fru"
    links = page(shop, f"/home-page/1003/static-code?{query}").json["hrefLangHtml"]
    assert links == "<link rel='alternate' hreflang='ru' href='https://example.com/ru' />"


@pytest.mark.parametrize(
    "uri",
    [
        "/home-page/1004/static-code",
        "/product-page/1003/5/static-code",
        "/category-page/1003/5/static-code",
        "/no-page/1003/static-code",
    ],
)
def test_a_page_that_is_not_there_is_not_found(shop: Any, uri: str) -> None:
    assert page(shop, uri).status == 404
