from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

import pytest

from ecwid_orm import (
    Category,
    CommitError,
    Conflict,
    Forbidden,
    InvalidObjects,
    InvalidToken,
    NotFound,
    ObjectState,
    Product,
    ProductVariation,
    Session,
    inspect,
    signals,
)
from ecwid_orm.api import Client
from ecwid_orm.emulator import Fault


@pytest.fixture
def keys() -> Iterator[UUID]:
    return (UUID(int=number) for number in count(1))


@pytest.fixture
def session(ecwid_client: Client, keys: Iterator[UUID]) -> Iterator[Session]:
    """A session whose deduplication keys are known."""
    with Session(ecwid_client, new_key=keys.__next__) as session:
        yield session


def variation_of(shop: Any, **body: Any) -> tuple[int, int]:
    product = shop.product(options=[{"type": "SELECT", "name": "Size", "choices": []}])
    made = shop.create(
        f"products/{product}/combinations",
        **{"options": [{"name": "Size", "value": "L"}], "sku": "L", **body},
    )
    return product, made


# How it is sent --------------------------------------------------------------------------------


def test_a_single_update_is_one_direct_call(session: Session, shop: Any, requests_of: Any) -> None:
    product = session.get(Product, shop.product())
    product.price = Decimal("19.90")
    with requests_of() as sent:
        result = session.commit()
    assert sent == [("PUT", f"/products/{product.id}", {"price": 19.9})]
    assert (result.http_calls, result.batched) == (1, 0)
    assert [one.kind for one in result.operations] == ["update"]


def test_a_single_deletion_is_one_direct_call(
    session: Session, shop: Any, requests_of: Any
) -> None:
    product = session.get(Product, shop.product())
    session.delete(product)
    with requests_of() as sent:
        session.commit()
    assert sent == [("DELETE", f"/products/{product.id}", None)]


def test_a_single_creation_goes_by_batch_for_it_must_not_be_done_twice(
    session: Session, requests_of: Any
) -> None:
    session.add(Product(name="Cap", price=Decimal(10)))
    with requests_of() as sent:
        result = session.commit()
    (method, path, body), poll = sent
    assert (method, path) == (
        "POST",
        f"/batch?deduplicationKey={UUID(int=2)}&allowParallelMode=true&stopOnFirstFailure=false",
    )
    assert body == [
        {
            "id": "0",
            "path": "products",
            "method": "POST",
            "body": {"name": "Cap", "price": 10},
        }
    ]
    assert poll[0] == "GET"
    assert (result.http_calls, result.batched) == (2, 1)


def test_a_stock_difference_goes_by_batch(session: Session, shop: Any, requests_of: Any) -> None:
    product = session.get(Product, shop.product(quantity=10))
    product.quantity = Product.quantity - 3
    with requests_of() as sent:
        session.commit()
    assert [method for method, _, _ in sent] == ["POST", "GET"]
    assert sent.batched == [("PUT", f"/products/{product.id}/inventory", {"quantityDelta": -3})]


def test_several_operations_go_by_one_batch(session: Session, shop: Any, requests_of: Any) -> None:
    ids = shop.products(20)
    for product in session.get_many(Product, ids):
        product.price = Decimal(99)
    with requests_of() as sent:
        result = session.commit()
    assert len(sent) == result.http_calls == 2
    assert sorted(sent.batched) == sorted(("PUT", f"/products/{key}", {"price": 99}) for key in ids)


def test_a_batch_holds_five_hundred_and_all_of_a_wave_are_submitted_first(
    session: Session, requests_of: Any
) -> None:
    session.add(*(Product(name=f"P{number}") for number in range(1_100)))
    with requests_of() as sent:
        result = session.commit()
    sizes = [len(body) for method, _, body in sent if method == "POST"]
    assert sizes == [500, 500, 100]
    assert [method for method, _, _ in sent[:3]] == ["POST"] * 3
    assert len({path for method, path, _ in sent if method == "POST"}) == 3  # a key each
    assert (result.batched, len(result.operations)) == (1_100, 1_100)
    assert session.new == []


def test_nothing_to_send_sends_nothing(session: Session, shop: Any, requests_of: Any) -> None:
    product = session.get(Product, shop.product())
    product.price = product.price
    with requests_of() as sent:
        result = session.commit()
    assert sent == []
    assert (result.operations, result.http_calls) == ((), 0)


