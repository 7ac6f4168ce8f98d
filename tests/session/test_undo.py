"""`session.undo(commit)`: the plan that takes a commit back, and what it leaves as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ecwid_orm import (
    Category,
    CommitError,
    Customer,
    CustomerGroup,
    JournalError,
    Order,
    Product,
    ProductAttributeValue,
    ProductOption,
    ProductOptionChoice,
    ProductType,
    ProductTypeAttribute,
    ProductVariation,
    Session,
    StaleObject,
)
from ecwid_orm.api import Client
from ecwid_orm.emulator import Emulator, Fault, ManualClock
from ecwid_orm.session import Plan
from ecwid_orm.testing import client_of


@pytest.fixture
def session(ecwid_client: Client) -> Iterator[Session]:
    with Session(ecwid_client, journal=":memory:") as session:
        yield session


def sizes() -> list[dict[str, Any]]:
    return [{"type": "SIZE", "name": "Size", "choices": [{"text": "M"}]}]


def left(plan: Plan) -> list[tuple[str, str]]:
    return [(one.label, one.reason) for one in plan.left_out]


def undo(session: Session, commit_id: str) -> Plan:
    plan = session.undo(commit_id)
    session.apply(plan)
    return plan


# What was changed ----------------------------------------------------------------------------


def test_an_update_goes_back_by_one_read_and_one_put(
    session: Session, shop: Any, requests_of: Any
) -> None:
    tee = session.get(Product, shop.product(subtitle="once", nameTranslated={"nl": "T"}))
    tee.price = Decimal("12.50")
    tee.subtitle = None
    tee.google_product_category = 7
    commit = session.commit().id
    with requests_of() as sent:
        plan = undo(session, commit)
    assert plan.left_out == ()
    assert [one[:2] for one in sent] == [
        (
            "GET",
            f"/products/{tee.id}?responseFields=googleProductCategory,id,price,subtitle",
        ),
        ("PUT", f"/products/{tee.id}"),
    ]
    assert sent[1][2] == {"price": 10, "subtitle": "once", "googleProductCategory": None}
    assert (tee.price, tee.subtitle, tee.google_product_category) == (10, "once", None)
    assert session.dirty == []


def test_what_somebody_changed_since_is_a_conflict_and_the_rest_is_undone(
    session: Session, shop: Any
) -> None:
    tee = session.get(Product, shop.product(subtitle="once"))
    tee.price = Decimal(12)
    tee.subtitle = "twice"
    commit = session.commit().id
    shop.client.put(f"products/{tee.id}", {"price": 13})
    plan = session.undo(commit)
    assert [one.body for one in plan] == [{"subtitle": "once"}]
    ((label, reason),) = left(plan)
    assert (label, reason) == (f"update <Product {tee.id} 'Tee'>", "price changed since")
    conflict = plan.left_out[0].conflict
    assert isinstance(conflict, StaleObject)
    versions = conflict.conflicts["price"]
    assert (versions.base, versions.mine, versions.theirs) == (12, 10, 13)
    session.apply(plan)
    assert (shop.read(f"products/{tee.id}")["price"], tee.subtitle) == (13, "once")


def test_of_a_map_only_the_keys_go_back_that_were_written(session: Session, shop: Any) -> None:
    tee = session.get(Product, shop.product(nameTranslated={"nl": "T"}))
    tee.name_translated["fr"] = "Haut"
    commit = session.commit().id
    shop.client.put(f"products/{tee.id}", {"nameTranslated": {"de": "Hemd"}})
    plan = undo(session, commit)
    assert plan.left_out == ()
    names = {"en": "Tee", "nl": "T", "fr": "", "de": "Hemd"}
    # All of it is sent, for an Ecwid that would replace the map.
    assert [one.body for one in plan] == [{"nameTranslated": names}]
    assert shop.read(f"products/{tee.id}")["nameTranslated"] == names


def test_what_was_deleted_since_is_listed(session: Session, shop: Any) -> None:
    tee = session.get(Product, shop.product())
    tee.price = Decimal(12)
    tee.quantity = Product.quantity - 1
    commit = session.commit().id
    shop.client.delete(f"products/{tee.id}")
    plan = session.undo(commit)
    assert plan.waves == ()
    assert left(plan) == [
        (f"update <Product {tee.id} 'Tee'>", "it is not in the shop any more"),
        (f"adjust <Product {tee.id} 'Tee'>", "it is not in the shop any more"),
    ]


def test_what_cannot_be_emptied_is_listed(session: Session, shop: Any) -> None:
    tee = session.get(Product, shop.product(options=sizes()))
    variation = ProductVariation(options=[{"name": "Size", "value": "M"}], sku="M")
    tee.variations.append(variation)
    session.commit()
    variation.price = Decimal(8)
    variation.compare_to_price = Decimal(9)
    plan = session.undo(session.commit().id)
    label = f"update <ProductVariation {variation.id} 'M'>"
    assert left(plan) == [
        (label, "price was empty, and cannot be emptied"),
        (label, "compare_to_price was empty, and cannot be emptied"),
    ]


def test_counting_stock_is_switched_off_again_and_on_with_what_there_was(
    session: Session, shop: Any
) -> None:
    endless = session.get(Product, shop.product())
    counted = session.get(Product, shop.product(quantity=5))
    endless.unlimited, endless.quantity = False, 3
    counted.unlimited = True
    plan = undo(session, session.commit().id)
    assert plan.left_out == ()
    assert shop.read(f"products/{endless.id}").get("quantity") is None
    assert shop.read(f"products/{counted.id}")["quantity"] == 5


def test_a_product_is_at_home_again_where_it_was(session: Session, shop: Any) -> None:
    first, second = shop.category(), shop.category()
    tee = session.get(Product, shop.product(categoryIds=[first, second]))
    tee.category_ids = [second]
    commit = session.commit().id
    assert shop.read(f"products/{tee.id}")["defaultCategoryId"] == second
    undo(session, commit)
    raw = shop.read(f"products/{tee.id}")
    assert (raw["categoryIds"], raw["defaultCategoryId"]) == ([first, second], first)


def test_values_of_attributes_outlive_the_return_to_the_type_before(
    session: Session, shop: Any
) -> None:
    values = [{"name": "Brightness", "value": "300 lm"}, {"alias": "BRAND", "value": "Cinder"}]
    key = shop.product(attributes=values)
    before = shop.read(f"products/{key}")["attributes"]
    lamps = ProductType(name="Lamps", attributes=[ProductTypeAttribute(name="Brightness")])
    session.add(lamps)
    session.commit()
    product = session.get(Product, key)
    # The value now belongs to another attribute of that name, and is the same but for the id.
    product.attributes[0] = ProductAttributeValue(name="Brightness", value="300 lm")
    product.product_class_id = lamps.id
    commit = session.commit().id
    assert shop.read(f"products/{key}")["attributes"][0]["id"] == lamps.attributes[0].id
    undo(session, commit)
    assert shop.read(f"products/{key}")["productClassId"] == 0
    assert shop.read(f"products/{key}")["attributes"] == before


def test_a_password_is_listed_for_nobody_knows_the_old_one(session: Session, shop: Any) -> None:
    ann = session.get(Customer, shop.create("customers", email="ann@example.com"))
    ann.password = "new secret"
    ann.private_admin_notes = "note"
    plan = session.undo(session.commit().id)
    assert left(plan) == [(f"update <Customer {ann.id}>", "what password was, Ecwid does not tell")]
    assert [one.body for one in plan] == [{"privateAdminNotes": ""}]


def test_differences_of_stock_are_taken_back_whatever_was_sold_since(
    session: Session, shop: Any, requests_of: Any
) -> None:
    tee = session.get(Product, shop.product(quantity=10))
    tee.quantity = Product.quantity - 3
    commit = session.commit().id
    shop.client.put(f"products/{tee.id}/inventory", {"quantityDelta": -2})
    with requests_of() as sent:
        undo(session, commit)
    path = f"/products/{tee.id}/inventory"
    assert sent.writes == [("PUT", path, {"quantityDelta": 3})]
    assert tee.quantity == 8
    assert session.dirty == []


# Once more -----------------------------------------------------------------------------------


def test_undone_twice_nothing_is_sent_and_it_says_so(session: Session, shop: Any) -> None:
    tee = session.get(Product, shop.product(quantity=10))
    doomed = session.get(Product, shop.product(name="Cap", sku="CAP"))
    tee.price = Decimal(12)
    tee.quantity = Product.quantity - 3
    session.add(Category(name="New"))
    session.delete(doomed)
    commit = session.commit().id
    first = session.apply(session.undo(commit)).id
    again = session.undo(commit)
    assert again.waves == ()
    assert left(again) == [(f"commit {commit}", f"undone before, by {first}")]
    # Undone, the undo leaves it to be undone again.
    session.apply(session.undo(first))
    third = session.undo(commit)
    assert sorted(one.kind for one in third) == ["adjust", "create", "delete", "update"]
    session.apply(third)
    assert (shop.read(f"products/{tee.id}")["price"], tee.quantity) == (10, 10)
    assert sorted(one["name"] for one in shop.listed("products")) == ["Cap", "Tee"]


def test_only_the_rest_of_a_difference_is_taken_back(session: Session, shop: Any) -> None:
    """Of an undo that failed in part, a second one does what is left."""
    tee = session.get(Product, shop.product(options=[]))
    for size in "ML":
        options = [{"name": "Size", "value": size}]
        tee.variations.append(ProductVariation(options=options, sku=size, quantity=10))
    session.commit()
    first, second = tee.variations
    first.quantity = second.quantity = ProductVariation.quantity - 3
    commit = session.commit().id
    plan = session.undo(commit)
    # Without a SKU of its own it has no stock of its own.
    shop.client.put(f"products/{tee.id}/combinations/{first.id}", {"sku": ""})
    with pytest.raises(CommitError):
        session.apply(plan)
    shop.client.put(f"products/{tee.id}/combinations/{first.id}", {"sku": "M"})
    rest = session.undo(commit)
    assert [(one.instance, one.body) for one in rest] == [(first, {"quantityDelta": 3})]


# What was created ----------------------------------------------------------------------------


def test_what_was_created_is_deleted(session: Session, shop: Any, requests_of: Any) -> None:
    shelf = Category(name="Shelf")
    cap = Product(name="Cap", sku="CAP", price=Decimal("1.10"), category_ids=[shelf.id])
    cap.options.append(
        ProductOption(type="SIZE", name="Size", choices=[ProductOptionChoice(text="M")])
    )
    cap.variations.append(ProductVariation(options=[{"name": "Size", "value": "M"}], sku="V"))
    session.add(shelf, cap)
    commit = session.commit().id
    key, shelf_key = cap.id, shelf.id
    plan = session.undo(commit)
    assert plan.left_out == ()
    with requests_of() as sent:
        session.apply(plan)
    # The variation goes with its product.
    assert {one[:2] for one in sent.writes} == {
        ("DELETE", f"/products/{key}"),
        ("DELETE", f"/categories/{shelf_key}"),
    }
    assert cap not in session
    assert shelf not in session


def test_what_was_created_and_changed_since_stays(session: Session, shop: Any) -> None:
    caps = [Product(name=name, sku=name, price=Decimal(5)) for name in ("A", "B", "C")]
    session.add(*caps)
    commit = session.commit().id
    shop.client.put(f"products/{caps[0].id}", {"price": 6})
    caps[1].subtitle = "not sent"
    plan = session.undo(commit)
    assert [(one.kind, one.instance) for one in plan] == [("delete", caps[2])]
    assert left(plan) == [
        (
            "create <Product (new) 'B'>",
            "it has changes that were not sent; commit or roll them back first",
        ),
        ("create <Product (new) 'A'>", "price changed since"),
    ]
    conflict = plan.left_out[1].conflict
    assert conflict is not None
    versions = conflict.conflicts["price"]
    assert (versions.base, versions.mine, versions.theirs) == (5, None, 6)


def test_a_category_stays_as_long_as_others_are_below_it(session: Session, shop: Any) -> None:
    top = Category(name="Top")
    middle = Category(name="Middle", parent_id=top.id)
    moved = session.get(Category, shop.category(name="Moved"))
    moved.parent_id = top.id
    session.add(top, middle)
    commit = session.commit().id
    # What the commit itself put there moves out first.
    plan = session.undo(commit)
    assert plan.left_out == ()
    assert [one.kind for one in plan.waves[-1]] == ["delete"]
    shop.category(name="Theirs", parentId=middle.id)
    assert left(session.undo(commit)) == [
        ("create <Category (new) 'Middle'>", "others were put below it since; move them first"),
        ("create <Category (new) 'Top'>", "others were put below it since; move them first"),
    ]


def test_what_is_gone_already_is_not_deleted_again(session: Session, shop: Any) -> None:
    cap = Product(name="Cap")
    session.add(cap)
    commit = session.commit().id
    shop.client.delete(f"products/{cap.id}")
    plan = session.undo(commit)
    assert (plan.waves, plan.left_out) == ((), ())


# What was deleted ----------------------------------------------------------------------------


def test_what_was_deleted_is_created_again_with_its_parts(
    session: Session, shop: Any, requests_of: Any
) -> None:
    shelf = shop.category()
    key = shop.product(name="Cap", sku="CAP", price=5, options=sizes(), categoryIds=[shelf])
    shop.client.post(
        f"products/{key}/combinations",
        {"options": [{"name": "Size", "value": "M"}], "sku": "V", "quantity": 4},
    )
    before = shop.read(f"products/{key}")
    session.delete(session.query(Product).only(Product.name).one())
    with requests_of() as sent:
        commit = session.commit().id
    # Nothing but its name was loaded; all of it is read before it is gone.
    assert [one[0] for one in sent] == ["GET", "DELETE"]
    plan = undo(session, commit)
    assert plan.left_out == ()
    assert [(one.kind, one.model, one.recreates) for one in plan] == [
        ("create", "Product", key),
        ("create", "ProductVariation", before["combinations"][0]["id"]),
    ]
    (after,) = shop.listed("products")
    assert after["id"] != key
    assert (after["categoryIds"], after["options"]) == ([shelf], before["options"])
    assert [(one["sku"], one["quantity"]) for one in after["combinations"]] == [("V", 4)]
    assert session.journal.names(session.client.store_id)["Product", key] == after["id"]


def test_the_image_of_a_deletion_is_read_anew_in_one_request_for_a_hundred(
    session: Session, shop: Any, requests_of: Any
) -> None:
    tees = session.get_many(Product, shop.products(100))
    for tee in tees:
        session.delete(tee)
    tee = tees[0]
    shop.client.put(f"products/{tee.id}", {"price": 77})
    with requests_of() as sent:
        commit = session.commit().id
    assert len([one for one in sent if one[0] == "GET" and one[1].startswith("/products")]) == 1
    image = {one.key: one.before for one in session.journal.operations(commit)}[tee.id]
    assert image is not None
    assert image["price"] == 77


def test_a_category_comes_back_with_all_that_stood_below_it(session: Session, shop: Any) -> None:
    top = shop.category(name="Top")
    middle = shop.category(name="Middle", parentId=top, enabled=False)
    leaf = shop.category(name="Leaf", parentId=middle)
    tee = shop.product(categoryIds=[leaf])
    session.delete(session.get(Category, top))
    plan = undo(session, session.commit().id)
    assert plan.left_out == ()
    shelves = shop.client.get("categories", {"hidden_categories": True})["items"]
    names = {one["id"]: one["name"] for one in shelves}
    assert {one["name"]: names.get(one.get("parentId")) for one in shelves} == {
        "Top": None,
        "Middle": "Top",
        "Leaf": "Middle",
    }
    assert [names[key] for key in shop.read(f"products/{tee}")["categoryIds"]] == ["Leaf"]


def test_the_customers_of_a_group_are_in_it_again(session: Session, shop: Any) -> None:
    group = shop.create("customer_groups", name="VIP")
    other = shop.create("customer_groups", name="Other")
    keys = [
        shop.create("customers", email=f"{name}@example.com", customerGroupId=group)
        for name in ("ann", "bob")
    ]
    session.delete(session.get(CustomerGroup, group))
    commit = session.commit().id
    # Bob was put into another group since: that stays.
    shop.client.put(f"customers/{keys[1]}", {"customerGroupId": other})
    plan = undo(session, commit)
    assert "example.com" not in str(plan)
    names = [shop.read(f"customers/{key}")["customerGroupName"] for key in keys]
    assert names == ["VIP", "Other"]


def test_references_follow_to_the_new_key_also_in_later_undos_and_from_the_file(
    ecwid_client: Client, shop: Any, tmp_path: Path
) -> None:
    shelf, tee = shop.category(), shop.product()
    with Session(ecwid_client, journal=tmp_path / "shop.db") as session:
        session.get(Product, tee).category_ids = [shelf]
        first = session.commit().id
        product = session.get(Product, tee)
        product.category_ids = []
        session.delete(session.get(Category, shelf))
        second = session.commit().id
    with Session(ecwid_client, journal=tmp_path / "shop.db") as session:
        plan = session.undo(second)
        assert [one.kind for one in plan] == ["create", "update"]
        session.apply(plan)
    (anew,) = shop.client.get("categories")["items"]
    assert anew["id"] != shelf
    assert shop.read(f"products/{tee}")["categoryIds"] == [anew["id"]]
    with Session(ecwid_client, journal=tmp_path / "shop.db") as session:
        plan = undo(session, first)
        assert plan.left_out == ()
    assert shop.read(f"products/{tee}")["categoryIds"] == []


def test_what_refers_to_nothing_any_more_is_left_out(session: Session, shop: Any) -> None:
    stays, goes = shop.category(), shop.category()
    tee = session.get(Product, shop.product(name="Tee", categoryIds=[stays, goes]))
    tee.category_ids = []
    tee.name = "T"
    commit = session.commit().id
    shop.client.delete(f"categories/{goes}")
    plan = undo(session, commit)
    assert left(plan) == [
        (
            f"update <Product {tee.id} 'T'>",
            f"category_ids: Category {goes} is not in the shop any more",
        )
    ]
    assert (tee.name, tee.category_ids) == ("Tee", [stays])


def test_pictures_and_files_are_listed(session: Session, shop: Any) -> None:
    tee = session.get(Product, shop.product())
    tee.upload_image("https://example.com/a.png", size=(10, 10))
    upload = session.commit().id
    assert left(session.undo(upload)) == [
        (
            f"upload <Product {tee.id} 'Tee'>",
            "what was uploaded stays; delete or replace it by hand",
        )
    ]
    session.delete(tee)
    plan = session.undo(session.commit().id)
    assert left(plan) == [(f"delete <Product {tee.id} 'Tee'>", "media: upload them again")]
    assert "media" not in (plan.operations[0].body or {})


def test_what_ecwid_cannot_create_and_what_is_better_not_made_again_is_listed(
    session: Session, shop: Any
) -> None:
    order = session.get(Order, shop.client.post("orders", {"email": "ann@example.com"})["id"])
    session.delete(order)
    kind = session.get(ProductType, shop.create("classes", name="Tools"))
    session.delete(kind)
    plan = session.undo(session.commit().id)
    assert sorted(left(plan)) == [
        (
            f"delete <Order {order.id}>",
            "made anew, it would be another order: a new number, mails, less stock",
        ),
        (
            f"delete <ProductType {kind.id} 'Tools'>",
            "Product.product_class_id of others is not set to it again",
        ),
    ]
    assert [one.model for one in plan] == ["ProductType"]


# Whole commits -------------------------------------------------------------------------------


def test_of_a_commit_that_failed_in_part_only_what_was_done_is_undone(
    session: Session, shop: Any
) -> None:
    shop.product(name="Taken", sku="X")
    tees = [session.get(Product, shop.product(name=name, sku=name)) for name in "AB"]
    tees[0].price = Decimal(12)
    tees[1].sku = "X"
    with pytest.raises(CommitError) as caught:
        session.commit()
    assert caught.value.result is not None
    plan = session.undo(caught.value.result.id)
    assert [(one.instance, one.body) for one in plan] == [(tees[0], {"price": 10})]
    assert plan.left_out == ()
    session.apply(plan)
    # What is still to be sent stays so.
    assert session.dirty == [tees[1]]


def test_a_commit_of_another_store_is_refused(session: Session, tmp_path: Path) -> None:
    clock = ManualClock()
    emulator = Emulator(store_id=1004, clock=clock, background=False)
    path = tmp_path / "shop.db"
    with client_of(emulator, clock) as client, Session(client, journal=path) as other:
        other.add(Product(name="Cap"))
        commit = other.commit().id
    emulator.close()
    with (
        Session(session.client, journal=path) as here,
        pytest.raises(JournalError, match="is of store 1004, and this session is on store 1003"),
    ):
        here.undo(commit)


def test_a_commit_that_is_not_over_is_refused(session: Session, shop: Any) -> None:
    session.add(Product(name="Cap"), Product(name="Tee"))
    shop.emulator.faults.add(Fault("dropped_before", times=50))
    with pytest.raises(CommitError) as caught:
        session.commit()
    shop.emulator.faults.clear()
    assert caught.value.result is not None
    commit = caught.value.result.id
    with pytest.raises(JournalError, match=r"is not over: .* session.recover\(\) first"):
        session.undo(commit)
    session.recover()
    assert {one.kind for one in session.undo(commit)} == {"delete"}


def test_what_is_in_doubt_is_listed_and_the_rest_undone(
    session: Session, shop: Any, ecwid_clock: ManualClock
) -> None:
    tee = session.get(Product, shop.product(quantity=10))
    tee.price = Decimal(12)
    session.commit(tee)
    tee.quantity = Product.quantity - 3
    shop.emulator.faults.add(Fault("5xx_after", path=f"/products/{tee.id}/inventory", times=9))
    with pytest.raises(CommitError) as caught:
        session.commit()
    shop.emulator.faults.clear()
    assert caught.value.result is not None
    plan = session.undo(caught.value.result.id)
    assert plan.waves == ()
    assert left(plan) == [
        (
            f"adjust <Product {tee.id} 'Tee'>",
            "whether it was done is not known; session.resolve() it first",
        )
    ]


def test_what_a_customer_entered_is_in_no_message(session: Session, shop: Any) -> None:
    ann = session.get(Customer, shop.create("customers", email="ann@example.com"))
    ann.private_admin_notes = "her note"
    ann.email = "ann@example.org"
    commit = session.commit().id
    shop.client.put(f"customers/{ann.id}", {"privateAdminNotes": "x", "email": "e@example.net"})
    (conflict,) = session.undo(commit).left_out
    told = f"{conflict} {conflict.conflict} {conflict!r} {conflict.conflict!r}"
    assert conflict.reason == "private_admin_notes, email changed since"
    assert "example" not in told
    assert "her note" not in told


# The session ---------------------------------------------------------------------------------


def test_objects_in_use_show_what_was_undone_and_keep_what_was_not_sent(
    session: Session, shop: Any
) -> None:
    tee = session.get(Product, shop.product(options=sizes(), subtitle="once"))
    options = tee.options
    options[0].choices.append(ProductOptionChoice(text="XL"))
    tee.subtitle = "twice"
    commit = session.commit().id
    assert [one.text for one in options[0].choices] == ["M", "XL"]
    tee.price = Decimal(99)
    undo(session, commit)
    assert tee.options is options
    assert [one.text for one in options[0].choices] == ["M"]
    assert (tee.subtitle, tee.price, session.dirty) == ("once", 99, [tee])
    session.rollback()
    assert (tee.price, session.dirty) == (10, [])


def test_what_is_undone_under_a_change_of_the_user_stays_the_users(
    session: Session, shop: Any
) -> None:
    tee = session.get(Product, shop.product())
    tee.price = Decimal(12)
    commit = session.commit().id
    tee.price = Decimal(13)
    undo(session, commit)
    assert (shop.read(f"products/{tee.id}")["price"], tee.price) == (10, 13)
    assert session.dirty == [tee]


def test_objects_loaded_in_part_are_read_before_they_are_overwritten(
    session: Session, shop: Any, requests_of: Callable[[], Any]
) -> None:
    keys = shop.products(3)
    tees = list(session.query(Product).only(Product.sku))
    for tee in tees:
        tee.price = Decimal(50)
        tee.subtitle = "new"
    with requests_of() as sent:
        commit = session.commit().id
    assert [one[0] for one in sent] == ["GET", "POST", "GET"]
    assert sent[0][1].startswith("/products?productId=")
    assert "responseFields=items(id,price,subtitle)" in sent[0][1]
    undo(session, commit)
    assert [shop.read(f"products/{key}")["price"] for key in keys] == [0, 1, 2]


def test_250_updates_are_undone_by_few_calls(
    session: Session, shop: Any, requests_of: Callable[[], Any]
) -> None:
    tees = session.get_many(Product, shop.products(250))
    for tee in tees:
        tee.subtitle = f"subtitle of {tee.sku}"
    commit = session.commit().id
    with requests_of() as sent:
        plan = session.undo(commit)
    assert [one[0] for one in sent] == ["POST", "GET"]  # three pages, in a batch
    assert len(sent.batched) == 3
    with requests_of() as sent:
        session.apply(plan)
    assert [one[0] for one in sent] == ["POST", "GET"]
    assert {tee.subtitle for tee in tees} == {""}
