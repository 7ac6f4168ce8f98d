from __future__ import annotations

import gc
import weakref
from decimal import Decimal
from typing import Any

import pytest

from ecwid_orm import (
    DuplicateKey,
    Product,
    ProductOption,
    ProductVariation,
    Session,
    inspect,
)


class Tee(Product):
    """A product with nothing of its own."""


def test_one_key_is_one_object_however_it_is_asked_for(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    key = shop.product()
    product = ecwid_session.get(Product, key)
    with requests_of() as sent:
        assert ecwid_session.get(Product, key) is product
        assert ecwid_session.find(Product, key) is product
        assert Product.get(key) is product
        assert ecwid_session.get_many(Product, [key, key]) == [product, product]
    assert sent == []
    assert ecwid_session.query(Product).one() is product
    assert ecwid_session.load(Product, {"id": key, "name": "Tee"}) is product


def test_two_sessions_have_objects_of_their_own(ecwid_session: Session, shop: Any) -> None:
    key = shop.product()
    other = Session(ecwid_session.client)
    assert other.get(Product, key) is not ecwid_session.get(Product, key)


def test_an_object_that_nobody_uses_is_forgotten(ecwid_session: Session, shop: Any) -> None:
    key = shop.product()
    product = ecwid_session.get(Product, key)
    assert product.price == Decimal(10)
    gone = weakref.ref(product)
    # It is in no cycle, so it goes at once.
    gc.disable()
    try:
        del product
        assert gone() is None
    finally:
        gc.enable()
    assert list(ecwid_session) == []


def test_an_object_with_changes_is_held_until_they_are_sent(
    ecwid_session: Session, shop: Any
) -> None:
    key = shop.product()
    product = ecwid_session.get(Product, key)
    product.price = Decimal(11)
    gone = weakref.ref(product)
    del product
    gc.collect()
    assert gone() is not None
    ecwid_session.commit()
    gc.collect()
    assert gone() is None
    assert shop.read(f"products/{key}")["price"] == 11


def test_an_object_whose_list_was_handed_out_is_held_as_it_may_change_unseen(
    ecwid_session: Session, shop: Any
) -> None:
    key = shop.product()
    options = ecwid_session.get(Product, key).options
    gc.collect()
    options.append(ProductOption(type="TEXTFIELD", name="Engraving"))
    ecwid_session.commit()
    assert shop.read(f"products/{key}")["options"][0]["name"] == "Engraving"


def test_an_object_rolled_back_is_held_no_longer(ecwid_session: Session, shop: Any) -> None:
    product = ecwid_session.get(Product, shop.product())
    product.price = Decimal(11)
    ecwid_session.rollback()
    gone = weakref.ref(product)
    del product
    gc.collect()
    assert gone() is None


def test_a_new_object_is_held_until_it_is_created(ecwid_session: Session) -> None:
    product = Product(name="Cap")
    ecwid_session.add(product)
    gone = weakref.ref(product)
    del product
    gc.collect()
    assert gone() is not None
    ecwid_session.commit()
    gc.collect()
    assert gone() is None


def test_dead_references_are_swept(ecwid_session: Session) -> None:
    for start in range(0, 10_000, 100):
        ecwid_session.load(Product, [{"id": start + n} for n in range(100)])
    known = ecwid_session.identity.of(Product)
    assert len(known) < 2_000
    assert len(ecwid_session.identity) == 0


def test_living_references_outlive_a_sweep(ecwid_session: Session) -> None:
    kept = ecwid_session.load(Product, [{"id": n} for n in range(3_000)])
    ecwid_session.load(Product, [{"id": n} for n in range(3_000, 9_000)])
    assert all(ecwid_session.get(Product, one.id) is one for one in kept)


def test_a_query_brings_what_is_new_but_not_over_a_changed_attribute(
    ecwid_session: Session, shop: Any
) -> None:
    key = shop.product(sku="A")
    product = ecwid_session.get(Product, key)
    product.price = Decimal(12)
    shop.client.put(f"products/{key}", {"price": 99, "sku": "B", "weight": 2})
    assert ecwid_session.query(Product).one() is product
    assert (product.price, product.sku, product.weight) == (Decimal(12), "B", 2.0)
    assert inspect(product).changes == {"price": (Decimal(99), Decimal(12))}


def test_a_query_does_not_overwrite_what_was_changed_in_place(
    ecwid_session: Session, shop: Any
) -> None:
    key = shop.product(categoryIds=[])
    first, second = shop.category(), shop.category()
    product = ecwid_session.get(Product, key)
    product.category_ids.append(first)
    shop.client.put(f"products/{key}", {"categoryIds": [second]})
    ecwid_session.query(Product).all()
    assert product.category_ids == [first]


def test_a_handed_out_list_is_renewed_in_place(ecwid_session: Session, shop: Any) -> None:
    key, shelf = shop.product(), shop.category()
    product = ecwid_session.get(Product, key)
    held = product.category_ids
    assert held == []
    shop.client.put(f"products/{key}", {"categoryIds": [shelf]})
    ecwid_session.query(Product).all()
    assert held == [shelf]
    assert product.category_ids is held
    held.remove(shelf)
    ecwid_session.commit()
    assert shop.read(f"products/{key}").get("categoryIds", []) == []


def test_a_part_that_did_not_change_on_the_server_stays_the_very_object(
    ecwid_session: Session, shop: Any
) -> None:
    key = shop.product(options=[{"type": "TEXTFIELD", "name": "A"}])
    product = ecwid_session.get(Product, key)
    (part,) = product.options
    stored = shop.read(f"products/{key}")["options"]
    shop.client.put(f"products/{key}", {"options": [{"type": "TEXTFIELD", "name": "New"}, *stored]})
    ecwid_session.refresh(product)
    assert [option.name for option in product.options] == ["New", "A"]
    assert product.options[1] is part


def test_another_object_with_the_key_is_refused(ecwid_session: Session, shop: Any) -> None:
    key = shop.product()
    held = ecwid_session.get(Product, key)
    with pytest.raises(DuplicateKey, match=f"Product {key} .*merge"):
        ecwid_session.add(_detached(ecwid_session, key))
    assert ecwid_session.get(Product, key) is held


def _detached(session: Session, key: int) -> Product:
    other = Session(session.client)
    product = other.get(Product, key)
    other.expunge(product)
    return product


def test_an_expunged_object_makes_room_for_another(ecwid_session: Session, shop: Any) -> None:
    key = shop.product()
    first = ecwid_session.get(Product, key)
    ecwid_session.expunge(first)
    assert ecwid_session.get(Product, key) is not first


def test_the_class_first_asked_for_is_the_class_of_the_object(
    ecwid_session: Session, shop: Any
) -> None:
    key = shop.product()
    tee = ecwid_session.get(Tee, key)
    assert ecwid_session.get(Product, key) is tee
    ecwid_session.expunge(tee)
    plain = ecwid_session.get(Product, key)
    for ask in (
        lambda: ecwid_session.get(Tee, key),
        lambda: ecwid_session.get_many(Tee, [key]),
        lambda: ecwid_session.query(Tee).all(),
    ):
        with pytest.raises(DuplicateKey, match=r"cannot be a Tee too.*expunge"):
            ask()
    assert ecwid_session.query(Product).one() is plain


def test_parts_are_known_by_both_keys(ecwid_session: Session, shop: Any, requests_of: Any) -> None:
    product = shop.product(options=[{"type": "SELECT", "name": "Size", "choices": []}])
    made = shop.create(
        f"products/{product}/combinations", options=[{"name": "Size", "value": "L"}], sku="L"
    )
    with requests_of() as sent:
        variation = ecwid_session.get(ProductVariation, (product, made))
        assert ecwid_session.get(ProductVariation, (product, made)) is variation
        assert list(ecwid_session.get(Product, product).variations) == [variation]
    assert variation.product_id == product
    assert [path for _, path, _ in sent] == [
        f"/products/{product}/combinations/{made}",
        f"/products/{product}",
    ]
