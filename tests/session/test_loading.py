from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ecwid_orm import (
    BadAnswer,
    Category,
    NotFound,
    Product,
    ProductOption,
    ProductType,
    ProductVariation,
    ServerError,
    Session,
    inspect,
    signals,
)
from ecwid_orm.emulator import Fault


def test_a_missing_attribute_is_loaded_for_all_peers_in_one_request(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    ids = shop.products(20)
    products = ecwid_session.query(Product).only(Product.sku).all()
    assert "price" in inspect(products[0]).unloaded
    assert "sku" not in inspect(products[0]).unloaded
    with requests_of() as sent:
        assert [product.price for product in products] == [Decimal(n) for n in range(20)]
    ((method, path, _),) = sent
    assert method == "GET"
    assert path == (
        f"/products?productId={','.join(map(str, ids))}&limit=100&responseFields=items(id,price)"
    )
    assert "price" not in inspect(products[0]).unloaded
    with requests_of() as sent:
        assert [product.name for product in products] == [f"P{n}" for n in range(20)]
    assert len(sent) == 1


def test_peers_are_loaded_a_hundred_at_a_time(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    shop.products(250)
    products = ecwid_session.query(Product).only(Product.sku).all()
    with requests_of() as sent:
        assert sum(product.price or 0 for product in products) == sum(range(250))
    assert len(sent) == 3
    with requests_of() as sent:
        assert products[249].name == "P249"
        assert products[201].name == "P201"
    assert len(sent) == 1


def test_only_living_peers_are_loaded(ecwid_session: Session, shop: Any, requests_of: Any) -> None:
    ids = shop.products(3)
    first, _, last = ecwid_session.query(Product).only(Product.sku)
    del _
    with requests_of() as sent:
        assert first.name == "P0"
    assert f"productId={ids[0]},{ids[2]}&" in sent[0][1]
    assert last.name == "P2"


def test_an_attribute_that_was_not_loaded_is_never_written_back(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    key = shop.product(sku="A", description="Long", categoryIds=[shop.category()])
    product = ecwid_session.query(Product).only(Product.price).one()
    product.price = Decimal(12)
    with requests_of() as sent:
        ecwid_session.commit()
    assert sent == [("PUT", f"/products/{key}", {"price": 12})]


def test_an_attribute_can_be_assigned_without_being_loaded(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    key = shop.product(description="Long")
    product = ecwid_session.query(Product).only(Product.sku).one()
    with requests_of() as sent:
        product.description = ""
        product.name = "Hemd"
        assert product.name == "Hemd"
        ecwid_session.commit()
    assert sent == [("PUT", f"/products/{key}", {"description": "", "name": "Hemd"})]


def test_what_was_assigned_before_the_rest_is_loaded_stays(
    ecwid_session: Session, shop: Any
) -> None:
    shop.products(2)
    one, other = ecwid_session.query(Product).only(Product.sku)
    other.price = Decimal(99)
    assert one.price == Decimal(0)
    assert other.price == Decimal(99)
    assert inspect(other).changes == {"price": (Decimal(1), Decimal(99))}


def test_an_attribute_that_an_entity_does_not_have_is_asked_for_once(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    shop.products(2)
    products = ecwid_session.query(Product).only(Product.sku).all()
    with requests_of() as sent:
        assert [product.external_reference_id for product in products * 3] == [None] * 6
    assert len(sent) == 1


def test_a_list_that_was_not_loaded_can_be_changed_in_place(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    old, new = shop.category(), shop.category()
    key = shop.product(categoryIds=[old])
    product = ecwid_session.query(Product).only(Product.sku).one()
    product.category_ids.append(new)
    with requests_of() as sent:
        ecwid_session.commit()
    assert sent == [("PUT", f"/products/{key}", {"categoryIds": [old, new]})]


def test_what_ecwid_works_out_is_loaded_anew_after_a_write_for_all_at_once(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    shop.products(5)
    products = ecwid_session.query(Product).all()
    before = [product.updated for product in products]
    shop.emulator.shop.clock.sleep(60)
    for product in products:
        product.name = f"{product.name} (new)"
    ecwid_session.commit()
    with requests_of() as sent:
        assert all(product.updated > was for product, was in zip(products, before, strict=True))
        assert products[3].url is not None
    assert len(sent) == 1
    with requests_of() as sent:
        assert products[3].name == "P3 (new)"  # what was sent is known
    assert sent == []


def test_an_object_that_is_gone_says_so_and_its_peers_are_loaded(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    ids = shop.products(3)
    products = ecwid_session.query(Product).only(Product.sku).all()
    shop.client.delete(f"products/{ids[1]}")
    with pytest.raises(NotFound, match=rf"<Product {ids[1]}> is not on the server any more; .*exp"):
        _ = products[1].name
    with requests_of() as sent:
        assert (products[0].name, products[2].name) == ("P0", "P2")
    assert sent == []


def test_parts_are_loaded_by_one_batch(ecwid_session: Session, shop: Any, requests_of: Any) -> None:
    product = shop.product(options=[{"type": "SELECT", "name": "Size", "choices": []}])
    for value in ("M", "L", "XL"):
        shop.create(
            f"products/{product}/combinations",
            options=[{"name": "Size", "value": value}],
            sku=value,
            price=7,
        )
    parts = ecwid_session.query(ProductVariation).where(product_id=product)
    variations = parts.only(ProductVariation.sku).all()
    with requests_of() as sent:
        assert [one.price for one in variations] == [Decimal(7)] * 3
    assert [method for method, _, _ in sent] == ["POST", "GET"]
    assert len(sent.batched) == 3


def test_a_failure_while_loading_is_not_taken_for_a_deletion(
    ecwid_session: Session, shop: Any
) -> None:
    product = shop.product(options=[{"type": "SELECT", "name": "Size", "choices": []}])
    for value in "ML":
        shop.create(f"products/{product}/combinations", options=[{"name": "Size", "value": value}])
    parts = ecwid_session.query(ProductVariation).where(product_id=product)
    one, _other = parts.only(ProductVariation.sku).all()
    shop.emulator.faults.add(Fault("5xx_before", times=None, in_batch=True))
    with pytest.raises(ServerError):
        _ = one.price
    shop.emulator.faults.clear()
    assert one.price is None


def test_lists_without_ids_to_ask_for_are_read_whole(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    for name in "AB":
        shop.create("classes", name=name)
    types = ecwid_session.query(ProductType).only(ProductType.name).all()
    with requests_of() as sent:
        assert [one.attributes for one in types][1:] == [[], []]
    assert sent == [("GET", "/classes?responseFields=attributes,id", None)]


def test_what_a_listing_leaves_out_is_loaded_for_all(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    shelves = [shop.category(), shop.category()]
    product = shop.product(categoryIds=shelves)
    found = ecwid_session.query(Category).all()
    with requests_of() as sent:
        assert [shelf.product_ids for shelf in found] == [[product], [product]]
    assert len(sent) == 1
    found[0].product_ids.remove(product)
    ecwid_session.commit()
    assert shop.read(f"products/{product}")["categoryIds"] == shelves[1:]


def test_a_narrow_query_does_not_forget_what_is_known(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    key = shop.product(sku="A")
    product = ecwid_session.get(Product, key)
    shop.client.put(f"products/{key}", {"sku": "B"})
    assert ecwid_session.query(Product).only(Product.sku).one() is product
    with requests_of() as sent:
        assert (product.name, product.sku) == ("Tee", "B")
    assert sent == []


def test_a_key_that_is_gone_from_the_answer_is_gone_here(ecwid_session: Session, shop: Any) -> None:
    product = ecwid_session.load(Product, {"id": shop.product(), "externalReferenceId": "OLD"})
    assert product.external_reference_id == "OLD"
    assert ecwid_session.query(Product).only(Product.external_reference_id).one() is product
    assert product.external_reference_id is None


# Children --------------------------------------------------------------------------------------


def test_variations_come_with_their_product(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    key = shop.product(options=[{"type": "SELECT", "name": "Size", "choices": []}])
    for value in "ML":
        shop.create(
            f"products/{key}/combinations", options=[{"name": "Size", "value": value}], sku=value
        )
    product = ecwid_session.get(Product, key)
    with requests_of() as sent:
        medium, large = product.variations
        assert (medium.sku, large.product_id) == ("M", key)
        assert len(product.variations) == 2
        assert product.variations[1] is large
        assert product.variations[:1] == [medium]
    assert sent == []
    large.sku = "LARGE"
    shop.client.put(f"products/{key}/combinations/{medium.id}", {"sku": "MEDIUM"})
    ecwid_session.refresh(product)
    assert [one.sku for one in product.variations] == ["MEDIUM", "LARGE"]


def test_variations_come_and_go_with_the_list(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    key = shop.product(options=[{"type": "SELECT", "name": "Size", "choices": []}])
    old = shop.create(f"products/{key}/combinations", options=[{"name": "Size", "value": "M"}])
    product = ecwid_session.get(Product, key)
    (medium,) = product.variations
    large = ProductVariation(options=[{"name": "Size", "value": "L"}], sku="L")
    product.variations = [large]
    assert list(product.variations) == [large]
    with requests_of() as sent:
        ecwid_session.commit()
    path = f"/products/{key}/combinations"
    assert sorted((method, where) for method, where, _ in sent.writes) == [
        ("DELETE", f"{path}/{old}"),
        ("POST", path),
    ]
    assert list(product.variations) == [large]
    assert medium not in ecwid_session
    gone = ProductVariation(options=[{"name": "Size", "value": "XL"}])
    product.variations.append(gone)
    product.variations.remove(gone)
    assert list(product.variations) == [large]
    assert ecwid_session.new == []


def test_one_request_lists_the_variations_of_many(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    shop.products(10)
    products = ecwid_session.query(Product).only(Product.sku).all()
    with requests_of() as sent:
        assert [len(product.variations) for product in products] == [0] * 10
    assert len(sent) == 1


# Answers that are none -------------------------------------------------------------------------


def test_an_entity_without_a_key_is_no_answer(ecwid_session: Session) -> None:
    for odd in ({}, {"id": []}, {"name": "Tee"}):
        with pytest.raises(BadAnswer, match="products has no id"):
            ecwid_session.load(Product, odd)


def test_keys_that_no_field_declares_survive(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    product = ecwid_session.load(
        Product,
        {
            "id": shop.product(),
            "novelty": {"a": 1},
            "options": [{"type": "RADIO", "name": "A", "choices": [], "glow": 1}],
        },
    )
    product.options.append(ProductOption(type="TEXTFIELD", name="B"))
    with requests_of() as sent:
        ecwid_session.commit()
    assert sent[0][2]["options"][0]["glow"] == 1
    assert inspect(product).raw["novelty"] == {"a": 1}


def test_after_load_is_told_of_each_object(
    ecwid_session: Session, shop: Any, hear: Any, heard: list[Any]
) -> None:
    shop.products(2)
    with signals.after_load.connected_to(hear, Product):
        products = ecwid_session.query(Product).all()
        ecwid_session.get(Category, shop.category())
        ecwid_session.refresh(products[0])
    assert [told["instance"] for _, told in heard] == [*products, products[0]]
    assert all(told["session"] is ecwid_session for _, told in heard)
