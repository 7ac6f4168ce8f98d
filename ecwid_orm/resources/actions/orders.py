"""What orders do besides CRUD: sums, documents, files of item options."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Self
from urllib.parse import unquote, urlsplit

from ecwid_orm.exceptions import InvalidValue
from ecwid_orm.model import Model, state
from ecwid_orm.model.actions import call, download, performs, session_of, shop_call, upload
from ecwid_orm.model.current import current_session
from ecwid_orm.model.keys import resolved
from ecwid_orm.model.resource import segment
from ecwid_orm.model.uploads import Progress, Source, Upload, is_url
from ecwid_orm.resources.actions.deletions import Deletions
from ecwid_orm.resources.order_calculation import (
    OrderCalculation,
    OrderCalculationItem,
    OrderCalculationRequest,
)
from ecwid_orm.resources.order_items import OrderItem, OrderItemOptionFile
from ecwid_orm.resources.order_parts import TaxInvoice

LARGEST_FILE = 100 * 1024**2
"""Bytes that Ecwid takes for an item's option."""


class OrderActions(Deletions):
    """The methods of `Order`."""

    @classmethod
    @performs("getLastOrder")
    def last(
        cls,
        customer_email: str | None = None,
        *,
        with_address: bool | None = None,
        session: Any = None,
    ) -> Self:
        """The newest order, of a customer or of all. Raises NotFound where there is none.

        `with_address=True` passes over orders without an address. `session` is the current one if
        it is left out.
        """
        session = current_session() if session is None else session
        params = {"customerEmail": customer_email, "withAddress": with_address}
        raw = shop_call("GET", "orders/last", params=params, session=session).json()
        order: Self = session.load(cls, raw)
        return order

    # Sums --------------------------------------------------------------------------------

    @performs("calculateOrder")
    def calculate(self, *, session: Any = None, **changes: Any) -> OrderCalculation:
        """What the order comes to: sums, taxes, shipping options. Nothing is stored.

        The order may be new, and in no session: `Order(items=[…]).calculate()`. `changes` are
        attributes of `OrderCalculationRequest` that are to differ from the order's. `session` is
        the order's, else the current one. Raises InvalidValue without items.

        https://docs.ecwid.com/api-reference/rest-api/orders
        """
        whole = _whole(self)
        names = [field.wire_name for field in OrderCalculationRequest.__fields__.values()]
        asked = OrderCalculationRequest._wrap({key: whole[key] for key in names if whole.get(key)})
        if "items" in asked._raw:
            asked._raw["items"] = [_calculable(item) for item in whole["items"]]
        for name, value in changes.items():
            setattr(asked, name, value)
        body = resolved(state.dump(asked), otherwise=None)
        if not body.get("items"):
            raise InvalidValue(f"{self!r} has no items, so there is nothing to calculate; add some")
        if session is None and self._home is not None:
            session = self._home.session
        answer = shop_call("POST", "order/calculate", json=body, idempotent=True, session=session)
        return OrderCalculation._wrap(answer.json())

    # Documents ---------------------------------------------------------------------------

    @performs("getRepeatOrderUrl")
    def repeat_url(self) -> str:
        """The address where the customer can place the same order again."""
        return str(call(self, "GET", "/repeatURL")["repeatOrderUrl"])

    @performs("getOrderInvoiceHtml")
    def invoice_html(self) -> str:
        """The invoice as HTML. Raises Unprocessable for an INCOMPLETE order, which has none."""
        return str(call(self, "GET", "/invoice", expects="bytes").text)

    @performs("getOrderReceiptPdf")
    def download_receipt(
        self, to: str | os.PathLike[str] | BinaryIO, *, progress: Progress | None = None
    ) -> None:
        """Write the latest receipt, a PDF, to a path or to a file open for writing in binary.

        `progress` is called with the bytes done and the total, None where Ecwid does not say. A
        path has a file only once all of it is there.
        """
        download(self, "/invoice-pdf", to, progress=progress)

    @performs("listTaxInvoices")
    def tax_invoices(self) -> list[TaxInvoice]:
        """The tax invoices of the order as they are now, the oldest first."""
        answer = call(self, "GET", "/invoices")
        return [TaxInvoice._wrap(raw) for raw in answer["invoices"]]

    @performs("createTaxInvoice")
    def create_tax_invoice(self) -> int:
        """Make a tax invoice of the order as the store has it, now; its `internal_id`."""
        return int(call(self, "POST", "/invoices/create-invoice", outdates=())["id"])

    @performs("previewTaxInvoice")
    def preview_tax_invoice(self, *, session: Any = None) -> str:
        """A tax invoice of the order as it is here, as HTML. Nothing is stored.

        The order may be new, and in no session. `session` is the order's, else the current one.
        """
        body = resolved(_whole(self), otherwise=None)
        if session is None and self._home is not None:
            session = self._home.session
        answer = shop_call(
            "POST",
            "orders/tax-invoice-preview",
            json=body,
            expects="bytes",
            idempotent=True,
            session=session,
        )
        return str(answer.text)

    # Files of item options ---------------------------------------------------------------

    @performs("uploadOrderItemOptionFile")
    def upload_option_file(
        self,
        item: OrderItem | int,
        option: str,
        source: Source,
        *,
        file_name: str | None = None,
        progress: Progress | None = None,
    ) -> Upload:
        """Have the next commit upload a file for an option of an item, one of the type FILES.

        `source` is a URL, a path, bytes or a binary file of 100 MB at most; its name is used where
        there is no `file_name`, which bytes need. `progress` is called with the bytes done and the
        total. Raises InvalidValue, UnreadableFile. The commit fails with Conflict or BadRequest
        where the option is of another type.
        """
        suffix = _option_path(item, option)
        params = {"fileName": file_name or _name_of(source)}
        return upload(
            self,
            suffix,
            source,
            params=params,
            outdates=("items",),
            most=LARGEST_FILE,
            progress=progress,
        )

    @performs("deleteOrderItemOptionFile")
    def delete_option_file(
        self, item: OrderItem | int, option: str, file: OrderItemOptionFile | int
    ) -> None:
        """Delete one file of an item's option, now. Raises NotFound."""
        key = file if isinstance(file, int) else file.id
        path = f"{_option_path(item, option)}/files/{_known(key, 'file')}"
        call(self, "DELETE", path, outdates=("items",))

    @performs("deleteOrderItemOptionFiles")
    def delete_option_files(self, item: OrderItem | int, option: str) -> int:
        """Delete all files of an item's option, now; how many there were."""
        path = f"{_option_path(item, option)}/files"
        return int(call(self, "DELETE", path, outdates=("items",))["deleteCount"])


def _whole(order: Model) -> dict[str, Any]:
    """All the JSON of an order, with what was changed here."""
    load = order._load
    if load is not None and (load.names is not None or load.lacking):
        session_of(order).load(type(order), call(order, "GET").json())
    return state.dump(order)


def _calculable(item: dict[str, Any]) -> dict[str, Any]:
    names = {field.wire_name for field in OrderCalculationItem.__fields__.values()}
    return {key: value for key, value in item.items() if key in names}


def _option_path(item: OrderItem | int, option: str) -> str:
    key = item if isinstance(item, int) else item.id
    return f"/items/{_known(key, 'item')}/options/{segment(option)}"


def _known(key: int | None, what: str) -> int:
    if key is None:
        raise InvalidValue(f"the {what} has no id yet; session.commit() first, which gives it one")
    return key


def _name_of(source: Source) -> str:
    if is_url(source):
        name = PurePosixPath(unquote(urlsplit(str(source)).path)).name
    elif isinstance(source, str | os.PathLike):
        name = Path(source).name
    else:
        name = Path(str(getattr(source, "name", ""))).name
    if not name:
        raise InvalidValue("the file has no name by itself; give file_name=")
    return name
