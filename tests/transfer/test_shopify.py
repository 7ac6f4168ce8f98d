"""Shopify's product CSV as rows of an import; the example's tests look at the mapping itself."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from ecwid_orm import Category, InvalidValue, Product, Session
from ecwid_orm.transfer import ShopifyFile, importing, load
from ecwid_orm.transfer.shopify import COLUMNS
from tests.transfer.conftest import WriteTable

PRICED = {"Variant Price": "10.00", "Variant Requires Shipping": "true"}


def rows(*given: dict[str, str]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, sorted(COLUMNS), restval="")
    writer.writeheader()
    writer.writerows(given)
    return text.getvalue()


CAP = {"Handle": "cap", "Title": "Cap", "Type": "Hats", "Option1 Name": "Title", **PRICED}
TEE = {"Handle": "tee", "Title": "Tee", "Type": "Shirts", "Option1 Name": "Size", **PRICED}
SIZES = [{**TEE, "Option1 Value": "S"}, {"Handle": "tee", "Option1 Value": "L", **PRICED}]


@pytest.mark.parametrize("name", ["apparel.csv", "bicycles.csv"])
def test_real_catalogues_come_in_whole_and_a_second_time_send_nothing(
    ecwid_session: Session, shared: Path, name: str, requests_of: Any, tmp_path: Path
) -> None:
    path = shared / "data" / "catalogues" / name
    if not path.is_file():
        pytest.skip(f"no catalogue {path}")
    copy = tmp_path / name
    copy.write_bytes(path.read_bytes())
    with copy.open(encoding="utf-8-sig", newline="") as file:
        held = list(csv.DictReader(file))
    done = load(ecwid_session, ShopifyFile(copy))
    assert done.rejected == []
    made = {model: count for (_, model), count in done.operations.items()}
    assert made["Product"] == len({row["Handle"] for row in held})
    assert made["Category"] == len({row["Type"] for row in held} - {""})
    with requests_of() as sent:
        again = load(ecwid_session, ShopifyFile(copy))
    assert (again.total, again.unchanged) == (0, again.rows)
    assert sent.writes == []


def test_products_lie_in_the_categories_of_their_types(
    ecwid_session: Session, table: WriteTable
) -> None:
    load(ecwid_session, ShopifyFile(table(rows(CAP, *SIZES))))
    by_name = {one.name: one for one in ecwid_session.query(Product)}
    assert [one.name for one in by_name["Cap"].in_categories] == ["Hats"]
    assert [one.name for one in by_name["Tee"].in_categories] == ["Shirts"]
    assert len(by_name["Tee"].variations) == 2


def test_a_product_that_is_wrong_is_rejected_with_all_its_rows_and_no_other(
    ecwid_session: Session, table: WriteTable
) -> None:
    wrong = [SIZES[0], {**SIZES[1], "Variant Price": "ten"}]
    done = load(ecwid_session, ShopifyFile(table(rows(*wrong, CAP))))
    assert [(one.line, one.column) for one in done.rejected] == [(2, "Variant Price")]
    assert done.rejected[0].reason == "'ten' in line 3 is no number"
    assert [one.name for one in ecwid_session.query(Product)] == ["Cap"]
    assert done.rejects is not None
    text = done.rejects.read_text(encoding="utf-8")
    assert len(text.splitlines()) == 3
    done.rejects.write_text(text.replace(",ten,", ",12,"), encoding="utf-8")
    again = load(ecwid_session, ShopifyFile(done.rejects))
    assert again.rejected == []
    assert again.operations["create", "ProductVariation"] == 2


def test_a_product_without_a_price_is_rejected(ecwid_session: Session, table: WriteTable) -> None:
    done = load(ecwid_session, ShopifyFile(table(rows({**CAP, "Variant Price": ""}, *SIZES))))
    assert [str(one) for one in done.rejected] == [
        "line 2, column Variant Price: cap has no Variant Price"
    ]


def test_a_file_without_the_columns_is_refused(table: WriteTable) -> None:
    with pytest.raises(InvalidValue, match=r"has no columns Body \(HTML\), Option1 Name"):
        ShopifyFile(table("Handle,Title\ncap,Cap\n"))


def test_a_new_category_is_made_once_for_all_chunks(
    ecwid_session: Session, table: WriteTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "CHUNK", 2)
    caps = [{**CAP, "Handle": f"cap-{n}"} for n in range(5)]
    load(ecwid_session, ShopifyFile(table(rows(*caps))))
    [hats] = ecwid_session.query(Category)
    assert [one.category_ids for one in ecwid_session.query(Product)] == [[hats.id]] * 5


def test_variations_are_known_again_by_their_options(
    ecwid_session: Session, table: WriteTable, requests_of: Any
) -> None:
    load(ecwid_session, ShopifyFile(table(rows(*SIZES))))
    dearer = {**SIZES[1], "Variant Price": "12"}
    with requests_of() as sent:
        load(ecwid_session, ShopifyFile(table(rows(SIZES[0], dearer))))
    [(method, path, body)] = sent.writes
    assert (method, body) == ("PUT", {"price": 12})
    assert "/combinations/" in path
