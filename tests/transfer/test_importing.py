"""Exports brought into the shop they came from, and into others: references, twice, broken off."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ecwid_orm import (
    Category,
    CommitError,
    Coupon,
    Customer,
    InvalidValue,
    JournalError,
    Product,
    ProductType,
    Promotion,
    Session,
    SessionError,
    ShippingOption,
    TransportError,
)
from ecwid_orm.api import Client
from ecwid_orm.emulator import Emulator, Fault, ManualClock
from ecwid_orm.testing import client_of
from ecwid_orm.transfer import Loaded, compare, export, importing, load
from ecwid_orm.transfer.portable import everything
from tests.transfer.conftest import WriteLines

Make = Callable[..., int]


def bad(loaded: Loaded) -> list[str]:
    return [str(one) for one in loaded.rejected]


def counts(loaded: Loaded) -> dict[str, int]:
    """How many were created, by model."""
    assert {kind for kind, _ in loaded.operations} <= {"create"}
    return {model: count for (_, model), count in loaded.operations.items()}


@pytest.fixture
def whole(demo: Session, tmp_path: Path) -> Path:
    """An export of the demo's shop, with what it has not of itself."""
    demo.call(
        "POST",
        "profile/shippingOptions",
        json={"title": "Parcel", "fulfilmentType": "shipping", "enabled": True},
    )
    demo.call("POST", "store_extrafields/customers", json={"title": "Shoe size", "type": "TEXT"})
    ids = demo.query(Product).ids()
    group = demo.call("GET", "customer_groups").json()["items"][-1]["id"]
    demo.call("PUT", f"products/{ids[0]}", json={"relatedProducts": {"productIds": ids[-2:]}})
    demo.call(
        "POST",
        "promotions",
        json={
            "name": "Spring",
            "enabled": True,
            "discountBase": "ITEM",
            "discountType": "PERCENT",
            "amount": 5,
            "triggers": {"customerGroups": [group]},
            "targets": {"products": ids[:2]},
        },
    )
    path = tmp_path / "shop.jsonl"
    export(demo, path)
    return path


# --- Into another shop --------------------------------------------------------------------------


def test_a_shop_moves_to_another_whole_and_the_second_import_sends_nothing(
    demo: Session, ecwid_session: Session, whole: Path, requests_of: Any
) -> None:
    done = load(ecwid_session, whole)
    assert bad(done) == []
    assert not done.missing
    assert list(compare(demo, ecwid_session)) == []
    with requests_of() as sent:
        again = load(ecwid_session, whole)
    assert (again.total, again.unchanged) == (0, again.rows)
    assert sent.writes == []


def test_references_lead_to_what_they_led_to_before(
    demo: Session, ecwid_session: Session, whole: Path
) -> None:
    load(ecwid_session, whole)

    def by_sku(session: Session) -> dict[str | None, Product]:
        return {one.sku: one for one in session.query(Product)}

    theirs, ours = by_sku(demo), by_sku(ecwid_session)
    assert theirs.keys() == ours.keys()
    related = 0
    for sku, product in theirs.items():
        moved = ours[sku]
        assert [one.name for one in moved.in_categories] == [
            one.name for one in product.in_categories
        ]
        assert moved.product_type is None or product.product_type is not None
        assert [one.sku for one in moved.related] == [one.sku for one in product.related]
        related += len(moved.related)
    assert related
    [promotion] = ecwid_session.query(Promotion)
    assert promotion.targets is not None
    skus = {key: sku for sku, one in ours.items() for key in [one.id]}
    assert [skus[key] for key in promotion.targets.products] == [*theirs][:2]


def test_a_new_customer_has_each_contact_once(ecwid_session: Session, whole: Path) -> None:
    load(ecwid_session, whole)
    for customer in ecwid_session.query(Customer):
        reached = [one.contact for one in customer.contacts]
        assert len(reached) == len({*reached}) > 0


