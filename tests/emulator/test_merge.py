"""What a body changes of a stored entity."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecwid_orm.emulator.errors import ApiError
from ecwid_orm.emulator.merge import Merge
from ecwid_orm.emulator.spec import load

SPEC = load()
PRODUCT = Merge(SPEC, "Product")

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
numbers = st.floats(0, 1e6) | st.integers(0, 10**6)
translations = st.dictionaries(st.sampled_from(["en", "ru", "de"]), texts)
choices = st.fixed_dictionaries({"text": texts}, optional={"priceModifier": numbers})
products = st.fixed_dictionaries(
    {},
    optional={
        "name": texts,
        "nameTranslated": translations,
        "price": numbers,
        "enabled": st.booleans(),
        "categoryIds": st.lists(st.integers(1, 2**40), max_size=3),
        "dimensions": st.dictionaries(st.sampled_from(["length", "width", "height"]), numbers),
        "options": st.lists(
            st.fixed_dictionaries({"name": texts}, optional={"choices": st.lists(choices)}),
            max_size=3,
        ),
    },
)


@given(products)
def test_what_is_created_is_what_was_sent(body: Any) -> None:
    assert PRODUCT.create(body) == body


@given(products, products)
def test_a_second_time_changes_nothing(stored: Any, sent: Any) -> None:
    once = PRODUCT.update(stored, sent)
    assert PRODUCT.update(once, sent) == once


@given(products, products)
def test_what_is_not_sent_stays_and_what_is_sent_is_there(stored: Any, sent: Any) -> None:
    merged = PRODUCT.update(stored, sent)
    assert set(merged) == set(stored) | set(sent)
    for name, value in stored.items():
        if name not in sent:
            assert merged[name] == value
    for name, value in sent.items():
        if isinstance(value, dict):
            assert merged[name] == {**stored.get(name, {}), **value}
        else:
            assert merged[name] == value


@given(products, products)
def test_the_stored_body_is_never_touched(stored: Any, sent: Any) -> None:
    copy = PRODUCT.create(stored)
    PRODUCT.update(stored, sent)
    assert stored == copy


@given(products, st.sampled_from(["name", "price", "options", "dimensions", "unheardOf", "id"]))
def test_a_null_is_as_good_as_left_out(stored: Any, name: str) -> None:
    assert PRODUCT.update(stored, {name: None}) == stored


def test_unknown_and_read_only_fields_are_ignored_at_every_depth() -> None:
    sent = {
        "id": 5,
        "colour": "red",
        "dimensions": {"depth": 1, "width": 2},
        "options": [{"name": "Size", "colour": 1, "choices": [{"text": "S", "changeTime": 9}]}],
        "tax": {"defaultLocationIncludedTaxRate": 7, "taxable": True},
    }
    assert PRODUCT.create(sent) == {
        "dimensions": {"width": 2},
        "options": [{"name": "Size", "choices": [{"text": "S"}]}],
        "tax": {"taxable": True},
    }


def test_a_field_only_for_creation_is_ignored_later() -> None:
    sent = {"compositeComponents": [{"productId": 1, "quantity": 2}]}
    assert PRODUCT.create(sent) == sent
    assert PRODUCT.update({}, sent) == {}


def test_a_null_clears_only_what_it_may() -> None:
    merge = Merge(SPEC, "ProductVariation", frozenset({"sku"}))
    assert merge.update({"sku": "a", "price": 1}, {"sku": None, "price": None}) == {"price": 1}


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"price": "1"}, "Product.price"),
        ({"price": True}, "Product.price"),
        ({"price": float("inf")}, "Product.price"),
        ({"price": 1e300}, "Product.price"),
        ({"quantity": 2**31}, "Product.quantity"),
        ({"quantity": 1.5}, "Product.quantity"),
        ({"categoryIds": [2**63]}, "Product.categoryIds[0]"),
        ({"categoryIds": 5}, "Product.categoryIds"),
        ({"options": [None]}, "Product.options[0]"),
        ({"enabled": 1}, "Product.enabled"),
        ({"productCondition": "OLD"}, "Product.productCondition"),
        ({"nameTranslated": {"en": 5}}, "Product.nameTranslated.en"),
        ({"seoTitleTranslated": "x"}, "Product.seoTitleTranslated"),
        ({"name": "\ud800"}, "Product.name"),
    ],
)
def test_a_wrong_type_is_refused_with_the_way_to_it(sent: Any, field: str) -> None:
    with pytest.raises(ApiError) as refusal:
        PRODUCT.create(sent)
    assert (refusal.value.status, refusal.value.code) == (400, "WRONG_PARAMETER")
    assert refusal.value.message.startswith(f"Field {field} has a wrong value")


@pytest.mark.parametrize("days", [[], [1], [1, 2, 3]])
def test_a_list_has_as_many_items_as_its_schema_says(days: list[int]) -> None:
    merge = Merge(SPEC, "EstimatedShippingTimeSettings")
    pair = {"estimatedTransitTimeInDays": [1, None]}
    assert merge.create(pair) == pair
    with pytest.raises(ApiError, match="expected 2 to 2 items"):
        merge.create({"estimatedTransitTimeInDays": days})


def test_whole_floats_are_whole_numbers() -> None:
    created = PRODUCT.create({"quantity": 3.0})
    assert created == {"quantity": 3}
    assert type(created["quantity"]) is int


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("2023-04-22 20:48:38 +0200", "2023-04-22 18:48:38 +0000"),
        ("2023-04-22 20:48:38 Europe/Berlin", "2023-04-22 18:48:38 +0000"),
        ("2023-04-22 18:48:38", "2023-04-22 18:48:38 +0000"),
        ("2023-04-22", "2023-04-22 00:00:00 +0000"),
        ("1682189318", "2023-04-22 18:48:38 +0000"),
        ("", ""),
    ],
)
def test_a_date_is_kept_in_utc(sent: str, kept: str) -> None:
    assert Merge(SPEC, "Order").create({"pickupTime": sent}) == {"pickupTime": kept}


@pytest.mark.parametrize("sent", ["tomorrow", "2023-13-01", "999999999999", "-99999999999"])
def test_what_is_no_date_is_refused(sent: str) -> None:
    with pytest.raises(ApiError, match=r"Field Order\.pickupTime has a wrong value"):
        Merge(SPEC, "Order").create({"pickupTime": sent})


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@given(st.sampled_from(sorted(SPEC.properties("Product"))), json_values)
def test_anything_else_is_a_refusal_and_no_crash(name: str, value: Any) -> None:
    with contextlib.suppress(ApiError):
        assert set(PRODUCT.create({name: value})) <= {name}
