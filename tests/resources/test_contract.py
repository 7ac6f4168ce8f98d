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


ENOUGH = "An e-mail is enough, and not even that is needed."

DEVIATIONS: dict[tuple[str, str], Deviation] = {
    ("Product.sku", "required"): Deviation(False, "A name is enough; Ecwid makes up a SKU."),
    ("Product.price", "required"): Deviation(False, "A name is enough."),
    ("Order.subtotal", "required"): Deviation(False, ENOUGH),
    ("Order.total", "required"): Deviation(False, ENOUGH),
    ("Order.email", "required"): Deviation(False, ENOUGH),
    ("Order.paymentStatus", "required"): Deviation(False, ENOUGH),
    ("Order.fulfillmentStatus", "required"): Deviation(False, ENOUGH),
    ("Product.productClassId", "clear"): Deviation(0, "0 is the type General."),
    ("Product.defaultCategoryId", "clear"): Deviation(0, "0 is no category."),
    ("Product.showOnFrontpage", "clear"): Deviation(-1, "-1 takes it off the front page."),
    ("Product.googleProductCategory", "clear"): Deviation(
        None, "The one null at the root that Ecwid honours."
    ),
    ("ProductRelatedCategory.categoryId", "clear"): Deviation(0, "0 is any category."),
    ("Category.parentId", "clear"): Deviation(0, "0 makes it a root category."),
    ("Customer.customerGroupId", "clear"): Deviation(0, "0 is the group General."),
    ("StoreHandlingFee.value", "clear"): Deviation(0, "A fee of 0 is off."),
    ("ShippingOption.minimumOrderSubtotal", "clear"): Deviation(0, "It is absent when 0."),
    ("OrderExtraField.id", "create_only"): Deviation(True, "A key: the user gives it, once."),
    ("OrderStatus.statusId", "kind"): Deviation("text", "A key, and as such a text."),
    ("CustomerContact.id", "read_only"): Deviation(True, "A key: Ecwid gives it."),
    ("CustomerExtraField.key", "read_only"): Deviation(True, "A key: Ecwid gives it."),
    ("AppStorageEntry", "refuses"): Deviation(
        {"create", "update"}, "A value is written as it is, not as JSON: `session.storage`."
    ),
    ("InstantSiteRedirect", "refuses"): Deviation({"create"}, "They are created in bulk only."),
}


def expected(where: str, aspect: str, described: Any) -> Any:
    deviation = DEVIATIONS.get((where, aspect))
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
    held = [(owner, in_list) for owner, in_list in spec.holders()[schema] if owner in RECORDS]
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


def aspects(name: str, key: str) -> dict[str, Any]:
    """What the description says of a property."""
    described = spec.properties(name)[key]
    told = {
        "kind": spec.kind(described),
        "required": key in spec.SCHEMAS[name].get("x-required-on-create", []),
        "read_only": described.get("readOnly", False),
        "write_only": described.get("writeOnly", False),
        "create_only": described.get("x-create-only", False),
    }
    if not described.get("readOnly"):
        told["clear"] = clearing(name, described)
    return told


@each_record
def test_fields_have_the_kinds_and_flags_of_their_properties(name: str) -> None:
    told: dict[str, dict[str, Any]] = {}
    found: dict[str, dict[str, Any]] = {}
    for key, field in declared(RECORDS[name]).items():
        told[key] = {
            aspect: expected(f"{name}.{key}", aspect, value)
            for aspect, value in aspects(name, key).items()
        }
        if isinstance(field, Children):
            told[key] = {"kind": told[key]["kind"]}
            found[key] = {"kind": f"list of {field.model.__name__}"}
        else:
            found[key] = {aspect: getattr(field, aspect, None) for aspect in told[key]}
            found[key]["kind"] = kind(field.converter)
    assert found == told


@each_record
def test_attributes_bear_the_names_of_their_keys(name: str) -> None:
    # Of two spellings that give one name, the other one has an underscore at its end.
    odd = {
        key: field.name
        for key, field in declared(RECORDS[name]).items()
        if isinstance(field, Field) and field.name.rstrip("_") != inflection.underscore(key)
    }
    assert odd == {}


def test_deviations_are_still_needed() -> None:
    stale = []
    for (where, aspect), deviation in DEVIATIONS.items():
        owner, _, key = where.partition(".")
        told = aspects(owner, key)[aspect] if key else offers(owner)
        if told == deviation.value:
            stale.append((where, aspect))
    assert stale == []