def test_a_dry_run_tells_what_would_be_sent_and_sends_nothing(
    ecwid_session: Session, whole: Path, requests_of: Any
) -> None:
    with requests_of() as sent:
        planned = load(ecwid_session, whole, dry_run=True)
    assert sent.writes == []
    assert list(ecwid_session) == []
    done = load(ecwid_session, whole)
    assert counts(planned) == {
        model: count for (kind, model), count in done.operations.items() if kind == "create"
    }
    assert {one.model for one in planned.samples} == {*counts(planned)}


def test_what_a_shop_of_its_own_has_stays(ecwid_session: Session, whole: Path, make: Make) -> None:
    own = make("products", name="Mine", sku="MINE")
    load(ecwid_session, whole)
    assert ecwid_session.get(Product, own).name == "Mine"


def test_categories_of_the_shop_are_known_again_by_their_path(
    ecwid_session: Session, lines: WriteLines, make: Make
) -> None:
    hats = make("categories", name="Hats")
    make("categories", name="Men", parentId=hats)
    shoes = make("categories", name="Shoes")
    path = lines(
        ("Category", 1, {"id": 1, "name": "Hats"}),
        ("Category", 2, {"id": 2, "name": "Shoes"}),
        ("Category", 3, {"id": 3, "name": "Men", "parentId": 1}),
        ("Category", 4, {"id": 4, "name": "Men", "parentId": 2}),
        ("Product", 7, {"id": 7, "name": "Cap", "sku": "C", "categoryIds": [4, 3]}),
    )
    done = load(ecwid_session, path)
    assert counts(done) == {"Category": 1, "Product": 1}
    cap = ecwid_session.query(Product).one()
    assert [one.parent_id for one in cap.in_categories] == [shoes, hats]


def test_below_a_category_that_gets_another_name_nothing_is_made_twice(
    ecwid_session: Session, lines: WriteLines, make: Make
) -> None:
    hats = make("categories", name="Hats", externalReferenceId="h")
    caps = make("categories", name="Caps", parentId=hats)
    path = lines(
        ("Category", 1, {"name": "Headwear", "externalReferenceId": "h"}),
        ("Category", 2, {"name": "Caps", "parentId": 1}),
    )
    assert load(ecwid_session, path).operations == {("update", "Category"): 1}
    assert {one.id: one.name for one in ecwid_session.query(Category)} == {
        hats: "Headwear",
        caps: "Caps",
    }
    assert load(ecwid_session, path).total == 0


def test_an_entity_may_stand_before_the_one_above_it(
    ecwid_session: Session, lines: WriteLines
) -> None:
    path = lines(
        ("Category", 3, {"id": 3, "name": "Caps", "parentId": 2}),
        ("Category", 2, {"id": 2, "name": "Hats", "parentId": 1}),
        ("Product", 7, {"id": 7, "name": "Cap", "sku": "C", "categoryIds": [3]}),
        ("Category", 1, {"id": 1, "name": "Clothes"}),
    )
    done = load(ecwid_session, path)
    assert bad(done) == []
    by_name = {one.name: one for one in ecwid_session.query(Category)}
    assert by_name["Caps"].parent_id == by_name["Hats"].id
    assert by_name["Hats"].parent_id == by_name["Clothes"].id
    assert ecwid_session.query(Product).one().category_ids == [by_name["Caps"].id]
    assert load(ecwid_session, path).total == 0


def test_products_may_be_related_in_a_circle(ecwid_session: Session, lines: WriteLines) -> None:
    path = lines(
        ("Product", 1, {"name": "A", "sku": "A", "relatedProducts": {"productIds": [2]}}),
        ("Product", 2, {"name": "B", "sku": "B", "relatedProducts": {"productIds": [1]}}),
    )
    done = load(ecwid_session, path)
    assert done.operations == {("create", "Product"): 2, ("update", "Product"): 2}
    first, second = ecwid_session.query(Product)
    assert ([*first.related], [*second.related]) == ([second], [first])
    assert load(ecwid_session, path).total == 0


