from __future__ import annotations

import json
import math
import re
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecwid_orm.api.codec import dumps, loads
from ecwid_orm.exceptions import InvalidValue

# With and without the sign that makes the writer in Python take over: an integer past 64 bits.
WRITERS = pytest.mark.parametrize("more", [[], [2**70]], ids=["orjson", "python"])

decimals = st.decimals(allow_nan=False, allow_infinity=False)
numbers = st.from_regex(
    r"-?(0|[1-9][0-9]{0,30})\.[0-9]{1,30}([eE][+-]?[0-9]{1,2})?", fullmatch=True
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)  # fmt: skip


@given(numbers)
def test_no_digit_of_a_fraction_is_lost_on_reading(text: str) -> None:
    number = loads(text)
    if isinstance(number, float):
        assert repr(number) == text
    else:
        assert str(number) == str(Decimal(text))


@given(decimals)
def test_a_decimal_is_written_with_its_digits_and_read_back(number: Decimal) -> None:
    text = dumps({"price": number}).decode()
    digits = text.removeprefix('{"price":').removesuffix("}")
    assert Decimal(digits).as_tuple() == number.as_tuple() or number.as_tuple().exponent > 0
    assert Decimal(digits) == number
    back = loads(text)["price"]
    assert Decimal(str(back)) == number


@pytest.mark.parametrize(
    "text", ["19.90", "0.1", "19.9", "0.30000000000000004", "123456789012345678.91", "1E-30"]
)
@WRITERS
def test_prices_keep_their_digits(text: str, more: list[int]) -> None:
    written = dumps([Decimal(text), *more])
    expected = format(Decimal(text), "f")
    assert re.match(rb"\[([^,\]]*)", written).group(1).decode() == expected  # type: ignore[union-attr]  # it matches


@given(values)
def test_what_is_written_is_read_back(value: Any) -> None:
    assert loads(dumps(value), exact=False) == json.loads(json.dumps(value))


@given(values)
def test_both_writers_write_the_same(value: Any) -> None:
    fast, slow = dumps([value]), dumps([value, 2**70])
    assert loads(slow, exact=False)[:1] == loads(fast, exact=False)
    assert slow.endswith(b",1180591620717411303424]")


def test_integers_stay_integers() -> None:
    assert loads("[1, 12345678901234567890123]") == [1, 12345678901234567890123]


def test_inexact_reading_gives_floats() -> None:
    value = loads("19.90", exact=False)
    assert type(value) is float
    assert value == 19.9


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, Decimal("NaN"), Decimal("-inf")])
@WRITERS
def test_numbers_that_are_none_are_refused(number: Any, more: list[int]) -> None:
    with pytest.raises(InvalidValue, match="cannot be written as JSON"):
        dumps({"price": [number, None], "more": more})


def test_null_beside_good_numbers_is_fine() -> None:
    assert dumps({"a": None, "b": [1.5, (2, None)]}) == b'{"a":null,"b":[1.5,[2,null]]}'


@pytest.mark.parametrize("text", ["", "nope", "[NaN]", "[Infinity]", "[1", '{"a":}', "[" * 100_000])
def test_what_is_not_json_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        loads(text)
    assert not isinstance(caught.value, InvalidValue)


def test_bytes_that_are_not_utf8_are_a_value_error() -> None:
    with pytest.raises(ValueError, match="utf-8"):
        loads(b'"\xff"')


def test_a_byte_order_mark_is_skipped() -> None:
    assert loads(b"\xef\xbb\xbf[1]") == [1]


class Status(Enum):
    ON = "on"


@WRITERS
def test_enums_and_uuids_are_written_as_text(more: list[int]) -> None:
    key = UUID("12345678-1234-5678-1234-567812345678")
    assert dumps([Status.ON, key, *more]).startswith(
        b'["on","12345678-1234-5678-1234-567812345678"'
    )


@pytest.mark.parametrize("value", [datetime(2024, 1, 1, tzinfo=UTC), object(), {1}, b"x"])
@WRITERS
def test_what_json_has_no_form_for_is_refused(value: Any, more: list[int]) -> None:
    with pytest.raises(InvalidValue, match=f"a {type(value).__name__} cannot"):
        dumps([value, *more])


def test_keys_are_strings() -> None:
    with pytest.raises(InvalidValue, match="key of a JSON object"):
        dumps({1: "one"})


def test_a_value_that_holds_itself_is_refused() -> None:
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(InvalidValue, match="holds itself"):
        dumps(loop)


def test_half_a_surrogate_pair_survives() -> None:
    assert loads(dumps("broken \ud83d emoji")) == "broken \ud83d emoji"


def test_text_is_written_in_utf8() -> None:
    assert dumps({"name": "Чашка ☕"}) == '{"name":"Чашка ☕"}'.encode()


def test_orjson_is_not_needed() -> None:
    code = """
import sys
sys.modules["orjson"] = None
from decimal import Decimal
from ecwid_orm.api import codec
assert codec._fast_dumps is None
print(codec.dumps({"price": Decimal("19.90"), "on": True, "tags": [], "no": None}).decode())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == '{"price":19.90,"on":true,"tags":[],"no":null}'
