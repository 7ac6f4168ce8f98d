"""Money, moments and comparison of JSON, for any value."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecwid_orm.model.conversion import Choice, DateTime, Double, Json, Money, plain, same

amounts = st.decimals(allow_nan=False, allow_infinity=False, places=None).filter(
    lambda amount: abs(amount.adjusted()) < 300
)


@given(amounts)
def test_an_amount_is_written_with_its_exact_value(amount: Decimal) -> None:
    written = Money().dump(amount)
    assert Money().load(written) == amount
    if isinstance(written, float):
        assert Decimal(json.dumps(written)) == amount


@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_of_the_json_is_read_with_its_digits(number: float) -> None:
    assert Money().load(number) == Decimal(json.dumps(number))
    assert same(Money().dump(Money().load(number)), number)


def test_amounts_that_no_float_holds_stay_decimals() -> None:
    exact = Decimal("12345678901234567.89")
    assert plain(exact) == exact
    assert isinstance(plain(exact), Decimal)
    assert plain(Decimal("19.90")) == 19.9
    assert isinstance(plain(Decimal("19.90")), float)
    assert plain(Decimal(5)) == 5
    assert isinstance(plain(Decimal(5)), int)
    assert plain(Decimal("1E+400")) == Decimal("1E+400")


@pytest.mark.parametrize("raw", [True, "5", None, [], {}])
def test_an_amount_is_a_number(raw: Any) -> None:
    with pytest.raises(TypeError, match="expected an amount of money"):
        Money().load(raw)


@pytest.mark.parametrize("raw", [True, "5", None])
def test_a_measure_is_a_number(raw: Any) -> None:
    with pytest.raises(TypeError, match="expected a number"):
        Double().load(raw)


@given(st.datetimes(min_value=datetime(1900, 1, 1)))  # noqa: DTZ001  # the bounds must be naive
def test_a_moment_comes_back_equal_to_the_second(moment: datetime) -> None:
    kept = DateTime().check(moment.replace(tzinfo=timezone(timedelta(hours=3))))
    assert DateTime().load(DateTime().dump(kept)) == kept
    assert kept.tzinfo is UTC


@pytest.mark.parametrize(
    "raw",
    [
        "2023-04-22 18:48:38 +0000",
        "2023-04-22 23:48:38 +0500",
        "2023-04-22 18:48:38",
        "2023-04-22T18:48:38Z",
        "2023-04-22T18:48:38+00:00",
    ],
)
def test_every_form_of_a_moment_is_read_as_utc(raw: str) -> None:
    moment = DateTime().load(raw)
    assert moment == datetime(2023, 4, 22, 18, 48, 38, tzinfo=UTC)
    assert moment.utcoffset() == timedelta(0)


@pytest.mark.parametrize("raw", [0, "soon", "", None])
def test_a_moment_is_a_date(raw: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        DateTime().load(raw)


def test_an_empty_choice_is_none_of_them_and_all_the_same_no_surprise() -> None:
    assert Choice(["A"]).load("") == ""


def test_json_values_are_copies() -> None:
    raw = {"a": [1]}
    read = Json().load(raw)
    read["a"].append(2)
    assert raw == {"a": [1]}
    assert Json().dump(read) == {"a": [1, 2]}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(json_values)
@settings(deadline=None)
def test_a_json_value_is_the_same_as_its_copy(value: Any) -> None:
    assert same(value, json.loads(json.dumps(value)))


@pytest.mark.parametrize(
    ("one", "other", "are"),
    [
        (10, 10.0, True),
        (1, True, False),
        (0, False, False),
        (19.9, Decimal("19.9"), True),
        (19.9, Decimal("19.90000000000000000001"), False),
        ([1], [1, 2], False),
        ([1], {"a": 1}, False),
        ({"a": 1}, {"a": 1.0}, True),
        ({"a": 1}, {"b": 1}, False),
        ({"a": 1}, {}, False),
        (None, "", False),
        ("1", 1, False),
    ],
)
def test_json_values_are_compared_as_json(one: Any, other: Any, are: bool) -> None:
    assert same(one, other) is are
    assert same(other, one) is are