def test_a_reference_that_leads_nowhere_is_left_out_and_told(
    ecwid_session: Session, lines: WriteLines
) -> None:
    path = lines(("Product", 1, {"name": "A", "sku": "A", "categoryIds": [5, 6]}))
    done = load(ecwid_session, path)
    assert done.missing == {("category_ids", "Category"): 2}
    assert ecwid_session.query(Product).one().category_ids == []


def test_what_a_rejected_entity_is_above_of_is_rejected_too(
    ecwid_session: Session, lines: WriteLines
) -> None:
    path = lines(
        ("Category", 1, {"id": 1, "name": ""}),
        ("Category", 2, {"id": 2, "name": "Hats", "parentId": 1}),
        ("Category", 3, {"id": 3, "name": "Shoes"}),
    )
    done = load(ecwid_session, path)
    assert [one.line for one in done.rejected] == [2, 3]
    assert done.rejected[1].reason == "it needs what could not be imported: Category 1"
    assert [one.name for one in ecwid_session.query(Category)] == ["Shoes"]


def test_what_refers_to_a_rejected_entity_is_imported_without_and_told(
    ecwid_session: Session, lines: WriteLines
) -> None:
    path = lines(
        ("Product", 1, {"name": "A", "sku": "A", "relatedProducts": {"productIds": [2, 3]}}),
        ("Product", 2, {"name": "B", "sku": "B", "price": "cheap"}),
        ("Product", 3, {"name": "C", "sku": "C"}),
    )
    done = load(ecwid_session, path)
    assert bad(done)[1:] == [
        "line 2: it was imported without what could not be, and it refers to: Product 2"
    ]
    first, third = ecwid_session.query(Product)
    assert (first.sku, [*first.related]) == ("A", [third])


def test_of_a_product_whose_variation_is_refused_the_rest_is_there_and_can_be_referred_to(
    ecwid_session: Session, lines: WriteLines, make: Make
) -> None:
    make("products", name="Other", sku="TAKEN")
    size = {"name": "Size", "value": "S"}
    path = lines(
        (
            "Product",
            1,
            {"name": "A", "sku": "A", "combinations": [{"options": [size], "sku": "TAKEN"}]},
        ),
        ("Coupon", 2, {"name": "X", "code": "X", "catalogLimit": {"products": [1]}}),
    )
    done = load(ecwid_session, path)
    assert [one.line for one in done.rejected] == [2]
    assert "409" in done.rejected[0].reason
    product = ecwid_session.query(Product).where(sku="A").one()
    coupon = ecwid_session.query(Coupon).one()
    assert coupon.catalog_limit is not None
    assert coupon.catalog_limit.products == [product.id]


def test_attributes_of_a_type_keep_their_ids(
    ecwid_session: Session, lines: WriteLines, make: Make
) -> None:
    key = make("classes", name="Shirts", attributes=[{"name": "Cut"}, {"name": "Wool"}])
    held = ecwid_session.get(ProductType, key).attributes
    before = {one.name: one.id for one in held}
    path = lines(
        (
            "ProductType",
            4,
            {"name": "Shirts", "attributes": [{"id": 9, "name": "Wool"}, {"name": "Cut"}]},
        )
    )
    load(ecwid_session, path)
    ecwid_session.expire(ecwid_session.get(ProductType, key))
    after = {one.name: one.id for one in ecwid_session.get(ProductType, key).attributes}
    assert {name: after[name] for name in before} == before


def test_what_cannot_be_sent_is_left_to_ecwid(ecwid_session: Session, lines: WriteLines) -> None:
    path = lines(
        (
            "Coupon",
            1,
            {"name": "X", "code": "X", "discountType": "ABS", "discount": 1, "status": "EXPIRED"},
        )
    )
    assert bad(load(ecwid_session, path)) == []
    assert ecwid_session.query(Coupon).one().status == "ACTIVE"


def test_shipping_options_are_known_by_their_title(
    ecwid_session: Session, lines: WriteLines
) -> None:
    path = lines(
        ("ShippingOption", "a", {"title": "Parcel", "fulfilmentType": "shipping"}),
        (
            "Product",
            1,
            {
                "name": "A",
                "sku": "A",
                "shipping": {"type": "SELECTED_METHODS", "enabledMethods": ["a"]},
            },
        ),
    )
    load(ecwid_session, path)
    [option] = ecwid_session.query(ShippingOption)
    [product] = ecwid_session.query(Product)
    assert product.shipping is not None
    assert product.shipping.enabled_methods == [option.id]


