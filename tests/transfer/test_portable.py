from __future__ import annotations

import pytest

from ecwid_orm import Category, InvalidValue, Model, Product, Session, resources
from ecwid_orm.transfer.portable import (
    LEFT_OUT,
    PORTABLE,
    everything,
    identities,
    model_named,
)

MODELS = [
    one
    for one in (getattr(resources, name) for name in resources.__all__)
    if isinstance(one, type) and issubclass(one, Model)
]


def test_every_model_travels_or_there_is_a_reason_why_it_does_not() -> None:
    names = {model.__name__ for model in MODELS}
    assert names == {*LEFT_OUT, *(model.__name__ for model in PORTABLE)}
    assert not LEFT_OUT.keys() & {model.__name__ for model in PORTABLE}


@pytest.mark.parametrize("model", PORTABLE)
def test_what_travels_can_be_listed_and_created_and_is_known_by_something(
    model: type[Model],
) -> None:
    assert not {"list", "create", "update"} & model.__resource__.refuses
    assert identities(model)


def test_what_an_export_refers_to_comes_before_it() -> None:
    names = [model.__name__ for model in PORTABLE]
    later = {
        (model.__name__, field.name)
        for place, model in enumerate(PORTABLE)
        for field in model.__fields__.values()
        if field.target in names[place + 1 :]
    }
    # Products say which categories they are in.
    assert later == {("Category", "product_ids")}


def test_a_name_that_is_none_is_told_with_those_that_are() -> None:
    assert model_named("Product") is Product
    with pytest.raises(InvalidValue, match=r"no model 'Gadget'; known are ProductType, Category"):
        model_named("Gadget")
    with pytest.raises(InvalidValue, match="Order cannot be imported: nothing tells an order from"):
        model_named("Order")


def test_everything_has_hidden_categories_too(ecwid_session: Session) -> None:
    ecwid_session.call("POST", "categories", json={"name": "Hidden", "enabled": False})
    assert [one.name for one in everything(ecwid_session, Category)] == ["Hidden"]
    [named] = everything(ecwid_session, Category, ["name"]).raw()
    assert named.keys() == {"id", "name"}
