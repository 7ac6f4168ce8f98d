"""Orders: making, reading, changing and deleting them, and what follows from it."""

from __future__ import annotations

from typing import Any

import pytest

from ecwid_orm.emulator import ManualClock
from tests.emulator.families.conftest import Catalogue

FULL: dict[str, Any] = {
    "email": "jane@example.com",
    "subtotal": 30,
    "total": 41.5,
    "tax": 1.5,
    "ipAddress": "192.0.2.1",
    "paymentMethod": "Phone order",
    "paymentModule": "OFFLINE",
    "paymentStatus": "PAID",
    "fulfillmentStatus": "SHIPPED",
    "orderComments": "Ring twice",
    "privateAdminNotes": "Good customer",
    "trackingNumber": "TR-1",
    "volumeDiscount": 1,
    "customDiscount": [1, 2.5],
    "discountInfo": [{"value": 5, "type": "ABS", "base": "ON_TOTAL", "orderTotal": 10}],
    "discountCoupon": {"name": "Five", "code": "FIVE", "discountType": "ABS", "discount": 5},
    "customSurcharges": [{"id": "tips", "value": 3, "type": "ABSOLUTE", "total": 3}],
    "items": [
        {
            "name": "Cherry",
            "price": 15,
            "quantity": 2,
            "sku": "00004",
            "weight": 0.32,
            "selectedOptions": [
                {"name": "Size", "type": "CHOICE", "value": "Big", "valuesArray": ["Big"]},
                {"name": "Text", "type": "TEXT", "value": "for you"},
                {"name": "Day", "type": "DATE", "value": "2014-09-10"},
            ],
            "taxes": [{"name": "VAT", "value": 5, "total": 1.5, "includeInPrice": False}],
            "dimensions": {"length": 1, "width": 2, "height": 3},
        }
    ],
    "billingPerson": {"name": "Jane Mary Doe", "countryCode": "US", "stateOrProvinceCode": "CA"},
    "shippingPerson": {"name": "Joe", "street": "2 Example Street\nBack door", "city": "Nantes"},
    "shippingOption": {"shippingMethodName": "Fast", "shippingRate": 10, "isPickup": False},
    "handlingFee": {"name": "Wrapping", "value": 2},
    "additionalInfo": {"a": "b"},
    "paymentParams": {"c": "d"},
    "extraFields": {"e": "f"},
    "orderExtraFields": [{"id": "gift", "value": "yes", "title": "A gift?"}],
    "taxesOnShipping": [{"name": "VAT", "value": 5, "total": 0.5}],
    "acceptMarketing": False,
    "refererId": "shop",
    "pickupTime": "2024-05-01 10:00:00 +0000",
    "createDate": "2024-04-30 10:00:00 +0000",
    "utmData": {"source": "mail"},
    "lang": "en",
}


def contains(whole: Any, part: Any) -> bool:
    """Whether all that is in a part is in the whole, at every depth."""
    if isinstance(part, dict):
        return all(contains(whole.get(name), value) for name, value in part.items())
    if isinstance(part, list):
        return len(whole) == len(part) and all(map(contains, whole, part))
    return bool(whole == part)


def test_lifecycle(shop: Catalogue) -> None:
    number = shop.order(**FULL)
    read = shop.get(f"/orders/{number}")
    assert contains(read, FULL)
    assert read["items"][0]["id"] > 0
    assert (read["customerFiscalCode"], read["electronicInvoicePecEmail"]) == ("", "")
    assert read["electronicInvoiceSdiCode"] == ""

    other = {
        "email": "joe@example.com",
        "total": 7,
        "items": [{"name": "Plum", "price": 7, "quantity": 1}],
        "orderExtraFields": [{"id": "colour", "value": "red", "title": "Colour"}],
        "paymentStatus": "AWAITING_PAYMENT",
    }
    assert shop.put(f"/orders/{number}", other) == {"updateCount": 1}
    changed = shop.get(f"/orders/{number}")
    assert contains(changed, other)
    assert changed["orderComments"] == "Ring twice"
    assert changed.get("customerGroup") is None
    assert [each["id"] for each in changed["orderExtraFields"]] == ["colour"]

    assert shop.delete(f"/orders/{number}") == {"deleteCount": 1}
    gone = (404, "ORDER_NOT_FOUND", f"Order #{number} not found")
    assert shop.refused("GET", f"/orders/{number}") == gone
    assert shop.refused("PUT", f"/orders/{number}", {}) == gone
    assert shop.refused("DELETE", f"/orders/{number}") == gone