# --- Into the same shop -------------------------------------------------------------------------


def test_an_earlier_state_comes_back_by_the_keys(
    ecwid_session: Session, tees: list[int], tmp_path: Path, requests_of: Any
) -> None:
    path = tmp_path / "backup.jsonl"
    export(ecwid_session, path)
    ecwid_session.call("PUT", f"products/{tees[1]}", json={"sku": "OTHER", "price": 1})
    with requests_of() as sent:
        done = load(ecwid_session, path)
    assert done.operations == {("update", "Product"): 1}
    assert sent.writes == [("PUT", f"/products/{tees[1]}", {"sku": "T-1", "price": 11})]


def test_what_was_deleted_is_made_again_and_referred_to_by_its_new_key(
    ecwid_session: Session, make: Make, tmp_path: Path
) -> None:
    shelf = make("categories", name="Shelf")
    tee = make("products", name="Tee", sku="T", categoryIds=[shelf])
    path = tmp_path / "backup.jsonl"
    export(ecwid_session, path)
    ecwid_session.call("DELETE", f"categories/{shelf}")
    done = load(ecwid_session, path)
    assert done.operations == {("create", "Category"): 1}
    [again] = ecwid_session.query(Category)
    assert again.id != shelf
    assert ecwid_session.get(Product, tee).category_ids == [again.id]


def test_a_branch_that_was_deleted_grows_again(
    ecwid_session: Session, make: Make, tmp_path: Path
) -> None:
    hats = make("categories", name="Hats")
    caps = make("categories", name="Caps", parentId=hats)
    make("categories", name="Flat caps", parentId=caps)
    path = tmp_path / "backup.jsonl"
    export(ecwid_session, path)
    ecwid_session.call("DELETE", f"categories/{hats}")
    done = load(ecwid_session, path)
    assert bad(done) == []
    assert counts(done) == {"Category": 3}
    by_key = {one.id: one for one in ecwid_session.query(Category)}
    [flat] = [one for one in by_key.values() if one.name == "Flat caps"]
    assert by_key[by_key[flat.parent_id or 0].parent_id or 0].name == "Hats"
    assert load(ecwid_session, path).total == 0


# --- Files that are wrong -----------------------------------------------------------------------


def test_lines_that_are_wrong_are_rejected_with_line_and_column_and_lose_no_other(
    ecwid_session: Session, lines: WriteLines
) -> None:
    path = lines(
        ("Product", 1, {"name": "A", "sku": "A"}),
        b'{"model":"Product","key":2,"data":{"sku":}}',
        b'{"model":"Gadget","key":3,"data":{}}',
        b'["model"]',
        b'{"model":"Product","key":5,"data":{"sku":"\xe9"}}',
        ("Product", 6, {"name": "F", "sku": "F", "price": "cheap"}),
        (
            "Product",
            7,
            {"name": "G", "sku": "G", "combinations": [{"options": [], "price": "cheap"}]},
        ),
        ("Product", 8, {"name": "H", "sku": "H"}),
    )
    done = load(ecwid_session, path)
    assert [(one.line, one.column) for one in done.rejected] == [
        (3, 42),
        (4, "model"),
        (5, None),
        (6, 43),
        (7, "price"),
        (8, "combinations[0].price"),
    ]
    assert [one.sku for one in ecwid_session.query(Product)] == ["A", "H"]
    assert done.rejects == path.with_name("shop.rejected.jsonl")
    again = load(ecwid_session, done.rejects)
    assert len(again.rejected) == again.rows == 6
    text = done.rejects.read_text(encoding="utf-8")
    assert "expected an amount of money" in text


