"""Answers of the catalogue against the spec, and bodies at random against the catalogue."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecwid_orm.emulator import Emulator, ManualClock
from ecwid_orm.emulator.spec import load
from tests.emulator.conftest import Api

SPEC = load()
TYPES: dict[str, Any] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "array": list,
    "object": dict,
    "null": type(None),
}


def faults(value: Any, schema: Mapping[str, Any], path: str) -> list[str]:
    """What in a value is not as its schema says."""
    if "anyOf" in schema:
        found = [faults(value, each, path) for each in schema["anyOf"]]
        return [] if [] in found else found[0]
    schema = SPEC.resolve(schema)
    types = schema.get("type", list(TYPES))
    allowed = [types] if isinstance(types, str) else types
    if not any(
        isinstance(value, TYPES[name]) and isinstance(value, bool) == (name == "boolean")
        for name in allowed
    ):
        return [f"{path}: {value!r} is no {allowed}"]
    if "enum" in schema and not schema.get("x-open-enum") and value not in schema["enum"]:
        return [f"{path}: {value!r} is none of {schema['enum']}"]
    if isinstance(value, list):
        items = schema.get("items", {})
        return [
            fault
            for place, item in enumerate(value)
            for fault in faults(item, items, f"{path}[{place}]")
        ]
    if not isinstance(value, dict):
        return []
    values = schema.get("additionalProperties")
    properties = schema.get("properties", {})
    found = []
    for name, item in value.items():
        if name in properties:
            if properties[name].get("writeOnly"):
                found.append(f"{path}.{name} is never returned")
            found += faults(item, properties[name], f"{path}.{name}")
        elif isinstance(values, dict):
            found += faults(item, values, f"{path}.{name}")
        else:
            found.append(f"{path}.{name} is unknown")
    return found


@pytest.fixture(scope="module", params=["demo", 40])
def seeded(request: pytest.FixtureRequest) -> Any:
    shop = Emulator(seed=request.param, clock=ManualClock(), rate_limit=None, background=False)
    yield Api(shop)
    shop.close()


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("/products", "ProductPage"),
        ("/categories?hidden_categories=true&productIds=true", "CategoryPage"),
        ("/categoriesByPath?path=Camping&delimiter=/", "CategoryPage"),
        ("/classes", "ProductTypeList"),
        ("/latest-stats?productCountRequired=true", "LatestStats"),
        ("/products/deleted", "DeletedItemPage"),
        ("/products/sort?parentCategory=0", "SortedIds"),
        ("/products/{product}", "Product"),
        ("/products/{product}/combinations", "ProductVariationList"),
        ("/categories/{category}", "Category"),
    ],
)
def test_an_answer_is_as_its_schema_says(seeded: Any, path: str, schema: str) -> None:
    product = seeded("GET", "/products").json["items"][0]
    path = path.format(product=product["id"], category=product["categoryIds"][0])
    reply = seeded("GET", path)
    assert reply.status == 200
    assert faults(reply.json, SPEC.schema(schema), schema) == []


WRITES = [
    ("POST", "/products", "products-createProduct-request"),
    ("POST", "/products", "products-createProduct-request-2"),
    ("PUT", "/products/{product}", "products-updateProduct-request"),
    ("PUT", "/products/{product}", "products-updateProduct-request-2"),
    ("POST", "/classes", "products-createProductType-request"),
    ("POST", "/products/{product}/combinations", "products-createProductVariation-request"),
    ("POST", "/products/{product}/combinations", "products-createProductVariation-request-2"),
    ("POST", "/categories", "customers-createCategory-request"),
    ("POST", "/categories", "customers-createCategory-request-2"),
    ("PUT", "/categories/{category}", "customers-updateCategory-request"),
    ("PUT", "/categories/{category}", "customers-updateCategory-request-2"),
]


@pytest.mark.parametrize(("method", "path", "example"), WRITES)
def test_the_documented_bodies_are_taken(
    api: Any, shared: Path, method: str, path: str, example: str
) -> None:
    folder = shared / "ecwid-api" / "examples"
    body = json.loads((folder / f"{example}.json").read_text(encoding="utf-8"))
    category = api("POST", "/categories", {"name": "Fruit"}).json["id"]
    product = api.create(price=1000)
    for name, known in (("categoryIds", [category]), ("productIds", [product])):
        if name in body:
            body[name] = known
    if "parentId" in body:
        body["parentId"] = 0
    reply = api(method, path.format(product=product, category=category), body)
    assert reply.status == 200, reply.content


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


def typed(schema: Mapping[str, Any], depth: int = 3) -> Any:
    """Values that a schema allows, or nearly."""
    for alternative in schema.get("anyOf", ()):
        if alternative.get("type") != "null":
            schema = alternative
            break
    schema = SPEC.resolve(schema)
    types = schema.get("type", "string")
    kind = types if isinstance(types, str) else types[0]
    if depth == 0:
        return json_values
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if kind == "array":
        return st.lists(typed(schema.get("items", {}), depth - 1), max_size=3)
    if kind == "object":
        properties = schema.get("properties", {})
        fields = {name: typed(each, depth - 1) for name, each in properties.items()}
        return st.fixed_dictionaries({}, optional=fields)
    return {
        "integer": st.integers(-2, 12),
        "number": st.floats(-5, 1e4) | st.integers(-1, 9),
        "boolean": st.booleans(),
    }.get(kind, st.sampled_from(["", "a", "b", "Size", "https://example.com/a.png"]))


def body_of(schema: str) -> Any:
    properties = SPEC.properties(schema)
    return json_values | st.fixed_dictionaries(
        {}, optional={name: typed(each) | json_values for name, each in properties.items()}
    )


@pytest.fixture(scope="module")
def battered() -> Any:
    shop = Emulator(seed="demo", clock=ManualClock(), rate_limit=None, background=False)
    yield Api(shop)
    shop.close()


@pytest.mark.parametrize(
    ("method", "path", "schema"),
    [
        ("POST", "/products?saveCombinations=true&returnItem=true", "Product"),
        ("PUT", "/products/{product}?saveCombinations=true&returnItem=true", "Product"),
        ("PUT", "/products/{product}/inventory", "ProductStockAdjustment"),
        ("POST", "/products/{product}/combinations", "ProductVariation"),
        ("PUT", "/products/{product}/combinations/{variation}", "ProductVariation"),
        ("POST", "/products/{product}/image/async", "ProductAsyncImage"),
        ("POST", "/classes", "ProductType"),
        ("PUT", "/classes/0", "ProductType"),
        ("POST", "/categories", "Category"),
        ("PUT", "/categories/{category}", "Category"),
        ("PUT", "/products/sort?parentCategory={category}", "SortedIds"),
        ("POST", "/categories/{category}/assignProducts", "CategoryProductIds"),
    ],
)
def test_no_body_breaks_the_shop(battered: Any, method: str, path: str, schema: str) -> None:
    found = battered("GET", "/products", sortBy="ADDED_TIME_ASC").json["items"]
    product = next(each for each in found if each["combinations"])
    path = path.format(
        product=product["id"],
        variation=product["combinations"][0]["id"],
        category=battered("GET", "/categories").json["items"][0]["id"],
    )

    @settings(
        max_examples=60, derandomize=True, suppress_health_check=list(HealthCheck), deadline=None
    )
    @given(body_of(schema))
    def any_body(body: Any) -> None:
        if isinstance(body, dict) and method == "POST":
            body.setdefault("name", "Cap")
        reply = battered(method, path, body)
        assert reply.status < 500, (body, reply.content)
        if reply.status == 200 and "item" in reply.json:
            assert faults(reply.json["item"], SPEC.schema("Product"), "Product") == []

    any_body()
    pages = battered("GET", "/products"), battered("GET", "/categories?productIds=true")
    for page, of in zip(pages, ("ProductPage", "CategoryPage"), strict=True):
        assert faults(page.json, SPEC.schema(of), of) == []


@pytest.mark.parametrize(
    ("path", "operation"),
    [
        ("/products", "listProducts"),
        ("/categories", "listCategories"),
        ("/categoriesByPath", "searchCategoriesByPath"),
        ("/products/deleted", "listDeletedProducts"),
        ("/latest-stats", "getLatestStats"),
    ],
)
def test_no_query_breaks_the_shop(battered: Any, path: str, operation: str) -> None:
    names = sorted(SPEC.operations[operation].query_parameters)
    names += ["option_Size", "option_", "attribute_Brand"]
    texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6) | st.sampled_from(
        ["true", "0", "-1", "1e9", "2024-01-01", "NAME_ASC", "onsale", "1,2", "a*", "id", "99" * 9]
    )

    @settings(
        max_examples=80, derandomize=True, suppress_health_check=list(HealthCheck), deadline=None
    )
    @given(st.dictionaries(st.sampled_from(names), texts, max_size=4))
    def any_query(query: dict[str, str]) -> None:
        reply = battered("GET", f"{path}?{urlencode(query)}")
        assert reply.status in (200, 400), (query, reply.content)

    any_query()