def test_deleted_orders(shop: Catalogue, clock: ManualClock) -> None:
    created = shop.post("/orders", FULL)
    shop.delete(f"/orders/{created['id']}")
    now = int(clock.now())
    page = shop.get("/orders/deleted", from_date=now - 10, to_date=now + 10)
    assert page["items"] == [
        {"id": created["id"], "orderId": created["orderid"], "date": "2023-11-14 22:13:20 +0000"}
    ]
    assert shop.get("/orders/deleted", to_date=now - 10)["total"] == 0


def test_paging(shop: Catalogue) -> None:
    for _ in range(3):
        shop.post("/orders", {})
    page = shop.get("/orders", offset=2, limit=2)
    assert (page["count"], page["total"], page["limit"]) == (1, 3, 2)
    assert shop.get("/orders", offset=9)["count"] == 0


def test_an_order_has_a_number_and_a_public_id_and_is_found_by_both(shop: Catalogue) -> None:
    created = shop.post("/orders", {"email": "a@example.com"})
    assert set(created) == {"id", "orderid"}
    by_number = shop.get(f"/orders/{created['id']}")
    assert by_number == shop.get(f"/orders/{created['orderid']}")
    assert by_number["orderNumber"] == by_number["internalId"] == created["id"]
    for name in ("id", "vendorOrderNumber", "publicUid"):
        assert by_number[name] == created["orderid"]
    assert not created["orderid"].isdecimal()


def test_an_email_alone_makes_an_order_that_awaits_payment(shop: Catalogue) -> None:
    read = shop.get(f"/orders/{shop.order(email='a@example.com')}")
    assert (read["paymentStatus"], read["fulfillmentStatus"]) == (
        "AWAITING_PAYMENT",
        "AWAITING_PROCESSING",
    )
    assert (read["total"], read["items"], read["taxesOnShipping"]) == (0, [], [])


def test_dates_follow_the_clock_but_for_one_that_was_sent(
    shop: Catalogue, clock: ManualClock
) -> None:
    number = shop.order(createDate="2020-02-03 04:05:06 +0200")
    read = shop.get(f"/orders/{number}")
    assert read["createDate"] == "2020-02-03 02:05:06 +0000"
    assert read["createTimestamp"] == 1580695506
    clock.advance(60)
    shop.put(f"/orders/{number}", {"total": 5})
    read = shop.get(f"/orders/{number}")
    assert read["createTimestamp"] == 1580695506
    assert read["updateTimestamp"] == int(clock.now())
    assert read["updateDate"] == "2023-11-14 22:14:20 +0000"
    assert shop.get(f"/orders/{shop.order()}")["createTimestamp"] == int(clock.now())


def test_nothing_is_calculated_but_what_is_without_tax(shop: Catalogue) -> None:
    number = shop.order(
        subtotal=11,
        total=20,
        tax=1,
        pricesIncludeTax=True,
        giftCardRedemption=4,
        items=[{"name": "A", "price": 5.5, "quantity": 2, "tax": 1}],
    )
    read = shop.get(f"/orders/{number}")
    assert (read["subtotal"], read["total"], read["tax"]) == (11, 20, 1)
    assert (read["subtotalWithoutTax"], read["totalWithoutTax"]) == (10, 19)
    assert read["items"][0]["priceWithoutTax"] == 5
    assert read["totalBeforeGiftCardRedemption"] == 24
    shop.put(f"/orders/{number}", {"total": 30, "items": []})
    read = shop.get(f"/orders/{number}")
    assert (read["subtotal"], read["tax"], read["totalBeforeGiftCardRedemption"]) == (11, 1, 34)


