from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ecwid_orm import (
    Category,
    InvalidValue,
    Order,
    Product,
    ProductVariation,
    ServerError,
    Session,
    StoreProfile,
    UnknownField,
)
from ecwid_orm.api import codec
from ecwid_orm.emulator import Emulator, Fault
from ecwid_orm.transfer import PORTABLE, export
from ecwid_orm.transfer.jsonlines import read_header, read_lines

Make = Callable[..., int]


def exported(session: Session, *models: Any, **options: Any) -> list[dict[str, Any]]:
    """The entities of an export in JSON Lines."""
    file = io.BytesIO()
    export(session, file, models or None, **options)
    return [codec.loads(line) for line in file.getvalue().splitlines()[1:]]


def rows_of(session: Session, model: Any = Product, **options: Any) -> list[dict[str, str]]:
    """The rows of an export in CSV."""
    file = io.BytesIO()
    export(session, file, [model], format="csv", **options)
    return list(csv.DictReader(io.StringIO(file.getvalue().decode())))


# --- JSON Lines ---------------------------------------------------------------------------------


def test_a_whole_shop_is_every_entity_as_the_shop_has_it(demo: Session, tmp_path: Path) -> None:
    path = tmp_path / "shop.jsonl"
    done = export(demo, path)
    header = read_header(path)
    assert header.store == "2000"
    assert header.models == tuple(model.__name__ for model in PORTABLE)
    assert header.fields is None
    held = {
        (model.__name__, raw[model.__wire_key__]): raw
        for model in PORTABLE
        for raw in demo.query(model).raw()
        if model is not Category
    }
    lines = list(read_lines(path))
    for line in lines:
        if line.model != "Category":
            assert line.data == held.pop((line.model, line.key))
    assert held == {}
    assert done.total == len(lines)
    assert done.counts["Product"] == demo.query(Product).count()


def test_hidden_categories_come_too_each_after_the_one_above_it(demo: Session) -> None:
    found = [one["data"] for one in exported(demo, Category)]
    assert len(found) == demo.query(Category).where(hidden_categories=True).count()
    assert any(not one["enabled"] for one in found)
    assert any(one.get("productIds") for one in found)
    seen = {0}
    for one in found:
        assert one.get("parentId", 0) in seen
        seen.add(one["id"])


def test_a_condition_narrows_the_model_that_it_is_about(
    ecwid_session: Session, tees: list[int], make: Make
) -> None:
    make("categories", name="Shelf")
    found = exported(ecwid_session, Category, Product, where=[Product.price >= 11])
    assert [(one["model"], one["data"]["name"]) for one in found] == [
        ("Category", "Shelf"),
        ("Product", "Tee 1"),
        ("Product", "Tee 2"),
    ]
    with pytest.raises(InvalidValue, match=r"Product\.price >= 1 is about none of the models"):
        exported(ecwid_session, Category, where=[Product.price >= 1])


def test_fields_are_all_that_is_asked_for_and_written_besides_the_key(
    ecwid_session: Session, tees: list[int], requests_of: Any
) -> None:
    with requests_of() as sent:
        found = exported(ecwid_session, Product, fields=["sku", "price"])
    assert [one["data"] for one in found] == [
        {"id": key, "sku": f"T-{n}", "price": 10 + n} for n, key in enumerate(tees)
    ]
    assert all("responseFields" in path for _, path, _ in sent)


def test_what_has_no_natural_key_can_be_exported_by_name(demo: Session) -> None:
    found = exported(demo, Order)
    held = {one["key"] for one in found}
    assert held > {*demo.query(Order).ids()} > set()  # abandoned carts too


@pytest.mark.parametrize("model", [ProductVariation, StoreProfile])
def test_what_has_no_listing_of_its_own_cannot(demo: Session, model: Any) -> None:
    with pytest.raises(InvalidValue, match=f"{model.__name__} has no listing of its own"):
        exported(demo, model)


def test_amounts_keep_their_digits(ecwid_session: Session, make: Make) -> None:
    make("products", name="Tee", sku="T", price=19.9)
    file = io.BytesIO()
    export(ecwid_session, file, [Product])
    assert b'"price":19.9,' in file.getvalue()


