"""How many requests a token may make."""

from __future__ import annotations

from typing import Any


def test_a_token_over_its_limit_waits_as_long_as_it_is_told(open_shop: Any, clock: Any) -> None:
    api = open_shop(rate_limit=3)
    for _ in range(3):
        assert api("GET", "/products").status == 200
        clock.advance(10)
    reply = api("GET", "/products")
    assert (reply.status, reply.code) == (429, "RATE_LIMITED")
    assert reply.headers["Retry-After"] == "30"
    clock.advance(29)
    assert api("GET", "/products").status == 429
    clock.advance(1)
    assert api("GET", "/products").status == 200


def test_going_on_with_a_blocked_token_lengthens_the_block(open_shop: Any, clock: Any) -> None:
    api = open_shop(rate_limit=1)
    api("GET", "/products")
    for _ in range(20):
        assert api("GET", "/products").headers["Retry-After"] == "60"
    assert api("GET", "/products").headers["Retry-After"] == "600"
    clock.advance(61)
    assert api("GET", "/products").status == 429
    clock.advance(600)
    assert api("GET", "/products").status == 200


def test_each_token_has_a_limit_of_its_own(open_shop: Any) -> None:
    api = open_shop(rate_limit=1)
    assert api("GET", "/products").status == 200
    assert api("GET", "/products", token=api.shop.public_token).status == 200
    assert api("GET", "/products").status == 429


def test_a_batch_counts_as_one(open_shop: Any) -> None:
    api = open_shop(rate_limit=2)
    ticket = api.batch([{"method": "GET", "path": "/products"}] * 50)
    assert api.outcome(ticket)["status"] == "COMPLETED"
    assert api("GET", "/products").status == 429


def test_six_hundred_a_minute_is_the_limit_unless_told(api: Any) -> None:
    replies = [api("GET", "/products?limit=1").status for _ in range(601)]
    assert replies == [200] * 600 + [429]


def test_there_can_be_no_limit(open_shop: Any) -> None:
    api = open_shop(rate_limit=None)
    assert all(api("GET", "/products?limit=1").status == 200 for _ in range(700))
