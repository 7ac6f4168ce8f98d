from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any
from urllib.parse import parse_qsl, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecwid_orm.api.params import query_string, segment, wire_params
from ecwid_orm.exceptions import InvalidValue


class Sort(Enum):
    NAME = "NAME_ASC"


@pytest.mark.parametrize(
    ("value", "wire"),
    [
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (-7, "-7"),
        ("a b", "a b"),
        ("", ""),
        (Decimal("19.90"), "19.90"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1E-7"), "0.0000001"),
        (1.5, "1.5"),
        (1e-7, "0.0000001"),
        (1e22, "10000000000000000000000"),
        (datetime(2023, 11, 14, 22, 13, 20, 900_000, tzinfo=UTC), "1700000000"),
        (datetime(2023, 11, 15, 0, 13, 20, tzinfo=timezone(timedelta(hours=2))), "1700000000"),
        (date(2024, 2, 29), "2024-02-29"),
        (Sort.NAME, "NAME_ASC"),
        ([1, 2, 3], "1,2,3"),
        ((True, Decimal("0.50"), "x"), "true,0.50,x"),
    ],
)
def test_values_are_spelt_as_ecwid_reads_them(value: Any, wire: str) -> None:
    assert wire_params({"x": value}) == {"x": wire}


def test_none_is_left_out_and_the_order_kept() -> None:
    assert list(wire_params({"b": 1, "n": None, "a": 2}).items()) == [("b", "1"), ("a", "2")]


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ([], "empty list"),
        (datetime(2024, 1, 1), "without a time zone"),  # noqa: DTZ001  # that is the point
        (math.nan, "finite"),
        (math.inf, "finite"),
        (Decimal("NaN"), "finite"),
        ({"a": 1}, "dict"),
        ({1, 2}, "set"),
        (b"x", "bytes"),
        ([None], "NoneType"),
    ],
)
def test_what_a_query_cannot_carry_is_refused_by_name(value: Any, why: str) -> None:
    with pytest.raises(InvalidValue, match=f"'createdFrom'.*{why}"):
        wire_params({"createdFrom": value})


@given(st.dictionaries(st.text(min_size=1), st.text(min_size=1)))
def test_a_query_is_decoded_to_what_went_in(params: dict[str, str]) -> None:
    encoded = query_string(params)
    assert encoded.isascii()
    assert dict(parse_qsl(encoded, keep_blank_values=True)) == params


@given(st.text(min_size=1).filter(lambda text: text not in (".", "..")))
def test_a_segment_is_decoded_to_what_went_in(text: str) -> None:
    encoded = segment(text)
    assert not set("/+? #&") & set(encoded)
    assert unquote(encoded) == text


def test_segments_are_encoded_as_ecwid_decodes_them() -> None:
    assert segment("a b+c/d") == "a%20b%2Bc%2Fd"
    assert segment(37208342) == "37208342"


@pytest.mark.parametrize("text", ["", ".", ".."])
def test_a_segment_that_would_change_the_path_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        segment(text)
