"""The description of the API."""

from __future__ import annotations

import json
from pathlib import Path

from ecwid_orm.emulator import spec


def test_the_packaged_spec_is_the_one_of_the_facts(shared: Path, root: Path) -> None:
    packaged = root / "ecwid_orm" / "emulator" / "spec.json"
    facts = shared / "ecwid-api" / "openapi.json"
    assert json.loads(packaged.read_bytes()) == json.loads(facts.read_bytes())


def test_it_is_read_once() -> None:
    assert spec.load() is spec.load()


def test_an_operation_tells_what_routes_need() -> None:
    products = spec.load().operations["listProducts"]
    assert (products.method, products.path, products.max_page_size) == ("GET", "/products", 100)
    assert products.scopes == {"read_catalog"}
    assert products.query_parameters["enabled"] == {"type": "boolean"}
    assert not products.binary
    assert spec.load().operations["uploadProductImage"].binary
    assert spec.load().operations["createAppStorageEntry"].raw_body
    assert spec.load().operations["listCountries"].anonymous
    assert not products.anonymous
    assert spec.load().operations["authorizeApp"].outside_store


def test_properties_follow_references_one_step() -> None:
    properties = spec.load().properties("Product")
    options = properties["options"]["items"]
    assert options["x-schema"] == "ProductOption"
    assert "choices" in options["properties"]


def test_flags_are_sets_of_names() -> None:
    assert {"id", "created", "updated"} <= spec.load().read_only("Product")
    assert "name" not in spec.load().read_only("Product")
    assert "path" in spec.load().write_only("BatchRequestItem")


def test_every_schema_can_be_read() -> None:
    loaded = spec.load()
    names = loaded._document["components"]["schemas"]
    assert len(names) == 328
    for name in names:
        for value in loaded.properties(name).values():
            assert "$ref" not in value