def test_a_put_replaces_the_items_whole(shop: Catalogue) -> None:
    number = shop.order(items=[{"name": "A", "sku": "a", "price": 3}, {"name": "B"}])
    first, second = shop.get(f"/orders/{number}")["items"]
    shop.put(f"/orders/{number}", {"items": [{"id": first["id"], "name": "A2"}, {"name": "C"}]})
    kept, new = shop.get(f"/orders/{number}")["items"]
    assert (kept["id"], kept["name"]) == (first["id"], "A2")
    assert (kept["price"], kept.get("sku")) == (0, None)
    assert new["name"] == "C"
    assert new["id"] not in (first["id"], second["id"])
    shop.put(f"/orders/{number}", {"items": None, "total": None, "email": "x@example.com"})
    assert len(shop.get(f"/orders/{number}")["items"]) == 2


def test_an_item_needs_a_name_and_nothing_else(shop: Catalogue) -> None:
    shop.order(items=[{"name": "A"}])
    for item in ({}, {"name": " "}, {"name": None}):
        assert shop.refused("POST", "/orders", {"items": [item]}) == (
            400,
            "WRONG_PARAMETER",
            "Field OrderItem.name is absent",
        )
    nameless = {"items": [{"name": "A", "selectedOptions": [{"value": "x"}]}]}
    assert shop.refused("POST", "/orders", nameless)[2] == (
        "Field OrderItemSelectedOption.name is absent"
    )


def test_an_items_description_is_cut_and_its_texts_are_translated(shop: Catalogue) -> None:
    number = shop.order(items=[{"name": "A", "shortDescription": "x" * 200}])
    [item] = shop.get(f"/orders/{number}")["items"]
    assert item["shortDescription"] == "x" * 120
    assert item["nameTranslated"] == {"en": "A"}


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (
            {"value": "old", "selections": [{"selectionTitle": "Big", "selectionModifier": 4}]},
            {"type": "CHOICE", "value": "Big", "valuesArray": ["Big"]},
        ),
        (
            {"type": "CHOICE", "selections": [{"selectionTitle": "A"}, {"selectionTitle": "B"}]},
            {"type": "CHOICES", "value": "A, B", "valuesArray": ["A", "B"]},
        ),
        (
            {"type": "CHOICES", "selections": [{"selectionTitle": "A"}]},
            {"type": "CHOICES", "value": "A", "valuesArray": ["A"]},
        ),
        ({"type": "CHOICES", "value": "A, B"}, {"valuesArray": ["A", "B"]}),
        ({"type": "CHOICE", "value": "A, B"}, {"valuesArray": ["A, B"]}),
        ({"value": "x"}, {"type": "TEXT", "value": "x"}),
    ],
)
def test_selections_decide_on_the_rest_of_an_option(
    shop: Catalogue, sent: dict[str, Any], read: dict[str, Any]
) -> None:
    number = shop.order(items=[{"name": "A", "selectedOptions": [{"name": "O", **sent}]}])
    assert contains(shop.get(f"/orders/{number}")["items"][0]["selectedOptions"][0], read)


def test_what_depends_on_other_fields_is_dropped_without_them(shop: Catalogue) -> None:
    number = shop.order(
        paymentStatus="PAID",
        paymentMessage="declined",
        externalOrderId="2",
        discountCoupon={"code": "A", "catalogLimit": {"products": [1]}},
        shippingOption={
            "isPickup": True,
            "shippingCarrierName": "UPS",
            "pickupInstruction": "Ring",
            "shippingMethodName": "Shop",
        },
        items=[{"name": "A", "selectedPrice": {"value": 3}}],
    )
    read = shop.get(f"/orders/{number}")
    assert "paymentMessage" not in read
    assert "externalOrderId" not in read
    assert read["discountCoupon"] == {"code": "A"}
    assert read["shippingOption"] == {
        "isPickup": True,
        "fulfillmentType": "PICKUP",
        "shippingMethodName": "Shop",
    }
    assert "selectedPrice" not in read["items"][0]
    shop.put(f"/orders/{number}", {"externalFulfillment": True, "externalOrderId": "3"})
    assert shop.get(f"/orders/{number}")["externalOrderId"] == "3"


