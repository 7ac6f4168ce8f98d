from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from ecwid_orm import (
    Category,
    PendingKeyUnsent,
    Product,
    ProductOption,
    ProductOptionChoice,
    ProductType,
    ProductVariation,
    Session,
    UnbreakableCycle,
    inspect,
    signals,
)
from ecwid_orm.session import Plan


def _label(instance: Any) -> str:
    return str(type(instance).__resource__.label)


def kinds(plan: Plan) -> list[list[str]]:
    """Per wave, what is done to what."""
    return [
        [f"{one.kind} {getattr(one.instance, _label(one.instance))}" for one in wave]
        for wave in plan.waves
    ]


# A plan is a value -----------------------------------------------------------------------------


def test_planning_sends_nothing_and_changes_nothing(
    ecwid_session: Session, shop: Any, requests_of: Any, hear: Any, heard: list[Any]
) -> None:
    product = ecwid_session.get(Product, shop.product())
    product.price = Decimal(12)
    ecwid_session.add(Category(name="Summer"))
    doomed = ecwid_session.get(Product, shop.product())
    ecwid_session.delete(doomed)
    before = inspect(product).raw
    with (
        requests_of() as sent,
        signals.before_update.connected_to(hear),
        signals.before_commit.connected_to(hear),
    ):
        first, second = ecwid_session.plan(), ecwid_session.plan()
    assert (sent, heard) == ([], [])
    assert first.to_dict() == second.to_dict()
    assert inspect(product).raw is before
    assert ecwid_session.dirty == [product]
    assert len(ecwid_session.new) == len(ecwid_session.deleted) == 1


def test_nothing_to_do_is_an_empty_plan(ecwid_session: Session, shop: Any) -> None:
    ecwid_session.get(Product, shop.product())
    plan = ecwid_session.plan()
    assert (len(plan), list(plan), plan.waves, plan.operations) == (0, [], (), ())
    assert str(plan) == "Nothing to send."
    assert plan.to_dict() == {"waves": []}


def test_a_plan_prints_as_a_table(ecwid_session: Session) -> None:
    product, doomed, counted = ecwid_session.load(
        Product,
        [
            {"id": 5, "name": "Tee", "price": 10, "sku": "A"},
            {"id": 6, "name": "Old"},
            {"id": 7, "name": "Cap", "quantity": 10},
        ],
    )
    product.price = Decimal("19.90")
    product.sku = None
    counted.quantity = Product.quantity - 3
    ecwid_session.delete(doomed)
    summer = Category(name="Summer", description="Long,\nvery long " * 50)
    ecwid_session.add(summer, Product(name="Hat", category_ids=[summer.id]))
    lines = str(ecwid_session.plan()).splitlines()
    assert max(map(len, lines)) < 140
    assert not [line for line in lines if line != line.rstrip()]

    def line_with(*words: str) -> str:
        (found,) = [line for line in lines if all(word in line for word in words)]
        return found

    line_with("create <Category (new) 'Summer'>", "POST categories")
    line_with("update <Product 5 'Tee'>", "PUT products/5")
    line_with("adjust <Product 7 'Cap'>", "PUT products/7/inventory")
    line_with("delete <Product 6 'Old'>", "DELETE products/6")
    line_with("create <Product (new) 'Hat'>", "POST products")
    line_with("price", "10", "19.9")
    line_with("quantity", "10", "7")
    line_with("sku", "A")
    line_with("category_ids", "<id of <Category (new) 'Summer'>>")
    assert line_with("description", "Long, very long").endswith("…")


def test_a_plan_is_json(ecwid_session: Session) -> None:
    summer = Category(name="Summer")
    hat = Product(name="Hat", category_ids=[summer.id], price=Decimal("0.1234567890123456789"))
    ecwid_session.add(summer, hat)
    plan = ecwid_session.plan().to_dict()
    assert json.loads(json.dumps(plan)) == plan
    (first,), (second,) = plan["waves"]
    assert first == {
        "kind": "create",
        "model": "Category",
        "key": None,
        "label": "<Category (new) 'Summer'>",
        "method": "POST",
        "path": "categories",
        "body": {"name": "Summer"},
        "changes": {"name": {"old": None, "new": "Summer"}},
    }
    assert second["body"] == {
        "name": "Hat",
        "categoryIds": ["<id of <Category (new) 'Summer'>>"],
        "price": "0.1234567890123456789",
    }


