"""Abandoned carts: orders that are INCOMPLETE."""

from __future__ import annotations

import re

import pytest

from ecwid_orm.emulator import ManualClock
from tests.emulator.families.conftest import Catalogue

NOW = 1_700_000_000
CONTENT = {
    "email": "jane@example.com",
    "total": 25,
    "paymentMessage": "declined",
    "items": [{"name": "Mug", "price": 25, "quantity": 1}],
    "billingPerson": {"name": "Jane Doe"},
    "discountCoupon": {"code": "FIVE"},
}


def carts(shop: Catalogue, **query: object) -> list[str]:
    return [cart["cartId"] for cart in shop.get("/carts", **query)["items"]]


def test_create_and_get(shop: Catalogue) -> None:
    shop.order(paymentStatus="INCOMPLETE", **CONTENT)
    [listed] = shop.get("/carts")["items"]
    cart = shop.get(f"/carts/{listed['cartId']}")
    assert cart == listed == shop.get(f"/carts/{listed['cartId'].lower()}")
    assert re.fullmatch(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}", cart["cartId"])
    assert (cart["email"], cart["total"], cart["paymentMessage"]) == (
        "jane@example.com",
        25,
        "declined",
    )
    assert cart["items"][0]["name"] == "Mug"
    assert not {"id", "orderNumber", "vendorOrderNumber", "internalId"} & set(cart)


def test_update(shop: Catalogue) -> None:
    cart = shop.cart(**CONTENT)
    assert shop.put(f"/carts/{cart}", {"hidden": True, "taxesOnShipping": []}) == {"updateCount": 1}
    read = shop.get(f"/carts/{cart}")
    assert (read["hidden"], read["taxesOnShipping"]) == (True, [])


def test_an_update_changes_nothing_but_seven_fields(shop: Catalogue) -> None:
    cart = shop.cart(**CONTENT)
    before = shop.get(f"/carts/{cart}")
    writable = {
        "hidden": True,
        "taxesOnShipping": [{"name": "VAT", "value": 20, "total": 2}],
        "b2b_b2c": "b2b",
        "customerRequestedInvoice": True,
        "customerFiscalCode": "F",
        "electronicInvoicePecEmail": "p@example.com",
        "electronicInvoiceSdiCode": "S",
    }
    shop.put(f"/carts/{cart}", {"total": 1, "email": "x@example.com", "items": [], **writable})
    assert shop.get(f"/carts/{cart}") == {**before, **writable}


def test_convert_to_order(shop: Catalogue) -> None:
    number = shop.order(paymentStatus="INCOMPLETE", hidden=True, **CONTENT)
    public = shop.get(f"/orders/{number}")["id"]
    [cart] = carts(shop)
    assert shop.post(f"/carts/{cart}/place") == {
        "id": public,
        "orderNumber": int(number),
        "vendorOrderNumber": public,
        "cartId": cart,
    }
    order = shop.get(f"/orders/{number}")
    assert (order["paymentStatus"], order["total"]) == ("AWAITING_PAYMENT", 25)
    assert (order.get("paymentMessage"), order["hidden"]) == (None, False)
    assert shop.orders() == [int(number)]
    assert carts(shop) == []
    gone = (404, None, f"Cart #{cart} not found")
    assert shop.refused("GET", f"/carts/{cart}") == gone
    assert shop.refused("POST", f"/carts/{cart}/place") == gone


def test_search(shop: Catalogue, clock: ManualClock) -> None:
    shop.order(email="jane@example.com")
    cart = shop.cart(**CONTENT)
    for query in (
        {},
        {"totalFrom": 25, "totalTo": 25},
        {"createdFrom": NOW - 10, "createdTo": NOW + 10},
        {"updatedFrom": NOW - 10, "updatedTo": NOW + 10},
        {"email": "JANE@example.com"},
        {"customer": "jane doe"},
        {"showHidden": "false"},
    ):
        assert carts(shop, **query) == [cart], query
    for query in (
        {"totalFrom": 26},
        {"createdTo": NOW - 1},
        {"updatedFrom": NOW + 10},
        {"email": "joe@example.com"},
        {"customer": "joe"},
        {"customerId": 5},
    ):
        assert carts(shop, **query) == [], query
    shop.put(f"/carts/{cart}", {"hidden": True})
    assert carts(shop) == [cart]
    assert carts(shop, showHidden="true") == [cart]
    assert carts(shop, showHidden="false") == []


def test_an_order_that_goes_back_to_incomplete_keeps_its_cart(shop: Catalogue) -> None:
    number = shop.order(paymentStatus="INCOMPLETE")
    before = carts(shop)
    shop.put(f"/orders/{number}", {"paymentStatus": "PAID"})
    assert carts(shop) == []
    shop.put(f"/orders/{number}", {"paymentStatus": "INCOMPLETE"})
    assert carts(shop) == before


def test_deleting_its_order_deletes_a_cart(shop: Catalogue) -> None:
    number = shop.order(paymentStatus="INCOMPLETE")
    [cart] = carts(shop)
    shop.delete(f"/orders/{number}")
    assert carts(shop) == []
    assert shop.refused("PUT", f"/carts/{cart}", {})[0] == 404


@pytest.mark.parametrize("body", [[], {"hidden": "yes"}, {"taxesOnShipping": {}}])
def test_a_wrong_body_is_refused(shop: Catalogue, body: object) -> None:
    assert shop.refused("PUT", f"/carts/{shop.cart()}", body)[:2] == (400, "WRONG_PARAMETER")
