"""Products: filters, order, colours, stock at once, and all of them deleted."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from ecwid_orm import (
    Category,
    Conflict,
    InvalidValue,
    ObjectState,
    Product,
    ProductVariation,
    ServerError,
    Session,
    UnknownParameter,
    inspect,
)
from ecwid_orm.emulator import Emulator, Fault, ManualClock
from ecwid_orm.testing import Sent
from tests.resources.operations import operations
from tests.session.conftest import Shop

RequestsOf = Callable[[], AbstractContextManager[Sent]]

SIZE = {"type": "RADIO", "name": "Size", "choices": [{"text": "S"}, {"text": "L"}]}
RED = {"text": "Red", "hexCodes": ["#FF0000"]}
COLOR = {"type": "SWATCHES", "name": "Color", "choices": [RED], "useImageAsSwatchSelector": False}


# Filters ------------------------------------------------------------------------------------------


@pytest.fixture
def catalogue(shop: Shop) -> int:
    shelf = shop.category(name="Shirts")
    shop.product(price=10, options=[SIZE], categoryIds=[shelf])
    shop.product(price=20, options=[SIZE])
    shop.product(price=30, attributes=[{"name": "Brand", "value": "Acme"}])
    return shelf


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_filters_say_what_a_search_can_be_narrowed_by(
    ecwid_session: Session, catalogue: int, requests_of: RequestsOf, method: Any
) -> None:
    with requests_of() as sent:
        found = Product.filters(
            "price", "categories", "option_Size", "attribute_Brand", method=method
        )
    name = {"POST": "getProductFilters", "GET": "getProductFiltersByQuery"}[method]
    assert operations(sent) == [name]
    assert found.product_count == 3
    assert found.filters is not None
    assert found.filters.price is not None
    assert found.filters.price.min_value == Decimal(10)
    assert found.filters.price.max_value == Decimal(30)
    assert found.filters.categories is not None
    assert [value.title for value in found.filters.categories.values] == ["Shirts"]
    sizes, brands = found.filters.option("Size"), found.filters.attribute("Brand")
    assert sizes is not None
    assert {value.title: value.product_count for value in sizes.values} == {"L": 2, "S": 2}
    assert brands is not None
    assert [value.title for value in brands.values] == ["Acme"]
    assert found.filters.option("Color") is None


def test_all_parameters_of_filters_go_as_texts_into_the_body(
    ecwid_session: Session, catalogue: int, requests_of: RequestsOf
) -> None:
    day = datetime(2020, 1, 1, tzinfo=UTC)
    with requests_of() as sent:
        found = Product.filters(
            "price",
            "option_Size",
            limits={"option_Size": 1},
            below=catalogue,
            price_from=Decimal("5.50"),
            categories=[catalogue],
            include_products_from_subcategories=True,
            created_from=day,
            enabled=True,
            inventory="instock",
            option={"Size": ["S", "L"]},
        )
    assert list(sent) == [
        (
            "POST",
            "/products/filters?filterFields=price,option_Size",
            {
                "params": {
                    "filterFields": "price,option_Size",
                    "filterFacetLimit": "option_Size:1",
                    "filterParentCategoryId": str(catalogue),
                    "priceFrom": "5.50",
                    "categories": str(catalogue),
                    "includeProductsFromSubcategories": "true",
                    "createdFrom": str(int(day.timestamp())),
                    "enabled": "true",
                    "inventory": "instock",
                    "option_Size": "S,L",
                }
            },
        )
    ]
    assert found.product_count == 1


def test_mistakes_in_filters_are_named(ecwid_session: Session, requests_of: RequestsOf) -> None:
    with requests_of() as sent:
        with pytest.raises(InvalidValue, match="what to filter by"):
            Product.filters()
        with pytest.raises(UnknownParameter, match="price_from"):
            Product.filters("price", price_form=3)
        with pytest.raises(InvalidValue, match="instock"):
            Product.filters("price", inventory="some")
    assert sent == []


# Order --------------------------------------------------------------------------------------------


def test_the_order_of_products_in_a_category(
    ecwid_session: Session, shop: Shop, requests_of: RequestsOf
) -> None:
    shelf = ecwid_session.get(Category, shop.category())
    keys = [shop.product(categoryIds=[shelf.id]) for _ in range(3)]
    assert list(shelf.product_ids) == []
    assert Product.order_in(shelf) == keys
    with requests_of() as sent:
        Product.set_order_in(shelf, [keys[2], ecwid_session.get(Product, keys[0])])
    assert sent[-1] == (
        "PUT",
        f"/products/sort?parentCategory={shelf.id}",
        {"sortedIds": [keys[2], keys[0]]},
    )
    assert list(shelf.product_ids) == Product.order_in(shelf.id) == [keys[2], keys[0], keys[1]]
    with requests_of() as sent, pytest.raises(Conflict):
        Product.set_order_in(shelf, [shop.product()])
    assert operations(sent)[-1] == "updateCategoryProductOrder"


def test_the_order_on_the_front_page(
    ecwid_session: Session, shop: Shop, requests_of: RequestsOf
) -> None:
    first, second = (
        ecwid_session.get(Product, shop.product(showOnFrontpage=place)) for place in (1, 2)
    )
    with requests_of() as sent:
        assert Product.order_in() == [first.id, second.id]
    assert list(sent) == [("GET", "/products/sort?parentCategory=0", None)]
    Product.set_order_in(None, [second, first])
    assert Product.order_in(None) == [second.id, first.id]
    assert (first.show_on_frontpage, second.show_on_frontpage) == (2, 1)


# Variations and stock -----------------------------------------------------------------------------


def test_all_variations_are_deleted(
    ecwid_session: Session, shop: Shop, requests_of: RequestsOf
) -> None:
    tee = ecwid_session.get(Product, shop.product(options=[SIZE]))
    for text in "SL":
        shop.create(f"products/{tee.id}/combinations", options=[{"name": "Size", "value": text}])
    tee.refresh()
    first, second = tee.variations
    with requests_of() as sent:
        assert tee.delete_variations() == 2
    assert list(sent) == [("DELETE", f"/products/{tee.id}/combinations", None)]
    assert operations(sent) == ["deleteAllProductVariations"]
    assert list(tee.variations) == []
    assert inspect(first).state is inspect(second).state is ObjectState.DETACHED


def test_stock_is_adjusted_at_once(
    ecwid_session: Session, shop: Shop, requests_of: RequestsOf
) -> None:
    tee = ecwid_session.get(Product, shop.product(quantity=5, unlimited=False))
    with requests_of() as sent:
        assert tee.adjust_stock(-2, notify_low_stock=True) is None
    assert list(sent) == [
        (
            "PUT",
            f"/products/{tee.id}/inventory?checkLowStockNotification=true",
            {"quantityDelta": -2},
        )
    ]
    assert tee.quantity == 3
    assert tee.adjust_stock(-4) == "Product has negative stock."
    assert tee.quantity == -1


def test_a_stock_adjustment_whose_answer_is_lost_is_not_repeated(
    ecwid_session: Session, shop: Shop, ecwid_emulator: Emulator, requests_of: RequestsOf
) -> None:
    tee = ecwid_session.get(Product, shop.product(quantity=5, unlimited=False))
    ecwid_emulator.faults.add(Fault("5xx_after", path="*/inventory"))
    with requests_of() as sent, pytest.raises(ServerError) as caught:
        tee.adjust_stock(-2)
    assert caught.value.in_doubt
    assert len(sent) == 1
    assert shop.read(f"products/{tee.id}")["quantity"] == 3


# Colours ------------------------------------------------------------------------------------------


def test_recent_swatches(ecwid_session: Session, shop: Shop, requests_of: RequestsOf) -> None:
    shop.product(options=[COLOR])
    with requests_of() as sent:
        (swatch,) = Product.recent_swatches()
        (color,) = Product.recent_swatch_colors()
    assert operations(sent) == ["getRecentSwatches", "getRecentSwatchColors"]
    assert (swatch.name, swatch.hex_code) == (color.name, color.hex_code) == ("Red", "#FF0000")


def test_main_colours_of_pictures(ecwid_session: Session, requests_of: RequestsOf) -> None:
    url = "https://pictures.example.com/tee.png"
    with requests_of() as sent:
        found = Product.main_colors([url], count=2)
    assert list(sent) == [("POST", "/images/main-colors", {"imageUrls": [url], "colorsCount": 2})]
    assert operations(sent) == ["getImagesMainColors"]
    assert len(found[url]) == 2
    assert all(code.startswith("#") for code in found[url])


# Deletions ----------------------------------------------------------------------------------------


def test_deleted_products_are_told_of(
    ecwid_session: Session, shop: Shop, ecwid_clock: ManualClock, requests_of: RequestsOf
) -> None:
    first, second = (ecwid_session.get(Product, shop.product()) for _ in range(2))
    keys = [first.id, second.id]
    first.delete()
    ecwid_clock.sleep(60)
    between = int(ecwid_clock.now())
    ecwid_clock.sleep(60)
    second.delete()
    assert [item.id for item in Product.deleted_items()] == keys
    with requests_of() as sent:
        (item,) = Product.deleted_items(since=between)
    assert operations(sent) == ["listDeletedProducts"]
    assert item.id == keys[1]
    assert isinstance(item.date, datetime)


def test_all_products_are_deleted_only_in_the_store_that_is_named(
    ecwid_session: Session, shop: Shop, ecwid_emulator: Emulator, requests_of: RequestsOf
) -> None:
    tee = ecwid_session.get(Product, shop.product())
    shop.product()
    with requests_of() as sent, pytest.raises(InvalidValue, match="nothing was deleted"):
        Product.delete_all_products(store_id=ecwid_emulator.store_id + 1)
    assert sent == []
    with requests_of() as sent:
        Product.delete_all_products(store_id=ecwid_emulator.store_id)
    assert list(sent) == [("DELETE", "/products", None)]
    assert operations(sent) == ["deleteAllProducts"]
    assert inspect(tee).state is ObjectState.DETACHED
    assert shop.listed("products") == []


def test_products_of_the_session_that_are_new_are_not_deleted(
    ecwid_session: Session, ecwid_emulator: Emulator
) -> None:
    cap = Product(name="Cap")
    cap.variations.append(ProductVariation(sku="CAP-L"))
    ecwid_session.add(cap)
    Product.delete_all_products(store_id=ecwid_emulator.store_id)
    assert cap in ecwid_session
    assert len(cap.variations) == 1
