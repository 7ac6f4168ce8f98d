"""Change is a difference in value."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecwid_orm.exceptions import InvalidValue
from ecwid_orm.model import ABSENT, Field
from ecwid_orm.model.conversion import same
from ecwid_orm.model.state import Load, changes, dump, receive, restore
from tests.model.plants import Home, Leaf, Plant, plant


def changed(instance: Any) -> dict[str, Any]:
    return {change.field.name: change.new for change in changes(instance)}


# Any body, any one change -------------------------------------------------------------------------

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
leaves = st.fixed_dictionaries(
    {"name": st.text(max_size=5)},
    optional={
        "worth": st.integers(-9, 9) | st.floats(allow_nan=False, allow_infinity=False),
        "veins": st.lists(st.fixed_dictionaries({"width": st.integers()}), max_size=2),
        "tint": st.none() | st.integers(),
        "unheardOf": json_values,
    },
)
bodies = st.fixed_dictionaries(
    {"id": st.integers(1), "name": st.text(max_size=5)},
    optional={
        "note": st.text(max_size=5) | st.none(),
        "price": st.integers() | st.floats(allow_nan=False, allow_infinity=False),
        "height": st.floats(allow_nan=False, allow_infinity=False),
        "alive": st.booleans() | st.none(),
        "kind": st.sampled_from(["TREE", "HERB"]),
        "planted": st.datetimes(datetime(1970, 1, 1)).map(  # noqa: DTZ001  # the bounds must be naive
            lambda moment: moment.strftime("%Y-%m-%d %H:%M:%S +0000")
        ),
        "extra": json_values,
        "tags": st.lists(st.text(max_size=3), max_size=3),
        "counts": st.dictionaries(st.text(max_size=3), st.integers(), max_size=3),
        "top": leaves,
        "leaves": st.lists(leaves, max_size=3),
        "byColor": st.dictionaries(st.text(max_size=3), leaves, max_size=2),
        "unheardOf": json_values,
    },
)
NEW_VALUES: dict[str, Any] = {
    "name": "a name that is longer",
    "note": "a note that is longer",
    "price": Decimal("0.5"),
    "height": 0.25,
    "alive": None,
    "planted": datetime(1969, 7, 20, 20, 17, tzinfo=UTC),
    "extra": {"not": "there before"},
    "tags": ["not there before"],
    "counts": {"not there before": 1},
    "top": Leaf(name="not there before"),
    "leaves": [Leaf(name="not there before")],
    "by_color": {"not there before": Leaf(name="x")},
}


def read_all(instance: Plant) -> None:
    for name in Plant.__fields__:
        getattr(instance, name)


@given(bodies)
@settings(deadline=None)
def test_reading_everything_changes_nothing(body: dict[str, Any]) -> None:
    instance = Plant._wrap(copy.deepcopy(body), None, None)
    read_all(instance)
    assert changed(instance) == {}
    assert dump(instance) == body
    assert same(dump(instance), body)


@given(bodies, st.sampled_from([name for name in NEW_VALUES if name != "alive"]))
@settings(deadline=None)
def test_one_change_is_all_that_differs_and_taking_it_back_is_no_change(
    body: dict[str, Any], name: str
) -> None:
    field: Field[Any] = getattr(Plant, name)
    instance = Plant._wrap(copy.deepcopy(body), None, None)
    read_all(instance)
    setattr(instance, name, copy.deepcopy(NEW_VALUES[name]))
    if same(body.get(field.wire_name), field.dump(NEW_VALUES[name])):
        return
    assert list(changed(instance)) == [name]
    dumped = dump(instance)
    assert {key: dumped[key] for key in body if key != field.wire_name} == {
        key: raw for key, raw in body.items() if key != field.wire_name
    }
    if body.get(field.wire_name) is not None:
        setattr(instance, name, getattr(Plant._wrap(copy.deepcopy(body), None, None), name))
        assert changed(instance) == {}
        assert same(dump(instance), body)


@given(bodies, json_values)
@settings(deadline=None)
def test_a_change_deep_down_keeps_every_key_around_it(body: dict[str, Any], extra: Any) -> None:
    body = {**body, "leaves": [*body.get("leaves", []), {"name": "x", "unheardOf": extra}]}
    instance = Plant._wrap(copy.deepcopy(body), None, None)
    instance.leaves[-1].count = 3
    expected = copy.deepcopy(body)
    expected["leaves"][-1]["count"] = 3
    assert same(dump(instance), expected)
    assert list(changed(instance)) == ["leaves"]


# In place -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda p: p.tags.append("b"),
        lambda p: p.tags.clear(),
        lambda p: p.tags.__iadd__(["b"]),
        lambda p: p.tags.__setitem__(0, "b"),
        lambda p: p.tags.insert(0, "b"),
        lambda p: p.counts.update(y=2),
        lambda p: p.counts.pop("x"),
        lambda p: p.extra["deep"].append(2),
        lambda p: p.leaves[0].veins.pop(),
        lambda p: p.leaves.reverse(),
        lambda p: setattr(p.top, "name", "z"),
        lambda p: setattr(p.by_color["red"], "name", "z"),
    ],
)
def test_every_change_in_place_is_found(change: Any) -> None:
    body = {
        "tags": ["a"],
        "counts": {"x": 1},
        "extra": {"deep": [1]},
        "leaves": [{"name": "a", "veins": [{"width": 1}]}, {"name": "b"}],
        "top": {"name": "c"},
        "byColor": {"red": {"name": "d"}},
    }
    fern = plant(**copy.deepcopy(body))
    change(fern)
    assert len(changes(fern)) == 1
    assert dump(plant(**body)) == {"id": 7, "name": "Fern", **body}


def test_the_json_as_it_came_never_changes() -> None:
    raw = {"id": 7, "tags": ["a"], "extra": {"deep": [1]}, "leaves": [{"name": "a"}]}
    fern = Plant._wrap(raw, None, None)
    fern.tags.append("b")
    fern.extra["deep"].append(2)
    fern.leaves[0].name = "b"
    dump(fern)
    assert raw == {"id": 7, "tags": ["a"], "extra": {"deep": [1]}, "leaves": [{"name": "a"}]}


def test_old_and_new_are_told() -> None:
    fern = plant(note="green")
    fern.note = "red"
    fern.rank = 1
    assert [(c.field.name, c.old, c.new) for c in changes(fern)] == [
        ("note", "green", "red"),
        ("rank", ABSENT, 1),
    ]


def test_a_moment_in_another_form_is_no_change() -> None:
    fern = plant(planted="2023-04-22 20:48:38 +0200")
    fern.planted = datetime(2023, 4, 22, 18, 48, 38, tzinfo=UTC)
    assert changed(fern) == {}


def test_an_amount_in_other_digits_is_no_change() -> None:
    fern = plant(price=19.9)
    fern.price = Decimal("19.900")
    assert changed(fern) == {}
    fern.price = Decimal("19.90000000000000000001")
    assert changed(fern) == {"price": Decimal("19.90000000000000000001")}


def test_empty_in_place_of_nothing_is_no_change_unless_nobody_knows() -> None:
    fern = plant(note=None)
    fern.note = ""
    fern.tags = []
    assert changed(fern) == {}
    narrow = Plant._wrap({"id": 7}, Home(), Load({"id"}))
    narrow.note = ""
    narrow.tags = []
    assert changed(narrow) == {"note": "", "tags": []}


def test_a_value_that_cannot_be_written_names_object_and_field() -> None:
    fern = plant(tags=["a"])
    fern.tags.append(3)  # type: ignore[arg-type]  # the mistake that is tested
    with pytest.raises(InvalidValue, match=r"<Plant 7 'Fern'>: tags: \[1\]: expected a string"):
        changes(fern)


# Newer JSON ---------------------------------------------------------------------------------------


def test_newer_json_comes_in_but_for_what_was_changed_here() -> None:
    fern = plant(note="green", rank=1, tags=["a"])
    fern.note = "red"
    assert fern.tags == ["a"]
    receive(fern, {"id": 7, "name": "Ferny", "note": "blue", "rank": 2, "tags": ["b"]})
    assert (fern.name, fern.note, fern.rank, fern.tags) == ("Ferny", "red", 2, ["b"])
    assert changed(fern) == {"note": "red"}


def test_who_holds_a_part_sees_what_is_new_in_it() -> None:
    fern = plant(leaves=[{"name": "a"}, {"name": "b"}], top={"name": "c"}, counts={"x": 1})
    held, first, top, counts = fern.leaves, fern.leaves[0], fern.top, fern.counts
    receive(
        fern,
        {
            "id": 7,
            "leaves": [{"name": "z"}, {"name": "a"}],
            "top": {"name": "d"},
            "counts": {"x": 2},
        },
    )
    assert fern.leaves is held
    assert [leaf.name for leaf in held] == ["z", "a"]
    assert held[1] is first
    assert top is not None
    assert top.name == "d"
    assert counts == {"x": 2}
    assert changed(fern) == {}


def test_what_vanished_reads_as_empty() -> None:
    fern = plant(tags=["a"], top={"name": "c"}, note="x")
    tags = fern.tags
    assert fern.top is not None
    receive(fern, {"id": 7})
    assert (tags, fern.tags, fern.top, fern.note) == ([], [], None, None)


def test_restoring_forgets_every_change_in_place() -> None:
    fern = plant(leaves=[{"name": "a"}], tags=["a"], note="x", top={"name": "c"})
    tags, leaf = fern.tags, fern.leaves[0]
    tags.append("b")
    leaf.name = "b"
    fern.note = "y"
    assert fern.top is not None
    fern.top.name = "d"
    restore(fern)
    assert changed(fern) == {}
    assert (tags, fern.tags, fern.note, fern.top.name) == (["a"], ["a"], "x", "c")
    assert fern.leaves[0].name == "a"
