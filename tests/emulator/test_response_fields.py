"""The parameter responseFields."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecwid_orm.emulator.errors import ApiError
from ecwid_orm.emulator.response_fields import apply, parse

names = st.sampled_from(["id", "name", "items", "a", "b"])
wanted = st.recursive(
    st.dictionaries(names, st.none(), min_size=1, max_size=3),
    lambda inner: st.dictionaries(names, st.none() | inner, min_size=1, max_size=3),
    max_leaves=6,
)
leaves = st.none() | st.booleans() | st.integers(0, 9) | st.text(max_size=3)
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=10,
)


def written(tree: Any) -> str:
    return ",".join(
        name if inner is None else f"{name}({written(inner)})" for name, inner in tree.items()
    )


@given(wanted)
def test_what_is_written_is_read_back(tree: Any) -> None:
    assert parse(written(tree)) == tree


@given(values, wanted)
def test_a_second_time_keeps_all(value: Any, tree: Any) -> None:
    once = apply(value, written(tree))
    assert apply(once, written(tree)) == once


@given(values, wanted)
def test_nothing_is_made_up(value: Any, tree: Any) -> None:
    def within(part: Any, whole: Any) -> bool:
        if isinstance(part, dict):
            return all(key in whole and within(part[key], whole[key]) for key in part)
        if isinstance(part, list):
            return len(part) == len(whole) and all(map(within, part, whole))
        return bool(part == whole)

    assert within(apply(value, written(tree)), value)


@given(values)
def test_nothing_asked_is_everything(value: Any) -> None:
    assert apply(value, None) is value
    assert apply(value, "") is value


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("id", {"id": 1}),
        ("unknown", {}),
        ("items(id),id", {"id": 1, "items": [{"id": 2}, {"id": 3}]}),
        ("items(deep(x))", {"items": [{"deep": {"x": 5}}, {}]}),
        ("items", {"items": [{"id": 2, "deep": {"x": 5, "y": 6}}, {"id": 3}]}),
        ("items(id),items", {"items": [{"id": 2, "deep": {"x": 5, "y": 6}}, {"id": 3}]}),
        ("items(id),items(deep)", {"items": [{"id": 2, "deep": {"x": 5, "y": 6}}, {"id": 3}]}),
        ("map(v)", {"map": {"k": {"v": 1}, "l": {"v": 2}}}),
        ("texts(en)", {"texts": {"en": "a"}}),
        ("id(x)", {"id": 1}),
    ],
)
def test_the_grammar_by_example(text: str, kept: Any) -> None:
    value = {
        "id": 1,
        "items": [{"id": 2, "deep": {"x": 5, "y": 6}}, {"id": 3}],
        "map": {"k": {"v": 1, "w": 1}, "l": {"v": 2, "w": 2}},
        "texts": {"en": "a", "ru": "b"},
    }
    before = json.dumps(value)
    assert apply(value, text) == kept
    assert json.dumps(value) == before


@pytest.mark.parametrize(
    "text", [",", "a,", ",a", "a(", "a()", "a)", "(a)", "a(b", "a(b))", "a(b)c", "a,,b", "a(,b)"]
)
def test_what_is_not_in_the_grammar_is_refused(text: str) -> None:
    with pytest.raises(ApiError) as refusal:
        apply({}, text)
    assert (refusal.value.status, refusal.value.code) == (400, "WRONG_PARAMETER")


@given(st.text("ab(),", max_size=12))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        tree = parse(text)
    except ApiError:
        return
    assert parse(written(tree)) == tree


def test_depth_breaks_nothing() -> None:
    text = "a(" * 5000 + "b" + ")" * 5000
    assert apply({"a": {"a": 1}}, text) == {"a": {"a": 1}}