def test_committing_some_objects_leaves_the_others(
    session: Session, shop: Any, requests_of: Any
) -> None:
    one, other = session.get_many(Product, [shop.product(), shop.product()])
    one.price = other.price = Decimal(12)
    with requests_of() as sent:
        session.commit(one)
        assert sent == []  # noted at the end of the block
        assert session.dirty == [other]
        other.save()
    assert [path for _, path, _ in sent] == [f"/products/{one.id}", f"/products/{other.id}"]


def test_the_verbs_of_a_model(session: Session, shop: Any, requests_of: Any) -> None:
    product = Product(name="Cap")
    product.save()
    assert inspect(product).state is ObjectState.PERSISTENT
    product.delete()
    assert not [item for item in shop.listed("products") if item["id"] == product.id]
    new = Product(name="Hat")
    session.add(new)
    with requests_of() as sent:
        assert new.delete() is None
    assert sent == []
    assert inspect(new).state is ObjectState.TRANSIENT


# Validation comes first ------------------------------------------------------------------------


def test_one_invalid_object_and_nothing_is_sent(
    session: Session, shop: Any, requests_of: Any
) -> None:
    product = session.get(Product, shop.product())
    product.price = Decimal(12)
    product.name = ""
    odd = Category(name="Shelf")
    nameless = Product(sku="A")
    session.add(odd, nameless)
    odd.product_ids.append("tee")  # type: ignore[arg-type]  # the point
    with requests_of() as sent:
        with pytest.raises(InvalidObjects) as raised:
            session.commit()
        with pytest.raises(InvalidObjects):
            session.plan()
    assert sent == []
    assert raised.value.result is None
    text = str(raised.value)
    assert "nothing was sent" in text
    assert "Category" in text
    assert "product_ids" in text
    session.expunge(odd)
    with pytest.raises(InvalidObjects) as raised:
        session.commit()
    assert {failure.instance for failure in raised.value.failures} == {product, nameless}
    assert str(raised.value).count("name is required") == 2
    assert session.dirty == [product]
    nameless.name = "Hat"
    product.name = "Hemd"
    session.commit()
    assert shop.read(f"products/{product.id}")["name"] == "Hemd"


def test_the_errors_can_be_taken_apart(session: Session) -> None:
    session.add(Product(sku="A"))
    caught: list[BaseException] = []
    try:
        session.commit()
    except* ValueError as group:
        caught.extend(group.exceptions)
    assert len(caught) == 1


# Outcomes one by one ---------------------------------------------------------------------------


def test_what_went_through_is_clean_and_the_rest_is_dirty(
    session: Session, shop: Any, requests_of: Any
) -> None:
    shop.product(sku="TAKEN")
    changed, refused = session.get_many(Product, [shop.product(), shop.product(name="Refused")])
    changed.price = Decimal(12)
    refused.sku = "TAKEN"
    shelf = Category(name="Shelf")
    clash = Product(name="Clash", sku="TAKEN")
    fine = Product(name="Fine", category_ids=[shelf.id])
    dependent = ProductVariation(options=[{"name": "Size", "value": "L"}])
    clash.variations.append(dependent)
    session.add(clash, fine, shelf)
    with pytest.raises(CommitError) as raised:
        session.commit()
    error = raised.value
    assert {failure.instance for failure in error.failures} == {refused, clash}
    assert all(isinstance(failure.error, Conflict) for failure in error.failures)
    assert all(failure.error.code == "SKU_ALREADY_EXISTS" for failure in error.failures)
    assert [one.instance for one in error.not_executed] == [dependent]
    assert {one.instance for one in error.result.operations} == {changed, shelf, fine}
    assert "2 failed, 1 not executed, 3 done" in str(error)
    assert f"update <Product {refused.id} 'Refused'>: PUT products/{refused.id} was" in str(error)
    assert session.dirty == [refused]
    assert session.new == [clash, dependent]
    assert inspect(fine).state is ObjectState.PERSISTENT
    # The next commit sends just the rest.
    refused.sku, clash.sku = "FREE", "FREE TOO"
    with requests_of() as sent:
        session.commit()
    assert sorted((method, path) for method, path, _ in sent.writes) == [
        ("POST", "/products"),
        ("POST", f"/products/{clash.id}/combinations"),
        ("PUT", f"/products/{refused.id}"),
    ]
    assert len(shop.read(f"products/{clash.id}")["combinations"]) == 1
    assert len(shop.listed("products")) == 5
    assert (session.new, session.dirty) == ([], [])


