"""CSV tables: cells to attributes, rows that are wrong, and what is left as it is."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ecwid_orm import Category, Coupon, InvalidValue, Product, Session
from ecwid_orm.transfer import Loaded, export, load
from tests.transfer.conftest import WriteTable

Make = Callable[..., int]


def bad(loaded: Loaded) -> list[str]:
    return [str(one) for one in loaded.rejected]


# --- What a table changes -----------------------------------------------------------------------


def test_a_table_with_ids_changes_just_what_differs(
    ecwid_session: Session, tees: list[int], table: WriteTable, requests_of: Any
) -> None:
    path = table(f"id,sku,price\n{tees[0]},T-0,10\n{tees[1]},T-1,12.50\n")
    with requests_of() as sent:
        done = load(ecwid_session, path)
    assert sent.writes == [("PUT", f"/products/{tees[1]}", {"price": 12.5})]
    assert (done.rows, done.unchanged, done.operations) == (2, 1, {("update", "Product"): 1})
    with requests_of() as sent:
        assert load(ecwid_session, path).unchanged == 2
    assert sent.writes == []


def test_without_ids_rows_go_by_the_natural_key_and_new_ones_are_made(
    ecwid_session: Session, tees: list[int], table: WriteTable
) -> None:
    path = table("sku,name,price\nT-0,Best tee,10\nNEW-1,Cap,5\n")
    done = load(ecwid_session, path)
    assert done.operations == {("update", "Product"): 1, ("create", "Product"): 1}
    assert ecwid_session.get(Product, tees[0]).name == "Best tee"
    made = ecwid_session.query(Product).where(sku="NEW-1").one()
    assert (made.name, made.price) == ("Cap", 5)
    assert load(ecwid_session, path).total == 0


def test_match_goes_by_that_field_alone(
    ecwid_session: Session, tees: list[int], table: WriteTable
) -> None:
    path = table("id,sku,price\n1,T-0,99\n")
    assert bad(load(ecwid_session, path)) == ["line 2, column id: the shop has no Product 1"]
    done = load(ecwid_session, path, match="sku")
    assert done.operations == {("update", "Product"): 1}
    with pytest.raises(InvalidValue, match="Product has no field 'skuu'; did you mean 'sku'"):
        load(ecwid_session, path, match="skuu")


def test_an_empty_cell_leaves_the_field_or_empties_it_if_so_asked(
    ecwid_session: Session, make: Make, table: WriteTable
) -> None:
    key = make(
        "products",
        name="Tee",
        sku="T",
        subtitle="Soft",
        nameTranslated={"en": "Tee", "nl": "T-shirt"},
        attributes=[{"alias": "BRAND", "value": "Acme"}],
    )
    path = table("sku,subtitle,attributes.Brand,name_translated.nl\nT,,,\n")
    assert load(ecwid_session, path).total == 0
    assert load(ecwid_session, path, empty_clears=True).total == 1
    product = ecwid_session.get(Product, key)
    assert (product.subtitle, product.attributes) == ("", [])
    assert product.name_translated == {"en": "Tee", "nl": ""}
    assert load(ecwid_session, path, empty_clears=True).total == 0
    path = table("sku,price\nT,\n")
    assert bad(load(ecwid_session, path, empty_clears=True)) == [
        "line 2, column price: price cannot be emptied: Ecwid takes a null as 'unchanged' and has "
        "no other value for it; assign a value instead"
    ]


def test_parts_of_attributes_have_columns_of_their_own(
    ecwid_session: Session, make: Make, table: WriteTable, requests_of: Any
) -> None:
    key = make("products", name="Tee", sku="T", nameTranslated={"en": "Tee"})
    path = table(
        "sku,name_translated.nl,attributes.Brand,dimensions.width,category_ids\nT,Shirt,Acme,3.5,\n"
    )
    load(ecwid_session, path)
    product = ecwid_session.get(Product, key)
    assert product.name_translated == {"en": "Tee", "nl": "Shirt"}
    assert [(one.name, one.value) for one in product.attributes] == [("Brand", "Acme")]
    assert product.dimensions is not None
    assert product.dimensions.width == 3.5
    with requests_of() as sent:
        assert load(ecwid_session, path).total == 0
    assert sent.writes == []


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("enabled", "no", False),
        ("enabled", "FALSE", False),
        ("price", "1234567.89", Decimal("1234567.89")),
        ("quantity", "5.0", 5),
        ("subtitle", "'=1+1", "=1+1"),
        ("subtitle", "''=1", "'=1"),
        ("subtitle", "'twas", "'twas"),
        ("out_of_stock_visibility_behaviour", "hide", "HIDE"),
        ("description", "a\nb", "a\nb"),
    ],
)
def test_cells_are_read_as_their_field_takes_them(
    ecwid_session: Session, make: Make, table: WriteTable, column: str, cell: str, value: Any
) -> None:
    key = make("products", name="Tee", sku="T", unlimited=False, quantity=1)
    load(ecwid_session, table(f'sku,{column}\nT,"{cell}"\n'))
    ecwid_session.rollback()
    assert getattr(ecwid_session.get(Product, key), column) == value


def test_ids_may_stand_between_commas_or_as_json(
    ecwid_session: Session, make: Make, table: WriteTable
) -> None:
    shelves = [make("categories", name=name) for name in "AB"]
    key = make("products", name="Tee", sku="T")
    for cell in ("{},{}", "[{},{}]", "{} {}"):
        load(ecwid_session, table('sku,category_ids\nT,"' + cell.format(*shelves) + '"\n'))
        assert ecwid_session.get(Product, key).category_ids == shelves
        ecwid_session.call("PUT", f"products/{key}", json={"categoryIds": []})
        ecwid_session.expire(ecwid_session.get(Product, key))


def test_columns_that_only_ecwid_sets_are_passed_over_and_told(
    ecwid_session: Session, tees: list[int], table: WriteTable
) -> None:
    done = load(ecwid_session, table("sku,url,updated\nT-0,http://elsewhere.example,never\n"))
    assert (done.total, done.ignored) == (0, ("url", "updated"))


def test_other_models_have_tables_too(
    ecwid_session: Session, make: Make, table: WriteTable
) -> None:
    shelf = make("categories", name="Shelf")
    path = table(f"name,parent_id\nBoard,{shelf}\nShelf,\n", "categories.csv")
    done = load(ecwid_session, path, model=Category)
    assert (done.operations, done.unchanged) == ({("create", "Category"): 1}, 1)
    board = ecwid_session.query(Category).where(parent=shelf).one()
    assert board.name == "Board"
    assert load(ecwid_session, path, model=Category).unchanged == 2


def test_a_row_with_nothing_to_be_known_by_is_rejected(
    ecwid_session: Session, table: WriteTable
) -> None:
    done = load(ecwid_session, table("sku,name\n,Cap\n"))
    assert bad(done) == [
        "line 2: nothing says which Product it is: it has no external_reference_id or sku"
    ]


def test_an_export_of_a_table_can_be_imported_and_changes_nothing(
    demo: Session, tmp_path: Path
) -> None:
    for model in (Product, Category, Coupon):
        path = tmp_path / "table.csv"
        export(demo, path, [model], format="csv")
        done = load(demo, path, model=model)
        assert (bad(done), done.total) == ([], 0)
        assert done.rows > 4


# --- Files that are wrong -----------------------------------------------------------------------


def test_a_column_that_is_none_is_refused_with_the_nearest_before_anything_is_sent(
    ecwid_session: Session, table: WriteTable, requests_of: Any
) -> None:
    path = table("sku,prise\nT,1\n")
    with (
        requests_of() as sent,
        pytest.raises(
            InvalidValue, match=r"line 1, column 2: Product has no field 'prise'; did you mean"
        ),
    ):
        load(ecwid_session, path)
    assert sent == []


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("price", "cheap", "'cheap' is no number"),
        ("price", '"12,50"', "'12,50' is no number here; write 12.50"),
        ("price", "NaN", "'NaN' is no number"),
        ("quantity", "1.5", "'1.5' is no whole number"),
        ("enabled", "perhaps", "'perhaps' is neither true nor false"),
        (
            "out_of_stock_visibility_behaviour",
            "HYDE",
            "'HYDE' is none of SHOW, HIDE, ALLOW_PREORDER; did you mean 'HIDE'?",
        ),
        ("category_ids", "Hats", "'Hats' is no number"),
        ("options", "red", "expected a list, each a ProductOption as JSON: "),
        ("options", '"[1]"', "expected a ProductOption, got 1"),
        ("dimensions.width", "wide", "'wide' is no number"),
    ],
)
def test_a_cell_of_another_kind_rejects_its_row_and_no_other(
    ecwid_session: Session,
    tees: list[int],
    table: WriteTable,
    column: str,
    cell: str,
    reason: str,
) -> None:
    path = table(f"sku,name,{column}\nT-0,Zero,\nT-1,One,{cell}\nT-2,Two,\n")
    done = load(ecwid_session, path)
    [one] = done.rejected
    assert (one.line, one.column) == (3, column)
    assert one.reason.startswith(reason)
    names = [ecwid_session.get(Product, key).name for key in tees]
    assert names == ["Zero", "Tee 1", "Two"]


def test_rows_with_too_many_or_too_few_cells_are_rejected(
    ecwid_session: Session, tees: list[int], table: WriteTable
) -> None:
    done = load(ecwid_session, table("sku,name\nT-0,a,b\nT-1\nT-2,Two\n"))
    hint = "a cell with the delimiter in it must stand in double quotes"
    assert bad(done) == [
        f"line 2: it has 3 cells, and the first row 2; {hint}",
        f"line 3: it has 1 cells, and the first row 2; {hint}",
    ]
    assert done.total == 1


@pytest.mark.parametrize("key", ["id", "sku"])
def test_the_second_row_about_one_entity_is_rejected(
    ecwid_session: Session, tees: list[int], table: WriteTable, key: str
) -> None:
    value = tees[0] if key == "id" else "T-0"
    done = load(ecwid_session, table(f"{key},name\n{value},First\n{value},Second\n"))
    assert len(done.rejected) == 1
    assert done.rejected[0].line == 3
    assert done.rejected[0].reason.startswith("line 2 is about the same entity")
    assert ecwid_session.get(Product, tees[0]).name == "First"


def test_what_the_shop_refuses_is_rejected_with_its_words(
    ecwid_session: Session, tees: list[int], table: WriteTable
) -> None:
    done = load(ecwid_session, table(f"id,sku,name\n{tees[0]},T-1,a\n{tees[2]},T-2,b\n"))
    assert [one.line for one in done.rejected] == [2]
    assert "409" in done.rejected[0].reason
    assert ecwid_session.get(Product, tees[2]).name == "b"


def test_what_is_invalid_is_rejected_before_it_is_sent(
    ecwid_session: Session, table: WriteTable, requests_of: Any
) -> None:
    with requests_of() as sent:
        done = load(ecwid_session, table("sku,name,price\nA,,1\nB,Cap,1\n"))
    assert [one.line for one in done.rejected] == [2]
    assert "name" in done.rejected[0].reason
    assert [body["sku"] for _, _, body in sent.writes] == ["B"]


def test_two_of_a_key_in_the_shop_are_told_not_guessed_at(
    ecwid_session: Session, make: Make, table: WriteTable
) -> None:
    keys = [make("categories", name="Shelf") for _ in range(2)]
    done = load(ecwid_session, table("name,description\nShelf,x\n"), model=Category)
    assert bad(done) == [
        "line 2: the shop has 2 of path 'Shelf'; give one of them another, or go by id: "
        f"{keys[0]}, {keys[1]}"
    ]


# --- The rejected rows --------------------------------------------------------------------------


def test_rejected_rows_are_a_table_that_can_be_corrected_and_imported(
    ecwid_session: Session, tees: list[int], table: WriteTable
) -> None:
    path = table('sku;name;price\nT-0;"Zero; best";x\nT-1;One;11\nT-2;Two;y\n'.encode("cp1252"))
    done = load(ecwid_session, path, encoding="cp1252")
    assert done.rejects == path.with_name("products.rejected.csv")
    text = done.rejects.read_text(encoding="utf-8")
    assert text.splitlines() == [
        "sku;name;price;rejected because",
        "T-0;\"Zero; best\";x;line 2, column price: 'x' is no number",
        "T-2;Two;y;line 4, column price: 'y' is no number",
    ]
    done.rejects.write_text(text.replace(";x;", ";20;"), encoding="utf-8")
    again = load(ecwid_session, done.rejects)
    assert again.operations == {("update", "Product"): 1}
    assert again.rejects == done.rejects
    assert done.rejects.read_text(encoding="utf-8").splitlines() == [
        "sku;name;price;rejected because",
        "T-2;Two;y;line 3, column price: 'y' is no number",
    ]
    assert ecwid_session.get(Product, tees[0]).name == "Zero; best"


def test_without_rejected_rows_there_is_no_file(
    ecwid_session: Session, tees: list[int], table: WriteTable, tmp_path: Path
) -> None:
    assert load(ecwid_session, table("sku,name\nT-0,a\n")).rejects is None
    load(ecwid_session, table("sku,price\nT-0,x\n"), dry_run=True)
    assert [one.name for one in tmp_path.iterdir()] == ["products.csv"]
