"""What can be printed of an order: invoice, receipt, tax invoices."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from html import escape
from typing import Any
from urllib.parse import urlencode

from ecwid_orm.emulator import blobs
from ecwid_orm.emulator.errors import ApiError
from ecwid_orm.emulator.formats import money, timestamp
from ecwid_orm.emulator.sales.kinds import CART
from ecwid_orm.emulator.sales.orders import save_order
from ecwid_orm.emulator.sales.pdf import text_page
from ecwid_orm.emulator.shop import Shop
from ecwid_orm.emulator.webhooks import changed

Body = dict[str, Any]


def invoice_html(order: Body) -> str:
    """The invoice; `ApiError` 422 for a cart, which has none."""
    if order["paymentStatus"] == CART:
        raise ApiError(422, None, "An unfinished order has no invoice")
    return _page(order, "Invoice")


def preview_html(order: Body) -> str:
    """A tax invoice of an order that is not stored; it has no number yet."""
    return _page(order, "Tax invoice")


def receipt_pdf(order: Body) -> bytes:
    """The receipt as it is now."""
    return text_page(["Receipt", *_lines(order)])


def create_tax_invoice(shop: Shop, order: Body) -> int:
    """Make a tax invoice of an order as it is now and keep its PDF; its internal id."""
    key = shop.new_id("tax_invoice")
    name = f"invoice-{key}.pdf"
    pdf = text_page([f"Tax invoice {key}", *_lines(order)])
    invoice = {
        "internalId": key,
        "id": str(key),
        "created": timestamp(shop.clock.now()),
        "type": "SALE",
        "$blob": blobs.keep(shop, name, pdf).id,
        "$name": name,
    }
    order["invoices"] = [*order["invoices"], invoice]
    save_order(shop, order)
    changed(shop, "invoice.created", key, {"orderId": order["id"]})
    return key


def repeat_url(shop: Shop, order: Body) -> str:
    """The address on the storefront where the order can be placed again."""
    store = shop.settings.store_id
    secret = f"{shop.settings.random_seed}:{store}:repeat:{order['orderNumber']}"
    query = {
        "id": order["id"],
        "token": hashlib.sha256(secret.encode()).hexdigest()[:20],
        "type": "order",
        "utm_source": "repeat_order_button",
        "utm_medium": "api",
    }
    return f"https://store{store}.company.site/repeat-order?{urlencode(query)}"


def _page(order: Body, title: str) -> str:
    number = order.get("orderNumber", 0)
    lines = "\n".join(f"<p>{escape(line)}</p>" for line in _lines(order))
    return (
        f'<!DOCTYPE html>\n<html>\n<head><meta charset="utf-8"><title>{title}</title></head>\n'
        "<body>\n<!-- Invoice body markup -->\n"
        f"<h1>{title} <!-- Order number --><span>#{number}</span></h1>\n"
        f"{lines}\n</body>\n</html>\n"
    )


def _lines(order: Body) -> Iterator[str]:
    yield f"Order {order.get('id', '')} of {order.get('createDate', '')}"
    for name in ("billingPerson", "shippingPerson"):
        person = order.get(name, {})
        fields = ("name", "companyName", "street", "postalCode", "city", "countryCode")
        if person:
            yield ", ".join(str(person[field]) for field in fields if person.get(field))
    for item in order.get("items", ()):
        amount = item.get("price", 0) * item.get("quantity", 1)
        yield f"{item.get('quantity', 1)} x {item.get('name', '')}  {money(amount)}"
    for label, field in (("Subtotal", "subtotal"), ("Tax", "tax"), ("Total", "total")):
        yield f"{label}: {money(order.get(field, 0))}"