MEASURES = ("weight", "volume", "length", "width", "height", "rating", "percent", "percentage")
"""The last words of the names of numbers that are no amounts of money."""
RATES = {
    "OrderAvailableTax.default_tax",
    "OrderItemTax.value",
    "OrderLoyalty.balance",
    "OrderLoyalty.earned",
    "OrderTax.value",
    "OrderTaxRule.tax",
    "ProductTaxInfo.default_location_included_tax_rate",
    "ReportDataItem.data_value",
    "StoreFormatsAndUnits.currency_rate",
    "StoreTax.default_tax",
    "StoreTaxRule.tax",
    "TableRateConditions.weight_from",
    "TableRateConditions.weight_to",
}
"""Others that are none: per cents, points, rates."""
AMOUNTS = {"TableRateAmounts.per_weight"}
"""Amounts all the same."""


def is_measure(name: str, field: Field[Any]) -> bool:
    where = f"{name}.{field.name}"
    return (field.name.endswith(MEASURES) or where in RATES) and where not in AMOUNTS


def test_amounts_are_exact_and_measures_are_floats() -> None:
    wrong = [
        f"{name}.{field.name}"
        for name, cls in RECORDS.items()
        for field in cls.__fields__.values()
        if isinstance(field.converter, Money if is_measure(name, field) else Double)
    ]
    assert wrong == []


def test_references_name_classes_that_exist() -> None:
    targets = {field.target for cls in RECORDS.values() for field in cls.__fields__.values()} - {
        None
    }
    assert targets <= set(MODELS)


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


PERSONAL = {
    "AppStorageEntry",
    "Cart",
    "Customer",
    "CustomerContact",
    "Order",
    "ProductReview",
    "StaffAccount",
    "StoreDomains",
    "StoreProfile",
    "Subscription",
}
"""Models of people and what they say: `repr` shows their keys and nothing else."""


@pytest.mark.parametrize("name", sorted(PERSONAL))
def test_personal_data_is_not_shown(name: str) -> None:
    assert MODELS[name].__resource__.label is None


@each_model
def test_what_is_shown_is_a_text(name: str) -> None:
    label = MODELS[name].__resource__.label
    assert label is None or kind(MODELS[name].__fields__[label].converter) == "text"


# Listings -----------------------------------------------------------------------------------------


SYNONYMS = {
    "Brand": {"hiddenBrands": "hidden_brands", "cleanUrls": "cleanURLs"},
    "ProductReview": {"searchKeyword": "keyword"},
}
"""Parameters that only Ecwid's client has, and what the reference calls them."""

NUMBERS = {"reviewId", "productId", "orderId", "rating"}
"""What the listing of reviews takes as texts, though they are numbers, or lists of them."""


def parameter_kinds(name: str, key: str, described: Any) -> set[str]:
    """The kinds of parameter that may stand for one of the description's."""
    if described.get("x-unit") == "seconds":
        return {"moment"}
    if described["type"] == "array":
        item = spec.kind(described["items"])
        return (
            {"ids"} if item == "integer" else {"choices" if item.startswith("one of") else "names"}
        )
    if "enum" in described:
        return {"choice"}
    if described["type"] != "string":
        return {described["type"]}
    is_list = described["description"].startswith(("Comma-separated", "List of"))
    if is_list or (name == "ProductReview" and key in NUMBERS):
        return {"ids", "keys", "names", "integer"}
    return {"text"}


def wire_parameters(model: type[Model]) -> Iterator[tuple[str, Parameter]]:
    search = model.__resource__.search
    for name, parameter in search.parameters.items():
        yield parameter.prefix or search.wire_name(name, parameter), parameter


@each_model
def test_every_search_parameter_is_declared_and_nothing_else(name: str) -> None:
    told = {
        key.split("{")[0]: described
        for key, described in spec.query_parameters(MODELS[name].__resource__.path).items()
        if key not in spec.CONTROL and key not in SYNONYMS.get(name, {})
    }
    found = dict(wire_parameters(MODELS[name]))
    assert set(found) == set(told)
    for key, parameter in found.items():
        assert parameter.kind in parameter_kinds(name, key, told[key]), key
        if parameter.kind in {"choice", "choices"}:
            one = f"one of {', '.join(parameter.choices)}"
            assert spec.kind(told[key]) in {one, f"list of {one}"}, key
        assert parameter.required == told[key]["required"], key
        assert bool(parameter.prefix) == key.endswith("_"), key


@each_model
def test_search_parameters_are_named_like_the_wire(name: str) -> None:
    for attribute, parameter in MODELS[name].__resource__.search.parameters.items():
        wire = parameter.prefix or parameter.wire or inflection.camelize(attribute, False)
        assert attribute.replace("_", "") == wire.replace("_", "").lower()


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


