"""Models to test with: one field of every kind."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from ecwid_orm.model import Model, Parameter, Search, Value, fields
from ecwid_orm.model.search import equality, membership


class Leaf(Value):
    """A part of a plant."""

    name = fields.String(required=True)
    note = fields.String()
    length = fields.Float()
    worth = fields.Money()
    count = fields.Integer()
    tint = fields.Integer(nullable=True)
    veins = fields.EmbeddedList("Vein")


class Vein(Value):
    """A part of a leaf."""

    width = fields.Integer()


class Label(Value):
    """A named text of a plant."""

    name = fields.String()
    value = fields.String()


class Plant(
    Model,
    path="plants",
    search=Search(
        {
            "plant_id": Parameter("ids", means=membership("id")),
            "name": Parameter(means=equality("name")),
            "price_from": Parameter("number", means=("price >=",)),
            "price_to": Parameter("number", means=("price <=",)),
            "planted_from": Parameter("moment", means=("planted >=",)),
            "alive": Parameter("boolean", means=equality("alive")),
            "state": Parameter(
                "choice",
                choices=("dry", "wet"),
                means=equality("thirsty"),
                values={True: "dry", False: "wet"},
            ),
            "size": Parameter("integer", wire="plant_size"),
            "soils": Parameter("names"),
            "taxes": Parameter("ids", choices=("none",)),
            "bed_ids": Parameter("ids", means=("bed_ids contains",)),
            "label": Parameter("names", prefix="label_", means=membership("labels[]")),
        },
        orders={"name": "NAME", "price": "PRICE"},
        named=("RELEVANCE",),
    ),
):
    """A thing that grows."""

    id = fields.Key()
    name = fields.String(required=True)
    note = fields.String()
    price = fields.Money()
    height = fields.Float()
    stock = fields.Integer(adjust="inventory")
    rank = fields.Integer()
    alive = fields.Boolean()
    thirsty = fields.Boolean()
    kind = fields.Choice(("TREE", "HERB"))
    soil = fields.Choice(("SAND", "CLAY"), open=True)
    planted = fields.DateTime()
    seen_on = fields.Date()
    extra = fields.JSON()
    tags = fields.List(fields.String(required=True))
    scores = fields.List(fields.Money(required=True))
    counts = fields.Map(fields.Integer(required=True))
    name_translated = fields.Translations()
    top = fields.Embedded(Leaf)
    leaves = fields.EmbeddedList(Leaf)
    by_color = fields.EmbeddedMap(Leaf)
    labels = fields.EmbeddedList(Label)
    parent_id = fields.Reference("Plant", clear=0)
    bed_ids = fields.References("Plant")
    google_code = fields.Integer(nullable=True)
    url = fields.String(read_only=True)
    found = fields.EmbeddedList(Leaf, read_only=True)
    origin = fields.String(create_only=True)
    code = fields.String(wire_name="plant_CODE")
    mail = fields.Field(ma.fields.Email())
    seeds = fields.Children("Seed", wire_name="seeds")


class Seed(Model, path="plants/{plant_id}/seeds", shape="list", label="word"):
    """A part of a plant that is a resource itself."""

    id = fields.Key()
    plant_id = fields.ParentKey("Plant")
    word = fields.String()


class Gardener(Model, path="gardeners", label=None):
    """A person, whose name is nobody's business."""

    id = fields.Key(str)
    name = fields.String()


class Home:
    """As much of a session as an object needs."""

    def __init__(self, server: dict[str, Any] | None = None) -> None:
        self.server = server or {}
        self.touched: list[Any] = []
        self.fetched: list[str] = []
        self.stored: list[Any] = []
        self.added: list[Any] = []
        self.deleted: list[Any] = []
        self.objects: dict[Any, Any] = {}
        self.asked: list[list[Any]] = []
        self.session = self

    def touch(self, instance: Any) -> None:
        self.touched.append(instance)

    def fetch(self, instance: Any, wire_name: str) -> None:
        self.fetched.append(wire_name)
        for peer in instance._load.peers():
            if wire_name in self.server:
                peer._raw[wire_name] = self.server[wire_name]
        instance._load.loaded([wire_name])

    def children(self, instance: Any, relation: Any) -> list[Any]:
        return [child for child in self.stored if child not in self.deleted]

    def referred(self, instance: Any, relation: Any, keys: list[Any]) -> dict[Any, Any]:
        self.asked.append(keys)
        return {key: self.objects.get(key) for key in keys}

    def referring(self, instance: Any, relation: Any) -> list[Any]:
        key = relation.key_of(instance)
        return [one for one in self.objects.values() if key in (relation.keys(one) or ())]

    def is_new(self, instance: Any) -> bool:
        return instance in self.added

    def is_deleted(self, instance: Any) -> bool:
        return instance in self.deleted

    def add(self, instance: Any) -> None:
        self.added.append(instance)

    def expunge(self, instance: Any) -> None:
        self.added.remove(instance)

    def delete(self, instance: Any) -> None:
        self.deleted.append(instance)


def plant(home: Home | None = None, **raw: Any) -> Plant:
    """A plant as it came from the server."""
    return Plant._wrap({"id": 7, "name": "Fern", **raw}, home, None)
