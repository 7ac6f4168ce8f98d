"""Each model that can be created declares its natural keys, and the shop honours them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from ecwid_orm import Conflict, Session
from ecwid_orm.api import Request
from ecwid_orm.model import Model
from ecwid_orm.session.naturalkeys import Finder, carried_out, natural_key
from ecwid_orm.session.plan import Operation
from tests.resources.test_contract import MODELS
from tests.resources.test_crud import SAMPLES
from tests.session.conftest import Shop

CREATABLE = {
    name
    for name, model in MODELS.items()
    if not model.__resource__.singleton and "create" not in model.__resource__.refuses
}

WITHOUT = {
    "CustomerContact": "A customer may have one contact twice; nothing tells them apart.",
    "CustomerExtraField": "Ecwid makes up its key, and lets two bear one title.",
    "Order": "Ecwid makes up its number and its id; no other attribute is unique.",
    "PaymentOption": "Most processors may be added once, but offline ones, and apps, many times.",
}
"""Models that have no natural key, and why."""

REPLACED = {"OrderExtraField"}
"""A second one replaces the first instead of being refused."""

VALUES: dict[str, Mapping[str, Any]] = {
    "external_reference_id": {"externalReferenceId": "EXT-1"},
    "sku": {"sku": "CAP-1"},
}
"""What a sample gets for a natural key that it lacks, by attribute."""

CASES = [
    pytest.param(name, attribute, id=f"{name}-{attribute}")
    for name in sorted(CREATABLE)
    for attribute in MODELS[name].__resource__.natural
]
each_key = pytest.mark.parametrize(("name", "attribute"), CASES)


def attributes(name: str) -> set[str]:
    """All attributes that stand in natural keys of a model."""
    found: set[str] = set()
    for one in MODELS[name].__resource__.natural:
        found |= {one} if isinstance(one, str) else set(one)
    return found


def test_what_can_be_created_has_a_natural_key_or_a_reason() -> None:
    declared = {name for name, model in MODELS.items() if model.__resource__.natural}
    assert declared == CREATABLE - set(WITHOUT)


@pytest.mark.parametrize("name", sorted(CREATABLE - set(WITHOUT)))
def test_natural_keys_are_attributes_that_a_creation_sends(name: str) -> None:
    model = MODELS[name]
    sendable = {field.name for field in model.__fields__.values() if not field.read_only}
    assert attributes(name) <= sendable
    assert model.__resource__.caseless <= attributes(name)


@pytest.mark.parametrize("name", sorted(CREATABLE - set(WITHOUT)))
def test_a_text_that_is_a_natural_key_is_unique_or_the_models_own_key(name: str) -> None:
    model = MODELS[name]
    fields = [model.__fields__[one] for one in model.__resource__.natural if isinstance(one, str)]
    assert [
        field.name
        for field in fields
        if field.converter.native is str
        and not field.unique
        and field.name != model.__resource__.key
    ] == []


class Case:
    """One natural key of one model in a shop."""

    def __init__(self, name: str, attribute: str, shop: Shop) -> None:
        self.model: type[Model] = MODELS[name]
        sample = SAMPLES[name]
        extra = {} if attribute in sample.make else VALUES[attribute]
        self.values = {**sample.make, **({attribute: next(iter(extra.values()))} if extra else {})}
        self.body = {**sample.body, **extra}
        self.parents = {}
        if sample.parent is not None:
            parent, plant = sample.parent
            self.parents = {parent: plant(shop)}
        self.listing = self.model.__resource__.listing_path(self.parents)
        self.shop = shop

    def create(self) -> None:
        """Create it past the session."""
        self.shop.client.post(self.listing, self.body)

    def operation(self, session: Session) -> Operation:
        """Its creation, in a plan."""
        session.add(self.model(**self.parents, **self.values))
        [operation] = session.plan()
        return operation

    def count(self) -> int:
        resource = self.model.__resource__
        answer = self.shop.read(self.listing)
        return len(answer if resource.shape == "list" else answer[resource.items])


@each_key
def test_a_second_one_makes_no_twin(name: str, attribute: str, shop: Shop) -> None:
    case = Case(name, attribute, shop)
    case.create()
    before = case.count()
    if name in REPLACED:
        case.create()
    else:
        with pytest.raises(Conflict):
            case.create()
    assert case.count() == before


@pytest.mark.parametrize("name", sorted(WITHOUT))
def test_of_what_has_no_natural_key_there_may_be_twins(
    name: str, shop: Shop, ecwid_session: Session
) -> None:
    case = Case(name, next(iter(SAMPLES[name].make)), shop)
    case.create()
    before = case.count()
    case.create()
    assert case.count() == before + 1
    operation = case.operation(ecwid_session)
    assert natural_key(operation) is None
    assert Finder(ecwid_session).find([operation]) == {}


@each_key
def test_what_was_created_is_found_by_its_natural_key(
    name: str, attribute: str, shop: Shop, ecwid_session: Session
) -> None:
    case = Case(name, attribute, shop)
    operation = case.operation(ecwid_session)
    key = natural_key(operation)
    assert key is not None
    wire_name = case.model.__fields__[attribute].wire_name
    assert (key.attribute, key.value) == (attribute, case.body[wire_name])
    finder = Finder(ecwid_session)
    assert finder.find([operation]) == {operation: []}
    case.create()
    [raw] = finder.find([operation])[operation]
    assert carried_out(operation, raw)
    assert raw[case.model.__wire_key__]
    assert set(case.body) <= set(raw)


@each_key
def test_what_was_deleted_is_not_found(
    name: str, attribute: str, shop: Shop, ecwid_session: Session
) -> None:
    case = Case(name, attribute, shop)
    operation = case.operation(ecwid_session)
    case.create()
    [raw] = Finder(ecwid_session).find([operation])[operation]
    resource = case.model.__resource__
    own = raw[case.model.__wire_key__]
    identity = (*case.parents.values(), own) if case.parents else own
    shop.client.request(Request("DELETE", resource.item_path(identity)))
    assert Finder(ecwid_session).find([operation]) == {operation: []}
