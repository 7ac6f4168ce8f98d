"""An entry of a list as an attribute of its own."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ecwid_orm.exceptions import ConfigurationError, InvalidValue, UnsupportedCondition
from ecwid_orm.model import fields
from ecwid_orm.model.state import changes, dump
from ecwid_orm.resources import Customer, Order, Product, StoreProfile


class Book(Product):
    """A product with attributes as attributes."""

    author = fields.Attribute("Author")
    pages = fields.Attribute("Pages", int, doc="How many.")


def book(*attributes: dict[str, Any]) -> Book:
    return Book._wrap({"id": 1, "name": "Emma", "attributes": list(attributes)}, None, None)


def test_an_entry_reads_as_its_kind() -> None:
    emma = book({"name": "Author", "value": "Austen"}, {"name": "Pages", "value": "474"})
    assert (emma.author, emma.pages) == ("Austen", 474)
    assert (book().author, book().pages) == (None, None)
    assert changes(emma) == []


def test_an_assignment_changes_its_entry_alone() -> None:
    emma = book({"id": 5, "name": "Pages", "value": "474", "new": 1}, {"name": "x", "value": "y"})
    emma.pages = 475
    assert changes(emma)[0].field is Product.attributes
    assert dump(emma)["attributes"] == [
        {"id": 5, "name": "Pages", "value": "475", "new": 1},
        {"name": "x", "value": "y"},
    ]
    emma.pages = 474
    assert changes(emma) == []


def test_an_entry_that_is_missing_is_added_and_none_takes_it_out() -> None:
    emma = book({"name": "x", "value": "y"})
    emma.author = "Austen"
    assert dump(emma)["attributes"][1] == {"name": "Author", "value": "Austen"}
    emma.author = None
    assert changes(emma) == []
    emma.author = None
    assert changes(emma) == []


def test_a_new_object_may_have_entries_from_the_start() -> None:
    assert dump(Book(name="Emma", author="Austen")) == {
        "name": "Emma",
        "attributes": [{"name": "Author", "value": "Austen"}],
    }


def test_a_value_of_another_kind_is_refused() -> None:
    with pytest.raises(InvalidValue, match="<Book 1 'Emma'>: pages: invalid literal"):
        book().pages = "many"


def test_an_entry_can_be_searched_for() -> None:
    search = Product.__resource__.search
    assert search.compile("Book", [Book.author == "Austen"], {}) == {"attribute_Author": "Austen"}
    assert search.compile("Book", [Book.author.in_(["A", "B"])], {}) == {
        "attribute_Author": ["A", "B"]
    }
    with pytest.raises(UnsupportedCondition):
        search.compile("Book", [Book.author >= "A"], {})


def test_a_class_attribute_is_the_field() -> None:
    assert Book.author.__doc__ == "The entry 'Author' of `attributes`."
    assert Book.pages.__doc__ == "How many."
    assert "author" not in Book.Schema().fields


class GiftOrder(Order):
    """An order with an extra field as an attribute."""

    note = fields.ExtraField("gift_note", title="Gift note")
    weight = fields.ExtraField("weight", Decimal)


class Member(Customer):
    """A customer with one."""

    birthday = fields.ExtraField("birthday")


def test_extra_fields_of_an_order_are_attributes_too() -> None:
    order = GiftOrder._wrap(
        {"id": "A1", "orderExtraFields": [{"id": "weight", "value": "1.5", "orderBy": "0"}]}
    )
    assert order.weight == Decimal("1.5")
    assert order.note is None
    order.note = "Happy birthday"
    assert dump(order)["orderExtraFields"] == [
        {"id": "weight", "value": "1.5", "orderBy": "0"},
        {"id": "gift_note", "value": "Happy birthday", "title": "Gift note"},
    ]


def test_extra_fields_of_a_customer_are_attributes_too() -> None:
    member = Member._wrap({"id": 1, "extrafields": [{"key": "birthday", "value": "1 May"}]})
    assert member.birthday == "1 May"
    member.birthday = None
    assert changes(member)[0].new == []
    member.birthday = "2 May"
    assert changes(member)[0].new == [{"key": "birthday", "value": "2 May", "title": "birthday"}]


def test_an_entry_needs_a_model_that_has_such_a_list() -> None:
    class Shop(StoreProfile):
        note = fields.ExtraField("note")

    with pytest.raises(ConfigurationError, match=r"Shop\.note goes with models that have"):
        _ = Shop().note
