"""Answers of the catalogue against the spec, and bodies at random against the catalogue."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecwid_orm.emulator import Emulator, ManualClock
from tests.emulator.against_spec import SPEC, body_of, faults
from tests.emulator.conftest import Api


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
