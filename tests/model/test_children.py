"""The parts of an object that are resources themselves."""

from __future__ import annotations

import pytest

from ecwid_orm.exceptions import Detached, InvalidValue
from ecwid_orm.model import Children, Collection
from tests.model.plants import Home, Plant, Seed, plant


def seeds_of(home: Home, *ids: int) -> list[Seed]:
    home.stored = [Seed._wrap({"id": each, "word": str(each)}, home, None) for each in ids]
    return home.stored


def test_children_are_read_from_the_session() -> None:
    home = Home()
    one, two = seeds_of(home, 1, 2)
    fern = plant(home)
    assert list(fern.seeds) == [one, two]
    assert fern.seeds[0] is one
    assert fern.seeds[:1] == [one]
    assert len(fern.seeds) == 2
    assert two in fern.seeds
    assert repr(fern.seeds) == "<seeds of <Plant 7 'Fern'>>"


def test_a_child_that_is_appended_is_one_at_once_and_known_to_the_session() -> None:
    home = Home()
    (one,) = seeds_of(home, 1)
    fern, new = plant(home), Seed(word="new")
    fern.seeds.append(new)
    assert list(fern.seeds) == [one, new]
    assert new.plant_id == 7
    assert home.added == [new]


def test_a_child_of_a_new_object_waits_for_it() -> None:
    moss, seed = Plant(name="Moss"), Seed(word="x")
    moss.seeds.append(seed)
    assert list(moss.seeds) == [seed]
    assert seed.plant_id == moss.id


def test_a_child_that_is_removed_is_deleted_or_if_new_forgotten() -> None:
    home = Home()
    one, two = seeds_of(home, 1, 2)
    fern, new = plant(home), Seed(word="new")
    fern.seeds.append(new)
    object.__setattr__(new, "_home", home)
    fern.seeds.remove(new)
    fern.seeds.remove(one)
    assert list(fern.seeds) == [two]
    assert home.added == []
    assert home.deleted == [one]
    with pytest.raises(ValueError, match=r"<Seed \(new\) 'x'> is no child of"):
        fern.seeds.remove(Seed(word="x"))


def test_an_assignment_keeps_adds_and_removes() -> None:
    home = Home()
    one, two = seeds_of(home, 1, 2)
    fern, new = plant(home), Seed(word="new")
    fern.seeds = [two, new]
    assert list(fern.seeds) == [two, new]
    assert home.deleted == [one]
    assert home.added == [new]


def test_children_of_a_detached_object_cannot_be_loaded() -> None:
    with pytest.raises(Detached, match=r"<Plant 7 'Fern'>: seeds cannot be loaded"):
        list(plant().seeds)


def test_only_its_own_kind_can_be_a_child() -> None:
    with pytest.raises(InvalidValue, match="expected an id of Plant"):
        Seed(plant_id=Seed(word="x"))


def test_a_class_attribute_is_the_relation() -> None:
    assert isinstance(Plant.seeds, Children)
    assert Plant.seeds.model is Seed
    assert Plant.seeds.parent_key == "plant_id"
    assert Plant.seeds.__doc__ == "The Seeds of this object."
    assert isinstance(plant().seeds, Collection)
    assert Plant.__children__ == (Plant.seeds,)
