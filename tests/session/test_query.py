from __future__ import annotations

import threading
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from ecwid_orm import (
    Category,
    InvalidValue,
    MultipleResults,
    NoResult,
    NotFound,
    Product,
    ProductType,
    ProductVariation,
    Session,
    UnknownField,
    UnknownParameter,
    UnsupportedCondition,
    fields,
)


class Branded(Product):
    brand = fields.Attribute("Brand")


PAGE = "sortBy=ADDED_TIME_ASC&offset=0&limit=100"


# What is sent ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("narrow", "sent"),
    [
        (lambda q: q, f"products?{PAGE}"),
        (
            lambda q: q.where(Product.price >= 10, Product.price <= Decimal("20.50")),
            f"products?priceFrom=10&priceTo=20.50&{PAGE}",
        ),
        (lambda q: q.where(Product.enabled == False), f"products?enabled=false&{PAGE}"),
        (lambda q: q.where(Product.sku == "A"), f"products?sku=A&{PAGE}"),
        (lambda q: q.where(Product.id == 5), f"products?productId=5&{PAGE}"),
        (lambda q: q.where(Product.id.in_([5, 7])), f"products?productId=5,7&{PAGE}"),
        (
            lambda q: q.where(Product.id == 5, lang="nl"),
            f"products?productId=5&lang=nl&{PAGE}",
        ),
        (lambda q: q.where(Product.category_ids.contains(5)), f"products?categories=5&{PAGE}"),
        (
            lambda q: q.where(Product.updated >= datetime(2024, 1, 1, tzinfo=UTC)),
            f"products?updatedFrom=1704067200&{PAGE}",
        ),
        (lambda q: q.where(Branded.brand == "Acme"), f"products?attribute_Brand=Acme&{PAGE}"),
        (
            lambda q: q.where(price_from=10, in_stock=True),
            f"products?priceFrom=10&inStock=true&{PAGE}",
        ),
        (
            lambda q: q.where(Product.price >= 10).where(inventory="instock"),
            f"products?priceFrom=10&inventory=instock&{PAGE}",
        ),
        (lambda q: q(Product.price >= 10), f"products?priceFrom=10&{PAGE}"),
        (lambda q: q.where(price_from=None), f"products?{PAGE}"),
        # By relevance, if a word is looked for: so Ecwid does by itself.
        (lambda q: q.where(keyword="cap"), "products?keyword=cap&offset=0&limit=100"),
        (
            lambda q: q.where(attribute={"Brand": "Acme"}, option={"Size": ["M", "L"]}),
            f"products?attribute_Brand=Acme&option_Size=M,L&{PAGE}",
        ),
        (
            lambda q: q.only(Product.sku, "price"),
            "products?sortBy=ADDED_TIME_ASC&responseFields=total,count,offset,limit,"
            "items(id,price,sku)&offset=0&limit=100",
        ),
        (
            lambda q: q.only(Product.variations),
            "products?sortBy=ADDED_TIME_ASC&responseFields=total,count,offset,limit,"
            "items(combinations,id)&offset=0&limit=100",
        ),
        (
            lambda q: q.order_by(Product.price.desc()),
            "products?sortBy=PRICE_DESC&offset=0&limit=100",
        ),
        (lambda q: q.order_by(Product.name), "products?sortBy=NAME_ASC&offset=0&limit=100"),
        (
            lambda q: q.order_by("defined_by_store_owner"),
            "products?sortBy=DEFINED_BY_STORE_OWNER&offset=0&limit=100",
        ),
        (lambda q: q.limit(7).offset(3), "products?sortBy=ADDED_TIME_ASC&offset=3&limit=7"),
    ],
)
def test_a_query_of_products_is_one_request(
    ecwid_session: Session, requests_of: Any, narrow: Any, sent: str
) -> None:
    with requests_of() as came:
        assert narrow(ecwid_session.query(Product)).all() == []
    assert came == [("GET", f"/{sent}", None)]


@pytest.mark.parametrize(
    ("model", "narrow", "sent"),
    [
        (Category, lambda q: q, "categories?offset=0&limit=100"),
        (
            Category,
            lambda q: q.where(Category.parent_id == 0, hidden_categories=True),
            "categories?parent=0&hidden_categories=true&offset=0&limit=100",
        ),
        (
            Category,
            lambda q: q.where(Category.parent_id.in_([1, 2])),
            "categories?parentIds=1,2&offset=0&limit=100",
        ),
        (ProductType, lambda q: q, "classes"),
        (ProductType, lambda q: q.only(ProductType.name), "classes?responseFields=id,name"),
    ],
)
def test_other_listings_are_asked_in_their_own_way(
    ecwid_session: Session, requests_of: Any, model: Any, narrow: Any, sent: str
) -> None:
    with requests_of() as came:
        narrow(ecwid_session.query(model)).all()
    assert came == [("GET", f"/{sent}", None)]


