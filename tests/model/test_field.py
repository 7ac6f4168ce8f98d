"""Attributes: what they read, what they take, what they refuse."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from ecwid_orm import signals
from ecwid_orm.exceptions import CannotClear, InvalidValue, ReadOnly, UnknownField
from ecwid_orm.model import ABSENT, Field, UnexpectedValueWarning, fields
from ecwid_orm.model.state import Load, changes
from ecwid_orm.model.translations import Translations
from tests.model.plants import Home, Leaf, Plant, plant


def changed(instance: Any) -> dict[str, Any]:
    """Attribute → JSON to be written."""
    return {change.field.name: change.new for change in changes(instance)}


# Reading ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("note", "", ""),
        ("price", 19.9, Decimal("19.9")),
        ("height", 3, 3.0),
        ("stock", -2, -2),
        ("alive", False, False),
        ("kind", "TREE", "TREE"),
        ("soil", "MUD", "MUD"),
        ("planted", "2023-04-22 18:48:38 +0000", datetime(2023, 4, 22, 18, 48, 38, tzinfo=UTC)),
        ("seen_on", "2023-04-22", date(2023, 4, 22)),
        ("extra", {"a": [1]}, {"a": [1]}),
        ("tags", ["a"], ["a"]),
        ("scores", [1, 2.50], [Decimal(1), Decimal("2.5")]),
        ("counts", {"x": 1}, {"x": 1}),
        ("name_translated", {"en": "Fern"}, Translations({"en": "Fern"})),
        ("parent_id", 3, 3),
        ("bed_ids", [3], [3]),
        ("mail", "a@b.example", "a@b.example"),
    ],
)
def test_a_value_reads_as_its_python_kind(name: str, raw: Any, value: Any) -> None:
    wire = getattr(Plant, name).wire_name
    read = getattr(plant(**{wire: raw}), name)
    assert read == value
    assert type(read) is type(value)


def test_a_key_may_be_named_otherwise_on_the_wire() -> None:
    fern = plant(plant_CODE="F1")
    assert fern.code == "F1"
    fern.code = "F2"
    assert [change.field.wire_name for change in changes(fern)] == ["plant_CODE"]


def test_parts_read_as_values() -> None:
    fern = plant(
        top={"name": "a", "worth": 1.5},
        leaves=[{"name": "b", "veins": [{"width": 2}]}],
        byColor={"red": {"name": "c"}},
    )
    assert fern.top is not None
    assert fern.top.worth == Decimal("1.5")
    assert fern.leaves[0].veins[0].width == 2
    assert fern.by_color["red"].name == "c"
    assert fern.leaves is fern.leaves


@pytest.mark.parametrize("raw", [{}, {"tags": None, "counts": None, "top": None, "note": None}])
def test_what_is_absent_or_null_reads_as_empty(raw: dict[str, Any]) -> None:
    fern = plant(**raw)
    assert (fern.tags, fern.counts, fern.top, fern.note) == ([], {}, None, None)
    assert changed(fern) == {}


def test_an_empty_list_that_was_read_can_be_filled() -> None:
    fern = plant()
    fern.tags.append("shade")
    assert changed(fern) == {"tags": ["shade"]}


def test_reading_tells_the_session_only_of_what_can_change_in_place() -> None:
    home = Home()
    fern = plant(home, tags=[], note="x")
    assert (fern.note, fern.price, fern.url, fern.found) == ("x", None, None, [])
    assert home.touched == []
    assert fern.tags == []
    assert home.touched == [fern]


def test_a_field_that_was_not_loaded_is_loaded_when_it_is_read() -> None:
    home = Home({"note": "green"})
    fern, moss = plant(home), plant(home)
    load = Load({"id", "name"})
    for each in (fern, moss):
        object.__setattr__(each, "_load", load)
        load.join(each)
    assert (fern.note, moss.note) == ("green", "green")
    assert fern.price is None
    assert home.fetched == ["note", "price"]


# What Ecwid may send instead ----------------------------------------------------------------------


class Odd(Plant):
    """A subclass with fields of its own, so that each warns of its own surprises."""

    level = fields.Integer()
    mood = fields.Choice(("GOOD", "BAD"))
    flags = fields.List(fields.Boolean(required=True))
    parts = fields.EmbeddedList(Leaf)
    weights = fields.Map(fields.Float(required=True))
    rows = fields.List(fields.List(fields.Integer(required=True)))


@pytest.mark.parametrize(
    ("name", "raw", "other"),
    [
        ("level", "high", True),
        ("mood", "SO_SO", 3),
        ("flags", [True, "yes"], "yes"),
        ("parts", [{"name": "a"}, "b"], {"name": "a"}),
        ("weights", {"kg": "much"}, []),
        ("rows", [[1], ["x"]], 1),
    ],
)
def test_a_value_of_another_kind_reads_raw_with_one_warning(
    name: str, raw: Any, other: Any
) -> None:
    odd = Odd._wrap({"id": 1, name: raw}, None, None)
    with pytest.warns(UnexpectedValueWarning, match=f"Odd.{name}: expected") as warned:
        getattr(odd, name)
    assert len(warned) == 1
    assert getattr(Odd._wrap({"id": 2, name: other}, None, None), name) == other
    assert changed(odd) == {}
    assert Odd.Schema().dump(odd) == {"id": 1, name: raw}


def test_a_warning_shows_no_text_of_a_customer() -> None:
    class Shy(Plant):
        phone = fields.Integer()

    with pytest.warns(UnexpectedValueWarning) as warned:
        assert Shy._wrap({"phone": "+31 6 1234"}, None, None).phone == "+31 6 1234"
    assert "1234" not in str(warned[0].message)


# Writing ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("name", "Moss", "Moss"),
        ("price", "19.90", 19.9),
        ("price", Decimal("1E+2"), 100),
        ("price", Decimal("0.12345678901234567890"), Decimal("0.12345678901234567890")),
        ("price", 0.1, 0.1),
        ("height", 3, 3.0),
        ("kind", "HERB", "HERB"),
        ("soil", "MUD", "MUD"),
        (
            "planted",
            datetime.fromisoformat("2023-04-22T20:48:38+02:00"),
            "2023-04-22 18:48:38 +0000",
        ),
        ("seen_on", date(2023, 4, 22), "2023-04-22"),
        ("extra", {"a": None}, {"a": None}),
        ("tags", ("a", "b"), ["a", "b"]),
        ("tags", [], ABSENT),
        ("counts", {"x": 1}, {"x": 1}),
        ("leaves", [Leaf(name="a")], [{"name": "a"}]),
        ("leaves", [{"name": "a"}], [{"name": "a"}]),
        ("top", {"name": "a", "worth": 2}, {"name": "a", "worth": 2}),
        ("by_color", {"red": Leaf(name="a")}, {"red": {"name": "a"}}),
        ("mail", "a@b.example", "a@b.example"),
    ],
)
def test_an_assigned_value_is_written_as_json(name: str, value: Any, written: Any) -> None:
    fern = plant()
    setattr(fern, name, value)
    assert changed(fern) == ({} if written is ABSENT else {name: written})


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("name", 3, "name: expected a string, got 3"),
        ("rank", "3", "rank: expected a whole number, got str"),
        ("rank", True, "rank: expected a whole number, got True"),
        ("rank", 1.5, "rank: expected a whole number"),
        ("price", "cheap", "price: expected an amount of money"),
        ("price", Decimal("NaN"), "price: expected a finite amount"),
        ("price", True, "price: expected an amount of money"),
        ("height", float("inf"), "height: expected a finite number"),
        ("height", "1", "height: expected a number"),
        ("alive", 1, "alive: expected True or False, got 1"),
        ("kind", "TRE", "did you mean 'TREE'"),
        ("kind", 5, "expected one of TREE, HERB"),
        ("planted", datetime(2023, 1, 1), "got a naive one; add tzinfo=UTC"),  # noqa: DTZ001  # meant
        ("planted", "2023-01-01", "expected a datetime"),
        ("seen_on", datetime(2023, 1, 1, tzinfo=UTC), "expected a date"),
        ("extra", object(), "expected a JSON value"),
        ("extra", {1: 2}, "expected strings as keys"),
        ("tags", "abc", "expected a list"),
        ("tags", ["a", 2], r"\[1\]: expected a string"),
        ("counts", {"x": "y"}, r"\['x'\]: expected a whole number"),
        ("counts", {1: 1}, "expected strings as keys"),
        ("leaves", [3], "expected a Leaf"),
        ("top", "x", "expected a Leaf"),
        ("parent_id", "x", "expected an id of Plant"),
        ("parent_id", True, "expected an id of Plant"),
        ("bed_ids", [None], "expected an id of Plant"),
    ],
)
def test_a_value_of_another_kind_is_refused_at_once(name: str, value: Any, message: str) -> None:
    fern = plant(rank=1)
    with pytest.raises(InvalidValue, match=message) as refused:
        setattr(fern, name, value)
    assert "<Plant 7 'Fern'>" in str(refused.value)
    assert changed(fern) == {}


def test_subclasses_of_plain_types_are_written_as_what_they_are() -> None:
    class Word(str):
        __slots__ = ()

    fern = plant()
    fern.note = Word("x")
    assert type(fern.note) is str


def test_read_only_attributes_are_refused() -> None:
    fern = plant()
    for name in ("id", "url", "found"):
        with pytest.raises(ReadOnly, match=f"{name} is read-only"):
            setattr(fern, name, 1)


def test_an_attribute_for_creation_only_is_refused_later() -> None:
    new = Plant(name="Moss", origin="Peru")
    assert changed(new) == {"name": "Moss", "origin": "Peru"}
    with pytest.raises(ReadOnly, match="only when the object is created"):
        plant().origin = "Peru"


def test_an_attribute_that_no_field_declares_is_refused_with_the_nearest_name() -> None:
    fern = plant()
    with pytest.raises(UnknownField, match="Plant has no field 'heigth'; did you mean 'height'"):
        fern.heigth = 3  # type: ignore[attr-defined]  # the mistake that is tested
    with pytest.raises(AttributeError, match="'Plant' object has no attribute 'pryce'"):
        _ = fern.pryce  # type: ignore[attr-defined]  # the mistake that is tested
    with pytest.raises(UnknownField, match="declare it in a subclass"):
        Plant(zzz=1)
    with pytest.raises(AttributeError, match="assign None"):
        del fern.note


def test_a_signal_tells_of_every_assignment() -> None:
    heard: list[tuple[Any, str, Any]] = []

    def hear(sender: Any, *, instance: Any, name: str, value: Any) -> None:
        heard.append((sender, name, value))

    with signals.attribute_set.connected_to(hear):
        plant().note = "x"
    assert heard == [(Plant, "note", "x")]


# Emptying -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "raw", "written", "reads"),
    [
        ("note", "green", "", None),
        ("tags", ["a"], [], []),
        ("leaves", [{"name": "a"}], [], []),
        ("parent_id", 5, 0, None),
        ("google_code", 5, None, None),
        ("mail", "a@b.example", "", None),
    ],
)
def test_none_writes_what_empties_the_field(name: str, raw: Any, written: Any, reads: Any) -> None:
    field: Field[Any] = getattr(Plant, name)
    fern = plant(**{field.wire_name: raw})
    setattr(fern, name, None)
    assert changed(fern) == {name: written}
    assert getattr(fern, name) == reads


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("price", 5),
        ("rank", 5),
        ("alive", True),
        ("kind", "TREE"),
        ("planted", "2023-04-22 18:48:38 +0000"),
        ("top", {"name": "a"}),
        ("counts", {"a": 1}),
        ("name_translated", {"en": "x"}),
        ("extra", {"a": 1}),
    ],
)
def test_none_is_refused_where_nothing_empties_the_field(name: str, raw: Any) -> None:
    fern = plant(**{getattr(Plant, name).wire_name: raw})
    with pytest.raises(CannotClear, match=f"<Plant 7 'Fern'>: {name} cannot be emptied"):
        setattr(fern, name, None)
    assert changed(fern) == {}


@pytest.mark.parametrize("name", ["price", "note", "parent_id", "google_code", "tags"])
def test_none_in_place_of_nothing_is_no_change(name: str) -> None:
    fern = plant()
    setattr(fern, name, None)
    assert changed(fern) == {}


def test_none_is_refused_where_what_is_there_is_not_known() -> None:
    fern = Plant._wrap({"id": 7}, Home(), Load({"id"}))
    with pytest.raises(CannotClear):
        fern.price = None
    fern.note = None
    assert changed(fern) == {"note": ""}


def test_none_takes_an_assignment_to_a_new_object_back() -> None:
    moss = Plant(name="Moss", price=5, note="x")
    moss.price = None
    moss.note = None
    assert changed(moss) == {"name": "Moss"}


def test_none_takes_an_assignment_back_where_there_was_nothing() -> None:
    fern = plant()
    fern.price = Decimal(5)
    fern.price = None
    assert changed(fern) == {}


# Differences --------------------------------------------------------------------------------------


def test_a_stock_takes_differences_that_add_up() -> None:
    fern = plant(stock=10)
    fern.stock = Plant.stock - 3
    fern.stock = Plant.stock + 1
    assert fern.stock == 8
    assert repr(changed(fern)["stock"]) == "Plant.stock - 2"
    fern.stock = Plant.stock + 2
    assert changed(fern) == {}


def test_a_difference_to_a_value_that_was_not_sent_belongs_to_it() -> None:
    fern = plant(stock=10)
    fern.stock = 4
    fern.stock = Plant.stock - 1
    assert changed(fern) == {"stock": 3}


def test_a_value_takes_the_place_of_a_difference() -> None:
    fern = plant(stock=10)
    fern.stock = Plant.stock - 1
    fern.stock = 4
    assert changed(fern) == {"stock": 4}


def test_differences_are_for_stock_that_exists() -> None:
    with pytest.raises(TypeError, match=r"Plant\.rank cannot be changed by a difference"):
        _ = Plant.rank - 1
    with pytest.raises(TypeError, match="expected a whole number"):
        _ = Plant.stock - 1.5  # type: ignore[operator]  # the mistake that is tested
    with pytest.raises(TypeError, match="expected a whole number"):
        _ = Plant.stock - 1 - 0.5  # type: ignore[operator]  # the mistake that is tested
    with pytest.raises(InvalidValue, match="a new object has no stock"):
        Plant(name="Moss").stock = Plant.stock - 1
    with pytest.raises(InvalidValue, match="rank cannot become"):
        plant().rank = Plant.stock - 1


# On the class -------------------------------------------------------------------------------------


def test_a_class_attribute_is_the_field() -> None:
    assert isinstance(Plant.price, Field)
    assert repr(Plant.price) == "Plant.price"
    assert Plant.price in {Plant.price: 1}
    assert repr(Field(Plant.price.converter)) == "<unnamed field>"
    assert Plant.bed_ids.target == Plant.parent_id.target == "Plant"
    assert Plant.price.target is None


def test_a_comparison_has_no_truth_value() -> None:
    with pytest.raises(TypeError, match="pass conditions side by side"):
        bool(Plant.price > 3)


def test_a_condition_shows_numbers_but_no_texts() -> None:
    assert repr(Plant.price >= 10) == "Plant.price >= 10"
    assert repr(Plant.name == "Jane") == "Plant.name == …"
    assert repr(Plant.id.in_([1])) == "Plant.id in …"
    assert (Plant.price < 1).operator == "<"
    assert (Plant.price <= 1).operator == "<="
    assert (Plant.price > 1).operator == ">"
    assert (Plant.price != 1).operator == "!="
    assert Plant.tags.contains("x").operator == "contains"
    assert Plant.name.asc().descending is False
    assert Plant.name.desc().descending is True
