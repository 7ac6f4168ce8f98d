"""Files as spreadsheets write them, and as they should not."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecwid_orm import InvalidValue
from ecwid_orm.transfer.tables import open_table
from tests.transfer.conftest import WriteTable

TEXT = "sku,name\nA-1,Café\n"


def cells(path: Path, **options: str) -> list[tuple[int, list[str]]]:
    return list(open_table(path, **options).rows())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_an_encoding_that_the_file_tells_is_found(table: WriteTable, encoding: str) -> None:
    found = open_table(table(TEXT.encode(encoding)))
    assert found.header == ("sku", "name")
    assert list(found.rows()) == [(2, ["A-1", "Café"])]


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "utf-16-le", "utf-16-be"])
def test_an_encoding_that_the_file_does_not_tell_can_be_named(
    table: WriteTable, encoding: str
) -> None:
    assert cells(table(TEXT.encode(encoding)), encoding=encoding) == [(2, ["A-1", "Café"])]


def test_what_is_no_utf_8_is_told_with_the_line_and_the_way_out(table: WriteTable) -> None:
    path = table(("sku,name\nA-1,Tee\n" + "B-2,Café\n").encode("latin-1"))
    with pytest.raises(
        InvalidValue, match=r"line 3 is not UTF-8; .* Latin-1 \('B-2,Café'\).*--encoding cp1252"
    ):
        open_table(path)


@pytest.mark.parametrize("order", ["le", "be"])
def test_utf_16_without_its_mark_is_told(table: WriteTable, order: str) -> None:
    with pytest.raises(InvalidValue, match=f"say --encoding utf-16-{order}"):
        open_table(table(TEXT.encode(f"utf-16-{order}")))


def test_a_wrong_encoding_is_told(table: WriteTable) -> None:
    with pytest.raises(InvalidValue, match=r"products\.csv is not in ascii"):
        open_table(table(TEXT), encoding="ascii")
    with pytest.raises(InvalidValue, match="there is no encoding 'utf-9'"):
        open_table(table(TEXT), encoding="utf-9")


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_in_the_first_line(table: WriteTable, sign: str) -> None:
    path = table(TEXT.replace(",", sign))
    assert cells(path) == [(2, ["A-1", "Café"])]
    assert open_table(path).delimiter == sign


def test_a_delimiter_can_be_named(table: WriteTable) -> None:
    assert cells(table("sku#name\nA,B,C#Tee\n"), delimiter="#") == [(2, ["A,B,C", "Tee"])]


def test_a_row_stands_at_the_line_where_it_begins(table: WriteTable) -> None:
    text = 'sku,description\nA,"one\ntwo\n\nthree"\n\nB,x\r\nC,y'
    assert [line for line, _ in cells(table(text))] == [2, 7, 8]


def test_a_quote_that_is_never_closed_is_told_before_anything_is_read(table: WriteTable) -> None:
    path = table('sku,name\nA,Tee\nB,"Cap\nC,Hat\n')
    with pytest.raises(InvalidValue, match=r"line 3: a quote that is opened here is never closed"):
        open_table(path)


def test_a_description_may_be_long(table: WriteTable) -> None:
    long = "x" * 1_000_000
    assert cells(table(f"sku,description\nA,{long}\n")) == [(2, ["A", long])]


@pytest.mark.parametrize("text", ["", "\n\n", ",,\n"])
def test_a_file_without_columns_is_refused(table: WriteTable, text: str) -> None:
    with pytest.raises(InvalidValue, match=r"products\.csv is empty; its first row must name"):
        open_table(table(text))


def test_a_column_that_is_there_twice_is_refused(table: WriteTable) -> None:
    with pytest.raises(InvalidValue, match="line 1: the column 'sku' is there twice"):
        open_table(table("sku,name,sku\n"))


def test_a_file_that_is_not_there_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        open_table(tmp_path / "nothing.csv")
