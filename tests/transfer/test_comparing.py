from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ecwid_orm import ABSENT, InvalidValue, Product, Session
from ecwid_orm.transfer import Difference, compare, export, load
from tests.transfer.conftest import WriteLines

Make = Callable[..., int]


def told(*sides: Any) -> list[tuple[str, str, str, dict[str, tuple[Any, Any]]]]:
    return [(one.kind, one.model, one.label, one.changes) for one in compare(*sides)]


@pytest.fixture
def backup(ecwid_session: Session, tees: list[int], tmp_path: Path) -> Path:
    path = tmp_path / "backup.jsonl"
    export(ecwid_session, path)
    return path


def test_a_shop_and_its_export_do_not_differ(ecwid_session: Session, backup: Path) -> None:
    assert told(backup, ecwid_session) == told(ecwid_session, backup) == []
    assert told(backup, backup) == []


def test_what_was_added_removed_and_changed_is_told(
    ecwid_session: Session, backup: Path, tees: list[int], make: Make
) -> None:
    make("products", name="Cap", sku="CAP")
    ecwid_session.call("DELETE", f"products/{tees[0]}")
    ecwid_session.call("PUT", f"products/{tees[1]}", json={"price": 9, "compareToPrice": 11})
    assert told(backup, ecwid_session) == [
        ("changed", "Product", "sku 'T-1'", {"price": (11, 9), "compare_to_price": (ABSENT, 11)}),
        ("added", "Product", "sku 'CAP'", {}),
        ("removed", "Product", "sku 'T-0'", {}),
    ]
    back = {(kind, label) for kind, _, label, _ in told(ecwid_session, backup)}
    assert back == {("changed", "sku 'T-1'"), ("removed", "sku 'CAP'"), ("added", "sku 'T-0'")}


def test_what_only_ecwid_sets_is_passed_over(
    ecwid_session: Session, backup: Path, tees: list[int]
) -> None:
    before = ecwid_session.get(Product, tees[0]).update_timestamp
    ecwid_session.client.sleep(5)
    ecwid_session.call("PUT", f"products/{tees[0]}", json={"name": "Tee 0"})
    ecwid_session.expire(ecwid_session.get(Product, tees[0]))
    assert ecwid_session.get(Product, tees[0]).update_timestamp != before
    assert told(backup, ecwid_session) == []


def test_within_one_store_entities_go_by_their_keys(
    ecwid_session: Session, backup: Path, tees: list[int]
) -> None:
    ecwid_session.call("PUT", f"products/{tees[0]}", json={"sku": "RENAMED"})
    assert told(backup, ecwid_session) == [
        ("changed", "Product", "sku 'RENAMED'", {"sku": ("T-0", "RENAMED")})
    ]


def test_two_stores_are_compared_by_natural_keys_and_so_are_references(
    demo: Session, ecwid_session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "demo.jsonl"
    export(demo, path)
    load(ecwid_session, path)
    assert told(path, ecwid_session) == []
    product = ecwid_session.query(Product).where(sku="KP-TEN-101").one()
    variation = next(one for each in ecwid_session.query(Product) for one in each.variations)
    ecwid_session.call(
        "PUT",
        f"products/{variation.product_id}/combinations/{variation.id}",
        json={"sku": "OTHER"},
    )
    ecwid_session.call("PUT", f"products/{product.id}", json={"categoryIds": []})
    changes = {label: changes for _, _, label, changes in told(path, ecwid_session)}
    shelf = "path 'Camping / Tents / Light tents'"
    assert changes["sku 'KP-TEN-101'"]["category_ids"] == ([shelf], ABSENT)
    [place] = [name for one in changes.values() for name in one if name.startswith("variations.")]
    assert place.endswith(".sku")


def test_attributes_that_one_side_leaves_out_are_passed_over(
    ecwid_session: Session, tees: list[int], tmp_path: Path
) -> None:
    path = tmp_path / "prices.jsonl"
    export(ecwid_session, path, [Product], fields=["sku", "price"])
    ecwid_session.call("PUT", f"products/{tees[0]}", json={"name": "Other", "price": 1})
    assert told(path, ecwid_session) == [("changed", "Product", "sku 'T-0'", {"price": (10, 1)})]


def test_a_difference_can_be_written_as_json(ecwid_session: Session, backup: Path) -> None:
    one = Difference("changed", "Product", 7, "sku 'A'", {"price": (ABSENT, 5)})
    assert one.to_dict() == {
        "kind": "changed",
        "model": "Product",
        "key": 7,
        "label": "sku 'A'",
        "changes": {"price": {"old": None, "new": 5}},
    }


def test_a_line_that_cannot_be_read_is_told(ecwid_session: Session, lines: WriteLines) -> None:
    with pytest.raises(InvalidValue, match=r"shop\.jsonl, line 2: this is no JSON"):
        told(lines(b"{"), ecwid_session)
