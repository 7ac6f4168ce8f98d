"""A search for one of no values finds nothing, and asks nobody."""

from __future__ import annotations

from typing import Any

from ecwid_orm import Product, Session, fields


def test_one_of_no_values_finds_nothing(ecwid_session: Session, requests_of: Any) -> None:
    ecwid_session.add(Product(name="Tee"))
    ecwid_session.commit()
    with requests_of() as sent:
        for query in (
            ecwid_session.query(Product).where(Product.id.in_([])),
            ecwid_session.query(Product).where(product_id=[]),
        ):
            assert query.all() == []
            assert query.count() == 0
            assert query.first() is None
    assert sent == []


class Tent(Product):
    seasons = fields.Attribute("Seasons", int)


def test_an_attribute_is_searched_for_by_its_text(ecwid_session: Session) -> None:
    tent = Tent(name="Gale", seasons=3)
    ecwid_session.add(tent, Tent(name="Barn", seasons=4))
    ecwid_session.commit()
    assert ecwid_session.query(Tent).where(Tent.seasons == 3).all() == [tent]
    assert ecwid_session.query(Tent).where(Tent.seasons.in_([3, 4])).count() == 2
