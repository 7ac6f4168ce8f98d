"""The import: real catalogues row by row, the second run, newer files, and files that are wrong."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ecwid_orm.api import Client
from ecwid_orm.emulator import Emulator
from ecwid_orm.transfer.shopify import COLUMNS
from examples.import_catalogue import import_file, main

Row = dict[str, str]
Body = dict[str, Any]


def writes(shop: Emulator, since: int = 0) -> list[tuple[str, str, Any]]:
    """All that was sent and not just read, alone or inside batches."""
    received = shop.requests[since:]
    inside = [one for each in received for one in each.requests]
    return [
        (one.method, one.path, one.body)
        for one in [*received, *inside]
        if one.method != "GET" and one.path != "/batch"
    ]


def everything(client: Client, path: str, **params: Any) -> list[Body]:
    return [item for page in client.pages(path, params) for item in page["items"]]


# Real catalogues --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Imported:
    """A file, and the shop that it was imported to."""

    path: Path
    shop: Emulator
    client: Client

    @property
    def rows(self) -> list[Row]:
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    @property
    def groups(self) -> dict[str, list[Row]]:
        """Handle → its rows."""
        groups: dict[str, list[Row]] = {}
        for row in self.rows:
            groups.setdefault(row["Handle"], []).append(row)
        return groups

    @property
    def products(self) -> dict[str, Body]:
        """Handle → what the shop has."""
        found = everything(self.client, "products")
        products = {each["externalReferenceId"]: each for each in found}
        assert len(products) == len(found)
        return products


@pytest.fixture(scope="module", params=["apparel.csv", "bicycles.csv"])
def imported(request: pytest.FixtureRequest, shared: Path) -> Iterator[Imported]:
    path = shared / "data" / "catalogues" / request.param
    if not path.is_file():
        pytest.skip(f"no catalogue {path}")
    with Emulator() as shop, Client(shop.store_id, shop.token, url=shop.url) as client:
        import_file(client, path)
        yield Imported(path, shop, client)


def test_each_handle_is_a_product_as_its_first_row_says(imported: Imported) -> None:
    products = imported.products
    categories = {
        each["id"]: each["name"]
        for each in everything(imported.client, "categories", hidden_categories=True)
    }
    assert products.keys() == imported.groups.keys()
    for handle, rows in imported.groups.items():
        product, first = products[handle], rows[0]
        said = {
            "name": first["Title"],
            "description": first["Body (HTML)"],
            "seoDescription": first["SEO Description"],
            "enabled": first["Published"] == "true",
            "brand": [first["Vendor"]] if first["Vendor"] else [],
            "categories": [first["Type"]] if first["Type"] else [],
        }
        held = {
            **{name: product[name] for name in ("name", "description", "seoDescription")},
            "enabled": product["enabled"],
            "brand": [each["value"] for each in product["attributes"]],
            "categories": [categories[key] for key in product["categoryIds"]],
        }
        assert held == said, handle


def test_each_type_is_one_category(imported: Imported) -> None:
    categories = everything(imported.client, "categories", hidden_categories=True)
    named = Counter(each["name"] for each in categories)
    assert named == Counter({row["Type"] for row in imported.rows if row["Type"]})


def test_each_priced_row_is_a_variation_or_a_product(imported: Imported) -> None:
    products, checked, skus = imported.products, 0, Counter[str]()
    for handle, rows in imported.groups.items():
        product, first = products[handle], rows[0]
        priced = [row for row in rows if row["Variant Price"]]
        names = [first[f"Option{n} Name"] for n in (1, 2, 3) if first[f"Option{n} Name"]]
        if len(priced) == 1 and names == ["Title"]:
            names = []
            assert (product["options"], product["combinations"]) == ([], [])
        variations = {
            tuple(sorted((option["name"], option["value"]) for option in each["options"])): each
            for each in product["combinations"]
        }
        assert len(variations) == (len(priced) if names else 0)
        for row in priced:
            choices = [(name, row[f"Option{n} Value"]) for n, name in enumerate(names, 1)]
            thing = variations[tuple(sorted(choices))] if names else product
            check(thing, row, handle)
            skus[thing["sku"]] += 1
            checked += 1
        for option in product["options"]:
            number = names.index(option["name"]) + 1
            texts = dict.fromkeys(row[f"Option{number} Value"] for row in priced)
            assert [choice["text"] for choice in option["choices"]] == list(texts), handle
    assert checked == sum(1 for row in imported.rows if row["Variant Price"])
    assert max(skus.values()) == 1


def check(thing: Body, row: Row, handle: str) -> None:
    """A product or variation is as its row says."""
    sku = row["Variant SKU"] or handle
    assert thing["sku"] == sku or thing["sku"].startswith(f"{sku} (")
    tracked = bool(row["Variant Inventory Tracker"])
    shipped = row["Variant Requires Shipping"] == "true"
    was = float(row["Variant Compare At Price"] or 0)
    said = {
        "price": float(row["Variant Price"]),
        "compareToPrice": was or None,
        "unlimited": not tracked,
        "quantity": int(row["Variant Inventory Qty"]) if tracked else None,
        "isShippingRequired": shipped,
        "weight": int(row["Variant Grams"] or 0) / 1000 if shipped else None,
        "outOfStockVisibilityBehaviour": (
            "ALLOW_PREORDER" if row["Variant Inventory Policy"] == "continue" else "SHOW"
        ),
    }
    assert {name: thing.get(name) for name in said} == said, (handle, sku)


def test_a_second_import_sends_no_write(imported: Imported) -> None:
    before, since = imported.products, len(imported.shop.requests)
    result = import_file(imported.client, imported.path)
    assert (result.operations, result.http_calls) == ((), 0)
    assert writes(imported.shop, since) == []
    assert imported.products == before


# Files made for the purpose ---------------------------------------------------------------------


def row(handle: str, **cells: str) -> Row:
    """A row with these cells; in their names, underscores stand for spaces."""
    given = {name.replace("_", " "): value for name, value in cells.items()}
    assert given.keys() <= COLUMNS
    empty = dict.fromkeys(COLUMNS, "")
    priced = {"Variant Price": "10.00", "Variant Requires Shipping": "true"}
    return {**empty, "Handle": handle, **priced, **given}


CAP = row("cap", Title="Cap", Vendor="Kestrel", Type="Hats", Published="true", Variant_SKU="C-1")
TEE = [
    row("tee", Title="Tee", Option1_Name="Size", Option1_Value="S", Variant_SKU="T-1"),
    row("tee", Option1_Value="L", Variant_SKU="T-1", Variant_Price="12.50"),
]


@pytest.fixture
def shop() -> Iterator[Emulator]:
    with Emulator() as shop:
        yield shop


@pytest.fixture
def client(shop: Emulator) -> Iterator[Client]:
    with Client(shop.store_id, shop.token, url=shop.url) as client:
        yield client


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalogue.csv"


def write(path: Path, *rows: Row) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, sorted(COLUMNS))
        writer.writeheader()
        writer.writerows(rows)


def test_a_newer_file_sends_just_what_is_new_in_it(
    shop: Emulator, client: Client, path: Path
) -> None:
    cap = {**CAP, "Option1 Name": "Title", "Option1 Value": "Default"}
    write(path, cap, *TEE)
    import_file(client, path)
    [tee] = client.get("products", {"externalReferenceId": "tee"})["items"]
    large = tee["combinations"][1]
    since = len(shop.requests)
    write(
        path,
        {**cap, "Title": "Flat cap", "Variant Compare At Price": "15"},
        TEE[0],
        {**TEE[1], "Variant Price": "13"},
        row("tee", Option1_Value="XL", Variant_SKU="T-3"),
    )
    import_file(client, path)
    [cap_now] = client.get("products", {"externalReferenceId": "cap"})["items"]
    puts = {where: body for method, where, body in writes(shop, since) if method == "PUT"}
    assert puts[f"/products/{cap_now['id']}"] == {"name": "Flat cap", "compareToPrice": 15}
    assert puts[f"/products/{tee['id']}/combinations/{large['id']}"] == {"price": 13}
    assert puts[f"/products/{tee['id']}"].keys() == {"options"}
    [(_, where, made)] = [one for one in writes(shop, since) if one[0] == "POST"]
    assert where == f"/products/{tee['id']}/combinations"
    assert made["options"] == [{"name": "Size", "value": "XL"}]
    assert len(puts) == 3


def test_a_compare_at_price_that_is_gone_from_the_file_goes_from_the_shop(
    client: Client, path: Path
) -> None:
    write(path, {**CAP, "Variant Compare At Price": "15", "Option1 Name": "Title"})
    import_file(client, path)
    assert client.get("products")["items"][0]["compareToPrice"] == 15
    write(path, {**CAP, "Option1 Name": "Title"})
    import_file(client, path)
    assert "compareToPrice" not in client.get("products")["items"][0]
    assert import_file(client, path).operations == ()


def test_a_sku_used_twice_gets_a_number(client: Client, path: Path) -> None:
    write(path, *TEE)
    import_file(client, path)
    [tee] = client.get("products")["items"]
    assert [each["sku"] for each in tee["combinations"]] == ["T-1", "T-1 (2)"]


def test_what_somebody_added_in_the_shop_stays(client: Client, path: Path) -> None:
    write(path, {**CAP, "Option1 Name": "Title"})
    import_file(client, path)
    [cap] = client.get("products")["items"]
    sale = client.post("categories", {"name": "Sale"})["id"]
    client.put(f"products/{cap['id']}", {"categoryIds": [*cap["categoryIds"], sale]})
    assert import_file(client, path).operations == ()
    assert client.get(f"products/{cap['id']}")["categoryIds"] == [*cap["categoryIds"], sale]


def test_categories_of_the_shop_are_used_hidden_ones_too(client: Client, path: Path) -> None:
    hats = client.post("categories", {"name": "Hats", "enabled": False})["id"]
    write(path, {**CAP, "Option1 Name": "Title"})
    import_file(client, path)
    assert client.get("products")["items"][0]["categoryIds"] == [hats]


def test_it_prints_waves_progress_and_calls(
    client: Client, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(path, {**CAP, "Option1 Name": "Title"}, *TEE)
    import_file(client, path)
    told = capsys.readouterr().out
    assert "catalogue.csv: 2 products, 5 requests to send\n" in told
    assert "wave 1: create 1 × Category, create 1 × ImportedProduct\n" in told
    assert "\r  5 of 5 done\n" in told
    assert " HTTP calls to write, 2 to read, " in told


def test_with_the_emulator_it_imports_twice(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(path, {**CAP, "Option1 Name": "Title"})
    assert main(["--emulator", str(path)]) == 0
    told = capsys.readouterr().out
    assert told.count("catalogue.csv: 1 products") == 2
    assert "0 requests to send\n  0 HTTP calls to write" in told


def test_weights_are_in_the_unit_of_the_shop(client: Client, path: Path) -> None:
    write(path, {**CAP, "Option1 Name": "Title", "Variant Grams": "454"})
    import_file(client, path, "lb")
    assert client.get("products")["items"][0]["weight"] == 1.001


def test_a_file_without_a_column_is_refused(client: Client, path: Path) -> None:
    path.write_text("Handle,Title\ncap,Cap\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"has no columns Body \(HTML\), Option1 Name"):
        import_file(client, path)


def test_a_product_without_a_price_is_refused(client: Client, path: Path) -> None:
    write(path, {**CAP, "Variant Price": ""})
    with pytest.raises(ValueError, match="cap has no Variant Price"):
        import_file(client, path)