def test_the_path_of_an_operation_is_that_of_its_request(ecwid_session: Session) -> None:
    general = ecwid_session.load(ProductType, {"id": 0, "attributes": []})
    product = ecwid_session.load(Product, {"id": 5, "name": "Tee", "combinations": [{"id": 8}]})
    general.attributes.append({"name": "Brand"})  # type: ignore[arg-type]  # a dict will do
    product.variations[0].sku = "B"
    product.variations.append(ProductVariation(options=[{"name": "Size", "value": "L"}]))
    product.name = "Hemd"
    paths = {operation.path for operation in ecwid_session.plan()}
    assert paths == {
        "classes/0",
        "products/5",
        "products/5/combinations/8",
        "products/5/combinations",
    }
    assert paths == {operation.request().path for operation in ecwid_session.plan()}


def test_only_changed_top_level_attributes_are_in_a_put(ecwid_session: Session) -> None:
    options = [{"type": "SELECT", "name": "Size", "choices": [{"text": "M"}, {"text": "L"}]}]
    product = ecwid_session.load(
        Product, {"id": 5, "name": "Tee", "price": 10, "sku": "A", "options": options}
    )
    product.options[0].choices[1].text = "XL"
    product.price = Decimal("10.50")
    product.name = "Tee"
    (operation,) = ecwid_session.plan()
    assert operation.body == {
        "price": 10.5,
        "options": [{"type": "SELECT", "name": "Size", "choices": [{"text": "M"}, {"text": "XL"}]}],
    }
    assert operation.changes["price"] == (10, 10.5)


def test_a_plan_for_some_objects_has_what_they_refer_to_and_nothing_else(
    ecwid_session: Session, shop: Any
) -> None:
    other = ecwid_session.get(Product, shop.product(name="Other"))
    other.price = Decimal(12)
    shelf, unrelated = Category(name="Shelf"), Category(name="Unrelated")
    parent = Category(name="Parent")
    shelf.parent_id = parent.id
    hat = Product(name="Hat", category_ids=[shelf.id])
    hat.variations.append(ProductVariation(options=[{"name": "Size", "value": "L"}], sku="L"))
    ecwid_session.add(unrelated, shelf, parent, hat)
    assert kinds(ecwid_session.plan(hat)) == [
        ["create Parent"],
        ["create Shelf"],
        ["create Hat"],
        ["create L"],
    ]
    assert len(ecwid_session.plan()) == 6


# Waves -----------------------------------------------------------------------------------------


def test_a_wave_holds_all_that_can_be_sent_at_once(ecwid_session: Session, shop: Any) -> None:
    changed, doomed = (
        ecwid_session.get(Product, shop.product(name=name)) for name in ("Changed", "Doomed")
    )
    changed.price = Decimal(12)
    ecwid_session.delete(doomed)
    shelf = Category(name="Shelf")
    child = Category(name="Child", parent_id=shelf.id)
    cap = Product(name="Cap", category_ids=[child.id, shelf.id])
    ecwid_session.add(cap, child, shelf, Product(name="Hat"))
    assert kinds(ecwid_session.plan()) == [
        ["create Shelf", "create Hat", "update Changed", "delete Doomed"],
        ["create Child"],
        ["create Cap"],
    ]


def test_an_id_may_stand_anywhere(ecwid_session: Session, shop: Any) -> None:
    shelf, kind, hat = Category(name="Shelf"), ProductType(name="Kind"), Product(name="Hat")
    cap = Product(
        name="Cap",
        category_ids=[shelf],  # the object itself will do
        product_class_id=kind.id,
        related_products={"product_ids": [hat.id], "related_category": {"category_id": shelf.id}},
    )
    cap.variations.append(ProductVariation(options=[{"name": "Size", "value": "L"}]))
    child = Category(name="Child", parent_id=shelf, product_ids=[hat])
    ecwid_session.add(cap, child, hat, kind, shelf)
    plan = ecwid_session.plan()
    assert [len(wave) for wave in plan.waves] == [3, 2, 1]
    ecwid_session.commit()
    stored = shop.read(f"products/{cap.id}")
    assert stored["categoryIds"] == [shelf.id]
    assert stored["productClassId"] == kind.id
    assert stored["relatedProducts"]["productIds"] == [hat.id]
    assert stored["relatedProducts"]["relatedCategory"]["categoryId"] == shelf.id
    assert len(stored["combinations"]) == 1
    below = shop.read(f"categories/{child.id}")
    assert (below["parentId"], below["productIds"]) == (shelf.id, [hat.id])


