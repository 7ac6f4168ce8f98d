"""Models: how they are declared, and what they show."""

from __future__ import annotations

import pytest

from ecwid_orm.exceptions import ConfigurationError, Detached, NoSession
from ecwid_orm.model import Model, fields
from ecwid_orm.model.state import Load, changes
from tests.model.plants import Gardener, Plant, Seed, plant


def test_an_object_shows_its_class_key_and_name() -> None:
    assert repr(plant()) == "<Plant 7 'Fern'>"
    assert repr(Plant(name="Moss", note="secret")) == "<Plant (new) 'Moss'>"
    assert repr(Plant()) == "<Plant (new)>"
    assert repr(Seed._wrap({"id": 3, "word": "x"}, None, None)) == "<Seed 3 'x'>"


def test_an_object_shows_its_name_as_it_is_now() -> None:
    fern = plant()
    fern.name = "Bracken"
    assert repr(fern) == "<Plant 7 'Bracken'>"


def test_a_person_is_not_shown_by_name() -> None:
    assert repr(Gardener(name="Jane Doe")) == "<Gardener (new)>"
    assert repr(Gardener._wrap({"id": "g1", "name": "Jane Doe"}, None, None)) == "<Gardener g1>"


def test_a_subclass_is_the_same_resource_with_more_fields() -> None:
    class Rose(Plant):
        thorns = fields.Integer()

    rose = Rose(name="Dog rose", thorns=9)
    assert Rose.__resource__ is Plant.__resource__
    assert Rose.__root__ is Plant
    assert {change.field.name for change in changes(rose)} == {"name", "thorns"}
    assert "thorns" not in Plant.__fields__
    assert Rose.__children__ == Plant.__children__


def test_a_class_may_be_a_base_without_a_path() -> None:
    class Named(Model):
        id = fields.Key()
        name = fields.String()

    class Pond(Named, path="ponds"):
        depth = fields.Float()

    assert list(Pond.__fields__) == ["id", "name", "depth"]
    with pytest.raises(ConfigurationError, match="Named has no path=, so it is no resource"):
        Named(name="x")


def test_a_model_needs_a_key() -> None:
    with pytest.raises(ConfigurationError, match="Keyless has no field 'id' to be its key"):

        class Keyless(Model, path="keyless"):
            name = fields.String()


def test_a_model_may_name_its_key() -> None:
    class Country(Model, path="countries", key="code"):
        code = fields.Key(str)

    assert repr(Country._wrap({"code": "NL"}, None, None)) == "<Country NL>"


def test_options_of_a_resource_go_with_its_path() -> None:
    with pytest.raises(ConfigurationError, match="shape, label go with path="):

        class Half(Plant, shape="list", label=None):
            pass


def test_verbs_need_a_session() -> None:
    for verb in (plant().save, plant().delete, plant().refresh, lambda: Plant.get(1)):
        with pytest.raises(NoSession, match=r"ecwid_orm\.connect"):
            verb()
    with pytest.raises(NoSession):
        _ = Plant.query


def test_what_was_not_loaded_cannot_be_read_without_a_session() -> None:
    fern = Plant._wrap({"id": 7, "name": "Fern"}, None, Load({"id", "name"}))
    assert fern.name == "Fern"
    with pytest.raises(Detached, match=r"<Plant 7 'Fern'>: price was not loaded"):
        _ = fern.price
