"""The declarations say what the API's description says, property by property, both ways."""

from __future__ import annotations

import enum
import inspect
from collections.abc import Iterator
from typing import Any, NamedTuple

import inflection
import pytest

from ecwid_orm import resources
from ecwid_orm.model import Field, Model, Parameter, Value
from ecwid_orm.model.children import Children
from ecwid_orm.model.containers import ListOf, MapOf
from ecwid_orm.model.conversion import (
    BOOLEAN,
    INTEGER,
    TEXT,
    Choice,
    Converter,
    Date,
    DateTime,
    Double,
    Json,
    Money,
)
from ecwid_orm.model.keyfields import ParentKeyField
from ecwid_orm.model.keys import KeyConverter
from ecwid_orm.model.state import Record
from ecwid_orm.model.values import PartOf
from tests.resources import spec

CLASSES: dict[str, type[Any]] = {name: getattr(resources, name) for name in resources.__all__}
RECORDS: dict[str, type[Record]] = {
    name: cls for name, cls in CLASSES.items() if issubclass(cls, Record)
}
MODELS: dict[str, type[Model]] = {
    name: cls for name, cls in RECORDS.items() if issubclass(cls, Model)
}

each_record = pytest.mark.parametrize("name", RECORDS)
each_model = pytest.mark.parametrize("name", MODELS)


class Deviation(NamedTuple):
    """Where a declaration means to differ: what it says instead, and why."""

    value: Any
    reason: str


DEVIATIONS: dict[tuple[str, str], Deviation] = {
    ("Product.sku", "required"): Deviation(False, "A name is enough; Ecwid makes up a SKU."),
    ("Product.price", "required"): Deviation(False, "A name is enough."),
    ("Product.productClassId", "clear"): Deviation(0, "0 is the type General."),
    ("Product.defaultCategoryId", "clear"): Deviation(0, "0 is no category."),
    ("Product.showOnFrontpage", "clear"): Deviation(-1, "-1 takes it off the front page."),
    ("Product.googleProductCategory", "clear"): Deviation(
        None, "The one null at the root that Ecwid honours."
    ),
    ("ProductRelatedCategory.categoryId", "clear"): Deviation(0, "0 is any category."),
    ("Category.parentId", "clear"): Deviation(0, "0 makes it a root category."),
}


def expected(owner: str, key: str, aspect: str, described: Any) -> Any:
    deviation = DEVIATIONS.get((f"{owner}.{key}", aspect))
    return described if deviation is None else deviation.value


# Properties ---------------------------------------------------------------------------------------


def kind(converter: Converter[Any]) -> str:
    """The kind of value that a field holds, in the words of `spec`."""
    match converter:
        case ListOf():
            return f"list of {kind(converter.item)}"
        case MapOf():
            return f"map of {kind(converter.item)}"
        case PartOf():
            return converter.value_class.__name__
        case Choice():
            return f"one of {', '.join(converter.choices)}" + (" …" if converter.open else "")
        case KeyConverter():
            return "integer" if converter.native is int else "text"
        case Money() | Double():
            return "number"
        case DateTime():
            return "moment"
        case Date():
            return "day"
        case Json():
            return "json"
    return {TEXT: "text", INTEGER: "integer", BOOLEAN: "boolean"}[converter]


def clearing(owner: str, described: Any) -> Any:
    """What a None is written as: in a list, which is sent whole, a null says what it means."""
    if spec.kind(described).startswith("list "):
        return []
    if spec.is_nullable(described) and replaced_whole(owner):
        return None
    return "" if spec.kind(described) == "text" else ...


def replaced_whole(schema: str, above: frozenset[str] = frozenset()) -> bool:
    """Whether a part is sent only as an item, or part of an item, of a list."""
    if schema in MODELS or schema in above:
        return False
    held = spec.holders()[schema]
    return bool(held) and all(
        in_list or replaced_whole(owner, above | {schema}) for owner, in_list in held
    )


def declared(cls: type[Record]) -> dict[str, Field[Any] | Children[Any]]:
    """What stands for each key of the JSON."""
    found: dict[str, Field[Any] | Children[Any]] = {
        field.wire_name: field
        for field in cls.__fields__.values()
        if not isinstance(field, ParentKeyField)
    }
    for attribute in vars(cls).values():
        if isinstance(attribute, Children) and attribute.wire_name:
            found[attribute.wire_name] = attribute
    return found


@each_record
def test_every_property_is_declared_and_nothing_else(name: str) -> None:
    assert set(declared(RECORDS[name])) == set(spec.properties(name))


@each_record
def test_fields_have_the_kinds_and_flags_of_their_properties(name: str) -> None:
    required = spec.SCHEMAS[name].get("x-required-on-create", [])
    told: dict[str, dict[str, Any]] = {}
    found: dict[str, dict[str, Any]] = {}
    for key, field in declared(RECORDS[name]).items():
        described = spec.properties(name)[key]
        if isinstance(field, Children):
            told[key] = {"kind": spec.kind(described)}
            found[key] = {"kind": f"list of {field.model.__name__}"}
            continue
        aspects = {
            "kind": spec.kind(described),
            "required": key in required,
            "read_only": described.get("readOnly", False),
            "write_only": described.get("writeOnly", False),
            "create_only": described.get("x-create-only", False),
        }
        if not described.get("readOnly"):
            aspects["clear"] = clearing(name, described)
        told[key] = {aspect: expected(name, key, aspect, is_) for aspect, is_ in aspects.items()}
        found[key] = {aspect: getattr(field, aspect, None) for aspect in aspects}
        found[key]["kind"] = kind(field.converter)
    assert found == told


