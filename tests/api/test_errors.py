from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ecwid_orm.api import Request, Response
from ecwid_orm.api.errors import api_error, error_class
from ecwid_orm.exceptions import (
    ApiError,
    BadRequest,
    Conflict,
    Forbidden,
    ImportInProgress,
    InvalidToken,
    NotFound,
    PaymentRequired,
    RateLimited,
    ServerError,
    Unprocessable,
)

PUT = Request("PUT", "products/1", json={"sku": "A"})


def error(
    status: int,
    body: Any = b"",
    *,
    request: Request = PUT,
    reason: str = "",
    headers: dict[str, str] | None = None,
    **options: Any,
) -> ApiError:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    response = Response(status, headers or {}, raw, request=request, reason=reason)
    return api_error(response, now=1_700_000_000.0, **options)


@pytest.mark.parametrize(
    ("status", "code", "cls"),
    [
        (400, "WRONG_PARAMETER", BadRequest),
        (402, "STORE_IS_SUSPENDED", PaymentRequired),
        (403, "INVALID_API_TOKEN", InvalidToken),
        (403, "INSUFFICIENT_APP_SCOPE", Forbidden),
        (403, None, Forbidden),
        (404, "PRODUCT_NOT_FOUND", NotFound),
        (405, "METHOD_NOT_ALLOWED", BadRequest),
        (408, "TIMEOUT", ServerError),
        (409, "SKU_ALREADY_EXISTS", Conflict),
        (413, None, BadRequest),
        (415, None, BadRequest),
        (418, None, BadRequest),
        (422, "WRONG_URL", Unprocessable),
        (429, "RATE_LIMITED", RateLimited),
        (449, None, ImportInProgress),
        (500, "INTERNAL_ERROR", ServerError),
        (503, None, ServerError),
        (201, None, ApiError),
        (302, None, ApiError),
    ],
)
def test_status_and_code_choose_the_class(
    status: int, code: str | None, cls: type[ApiError]
) -> None:
    assert error_class(status, code) is cls
    assert type(error(status, {"errorCode": code} if code else b"")) is cls


def test_every_code_of_ecwid_has_a_class_of_its_own_status(shared: Path) -> None:
    spec = json.loads((shared / "ecwid-api" / "openapi.json").read_text())
    for code, status in spec["components"]["schemas"]["ErrorCode"]["x-http-status"].items():
        statuses = status if isinstance(status, list) else [status]
        for number in statuses:
            assert error_class(int(number), code) is not ApiError


def test_the_message_says_what_failed_what_ecwid_said_and_what_to_do() -> None:
    refused = error(409, {"errorMessage": "SKU exists.", "errorCode": "SKU_ALREADY_EXISTS"})
    assert str(refused) == (
        "PUT products/1 was refused: SKU exists (409 SKU_ALREADY_EXISTS); change the SKU, or load"
        " the product that has it"
    )
    assert refused.detail == "SKU exists."
    assert refused.request is PUT
    assert (refused.status, refused.code) == (409, "SKU_ALREADY_EXISTS")


@pytest.mark.parametrize(
    ("body", "reason", "detail"),
    [
        ({"error_message": "Can't create batch."}, "", "Can't create batch."),
        ({"error": "OTHER", "errorMessage": "Key not found"}, "", "Key not found"),
        (b"", "Field OrderItem.quantity is absent", "Field OrderItem.quantity is absent"),
        (b"<html>Oops</html>", "", "Bad Request"),
        (b"[1]", "", "Bad Request"),
        ({"errorMessage": None, "errorCode": 7}, "Nope", "Nope"),
    ],
)
def test_without_a_body_the_phrase_speaks(body: Any, reason: str, detail: str) -> None:
    assert error(400, body, reason=reason).detail == detail


def test_a_status_that_nobody_knows_has_no_phrase() -> None:
    assert error(499).detail == "no reason given"


def test_a_long_text_of_ecwid_is_cut() -> None:
    assert len(error(400, {"errorMessage": "x" * 10_000}).message) < 400


def test_secrets_that_ecwid_echoes_are_taken_out() -> None:
    refused = error(
        400, {"errorMessage": "hush is bad"}, redact=lambda text: text.replace("hush", "<token>")
    )
    assert "hush" not in f"{refused} {refused.detail}"


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", "products", "read_catalog"),
        ("POST", "products", "create_catalog"),
        ("POST", "products/1/combinations", "create_catalog"),
        ("DELETE", "categories/1", "update_catalog"),
        ("DELETE", "products", "update_catalog_batch_delete"),
        ("GET", "customers/1", "read_customers"),
        ("PUT", "orders/A1", "update_orders"),
    ],
)
def test_a_missing_scope_is_named(method: str, path: str, scope: str) -> None:
    refused = error(403, {"errorCode": "INSUFFICIENT_APP_SCOPE"}, request=Request(method, path))
    assert f"the scope {scope}:" in str(refused)


def test_a_missing_scope_that_follows_no_rule_is_not_guessed() -> None:
    refused = error(403, {"errorCode": "INSUFFICIENT_APP_SCOPE"}, request=Request("GET", "news"))
    assert "needs another scope" in str(refused)


def test_a_wrong_store_is_told_from_a_missing_entity() -> None:
    refused = error(404, {"errorCode": "STORE_NOT_FOUND"}, store_id="1003")
    assert "there is no store 1003: check ECWID_STORE_ID" in str(refused)
    assert "ECWID" not in str(error(404, {"errorMessage": "Product #1 not found"}))


def test_a_dead_token_says_where_to_look() -> None:
    assert "check ECWID_TOKEN" in str(error(403, {"errorCode": "INVALID_API_TOKEN"}))


def test_a_server_error_leaves_open_whether_it_was_done() -> None:
    assert "not known" in str(error(500))


@pytest.mark.parametrize(
    ("headers", "wait"),
    [({"Retry-After": "7"}, 7.0), ({}, None), ({"retry-after": "soon"}, None)],
)
def test_a_rate_limit_tells_how_long_to_wait(headers: dict[str, str], wait: float | None) -> None:
    limited = error(429, headers=headers)
    assert isinstance(limited, RateLimited)
    assert limited.retry_after == wait
    assert ("wait 7 s" if wait else "wait a while") in str(limited)
