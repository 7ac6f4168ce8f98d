from __future__ import annotations

import gc
from decimal import Decimal
from typing import Any

import pytest

from ecwid_orm import (
    AlreadyAttached,
    Category,
    Detached,
    ObjectState,
    Product,
    ProductAttributeValue,
    ProductOption,
    ProductOptionChoice,
    ProductRibbon,
    ProductVariation,
    Session,
    SessionError,
    inspect,
)

OPTIONS = [
    {"type": "SELECT", "name": "Size", "choices": [{"text": "M"}, {"text": "L"}]},
]


def state_of(instance: Any) -> ObjectState:
    return inspect(instance).state


# States --------------------------------------------------------------------------------------


def test_an_object_goes_through_the_states(ecwid_session: Session) -> None:
    product = Product(name="Cap")
    assert state_of(product) is ObjectState.TRANSIENT
    ecwid_session.add(product)
    assert state_of(product) is ObjectState.PENDING
    assert (ecwid_session.new, ecwid_session.dirty) == ([product], [])
    ecwid_session.commit()
    assert state_of(product) is ObjectState.PERSISTENT
    assert ecwid_session.new == []
    ecwid_session.delete(product)
    assert state_of(product) is ObjectState.DELETED
    assert ecwid_session.deleted == [product]
    assert product in ecwid_session
    ecwid_session.commit()
    assert state_of(product) is ObjectState.DETACHED
    assert ecwid_session.deleted == []
    assert product not in ecwid_session
    assert inspect(product).session is None
    assert list(ecwid_session) == []


def test_the_session_lists_what_is_in_it(ecwid_session: Session, shop: Any) -> None:
    stored = ecwid_session.get(Product, shop.product())
    new = Category(name="Summer")
    ecwid_session.add(new)
    assert list(ecwid_session) == [new, stored]
    assert inspect(new).session is ecwid_session


def test_a_deletion_can_be_taken_back(ecwid_session: Session, shop: Any, requests_of: Any) -> None:
    product = ecwid_session.get(Product, shop.product())
    product.price = Decimal(11)
    ecwid_session.delete(product)
    assert (ecwid_session.dirty, ecwid_session.deleted) == ([], [product])
    ecwid_session.add(product)
    assert (ecwid_session.dirty, ecwid_session.deleted) == ([product], [])
    with requests_of() as sent:
        ecwid_session.commit()
    assert sent == [("PUT", f"/products/{product.id}", {"price": 11})]


