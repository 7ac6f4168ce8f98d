"""What is known of an object, kept out of its own namespace."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ecwid_orm.model import ObjectState
from ecwid_orm.model.inspection import inspect
from ecwid_orm.model.state import Load
from tests.model.plants import Home, Leaf, Plant, plant


def test_it_tells_where_an_object_stands() -> None:
    home = Home()
    stored, new, doomed = plant(home), Plant(name="Moss"), plant(home)
    assert inspect(new).state is ObjectState.TRANSIENT
    object.__setattr__(new, "_home", home)
    home.added, home.deleted = [new], [doomed]
    assert inspect(new).state is ObjectState.PENDING
    assert inspect(stored).state is ObjectState.PERSISTENT
    assert inspect(doomed).state is ObjectState.DELETED
    assert inspect(plant()).state is ObjectState.DETACHED
    assert repr(inspect(stored)) == "<Inspection of <Plant 7 'Fern'>: persistent>"


def test_it_tells_changes_as_python_values() -> None:
    fern = plant(price=1.5, tags=["a"], stock=10, note="x", leaves=[{"name": "a"}])
    fern.price = Decimal("2.5")
    fern.tags.append("b")
    fern.stock = Plant.stock - 3
    fern.note = None
    fern.leaves[0].name = "b"
    assert inspect(fern).changes == {
        "price": (Decimal("1.5"), Decimal("2.5")),
        "tags": (["a"], ["a", "b"]),
        "stock": (10, 7),
        "note": ("x", None),
        "leaves": ([Leaf(name="a")], [Leaf(name="b")]),
    }


def test_it_tells_key_json_session_and_what_is_not_loaded() -> None:
    home = Home()
    fern = Plant._wrap({"id": 7, "name": "Fern"}, home, Load({"id", "name"}))
    assert inspect(fern).key == 7
    assert inspect(fern).raw == {"id": 7, "name": "Fern"}
    assert inspect(fern).session is home
    assert "price" in inspect(fern).unloaded
    assert "name" not in inspect(fern).unloaded
    assert inspect(plant()).session is None
    assert inspect(plant()).unloaded == frozenset()


def test_it_is_for_objects_of_models() -> None:
    with pytest.raises(TypeError, match="expected an object of a model, got Leaf"):
        inspect(Leaf(name="x"))  # type: ignore[arg-type]  # the mistake that is tested
