"""Categories: by path, their products, their order, their picture."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from ecwid_orm import (
    Category,
    Conflict,
    InvalidValue,
    NotFound,
    Product,
    Session,
    SessionError,
    UnknownParameter,
)
from ecwid_orm.testing import Sent
from tests.emulator.images import png
from tests.resources.operations import operations
from tests.session.conftest import Shop

RequestsOf = Callable[[], AbstractContextManager[Sent]]

URL = "https://pictures.example.com/shelf.png"


@pytest.fixture
def shelf(ecwid_session: Session, shop: Shop) -> Category:
    return ecwid_session.get(Category, shop.category(name="Shelf"))


# By path ------------------------------------------------------------------------------------------


@pytest.fixture
def tree(shop: Shop) -> dict[str, int]:
    clothes = shop.category(name="Clothes")
    tees = shop.category(name="Tees", parentId=clothes)
    odd = shop.category(name="A/B, C|D", parentId=clothes)
    hidden = shop.category(name="Old", parentId=clothes, enabled=False)
    return {"clothes": clothes, "tees": tees, "odd": odd, "hidden": hidden}


def test_categories_are_found_by_the_names_on_the_way(
    ecwid_session: Session, tree: dict[str, int], requests_of: RequestsOf
) -> None:
    with requests_of() as sent:
        (tees,) = Category.by_path(" clothes / TEES")
    assert operations(sent) == ["searchCategoriesByPath"]
    assert tees is ecwid_session.get(Category, tree["tees"])
    assert tees.name == "Tees"
    assert Category.by_path("Clothes>Tees", delimiter=">") == [tees]
    assert Category.by_path("Shoes") == []


def test_names_with_slashes_are_given_as_a_list(
    ecwid_session: Session, tree: dict[str, int], requests_of: RequestsOf
) -> None:
    with requests_of() as sent:
        (odd,) = Category.by_path(["Clothes", "A/B, C|D"])
    assert odd.id == tree["odd"]
    assert "delimiter=%3E" in sent[0][1]
    with pytest.raises(InvalidValue, match="delimiter="):
        Category.by_path(["/|>\\;~^"])


def test_hidden_categories_are_found_if_asked_for(
    ecwid_session: Session, tree: dict[str, int]
) -> None:
    assert Category.by_path("Clothes/Old") == []
    assert [one.id for one in Category.by_path("Clothes/Old", hidden_categories=True)] == [
        tree["hidden"]
    ]


def test_what_the_search_leaves_out_is_loaded_when_it_is_read(
    ecwid_session: Session, tree: dict[str, int], shop: Shop
) -> None:
    product = shop.product(categoryIds=[tree["tees"]])
    (tees,) = Category.by_path("Clothes/Tees")
    assert list(tees.product_ids) == [product]


def test_a_search_by_path_names_its_mistakes(
    ecwid_session: Session, requests_of: RequestsOf
) -> None:
    with requests_of() as sent:
        for path in ("", " / "):
            with pytest.raises(InvalidValue, match="at least one category"):
                Category.by_path(path)
        with pytest.raises(InvalidValue, match="at least one category"):
            Category.by_path([])
        with pytest.raises(UnknownParameter, match="hidden_categories"):
            Category.by_path("A", hidden_category=True)
    assert sent == []


# Products -----------------------------------------------------------------------------------------


def test_products_are_assigned_and_unassigned(
    ecwid_session: Session, shelf: Category, shop: Shop, requests_of: RequestsOf
) -> None:
    tee, other = ecwid_session.get(Product, shop.product()), shop.product()
    assert list(tee.category_ids) == []
    with requests_of() as sent:
        shelf.assign_products([tee, other])
    assert list(sent) == [
        ("POST", f"/categories/{shelf.id}/assignProducts", {"productIds": [tee.id, other]})
    ]
    assert operations(sent) == ["assignProductsToCategory"]
    assert list(shelf.product_ids) == [tee.id, other]
    assert list(tee.category_ids) == [shelf.id]
    with requests_of() as sent:
        shelf.unassign_products([tee])
    assert list(sent) == [
        ("POST", f"/categories/{shelf.id}/unassignProducts", {"productIds": [tee.id]})
    ]
    assert operations(sent) == ["unassignProductsFromCategory"]
    assert list(shelf.product_ids) == [other]
    assert list(tee.category_ids) == []
    assert ecwid_session.dirty == []


def test_many_products_go_in_parts(
    ecwid_session: Session, shelf: Category, shop: Shop, requests_of: RequestsOf
) -> None:
    key = shop.product()
    with requests_of() as sent:
        shelf.unassign_products([key] * 4001)
    assert [len(body["productIds"]) for _, _, body in sent] == [2000, 2000, 1]


def test_what_cannot_be_assigned_is_refused_before_anything_is_sent(
    ecwid_session: Session, shelf: Category, shop: Shop, requests_of: RequestsOf
) -> None:
    new = Category(name="New")
    ecwid_session.add(new)
    with requests_of() as sent:
        with pytest.raises(InvalidValue, match="no id yet"):
            shelf.assign_products([Product(name="Cap")])
        with pytest.raises(InvalidValue, match="expected a Product or its id, got a Category"):
            shelf.assign_products([shelf])  # type: ignore[list-item]  # the point
        with pytest.raises(SessionError, match="does not have"):
            new.assign_products([1])
    assert sent == []


# Order --------------------------------------------------------------------------------------------


def test_the_order_of_categories(
    ecwid_session: Session, shop: Shop, requests_of: RequestsOf
) -> None:
    parent = shop.category()
    first, second, third = (
        ecwid_session.get(Category, shop.category(parentId=parent)) for _ in range(3)
    )
    assert Category.order_in(parent) == [first.id, second.id, third.id]
    assert (first.order_by or 0) < (third.order_by or 0)
    with requests_of() as sent:
        Category.set_order_in(parent, [third, first])
    assert list(sent) == [
        (
            "PUT",
            f"/categories/sort?parentCategory={parent}",
            {"sortedIds": [third.id, first.id]},
        )
    ]
    assert operations(sent) == ["updateCategoryOrder"]
    assert (third.order_by, first.order_by, second.order_by) == (10, 20, 30)
    with requests_of() as sent:
        assert Category.order_in() == [parent]
    assert list(sent) == [("GET", "/categories/sort?parentCategory=0", None)]
    assert operations(sent) == ["getCategoryOrder"]
    with pytest.raises(Conflict):
        Category.set_order_in(None, [first])
    with pytest.raises(NotFound):
        Category.order_in(7)


# The picture --------------------------------------------------------------------------------------


def test_the_picture_is_uploaded_and_deleted(
    ecwid_session: Session, shelf: Category, requests_of: RequestsOf
) -> None:
    path = f"/categories/{shelf.id}/image"
    shelf.upload_image(png(7, 3))
    with requests_of() as sent:
        ecwid_session.commit()
    assert list(sent) == [("POST", path, png(7, 3))]
    assert operations(sent) == ["uploadCategoryImage"]
    assert shelf.original_image is not None
    assert shelf.original_image.width == 7
    shelf.upload_image(URL, size=(800, 600), alt="A shelf")
    with requests_of() as sent:
        ecwid_session.commit()
    body: dict[str, Any] = {"url": URL, "width": 800, "height": 600, "alt": {"main": "A shelf"}}
    assert list(sent) == [("POST", f"{path}/async", body)]
    assert operations(sent) == ["uploadCategoryImageAsync"]
    assert shelf.original_image_url == URL
    assert shelf.alt is not None
    assert shelf.alt.main == "A shelf"
    with requests_of() as sent:
        shelf.delete_image()
    assert list(sent) == [("DELETE", path, None)]
    assert operations(sent) == ["deleteCategoryImage"]
    assert shelf.original_image_url is None


def test_a_new_category_gets_its_picture_after_its_creation(
    ecwid_session: Session, requests_of: RequestsOf
) -> None:
    shelf = Category(name="New")
    shelf.upload_image(png())
    with requests_of() as sent:
        shelf.save()
    assert sent[-1][:2] == ("POST", f"/categories/{shelf.id}/image")
    assert shelf.image_url
