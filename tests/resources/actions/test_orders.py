"""Orders: what they come to, what is printed of them, files of their item options."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ecwid_orm import (
    CommitError,
    Conflict,
    Detached,
    InvalidValue,
    NotFound,
    Order,
    OrderCalculation,
    OrderCalculationItem,
    OrderDiscountCoupon,
    OrderItem,
    OrderItemSelectedOption,
    OrderPerson,
    ServerError,
    Session,
    SessionError,
    TransportError,
    UnknownField,
    Unprocessable,
)
from ecwid_orm.emulator import Emulator, Fault
from ecwid_orm.testing import Sent
from tests.resources.operations import operations
from tests.session.conftest import Shop

RequestsOf = Callable[[], AbstractContextManager[Sent]]

PHOTO = "Photo / Фото, 2+2?"
"""A name with all that a path cannot hold as it is."""


@pytest.fixture
def order(ecwid_session: Session, shop: Shop) -> Order:
    made = shop.client.post(
        "orders",
        {
            "email": "ann@example.com",
            "total": 30,
            "items": [
                {
                    "name": "Mug",
                    "price": 15,
                    "quantity": 2,
                    "selectedOptions": [
                        {"name": PHOTO, "type": "FILES"},
                        {"name": "Engraving", "type": "TEXT", "value": "Hi"},
                    ],
                }
            ],
        },
    )
    return ecwid_session.get(
        Order, made["orderId"] if "orderId" in made.json() else made["orderid"]
    )


# The newest --------------------------------------------------------------------------------------


def test_the_last_order_is_found(
    ecwid_session: Session, order: Order, shop: Shop, requests_of: RequestsOf
) -> None:
    with requests_of() as sent:
        assert Order.last() is order
        assert Order.last("ann@example.com", with_address=False, session=ecwid_session) is order
    assert sent == [
        ("GET", "/orders/last", None),
        ("GET", "/orders/last?customerEmail=ann%40example.com&withAddress=false", None),
    ]
    assert operations(sent) == ["getLastOrder"] * 2


def test_a_shop_without_orders_has_no_last_one(ecwid_session: Session) -> None:
    with pytest.raises(NotFound):
        Order.last()


# Sums --------------------------------------------------------------------------------------------


def test_a_new_order_is_calculated(ecwid_session: Session, requests_of: RequestsOf) -> None:
    order = Order(
        email="ann@example.com",
        private_admin_notes="not for calculating",
        billing_person=OrderPerson(name="Ann", country_code="NL"),
        items=[OrderItem(name="Cap", price=Decimal("9.95"), quantity=2)],
    )
    with requests_of() as sent:
        came = order.calculate()
    body = {
        "email": "ann@example.com",
        "billingPerson": {"name": "Ann", "countryCode": "NL"},
        "items": [{"name": "Cap", "price": 9.95, "quantity": 2}],
    }
    assert sent == [("POST", "/order/calculate", body)]
    assert operations(sent) == ["calculateOrder"]
    assert isinstance(came, OrderCalculation)
    assert came.subtotal == Decimal("19.9")
    assert came.payment_status == "INCOMPLETE"
    assert came.shipping_person == OrderPerson._wrap(came._raw["billingPerson"])
    assert order not in ecwid_session


def test_a_stored_order_is_calculated_with_what_differs(
    ecwid_session: Session, order: Order, requests_of: RequestsOf
) -> None:
    coupon = OrderDiscountCoupon(name="Ten", code="TEN", discount_type="ABS", discount=10)
    order.items[0].quantity = 3
    with requests_of() as sent:
        came = order.calculate(discount_coupon=coupon, customer_tax_exempt=True)
    [(_, _, body)] = sent
    assert body["discountCoupon"]["code"] == "TEN"
    assert body["customerTaxExempt"] is True
    [item] = body["items"]
    assert (item["quantity"], item["price"]) == (3, 15)
    known = {field.wire_name for field in OrderCalculationItem.__fields__.values()}
    assert set(item) <= known
    assert not any(value in (None, "", []) for value in body.values())
    assert came.subtotal == 45
    assert ecwid_session.dirty == [order]


def test_an_order_that_was_loaded_in_part_is_loaded_first(
    ecwid_session: Session, order: Order, requests_of: RequestsOf
) -> None:
    key = order.id
    ecwid_session.expunge(order)
    [part] = ecwid_session.query(Order).only(Order.email).where(ids=key)
    part.email = "ben@example.com"
    with requests_of() as sent:
        part.calculate()
    assert operations(sent) == ["getOrder", "calculateOrder"]
    assert sent[1][2]["email"] == "ben@example.com"
    assert len(sent[1][2]["items"]) == 1
    assert ecwid_session.dirty == [part]


def test_an_order_without_items_is_not_calculated(
    ecwid_session: Session, requests_of: RequestsOf
) -> None:
    with requests_of() as sent:
        with pytest.raises(InvalidValue, match="no items"):
            Order(email="ann@example.com").calculate()
        with pytest.raises(UnknownField, match="emial"):
            Order(items=[OrderItem(name="Cap")]).calculate(emial="ann@example.com")
    assert sent == []


def test_a_calculation_is_asked_for_again(
    ecwid_session: Session, ecwid_emulator: Emulator, requests_of: RequestsOf
) -> None:
    ecwid_emulator.faults.add(Fault("dropped_after", method="POST"))
    with requests_of() as sent:
        Order(items=[OrderItem(name="Cap", price=5)]).calculate()
    assert len(sent) == 2


# Documents ---------------------------------------------------------------------------------------


def test_an_order_can_be_repeated(order: Order, requests_of: RequestsOf) -> None:
    with requests_of() as sent:
        url = order.repeat_url()
    assert sent == [("GET", f"/orders/{order.id}/repeatURL", None)]
    assert operations(sent) == ["getRepeatOrderUrl"]
    assert url.startswith("https://store1003.company.site/repeat-order?id=")


def test_an_invoice_is_html(order: Order, requests_of: RequestsOf) -> None:
    with requests_of() as sent:
        html = order.invoice_html()
    assert sent == [("GET", f"/orders/{order.id}/invoice", None)]
    assert operations(sent) == ["getOrderInvoiceHtml"]
    assert f"#{order.order_number}</span>" in html


def test_an_unfinished_order_has_no_invoice(ecwid_session: Session, shop: Shop) -> None:
    number = shop.create("orders", email="ann@example.com", paymentStatus="INCOMPLETE")
    order = ecwid_session.get(Order, number)
    with pytest.raises(Unprocessable):
        order.invoice_html()


def test_a_receipt_is_written_to_a_file(
    order: Order, tmp_path: Path, requests_of: RequestsOf
) -> None:
    told: list[tuple[int, int | None]] = []
    path = tmp_path / "receipt.pdf"
    with requests_of() as sent:
        order.download_receipt(path, progress=lambda done, total: told.append((done, total)))
    assert sent == [("GET", f"/orders/{order.id}/invoice-pdf", None)]
    assert operations(sent) == ["getOrderReceiptPdf"]
    content = path.read_bytes()
    assert content.startswith(b"%PDF-")
    assert told[-1] == (len(content), len(content))
    held = io.BytesIO()
    order.download_receipt(held)
    assert held.getvalue() == content


def test_a_receipt_that_breaks_off_leaves_no_file(
    order: Order, ecwid_emulator: Emulator, tmp_path: Path
) -> None:
    ecwid_emulator.faults.add(Fault("dropped_after", method="GET", times=None))
    with pytest.raises(TransportError):
        order.download_receipt(tmp_path / "receipt.pdf")
    assert list(tmp_path.iterdir()) == []


def test_tax_invoices_are_made_and_listed(
    ecwid_session: Session, order: Order, requests_of: RequestsOf
) -> None:
    assert order.invoices == []
    with requests_of() as sent:
        key = order.create_tax_invoice()
        [invoice] = order.tax_invoices()
    assert sent == [
        ("POST", f"/orders/{order.id}/invoices/create-invoice", None),
        ("GET", f"/orders/{order.id}/invoices", None),
    ]
    assert operations(sent) == ["createTaxInvoice", "listTaxInvoices"]
    assert (invoice.internal_id, invoice.type) == (key, "SALE")
    assert isinstance(invoice.created, datetime)
    assert [one.internal_id for one in order.invoices] == [key]


def test_a_tax_invoice_is_not_made_twice(
    order: Order, ecwid_emulator: Emulator, requests_of: RequestsOf
) -> None:
    ecwid_emulator.faults.add(Fault("dropped_after", method="POST"))
    with requests_of() as sent, pytest.raises(TransportError) as raised:
        order.create_tax_invoice()
    assert len(sent) == 1
    assert raised.value.in_doubt
    assert len(order.tax_invoices()) == 1


def test_a_tax_invoice_can_be_looked_at_before(
    ecwid_session: Session, order: Order, requests_of: RequestsOf
) -> None:
    order.billing_person = OrderPerson(name="Zoë")
    with requests_of() as sent:
        html = order.preview_tax_invoice()
        new = Order(email="ann@example.com", total=5).preview_tax_invoice()
    assert operations(sent) == ["previewTaxInvoice"] * 2
    assert sent[0][2]["billingPerson"] == {"name": "Zoë"}
    assert sent[0][2]["id"] == order.id
    assert sent[1][2] == {"email": "ann@example.com", "total": 5}
    assert "Zoë" in html
    assert "Total: $5.00" in new


# Files of item options ---------------------------------------------------------------------------


def files(order: Order) -> list[Any]:
    [option] = [one for one in order.items[0].selected_options if one.name == PHOTO]
    return list(option.files)


def test_files_are_uploaded_by_the_commit(
    ecwid_session: Session, order: Order, tmp_path: Path, requests_of: RequestsOf
) -> None:
    path = tmp_path / "cat.jpg"
    path.write_bytes(b"cat")
    made = [
        order.upload_option_file(order.items[0], PHOTO, path),
        order.upload_option_file(order.items[0].id or 0, PHOTO, b"dog", file_name="dog.jpg"),
        order.upload_option_file(order.items[0], PHOTO, "https://example.com/a%20b/owl.jpg?x=1"),
    ]
    with requests_of() as sent:
        ecwid_session.commit()
    place = f"/orders/{order.id}/items/{order.items[0].id}/options/Photo+%2F+"
    place += "%D0%A4%D0%BE%D1%82%D0%BE%2C+2%2B2%3F"
    assert [one for one in sent if one[0] == "POST" and one[1] != "/batch"][:2] == [
        ("POST", f"{place}?fileName=cat.jpg", b"cat"),
        ("POST", f"{place}?fileName=dog.jpg", b"dog"),
    ]
    assert [one[:2] for one in sent.writes][-1] == (
        "POST",
        f"{place}?fileName=owl.jpg&externalUrl=https:%2F%2Fexample.com%2Fa%2520b%2Fowl.jpg%3Fx%3D1",
    )
    assert operations(sent.writes) == ["uploadOrderItemOptionFile"] * 3
    assert [one.name for one in files(order)] == ["cat.jpg", "dog.jpg", "owl.jpg"]
    assert [one.id for one in files(order)] == [one.id for one in made]


def test_files_are_deleted(ecwid_session: Session, order: Order, requests_of: RequestsOf) -> None:
    for number in range(3):
        order.upload_option_file(order.items[0], PHOTO, b"x", file_name=f"{number}.txt")
    ecwid_session.commit()
    first = files(order)[0]
    with requests_of() as sent:
        order.delete_option_file(order.items[0], PHOTO, first)
        assert [one.name for one in files(order)] == ["1.txt", "2.txt"]
        assert order.delete_option_files(order.items[0], PHOTO) == 2
        assert files(order) == []
    assert operations(sent) == [
        "deleteOrderItemOptionFile",
        "getOrder",
        "deleteOrderItemOptionFiles",
        "getOrder",
    ]
    assert sent[0][1].endswith(f"/files/{first.id}")
    with pytest.raises(NotFound):
        order.delete_option_file(order.items[0], PHOTO, first)


def test_an_option_of_another_type_takes_no_files(ecwid_session: Session, order: Order) -> None:
    made = order.upload_option_file(order.items[0], "Engraving", b"x", file_name="x.txt")
    with pytest.raises(CommitError) as raised:
        ecwid_session.commit()
    [failure] = raised.value.failures
    assert isinstance(failure.error, Conflict)
    assert failure.error.code == "OPTIONS_IS_NOT_FILES_TYPE"
    assert made.id is None
    assert len(ecwid_session.plan()) == 1


def test_what_cannot_be_uploaded_is_refused_at_once(
    ecwid_session: Session, order: Order, tmp_path: Path
) -> None:
    with pytest.raises(InvalidValue, match="file_name="):
        order.upload_option_file(order.items[0], PHOTO, b"x")
    with pytest.raises(InvalidValue, match="file_name="):
        order.upload_option_file(order.items[0], PHOTO, "https://example.com/")
    with pytest.raises(OSError, match="no such file"):
        order.upload_option_file(order.items[0], PHOTO, tmp_path / "nothing.txt")
    order.items.append(OrderItem(name="Plate"))
    with pytest.raises(InvalidValue, match="the item has no id yet"):
        order.upload_option_file(order.items[1], PHOTO, b"x", file_name="x.txt")
    order.items.pop()
    assert len(ecwid_session.plan()) == 0


def test_a_file_may_have_100_megabytes(ecwid_session: Session, order: Order) -> None:
    large = bytes(21_000_000)
    order.upload_option_file(order.items[0], PHOTO, large, file_name="large.bin")
    ecwid_session.commit()
    assert files(order)[0].size == len(large)


# Where there is no order to ask of ---------------------------------------------------------------


def test_a_new_order_has_no_documents(ecwid_session: Session, requests_of: RequestsOf) -> None:
    order = Order(email="ann@example.com", items=[OrderItem(name="Mug")])
    with requests_of() as sent:
        with pytest.raises(Detached, match="save"):
            order.invoice_html()
        ecwid_session.add(order)
        with pytest.raises(SessionError, match="does not have"):
            order.repeat_url()
    assert sent == []


def test_an_order_that_is_gone_is_not_found(ecwid_session: Session, order: Order) -> None:
    ecwid_session.client.delete(f"orders/{order.id}")
    for ask in (order.repeat_url, order.invoice_html, order.tax_invoices, order.create_tax_invoice):
        with pytest.raises(NotFound, match="not found"):
            ask()


def test_while_a_catalogue_is_imported_a_call_is_tried_again(
    ecwid_emulator: Emulator, order: Order
) -> None:
    ecwid_emulator.faults.add(Fault("5xx_before", status=449, method="GET"))
    assert order.repeat_url()


def test_a_server_that_goes_on_failing_is_an_error(ecwid_emulator: Emulator, order: Order) -> None:
    ecwid_emulator.faults.add(Fault("5xx_before", status=503, method="GET", times=None))
    with pytest.raises(ServerError):
        order.repeat_url()


# Deletions ---------------------------------------------------------------------------------------


def test_deleted_orders_are_told(
    ecwid_session: Session, order: Order, requests_of: RequestsOf
) -> None:
    key, number = order.id, order.order_number
    order.delete()
    with requests_of() as sent:
        [gone] = Order.deleted_items(datetime(2023, 11, 1, tzinfo=UTC), 1_900_000_000)
    assert sent == [
        ("GET", "/orders/deleted?from_date=1698796800&to_date=1900000000&limit=100&offset=0", None)
    ]
    assert operations(sent) == ["listDeletedOrders"]
    assert (gone.id, gone.order_id) == (number, key)


def test_selected_options_are_values() -> None:
    assert OrderItemSelectedOption(name=PHOTO, type="FILES").name == PHOTO
