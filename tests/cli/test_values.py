from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecwid_orm import InvalidValue, Order, Product, ProductOption, ProductReview, UnknownField
from ecwid_orm.cli.errors import WrongArgument
from ecwid_orm.cli.searches import parse_search
from ecwid_orm.cli.values import listed, parse_item, parse_value
from ecwid_orm.model import Model


@pytest.mark.parametrize("text", ['[{"name": "Size", "type": "SIZE"}]'])
def test_parts_are_json(text: str) -> None:
    assert parse_value(Product.options, text) == [ProductOption(name="Size", type="SIZE")]


def test_parts_have_the_names_of_ecwid_or_ours() -> None:
    ecwids = '{"productIds": [1, 2], "relatedCategory": {"enabled": true}}'
    ours = ecwids.replace("productIds", "product_ids").replace("relatedC", "related_c")
    found = parse_value(Product.related_products, ecwids)
    assert found == parse_value(Product.related_products, ours)
    assert found.product_ids == [1, 2]
    assert found.related_category.enabled is True


@pytest.mark.parametrize(
    ("text", "error", "complaint"),
    [
        ('{"productIdz": [1]}', UnknownField, "did you mean product_ids?"),
        ('{"productIds": 1}', InvalidValue, "expected a list"),
        ("{", InvalidValue, "Product.related_products: '{': "),
        ("[1]", InvalidValue, "expected a "),
    ],
)
def test_a_part_that_is_none_says_why(text: str, error: type[Exception], complaint: str) -> None:
    with pytest.raises(error) as raised:
        parse_value(Product.related_products, text)
    assert complaint in str(raised.value)


def test_a_map_is_json_and_its_items_are_of_their_kind() -> None:
    assert parse_value(Product.name_translated, '{"nl": "Tas"}') == {"nl": "Tas"}
    assert parse_item(Product.name_translated, "Tas") == "Tas"


@given(st.lists(st.text(alphabet=st.characters(blacklist_characters='",\r\n\0')).map(str.strip)))
def test_texts_between_commas_are_listed(texts: list[str]) -> None:
    assert listed(",".join(texts)) == (texts if any(texts) or len(texts) > 1 else [])


@pytest.mark.parametrize(
    ("model", "text", "found"),
    [
        (Product, "keyword=a=b", {"keyword": "a=b"}),
        (Product, "priceFrom=1.5", {"price_from": pytest.approx(1.5)}),
        (Product, "product_id=1,2", {"product_id": [1, 2]}),
        (Product, "product_id=1", {"product_id": 1}),
        (Product, "inStock=no", {"in_stock": False}),
        (Product, "attribute.Country of origin=DE", {"attribute": {"Country of origin": "DE"}}),
        (Order, "paymentStatus=paid,REFUNDED", {"payment_status": ["PAID", "REFUNDED"]}),
        (Order, "created_from=1700000000", {"created_from": 1700000000}),
        (Order, "created_from=2024-05-01", {"created_from": datetime(2024, 5, 1, tzinfo=UTC)}),
        (ProductReview, "rating=5", {"rating": 5}),
    ],
)
def test_a_search_parameter_has_a_value_of_its_kind(
    model: type[Model], text: str, found: dict[str, Any]
) -> None:
    assert parse_search(model, [text]) == found


@pytest.mark.parametrize(
    ("text", "error"),
    [("keyword", WrongArgument), ("price_from=x", InvalidValue), ("product_id=1,x", InvalidValue)],
)
def test_a_wrong_search_parameter_is_refused(text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        parse_search(Product, [text])