def test_everything_down_the_line_is_not_executed(session: Session, shop: Any) -> None:
    shop.product(sku="TAKEN")
    hat = Product(name="Hat", sku="TAKEN")
    cap = Product(name="Cap", related_products={"product_ids": [hat.id]})
    shelf = Category(name="Shelf", product_ids=[cap.id])
    session.add(hat, cap, shelf)
    with pytest.raises(CommitError) as raised:
        session.commit()
    assert [one.instance for one in raised.value.not_executed] == [cap, shelf]
    assert session.new == [hat, cap, shelf]
    session.delete(hat)
    cap.related_products = None
    session.commit()
    assert shelf.product_ids == [cap.id]


def test_the_second_half_of_a_cut_circle_is_sent_by_the_next_commit_if_it_failed(
    session: Session, shop: Any, requests_of: Any
) -> None:
    shop.product(sku="TAKEN")
    hat, cap = Product(name="Hat"), Product(name="Cap", sku="TAKEN")
    hat.related_products = {"product_ids": [cap.id]}  # type: ignore[assignment]  # a dict will do
    cap.related_products = {"product_ids": [hat.id]}  # type: ignore[assignment]  # a dict will do
    session.add(hat, cap)
    with pytest.raises(CommitError) as raised:
        session.commit()
    assert [str(one) for one in raised.value.not_executed] == [f"update <Product {hat.id} 'Hat'>"]
    assert session.dirty == [hat]
    cap.sku = "FREE"
    with requests_of() as sent:
        session.commit()
    assert len(sent.writes) == 2
    assert shop.read(f"products/{hat.id}")["relatedProducts"]["productIds"] == [cap.id]


def test_what_is_changed_while_it_is_sent_stays_dirty(session: Session, shop: Any) -> None:
    product = session.get(Product, shop.product())
    product.price = Decimal(12)
    product.sku = "A"

    def meddle(sender: Any, *, request: Any, **told: Any) -> None:
        if request.method == "PUT":
            product.price = Decimal(15)

    with signals.request_sent.connected_to(meddle):
        session.commit()
    assert inspect(product).changes == {"price": (Decimal(12), Decimal(15))}
    session.commit()
    assert shop.read(f"products/{product.id}")["price"] == 15


def test_what_is_gone_needs_no_deletion(session: Session, shop: Any) -> None:
    alone = session.get(Product, shop.product())
    session.delete(alone)
    shop.client.delete(f"products/{alone.id}")
    assert len(session.commit().operations) == 1
    several = session.get_many(Product, shop.products(3))
    for product in several:
        session.delete(product)
    shop.client.delete(f"products/{several[1].id}")
    assert len(session.commit().operations) == 3
    assert list(session) == []


def test_a_change_of_what_is_gone_is_a_failure(session: Session, shop: Any) -> None:
    product = session.get(Product, shop.product())
    shop.client.delete(f"products/{product.id}")
    product.price = Decimal(12)
    with pytest.raises(CommitError) as raised:
        session.commit()
    (failure,) = raised.value.failures
    assert isinstance(failure.error, NotFound)
    assert failure.instance is product
    assert session.dirty == [product]


def test_a_dead_token_stops_everything_at_once(
    session: Session, shop: Any, requests_of: Any, ecwid_emulator: Any
) -> None:
    products = session.get_many(Product, shop.products(3))
    shelf = Category(name="Shelf")
    session.add(shelf, Product(name="Cap", category_ids=[shelf.id]))
    products[0].price = Decimal(99)
    client = Client(
        ecwid_emulator.store_id,
        "secret_of_another_shop",
        url=ecwid_emulator.url,
        transport=session.client._transport,
        clock=session.client.clock,
        sleep=session.client.sleep,
    )
    alive, session.client = session.client, client
    with requests_of() as sent, pytest.raises(CommitError) as raised:
        session.commit()
    assert len(sent) == 1
    assert {type(failure.error) for failure in raised.value.failures} == {InvalidToken}
    assert "secret_of_another_shop" not in str(raised.value)
    assert issubclass(InvalidToken, Forbidden)
    assert len(raised.value.not_executed) == 1
    assert len(session.new) == 2
    session.client = alive
    session.commit()
    assert (session.new, session.dirty) == ([], [])


