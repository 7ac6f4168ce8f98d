"""Parts of a resource."""

from __future__ import annotations

import copy
import pickle
from decimal import Decimal

import pytest

from ecwid_orm.exceptions import CannotClear, ConfigurationError, UnknownField
from ecwid_orm.model import Value, fields
from ecwid_orm.model.state import changes, dump
from tests.model.plants import Leaf, Plant, Vein, plant


def test_a_part_is_made_of_its_attributes() -> None:
    leaf = Leaf(name="a", worth="1.50", veins=[Vein(width=1)])
    assert leaf.worth == Decimal("1.50")
    assert dump(leaf) == {"name": "a", "worth": 1.5, "veins": [{"width": 1}]}
    with pytest.raises(UnknownField, match="did you mean 'name'"):
        Leaf(nam="a")


def test_parts_are_equal_if_they_would_be_sent_alike() -> None:
    assert Leaf(name="a", length=1) == Leaf._wrap({"name": "a", "length": 1.0})
    assert Leaf(name="a") != Leaf(name="b")
    assert Leaf(name="a") != Vein(width=1)
    with pytest.raises(TypeError, match="unhashable"):
        hash(Leaf(name="a"))


def test_a_part_shows_nothing_of_what_is_in_it() -> None:
    assert repr(Leaf(name="Jane Doe")) == "<Leaf>"


def test_a_changed_part_changes_its_object_and_only_there() -> None:
    fern = plant(leaves=[{"name": "a", "new": {"deep": [1]}}, {"name": "b"}], other={"x": 1})
    fern.leaves[0].worth = Decimal("2.5")
    (change,) = changes(fern)
    assert change.field is Plant.leaves
    assert change.new == [{"name": "a", "new": {"deep": [1]}, "worth": 2.5}, {"name": "b"}]
    fern.leaves[0].worth = None
    assert changes(fern) == []


def test_a_part_of_a_part_counts_too() -> None:
    fern = plant(leaves=[{"name": "a", "veins": [{"width": 1, "new": 1}]}])
    fern.leaves[0].veins[0].width = 2
    assert changes(fern)[0].new == [{"name": "a", "veins": [{"width": 2, "new": 1}]}]
    fern.leaves[0].veins[0].width = 1
    assert changes(fern) == []


def test_a_null_is_written_where_a_list_is_sent_whole() -> None:
    fern = plant(leaves=[{"name": "a", "tint": 3, "count": 4}])
    fern.leaves[0].tint = None
    assert changes(fern)[0].new == [{"name": "a", "tint": None, "count": 4}]
    with pytest.raises(CannotClear):
        fern.leaves[0].count = None


def test_a_copy_is_a_part_of_its_own() -> None:
    fern = plant(leaves=[{"name": "a", "veins": [{"width": 1}]}])
    fern.leaves[0].note = "x"
    twin = copy.copy(fern.leaves[0])
    twin.name = "b"
    twin.veins[0].width = 2
    fern.leaves.append(twin)
    assert changes(fern)[0].new == [
        {"name": "a", "note": "x", "veins": [{"width": 1}]},
        {"name": "b", "note": "x", "veins": [{"width": 2}]},
    ]


def test_a_copy_of_a_new_part_is_new() -> None:
    twin = copy.deepcopy(Leaf(name="a", count=1))
    twin.count = None
    assert dump(twin) == {"name": "a"}


def test_a_part_can_be_pickled() -> None:
    leaf = Leaf._wrap({"name": "a", "new": 1})
    leaf.worth = Decimal(2)
    assert dump(pickle.loads(pickle.dumps(leaf))) == {"name": "a", "new": 1, "worth": 2}


def test_a_class_may_be_named_before_it_is_declared() -> None:
    class Early(Value):
        late = fields.Embedded("Late")
        lost = fields.Embedded("NeverDeclared")

    class Late(Value):
        word = fields.String()

    early = Early._wrap({"late": {"word": "x"}, "lost": {}})
    assert isinstance(early.late, Late)
    with pytest.raises(ConfigurationError, match="no model or value named 'NeverDeclared'"):
        _ = early.lost


def test_a_field_may_be_declared_otherwise_or_taken_away_in_a_subclass() -> None:
    class Bract(Leaf):
        length = fields.Integer()
        worth = None

    assert Bract._wrap({"length": 3}).length == 3
    assert "worth" not in Bract.__fields__
    assert list(Bract.__fields__)[:2] == ["name", "note"]


def test_keys_may_be_the_very_names_of_the_attributes() -> None:
    class Look(Value, snake_case=True):
        show_price = fields.Boolean()
        image_size = fields.String()

    look = Look._wrap({"show_price": True, "unheard_of": 1})
    assert look.show_price is True
    look.image_size = "BIG"
    assert dump(look) == {"show_price": True, "unheard_of": 1, "image_size": "BIG"}
    assert Look.Schema().load({"show_price": False}) == {"show_price": False}


def test_an_object_may_stand_within_another_as_a_part() -> None:
    class Bouquet(Value):
        best = fields.Embedded(Plant, read_only=True)

    bouquet = Bouquet._wrap({"best": {"id": 7, "name": "Rose", "new": 1}})
    assert bouquet.best is not None
    assert repr(bouquet.best) == "<Plant 7 'Rose'>"
    assert dump(bouquet) == {"best": {"id": 7, "name": "Rose", "new": 1}}
    schema = Bouquet.Schema()
    assert schema.dump(schema.load(dump(bouquet))) == dump(bouquet)
