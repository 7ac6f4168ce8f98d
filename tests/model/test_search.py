"""Conditions and search parameters become the parameters of a listing, or are refused."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from ecwid_orm.exceptions import InvalidValue, UnknownParameter, UnsupportedCondition
from ecwid_orm.model import Parameter, Search, SortOrder
from tests.model.plants import Gardener, Plant

SEARCH = Plant.__resource__.search
NOON = datetime(2024, 1, 1, 12, tzinfo=UTC)


def compiled(*conditions: Any, **search: Any) -> dict[str, Any]:
    return SEARCH.compile("Plant", conditions, search)


@pytest.mark.parametrize(
    ("condition", "parameters"),
    [
        (Plant.price >= 10, {"priceFrom": 10}),
        (Plant.price <= Decimal("20.5"), {"priceTo": Decimal("20.5")}),
        (Plant.planted >= NOON, {"plantedFrom": NOON}),
        (Plant.planted >= 1700000000, {"plantedFrom": 1700000000}),
        (Plant.alive == False, {"alive": False}),
        (Plant.thirsty == True, {"state": "dry"}),
        (Plant.name == "Fern", {"name": "Fern"}),
        (Plant.id == 3, {"plantId": 3}),
        (Plant.id.in_([3, 1]), {"plantId": [3, 1]}),
        (Plant.id.in_({3, 1}), {"plantId": [1, 3]}),
        (Plant.bed_ids.contains(5), {"bedIds": 5}),
    ],
)
def test_a_condition_is_the_parameter_that_means_it(
    condition: Any, parameters: dict[str, Any]
) -> None:
    assert compiled(condition) == parameters


def test_conditions_and_parameters_go_together() -> None:
    assert compiled(
        Plant.price >= 1, Plant.price <= 2, size=3, soils=["clay"], alive=None, taxes="none"
    ) == {"priceFrom": 1, "priceTo": 2, "plant_size": 3, "soils": ["clay"], "taxes": "none"}


def test_a_family_of_parameters_takes_names_of_the_shops_own() -> None:
    assert compiled(label={"Soil type": "clay", "pH": ["5", "6"]}) == {
        "label_Soil type": "clay",
        "label_pH": ["5", "6"],
    }
    with pytest.raises(InvalidValue, match="expected a dict of names to values"):
        compiled(label="clay")


@pytest.mark.parametrize(
    "condition",
    [
        Plant.price > 10,
        Plant.price == 10,
        Plant.name != "Fern",
        Plant.rank == 1,
        Plant.thirsty == None,
        Gardener.name == "Jane",
    ],
)
def test_what_no_parameter_means_cannot_be_searched_for(condition: Any) -> None:
    if condition.field is Gardener.name:
        search, model = Gardener.__resource__.search, "Gardener"
        message = "it has no search conditions"
    else:
        search, model = SEARCH, "Plant"
        message = r"it can by .*Plant\.price >=; "
    with pytest.raises(UnsupportedCondition, match=f"Ecwid cannot search {model} by .*{message}"):
        search.compile(model, [condition], {})


def test_a_parameter_may_take_texts_as_ids_and_several_of_its_choices() -> None:
    search = Search(
        {
            "ids": Parameter("keys"),
            "state": Parameter("choices", choices=("dry", "wet")),
            "country": Parameter(required=True),
            "mail": Parameter(means=("name ==",), along={"exact": True}),
        }
    )
    assert search.compile("Bed", [], {"ids": [1, "A1"], "state": ["dry"], "country": "NL"}) == {
        "ids": [1, "A1"],
        "state": ["dry"],
        "country": "NL",
    }
    assert search.compile("Bed", [], {"state": "wet", "country": "NL"})["state"] == "wet"
    with pytest.raises(InvalidValue, match="'moist' is none of dry, wet"):
        search.compile("Bed", [], {"state": ["dry", "moist"], "country": "NL"})
    with pytest.raises(InvalidValue, match="'moist' is none of dry, wet"):
        search.compile("Bed", [], {"state": "moist", "country": "NL"})
    with pytest.raises(InvalidValue, match="Bed cannot be listed without country; add country=…"):
        search.compile("Bed", [], {})
    assert search.compile("Bed", [Plant.name == "x"], {"country": "NL"}) == {
        "exact": True,
        "mail": "x",
        "country": "NL",
    }


def test_an_unsupported_condition_does_not_show_a_customer() -> None:
    with pytest.raises(UnsupportedCondition) as refused:
        compiled(Plant.note == "jane@doe.example")
    assert "jane" not in str(refused.value)


def test_ecwid_takes_one_parameter_of_a_kind() -> None:
    assert compiled(Plant.price >= 1, Plant.price >= 1) == {"priceFrom": 1}
    with pytest.raises(UnsupportedCondition, match="asks for a second priceFrom"):
        compiled(Plant.price >= 1, Plant.price >= 2)


def test_an_unknown_parameter_names_the_nearest() -> None:
    with pytest.raises(UnknownParameter, match="'price_form'; did you mean price_from"):
        compiled(price_form=3)
    with pytest.raises(UnknownParameter, match="known: plant_id, name"):
        compiled(zzz=3)


@pytest.mark.parametrize(
    ("search", "message"),
    [
        ({"name": 3}, "search parameter name of Plant: expected a string, got int"),
        ({"price_from": "3"}, "expected a number, got str"),
        ({"price_from": True}, "expected a number, got bool"),
        ({"alive": 1}, "expected True or False"),
        ({"size": 1.5}, "expected a whole number"),
        ({"state": "moist"}, "'moist' is none of dry, wet"),
        ({"plant_id": ["x"]}, "expected an id, or a list of them"),
        ({"plant_id": "x"}, "expected an id, got str"),
        ({"taxes": "all"}, "expected an id, got str"),
        ({"soils": [1]}, "expected a string, or a list of them"),
        ({"planted_from": "2024"}, "expected a datetime, or unix seconds"),
        ({"planted_from": datetime(2024, 1, 1)}, "got a naive one; add tzinfo"),  # noqa: DTZ001  # meant
        ({"label": {"pH": 5}}, "expected a string"),
    ],
)
def test_a_parameter_of_another_kind_is_refused(search: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        compiled(**search)


def test_sort_orders_have_ecwids_names() -> None:
    assert SEARCH.order("Plant", Plant.price) == "PRICE_ASC"
    assert SEARCH.order("Plant", Plant.price.desc()) == "PRICE_DESC"
    assert SEARCH.order("Plant", SortOrder(Plant.name)) == "NAME_ASC"
    assert SEARCH.order("Plant", "relevance") == "RELEVANCE"
    assert SEARCH.order("Plant", "NAME_DESC") == "NAME_DESC"


@pytest.mark.parametrize(
    ("order", "message"),
    [
        (Plant.rank, r"cannot sort Plant by Plant\.rank; it can by Plant\.name, Plant\.price"),
        ("SIZE_ASC", "no sort order 'SIZE_ASC'; known: RELEVANCE, NAME_ASC"),
        (3, "cannot sort Plant by 3"),
    ],
)
def test_an_unknown_order_is_refused(order: Any, message: str) -> None:
    with pytest.raises(UnsupportedCondition, match=message):
        SEARCH.order("Plant", order)


def test_a_listing_without_orders_says_so() -> None:
    with pytest.raises(UnsupportedCondition, match="it can by nothing"):
        Search().order("Seed", Plant.name)
    with pytest.raises(UnsupportedCondition, match="known: none"):
        Search().order("Seed", "NAME_ASC")
