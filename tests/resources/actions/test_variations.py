"""Variations: their picture, and their stock at once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from ecwid_orm import BadRequest, Product, ProductVariation, Session
from ecwid_orm.testing import Sent
from tests.emulator.images import png
from tests.resources.operations import operations
from tests.session.conftest import Shop

RequestsOf = Callable[[], AbstractContextManager[Sent]]

URL = "https://pictures.example.com/tee.png"
SIZE = {"type": "RADIO", "name": "Size", "choices": [{"text": "S"}, {"text": "L"}]}


@pytest.fixture
def large(ecwid_session: Session, shop: Shop) -> ProductVariation:
    tee = shop.product(options=[SIZE])
    key = shop.create(
        f"products/{tee}/combinations",
        options=[{"name": "Size", "value": "L"}],
        sku="TEE-L",
        quantity=5,
        unlimited=False,
    )
    return ecwid_session.get(ProductVariation, (tee, key))


def test_the_picture_is_uploaded_and_deleted(
    ecwid_session: Session, large: ProductVariation, requests_of: RequestsOf
) -> None:
    path = f"/products/{large.product_id}/combinations/{large.id}/image"
    large.upload_image(png(7, 3))
    with requests_of() as sent:
        ecwid_session.commit()
    assert list(sent) == [("POST", path, png(7, 3))]
    assert operations(sent) == ["uploadProductVariationImage"]
    assert large.image_url
    large.upload_image(URL, size=(800, 600))
    with requests_of() as sent:
        ecwid_session.commit()
    assert list(sent) == [("POST", f"{path}/async", {"url": URL, "width": 800, "height": 600})]
    assert operations(sent) == ["uploadProductVariationImageAsync"]
    assert large.original_image_url == URL
    with requests_of() as sent:
        large.delete_image()
    assert list(sent) == [("DELETE", path, None)]
    assert operations(sent) == ["deleteProductVariationImage"]
    assert large.image_url is None


def test_a_new_variation_of_a_new_product_gets_its_picture_last(
    ecwid_session: Session, requests_of: RequestsOf
) -> None:
    cap = Product(name="Cap")
    large = ProductVariation(options=[{"name": "Size", "value": "L"}])
    cap.variations.append(large)
    large.upload_image(URL)
    ecwid_session.add(cap)
    ecwid_session.commit()
    assert large.original_image_url == URL


def test_stock_is_adjusted_at_once(large: ProductVariation, requests_of: RequestsOf) -> None:
    with requests_of() as sent:
        large.adjust_stock(3, notify_low_stock=True)
    path = f"/products/{large.product_id}/combinations/{large.id}/inventory"
    assert list(sent) == [("PUT", f"{path}?checkLowStockNotification=true", {"quantityDelta": 3})]
    assert operations(sent) == ["adjustProductVariationStock"]
    assert large.quantity == 8


def test_stock_of_one_without_a_sku_is_the_products(
    ecwid_session: Session, large: ProductVariation
) -> None:
    large.sku = None
    ecwid_session.commit()
    with pytest.raises(BadRequest, match="the product's"):
        large.adjust_stock(3)
