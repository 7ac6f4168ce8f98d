"""Every paged listing, by its declaration: what it is asked, and that a walk misses nothing."""

from __future__ import annotations

import operator
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from itertools import count
from typing import Any

import pytest

from ecwid_orm import InvalidValue, Session, fields, resources
from ecwid_orm.emulator import Emulator, ManualClock
from ecwid_orm.model import Model, Parameter
from tests.resources import spec
from tests.session.planting import PLANTS

MANY = 1_050

MODELS = [
    cls
    for cls in (getattr(resources, name) for name in resources.__all__)
    if issubclass(cls, Model)
]
PAGED: dict[str, type[Model]] = {
    model.__name__: model
    for model in MODELS
    if model.__resource__.shape == "page" and "list" not in model.__resource__.refuses
}
DELETED: dict[str, type[Model]] = {
    model.__name__: model for model in MODELS if hasattr(model, "deleted_items")
}
PARAMETERS: dict[str, tuple[type[Model], str, Parameter]] = {
    f"{model.__name__}.{name}": (model, name, parameter)
    for model in PAGED.values()
    for name, parameter in model.__resource__.search.parameters.items()
}
FIELD_ORDERS = [
    (name, field) for name, model in PAGED.items() for field in model.__resource__.search.orders
]
ORDERS = [
    (name, order)
    for name in PAGED
    for order in spec.query_parameters(PAGED[name].__resource__.path)
    .get("sortBy", {})
    .get("enum", ())
]

each_listing = pytest.mark.parametrize("name", PAGED)
each_parameter = pytest.mark.parametrize("where", PARAMETERS)


def test_every_paged_listing_of_the_api_is_walked_here() -> None:
    told = {
        path.strip("/")
        for path, offers in spec.PATHS.items()
        if "x-max-page-size" in offers.get("get", {})
    }
    here = {model.__resource__.path for model in PAGED.values()}
    here |= {f"{model.__resource__.path}/deleted" for model in DELETED.values()}
    # By a path, some categories of one name are found; of a batch, the outcomes.
    assert told - here == {"categoriesByPath", "batch"}


# Parameters ---------------------------------------------------------------------------------------

SENT: Mapping[str, list[tuple[Any, str]]] = {
    "text": [("Café & bar, 50%+", "Café & bar, 50%+")],
    "integer": [(7, "7"), (0, "0")],
    "number": [(Decimal("1E+1"), "10"), (9.5, "9.5"), (0, "0")],
    "boolean": [(True, "true"), (False, "false")],
    "moment": [
        (datetime(2024, 2, 29, 12, tzinfo=timezone(timedelta(hours=2))), "1709200800"),
        (datetime(2024, 2, 29, 12, 0, 0, 900_000, tzinfo=UTC), "1709208000"),
        (1_709_200_800, "1709200800"),
    ],
    "ids": [(3, "3"), ([3, 1], "3,1"), ({3, 1}, "1,3")],
    "keys": [(3, "3"), ([3, "J77J8"], "3,J77J8")],
    "names": [("M", "M"), (("M", "L"), "M,L")],
}
"""By kind of parameter: values, and what is sent for them."""

WRONG: Mapping[str, list[Any]] = {
    "text": [5, True, ["a"]],
    "integer": ["7", 7.5, True, [7]],
    "number": ["7", True, [7]],
    "boolean": [1, "true"],
    "moment": ["2024-02-29", True, 0.5, datetime(2024, 2, 29)],  # noqa: DTZ001  # that is wrong
    "ids": ["3", ["3"], True, [True], 0.5],
    "keys": [0.5, [None], True],
    "names": [5, [5]],
    "choice": ["NONSENSE", 5, True, ["NONSENSE"]],
    "choices": ["NONSENSE", 5, ["NONSENSE"]],
}


def samples(parameter: Parameter) -> Iterator[tuple[Any, str]]:
    """Values of a parameter, and what is sent for them."""
    yield from SENT.get(parameter.kind, ())
    yield from ((str(word), str(word)) for word in parameter.choices)
    if parameter.kind == "choices":
        yield list(parameter.choices), ",".join(parameter.choices)


def wire_name(where: str) -> str:
    """What a parameter is called in the description of the API."""
    model, name, parameter = PARAMETERS[where]
    wire = parameter.prefix or model.__resource__.search.wire_name(name, parameter)
    [key] = [
        key
        for key in spec.query_parameters(model.__resource__.path)
        if key.partition("{")[0] == wire
    ]
    return key


def asked(emulator: Emulator, model: type[Model]) -> dict[str, str]:
    """The parameters of the only request, which asked for the first page and was answered."""
    [received] = emulator.requests
    emulator.clear_requests()
    assert (received.method, received.path) == ("GET", f"/{model.__resource__.path}")
    assert received.status == 200
    query = received.query
    assert (query.pop("offset"), query.pop("limit")) == ("0", "100")
    return query


def unsorted(model: type[Model], query: dict[str, str]) -> dict[str, str]:
    """`query` without the order of a walk, which must be there if no word is looked for."""
    stable = model.__resource__.search.stable
    if stable is not None and "keyword" not in query:
        assert query.pop("sortBy") == stable
    return query


@each_parameter
def test_a_search_parameter_is_sent_in_the_spelling_of_ecwid(
    ecwid_session: Session, ecwid_emulator: Emulator, where: str
) -> None:
    model, name, parameter = PARAMETERS[where]
    wire = wire_name(where).replace("{optionName}", "Size").replace("{attributeName}", "Size")
    tried = 0
    for value, expected in samples(parameter):
        given = {"Size": value} if parameter.prefix else value
        ecwid_session.query(model).where(**{name: given}).all()
        assert unsorted(model, asked(ecwid_emulator, model)) == {wire: expected}
        tried += 1
    assert tried