def test_a_message_of_the_processor_is_cleared_when_the_order_is_paid(shop: Catalogue) -> None:
    number = shop.order(paymentMessage="declined")
    assert shop.get(f"/orders/{number}")["paymentMessage"] == "declined"
    shop.put(f"/orders/{number}", {"paymentStatus": "PAID"})
    assert "paymentMessage" not in shop.get(f"/orders/{number}")


def test_only_a_cart_can_be_hidden(shop: Catalogue) -> None:
    refused = (400, "WRONG_PARAMETER", "Field Order.hidden can only be true for INCOMPLETE orders")
    assert shop.refused("POST", "/orders", {"hidden": True}) == refused
    number = shop.order(hidden=True, paymentStatus="INCOMPLETE")
    assert shop.get(f"/orders/{number}")["hidden"] is True
    shop.put(f"/orders/{number}", {"paymentStatus": "PAID"})
    assert shop.get(f"/orders/{number}")["hidden"] is False
    assert shop.refused("PUT", f"/orders/{number}", {"hidden": True}) == refused


def test_people_have_names_in_parts_and_names_of_places(shop: Catalogue) -> None:
    number = shop.order(
        billingPerson={"name": "Jane Mary Doe", "countryCode": "US", "stateOrProvinceCode": "CA"},
        shippingPerson={
            "name": "Madonna",
            "countryCode": "FR",
            "stateOrProvinceCode": "44",
            "stateOrProvinceName": "Loire-Atlantique",
        },
    )
    read = shop.get(f"/orders/{number}")
    billing, shipping = read["billingPerson"], read["shippingPerson"]
    assert (billing["firstName"], billing["lastName"]) == ("Jane Mary", "Doe")
    assert (billing["countryName"], billing["stateOrProvinceName"]) == (
        "United States",
        "California",
    )
    assert (shipping["firstName"], shipping["lastName"]) == ("Madonna", "")
    assert shipping["stateOrProvinceName"] == "Loire-Atlantique"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            {"paymentStatus": "QUEUED"},
            "Status QUEUED is deprecated, use AWAITING_PAYMENT instead",
        ),
        ({"paymentStatus": "PAYED"}, "Field Order.paymentStatus has a wrong value"),
        ({"createDate": "soon"}, "Field Order.createDate has a wrong value"),
        ({"createDate": ""}, "Field Order.createDate has a wrong value"),
        ({"total": "5"}, "Field Order.total has a wrong value"),
        ({"items": {}}, "Field Order.items has a wrong value"),
        ([], "The body is no JSON object"),
    ],
)
def test_a_wrong_value_is_refused(shop: Catalogue, body: Any, message: str) -> None:
    number = shop.order()
    for method, path in (("POST", "/orders"), ("PUT", f"/orders/{number}")):
        status, code, text = shop.refused(method, path, body)
        assert (status, code) == (400, "WRONG_PARAMETER")
        assert text.startswith(message)
    assert shop.get("/orders")["total"] == 1


def test_unknown_and_read_only_fields_are_ignored(shop: Catalogue) -> None:
    number = shop.order(orderNumber=5, refundedAmount=9, colour="red", id="ABC")
    read = shop.get(f"/orders/{number}")
    assert (str(read["orderNumber"]), read["refundedAmount"]) == (number, 0)
    assert "colour" not in read


def test_an_empty_date_clears(shop: Catalogue) -> None:
    number = shop.order(pickupTime="2024-05-01")
    assert shop.get(f"/orders/{number}")["pickupTime"] == "2024-05-01 00:00:00 +0000"
    shop.put(f"/orders/{number}", {"pickupTime": ""})
    assert "pickupTime" not in shop.get(f"/orders/{number}")


