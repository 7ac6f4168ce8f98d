"""marshmallow schemas: made of a model, alone, or brought by the user."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import marshmallow as ma
import pytest

from ecwid_orm.exceptions import CannotClear
from ecwid_orm.model import Field, Model, Value, fields
from ecwid_orm.model.state import changes, dump
from tests.model.plants import Leaf, Plant, plant

BODY = {
    "id": 7,
    "name": "Fern",
    "price": 19.9,
    "planted": "2023-04-22 18:48:38 +0000",
    "leaves": [{"name": "a", "worth": 1, "new": {"deep": 1}}],
    "plant_CODE": "F1",
    "unheardOf": [1, {"a": None}],
}


def test_a_schema_alone_reads_and_writes_a_body() -> None:
    loaded = Plant.Schema().load(BODY)
    assert loaded["price"] == Decimal("19.9")
    assert loaded["planted"] == datetime(2023, 4, 22, 18, 48, 38, tzinfo=UTC)
    assert loaded["leaves"][0]["worth"] == Decimal(1)
    assert loaded["code"] == "F1"
    assert Plant.Schema().dump(loaded) == BODY
    assert Plant.Schema(many=True).dump([loaded, plant()]) == [BODY, {"id": 7, "name": "Fern"}]


def test_a_schema_dumps_objects_as_they_stand() -> None:
    fern = Plant._wrap(dict(BODY), None, None)
    fern.leaves[0].worth = 2
    assert Plant.Schema().dump(fern)["leaves"] == [{"name": "a", "worth": 2, "new": {"deep": 1}}]
    assert Plant.Schema().dump(fern.leaves[0]) == dump(fern.leaves[0])


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, "name"),
        ({"name": None}, "name"),
        ({"name": "x", "rank": "many"}, "rank"),
        ({"name": "x", "price": "cheap"}, "price"),
        ({"name": "x", "planted": "soon"}, "planted"),
        ({"name": "x", "leaves": [{}]}, "leaves"),
        ({"name": "x", "mail": "nobody"}, "mail"),
    ],
)
def test_a_schema_validates(body: dict[str, Any], where: str) -> None:
    with pytest.raises(ma.ValidationError) as refused:
        Plant.Schema().load(body)
    assert list(refused.value.messages_dict) == [where]


def test_each_class_has_a_schema_of_its_own() -> None:
    class Bonsai(Plant):
        shape = fields.String(validate=ma.validate.Length(max=3), required=True)

    assert Plant.Schema is Plant.Schema
    assert Bonsai.Schema is not Plant.Schema
    assert Bonsai.Schema.__name__ == "BonsaiSchema"
    assert set(Bonsai.Schema().fields) == {*Plant.Schema().fields, "shape"}
    with pytest.raises(ma.ValidationError, match="Longer than maximum length 3"):
        Bonsai.Schema().load({"name": "x", "shape": "round"})


def test_options_of_marshmallow_pass_through() -> None:
    class Pruned(Plant):
        height = fields.Float(
            validate=ma.validate.Range(max=2, error="too tall"), metadata={"unit": "m"}
        )

    assert Pruned.Schema().fields["height"].metadata == {"unit": "m"}
    with pytest.raises(ma.ValidationError, match="too tall"):
        Pruned.Schema().load({"name": "x", "height": 3})


# Any marshmallow field ----------------------------------------------------------------------------


class Loud(ma.fields.Field[str]):
    """Upper case in Python, lower case in JSON."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise ma.ValidationError("not a text")
        return value.upper()

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        return value.lower()


class Herb(Plant):
    """A plant with marshmallow's own fields."""

    motto = fields.Field(Loud())
    minutes: Field[Any] = fields.Field(ma.fields.TimeDelta(precision="minutes"))
    links: Field[Any] = fields.Field(ma.fields.List(ma.fields.Url()))
    root: Field[Any] = fields.Field(ma.fields.Nested(ma.Schema.from_dict({"a": ma.fields.Int()})))


def herb(**raw: Any) -> Herb:
    return Herb._wrap({"id": 1, "name": "Dill", **raw}, None, None)


def test_a_field_of_marshmallow_reads_and_writes_as_it_does_there() -> None:
    dill = herb(motto="grow", minutes=90, links=["https://a.example"])
    assert dill.motto == "GROW"
    assert dill.minutes.total_seconds() == 5400
    dill.motto = "GROW MORE"
    dill.links.append("https://b.example")
    assert {change.field.name: change.new for change in changes(dill)} == {
        "motto": "grow more",
        "links": ["https://a.example", "https://b.example"],
    }


