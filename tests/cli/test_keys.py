from __future__ import annotations

from typing import Any

import pytest

from ecwid_orm import Coupon, Order, Product, ProductVariation, StoreProfile, TaxClass
from ecwid_orm.cli.errors import WrongArgument
from ecwid_orm.cli.keys import parse_key
from ecwid_orm.model import Model


@pytest.mark.parametrize(
    ("model", "text", "key"),
    [
        (Product, "12", 12),
        (ProductVariation, "12/34", (12, 34)),
        (Order, "G01ZG", "G01ZG"),
        (Order, "123", "123"),
        (Coupon, "5", 5),
        (Coupon, "SAVE10", "SAVE10"),
    ],
)
def test_a_key_is_of_the_kind_that_the_model_has(model: type[Model], text: str, key: Any) -> None:
    assert parse_key(model, text) == key


@pytest.mark.parametrize(
    ("model", "text", "complaint"),
    [
        (Product, "x", "'x' is no id of product; expected a number"),
        (Product, "١٢", "expected a number"),
        (Product, "1/2", "'1/2' is no id of product"),
        (Product, "", "expected a number"),
        (ProductVariation, "12", "product-variation has the key product_id/id, not '12'"),
        (ProductVariation, "x/1", "'x' is no product_id of product-variation"),
        (StoreProfile, "1", "a shop has one, without a key"),
        (TaxClass, "1", "it can only be listed"),
    ],
)
def test_what_is_no_key_is_told_what_one_is(model: type[Model], text: str, complaint: str) -> None:
    with pytest.raises(WrongArgument) as raised:
        parse_key(model, text)
    assert complaint in str(raised.value)