def test_a_paid_order_takes_from_stock(shop: Catalogue) -> None:
    product = shop.product(
        quantity=10,
        options=[{"type": "SELECT", "name": "Size", "choices": [{"text": "S"}]}],
    )
    variation = shop.post(
        f"/products/{product}/combinations",
        {"options": [{"name": "Size", "value": "S"}], "sku": "s", "quantity": 5},
    )["id"]
    item = {"name": "Cap", "productId": product, "quantity": 2}

    def stock() -> tuple[int, int]:
        read = shop.get(f"/products/{product}")
        return read["quantity"], read["combinations"][0]["quantity"]

    shop.order(email="a@example.com", items=[item])
    shop.order(paymentStatus="PAID", items=[item])
    assert stock() == (10, 5)
    shop.order(email="a@example.com", paymentStatus="PAID", items=[item])
    assert stock() == (8, 5)
    for naming in ({"combinationId": variation}, {"sku": "s"}):
        shop.order(email="a@example.com", paymentStatus="PAID", items=[item | naming])
    assert stock() == (8, 1)
    gone = {"name": "Gone", "productId": 5, "quantity": 1}
    shop.order(email="a@example.com", paymentStatus="PAID", items=[gone])


def test_an_item_says_whether_its_product_can_be_bought(shop: Catalogue) -> None:
    on, off = shop.product(), shop.product(enabled=False)
    items = [{"name": "A", "productId": key} for key in (on, off, 5)]
    read = shop.get(f"/orders/{shop.order(items=items)}")
    assert [each["productAvailable"] for each in read["items"]] == [True, False, False]


def test_the_public_creates_no_paid_order_and_reads_none(shop: Catalogue) -> None:
    token = shop.api.shop.public_token
    sent = {"paymentStatus": "PAID", "fulfillmentStatus": "SHIPPED", "privateAdminNotes": "x"}
    number = shop.api("POST", "/orders", sent, token=token).json["id"]
    read = shop.get(f"/orders/{number}")
    assert (read["paymentStatus"], read["fulfillmentStatus"]) == (
        "AWAITING_PAYMENT",
        "AWAITING_PROCESSING",
    )
    assert "privateAdminNotes" not in read
    assert shop.api("GET", f"/orders/{number}", token=token).status == 403
    cart = shop.api("POST", "/orders", {"paymentStatus": "INCOMPLETE"}, token=token).json["id"]
    assert shop.get(f"/orders/{cart}")["paymentStatus"] == "INCOMPLETE"


def test_last_order(shop: Catalogue, clock: ManualClock) -> None:
    assert shop.refused("GET", "/orders/last") == (404, "ORDER_NOT_FOUND", "Order not found")
    first = shop.order(email="A@example.com", shippingPerson={"street": "1 Example Street"})
    clock.advance(5)
    second = shop.order(email="a@example.com")
    clock.advance(5)
    third = shop.order(email="b@example.com")
    shop.order(email="a@example.com", paymentStatus="INCOMPLETE")

    def last(**query: object) -> str:
        return str(shop.get("/orders/last", **query)["orderNumber"])

    assert last() == third
    assert last(customerEmail="a@EXAMPLE.com") == second
    assert last(withAddress="true") == first
    assert shop.refused("GET", "/orders/last?customerEmail=c@example.com")[0] == 404


def test_repeat_url(shop: Catalogue) -> None:
    created = shop.post("/orders", {})
    url = shop.get(f"/orders/{created['id']}/repeatURL")["repeatOrderUrl"]
    assert url.startswith(
        f"https://store1003.company.site/repeat-order?id={created['orderid']}&token="
    )
    assert url == shop.get(f"/orders/{created['orderid']}/repeatURL")["repeatOrderUrl"]
    assert shop.refused("GET", "/orders/5/repeatURL")[0] == 404


def test_orders_and_carts_move_their_own_stats(shop: Catalogue, clock: ManualClock) -> None:
    names = ("ordersUpdated", "abandonedSalesUpdated")
    before = shop.get("/latest-stats")

    def moved() -> list[bool]:
        nonlocal before
        earlier, before = before, shop.get("/latest-stats")
        clock.advance(60)
        return [before[name] > earlier[name] for name in names]

    cart = shop.cart()
    assert moved() == [False, True]
    shop.post(f"/carts/{cart}/place")
    assert moved() == [True, True]
    shop.put(f"/orders/{shop.orders()[0]}", {"total": 1})
    assert moved() == [True, False]
    shop.delete(f"/orders/{shop.orders()[0]}")
    assert moved() == [True, False]
    shop.get("/orders")
    assert moved() == [False, False]
