"""Extra fields of an order: parts of it, and objects by themselves."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from ecwid_orm import NotFound, Order, OrderExtraField, ReadOnly, Session
from ecwid_orm.testing import Sent
from tests.resources.operations import operations
from tests.session.conftest import Shop

RequestsOf = Callable[[], AbstractContextManager[Sent]]

GIFT = {"id": "gift", "title": "Gift", "value": "Yes", "customerInputType": "TEXT"}


@pytest.fixture
def order(ecwid_session: Session, shop: Shop) -> Order:
    number = shop.create("orders", email="ann@example.com", orderExtraFields=[GIFT])
    return ecwid_session.get(Order, number)


def test_a_field_is_added_by_itself(
    ecwid_session: Session, order: Order, requests_of: RequestsOf
) -> None:
    assert [one.id for one in order.order_extra_fields] == ["gift"]
    card = OrderExtraField(order_id=order, id="card", title="Card", value="With love")
    ecwid_session.add(card)
    with requests_of() as sent:
        ecwid_session.commit()
    body = {"id": "card", "title": "Card", "value": "With love"}
    assert sent.writes == [("POST", f"/orders/{order.id}/extraFields", body)]
    assert operations(sent.writes) == ["createOrderExtraField"]
    with requests_of() as sent:
        assert [one.id for one in order.order_extra_fields] == ["gift", "card"]
        assert card.customer_input_type == "TEXT"
    assert operations(sent) == ["getOrder", "listOrderExtraFields"]


def test_a_field_is_changed_and_deleted_by_itself(
    ecwid_session: Session, order: Order, requests_of: RequestsOf
) -> None:
    with requests_of() as sent:
        [gift] = ecwid_session.query(OrderExtraField).where(order_id=order.id)
    assert operations(sent) == ["listOrderExtraFields"]
    assert ecwid_session.get(OrderExtraField, (order.id, "gift")) is gift
    gift.value = "No"
    with requests_of() as sent:
        ecwid_session.commit()
        assert order.order_extra_fields[0].value == "No"
        gift.delete()
        assert order.order_extra_fields == []
    assert operations(sent.writes) == ["updateOrderExtraField", "deleteOrderExtraField"]
    assert sent.writes[0] == ("PUT", f"/orders/{order.id}/extraFields/gift", {"value": "No"})


def test_a_field_is_found_by_its_order_and_id(
    ecwid_session: Session, order: Order, requests_of: RequestsOf
) -> None:
    with requests_of() as sent:
        gift = ecwid_session.get(OrderExtraField, (order.id, "gift"))
        assert ecwid_session.find(OrderExtraField, (order.id, "card")) is None
        ecwid_session.refresh(gift)
    assert operations(sent) == ["listOrderExtraFields"] * 3
    assert gift.value == "Yes"
    with pytest.raises(NotFound, match="card"):
        ecwid_session.get_many(OrderExtraField, [(order.id, "gift"), (order.id, "card")])
    ecwid_session.client.delete(f"orders/{order.id}/extraFields/gift")
    with pytest.raises(NotFound, match="not on the server any more"):
        ecwid_session.refresh(gift)


def test_what_fields_of_two_orders_lack_is_read_from_both(
    ecwid_session: Session, shop: Shop, requests_of: RequestsOf
) -> None:
    numbers = [shop.create("orders", orderExtraFields=[{**GIFT, "value": v}]) for v in "ab"]
    orders = [ecwid_session.get(Order, number) for number in numbers]
    added = [OrderExtraField(order_id=one, id="card", title="Card", value=one.id) for one in orders]
    ecwid_session.add(*added)
    ecwid_session.commit()
    with requests_of() as sent:
        assert added[0].show_in_notifications is False
    assert operations(sent) == ["listOrderExtraFields"] * 2
    with requests_of() as sent:
        assert added[1].show_in_notifications is False
    assert sent == []
    assert [one.value for one in added] == [one.id for one in orders]


def test_a_field_is_a_part_of_a_new_order(ecwid_session: Session, requests_of: RequestsOf) -> None:
    order = Order(order_extra_fields=[OrderExtraField(id="gift", title="Gift", value="Yes")])
    ecwid_session.add(order)
    with requests_of() as sent:
        ecwid_session.commit()
    body = {"orderExtraFields": [{"id": "gift", "title": "Gift", "value": "Yes"}]}
    assert sent.writes == [("POST", "/orders", body)]
    order.order_extra_fields[0].value = "No"
    with requests_of() as sent:
        ecwid_session.commit()
    [(method, _, body)] = sent.writes
    assert method == "PUT"
    assert body["orderExtraFields"][0]["value"] == "No"


def test_the_id_of_a_field_stays(order: Order) -> None:
    with pytest.raises(ReadOnly, match="id"):
        order.order_extra_fields[0].id = "present"
