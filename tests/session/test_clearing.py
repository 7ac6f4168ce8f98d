"""What None writes, and what the attribute reads as afterwards."""

from __future__ import annotations

from typing import Any

from ecwid_orm import Category, Session


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
