"""Invoices and receipts of orders."""

from __future__ import annotations

import re

from tests.emulator.conftest import Reply, drive
from tests.emulator.families.conftest import Catalogue

ITEM = {"name": "Mug (large) \\ <b>", "price": 1234.5, "quantity": 2}


def text(shop: Catalogue, method: str, path: str, body: object = None) -> str:
    reply = shop.api(method, path, body)
    assert (reply.status, reply.headers["Content-Type"]) == (200, "text/html;charset=utf-8")
    return reply.content.decode()


def check_pdf(pdf: bytes) -> None:
    """The table at the end says rightly where each object begins."""
    assert pdf.startswith(b"%PDF-1.4\n")
    assert pdf.endswith(b"%%EOF\n")
    table = int(pdf.rsplit(b"startxref\n", 1)[1].split()[0])
    lines = pdf[table:].split(b"\n")
    assert lines[0] == b"xref"
    count = int(lines[1].split()[1])
    assert all(len(line) == 19 for line in lines[2 : 2 + count])
    for number in range(1, count):
        offset = int(lines[2 + number].split()[0])
        assert pdf[offset:].startswith(b"%d 0 obj\n" % number)
    length, stream = re.findall(rb"/Length (\d+) >>\nstream\n(.*)\nendstream", pdf, re.DOTALL)[0]
    assert int(length) == len(stream)


def test_invoice(shop: Catalogue) -> None:
    shop.order(email="a@example.com")
    [number] = shop.orders()
    html = text(shop, "GET", f"/orders/{number}/invoice")
    assert "<!-- Invoice body markup -->" in html
    assert "<!-- Order number -->" in html
    assert f"#{number}</span>" in html


def test_an_invoice_escapes_what_buyers_wrote(shop: Catalogue) -> None:
    html = text(shop, "GET", f"/orders/{shop.order(items=[ITEM])}/invoice")
    assert "2 x Mug (large) \\ &lt;b&gt;  $2,469.00" in html


def test_a_cart_has_no_invoice(shop: Catalogue) -> None:
    number = shop.order(paymentStatus="INCOMPLETE")
    assert shop.refused("GET", f"/orders/{number}/invoice")[0] == 422
    assert shop.refused("GET", "/orders/5/invoice")[:2] == (404, "ORDER_NOT_FOUND")


def test_the_receipt_is_a_pdf_of_the_order_as_it_is(shop: Catalogue) -> None:
    number = shop.order(items=[ITEM], total=5, billingPerson={"name": "Żółw", "city": "Łódź"})
    reply = shop.api("GET", f"/orders/{number}/invoice-pdf")
    assert (reply.status, reply.headers["Content-Type"]) == (200, "application/pdf")
    check_pdf(reply.content)
    assert rb"(2 x Mug \(large\) \\ <b> $2,469.00) Tj" in reply.content
    assert b"(Total: $5.00) Tj" in reply.content
    shop.put(f"/orders/{number}", {"total": 6})
    assert b"(Total: $6.00)" in shop.api("GET", f"/orders/{number}/invoice-pdf").content


def test_tax_invoices_are_kept_as_the_order_was(shop: Catalogue) -> None:
    number = shop.order(total=5)
    assert shop.get(f"/orders/{number}/invoices") == {"invoices": []}
    first = shop.post(f"/orders/{number}/invoices/create-invoice")["id"]
    shop.put(f"/orders/{number}", {"total": 6})
    second = shop.post(f"/orders/{number}/invoices/create-invoice")["id"]
    invoices = shop.get(f"/orders/{number}/invoices")["invoices"]
    assert [each["internalId"] for each in invoices] == [first, second]
    assert set(invoices[0]) == {"internalId", "id", "created", "link", "type"}
    assert shop.get(f"/orders/{number}")["invoices"] == invoices
    pdf = followed(shop, invoices[0]["link"])
    check_pdf(pdf.content)
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert b"(Total: $5.00)" in pdf.content
    shop.delete(f"/orders/{number}")
    assert followed(shop, invoices[0]["link"]).status == 404
    assert shop.refused("POST", "/orders/5/invoices/create-invoice")[0] == 404


def test_a_tax_invoice_of_an_unsaved_order_can_be_previewed(shop: Catalogue) -> None:
    html = text(shop, "POST", "/orders/tax-invoice-preview", {"items": [ITEM], "total": 7})
    assert "Tax invoice" in html
    assert "Total: $7.00" in html
    assert shop.get("/orders")["total"] == 0


def followed(shop: Catalogue, url: str) -> Reply:
    environ = {"REQUEST_METHOD": "GET", "REQUEST_URI": url.removeprefix("http://localhost")}
    return drive(shop.api.shop, environ)
