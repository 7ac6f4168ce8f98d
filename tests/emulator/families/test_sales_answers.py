"""Answers about sales against the spec, and bodies and queries at random against the shop."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from ecwid_orm.emulator import Emulator, ManualClock
from ecwid_orm.emulator.sales.subscriptions import subscribe
from tests.emulator.against_spec import SPEC, body_of, faults
from tests.emulator.conftest import Api
from tests.emulator.families.test_orders import FULL

FILES = {"name": "Scan", "type": "FILES"}
GIFT = {"id": "gift", "value": "yes", "title": "A gift?"}
NEEDED: dict[str, dict[str, Any]] = {
    "OrderCalculationRequest": {"items": [{"name": "Mug", "price": 2}]},
    "OrderExtraField": GIFT,
}
"""What a body of a schema must have, or it is refused for the lack of it."""


class Sold:
    """A shop with one of everything; `path` fills in their names."""

    def __init__(self) -> None:
        self.emulator = Emulator(clock=ManualClock(), rate_limit=None, background=False)
        self.api = Api(self.emulator)
        item = {"name": "Mug", "price": 3, "selectedOptions": [FILES]}
        body = FULL | {"items": [*FULL["items"], item]}
        order = self.api("POST", "/orders", body).json
        read = self.api("GET", f"/orders/{order['id']}").json
        self.api("POST", "/orders", FULL | {"paymentStatus": "INCOMPLETE"})
        self.api("POST", "/profile/extrafields", {"key": "gift", "title": "Gift"})
        self.names = {
            "order": order["orderid"],
            "number": order["id"],
            "item": read["items"][1]["id"],
            "cart": self.api("GET", "/carts").json["items"][0]["cartId"],
            "subscription": subscribe(self.emulator.shop, str(order["id"])),
        }
        upload = self.path("/orders/{order}/items/{item}/options/Scan?fileName=a")
        self.api("POST", upload, b"x", content_type="application/octet-stream")
        self.api("POST", self.path("/orders/{order}/invoices/create-invoice"))

    def path(self, template: str) -> str:
        return template.format(**self.names)


@pytest.fixture(scope="module")
def sold() -> Iterator[Sold]:
    shop = Sold()
    yield shop
    shop.emulator.close()


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("/orders", "OrderPage"),
        ("/orders?paymentStatus=INCOMPLETE", "OrderPage"),
        ("/orders/last", "Order"),
        ("/orders/{order}", "Order"),
        ("/orders/{order}/repeatURL", "OrderRepeatUrl"),
        ("/orders/{order}/invoices", "TaxInvoiceList"),
        ("/orders/{order}/extraFields", "OrderExtraFieldList"),
        ("/orders/deleted", "DeletedItemPage"),
        ("/carts", "CartPage"),
        ("/carts/{cart}", "Cart"),
        ("/subscriptions", "SubscriptionPage"),
        ("/subscriptions/{subscription}", "Subscription"),
        ("/profile/order_statuses", "OrderStatusList"),
        ("/profile/order_status/PAID", "OrderStatus"),
        ("/profile/extrafields", "CheckoutExtraFieldList"),
        ("/profile/extrafields/gift", "CheckoutExtraField"),
    ],
)
def test_an_answer_is_as_its_schema_says(sold: Sold, path: str, schema: str) -> None:
    reply = sold.api("GET", sold.path(path))
    assert reply.status == 200
    assert faults(reply.json, SPEC.schema(schema), schema) == []


@pytest.mark.parametrize(
    ("method", "path", "example", "schema"),
    [
        ("POST", "/orders", "orders-createOrder-request", "OrderCreateResult"),
        ("PUT", "/orders/{order}", "orders-updateOrder-request", "UpdateResult"),
        ("PUT", "/orders/{order}", "orders-updateOrder-request-2", "UpdateResult"),
        ("POST", "/orders/{order}/extraFields", "orders-createOrderExtraField-request",
         "OrderExtraFieldCreateResult"),
        ("PUT", "/orders/{order}/extraFields/reference_number",
         "orders-updateOrderExtraField-request", "UpdateResult"),
        ("POST", "/order/calculate", "orders-calculateOrder-request", "OrderCalculation"),
        ("PUT", "/carts/{cart}", "orders-updateCart-request", "UpdateResult"),
        ("POST", "/carts/{cart}/place", None, "CartPlaceResult"),
        ("PUT", "/subscriptions/{subscription}", "orders-updateSubscription-request",
         "UpdateResult"),
        ("PUT", "/subscriptions/{subscription}", "orders-updateSubscription-request-2",
         "UpdateResult"),
        ("PUT", "/subscriptions/{subscription}", "orders-updateSubscription-request-3",
         "UpdateResult"),
        ("PUT", "/profile/order_status/CUSTOM_PAYMENT_STATUS_1",
         "orders-updateOrderStatus-request", "UpdateResult"),
        ("POST", "/orders/{order}/invoices/create-invoice", None, "OrderTaxInvoiceCreateResult"),
    ],
)  # fmt: skip
def test_the_documented_bodies_are_taken(
    shared: Path, method: str, path: str, example: str | None, schema: str
) -> None:
    sold = Sold()
    body = None
    if example is not None:
        folder = shared / "ecwid-api" / "examples"
        body = json.loads((folder / f"{example}.json").read_text(encoding="utf-8"))
    if path.endswith("/reference_number"):
        field = GIFT | {"id": "reference_number"}
        sold.api("POST", sold.path("/orders/{order}/extraFields"), field)
    reply = sold.api(method, sold.path(path), body)
    assert reply.status == 200, reply.content
    assert faults(reply.json, SPEC.schema(schema), schema) == []
    sold.emulator.close()


@pytest.mark.parametrize(
    ("method", "path", "schema"),
    [
        ("POST", "/orders", "Order"),
        ("PUT", "/orders/{order}", "Order"),
        ("POST", "/orders/{order}/extraFields", "OrderExtraField"),
        ("PUT", "/orders/{order}/extraFields/gift", "OrderExtraField"),
        ("POST", "/order/calculate", "OrderCalculationRequest"),
        ("POST", "/orders/tax-invoice-preview", "Order"),
        ("PUT", "/carts/{cart}", "Cart"),
        ("PUT", "/subscriptions/{subscription}", "Subscription"),
        ("PUT", "/profile/order_status/CUSTOM_PAYMENT_STATUS_1", "OrderStatus"),
        ("POST", "/profile/extrafields", "CheckoutExtraField"),
        ("PUT", "/profile/extrafields/gift", "CheckoutExtraField"),
    ],
)
def test_no_body_breaks_the_shop(sold: Sold, method: str, path: str, schema: str) -> None:
    keys = itertools.count()
    sold.api("POST", sold.path("/orders/{order}/extraFields"), GIFT)

    @seed(0)
    @settings(
        max_examples=60, suppress_health_check=list(HealthCheck), deadline=None, database=None
    )
    @given(body_of(schema))
    def any_body(body: Any) -> None:
        if isinstance(body, dict):
            body = {**NEEDED.get(schema, {}), **body}
            if path == "/profile/extrafields":
                body["key"] = str(next(keys))
            for item in body["items"] if isinstance(body.get("items"), list) else ():
                if isinstance(item, dict):
                    item.setdefault("name", "Mug")
        reply = sold.api(method, sold.path(path), body)
        assert reply.status < 500, (body, reply.content)
        if reply.status == 200 and schema == "OrderCalculationRequest":
            assert faults(reply.json, SPEC.schema("OrderCalculation"), "OrderCalculation") == []

    any_body()
    for listing, of in (
        ("/orders", "OrderPage"),
        ("/carts", "CartPage"),
        ("/subscriptions", "SubscriptionPage"),
        ("/profile/order_statuses", "OrderStatusList"),
        ("/profile/extrafields", "CheckoutExtraFieldList"),
    ):
        assert faults(sold.api("GET", listing).json, SPEC.schema(of), of) == []
    assert sold.api("GET", sold.path("/orders/{order}/invoice-pdf")).status == 200


@pytest.mark.parametrize(
    ("path", "operation"),
    [
        ("/orders", "listOrders"),
        ("/orders/last", "getLastOrder"),
        ("/orders/deleted", "listDeletedOrders"),
        ("/carts", "listCarts"),
        ("/subscriptions", "listSubscriptions"),
    ],
)
def test_no_query_breaks_the_shop(sold: Sold, path: str, operation: str) -> None:
    names = sorted(SPEC.operations[operation].query_parameters)
    texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6) | st.sampled_from(
        ["true", "0", "-1", "1e9", "2024-01-01", "PAID", "DATE_CREATED_ASC", "1,2", "a*", "id"]
    )

    @seed(0)
    @settings(
        max_examples=80, suppress_health_check=list(HealthCheck), deadline=None, database=None
    )
    @given(st.dictionaries(st.sampled_from(names), texts, max_size=4))
    def any_query(query: dict[str, str]) -> None:
        reply = sold.api("GET", f"{path}?{urlencode(query)}")
        assert reply.status in (200, 400, 404), (query, reply.content)

    any_query()
