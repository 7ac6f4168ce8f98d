"""Where entities live: paths and keys."""

from __future__ import annotations

from typing import Any

import pytest

from ecwid_orm.exceptions import InvalidValue, ReadOnly
from ecwid_orm.model import Model, PendingKey, Resource, fields
from ecwid_orm.model.state import receive
from tests.model.plants import Gardener, Plant, Seed, plant

PLANTS, SEEDS = Plant.__resource__, Seed.__resource__


def test_paths_hold_the_keys() -> None:
    assert PLANTS.listing_path() == "plants"
    assert PLANTS.item_path(7) == "plants/7"
    assert SEEDS.parents == ("plant_id",)
    assert SEEDS.listing_path({"plant_id": 7}) == "plants/7/seeds"
    assert SEEDS.item_path((7, 3)) == "plants/7/seeds/3"


def test_a_key_is_one_segment_of_the_path_whatever_is_in_it() -> None:
    assert Resource("options").item_path("a b/c+d/Ж") == "options/a+b%2Fc%2Bd%2F%D0%96"


def test_a_part_is_known_by_its_parents_key_and_its_own() -> None:
    seed = Seed._wrap({"id": 3}, None, None)
    seed._keep("plant_id", 7)
    assert SEEDS.identity(seed) == (7, 3)
    assert SEEDS.own_key(seed) == 3
    assert PLANTS.identity(plant()) == 7
    assert PLANTS.identity(Plant(name="Moss")) is None


def test_a_part_of_a_new_object_waits_for_it() -> None:
    moss = Plant(name="Moss")
    seed = Seed(plant_id=moss, word="x")
    assert SEEDS.parent_keys(seed) == {"plant_id": moss.id}
    receive(seed, {"id": 3})
    assert SEEDS.identity(seed) is None
    receive(moss, {"id": 9})
    assert SEEDS.identity(seed) == (9, 3)
    assert SEEDS.parent_keys(seed) == {"plant_id": 9}


def test_a_part_must_say_of_what_it_is_a_part() -> None:
    with pytest.raises(InvalidValue, match=r"plant_id is missing: .*Seed\(plant_id=…\)"):
        SEEDS.parent_keys(Seed(word="x"))
    assert Seed(word="x").plant_id is None
    assert isinstance(Seed(plant_id=Plant(name="Moss")).plant_id, PendingKey)


def test_a_part_stays_with_its_parent() -> None:
    seed = Seed._wrap({"id": 3}, None, None)
    with pytest.raises(ReadOnly, match="plant_id cannot change"):
        seed.plant_id = 8


@pytest.mark.parametrize(
    ("model", "key", "message"),
    [
        (Plant, (1, 2), r"Plant: expected a key \(id\), got \(1, 2\)"),
        (Seed, 3, r"Seed: expected a key \(plant_id, id\), got 3"),
        (Plant, None, "Plant: None is no id; expected a number"),
        (Plant, "7", "Plant: '7' is no id; expected a number"),
        (Plant, True, "Plant: True is no id"),
        (Seed, (1, 2.5), "Seed: 2.5 is no id"),
        (Gardener, "", "Gardener: '' is no id; expected a text"),
        (Gardener, 5, "Gardener: 5 is no id; expected a text"),
    ],
)
def test_a_wrong_key_says_what_was_expected(model: type[Model], key: Any, message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        model.__resource__.check_key(model, key)


def test_a_right_key_is_taken() -> None:
    assert PLANTS.check_key(Plant, 7) == 7
    assert SEEDS.check_key(Seed, (7, 3)) == (7, 3)
    assert Gardener.__resource__.check_key(Gardener, "jane") == "jane"


class Garden(Model, path="garden", singleton=True):
    """A shop has one."""

    open = fields.Boolean()


class Weather(Model, path="weather", key="", shape="list"):
    """Without a key: no two are the same."""

    name = fields.String()


class Voucher(Model, path="vouchers", item="voucher", aliases=("code",)):
    """Found by its id or code, at a path of its own."""

    id = fields.Key()
    code = fields.String()


class Shed(Model, path="sheds", key="word"):
    """The user gives its key."""

    word = fields.Key(str, create_only=True)


def test_a_singleton_has_one_place_and_no_key() -> None:
    resource = Garden.__resource__
    garden = Garden._wrap({"open": True})
    assert resource.check_key(Garden, None) == "garden"
    assert resource.identity(garden) == resource.own_key(garden) == "garden"
    assert resource.item_path("garden") == "garden"
    assert repr(garden) == "<Garden>"
    assert resource.identity(Garden()) is None
    with pytest.raises(InvalidValue, match="Garden: a shop has one, without a key; got 5"):
        resource.check_key(Garden, 5)


def test_what_has_no_key_can_only_be_listed() -> None:
    resource = Weather.__resource__
    assert resource.identity(Weather._wrap({"name": "rain"})) is None
    assert repr(Weather._wrap({"name": "rain"})) == "<Weather 'rain'>"
    with pytest.raises(InvalidValue, match="Weather has no key; it can only be listed"):
        resource.check_key(Weather, "rain")


def test_an_alias_stands_for_the_key() -> None:
    resource = Voucher.__resource__
    assert resource.check_key(Voucher, 5) == 5
    assert resource.check_key(Voucher, "SPRING") == "SPRING"
    assert resource.item_path("SPRING 5") == "voucher/SPRING+5"
    with pytest.raises(InvalidValue, match="expected a number or a text"):
        resource.check_key(Voucher, None)


def test_a_key_that_the_user_gives_is_set_once() -> None:
    shed = Shed(word="red")
    assert shed.word == "red"
    with pytest.raises(ReadOnly, match="only when the object is created"):
        Shed._wrap({"word": "red"}).word = "blue"