def test_when_the_network_is_gone_no_further_wave_is_tried(
    session: Session, shop: Any, requests_of: Any
) -> None:
    shelves = [Category(name=f"C{number}") for number in range(501)]
    cap = Product(name="Cap", category_ids=[shelves[0].id])
    session.add(*shelves, cap)
    shop.emulator.faults.add(
        Fault("dropped_before", path="/batch", method="POST", after=1, times=None)
    )
    with requests_of() as sent, pytest.raises(CommitError) as raised:
        session.commit()
    assert [method for method, _, _ in sent] == ["POST"] * 5 + ["GET"]
    assert [one.instance for one in raised.value.not_executed] == [cap]
    assert session.new == [shelves[500], cap]
    shop.emulator.faults.clear()
    session.commit()
    assert shop.read(f"products/{cap.id}")["categoryIds"] == [shelves[0].id]
    assert len(shop.listed("categories")) == 501


# Stock -----------------------------------------------------------------------------------------


def test_differences_add_up_to_one_request(session: Session, shop: Any, requests_of: Any) -> None:
    product = session.get(Product, shop.product(quantity=10))
    product.quantity = Product.quantity - 3
    product.quantity = Product.quantity - 2
    assert product.quantity == 5
    shop.client.put(f"products/{product.id}/inventory", {"quantityDelta": 100})
    with requests_of() as sent:
        session.commit()
    assert sent.batched == [("PUT", f"/products/{product.id}/inventory", {"quantityDelta": -5})]
    assert product.quantity == 105
    assert session.dirty == []


def test_differences_that_cancel_out_are_no_change(session: Session, shop: Any) -> None:
    product = session.get(Product, shop.product(quantity=10))
    product.quantity = Product.quantity - 3
    product.quantity = Product.quantity + 3
    assert session.dirty == []
    assert len(session.plan()) == 0


def test_a_difference_after_a_number_changes_the_number(
    session: Session, shop: Any, requests_of: Any
) -> None:
    product = session.get(Product, shop.product(quantity=10))
    product.quantity = 20
    product.quantity = Product.quantity - 3
    with requests_of() as sent:
        session.commit()
    assert sent == [("PUT", f"/products/{product.id}", {"quantity": 17})]


def test_a_number_after_a_difference_replaces_it(
    session: Session, shop: Any, requests_of: Any
) -> None:
    product = session.get(Product, shop.product(quantity=10))
    product.quantity = Product.quantity - 3
    product.quantity = 20
    with requests_of() as sent:
        session.commit()
    assert sent == [("PUT", f"/products/{product.id}", {"quantity": 20})]


def test_a_difference_of_a_variation(session: Session, shop: Any, requests_of: Any) -> None:
    product, made = variation_of(shop, quantity=10)
    variation = session.get(ProductVariation, (product, made))
    variation.quantity = ProductVariation.quantity - 3
    variation.quantity = ProductVariation.quantity - 1
    with requests_of() as sent:
        session.commit()
    path = f"/products/{product}/combinations/{made}/inventory"
    assert sent.batched == [("PUT", path, {"quantityDelta": -4})]
    assert variation.quantity == 6


def test_other_changes_of_the_object_go_before_the_difference(
    session: Session, shop: Any, requests_of: Any
) -> None:
    product = session.get(Product, shop.product(quantity=10))
    product.price = Decimal(12)
    product.quantity = Product.quantity - 3
    with requests_of() as sent:
        session.commit()
    assert [method for method, _, _ in sent] == ["PUT", "POST", "GET"]
    assert shop.read(f"products/{product.id}")["quantity"] == 7


def test_a_difference_needs_no_loaded_stock(session: Session, shop: Any, requests_of: Any) -> None:
    key = shop.product(quantity=10)
    product = session.query(Product).only(Product.sku).one()
    with requests_of() as sent:
        product.quantity = Product.quantity - 3
        assert "Product.quantity - 3" in str(session.plan())
        session.commit()
    assert [method for method, _, _ in sent] == ["POST", "GET"]
    assert shop.read(f"products/{key}")["quantity"] == 7


# The result ------------------------------------------------------------------------------------


def test_each_commit_has_an_id_of_its_own(session: Session) -> None:
    assert session.commit().id != session.commit().id


def test_the_end_of_a_commit_is_told(
    session: Session, shop: Any, hear: Any, heard: list[Any]
) -> None:
    session.add(Product(name="Cap"))
    with signals.after_commit.connected_to(hear), signals.commit_failed.connected_to(hear):
        result = session.commit()
        assert heard == [(Session, {"session": session, "result": result})]
        session.add(Product(name="Clash", sku="A"), Product(name="Clash", sku="A"))
        with pytest.raises(CommitError) as raised:
            session.commit()
    assert heard[1:] == [(Session, {"session": session, "error": raised.value})]
