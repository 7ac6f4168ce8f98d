"""Reading the parameters of a request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecwid_orm.emulator.errors import ApiError
from ecwid_orm.emulator.query import Query, unix_seconds


def test_what_was_not_sent_is_none_or_nothing() -> None:
    query = Query("empty=")
    for name in ("missing", "empty"):
        assert query.text(name) is None
        assert query.integer(name) is None
        assert query.number(name) is None
        assert query.boolean(name) is None
        assert query.time(name) is None
        assert query.one_of(name, "A") is None
        assert query.ids(name) == query.names(name) == []


def test_values_are_decoded() -> None:
    query = Query("keyword=caf%C3%A9+noir&option_Gr%C3%B6%C3%9Fe=S,M&option_=x&ids=1,2,,+3")
    assert query.text("keyword") == "café noir"
    assert query.prefixed("option_") == {"Größe": ["S", "M"]}
    assert query.ids("ids") == [1, 2, 3]


def test_the_last_of_two_values_counts() -> None:
    assert Query("limit=1&limit=2").integer("limit") == 2


@pytest.mark.parametrize("text", ["true", "yes", "on", "1", "TRUE"])
def test_words_for_true(text: str) -> None:
    assert Query(f"enabled={text}").boolean("enabled") is True


@pytest.mark.parametrize("text", ["false", "no", "off", "0", "Off"])
def test_words_for_false(text: str) -> None:
    assert Query(f"enabled={text}").boolean("enabled") is False


def test_a_number_keeps_its_digits() -> None:
    assert Query("price=19.90").number("price") == Decimal("19.90")
    assert str(Query("price=19.90").number("price")) == "19.90"


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (Query.integer, "x"),
        (Query.integer, "1.5"),
        (Query.integer, "9223372036854775808"),
        (Query.integer, "١"),
        (Query.number, "x"),
        (Query.number, "NaN"),
        (Query.number, "Infinity"),
        (Query.boolean, "maybe"),
        (Query.ids, "1,x"),
        (Query.time, "yesterday"),
        (Query.time, "2023-02-30"),
    ],
)
def test_what_cannot_be_read_is_a_wrong_parameter_that_is_named(
    read: Callable[[Query, str], Any], text: str
) -> None:
    with pytest.raises(ApiError) as refused:
        read(Query(f"field={text}"), "field")
    assert (refused.value.status, refused.value.code) == (400, "WRONG_PARAMETER")
    assert "'field'" in refused.value.message


def test_one_of_names_what_is_allowed() -> None:
    assert Query("sortBy=NAME").one_of("sortBy", "NAME", "PRICE") == "NAME"
    with pytest.raises(ApiError, match="NAME, PRICE"):
        Query("sortBy=name").one_of("sortBy", "NAME", "PRICE")


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("", (0, 100)),
        ("offset=5&limit=10", (5, 10)),
        ("limit=1000", (0, 100)),
    ],
)
def test_a_page_has_an_offset_and_the_limit_in_effect(text: str, page: tuple[int, int]) -> None:
    assert Query(text).page() == page


@pytest.mark.parametrize("text", ["offset=-1", "limit=0", "limit=-5"])
def test_a_page_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(ApiError):
        Query(text).page()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("1682189318", "2023-04-22T18:48:38"),
        ("2023-04-22 18:48:38 +0000", "2023-04-22T18:48:38"),
        ("2023-04-22 18:48:38 +0200", "2023-04-22T16:48:38"),
        ("2023-04-22 18:48:38 -0130", "2023-04-22T20:18:38"),
        ("2023-04-22 18:48:38 UTC", "2023-04-22T18:48:38"),
        ("2023-04-22 18:48:38 Europe/Berlin", "2023-04-22T16:48:38"),
        ("2023-04-22 18:48:38", "2023-04-22T18:48:38"),
        ("2023-04-22", "2023-04-22T00:00:00"),
    ],
)
def test_dates_are_taken_in_four_forms(text: str, moment: str) -> None:
    expected = datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp()
    assert unix_seconds(text) == expected


@given(st.text())
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    assert unix_seconds(text) is None or isinstance(unix_seconds(text), int)


@given(st.text(alphabet="0123456789-: +ZUTC./\n"))
def test_no_text_that_looks_like_a_date_breaks_it(text: str) -> None:
    assert unix_seconds(text) is None or isinstance(unix_seconds(text), int)