def test_keys_that_a_nested_schema_does_not_know_survive() -> None:
    dill = herb(root={"a": 1, "unheardOf": 2})
    dill.root["a"] = 2
    assert changes(dill)[0].new == {"a": 2, "unheardOf": 2}


def test_none_empties_what_can_be_emptied() -> None:
    dill = herb(motto="grow", links=["https://a.example"], mail="a@b.example")
    dill.links = None
    dill.mail = None  # type: ignore[assignment]  # a text that None empties
    with pytest.raises(CannotClear):
        dill.motto = None
    assert {change.field.name: change.new for change in changes(dill)} == {"links": [], "mail": ""}


def test_absent_values_read_as_empty() -> None:
    assert (herb().links, herb().motto, herb().root) == ([], None, None)


# A schema of the user's own -----------------------------------------------------------------------


class ToolSchema(ma.Schema):
    """What a user may have already."""

    class Meta:
        dateformat = "%d.%m.%Y"

    id = ma.fields.Integer()
    name = ma.fields.String(required=True, validate=ma.validate.Length(min=2))
    price = ma.fields.Decimal(data_key="cost")
    bought = ma.fields.Date()
    serial = ma.fields.String(dump_only=True)
    pin = ma.fields.String(load_only=True)
    tags = ma.fields.List(ma.fields.String())

    @ma.validates_schema
    def _cheap(self, data: dict[str, Any], **kwargs: Any) -> None:
        if data.get("price", 0) > 100:
            raise ma.ValidationError("too dear", "price")


class Tool(Model, path="tools", schema=ToolSchema):
    """A model over it."""

    tags = fields.List(fields.String(required=True), doc="Declared by hand as well.")


def test_each_field_of_a_brought_schema_becomes_a_field() -> None:
    assert set(Tool.__fields__) == {"id", "name", "price", "bought", "serial", "pin", "tags"}
    assert Tool.__fields__["name"].required
    assert Tool.__fields__["serial"].read_only
    assert Tool.__fields__["pin"].write_only
    assert Tool.__fields__["price"].wire_name == "cost"
    assert Tool.tags.__doc__ == "Declared by hand as well."


def test_an_object_over_a_brought_schema_reads_and_changes() -> None:
    saw: Any = Tool._wrap({"id": 1, "name": "Saw", "cost": "9.5", "unheardOf": 1}, None, None)
    assert (saw.id, saw.name, saw.price) == (1, "Saw", Decimal("9.5"))
    saw.price = Decimal("10.5")
    saw.tags.append("sharp")
    assert dump(saw)["tags"] == ["sharp"]
    assert dump(saw)["unheardOf"] == 1
    assert str(dump(saw)["cost"]) == "10.5"
    assert repr(saw) == "<Tool 1 'Saw'>"


def test_rules_and_settings_of_a_brought_schema_hold() -> None:
    assert Tool.Schema().load({"name": "Saw", "bought": "24.12.2024", "x": 1})["x"] == 1
    with pytest.raises(ma.ValidationError, match="Shorter than minimum length"):
        Tool.Schema().load({"name": "S"})
    with pytest.raises(ma.ValidationError, match="too dear"):
        Tool.Schema().load({"name": "Saw", "cost": "101"})


def test_a_key_may_be_a_text_in_a_brought_schema() -> None:
    class Tin(
        Model, path="tins", key="word", schema=ma.Schema.from_dict({"word": ma.fields.Str()})
    ):
        """A model whose key is not called id."""

    assert repr(Tin._wrap({"word": "a"}, None, None)) == "<Tin a>"


def test_a_value_has_a_schema_too() -> None:
    assert Leaf.Schema().dump(Leaf.Schema().load({"name": "a", "x": 1})) == {"name": "a", "x": 1}


def test_a_key_that_is_missing_is_no_method_of_a_dict() -> None:
    class Basket(Value):
        items = fields.EmbeddedList(Leaf)
        values = fields.List(fields.String(required=True))
        keys = fields.JSON()

    assert Basket.Schema().dump({}) == {}
    assert Basket.Schema().dump({"values": ["a"]}) == {"values": ["a"]}