def test_a_persistent_object_may_use_the_id_of_a_new_one(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    product = ecwid_session.get(Product, shop.product())
    shelf = Category(name="Shelf")
    product.category_ids.append(shelf.id)
    ecwid_session.add(shelf)
    with requests_of() as sent:
        ecwid_session.commit()
    assert sent.writes == [
        ("PUT", f"/products/{product.id}", {"categoryIds": [shelf.id]}),
        ("POST", "/categories", {"name": "Shelf"}),
    ]


def test_an_id_that_nothing_will_bring_is_refused(ecwid_session: Session, requests_of: Any) -> None:
    shelf = Category(name="Shelf")
    cap = Product(name="Cap", category_ids=[shelf.id])
    ecwid_session.add(cap)
    with (
        requests_of() as sent,
        pytest.raises(PendingKeyUnsent, match=r"Cap'> refers to <Category .*'Shelf'>.*add\(\)"),
    ):
        ecwid_session.commit()
    assert sent == []
    ecwid_session.add(shelf)
    ecwid_session.commit()
    assert cap.category_ids == [shelf.id]


def test_a_stock_difference_waits_for_the_update_of_its_object(
    ecwid_session: Session, shop: Any
) -> None:
    product = ecwid_session.get(Product, shop.product(name="Tee", quantity=5))
    product.quantity = Product.quantity - 3
    product.price = Decimal(12)
    assert kinds(ecwid_session.plan()) == [["update Tee"], ["adjust Tee"]]


# Cycles ----------------------------------------------------------------------------------------


def test_a_cycle_is_broken_by_a_second_put(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    hat, cap = Product(name="Hat"), Product(name="Cap")
    hat.related_products = {"product_ids": [cap.id]}  # type: ignore[assignment]  # a dict will do
    cap.related_products = {"product_ids": [hat.id]}  # type: ignore[assignment]  # a dict will do
    ecwid_session.add(hat, cap)
    assert kinds(ecwid_session.plan()) == [["create Hat"], ["create Cap"], ["update Hat"]]
    with requests_of() as sent:
        ecwid_session.commit()
    # A PUT that is alone in its wave needs no batch, so it is the first in this list.
    assert sent.writes == [
        ("PUT", f"/products/{hat.id}", {"relatedProducts": {"productIds": [cap.id]}}),
        ("POST", "/products", {"name": "Hat"}),
        ("POST", "/products", {"name": "Cap", "relatedProducts": {"productIds": [hat.id]}}),
    ]
    assert ecwid_session.dirty == []
    assert shop.read(f"products/{hat.id}")["relatedProducts"]["productIds"] == [cap.id]


def test_an_object_may_refer_to_itself(ecwid_session: Session, shop: Any) -> None:
    hat = Product(name="Hat")
    hat.related_products = {"product_ids": [hat.id]}  # type: ignore[assignment]  # a dict will do
    ecwid_session.add(hat)
    assert kinds(ecwid_session.plan()) == [["create Hat"], ["update Hat"]]
    ecwid_session.commit()
    assert shop.read(f"products/{hat.id}")["relatedProducts"]["productIds"] == [hat.id]


def test_a_shelf_and_its_products_may_each_name_the_other(
    ecwid_session: Session, shop: Any
) -> None:
    root = Category(name="Root")
    shelf = Category(name="Shelf", parent_id=root.id)
    caps = [Product(name=f"Cap {n}", category_ids=[shelf.id]) for n in range(3)]
    shelf.product_ids = [cap.id for cap in caps]
    ecwid_session.add(*caps, shelf, root)
    plan = ecwid_session.plan()
    assert len(plan) == 5 + 1  # one cut, of the shelf, lets all go
    ecwid_session.commit()
    assert sorted(shop.read(f"categories/{shelf.id}")["productIds"]) == sorted(
        cap.id for cap in caps
    )


def test_a_cycle_of_what_must_be_there_first_cannot_be_broken(
    ecwid_session: Session, requests_of: Any
) -> None:
    first, second = Category(name="First"), Category(name="Second")
    first.parent_id, second.parent_id = second.id, first.id
    bystander = Category(name="Bystander", parent_id=first.id)
    ecwid_session.add(first, second, bystander)
    with requests_of() as sent, pytest.raises(UnbreakableCycle) as raised:
        ecwid_session.commit()
    assert sent == []
    assert "'First'" in str(raised.value)
    assert "'Second'" in str(raised.value)
    assert "'Bystander'" not in str(raised.value)
    assert "take one of the references out" in str(raised.value)
    first.parent_id = None
    ecwid_session.commit()
    assert second.parent_id == first.id


# Deletions and unique values -------------------------------------------------------------------


def test_a_deletion_waits_for_those_who_let_go(ecwid_session: Session, shop: Any) -> None:
    old = shop.category(name="Old")
    child, other = shop.category(name="Child", parentId=old), shop.category(name="Other")
    product = shop.product(name="Tee", categoryIds=[old, other])
    gone, below = ecwid_session.get(Category, old), ecwid_session.get(Category, child)
    tee = ecwid_session.get(Product, product)
    ecwid_session.delete(gone)
    below.parent_id = other
    tee.category_ids.remove(old)
    assert kinds(ecwid_session.plan()) == [["update Child", "update Tee"], ["delete Old"]]
    ecwid_session.commit()
    assert shop.read(f"categories/{child}")["parentId"] == other
    assert shop.read(f"products/{product}")["categoryIds"] == [other]


def test_a_deletion_waits_for_nothing_else(ecwid_session: Session, shop: Any) -> None:
    old = ecwid_session.get(Category, shop.category(name="Old"))
    tee = ecwid_session.get(Product, shop.product(name="Tee", categoryIds=[old.id]))
    tee.price = Decimal(12)
    ecwid_session.delete(old)
    assert kinds(ecwid_session.plan()) == [["update Tee", "delete Old"]]


def test_a_unique_value_is_given_up_before_it_is_taken(ecwid_session: Session, shop: Any) -> None:
    first = ecwid_session.get(Product, shop.product(name="First", sku="A"))
    doomed = ecwid_session.get(Product, shop.product(name="Doomed", sku="B"))
    second = ecwid_session.get(Product, shop.product(name="Second", sku="C"))
    second.sku = "A"
    first.sku = "D"
    ecwid_session.delete(doomed)
    ecwid_session.add(Product(name="New", sku="B"), Product(name="Newer", sku="C"))
    assert kinds(ecwid_session.plan()) == [
        ["update First", "delete Doomed"],
        ["create New", "update Second"],
        ["create Newer"],
    ]
    ecwid_session.commit()
    assert {item["name"]: item["sku"] for item in shop.listed("products")} == {
        "First": "D",
        "Second": "A",
        "New": "B",
        "Newer": "C",
    }


def test_a_swap_of_unique_values_is_left_to_ecwid_and_delays_nobody_else(
    ecwid_session: Session, shop: Any
) -> None:
    a, b, c = (
        ecwid_session.get(Product, shop.product(name=name, sku=name)) for name in ("A", "B", "C")
    )
    a.sku, b.sku, c.sku = "B", "A", "D"
    ecwid_session.add(Product(name="New", sku="C"))
    assert kinds(ecwid_session.plan()) == [["update A", "update B", "update C"], ["create New"]]


def test_the_variations_of_a_deleted_product_go_with_it(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    key = shop.product(options=[{"type": "SELECT", "name": "Size", "choices": []}])
    for value in ("S", "M", "L"):
        shop.create(f"products/{key}/combinations", options=[{"name": "Size", "value": value}])
    product = ecwid_session.get(Product, key)
    small, medium, large = product.variations
    new = ProductVariation(options=[{"name": "Size", "value": "XL"}])
    product.variations.append(new)
    small.price = Decimal(5)
    ecwid_session.delete(medium)
    ecwid_session.delete(product)
    with requests_of() as sent:
        ecwid_session.commit()
        ecwid_session.commit()
    assert sent == [("DELETE", f"/products/{key}", None)]
    assert list(ecwid_session) == []
    assert all(one not in ecwid_session for one in (small, medium, large, new))
    assert (ecwid_session.new, ecwid_session.dirty, ecwid_session.deleted) == ([], [], [])


def test_a_part_goes_before_what_it_is_known_by_in_its_whole(
    ecwid_session: Session, shop: Any
) -> None:
    key = shop.product(options=[{"type": "SELECT", "name": "Size", "choices": []}])
    shop.create(f"products/{key}/combinations", options=[{"name": "Size", "value": "S"}], sku="S")
    product = ecwid_session.get(Product, key)
    ecwid_session.delete(product.variations[0])
    product.options[0] = ProductOption(type="TEXTFIELD", name="Note")
    # Ecwid refuses to take an option away that a variation has.
    assert kinds(ecwid_session.plan()) == [["delete S"], ["update Tee"]]
    ecwid_session.commit()
    product.options.append(
        ProductOption(type="SELECT", name="Size", choices=[ProductOptionChoice(text="M")])
    )
    product.variations.append(ProductVariation(options=[{"name": "Size", "value": "M"}], sku="M"))
    assert kinds(ecwid_session.plan()) == [["update Tee"], ["create M"]]
    ecwid_session.commit()
    # One with the same choices may take the place of another.
    product.variations.remove(product.variations[0])
    product.variations.append(ProductVariation(options=[{"name": "Size", "value": "M"}], sku="N"))
    assert kinds(ecwid_session.plan()) == [["delete M"], ["create N"]]