@each_parameter
def test_a_search_parameter_takes_values_of_its_kind_only(
    ecwid_session: Session, ecwid_emulator: Emulator, where: str
) -> None:
    model, name, parameter = PARAMETERS[where]
    for value in WRONG[parameter.kind]:
        given = {"Size": value} if parameter.prefix else value
        with pytest.raises(InvalidValue, match=f"{name} of {model.__name__}: "):
            ecwid_session.query(model).where(**{name: given})
    assert ecwid_emulator.requests == []


MEANINGS = [
    (where, meaning)
    for where, (_, _, parameter) in PARAMETERS.items()
    for meaning in parameter.means
]
COMPARED: Mapping[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    ">=": operator.ge,
    "<=": operator.le,
    "in": lambda field, value: field.in_([value]),
    "contains": lambda field, value: field.contains(value),
}


class Tent(resources.Product):
    size = fields.Attribute("Size")


@pytest.mark.parametrize(("where", "meaning"), MEANINGS)
def test_a_condition_is_sent_as_the_parameter_that_means_it(
    ecwid_session: Session, ecwid_emulator: Emulator, where: str, meaning: str
) -> None:
    model, _, parameter = PARAMETERS[where]
    attribute, operator_ = meaning.split(" ")
    field = Tent.size if attribute == "attributes[]" else getattr(model, attribute)
    wire = wire_name(where).replace("{attributeName}", "Size")
    words = dict(samples(parameter)) if parameter.values else {}
    meant = {value: words[sent] for value, sent in (parameter.values or {}).items()}
    value, expected = next(iter(meant.items() if meant else samples(parameter)))
    ecwid_session.query(model).where(COMPARED[operator_](field, value)).all()
    along = {key: str(other).lower() for key, other in parameter.along.items()}
    assert unsorted(model, asked(ecwid_emulator, model)) == {wire: expected, **along}


# Sort orders --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "order"), ORDERS)
def test_every_order_of_the_api_can_be_asked_for_by_its_name(
    ecwid_session: Session, ecwid_emulator: Emulator, name: str, order: str
) -> None:
    model = PAGED[name]
    with ecwid_emulator.shop.db.transaction():
        put = {PLANTS[model].put(ecwid_emulator.shop, number) for number in range(5)}
    found = ecwid_session.query(model).order_by(order.lower()).all()
    assert {model.__resource__.own_key(one) for one in found} == put
    assert asked(ecwid_emulator, model) == {"sortBy": order}


@pytest.mark.parametrize(("name", "attribute"), FIELD_ORDERS)
def test_a_listing_is_sorted_by_a_field_both_ways(
    ecwid_session: Session,
    ecwid_emulator: Emulator,
    ecwid_clock: ManualClock,
    name: str,
    attribute: str,
) -> None:
    model = PAGED[name]
    for number in (3, 1, 4, 0, 2):
        PLANTS[model].put(ecwid_emulator.shop, number)
        ecwid_clock.sleep(60)
    field = getattr(model, attribute)
    for order, way, descending in (
        (field, "ASC", False),
        (field.asc(), "ASC", False),
        (field.desc(), "DESC", True),
    ):
        found = [getattr(one, attribute) for one in ecwid_session.query(model).order_by(order)]
        assert found == sorted(found, reverse=descending)
        assert len(set(found)) == 5
        wire = f"{model.__resource__.search.orders[attribute]}_{way}"
        assert asked(ecwid_emulator, model) == {"sortBy": wire}


# Walks --------------------------------------------------------------------------------------------


@each_listing
def test_a_walk_gives_each_that_stays_once_while_others_come_and_go(
    restless: Any, ecwid_emulator: Emulator, name: str
) -> None:
    model, chance, numbers = PAGED[name], random.Random(name), count()
    shop, plant = ecwid_emulator.shop, PLANTS[PAGED[name]]
    already = restless(lambda page: None, 1).query(model).ids()
    with shop.db.transaction():
        alive = [plant.put(shop, next(numbers)) for _ in range(MANY)]
    stayed, there = {*alive, *already}, {*alive, *already}

    def meddle(page: int) -> None:
        with shop.db.transaction():
            for key in chance.sample(alive, chance.randrange(1, 12)):
                alive.remove(key)
                stayed.discard(key)
                plant.take(shop, key)
            for _ in range(chance.randrange(1, 6)):
                alive.append(plant.put(shop, next(numbers)))
                there.add(alive[-1])

    seen = Counter(map(model.__resource__.own_key, restless(meddle, 4).query(model)))
    assert len(stayed) < MANY + len(already)
    assert stayed <= seen.keys() <= there
    assert set(seen.values()) == {1}


@pytest.mark.parametrize("name", DELETED)
def test_a_walk_gives_each_that_was_deleted_once_while_others_follow(
    restless: Any, ecwid_emulator: Emulator, name: str
) -> None:
    model, numbers = DELETED[name], count()
    shop, plant = ecwid_emulator.shop, PLANTS[DELETED[name]]

    def delete(many: int) -> None:
        with shop.db.transaction():
            for _ in range(many):
                plant.take(shop, plant.put(shop, next(numbers)))

    delete(MANY)
    deleting: Any = model
    walk = deleting.deleted_items(session=restless(lambda page: delete(3), 1))
    seen = [item.id for item in walk]
    assert len(seen) == len(set(seen)) == next(numbers) > MANY
