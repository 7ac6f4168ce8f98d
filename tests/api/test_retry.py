from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecwid_orm.api import NO_RETRY, Request, Response, Retry
from ecwid_orm.api.retry import retry_after
from ecwid_orm.exceptions import BadAnswer, Timeout, TransportError

NOW = 1_700_000_000.0  # Tue, 14 Nov 2023 22:13:20 GMT
GET = Request("GET", "products")
RETRIED = {408, 429, 449, 500, 502, 503, 504}


def answer(status: int, wait: str | None = None) -> Response:
    return Response(status, {} if wait is None else {"Retry-After": wait}, b"", request=GET)


@pytest.mark.parametrize("status", range(300, 600))
def test_only_passing_failures_are_tried_again(status: int) -> None:
    delay = Retry().delay(1, answer(status), True, now=NOW)
    assert (delay is not None) == (status in RETRIED)


@pytest.mark.parametrize("status", sorted(RETRIED))
def test_what_may_not_be_repeated_is_only_if_it_was_not_executed(status: int) -> None:
    delay = Retry().delay(1, answer(status), False, now=NOW)
    assert (delay is not None) == (status in {429, 449})


@pytest.mark.parametrize(
    ("error", "idempotent", "again"),
    [
        (TransportError("refused", sent=False), False, True),
        (Timeout("to connect", sent=False), False, True),
        (TransportError("reset"), False, False),
        (Timeout("to read"), False, False),
        (BadAnswer("truncated"), False, False),
        (TransportError("reset"), True, True),
        (Timeout("to read"), True, True),
        (BadAnswer("truncated"), True, True),
    ],
)
def test_a_broken_connection_is_tried_again_where_that_is_safe(
    error: TransportError, idempotent: bool, again: bool
) -> None:
    assert (Retry().delay(1, error, idempotent, now=NOW) is not None) == again


@given(
    attempt=st.integers(1, 10_000),
    base=st.floats(0.001, 10),
    cap=st.floats(0.001, 100),
    seed=st.integers(),
)
def test_the_wait_doubles_up_to_the_cap_and_half_of_it_is_chance(
    attempt: int, base: float, cap: float, seed: int
) -> None:
    retry = Retry(10**9, base=base, cap=cap, random=random.Random(seed))
    delay = retry.delay(attempt, answer(503), True, now=NOW)
    whole = min(cap, base * 2.0 ** min(attempt - 1, 60))
    assert delay is not None
    assert whole / 2 <= delay <= whole


def test_the_last_attempt_is_the_last() -> None:
    retry = Retry(attempts=3)
    delays = [retry.delay(n, answer(503), True, now=NOW) for n in (1, 2, 3, 4)]
    assert [delay is None for delay in delays] == [False, False, True, True]
    assert NO_RETRY.delay(1, answer(429), True, now=NOW) is None


@pytest.mark.parametrize(
    ("wait", "delay"),
    [
        ("7", 7.0),
        ("0", 0.0),
        ("60", 60.0),
        ("61", None),
        ("86400", None),
        (None, 10.0),
        ("soon", 10.0),
        ("Tue, 14 Nov 2023 22:13:45 GMT", 25.0),
        ("Tue, 14 Nov 2023 22:20:00 GMT", None),
        ("Tue, 14 Nov 2023 21:00:00 GMT", 0.0),
    ],
)
def test_a_rate_limit_is_waited_for_as_told_unless_that_is_too_long(
    wait: str | None, delay: float | None
) -> None:
    assert Retry().delay(1, answer(429, wait), False, now=NOW) == delay


def test_a_server_that_is_down_may_say_how_long() -> None:
    assert Retry().delay(1, answer(503, "3"), True, now=NOW) == 3.0


@pytest.mark.parametrize("wait", ["nan", "inf", "-inf", "", "x" * 10_000, "1e400"])
def test_a_wait_that_is_none_is_none(wait: str) -> None:
    assert retry_after(answer(429, wait), NOW) is None


def test_a_negative_wait_is_none_at_all() -> None:
    assert retry_after(answer(429, "-5"), NOW) == 0.0


@given(st.text())
def test_whatever_stands_in_the_header_nothing_breaks(text: str) -> None:
    wait = retry_after(answer(429, text), NOW)
    assert wait is None or wait >= 0
