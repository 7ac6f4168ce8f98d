"""Running a route."""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from ecwid_orm.emulator import ManualClock, spec
from ecwid_orm.emulator.auth import Authority, all_scopes
from ecwid_orm.emulator.call import Answer, Call
from ecwid_orm.emulator.database import Database
from ecwid_orm.emulator.dispatch import Dispatcher, Incoming, decoded_json, encoded
from ecwid_orm.emulator.errors import ApiError, absent_field
from ecwid_orm.emulator.shop import SCHEMA, Settings, Shop


@pytest.fixture
def shop() -> Iterator[Shop]:
    database = Database(":memory:")
    with database.transaction() as connection:
        connection.execute(SCHEMA)
    yield Shop(database, ManualClock(), random.Random(0), Settings(), spec.load())
    database.close()


def _perform(shop: Shop, handler: Any, incoming: Incoming) -> Answer:
    authority = Authority(shop.db, "secret_x", "public_x", all_scopes(shop.spec), 0)
    operation = "createProduct" if incoming.method == "POST" else "getProduct"
    return Dispatcher(shop, authority, {operation: handler}).perform(incoming, authority.secret)


POST = Incoming("POST", "/products", body=b'{"name": "Cap"}', content_type="application/json")
GET = Incoming("GET", "/products/5", "lang=en")


def test_a_route_sees_the_request_decoded(shop: Shop) -> None:
    seen: list[Call] = []
    _perform(shop, seen.append, POST)
    _perform(shop, seen.append, GET)
    post, get = seen
    assert (post.body, post.raw_body, post.operation_id) == (
        {"name": "Cap"},
        b'{"name": "Cap"}',
        "createProduct",
    )
    assert (get.path_args, get.path_id("productId"), get.body) == ({"productId": "5"}, 5, None)
    assert get.query.text("lang") == "en"


def test_an_operation_without_a_route_is_named(shop: Shop) -> None:
    answer = _perform(shop, None, GET)
    assert answer.status == 501
    assert "getProduct" in answer.body["errorMessage"]


@pytest.mark.parametrize("error", [absent_field("Product", "name"), RuntimeError("broken")])
def test_a_route_that_raises_has_changed_nothing(
    shop: Shop, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    def handler(call: Call) -> None:
        with call.shop.db.transaction() as connection:
            connection.execute("CREATE TABLE trace (x)")
        raise error

    with caplog.at_level(logging.CRITICAL, "ecwid_orm.emulator"):
        answer = _perform(shop, handler, POST)
    assert answer.status == (400 if isinstance(error, ApiError) else 500)
    with shop.db.reading() as connection:
        assert not connection.execute("SELECT 1 FROM sqlite_schema WHERE name='trace'").fetchall()


def test_a_fault_of_the_emulator_is_logged_and_answered(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    answer = _perform(shop, lambda call: 1 / 0, GET)
    assert answer.body == {"errorMessage": "Internal server error", "errorCode": "INTERNAL_ERROR"}
    assert "ZeroDivisionError" in caplog.text


def test_an_answer_may_have_a_status_and_headers_of_its_own(shop: Shop) -> None:
    given = Answer(202, None, {"X": "y"})
    assert _perform(shop, lambda call: given, POST) is given


def test_the_arguments_of_an_error_are_told(shop: Shop) -> None:
    def handler(call: Call) -> None:
        raise ApiError(409, "SKU_ALREADY_EXISTS", "taken", sku="CAP", productId=5)

    assert _perform(shop, handler, POST).body == {
        "errorMessage": "taken",
        "errorCode": "SKU_ALREADY_EXISTS",
        "args": {"sku": "CAP", "productId": "5"},
    }


def test_a_body_goes_out_as_compact_json() -> None:
    assert encoded({"a": [Decimal("1.50"), Decimal(2), "é"]}) == '{"a":[1.5,2,"é"]}'.encode()
    assert encoded(b"bytes") == b"bytes"
    assert encoded(None) == b""
    with pytest.raises(TypeError, match="set is not JSON"):
        encoded({1})


def test_half_a_surrogate_pair_is_no_json() -> None:
    with pytest.raises(ApiError, match="not valid JSON"):
        decoded_json(b'"\\ud83d"')


def test_a_whole_surrogate_pair_is_json() -> None:
    assert decoded_json(b'"\\ud83d\\ude00"') == "😀"
