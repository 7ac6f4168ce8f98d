from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecwid_orm import Coupon, Customer, InvalidValue, Order, Product, UnknownField
from ecwid_orm.cli.conditions import parse_condition
from ecwid_orm.cli.errors import WrongArgument
from ecwid_orm.model import Model


@pytest.mark.parametrize(
    ("model", "text", "field", "operator", "value"),
    [
        (Product, "price>=10", "price", ">=", Decimal(10)),
        (Product, " price <= 10.50 ", "price", "<=", Decimal("10.50")),
        (Product, "sku=AB-1", "sku", "==", "AB-1"),
        (Product, "sku == AB-1", "sku", "==", "AB-1"),
        (Product, "name!=a = b", "name", "!=", "a = b"),
        (Product, "sku=", "sku", "==", ""),
        (Product, "quantity>3", "quantity", ">", 3),
        (Product, "weight<1.5", "weight", "<", 1.5),
        (Product, "enabled=yes", "enabled", "==", True),
        (Product, "inStock=FALSE", "in_stock", "==", False),
        (Product, "product-condition=used", "product_condition", "==", "USED"),
        (Product, 'sku in A, B,"C,D"', "sku", "in", ["A", "B", "C,D"]),
        (Product, "id IN 1,2", "id", "in", [1, 2]),
        (Product, "category_ids~42", "category_ids", "contains", 42),
        (Product, "categoryIds=1,2", "category_ids", "==", [1, 2]),
        (Product, "created>=2024-05-01", "created", ">=", datetime(2024, 5, 1, tzinfo=UTC)),
        (
            Product,
            "created>=2024-05-01T02:00+02:00",
            "created",
            ">=",
            datetime(2024, 5, 1, tzinfo=UTC),
        ),
        (Product, "external_reference_id=in x", "external_reference_id", "==", "in x"),
        (Order, "paymentStatus in paid,REFUNDED", "payment_status", "in", ["PAID", "REFUNDED"]),
        (Customer, "email=jo@example.com", "email", "==", "jo@example.com"),
        (Coupon, "code=X~1>2", "code", "==", "X~1>2"),
    ],
)
def test_a_condition_is_a_field_an_operator_and_a_value_of_the_fields_kind(
    model: type[Model], text: str, field: str, operator: str, value: Any
) -> None:
    found = parse_condition(model, text)
    assert found.field is getattr(model, field)
    assert (found.operator, found.value) == (operator, value)
    assert type(found.value) is type(value)


@pytest.mark.parametrize("text", ["attributes.Country of origin=DE", "attributes.Size in S,M"])
def test_an_attribute_of_a_product_is_a_field_by_its_own_name(text: str) -> None:
    found = parse_condition(Product, text)
    assert found.field.entry_name in ("Country of origin", "Size")
    assert found.field.searched_as(found.operator).startswith("attributes[] ")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("prise>=10", "Product has no field 'prise'; did you mean price?"),
        ("zzz>=10", "it has id, sku, "),
        ("price.net=1", "Product.price has no parts"),
    ],
)
def test_an_unknown_field_is_named_with_the_nearest(text: str, complaint: str) -> None:
    with pytest.raises(UnknownField) as raised:
        parse_condition(Product, text)
    assert complaint in str(raised.value)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("price>=ten", "Product.price: 'ten': expected an amount of money"),
        ("price=nan", "Product.price: 'nan': expected a finite amount"),
        ("quantity=1.5", "Product.quantity: '1.5': expected a whole number"),
        ("enabled=maybe", "Product.enabled: 'maybe': expected yes or no"),
        ("created>=May", "Product.created: 'May': expected a moment such as 2024-05-01"),
        ("id in 1,x", "Product.id: 'x': expected an id"),
        ("productCondition=newish", "is none of NEW, USED, REFURBISHED"),
    ],
)
def test_a_value_of_another_kind_names_the_field_and_what_it_holds(
    text: str, complaint: str
) -> None:
    with pytest.raises(InvalidValue) as raised:
        parse_condition(Product, text)
    assert complaint in str(raised.value)


@pytest.mark.parametrize("text", ["", "price", ">=10", "price 10", "1=2", "price in", "inventory"])
def test_what_is_no_condition_is_told_how_one_looks(text: str) -> None:
    with pytest.raises(WrongArgument, match="such as 'price>=10'"):
        parse_condition(Product, text)


@given(st.text().filter(lambda text: not text.startswith("=")))
def test_any_text_is_a_value(text: str) -> None:
    assert parse_condition(Product, f"sku={text}").value == text.strip()


@given(st.text())
def test_no_text_at_all_breaks_it(text: str) -> None:
    with suppress(WrongArgument, UnknownField, InvalidValue):
        parse_condition(Product, text)
