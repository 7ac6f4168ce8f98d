"""Ids, and ids that are not known yet."""

from __future__ import annotations

import copy

import pytest

from ecwid_orm.exceptions import InvalidValue
from ecwid_orm.model import PendingKey
from ecwid_orm.model.keys import pending_keys, resolved
from ecwid_orm.model.state import changes, dump, receive
from tests.model.plants import Gardener, Plant, Seed, plant


def test_a_new_object_has_a_key_that_waits_for_its_id() -> None:
    moss = Plant(name="Moss")
    assert isinstance(moss.id, PendingKey)
    assert moss.id == moss.id
    assert moss.id != Plant(name="Moss").id
    assert len({moss.id, moss.id}) == 1
    assert repr(moss.id) == "<id of <Plant (new) 'Moss'>>"


def test_a_pending_key_stands_wherever_an_id_goes_until_the_id_is_known() -> None:
    moss, fern = Plant(name="Moss"), plant()
    fern.parent_id = moss.id
    fern.bed_ids = [1, moss.id]
    body = dump(fern)
    assert list(pending_keys(body)) == [moss.id, moss.id]
    assert resolved(body) == body
    assert resolved(body, otherwise="?")["bedIds"] == [1, "?"]
    receive(moss, {"id": 9})
    assert resolved(body)["bedIds"] == [1, 9]
    assert resolved(body)["parentId"] == 9
    assert repr(body["parentId"]) == "9"


def test_an_object_may_be_assigned_for_its_id() -> None:
    moss, ivy = Plant(name="Moss"), plant()
    fern = plant()
    fern.parent_id = ivy  # type: ignore[assignment]  # allowed, though a checker cannot know
    fern.bed_ids = [moss, ivy]  # type: ignore[list-item]  # allowed, though a checker cannot know
    assert fern.parent_id == 7
    assert fern.bed_ids == [moss.id, 7]


def test_an_object_may_be_put_into_a_list_of_ids() -> None:
    moss, fern = Plant(name="Moss"), plant(bedIds=[1])
    fern.bed_ids.append(moss)  # type: ignore[arg-type]  # allowed, though a checker cannot know
    assert changes(fern)[0].new == [1, moss.id]


def test_an_object_of_another_model_is_refused() -> None:
    with pytest.raises(InvalidValue, match="expected an id of Plant, got one of a Gardener"):
        plant().parent_id = Gardener(name="Jane")  # type: ignore[assignment]  # the mistake
    with pytest.raises(InvalidValue, match="expected an id of Plant, got one of a Seed"):
        plant().parent_id = Seed(word="x").id


def test_an_object_of_a_subclass_is_welcome() -> None:
    class Cactus(Plant):
        """Spiky."""

    spiky = Cactus(name="Spiky")
    fern = plant()
    fern.parent_id = spiky.id
    assert changes(fern)[0].new == spiky.id


def test_a_copy_of_what_refers_to_an_object_refers_to_the_same() -> None:
    moss = Plant(name="Moss")
    assert copy.deepcopy([moss.id])[0] is not None
    assert copy.deepcopy([moss.id]) == [moss.id]
    assert copy.copy(moss.id) == moss.id


def test_a_key_may_be_a_text() -> None:
    assert Gardener._wrap({"id": "jane"}, None, None).id == "jane"
