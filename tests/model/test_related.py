"""Relations as they are declared: which keys they read, and what can be assigned."""

from __future__ import annotations

from typing import Any

import pytest

from ecwid_orm.exceptions import CannotClear, ConfigurationError, Detached, InvalidValue, ReadOnly
from ecwid_orm.model import Model, Related, RelatedByKeys, RelatedList, Value, fields
from ecwid_orm.model.state import Load
from tests.model.plants import Home, Plant, plant


class Nail(Value):
    """A part of a shed."""

    hook_id = fields.Reference("Hook")


class Hook(Model, path="hooks"):
    """What a shed may be full of."""

    id = fields.Key()
    shed_id = fields.Reference("Shed", clear=0)
    nails = fields.EmbeddedList(Nail)
    shed: Related[Shed] = fields.Related("Shed", key="shed_id")


class Shed(Model, path="sheds"):
    """Where things are."""

    id = fields.Key()
    code = fields.String()
    plant_id = fields.Reference("Plant")
    first_id = fields.Reference("Hook", clear=0)
    owner_id = fields.Integer(read_only=True)
    nails = fields.EmbeddedList(Nail)
    hook_ids = fields.References("Hook")
    plant = fields.Related(Plant, key="plant_id")
    first = fields.Related(Hook, key="first_id", default=0)
    owner = fields.Related(Plant, key="owner_id")
    hooks = fields.RelatedByKeys(Hook, keys="hook_ids")
    nailed = fields.RelatedByKeys(Hook, keys="nails.hook_id")
    inside = fields.RelatedList(Hook, through="shed_id", search="shed_id", hidden=True)
    outside = fields.RelatedList(Hook, through="shed_id", search="shed_id", default=0)
    named = fields.RelatedList(Hook, through="nails.hook_id", search="code", of="code")


def shed(home: Home | None = None, load: Load | None = None, **raw: Any) -> Shed:
    return Shed._wrap({"id": 3, **raw}, home, load)


def hook(home: Home | None = None, key: int = 1, **raw: Any) -> Hook:
    return Hook._wrap({"id": key, **raw}, home, None)


def test_an_object_is_found_by_its_key() -> None:
    home = Home()
    home.objects[7] = fern = plant(home)
    assert shed(home, plantId=7).plant is fern
    assert shed(home, plantId=8).plant is None
    assert home.asked == [[7], [8]]


@pytest.mark.parametrize("raw", [{}, {"plantId": 0}, {"plantId": None}])
def test_no_key_is_no_object(raw: dict[str, Any]) -> None:
    home = Home()
    assert shed(home, **raw).plant is None
    assert home.asked == []


def test_a_default_is_the_key_that_none_stands_for() -> None:
    home = Home()
    home.objects[0] = general = hook(home, 0)
    assert shed(home).first is general
    assert shed(home, firstId=0).first is general


def test_an_object_may_be_assigned_for_its_key() -> None:
    home = Home()
    place = shed(home, plantId=7)
    home.objects[9] = rose = Plant._wrap({"id": 9}, home, None)
    place.plant = rose
    assert place.plant_id == 9
    assert place.plant is rose
    place.plant = moss = Plant(name="Moss")
    assert place.plant_id == moss.id
    assert place.plant is moss
    with pytest.raises(CannotClear, match="plant_id cannot be emptied"):
        place.plant = None
    inside = hook(home, shedId=3)
    inside.shed = None
    assert inside.shed is None
    with pytest.raises(InvalidValue, match="plant_id: expected an id of Plant, got one of a Hook"):
        place.plant = hook()  # type: ignore[assignment]  # as it is meant to be
    with pytest.raises(ReadOnly, match="owner_id is read-only"):
        place.owner = rose


def test_a_new_object_takes_its_relations_at_once() -> None:
    moss = Plant(name="Moss")
    assert Shed(plant=moss).plant_id == moss.id


def test_objects_by_keys_come_once_each_in_the_order_of_the_keys() -> None:
    home = Home()
    home.objects = {key: hook(home, key) for key in (1, 2)}
    new = Hook()
    place = shed(home, hookIds=[2, 5, 1, 2])
    assert [one.id for one in place.hooks] == [2, 1]
    place.hook_ids = [1, new.id]
    assert place.hooks == (home.objects[1], new)


