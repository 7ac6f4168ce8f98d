"""The app, its token and its charges."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

KEY = str(uuid.UUID(int=7))
CHARGE = {"amount": 9.99, "currency": "USD", "description": "A month", "idempotencyKey": KEY}


def charged(shop: Any, **fields: object) -> Any:
    return shop.post("/billing/transactions", {**CHARGE, **fields})


def test_a_free_app_is_active(shop: Any) -> None:
    application = shop.get("/application")
    assert application["subscriptionStatus"] == "ACTIVE"
    assert application["subscription"]["status"] == "ACTIVE"
    assert application["subscription"]["startDate"] == "2023-11-14 22:13:20 +0000"


def test_a_token_tells_what_it_may_do(open_shop: Any) -> None:
    api = open_shop(scopes={"read_catalog", "public_storefront"})
    scopes = ["public_storefront", "read_catalog", "read_store_profile"]
    for token in (api.shop.token, api.shop.public_token):
        told = api("GET", "/application/token", token=token).json
        assert told == {"permissions": scopes, "created": "2023-11-14 22:13:20 +0000"}


def test_in_a_batch_it_is_the_token_of_the_batch(api: Any) -> None:
    paths = ["/application", "/application/token"]
    ticket = api.batch([{"method": "GET", "path": path} for path in paths])
    outcomes = api.outcome(ticket)["responses"]
    alone = [api("GET", path).json for path in paths]
    assert [each["httpBody"] for each in outcomes] == alone


def test_an_app_that_is_deleted_has_no_token_left(shop: Any) -> None:
    for namespace in ({}, {"namespace": "another-app"}):
        assert shop.refused("DELETE", "/application", **namespace)[0] == 400
    deleted = shop.delete("/application", namespace=shop.api.shop.app.client_id)
    assert deleted == {"deleteCount": 1}
    for token in (shop.api.shop.token, shop.api.shop.public_token):
        reply = shop.api("GET", "/products", token=token)
        assert (reply.status, reply.code) == (403, "INVALID_API_TOKEN")


def test_a_charge_is_made_once(shop: Any) -> None:
    first = charged(shop)
    assert first["idempotencyKeyInUse"] is False
    assert charged(shop, amount="9.990") == {**first, "idempotencyKeyInUse": True}
    other = charged(shop, idempotencyKey=str(uuid.UUID(int=8)))
    assert other["transactionId"] != first["transactionId"]
    refusal = shop.refused("POST", "/billing/transactions", {**CHARGE, "amount": 5})
    assert refusal[:2] == (400, "CHARGE_IDEMPOTENCY_KEY_NOT_UNIQUE")


def test_a_charge_is_taken_from_the_query_too(shop: Any) -> None:
    first = shop.post("/billing/transactions", **CHARGE)
    assert charged(shop)["transactionId"] == first["transactionId"]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("amount", None, "CHARGE_AMOUNT_INVALID"),
        ("amount", "ten", "CHARGE_AMOUNT_INVALID"),
        ("amount", 0, "CHARGE_AMOUNT_INVALID"),
        ("amount", 500.01, "CHARGE_AMOUNT_INVALID"),
        ("amount", 1.001, "CHARGE_AMOUNT_INVALID"),
        ("amount", "NaN", "CHARGE_AMOUNT_INVALID"),
        ("currency", "XXX", "CHARGE_CURRENCY_INVALID"),
        ("currency", ["USD"], "CHARGE_CURRENCY_INVALID"),
        ("description", "", "CHARGE_DESCRIPTION_INVALID"),
        ("description", "x" * 256, "CHARGE_DESCRIPTION_INVALID"),
        ("idempotencyKey", "key", "CHARGE_IDEMPOTENCY_KEY_INVALID"),
        ("idempotencyKey", 5, "CHARGE_IDEMPOTENCY_KEY_INVALID"),
    ],
)
def test_a_wrong_charge_is_refused(shop: Any, field: str, value: object, code: str) -> None:
    body = {**CHARGE, field: value}
    assert shop.refused("POST", "/billing/transactions", body)[:2] == (400, code)


def test_a_store_is_charged_so_much_a_day(shop: Any, clock: Any) -> None:
    for number in range(10):
        charged(shop, amount=500, idempotencyKey=str(uuid.UUID(int=number)))
    refusal = shop.refused(
        "POST", "/billing/transactions", {**CHARGE, "idempotencyKey": str(uuid.UUID(int=99))}
    )
    assert refusal[:2] == (402, "CHARGE_LIMIT_EXCEEDED")
    clock.advance(24 * 3600)
    charged(shop, idempotencyKey=str(uuid.UUID(int=99)))
