"""Relations through the real stack: how many requests, and what is read after changes."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest

from ecwid_orm import (
    Cart,
    Category,
    Coupon,
    Customer,
    CustomerGroup,
    Detached,
    Model,
    Order,
    Product,
    ProductType,
    ProductVariation,
    ReadOnly,
    RelatedList,
    Session,
    fields,
    inspect,
    resources,
)
from ecwid_orm.api import Request
from ecwid_orm.model.related import Referring

TEN = "Ten"


def made(shop: Any, path: str, bodies: list[dict[str, Any]], key: str = "id") -> list[Any]:
    """Create that many entities; their ids."""
    outcomes = shop.client.batch([Request("POST", path, json=body) for body in bodies])
    return [one.response[key] for one in outcomes]


def customers(shop: Any, number: int) -> list[int]:
    return made(shop, "customers", [{"email": f"c{n}@example.com"} for n in range(number)])


def orders(shop: Any, buyers: list[int]) -> list[str]:
    """An order of each of these customers."""
    bodies = [{"customerId": each, "email": f"o{n}@example.com"} for n, each in enumerate(buyers)]
    return made(shop, "orders", bodies, "orderid")


def calls(sent: Any) -> list[str]:
    """Method and path, without the query, of what was sent."""
    return [
        f"{method} {path.partition('?')[0].partition('/batch/')[0]}" for method, path, _ in sent
    ]


# One object by its key -------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "pages"), [(1, 1), (100, 1), (250, 3)])
def test_customers_of_orders_are_loaded_by_a_batch_a_page(
    ecwid_session: Session, shop: Any, requests_of: Any, number: int, pages: int
) -> None:
    buyers = customers(shop, number)
    orders(shop, buyers)
    found = ecwid_session.query(Order).all()
    assert len(found) == number
    with requests_of() as sent:
        assert [one.customer.id for one in found if one.customer] == [
            one.customer_id for one in found
        ]
    if number == 1:
        assert sent == [("GET", f"/customers/{buyers[0]}", None)]
    else:
        assert [method for method, _, _ in sent] == ["POST", "GET"] * pages
        assert len(sent.batched) == number
    with requests_of() as sent:
        assert {one.customer.id for one in found if one.customer} == set(buyers)
    assert sent == []


@pytest.mark.parametrize(("number", "pages"), [(1, 1), (100, 1), (250, 3)])
def test_parents_of_categories_are_listed_by_their_ids(
    ecwid_session: Session, shop: Any, requests_of: Any, number: int, pages: int
) -> None:
    parents = made(
        shop, "categories", [{"name": f"P{n}", "enabled": n % 2 == 0} for n in range(number)]
    )
    children = made(shop, "categories", [{"name": "C", "parentId": one} for one in parents])
    found = [
        one
        for start in range(0, number, 100)
        for one in ecwid_session.query(Category).where(category_ids=children[start : start + 100])
    ]
    assert len(found) == number
    with requests_of() as sent:
        assert [one.parent and one.parent.id for one in found] == [one.parent_id for one in found]
    assert calls(sent) == (
        ["GET /categories"] * pages if number > 1 else [f"GET /categories/{parents[0]}"]
    )
    assert {one.parent_id for one in found} == set(parents)


def test_one_that_is_known_costs_no_request(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    (key,) = customers(shop, 1)
    orders(shop, [key, key])
    customer = ecwid_session.get(Customer, key)
    one, other = ecwid_session.query(Order).all()
    with requests_of() as sent:
        assert one.customer is customer is other.customer
    assert sent == []


def test_what_was_loaded_stays_as_long_as_who_refers_to_it(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    (key,) = customers(shop, 1)
    orders(shop, [key])
    order = ecwid_session.query(Order).one()
    customer = weakref.ref(order.customer)
    gc.collect()
    with requests_of() as sent:
        assert order.customer is customer()
        assert customer().orders == (order,)  # type: ignore[union-attr]  # it is alive
    assert calls(sent) == ["GET /orders"]
    del order
    gc.collect()
    assert customer() is None


def test_what_was_known_stays_as_long_as_who_refers_to_it(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    (key,) = customers(shop, 1)
    orders(shop, [key])
    customer = ecwid_session.get(Customer, key)
    order = ecwid_session.query(Order).one()
    assert order.customer is customer
    del customer
    gc.collect()
    with requests_of() as sent:
        assert order.customer is not None
    assert sent == []


def test_a_target_that_is_missing_is_none_and_asked_for_once(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    buyers = customers(shop, 3)
    orders(shop, buyers)
    for key in buyers[:2]:
        shop.client.delete(f"customers/{key}")
    found = {one.customer_id: one for one in ecwid_session.query(Order)}
    with requests_of() as sent:
        assert found[buyers[0]].customer is None
    assert len(sent.batched) == 3
    with requests_of() as sent:
        assert found[buyers[1]].customer is None
        assert found[buyers[0]].customer is None
        assert found[buyers[2]].customer is not None
    assert sent == []


def test_no_key_is_no_object_and_no_request(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    root = shop.category()
    product = shop.product(productClassId=0)
    category, found = ecwid_session.get(Category, root), ecwid_session.get(Product, product)
    with requests_of() as sent:
        assert category.parent is None
        assert found.default_category is None
        assert found.related == ()
        assert found.in_categories == ()
    assert sent == []


def test_0_is_the_type_and_the_group_general(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    kind = shop.create("classes", name="Book")
    shop.product(sku="A", productClassId=kind)
    shop.product(sku="B")
    customers(shop, 1)
    with requests_of() as sent:
        types = {one.sku: one.product_type for one in ecwid_session.query(Product)}
    assert calls(sent) == ["GET /products", "GET /classes"]
    assert {sku: one.id for sku, one in types.items() if one} == {"A": kind, "B": 0}
    customer = ecwid_session.query(Customer).one()
    assert customer.group is not None
    assert customer.group.id == 0
    assert customer.group.customers == (customer,)


def test_a_key_that_was_not_loaded_is_loaded_first_for_all(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    orders(shop, customers(shop, 20))
    found = ecwid_session.query(Order).only(Order.email).all()
    with requests_of() as sent:
        assert all(one.customer for one in found)
    assert calls(sent) == ["GET /orders", "POST /batch", "GET /batch"]


def test_relations_of_relations_are_loaded_for_all_too(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    orders(shop, customers(shop, 20))
    found = ecwid_session.query(Order).all()
    with requests_of() as sent:
        assert [one.customer.orders for one in found if one.customer] == [(one,) for one in found]
    assert calls(sent) == ["POST /batch", "GET /batch"] * 2


def test_what_several_batched_listings_gave_are_peers(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    buyers = customers(shop, 5)
    keys = shop.products(5)
    bodies = [
        {"email": f"o{key}@b.c", "customerId": buyer, "items": [{"name": "P", "productId": key}]}
        for buyer, key in zip(buyers, keys, strict=True)
    ]
    made(shop, "orders", bodies, "orderid")
    found = [order for one in ecwid_session.query(Customer) for order in one.orders]
    with requests_of() as sent:
        assert sorted(one.products[0].id for one in found) == sorted(keys)
    assert calls(sent) == ["GET /products"]


def test_assigning_the_key_or_the_object_changes_what_is_read(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    buyers = customers(shop, 2)
    orders(shop, [buyers[0]])
    order = ecwid_session.query(Order).one()
    first, second = (ecwid_session.get(Customer, key) for key in buyers)
    assert order.customer is first
    order.customer_id = buyers[1]
    assert order.customer is second
    order.customer = first
    assert order.customer_id == buyers[0]
    assert inspect(order).changes == {}
    order.customer = second
    with requests_of() as sent:
        ecwid_session.commit()
    assert sent == [("PUT", f"/orders/{order.id}", {"customerId": buyers[1]})]
    with requests_of() as sent:
        assert order.customer is second
    assert sent == []


def test_an_object_that_is_new_can_be_assigned(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    leaf = ecwid_session.get(Category, shop.category())
    assert leaf.parent is None
    summer = Category(name="Summer")
    ecwid_session.add(summer)
    leaf.parent = summer
    assert leaf.parent is summer
    assert list(summer.children) == [leaf]
    ecwid_session.commit()
    assert leaf.parent_id == summer.id
    assert leaf.parent is summer
    assert list(summer.children) == [leaf]
    leaf.parent = None
    assert leaf.parent is None
    assert list(summer.children) == []
    ecwid_session.rollback()
    assert leaf.parent is summer
    assert list(summer.children) == [leaf]


def test_one_that_was_deleted_is_there_no_more(ecwid_session: Session, shop: Any) -> None:
    (key,) = customers(shop, 1)
    orders(shop, [key])
    order = ecwid_session.query(Order).one()
    customer = order.customer
    assert customer is not None
    ecwid_session.delete(customer)
    assert order.customer is customer  # it is on the server still
    ecwid_session.commit()
    assert order.customer is None


# Several objects by their keys -----------------------------------------------------------------


def test_objects_by_keys_come_in_their_order_for_all_peers(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    keys = shop.products(30)
    for start in range(0, 30, 10):
        shop.create(
            "products",
            name=TEN,
            relatedProducts={"productIds": list(reversed(keys[start : start + 10]))},
        )
    tens = ecwid_session.query(Product).where(keyword=TEN).all()
    assert len(tens) == 3
    with requests_of() as sent:
        for ten in tens:
            assert ten.related_products is not None
            assert [one.id for one in ten.related] == ten.related_products.product_ids
    assert calls(sent) == ["GET /products"]
    assert ecwid_session.dirty == []
    first = tens[0].related[0]
    assert tens[0].related_products is not None
    tens[0].related_products.product_ids.remove(first.id)
    assert first not in tens[0].related


def test_products_of_orders_and_categories_of_products(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    shelf = shop.category()
    keys = [shop.product(categoryIds=[shelf], sku=name) for name in "AB"]
    item = {"name": "Tee", "quantity": 1, "price": 1}
    made(
        shop,
        "orders",
        [{"email": "a@b.c", "items": [{**item, "productId": key}] * 2} for key in keys],
        "orderid",
    )
    found = ecwid_session.query(Order).all()
    with requests_of() as sent:
        assert sorted(one.id for order in found for one in order.products) == sorted(keys)
        assert [one.id for one in found[0].products[0].in_categories] == [shelf]
    assert calls(sent) == ["GET /products", f"GET /categories/{shelf}"]
    with pytest.raises(ReadOnly, match=r"products follows from items.product_id; change the keys"):
        found[0].products = ()  # type: ignore[assignment]  # as it is meant to be


def test_a_coupon_knows_its_products_and_categories_and_orders(
    ecwid_session: Session, shop: Any
) -> None:
    product, shelf = shop.product(), shop.category()
    shop.create(
        "discount_coupons",
        name="Off",
        code="OFF",
        discountType="ABS",
        discount=1,
        catalogLimit={"products": [product], "categories": [shelf]},
    )
    (order,) = made(
        shop, "orders", [{"email": "a@b.c", "discountCoupon": {"code": "OFF"}}], "orderid"
    )
    coupon = ecwid_session.query(Coupon).one()
    assert [one.id for one in coupon.products] == [product]
    assert [one.id for one in coupon.categories] == [shelf]
    assert [one.id for one in coupon.orders] == [order]


# Those that refer to the object ----------------------------------------------------------------


@pytest.mark.parametrize(("number", "pages"), [(1, 1), (100, 1), (250, 3)])
def test_orders_of_customers_are_listed_by_a_batch_a_page(
    ecwid_session: Session, shop: Any, requests_of: Any, number: int, pages: int
) -> None:
    buyers = customers(shop, number)
    keys = orders(shop, buyers)
    found = ecwid_session.query(Customer).where(created_from=0).all()
    assert len(found) == number
    with requests_of() as sent:
        assert {one.id: [each.id for each in one.orders] for one in found} == {
            buyer: [key] for buyer, key in zip(buyers, keys, strict=True)
        }
    if number == 1:
        assert calls(sent) == ["GET /orders"]
    else:
        assert [method for method, _, _ in sent] == ["POST", "GET"] * pages
        assert len(sent.batched) == number
    with requests_of() as sent:
        assert all(one.orders for one in found)
    assert sent == []


@pytest.mark.parametrize(("number", "pages"), [(1, 1), (100, 1), (250, 3)])
def test_children_of_categories_are_listed_a_page_of_parents_at_a_time(
    ecwid_session: Session, shop: Any, requests_of: Any, number: int, pages: int
) -> None:
    parents = made(shop, "categories", [{"name": "P"} for _ in range(number)])
    hidden = made(
        shop, "categories", [{"name": "C", "parentId": one, "enabled": False} for one in parents]
    )
    found = ecwid_session.query(Category).where(parent=0).all()
    assert len(found) == number
    with requests_of() as sent:
        assert {one.id: [each.id for each in one.children] for one in found} == {
            parent: [child] for parent, child in zip(parents, hidden, strict=True)
        }
    assert calls(sent) == ["GET /categories"] * pages
    with requests_of() as sent:
        assert found[0].children[0].children == ()
        assert found[0].children[0].parent is found[0]
    assert calls(sent) == ["GET /categories"]


def test_a_listing_of_many_pages_is_walked(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    shelves = [shop.category(name=name) for name in "AB"]
    made(
        shop,
        "products",
        [{"name": "P", "sku": f"S{n}", "categoryIds": shelves[: 1 + n % 2]} for n in range(150)],
    )
    one, other = ecwid_session.query(Category).all()
    with requests_of() as sent:
        assert len(one.products) == 150
        assert len(other.products) == 75
    assert calls(sent) == ["GET /products"] * 2
    assert set(other.products) < set(one.products)
    assert ecwid_session.dirty == []


def test_more_orders_than_a_page_holds_are_walked(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    big, small = customers(shop, 2)
    orders(shop, [big] * 130 + [small])
    found = {one.id: one for one in ecwid_session.query(Customer)}
    with requests_of() as sent:
        assert len(found[small].orders) == 1
        assert len(set(found[big].orders)) == 130
    assert calls(sent) == ["POST /batch", "GET /batch", "GET /orders", "GET /orders"]


def test_an_empty_list_is_asked_for_once(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    customers(shop, 3)
    found = ecwid_session.query(Customer).all()
    with requests_of() as sent:
        assert [one.orders for one in found * 2] == [()] * 6
    assert calls(sent) == ["POST /batch", "GET /batch"]


def test_a_new_object_is_referred_to_by_what_is_new(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    summer = Category(name="Summer")
    cap = Product(name="Cap", category_ids=[summer.id])
    assert list(summer.products) == []
    ecwid_session.add(summer, cap)
    with requests_of() as sent:
        assert list(summer.products) == [cap]
        assert cap.in_categories == (summer,)
    assert sent == []
    ecwid_session.commit()
    assert list(summer.products) == [cap]
    assert cap.in_categories == (summer,)


def test_changes_count_before_and_after_they_are_sent(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    old, new = shop.category(name="Old"), shop.category(name="New")
    shop.product(categoryIds=[old])
    one, other = ecwid_session.query(Category).all()
    assert one.id == old
    (product,) = one.products
    assert list(other.products) == []
    product.category_ids.remove(old)
    product.category_ids.append(new)
    assert list(one.products) == []
    assert list(other.products) == [product]
    ecwid_session.commit()
    with requests_of() as sent:
        assert list(one.products) == []
        assert list(other.products) == [product]
    assert sent == []
    product.category_ids = [old, new]
    cap = Product(name="Cap", category_ids=[old])
    ecwid_session.add(cap)
    assert list(one.products) == [product, cap]
    ecwid_session.commit()
    ecwid_session.delete(cap)
    assert list(one.products) == [product]
    ecwid_session.commit()
    with requests_of() as sent:
        assert list(one.products) == [product]
        assert list(other.products) == [product]
    assert sent == []


def test_a_child_that_moved_is_with_its_new_parent(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    parents = [shop.category(), shop.category()]
    shop.category(parentId=parents[0])
    one, other = (ecwid_session.get(Category, key) for key in parents)
    (child,) = one.children
    assert list(other.children) == []
    child.parent = other
    ecwid_session.commit()
    del child
    gc.collect()
    with requests_of() as sent:
        assert list(one.children) == []
        assert [each.parent_id for each in other.children] == [other.id]
    assert sent == []


def test_products_given_to_a_category_are_listed_anew(ecwid_session: Session, shop: Any) -> None:
    key = shop.product()
    category = ecwid_session.get(Category, shop.category())
    assert list(category.products) == []
    category.product_ids = [key]
    ecwid_session.commit()
    assert [one.id for one in category.products] == [key]


def test_an_order_that_finds_its_customer_by_the_email_is_among_its_orders(
    ecwid_session: Session, shop: Any
) -> None:
    customers(shop, 1)
    customer = ecwid_session.query(Customer).one()
    assert list(customer.orders) == []
    order = Order(email="c0@example.com")
    ecwid_session.add(order)
    ecwid_session.commit()
    assert list(customer.orders) == [order]


def test_an_object_that_was_expunged_is_read_anew(ecwid_session: Session, shop: Any) -> None:
    shelf = shop.category()
    shop.product(categoryIds=[shelf])
    category = ecwid_session.get(Category, shelf)
    (product,) = category.products
    ecwid_session.expunge(product)
    (again,) = category.products
    assert again is not product
    assert again.id == product.id


@pytest.mark.parametrize("way", ["refresh", "expire", "expire by name", "expire all"])
def test_what_others_changed_is_seen_after_a_refresh_or_expire(
    ecwid_session: Session, shop: Any, way: str
) -> None:
    shelf = shop.category()
    category = ecwid_session.get(Category, shelf)
    assert list(category.products) == []
    key = shop.product(categoryIds=[shelf])
    assert list(category.products) == []
    if way == "refresh":
        ecwid_session.refresh(category)
    elif way == "expire":
        ecwid_session.expire(category, Category.products)
        assert inspect(category).unloaded == frozenset()
    elif way == "expire by name":
        ecwid_session.expire(category, "products", "name")
        assert inspect(category).unloaded == {"name"}
    else:
        ecwid_session.expire(category)
    assert [one.id for one in category.products] == [key]


def test_a_list_cannot_be_assigned(ecwid_session: Session, shop: Any) -> None:
    category = ecwid_session.get(Category, shop.category())
    with pytest.raises(ReadOnly, match=r"products follows from Product.category_ids; change it"):
        category.products = ()  # type: ignore[assignment]  # as it is meant to be


# Peers -----------------------------------------------------------------------------------------


def test_objects_that_were_written_or_completed_are_peers_still(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    orders(shop, customers(shop, 10))
    found = ecwid_session.query(Order).all()
    for order in found:
        order.private_admin_notes = "Seen"
    ecwid_session.commit()
    assert all(order.update_date for order in found)
    with requests_of() as sent:
        assert all(order.customer for order in found)
    assert calls(sent) == ["POST /batch", "GET /batch"]
    for order in found:
        order.private_admin_notes = "Seen again"
    ecwid_session.commit()
    with requests_of() as sent:
        assert all(order.customer for order in found)
    assert sent == []


def test_objects_that_were_listed_again_are_peers_still(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    orders(shop, customers(shop, 5))
    parents = [shop.category(productIds=[]) for _ in range(3)]
    children = [shop.category(parentId=key) for key in parents]
    found, shelves = ecwid_session.query(Order).all(), ecwid_session.query(Category).all()
    assert all(shelf.product_ids == [] for shelf in shelves)
    assert ecwid_session.query(Order).all() == found
    assert ecwid_session.query(Category).all() == shelves
    with requests_of() as sent:
        assert all(order.customer for order in found)
        assert {each.id for shelf in shelves for each in shelf.children} == set(children)
    assert calls(sent) == ["POST /batch", "GET /batch", "GET /categories"]


def test_objects_that_were_expunged_are_no_peers(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    orders(shop, customers(shop, 3))
    found = ecwid_session.query(Order).all()
    ecwid_session.expunge(found[1])
    with requests_of() as sent:
        assert found[0].customer is not None
    assert len(sent.batched) == 2
    with requests_of() as sent:
        assert found[2].customer is not None
    assert sent == []


def test_one_whose_relation_was_expired_is_a_peer_still(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    customers(shop, 3)
    found = ecwid_session.query(Customer).all()
    assert list(found[0].orders) == []
    ecwid_session.expire(found[0], Customer.orders)
    with requests_of() as sent:
        assert [len(one.carts) for one in found] == [0, 0, 0]
        assert [len(one.orders) for one in found] == [0, 0, 0]
    assert calls(sent) == ["POST /batch", "GET /batch", "GET /orders"]


def test_objects_loaded_by_their_keys_are_peers(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    buyers = customers(shop, 5)
    orders(shop, buyers)
    found = ecwid_session.get_many(Customer, buyers)
    with requests_of() as sent:
        assert all(len(one.orders) == 1 for one in found)
    assert calls(sent) == ["POST /batch", "GET /batch"]


def test_objects_given_as_json_are_peers(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    buyers = customers(shop, 120)
    raws = [{"id": f"X{n}", "customerId": key} for n, key in enumerate(buyers)]
    found = ecwid_session.load(Order, raws)
    with requests_of() as sent:
        assert all(one.customer for one in found)
    assert [method for method, _, _ in sent] == ["POST", "GET", "POST", "GET"]
    assert len(sent.batched) == 120


def test_objects_without_relations_share_nothing(ecwid_session: Session, shop: Any) -> None:
    for name in "AB":
        shop.create("classes", name=name)
    assert [one._load for one in ecwid_session.query(ProductType)] == [None] * 3


# Out of reach ----------------------------------------------------------------------------------


def test_a_detached_object_has_what_was_loaded_and_no_more(
    ecwid_session: Session, shop: Any
) -> None:
    orders(shop, customers(shop, 1))
    order = ecwid_session.query(Order).one()
    customer = order.customer
    assert customer is not None
    assert customer.orders == (order,)
    ecwid_session.expunge(order)
    ecwid_session.expunge(customer)
    assert order.customer is customer
    assert customer.orders == (order,)
    with pytest.raises(Detached, match=r"carts cannot be loaded, for the object is in no session"):
        _ = customer.carts
    order.customer_id = 1
    with pytest.raises(Detached, match=r"customer cannot be loaded, .*merge\(it\) gives one"):
        _ = order.customer


def test_a_new_object_in_no_session_has_to_be_added_first() -> None:
    buyer = Customer(email="a@b.c")
    assert Order(customer=buyer).customer is buyer
    assert Order().customer is None
    assert buyer.orders == ()
    with pytest.raises(Detached, match=r"the object is new and in no session; session.add\(it\)"):
        _ = Order(customer_id=7).customer


# Declarations ----------------------------------------------------------------------------------


def test_parts_lead_to_their_whole(ecwid_session: Session, shop: Any, requests_of: Any) -> None:
    key = shop.product(options=[{"type": "SELECT", "name": "Size", "choices": []}])
    shop.create(f"products/{key}/combinations", options=[{"name": "Size", "value": "M"}])
    product = ecwid_session.get(Product, key)
    with requests_of() as sent:
        assert product.variations[0].product is product
    assert sent == []
    contacts = [{"contact": "a@b.c", "type": "EMAIL"}]
    (buyer,) = made(shop, "customers", [{"email": "a@b.c", "contacts": contacts}])
    customer = ecwid_session.get(Customer, buyer)
    assert [one.customer for one in customer.contacts] == [customer]


def test_every_relation_is_declared_over_what_there_is() -> None:
    checked = 0
    for name in resources.__all__:
        cls = getattr(resources, name)
        if not (isinstance(cls, type) and issubclass(cls, Model)):
            continue
        for relation in cls.__relations__.values():
            checked += 1
            empty: Any = cls()
            if isinstance(relation, RelatedList):
                assert relation.search in relation.model.__resource__.search.parameters
                assert relation.keys(relation.model()) == [] or relation.name == "customers"
                assert relation.key_of(empty) is None
            else:
                assert isinstance(relation, Referring)
                assert set(relation.keys(empty)) <= {0}
            assert relation.__doc__
    assert checked > 20


def test_a_subclass_may_relate_to_more_and_hide_what_it_has(
    ecwid_session: Session, shop: Any
) -> None:
    class Tagged(ProductVariation):
        product_id = fields.ParentKey("Product")
        whole: fields.Related[Product] = fields.Related(Product, key="product_id")
        product = fields.String(wire_name="product")  # type: ignore[assignment]  # hidden on purpose

    assert set(Tagged.__relations__) == {"whole"}
    assert "product" in Tagged.__fields__
    assert {"customer", "products"} <= set(Cart.__relations__)
    assert set(CustomerGroup.__relations__) == {"customers"}