listed = [name for name, cls in MODELS.items() if not cls.__resource__.singleton]


@pytest.mark.parametrize("name", listed)
def test_listings_have_the_form_that_is_declared(name: str) -> None:
    resource = MODELS[name].__resource__
    listing = spec.operation(resource.path, "GET")
    assert listing is not None
    assert spec.form(spec.answer(resource.path)) == (resource.shape, resource.items, name)
    assert resource.page_size == listing.get("x-max-page-size", 100)
    assert set(resource.unlisted) <= set(spec.properties(name))
    searched = {key for key, _ in wire_parameters(MODELS[name])}
    assert {resource.bulk, *resource.bulk_params} - {None} <= searched


def item_path(name: str) -> str:
    """The path of one entity, with its key in braces."""
    resource = MODELS[name].__resource__
    return resource.path if resource.singleton else f"{resource.item or resource.path}/{{key}}"


def offers(name: str) -> set[str]:
    """What the API does not offer, by the description."""
    resource = MODELS[name].__resource__
    operations = {
        "list": None if resource.singleton else spec.operation(resource.path, "GET"),
        "get": spec.operation(item_path(name), "GET"),
        "create": spec.operation(resource.path, "POST"),
        "update": spec.operation(item_path(name), "PUT"),
        "delete": spec.operation(item_path(name), "DELETE"),
    }
    return {what for what, found in operations.items() if found is None}


@each_model
def test_a_model_refuses_what_the_api_does_not_offer(name: str) -> None:
    refuses = MODELS[name].__resource__.refuses
    assert refuses == expected(name, "refuses", offers(name))
    if "get" not in refuses:
        assert spec.reference(spec.answer(item_path(name))) == name


KEYLESS = {"State", "CountryCurrency", "TaxClass"}
"""What is told apart by a country as well, which is not in its JSON."""


@each_model
def test_models_have_the_keys_of_their_paths(name: str) -> None:
    cls = MODELS[name]
    resource = cls.__resource__
    assert (resource.key == "") == (resource.singleton or name in KEYLESS)
    assert set(resource.aliases) <= set(cls.__fields__)


@pytest.mark.parametrize("name", [n for n in listed if "create" not in offers(n)])
def test_a_creation_tells_the_key_as_is_declared(name: str) -> None:
    cls = MODELS[name]
    resource = cls.__resource__
    if "create" in resource.refuses:
        return
    creation = spec.operation(resource.path, "POST")
    assert creation is not None
    described = creation["responses"]["200"]["content"]["application/json"]["schema"]
    told = set(spec.target(described)["properties"])
    if resource.created is None:
        assert cls.__fields__[resource.key].wire_name in told
    else:
        assert set(resource.created) <= told
        assert resource.created or not {"id", "key"} & told


# Every schema -------------------------------------------------------------------------------------

ENVELOPES = {"Error", "ErrorBody", "SlugStaticContent", "Translations"}
ANSWERS = ("Result", "Page", "List", "Ids")
"""The last words of the names of schemas that are answers around entities."""
ELSEWHERE = {
    "AppPayload",
    "BatchListItem",
    "BatchRequestItem",
    "BatchResponse",
    "BatchStatus",
    "BatchTicket",
    "ErrorCode",
    "OAuthError",
    "OAuthToken",
    "WebhookData",
    "WebhookEvent",
    "WebhookEventType",
}
"""Of batches, errors, authorization and webhooks, which are no resources."""
ARGUMENTS = {
    "CategoryImageAsyncUpload",
    "CustomerMassUpdate",
    "CustomerMassUpdateFields",
    "ImagesMainColorsRequest",
    "ProductAsyncImage",
    "ProductFiltersParams",
    "ProductFiltersRequest",
    "ProductMediaUpdate",
    "ProductMediaUpdateItem",
    "ProductReviewFilters",
    "ProductReviewMassUpdate",
    "ProductStockAdjustment",
    "ProductVideoUpload",
    "StaffInvite",
}
"""Bodies of one operation each: the arguments of the method that performs it."""
PLAIN = {
    "CheckoutWeeklyHours": "A map of lists; its field says so.",
    "OrderRepeatUrl": "A text.",
    "ProductReviewStatus": "Two words in two spellings; its fields say so.",
}


def test_every_schema_has_a_class_or_a_reason_to_have_none() -> None:
    without = {name for name in spec.SCHEMAS if name not in CLASSES and not name.endswith(ANSWERS)}
    assert without == ENVELOPES | ELSEWHERE | ARGUMENTS | set(PLAIN)