def test_a_rejected_line_that_was_corrected_can_be_imported(
    ecwid_session: Session, lines: WriteLines
) -> None:
    done = load(ecwid_session, lines(("Product", 1, {"name": "A", "sku": "A", "price": "cheap"})))
    assert done.rejects is not None
    text = done.rejects.read_text(encoding="utf-8")
    done.rejects.write_text(text.replace('"cheap"', "5"), encoding="utf-8")
    assert counts(load(ecwid_session, done.rejects)) == {"Product": 1}


@pytest.mark.parametrize("text", ['{"a":1}', '{"format":"other","version":1}', "{"])
def test_a_file_that_is_no_export_is_refused(
    ecwid_session: Session, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidValue, match="is no export: its first line must be a header"):
        load(ecwid_session, path)


def test_an_export_of_a_later_version_is_refused(ecwid_session: Session, lines: WriteLines) -> None:
    path = lines()
    path.write_bytes(path.read_bytes().replace(b'"version":1', b'"version":2'))
    with pytest.raises(InvalidValue, match="has version 2 of the format"):
        load(ecwid_session, path)


def test_a_session_with_changes_of_its_own_is_refused(
    ecwid_session: Session, lines: WriteLines
) -> None:
    ecwid_session.add(Product(name="Mine"))
    with pytest.raises(SessionError, match="has changes of its own"):
        load(ecwid_session, lines())


# --- Broken off ---------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["dropped_before", "dropped_after"])
@pytest.mark.parametrize("journal", [True, False])
def test_an_import_that_broke_off_is_finished_by_another_and_nothing_is_there_twice(
    demo: Session,
    ecwid_emulator: Emulator,
    ecwid_clock: ManualClock,
    whole: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
    journal: bool,
) -> None:
    monkeypatch.setattr(importing, "CHUNK", 20)

    def begin() -> Loaded:
        client = client_of(ecwid_emulator, ecwid_clock)
        book = tmp_path / "journal.db" if journal else None
        with Session.owning(client, journal=book) as session:
            return load(session, whole)

    for after in range(0, 12, 3):
        ecwid_emulator.faults.add(
            Fault.parse(f"{fault} method=POST path=/batch after={after} times=all")
        )
        with pytest.raises((CommitError, TransportError)):
            begin()
        ecwid_emulator.faults.clear()
    assert bad(begin()) == []
    with Session.owning(client_of(ecwid_emulator, ecwid_clock)) as session:
        assert list(compare(demo, session)) == []
        for model in (Product, Category, Customer, ProductType):
            assert everything(session, model).count() == everything(demo, model).count()
    assert begin().total == 0


def test_after_ctrl_c_the_next_import_does_the_rest(
    ecwid_session: Session, lines: WriteLines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "CHUNK", 5)
    path = lines(*[("Product", n, {"name": f"P{n}", "sku": f"S{n}"}) for n in range(1, 24)])

    def interrupt(done: int, total: int) -> None:
        if done == 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(ecwid_session, path, progress=interrupt)
    done = load(ecwid_session, path)
    assert (done.unchanged, done.operations) == (10, {("create", "Product"): 13})


def test_a_journal_that_cannot_be_written_stops_the_import(
    ecwid_client: Client, lines: WriteLines, tmp_path: Path
) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    path = lines(("Product", 1, {"name": "A", "sku": "A"}))
    with Session(ecwid_client, journal=folder / "journal.db") as session:
        session.journal.close()
        with pytest.raises((JournalError, CommitError)):
            load(session, path)
        assert session.query(Product).count() == 0


def test_chunks_are_let_go_of(
    ecwid_session: Session, lines: WriteLines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "CHUNK", 5)
    path = lines(*[("Product", n, {"name": f"P{n}", "sku": f"S{n}"}) for n in range(1, 24)])
    told: list[tuple[int, int]] = []
    held: list[int] = []

    def tell(done: int, total: int) -> None:
        told.append((done, total))
        held.append(len(list(ecwid_session)))

    load(ecwid_session, path, progress=tell)
    assert told == [(5, 23), (10, 23), (15, 23), (20, 23), (23, 23)]
    assert max(held) <= 5