def test_parts_are_listed_for_the_object_that_they_are_a_part_of(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    product = shop.product()
    with requests_of() as came:
        for narrow in (
            ecwid_session.query(ProductVariation).where(ProductVariation.product_id == product),
            ecwid_session.query(ProductVariation).where(product_id=product),
        ):
            assert narrow.all() == []
            assert narrow.count() == 0
    path = f"/products/{product}/combinations"
    listed, counted = ("GET", path, None), ("GET", f"{path}?responseFields=id", None)
    assert came == [listed, counted, listed, counted]
    with pytest.raises(UnsupportedCondition, match=r"where\(ProductVariation\.product_id == …\)"):
        ecwid_session.query(ProductVariation).all()


def test_nothing_is_sent_before_it_is_asked_for(ecwid_session: Session, requests_of: Any) -> None:
    with requests_of() as sent:
        query = ecwid_session.query(Product).where(Product.price >= 10).limit(5)
        iter(query)
        assert query.limit(0).all() == []
        assert query.limit(0).first() is None
    assert sent == []
    assert repr(query) == "<query of Product where Product.price >= 10>"


def test_each_step_gives_a_new_query(ecwid_session: Session, shop: Any) -> None:
    shop.products(3)
    everything = ecwid_session.query(Product)
    dear = everything.where(Product.price >= 2)
    assert [one.name for one in dear] == ["P2"]
    assert everything.count() == 3
    assert dear.limit(0).count() == 0


# What cannot be asked --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ask", "error", "message"),
    [
        (
            lambda q: q.where(Product.name == "Cap"),
            UnsupportedCondition,
            r"cannot search Product by Product\.name == …; it can by .*Product\.sku ==",
        ),
        (
            lambda q: q.where(Product.price > 10),
            UnsupportedCondition,
            r"Product\.price > 10; it can by .*Product\.price >=;",
        ),
        (lambda q: q.where(Product.price != 10), UnsupportedCondition, r"Product\.price != 10"),
        (
            lambda q: q.where(Product.price >= 10, Product.price >= 12),
            UnsupportedCondition,
            "a second priceFrom",
        ),
        (
            lambda q: q.where(Product.price >= 10, price_from=12),
            UnsupportedCondition,
            "price_from asks for a second priceFrom",
        ),
        (
            lambda q: q.where(Product.id.in_([1, 2]), Product.price >= 10),
            UnsupportedCondition,
            "beside productId Ecwid ignores priceFrom; ask for one or the other",
        ),
        (
            lambda q: q.where(sku="A").where(Product.enabled == True),
            UnsupportedCondition,
            "beside sku Ecwid ignores enabled",
        ),
        (lambda q: q.where(True), UnsupportedCondition, r"compare a field: Product\.id == 1"),
        (lambda q: q.where(price_form=3), UnknownParameter, "did you mean price_from?"),
        (lambda q: q.where(price_from="3"), InvalidValue, "price_from of Product: expected a num"),
        (lambda q: q.where(Product.price >= "3"), InvalidValue, "expected a number, got str"),
        (lambda q: q.where(inventory="none"), InvalidValue, "instock, outofstock"),
        (lambda q: q.where(option="L"), InvalidValue, "expected a dict of names to values"),
        (lambda q: q.order_by(Product.sku), UnsupportedCondition, r"sort Product by Product\.sku"),
        (lambda q: q.order_by("CHEAPEST"), UnsupportedCondition, "PRICE_ASC"),
        (lambda q: q.only("prise"), UnknownField, "did you mean 'price'?"),
        (lambda q: q.only("save"), UnknownField, "has no field 'save'"),
        (lambda q: q.limit(-1), InvalidValue, "whole number from 0 on, got -1"),
        (lambda q: q.offset(1.5), InvalidValue, "whole number"),
        (lambda q: q.limit(True), InvalidValue, "whole number"),
    ],
)
def test_what_ecwid_cannot_do_is_refused_at_once(
    ecwid_session: Session, requests_of: Any, ask: Any, error: Any, message: str
) -> None:
    with requests_of() as sent, pytest.raises(error, match=message):
        ask(ecwid_session.query(Product))
    assert sent == []


def test_conditions_are_not_combined_by_and(ecwid_session: Session) -> None:
    with pytest.raises(TypeError, match="side by side"):
        ecwid_session.query(Product).where(Product.price >= 10 and Product.enabled == True)


def test_a_query_is_for_a_model(ecwid_session: Session) -> None:
    for odd in ("Product", Product(name="Cap"), object):
        with pytest.raises(TypeError, match="expected a model class such as Product"):
            ecwid_session.query(odd)  # type: ignore[type-var]  # the point


# Verbs -----------------------------------------------------------------------------------------


def test_the_verbs(ecwid_session: Session, shop: Any) -> None:
    ids = shop.products(3)
    query = ecwid_session.query(Product)
    assert [one.id for one in query] == ids
    assert [one.id for one in query.all()] == ids
    assert query.ids() == ids
    assert query.count() == 3
    assert query.exists()
    assert query.first() is query.all()[0]
    assert query.where(sku="S1").one().id == ids[1]
    assert query.offset(1).count() == 2
    assert query.offset(1).limit(1).ids() == [ids[1]]
    assert query.offset(7).count() == 0
    assert query.limit(2).count() == 2
    nothing = query.where(sku="none")
    assert (nothing.first(), nothing.one_or_none(), nothing.exists()) == (None, None, False)
    assert [len(page) for page in query.pages()] == [3]