def test_a_changed_object_that_is_deleted_is_just_deleted(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    product = ecwid_session.get(Product, shop.product())
    product.price = Decimal(11)
    ecwid_session.delete(product)
    with requests_of() as sent:
        ecwid_session.commit()
    assert sent == [("DELETE", f"/products/{product.id}", None)]


def test_deleting_a_new_object_forgets_it_and_its_parts(
    ecwid_session: Session, requests_of: Any
) -> None:
    product = Product(name="Cap")
    ecwid_session.add(product)
    product.variations.append(ProductVariation(options=[{"name": "Size", "value": "L"}]))
    assert len(ecwid_session.new) == 2
    ecwid_session.delete(product)
    assert state_of(product) is ObjectState.TRANSIENT
    with requests_of() as sent:
        ecwid_session.commit()
    assert sent == []


def test_adding_twice_is_adding_once(ecwid_session: Session) -> None:
    product = Product(name="Cap")
    ecwid_session.add(product, product)
    ecwid_session.add(product)
    assert ecwid_session.new == [product]


def test_parts_come_with_the_object_that_they_were_appended_to(ecwid_session: Session) -> None:
    product = Product(name="Cap")
    part = ProductVariation(options=[{"name": "Size", "value": "L"}])
    product.variations.append(part)
    assert part not in ecwid_session
    ecwid_session.add(product)
    assert ecwid_session.new == [product, part]


def test_an_object_of_another_session_is_refused(ecwid_session: Session, shop: Any) -> None:
    other = Session(ecwid_session.client)
    product = other.get(Product, shop.product())
    for verb in (
        ecwid_session.add,
        ecwid_session.delete,
        ecwid_session.refresh,
        ecwid_session.expire,
        ecwid_session.expunge,
        ecwid_session.commit,
    ):
        with pytest.raises(AlreadyAttached, match="another session"):
            verb(product)
    other.expunge(product)
    ecwid_session.add(product)
    assert inspect(product).session is ecwid_session


def test_only_objects_of_models_go_in(ecwid_session: Session) -> None:
    with pytest.raises(TypeError, match="got ProductOption"):
        ecwid_session.add(ProductOption(name="Size"))  # type: ignore[arg-type]  # the point


# What counts as a change -----------------------------------------------------------------------


def test_setting_the_old_value_back_is_no_change(ecwid_session: Session, shop: Any) -> None:
    product = ecwid_session.get(Product, shop.product(price=10))
    product.price = Decimal(12)
    assert ecwid_session.dirty == [product]
    product.price = Decimal("10.00")
    assert ecwid_session.dirty == []
    assert len(ecwid_session.plan()) == 0


def test_reading_is_no_change(ecwid_session: Session, shop: Any) -> None:
    product = ecwid_session.get(Product, shop.product(options=OPTIONS))
    for name in Product.__fields__:
        getattr(product, name)
    assert ecwid_session.dirty == []


def _append(product: Product) -> None:
    product.options.append(ProductOption(type="TEXTFIELD", name="Engraving"))


def _deepest(product: Product) -> None:
    product.options[0].choices[1].text = "XL"


def _slice(product: Product) -> None:
    product.options[0].choices[:0] = [ProductOptionChoice(text="S")]


def _augmented(product: Product) -> None:
    product.category_ids += [5]


def _sort(product: Product) -> None:
    product.options[0].choices.sort(key=lambda choice: str(choice.text))


def _key(product: Product) -> None:
    product.name_translated["nl"] = "Hemd"


@pytest.mark.parametrize("change", [_append, _deepest, _slice, _augmented, _sort, _key])
def test_a_change_in_place_counts_at_any_depth(
    ecwid_session: Session, shop: Any, change: Any
) -> None:
    product = ecwid_session.get(Product, shop.product(options=OPTIONS))
    assert ecwid_session.dirty == []
    change(product)
    assert ecwid_session.dirty == [product]
    assert len(inspect(product).changes) == 1
    ecwid_session.rollback()
    assert ecwid_session.dirty == []


def test_a_change_in_place_taken_back_is_none(ecwid_session: Session, shop: Any) -> None:
    product = ecwid_session.get(Product, shop.product(options=OPTIONS))
    choice = product.options[0].choices.pop()
    assert ecwid_session.dirty == [product]
    product.options[0].choices.append(choice)
    assert ecwid_session.dirty == []


def test_an_odd_value_put_into_a_list_makes_the_object_dirty_and_breaks_nothing_else(
    ecwid_session: Session, shop: Any
) -> None:
    product = ecwid_session.get(Product, shop.product())
    product.category_ids.append("summer")  # type: ignore[arg-type]  # the point
    assert ecwid_session.dirty == [product]
    ecwid_session.rollback()
    assert product.category_ids == []


# After a commit --------------------------------------------------------------------------------


def test_what_was_handed_out_keeps_counting_after_each_commit(
    ecwid_session: Session, shop: Any
) -> None:
    product = ecwid_session.get(Product, shop.product(options=OPTIONS))
    options, choices = product.options, product.options[0].choices
    for text in ("S", "XL"):
        choices.append(ProductOptionChoice(text=text))
        ecwid_session.commit()
        assert ecwid_session.dirty == []
    options.append(ProductOption(type="TEXTFIELD", name="Engraving"))
    ecwid_session.commit()
    first, second = shop.read(f"products/{product.id}")["options"]
    assert [choice["text"] for choice in first["choices"]] == ["M", "L", "S", "XL"]
    assert second["name"] == "Engraving"
    assert product.options is options
    assert product.options[0].choices is choices


def test_a_list_handed_out_by_a_new_object_keeps_counting_and_is_no_change_by_itself(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    product = Product(name="Cap")
    options, translated = product.options, product.name_translated
    ecwid_session.add(product)
    ecwid_session.commit()
    with requests_of() as sent:
        ecwid_session.commit()
    assert sent == []
    options.append(ProductOption(type="TEXTFIELD", name="Engraving"))
    with requests_of() as sent:
        ecwid_session.commit()
    assert [list(body) for _, _, body in sent] == [["options"]]
    assert product.options is options
    assert product.name_translated is translated


def test_a_part_made_by_hand_stays_in_use_when_it_was_sent_and_read_again(
    ecwid_session: Session, shop: Any
) -> None:
    choice = ProductOptionChoice(text="M")
    option = ProductOption(type="SELECT", name="Size", choices=[choice])
    product = Product(name="Cap", options=[option])
    ecwid_session.add(product)
    ecwid_session.commit()
    assert product.options[0] is option  # though Ecwid filled more in, which was read
    assert option.choices[0] is choice
    choice.text = "L"
    assert ecwid_session.dirty == [product]
    ecwid_session.commit()
    assert shop.read(f"products/{product.id}")["options"][0]["choices"][0]["text"] == "L"


def test_emptying_a_part_that_was_sent_is_not_lost(ecwid_session: Session, shop: Any) -> None:
    ribbon = ProductRibbon(text="New", color="#ff0000")
    product = Product(name="Cap", ribbon=ribbon)
    ecwid_session.add(product)
    ecwid_session.commit()
    ribbon.text = None
    ecwid_session.commit()
    assert shop.read(f"products/{product.id}")["ribbon"]["text"] == ""


def test_a_rollback_after_a_commit_goes_back_to_what_was_committed(
    ecwid_session: Session, shop: Any
) -> None:
    option = ProductOption(type="SELECT", name="Size", choices=[ProductOptionChoice(text="M")])
    product = Product(name="Cap", options=[option])
    ecwid_session.add(product)
    ecwid_session.commit()
    option.choices.append(ProductOptionChoice(text="L"))
    ecwid_session.rollback()
    assert [choice.text for choice in option.choices] == ["M"]
    assert ecwid_session.dirty == []


def test_ids_take_the_place_of_what_stood_for_them(ecwid_session: Session) -> None:
    shelf, hat = Category(name="Shelf"), Product(name="Hat")
    shelves = [shelf.id]
    cap = Product(name="Cap", category_ids=shelves, related_products={"product_ids": [hat.id]})
    child = Category(name="Child", parent_id=shelf.id)
    ecwid_session.add(shelf, hat, cap, child)
    ecwid_session.commit()
    assert shelves == [shelf.id]
    assert all(isinstance(key, int) for key in shelves)
    assert cap.category_ids is shelves
    assert cap.related_products is not None
    assert cap.related_products.product_ids == [hat.id]
    assert child.parent_id == shelf.id
    assert ecwid_session.dirty == []


# Rolling back ----------------------------------------------------------------------------------


def test_a_rollback_forgets_all_that_was_not_sent(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    changed, doomed = ecwid_session.get_many(
        Product, [shop.product(options=OPTIONS), shop.product()]
    )
    options, names = changed.options, dict(changed.name_translated)
    changed.price = Decimal(12)
    options[0].choices.clear()
    options.append(ProductOption(type="TEXTFIELD", name="Engraving"))
    changed.name_translated["nl"] = "Hemd"
    changed.quantity = Product.quantity - 3
    ecwid_session.delete(doomed)
    new = Product(name="Cap")
    ecwid_session.add(new)
    ecwid_session.rollback()
    assert (ecwid_session.new, ecwid_session.dirty, ecwid_session.deleted) == ([], [], [])
    assert state_of(new) is ObjectState.TRANSIENT
    assert state_of(doomed) is ObjectState.PERSISTENT
    assert changed.price == Decimal(10)
    assert changed.options is options
    assert [choice.text for choice in options[0].choices] == ["M", "L"]
    assert changed.name_translated == names
    with requests_of() as sent:
        ecwid_session.commit()
    assert sent == []


def test_a_rollback_takes_appended_parts_away(ecwid_session: Session, shop: Any) -> None:
    product = ecwid_session.get(Product, shop.product())
    part = ProductVariation(options=[{"name": "Size", "value": "L"}])
    product.variations.append(part)
    assert list(product.variations) == [part]
    ecwid_session.rollback()
    assert list(product.variations) == []
    assert state_of(part) is ObjectState.TRANSIENT


def test_new_objects_can_be_added_again_after_a_rollback(ecwid_session: Session, shop: Any) -> None:
    product = Product(name="Cap")
    product.variations.append(ProductVariation(options=[{"name": "Size", "value": "L"}]))
    ecwid_session.add(product)
    ecwid_session.rollback()
    ecwid_session.add(product)
    ecwid_session.commit()
    assert len(shop.read(f"products/{product.id}")["combinations"]) == 1


# Refresh and expire ----------------------------------------------------------------------------


def test_refresh_reads_anew_and_forgets_changes(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    product = ecwid_session.get(Product, shop.product())
    product.price = Decimal(12)
    shop.client.put(f"products/{product.id}", {"price": 15, "sku": "NEW"})
    with requests_of() as sent:
        product.refresh()
    assert sent == [("GET", f"/products/{product.id}", None)]
    assert (product.price, product.sku) == (Decimal(15), "NEW")
    assert ecwid_session.dirty == []


def test_a_refresh_that_fails_loses_nothing(ecwid_session: Session, shop: Any) -> None:
    product = ecwid_session.get(Product, shop.product())
    product.price = Decimal(12)
    shop.client.delete(f"products/{product.id}")
    with pytest.raises(LookupError, match="not found"):
        ecwid_session.refresh(product)
    assert product.price == Decimal(12)
    assert ecwid_session.dirty == [product]


def test_expire_loads_when_it_is_next_read(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    product = ecwid_session.get(Product, shop.product())
    product.price = Decimal(12)
    product.sku = "MINE"
    with requests_of() as sent:
        ecwid_session.expire(product, Product.price)
        assert product.name == "Tee"
    assert sent == []
    assert list(inspect(product).changes) == ["sku"]
    assert inspect(product).unloaded == {"price"}
    shop.client.put(f"products/{product.id}", {"price": 15})
    with requests_of() as sent:
        assert product.price == Decimal(15)
        assert product.price == Decimal(15)
    assert sent == [("GET", f"/products/{product.id}?responseFields=id,price", None)]
    assert product.sku == "MINE"


def test_expire_of_everything_reads_everything_at_once(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    product = ecwid_session.get(Product, shop.product(sku="A"))
    product.price = Decimal(12)
    ecwid_session.expire(product)
    assert ecwid_session.dirty == []
    with requests_of() as sent:
        assert (product.id, product.name, product.price, product.sku) == (
            product.id,
            "Tee",
            Decimal(10),
            "A",
        )
    assert sent == [("GET", f"/products/{product.id}", None)]


@pytest.mark.parametrize("verb", ["refresh", "expire"])
def test_what_the_store_does_not_have_cannot_be_read_anew(
    ecwid_session: Session, requests_of: Any, verb: str
) -> None:
    product = Product(name="Cap")
    ecwid_session.add(product)
    with requests_of() as sent, pytest.raises(SessionError, match=r"Cap.*commit\(\) creates it"):
        getattr(ecwid_session, verb)(product)
    assert sent == []
    assert product.name == "Cap"


# Out of the session and back -------------------------------------------------------------------


def test_an_expunged_object_keeps_its_changes_and_can_come_back(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    product = ecwid_session.get(Product, shop.product())
    product.price = Decimal(12)
    ecwid_session.expunge(product)
    assert state_of(product) is ObjectState.DETACHED
    assert ecwid_session.dirty == []
    with requests_of() as sent:
        ecwid_session.commit()
    assert sent == []
    ecwid_session.add(product)
    assert state_of(product) is ObjectState.PERSISTENT
    with requests_of() as sent:
        ecwid_session.commit()
    assert sent == [("PUT", f"/products/{product.id}", {"price": 12})]


def test_parts_appended_while_detached_come_back_with_the_object(
    ecwid_session: Session, shop: Any
) -> None:
    product = ecwid_session.get(Product, shop.product())
    ecwid_session.expunge(product)
    product.variations.append(ProductVariation(options=[{"name": "Size", "value": "L"}]))
    ecwid_session.add(product)
    ecwid_session.commit()
    assert len(shop.read(f"products/{product.id}")["combinations"]) == 1


def test_what_is_in_no_session_is_refused_with_the_way_out(
    ecwid_session: Session, shop: Any
) -> None:
    new = Product(name="Cap")
    with pytest.raises(Detached, match=r"Cap.*session\.add\(\) it first"):
        ecwid_session.delete(new)
    product = ecwid_session.get(Product, shop.product())
    ecwid_session.expunge(product)
    with pytest.raises(Detached, match=r"Product \d+ 'Tee'.*merge"):
        ecwid_session.refresh(product)


def test_merge_puts_the_changes_of_a_detached_object_into_the_sessions_own(
    ecwid_session: Session, shop: Any
) -> None:
    detached = ecwid_session.get(Product, shop.product(sku="A"))
    ecwid_session.expunge(detached)
    detached.price = Decimal(12)
    detached.options.append(ProductOption(type="TEXTFIELD", name="Engraving"))
    shop.client.put(f"products/{detached.id}", {"sku": "B"})
    merged = ecwid_session.merge(detached)
    assert merged is ecwid_session.get(Product, detached.id)
    assert merged is not detached
    assert (merged.sku, merged.price) == ("B", Decimal(12))
    assert state_of(detached) is ObjectState.DETACHED
    merged.options[0].name = "Embroidery"
    assert detached.options[0].name == "Engraving"
    assert ecwid_session.merge(merged) is merged


def test_merge_of_a_new_object_adds_a_copy_with_its_parts(
    ecwid_session: Session, shop: Any
) -> None:
    shelf = Category(name="Shelf")
    given = Product(name="Cap", category_ids=[shelf.id])
    given.variations.append(ProductVariation(options=[{"name": "Size", "value": "L"}], sku="L"))
    ecwid_session.add(shelf)
    merged = ecwid_session.merge(given)
    assert state_of(given) is ObjectState.TRANSIENT
    assert state_of(merged) is ObjectState.PENDING
    ecwid_session.commit()
    stored = shop.read(f"products/{merged.id}")
    assert stored["categoryIds"] == [shelf.id]
    assert [one["sku"] for one in stored["combinations"]] == ["L"]
    assert state_of(given.variations[0]) is ObjectState.TRANSIENT


def test_merge_of_a_part(ecwid_session: Session, shop: Any) -> None:
    product = shop.product(options=OPTIONS)
    made = shop.create(
        f"products/{product}/combinations", options=[{"name": "Size", "value": "L"}], sku="L"
    )
    other = Session(ecwid_session.client)
    variation = other.get(ProductVariation, (product, made))
    variation.price = Decimal(7)
    merged = ecwid_session.merge(variation)
    assert merged is not variation
    assert merged.product_id == product
    ecwid_session.commit()
    assert shop.read(f"products/{product}/combinations/{made}")["price"] == 7


def test_closing_detaches_what_is_in_the_session(ecwid_client: Any, shop: Any) -> None:
    key = shop.product()
    with Session(ecwid_client) as session:
        product = session.get(Product, key)
        new = Product(name="Cap")
        session.add(new)
    assert state_of(product) is ObjectState.DETACHED
    assert state_of(new) is ObjectState.TRANSIENT
    assert product.name == "Tee"


def test_the_sets_hold_nothing_of_what_is_gone(ecwid_session: Session, shop: Any) -> None:
    for number in range(20):
        product = ecwid_session.get(Product, shop.product())
        product.options.append(ProductOption(type="TEXTFIELD", name=str(number)))
        ecwid_session.commit()
    del product
    gc.collect()
    assert list(ecwid_session.work.candidates()) == []
    work = ecwid_session.work
    assert (work.new, work.deleted, work.touched, work.watched) == ({}, {}, {}, {})


def test_an_attribute_of_a_list_of_the_users_own_makes_the_object_dirty(
    ecwid_session: Session, shop: Any
) -> None:
    product = ecwid_session.get(Product, shop.product())
    mine = [ProductAttributeValue(name="Brand", value="Acme")]
    product.attributes = mine
    ecwid_session.commit()
    mine[0].value = "Other"
    assert ecwid_session.dirty == [product]
