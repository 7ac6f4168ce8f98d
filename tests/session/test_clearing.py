"""What None writes, and what the attribute reads as afterwards."""

from __future__ import annotations

from typing import Any

from ecwid_orm import Category, Coupon, Session


def test_a_reference_that_was_emptied_reads_as_the_shop_has_it(
    ecwid_session: Session, requests_of: Any
) -> None:
    parent = Category(name="Clothes")
    child = Category(name="Hats", parent_id=parent.id)
    ecwid_session.add(parent, child)
    ecwid_session.commit()
    child.parent_id = None
    assert child.parent_id is None
    with requests_of() as sent:
        ecwid_session.commit()
    assert sent == [("PUT", f"/categories/{child.id}", {"parentId": 0})]
    assert child.parent_id is None
    assert ecwid_session.dirty == []


def test_a_new_part_empties_what_it_says_is_empty(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    shelf = shop.category()
    body = {"name": "D", "code": "D", "discountType": "ABS", "discount": 1}
    key = shop.create("discount_coupons", **body, catalogLimit={"categories": [shelf]})
    coupon = ecwid_session.get(Coupon, key)
    coupon.catalog_limit = {"categories": []}
    with requests_of() as sent:
        ecwid_session.commit()
    assert [body for _, _, body in sent.writes] == [{"catalogLimit": {"categories": []}}]
    assert shop.read(f"discount_coupons/{key}")["catalogLimit"]["categories"] == []