def test_progress_is_told_with_the_number_of_all(ecwid_session: Session, tees: list[int]) -> None:
    told: list[tuple[int, int]] = []
    export(ecwid_session, io.BytesIO(), [Product], progress=lambda *both: told.append(both))
    assert told[-1] == (3, 3)


def test_an_export_that_breaks_off_leaves_the_earlier_file_and_no_half_one(
    ecwid_session: Session, ecwid_emulator: Emulator, tees: list[int], tmp_path: Path
) -> None:
    path = tmp_path / "shop.jsonl"
    path.write_text("what was there before")
    ecwid_emulator.faults.add(Fault.parse("5xx_before path=/products* times=all"))
    with pytest.raises(ServerError):
        export(ecwid_session, path)
    assert [one.name for one in tmp_path.iterdir()] == ["shop.jsonl"]
    assert path.read_text() == "what was there before"


def test_after_ctrl_c_there_is_no_half_file(
    ecwid_session: Session, tees: list[int], tmp_path: Path
) -> None:
    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(ecwid_session, tmp_path / "shop.jsonl", [Product], progress=interrupt)
    assert [*tmp_path.iterdir()] == []


def test_only_its_owner_can_read_the_file(ecwid_session: Session, tmp_path: Path) -> None:
    path = tmp_path / "shop.jsonl"
    export(ecwid_session, path)
    assert path.stat().st_mode & 0o777 == 0o600


# --- CSV ----------------------------------------------------------------------------------------


def test_a_table_has_the_columns_that_are_named(ecwid_session: Session, make: Make) -> None:
    key = make(
        "products",
        name="Tee",
        sku="T",
        price=12.5,
        nameTranslated={"en": "Tee", "nl": "T-shirt"},
        attributes=[{"alias": "BRAND", "value": "Acme"}],
        dimensions={"width": 3, "length": 4},
    )
    names = ["sku", "price", "attributes.Brand", "name_translated.nl", "dimensions.width"]
    assert rows_of(ecwid_session, fields=[*names, "dimensions", "compare_to_price"]) == [
        {
            "id": str(key),
            "sku": "T",
            "price": "12.5",
            "attributes.Brand": "Acme",
            "name_translated.nl": "T-shirt",
            "dimensions.width": "3",
            "dimensions": '{"length":4,"width":3,"height":0}',
            "compare_to_price": "",
        }
    ]


def test_without_names_a_table_has_all_that_can_be_written(demo: Session) -> None:
    rows = rows_of(demo)
    assert len(rows) == demo.query(Product).count()
    columns = list(rows[0])
    assert columns[:3] == ["id", "sku", "name"]
    assert {"attributes.Brand", "name_translated.en", "options"} <= {*columns}
    assert not {"url", "updated", "attributes", "name_translated"} & {*columns}


@pytest.mark.parametrize("text", ["=1+1", "+31 20", "-5", "@home", "'=1", "\tx"])
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(
    ecwid_session: Session, make: Make, text: str
) -> None:
    make("products", name="Tee", sku="T", subtitle=text)
    assert rows_of(ecwid_session, fields=["subtitle"])[0]["subtitle"] == f"'{text}"


def test_a_table_is_of_one_model(ecwid_session: Session) -> None:
    with pytest.raises(InvalidValue, match="a CSV file holds one model"):
        export(ecwid_session, io.BytesIO(), [Product, Category], format="csv")


def test_a_column_that_is_none_names_the_nearest(ecwid_session: Session) -> None:
    with pytest.raises(UnknownField, match="Product has no field 'prise'; did you mean 'price'"):
        rows_of(ecwid_session, fields=["prise"])
    with pytest.raises(UnknownField, match="ProductDimensions has no field 'widht'; did you mean"):
        rows_of(ecwid_session, fields=["dimensions.widht"])
    with pytest.raises(UnknownField, match=r"Product.price has no parts, such as 'x'"):
        rows_of(ecwid_session, fields=["price.x"])
