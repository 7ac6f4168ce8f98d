"""Models of the user's own, from query to commit."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import marshmallow as ma
import pytest

from ecwid_orm import (
    InvalidObjects,
    Model,
    Product,
    Session,
    Value,
    fields,
    inspect,
)


class Wine(Product):
    """A product with attributes, and a key that Ecwid may add one day."""

    grape = fields.Attribute("Grape")
    vintage = fields.Attribute("Vintage", type=int)
    cellar = fields.Integer(wire_name="cellarNumber")


class Choice(ma.Schema):
    text = ma.fields.String(required=True)
    price_modifier = ma.fields.Float(data_key="priceModifier")


class Option(ma.Schema):
    type = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    choices = ma.fields.List(ma.fields.Nested(Choice))


class ProductSchema(ma.Schema):
    """What a user had before."""

    id = ma.fields.Integer(dump_only=True)
    name = ma.fields.String(required=True)
    sku = ma.fields.String(validate=ma.validate.Regexp(r"[A-Z0-9-]+$", error="Not a good SKU."))
    price = ma.fields.Decimal()
    compare_to_price = ma.fields.Decimal(data_key="compareToPrice")
    created = ma.fields.String(dump_only=True)
    options = ma.fields.List(ma.fields.Nested(Option))

    @ma.validates_schema
    def cheaper(self, data: dict[str, Any], **kwargs: Any) -> None:
        if data.get("compare_to_price", 10**9) < data.get("price", 0):
            raise ma.ValidationError("Dearer than before.", "price")


class Brought(Model, path="products", schema=ProductSchema):
    """A product by a schema that the user brought."""


# Subclasses ------------------------------------------------------------------------------------


def test_an_attribute_is_created_changed_and_taken_out(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    wine = Wine(name="Rioja", grape="Tempranillo", vintage=2019)
    ecwid_session.add(wine)
    ecwid_session.commit()

    def stored() -> dict[str, str]:
        attributes = shop.read(f"products/{wine.id}")["attributes"]
        return {one["name"]: one["value"] for one in attributes if one.get("value")}

    assert stored() == {"Grape": "Tempranillo", "Vintage": "2019"}
    assert (wine.grape, wine.vintage) == ("Tempranillo", 2019)
    wine.vintage = 2020
    assert list(inspect(wine).changes) == ["attributes"]
    with requests_of() as sent:
        ecwid_session.commit()
    assert [list(body) for _, _, body in sent] == [["attributes"]]
    assert stored() == {"Grape": "Tempranillo", "Vintage": "2020"}
    wine.grape = None
    ecwid_session.commit()
    assert "Grape" not in stored()
    assert wine.grape is None


def test_an_attribute_is_searched_for(ecwid_session: Session, requests_of: Any) -> None:
    ecwid_session.add(Wine(name="Rioja", grape="Tempranillo"), Wine(name="Chablis", grape="Chard"))
    ecwid_session.commit()
    with requests_of() as sent:
        (wine,) = ecwid_session.query(Wine).where(Wine.grape == "Chard")
        several = ecwid_session.query(Wine).where(Wine.grape.in_(["Chard", "Tempranillo"])).all()
    assert isinstance(wine, Wine)
    assert (wine.name, wine.grape) == ("Chablis", "Chard")
    assert len(several) == 2
    assert "attribute_Grape=Chard&" in sent[0][1]


def test_an_attribute_set_back_is_no_change(ecwid_session: Session) -> None:
    wine = Wine(name="Rioja", vintage=2019)
    ecwid_session.add(wine)
    ecwid_session.commit()
    wine.vintage = 2020
    assert ecwid_session.dirty == [wine]
    wine.vintage = 2019
    assert ecwid_session.dirty == []


def test_reading_an_attribute_that_is_not_there_is_no_change(
    ecwid_session: Session, shop: Any
) -> None:
    wine = ecwid_session.get(Wine, shop.product())
    assert wine.grape is None
    assert ecwid_session.dirty == []


def test_a_field_of_the_users_own_travels_with_the_rest(
    ecwid_session: Session, requests_of: Any
) -> None:
    wine = ecwid_session.load(Wine, {"id": 5, "name": "Rioja", "cellarNumber": 7})
    assert wine.cellar == 7
    wine.cellar = 8
    assert ecwid_session.plan().operations[0].body == {"cellarNumber": 8}


def test_a_value_of_the_users_own_in_a_model_of_their_own(
    ecwid_session: Session, shop: Any
) -> None:
    class Swatch(Value):
        text = fields.String(required=True)

    class Paint(Product):
        swatches = fields.EmbeddedList(Swatch, wire_name="swatches")

    paint = ecwid_session.load(Paint, {"id": 5, "name": "Red", "swatches": [{"text": "a", "x": 1}]})
    paint.swatches[0].text = "b"
    assert ecwid_session.plan().operations[0].body == {"swatches": [{"text": "b", "x": 1}]}


# A schema that was brought ---------------------------------------------------------------------


def test_a_brought_schema_creates_reads_changes_and_deletes(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    cap = Brought(
        name="Cap",
        sku="CAP-1",
        price=Decimal("9.90"),
        options=[{"type": "SELECT", "name": "Size", "choices": [{"text": "M"}]}],
    )
    ecwid_session.add(cap)
    with requests_of() as sent:
        ecwid_session.commit()
    assert sent.batched[0][2] == {
        "name": "Cap",
        "sku": "CAP-1",
        "price": 9.9,
        "options": [{"type": "SELECT", "name": "Size", "choices": [{"text": "M"}]}],
    }
    assert isinstance(cap.id, int)
    other = Session(ecwid_session.client)
    read = other.get(Brought, cap.id)
    assert (read.name, read.price) == ("Cap", Decimal("9.9"))
    assert read.options[0]["choices"][0]["text"] == "M"
    assert other.dirty == []
    read.options[0]["choices"].append({"text": "L"})
    read.price = Decimal("11.00")
    with requests_of() as sent:
        other.commit()
    ((method, path, body),) = sent
    assert (method, path) == ("PUT", f"/products/{cap.id}")
    assert sorted(body) == ["options", "price"]
    stored = shop.read(f"products/{cap.id}")
    assert [choice["text"] for choice in stored["options"][0]["choices"]] == ["M", "L"]
    other.delete(read)
    other.commit()
    assert shop.listed("products") == []


def test_the_rules_of_a_brought_schema_hold(ecwid_session: Session, requests_of: Any) -> None:
    cap = Brought(name="Cap", sku="cap 1", price=Decimal(12), compare_to_price=Decimal(10))
    ecwid_session.add(cap, Brought(sku="A"))
    with requests_of() as sent, pytest.raises(InvalidObjects) as raised:
        ecwid_session.commit()
    assert sent == []
    text = str(raised.value)
    assert "Not a good SKU." in text
    assert "name" in text
    cap.sku = "CAP-1"
    ecwid_session.expunge(ecwid_session.new[1])
    with pytest.raises(InvalidObjects, match="price: Dearer than before"):
        ecwid_session.commit()
    cap.compare_to_price = Decimal(20)
    ecwid_session.commit()
    cap.sku = "lower"
    with pytest.raises(InvalidObjects, match="Not a good SKU"):
        ecwid_session.commit()


def test_what_a_brought_schema_does_not_know_survives(
    ecwid_session: Session, requests_of: Any
) -> None:
    cap = ecwid_session.load(
        Brought,
        {
            "id": 5,
            "name": "Cap",
            "novelty": 1,
            "options": [
                {"type": "A", "name": "B", "glow": 2, "choices": [{"text": "M", "shine": 3}]}
            ],
        },
    )
    cap.options[0]["name"] = "C"
    assert ecwid_session.plan().operations[0].body == {
        "options": [{"type": "A", "name": "C", "glow": 2, "choices": [{"text": "M", "shine": 3}]}]
    }


def test_a_brought_model_is_searched_by_parameters_of_its_own(
    ecwid_session: Session, shop: Any
) -> None:
    shop.products(3)
    assert [one.name for one in ecwid_session.query(Brought)] == ["P0", "P1", "P2"]