@each_record
def test_attributes_bear_the_names_of_their_keys(name: str) -> None:
    odd = {
        key: field.name
        for key, field in declared(RECORDS[name]).items()
        if isinstance(field, Field) and field.name != inflection.underscore(key)
    }
    assert odd == {}


def test_deviations_are_still_needed() -> None:
    stale = []
    for (where, aspect), deviation in DEVIATIONS.items():
        owner, key = where.split(".")
        described = spec.properties(owner)[key]
        plain = {
            "required": key in spec.SCHEMAS[owner].get("x-required-on-create", []),
            "clear": clearing(owner, described),
        }
        if plain[aspect] == deviation.value:
            stale.append((where, aspect))
    assert stale == []


MEASURES = ("weight", "volume", "length", "width", "height", "rating", "percent", "tax_rate")
"""The last words of the names of numbers that are no amounts of money."""


def test_amounts_are_exact_and_measures_are_floats() -> None:
    wrong = [
        f"{name}.{field.name}"
        for name, cls in RECORDS.items()
        for field in cls.__fields__.values()
        if isinstance(field.converter, Money if field.name.endswith(MEASURES) else Double)
    ]
    assert wrong == []


def test_references_name_classes_that_exist() -> None:
    targets = {field.target for cls in RECORDS.values() for field in cls.__fields__.values()} - {
        None
    }
    assert targets <= {*MODELS, "ShippingOption"}


# Classes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CLASSES)
def test_every_class_is_a_schema_and_says_what_it_is(name: str) -> None:
    cls = CLASSES[name]
    assert name in spec.SCHEMAS
    assert issubclass(cls, Model | Value | enum.StrEnum)
    assert (inspect.getdoc(cls) or "").split("\n")[0].endswith(".")
    if issubclass(cls, enum.StrEnum):
        assert [each.value for each in cls] == spec.SCHEMAS[name]["enum"]


@each_model
def test_every_model_names_its_page(name: str) -> None:
    assert "https://docs.ecwid.com/api-reference/" in (MODELS[name].__doc__ or "")


# Listings -----------------------------------------------------------------------------------------


def parameter_kinds(name: str, described: Any) -> set[str]:
    """The kinds of parameter that may stand for one of the description's."""
    if described.get("x-unit") == "seconds":
        return {"moment"}
    if "enum" in described:
        return {"choice"}
    if described["type"] == "array":
        return {"ids" if described["items"]["type"] == "integer" else "names"}
    if described["type"] != "string":
        return {described["type"]}
    is_list = described["description"].startswith(("Comma-separated", "List of"))
    return {"ids", "names"} if is_list else {"text"}


def wire_parameters(model: type[Model]) -> Iterator[tuple[str, Parameter]]:
    search = model.__resource__.search
    for name, parameter in search.parameters.items():
        yield parameter.prefix or search.wire_name(name, parameter), parameter


@each_model
def test_every_search_parameter_is_declared_and_nothing_else(name: str) -> None:
    told = {
        key.split("{")[0]: described
        for key, described in spec.query_parameters(MODELS[name].__resource__.path).items()
        if key not in spec.CONTROL
    }
    found = dict(wire_parameters(MODELS[name]))
    assert set(found) == set(told)
    for key, parameter in found.items():
        assert parameter.kind in parameter_kinds(key, told[key]), key
        if parameter.kind == "choice":
            assert list(parameter.choices) == told[key]["enum"], key
        assert bool(parameter.prefix) == key.endswith("_"), key


@each_model
def test_search_parameters_are_named_like_the_wire(name: str) -> None:
    for attribute, parameter in MODELS[name].__resource__.search.parameters.items():
        wire = parameter.prefix or parameter.wire or inflection.camelize(attribute, False)
        assert attribute == inflection.underscore(wire).rstrip("_")


@each_model
def test_sort_orders_are_those_of_the_listing(name: str) -> None:
    resource = MODELS[name].__resource__
    told = spec.query_parameters(resource.path).get("sortBy", {}).get("enum", [])
    search = resource.search
    directed = [f"{order}_{way}" for order in search.orders.values() for way in ("ASC", "DESC")]
    assert sorted([*search.named, *directed]) == sorted(told)
    assert set(search.orders) <= set(MODELS[name].__fields__)
    assert search.stable is None or search.stable in told


@each_model
def test_conditions_are_on_fields_that_exist(name: str) -> None:
    cls = MODELS[name]
    for parameter in cls.__resource__.search.parameters.values():
        for meaning in parameter.means:
            attribute, operator = meaning.split(" ")
            assert attribute.removesuffix("[]") in cls.__fields__
            assert operator in {"==", ">=", "<=", "in", "contains"}


@each_model
def test_listings_have_the_form_that_is_declared(name: str) -> None:
    resource = MODELS[name].__resource__
    listing = spec.operation(resource.path, "GET")
    page = spec.answer(resource.path)
    assert listing is not None
    assert spec.item_of(page) == name
    assert resource.shape == ("list" if spec.is_list(page) else "page")
    assert resource.page_size == listing.get("x-max-page-size", 100)
    assert set(resource.unlisted) <= set(spec.properties(name))
    searched = {key for key, _ in wire_parameters(MODELS[name])}
    assert {resource.bulk, *resource.bulk_params} - {None} <= searched


@each_model
def test_a_model_refuses_what_the_api_does_not_offer(name: str) -> None:
    resource = MODELS[name].__resource__
    item = f"{resource.path}/{{id}}"
    offered = {
        "create": spec.operation(resource.path, "POST"),
        "update": spec.operation(item, "PUT"),
        "delete": spec.operation(item, "DELETE"),
    }
    assert resource.refuses == {what for what, found in offered.items() if found is None}
    assert spec.reference(spec.answer(item)) == name