def test_one_of_none_and_one_of_several_are_errors(ecwid_session: Session, shop: Any) -> None:
    shop.products(3)
    query = ecwid_session.query(Product)
    with pytest.raises(NoResult, match=r"<query of Product where sku='none'> found nothing"):
        query.where(sku="none").one()
    for verb in (query.one, query.one_or_none):
        with pytest.raises(MultipleResults, match="more than one"):
            verb()
    assert query.limit(1).one().name == "P0"


def test_verbs_ask_for_no_more_than_they_need(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    shop.products(3)
    query = ecwid_session.query(Product)
    with requests_of() as sent:
        query.first()
        query.where(sku="S1").one()
        query.count()
        query.exists()
        query.ids()
    order = "sortBy=ADDED_TIME_ASC"
    total = f"/products?{order}&offset=0&limit=1&responseFields=total"
    narrow = "responseFields=total,count,offset,limit,items(id)"
    assert [path for _, path, _ in sent] == [
        f"/products?{order}&offset=0&limit=1",
        f"/products?sku=S1&{order}&offset=0&limit=2",
        total,
        total,
        f"/products?{order}&{narrow}&offset=0&limit=100",
    ]


def test_lists_without_pages_are_cut_here(ecwid_session: Session, shop: Any) -> None:
    for name in "AB":
        shop.create("classes", name=name)
    query = ecwid_session.query(ProductType)
    assert query.count() == 3  # General is always there
    assert [one.name for one in query.offset(1)] == ["A", "B"]
    assert [one.name for one in query.offset(1).limit(1)] == ["A"]
    assert query.offset(2).count() == 1


# Many keys -------------------------------------------------------------------------------------


def test_get_many_takes_a_hundred_by_a_request(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    ids = shop.products(250)
    known = ecwid_session.get(Product, ids[7])
    wanted = [*reversed(ids), ids[0]]
    with requests_of() as sent:
        found = ecwid_session.get_many(Product, wanted)
    assert [one.id for one in found] == wanted
    assert known in found
    assert len(sent) == 3
    asked = [path.partition("productId=")[2].partition("&")[0].split(",") for _, path, _ in sent]
    assert [len(keys) for keys in asked] == [100, 100, 49]
    with requests_of() as sent:
        assert ecwid_session.get_many(Product, ids[:50]) == list(reversed(found[-51:-1]))
    assert sent == []


def test_get_many_of_hidden_categories_and_of_one(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    shelf, hidden = shop.category(), shop.category(enabled=False)
    product = shop.product(categoryIds=[hidden])
    with requests_of() as sent:
        one, other = ecwid_session.get_many(Category, [shelf, hidden])
        assert (one.id, other.id, other.product_ids) == (shelf, hidden, [product])
        ecwid_session.get_many(Product, [product])
    assert [path for _, path, _ in sent] == [
        f"/categories?categoryIds={shelf},{hidden}&hidden_categories=true&productIds=true&limit=100",
        f"/products/{product}",
    ]


def test_get_many_where_ecwid_lists_no_ids_goes_by_one_batch(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    product = shop.product(options=[{"type": "SELECT", "name": "Size", "choices": []}])
    made = [
        shop.create(f"products/{product}/combinations", options=[{"name": "Size", "value": value}])
        for value in "ML"
    ]
    with requests_of() as sent:
        found = ecwid_session.get_many(ProductVariation, [(product, key) for key in made])
    assert [(one.product_id, one.id) for one in found] == [(product, key) for key in made]
    assert [method for method, _, _ in sent] == ["POST", "GET"]


def test_keys_that_the_store_has_not_are_named(ecwid_session: Session, shop: Any) -> None:
    key = shop.product()
    with pytest.raises(NotFound, match="Product 1, 2: not found in this store"):
        ecwid_session.get_many(Product, [key, 1, 2])
    with pytest.raises(NotFound, match="Product #1 not found"):
        ecwid_session.get(Product, 1)
    assert ecwid_session.find(Product, 1) is None
    assert ecwid_session.get_many(Product, []) == []
    product = shop.product()
    with pytest.raises(NotFound, match=r"ProductVariation \(\d+, 8\), \(\d+, 9\)"):
        ecwid_session.get_many(ProductVariation, [(product, 8), (product, 9)])


def test_an_odd_key_is_refused(ecwid_session: Session, requests_of: Any) -> None:
    with requests_of() as sent:
        for odd in (None, True, "", 1.5, (1, 2)):
            with pytest.raises(InvalidValue, match="Product"):
                ecwid_session.get(Product, odd)
        with pytest.raises(InvalidValue, match="product_id, id"):
            ecwid_session.get(ProductVariation, 5)
    assert sent == []


def test_a_closed_iteration_leaves_no_thread(ecwid_session: Session, shop: Any) -> None:
    shop.products(450)
    before = threading.active_count()
    walk = iter(ecwid_session.query(Product))
    for _ in range(150):
        next(walk)
    walk.close()  # type: ignore[attr-defined]  # it is a generator
    assert threading.active_count() == before
