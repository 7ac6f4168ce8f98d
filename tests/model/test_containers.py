"""Lists and maps: odd items that Ecwid sent survive, odd items of the user's do not."""

from __future__ import annotations

from typing import Any

import pytest

from ecwid_orm.exceptions import InvalidValue
from ecwid_orm.model import Model, UnexpectedValueWarning, Value, fields
from ecwid_orm.model.state import changes


class Pot(Value):
    """A part."""

    size = fields.Integer()


class Bed(Model, path="beds"):
    """Lists and maps of closed kinds."""

    id = fields.Key()
    moods = fields.List(fields.Choice(("GOOD", "BAD"), required=True))
    pots = fields.EmbeddedList(Pot)
    sizes = fields.Map(fields.Integer(required=True))
    rows = fields.List(fields.List(fields.Integer(required=True)))


def bed(**raw: Any) -> Bed:
    return Bed._wrap({"id": 1, **raw}, None, None)


def written(instance: Bed) -> dict[str, Any]:
    return {change.field.name: change.new for change in changes(instance)}


@pytest.mark.filterwarnings("ignore::ecwid_orm.model.UnexpectedValueWarning")
def test_an_odd_item_goes_back_as_it_came_beside_a_new_one() -> None:
    odd = bed(moods=["SO_SO", None], pots=["broken", {"size": 1, "new": 2}], sizes={"a": "big"})
    odd.moods.append("GOOD")
    odd.pots.append(Pot(size=2))
    odd.sizes["b"] = 3
    assert written(odd) == {
        "moods": ["SO_SO", None, "GOOD"],
        "pots": ["broken", {"size": 1, "new": 2}, {"size": 2}],
        "sizes": {"a": "big", "b": 3},
    }


def test_a_null_in_a_list_is_no_surprise() -> None:
    odd = bed(rows=[[1], None], sizes={"a": None})
    assert odd.rows == [[1], None]
    assert odd.sizes == {"a": None}
    assert written(odd) == {}


def test_one_odd_item_says_which_kind_was_expected() -> None:
    with pytest.warns(UnexpectedValueWarning, match=r"Bed.rows: expected a whole number, .* str"):
        assert bed(rows=[[1], [2, "x"]]).rows == [[1], [2, "x"]]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda b: b.moods.append("SO_SO"), r"moods: \[1\]: 'SO_SO' is none of GOOD, BAD"),
        (lambda b: b.pots.append(3), r"pots: \[0\]: expected a Pot, got 3"),
        (lambda b: b.sizes.update(a="x"), r"sizes: \['a'\]: expected a whole number"),
        (lambda b: b.sizes.update({1: 1}), "expected strings as keys"),
        (lambda b: b.rows.append([1, None]), r"rows: \[0\]: \[1\]: expected a whole number"),
    ],
)
def test_an_odd_item_that_was_put_in_is_found_when_it_is_to_be_written(
    change: Any, message: str
) -> None:
    spoilt = bed(moods=["GOOD"])
    change(spoilt)
    with pytest.raises(InvalidValue, match=message):
        changes(spoilt)


def test_a_mapping_put_into_a_list_of_parts_is_written_as_a_part() -> None:
    growing = bed(pots=[])
    growing.pots.append({"size": 3})  # type: ignore[arg-type]  # allowed, though a checker cannot know
    assert written(growing) == {"pots": [{"size": 3}]}
