"""Invoices and receipts of orders. https://docs.ecwid.com/api-reference/rest-api/orders"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.call import Answer, Call
from ecwid_orm.emulator.merge import Merge
from ecwid_orm.emulator.routing import route
from ecwid_orm.emulator.sales import documents
from ecwid_orm.emulator.sales.order_view import shown_invoices
from ecwid_orm.emulator.sales.orders import order

Body = dict[str, Any]


@route("getOrderInvoiceHtml")
def get_invoice(call: Call) -> Answer:
    """The invoice as HTML."""
    return _html(documents.invoice_html(order(call.shop, call.path_args["orderId"])))


@route("getOrderReceiptPdf")
def get_receipt(call: Call) -> Answer:
    """The receipt as PDF."""
    pdf = documents.receipt_pdf(order(call.shop, call.path_args["orderId"]))
    return Answer(body=pdf, headers={"Content-Type": "application/pdf"})


@route("listTaxInvoices")
def list_invoices(call: Call) -> Body:
    """The tax invoices of an order, the oldest first."""
    stored = order(call.shop, call.path_args["orderId"])
    return {"invoices": shown_invoices(call.shop, stored)}


@route("createTaxInvoice")
def post_invoice(call: Call) -> Body:
    """A new tax invoice: its internal id."""
    stored = order(call.shop, call.path_args["orderId"])
    return {"id": documents.create_tax_invoice(call.shop, stored)}


@route("previewTaxInvoice")
def preview_invoice(call: Call) -> Answer:
    """A tax invoice of an order that is not stored."""
    return _html(documents.preview_html(Merge(call.shop.spec, "Order").create(call.body)))


def _html(text: str) -> Answer:
    return Answer(body=text.encode(), headers={"Content-Type": "text/html;charset=utf-8"})