def test_keys_may_stand_in_parts_and_reading_them_touches_nothing() -> None:
    home = Home()
    home.objects = {key: hook(home, key) for key in (1, 2)}
    place = shed(home, nails=[{"hookId": 2}, {}, {"hookId": 0}, {"hookId": 1}])
    assert [one.id for one in place.nailed] == [2, 1]
    assert home.touched == []
    place.nails.pop(0)
    assert [one.id for one in place.nailed] == [1]
    assert shed(home).nailed == ()


def test_keys_that_were_not_loaded_are_loaded_first() -> None:
    home = Home({"plantId": 7, "hookIds": [1]})
    home.objects = {7: plant(home), 1: hook(home)}
    load = Load({"id"})
    place = shed(home, load)
    load.join(place)
    assert place.plant is home.objects[7]
    assert place.hooks == (home.objects[1],)
    assert home.fetched == ["plantId", "hookIds"]
    assert home.touched == []


def test_a_key_that_was_assigned_needs_no_loading() -> None:
    home = Home()
    place = shed(home, Load({"id"}))
    place.plant_id = 8
    assert place.plant is None
    assert home.fetched == []


def test_those_that_refer_to_an_object_are_asked_for() -> None:
    home = Home()
    home.objects = {1: hook(home, 1, shedId=3), 2: hook(home, 2, shedId=4), 3: hook(home, 3)}
    assert shed(home).inside == (home.objects[1],)


def test_what_others_refer_to_is_read_as_it_is_now() -> None:
    inside, outside, named = Shed.inside, Shed.outside, Shed.named
    assert inside.keys(hook(shedId=3)) == [3]
    assert inside.keys(hook()) == []
    assert outside.keys(hook()) == [0]
    assert named.keys(hook(nails=[{"hookId": 1}, {"hookId": 2}])) == [1, 2]
    changed, place = hook(shedId=3), Shed()
    changed.shed = place
    assert inside.keys(changed) == [place.id]
    changed.shed = None
    assert inside.keys(changed) == []
    unknown = Hook._wrap({"id": 1}, None, Load({"id"}))
    assert inside.keys(unknown) is None
    unknown.shed_id = 4
    assert inside.keys(unknown) == [4]


def test_others_refer_to_the_key_or_to_another_attribute() -> None:
    assert Shed.inside.key_of(shed(code="A")) == 3
    assert Shed.named.key_of(shed(code="A")) == "A"
    assert Shed.inside.key_of(Shed(code="A")) is None
    assert (Shed.inside.nested, Shed.named.nested) == (False, True)


def test_lists_cannot_be_assigned() -> None:
    place = shed()
    with pytest.raises(ReadOnly, match="hooks follows from hook_ids; change the keys"):
        place.hooks = ()  # type: ignore[assignment]  # as it is meant to be
    with pytest.raises(ReadOnly, match=r"inside follows from Hook\.shed_id; change it in those"):
        place.inside = ()  # type: ignore[assignment]  # as it is meant to be


def test_without_a_session_only_what_is_known_can_be_read() -> None:
    new = Shed()
    assert (new.plant, new.hooks, new.inside) == (None, (), ())
    for place, way in ((shed(plantId=7), "merge"), (Shed(plant_id=7), "add")):
        with pytest.raises(Detached, match=rf"plant cannot be loaded, .*session\.{way}\(it\)"):
            _ = place.plant
    with pytest.raises(Detached, match=r"inside cannot be loaded, .*in no session"):
        _ = shed().inside
    with pytest.raises(Detached, match=r"hookIds was not loaded"):
        _ = shed(load=Load({"id"})).hooks


def test_a_class_attribute_is_the_relation() -> None:
    assert isinstance(Shed.plant, Related)
    assert isinstance(Shed.hooks, RelatedByKeys)
    assert isinstance(Shed.inside, RelatedList)
    assert Hook.shed.model is Shed
    assert Shed.inside.parameters == {"hidden": True}
    assert Shed.plant.__doc__ == "The Plant whose key is `plant_id`; None where there is none."
    assert list(Shed.__relations__) == [
        *("plant", "first", "owner", "hooks", "nailed", "inside", "outside", "named")
    ]
    assert Plant.__relations__ == {}  # children are parts


def test_a_class_that_was_never_declared_says_so_when_it_is_needed() -> None:
    class Lost(Model, path="lost"):
        id = fields.Key()
        thing: Related[Plant] = fields.Related("NoSuchThing", key="id")

    with pytest.raises(ConfigurationError, match="no model or value named 'NoSuchThing'"):
        _ = Lost.thing.model
