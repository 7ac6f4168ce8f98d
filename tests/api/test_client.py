from __future__ import annotations

import gzip
import io
import logging
import pickle
import threading
import traceback
from collections.abc import Callable
from typing import Any

import pytest

from ecwid_orm import signals
from ecwid_orm.api import NO_RETRY, Client, Request, Retry, Throttle, WSGITransport
from ecwid_orm.emulator import Emulator, Fault
from ecwid_orm.exceptions import (
    ApiError,
    BadAnswer,
    BadRequest,
    ConfigurationError,
    EcwidError,
    InvalidToken,
    InvalidValue,
    NotFound,
    RateLimited,
    ServerError,
    TransportError,
)
from tests.api.conftest import TOKEN, Script

OK = ("200 OK", {"id": 1})
BUSY = ("503 Service Unavailable", {})
HTML = ("200 OK", b"<html>", {"Content-Type": "text/html"})
DEAD = ("403 Forbidden", {"errorMessage": "bad token", "errorCode": "INVALID_API_TOKEN"})
Maker = Callable[..., Client]


def limited(wait: int) -> Any:
    return ("429 Too Many Requests", {"errorCode": "RATE_LIMITED"}, {"Retry-After": str(wait)})


# What goes out --------------------------------------------------------------------------------


def test_the_verbs_send_what_they_say(client_of: Maker) -> None:
    script = Script(OK)
    client = client_of(script)
    client.get("products", {"enabled": True, "sku": None})
    client.post("products", {"name": "Cap"}, params={"x": 1})
    client.put("products/1", {"price": 2})
    client.delete("products/1")
    client.post("products/1/image", data=b"PNG")
    client.put("storage/k", data=b"v", content_type="application/json")
    assert [
        (one.method, one.uri.removeprefix("/api/v3/1003/"), one.body) for one in script.sent
    ] == [
        ("GET", "products?enabled=true", b""),
        ("POST", "products?x=1", b'{"name":"Cap"}'),
        ("PUT", "products/1", b'{"price":2}'),
        ("DELETE", "products/1", b""),
        ("POST", "products/1/image", b"PNG"),
        ("PUT", "storage/k", b"v"),
    ]
    types = [one.headers["content-type"] for one in script.sent]
    json_type = "application/json;charset=utf-8"
    assert types == ["", json_type, json_type, "", "application/octet-stream", "application/json"]


def test_every_request_carries_the_token_and_an_id_of_its_own(client_of: Maker) -> None:
    script = Script(OK)
    client = client_of(script)
    for _ in range(20):
        client.get("profile")
    assert {one.headers["authorization"] for one in script.sent} == {f"Bearer {TOKEN}"}
    ids = [one.headers["x-ecwid-api-request-id"] for one in script.sent]
    assert len(set(ids)) == 20
    assert all(len(one) == 8 and one.isalnum() and one.isascii() for one in ids)
    assert all(one.headers["accept-encoding"] == "gzip" for one in script.sent)
    assert all(one.headers["user-agent"].startswith("ecwid_orm/") for one in script.sent)


def test_headers_of_the_request_are_added(client_of: Maker) -> None:
    script = Script(OK)
    client_of(script).request(Request("GET", "profile", headers={"X-Mine": "1"}))
    assert script.sent[0].headers["x-mine"] == "1"


def test_what_cannot_be_encoded_is_refused_before_anything_is_sent(client_of: Maker) -> None:
    script = Script(OK)
    with pytest.raises(InvalidValue):
        client_of(script).put("products/1", {"price": float("nan")})
    assert script.sent == []


# What comes back ------------------------------------------------------------------------------


def test_an_answer_is_json_with_exact_numbers(client_of: Maker) -> None:
    script = Script(("200 OK", gzip.compress(b'{"p":1.10}'), {"Content-Encoding": "gzip"}))
    assert str(client_of(script).get("products/1")["p"]) == "1.10"


@pytest.mark.parametrize("status", ["201 Created", "204 No Content", "304 Not Modified"])
def test_success_is_exactly_200(client_of: Maker, status: str) -> None:
    with pytest.raises(EcwidError):
        client_of(Script((status, b""))).get("products")


def test_an_answer_that_is_not_json_is_asked_for_again(client_of: Maker, time: Any) -> None:
    assert client_of(Script(HTML, HTML, OK)).get("products/1")["id"] == 1
    assert len(time.slept) == 2


@pytest.mark.parametrize(
    "spoilt",
    [
        HTML,
        ("200 OK", b'{"id":', {}),
        ("200 OK", b'{"id":1}', {"Content-Length": "99"}),
        ("200 OK", gzip.compress(b'{"id":1}')[:-5], {"Content-Encoding": "gzip"}),
    ],
)
def test_a_create_with_a_spoilt_answer_is_not_sent_again(client_of: Maker, spoilt: Any) -> None:
    script = Script(spoilt)
    with pytest.raises(BadAnswer):
        client_of(script).post("products", {"name": "Cap"})
    assert len(script.sent) == 1


def test_an_answer_that_stays_spoilt_is_an_error(client_of: Maker) -> None:
    script = Script(HTML)
    with pytest.raises(BadAnswer, match="not JSON"):
        client_of(script).get("products")
    assert len(script.sent) == 4


def test_a_download_need_not_be_json(client_of: Maker) -> None:
    assert client_of(Script(HTML)).get("orders/1/invoice", expects="bytes").body == b"<html>"


def test_a_lazy_answer_is_read_by_whoever_wants_it(client_of: Maker) -> None:
    script = Script(("200 OK", b"spoilt", {"Content-Encoding": "gzip"}))
    response = client_of(script).request(Request("GET", "products"), lazy=True)
    with pytest.raises(BadAnswer):
        response.json()
    assert len(script.sent) == 1


# Again ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("problem", [BUSY, ConnectionResetError(), TimeoutError()])
def test_what_may_be_repeated_is_tried_four_times(
    client_of: Maker, time: Any, problem: Any
) -> None:
    client_of(Script(problem, problem, problem, OK)).put("products/1", {})
    assert len(time.slept) == 3
    with pytest.raises((ServerError, TransportError)):
        client_of(Script(problem, problem, problem, problem, OK)).get("products/1")


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "products"), ("PUT", "products/1/inventory")]
)
@pytest.mark.parametrize("problem", [BUSY, ConnectionResetError(), TimeoutError()])
def test_what_may_not_be_repeated_is_sent_once(
    client_of: Maker, method: str, path: str, problem: Any
) -> None:
    script = Script(problem)
    with pytest.raises((ServerError, TransportError)):
        client_of(script).request(Request(method, path, json={"quantityDelta": 1}))
    assert len(script.sent) == 1


@pytest.mark.parametrize("problem", [ConnectionRefusedError(), limited(2), ("449 Import", b"")])
def test_what_was_surely_not_carried_out_is_always_tried_again(
    client_of: Maker, problem: Any
) -> None:
    script = Script(problem, OK)
    client_of(script).post("products", {"name": "Cap"})
    assert [one.body for one in script.sent] == [b'{"name":"Cap"}'] * 2


def test_a_refusal_is_not_tried_again(client_of: Maker) -> None:
    script = Script(("404 Not Found", {"errorMessage": "Product #1 not found"}))
    with pytest.raises(NotFound, match="Product #1 not found"):
        client_of(script).get("products/1")
    assert len(script.sent) == 1


def test_a_file_is_sent_again_from_where_it_began(client_of: Maker) -> None:
    file = io.BytesIO(b"skip PNG")
    file.seek(5)
    script = Script(BUSY, OK)
    client_of(script).put("products/1/image", data=file)
    assert [one.body for one in script.sent] == [b"PNG", b"PNG"]


def test_a_stream_that_cannot_be_rewound_is_sent_once(client_of: Maker) -> None:
    class Stream(io.BytesIO):
        def seekable(self) -> bool:
            return False

    script = Script(BUSY, OK)
    with pytest.raises(ServerError):
        client_of(script).put("products/1/image", data=Stream(b"PNG"))
    assert len(script.sent) == 1


def test_no_retry_leaves_failures_to_the_caller(client_of: Maker) -> None:
    with pytest.raises(ServerError):
        client_of(Script(BUSY, OK), retry=NO_RETRY).get("products")


# Rate limit and token -------------------------------------------------------------------------


def test_a_rate_limit_is_waited_for_and_stops_other_calls_too(client_of: Maker, time: Any) -> None:
    throttle = Throttle(clock=time.clock, sleep=time.sleep)
    client = client_of(Script(limited(7), OK), throttle=throttle)
    paused: list[float] = []
    sleep = client.sleep
    client.sleep = lambda seconds: (paused.append(throttle.paused()), sleep(seconds))
    client.get("products")
    assert paused == [7]
    assert time.slept == [7]


def test_a_long_block_is_given_to_the_caller_and_nothing_more_is_sent(
    client_of: Maker, time: Any
) -> None:
    script = Script(limited(600), OK)
    client = client_of(script)
    with pytest.raises(RateLimited) as caught:
        client.get("products")
    assert caught.value.retry_after == 600
    time.now += 100
    with pytest.raises(RateLimited, match="500 s more") as caught:
        client.get("products")
    assert caught.value.retry_after == 500
    assert len(script.sent) == 1
    assert time.slept == []
    time.now += 500
    client.get("products")


def test_calls_are_throttled(client_of: Maker, time: Any) -> None:
    throttle = Throttle(2, 60, clock=time.clock, sleep=time.sleep)
    client = client_of(Script(OK), throttle=throttle)
    for _ in range(5):
        client.get("products")
    assert time.slept == [60, 60]


def test_a_repeat_is_throttled_too(client_of: Maker, time: Any) -> None:
    throttle = Throttle(1, 60, clock=time.clock, sleep=time.sleep)
    client_of(Script(BUSY, OK), throttle=throttle).get("products")
    assert sum(time.slept) == pytest.approx(60)


def test_a_dead_token_stops_everything(client_of: Maker) -> None:
    script = Script(DEAD, OK)
    client = client_of(script)
    with pytest.raises(InvalidToken, match="check ECWID_TOKEN"):
        client.get("products")
    for _ in range(3):
        with pytest.raises(InvalidToken, match=r"was not sent.*check ECWID_TOKEN"):
            client.put("products/1", {})
    assert len(script.sent) == 1


def test_a_dead_token_stops_who_waits_for_their_turn(client_of: Maker, time: Any) -> None:
    script = Script(OK, DEAD)

    def sleep(seconds: float) -> None:
        time.sleep(seconds)
        if len(time.slept) == 1:  # meanwhile another thread calls and meets the 403
            with pytest.raises(InvalidToken):
                client.get("categories")

    throttle = Throttle(1, 60, clock=time.clock, sleep=sleep)
    client = client_of(script, throttle=throttle)
    client.get("products")
    with pytest.raises(InvalidToken, match="was not sent"):
        client.get("products")
    assert len(script.sent) == 2


# Redirects ------------------------------------------------------------------------------------


def test_a_redirect_to_another_host_never_sees_the_token(client_of: Maker) -> None:
    away = ("302 Found", b"", {"Location": "http://127.0.0.1:9/file"})
    script = Script(away, ("200 OK", b"PDF", {}))
    body = client_of(script).get("orders/1/invoice", expects="bytes").body
    assert body == b"PDF"
    assert "authorization" in script.sent[0].headers
    assert "authorization" not in script.sent[1].headers
    assert "x-ecwid-api-request-id" not in script.sent[1].headers


def test_a_redirect_with_307_keeps_the_body(client_of: Maker) -> None:
    script = Script(("307 Temporary Redirect", b"", {"Location": "/api/v3/1003/new"}), OK)
    client_of(script).put("old", {"a": 1})
    assert (script.sent[1].method, script.sent[1].body) == ("PUT", b'{"a":1}')


def test_a_redirected_file_is_sent_from_where_it_began(client_of: Maker) -> None:
    script = Script(("307 Temporary Redirect", b"", {"Location": "/api/v3/1003/new"}), OK)
    client_of(script).put("old", data=io.BytesIO(b"PNG"))
    assert [one.body for one in script.sent] == [b"PNG", b"PNG"]


def test_a_redirected_stream_is_not_sent_empty(client_of: Maker) -> None:
    class Stream(io.BytesIO):
        def seekable(self) -> bool:
            return False

    script = Script(("307 Temporary Redirect", b"", {"Location": "/api/v3/1003/new"}), OK)
    with pytest.raises(ApiError, match="307"):
        client_of(script).put("old", data=Stream(b"PNG"))
    assert len(script.sent) == 1


def test_redirects_without_end_end(client_of: Maker) -> None:
    script = Script(("302 Found", b"", {"Location": "/again"}))
    with pytest.raises(EcwidError):
        client_of(script, retry=NO_RETRY).get("products")
    assert len(script.sent) == 6


# Pages ----------------------------------------------------------------------------------------


def listing(total: int, effective: int = 100, **more: Any) -> Callable[[Any], Any]:
    def page(sent: Any) -> Any:
        query = dict(pair.split("=") for pair in sent.uri.partition("?")[2].split("&"))
        offset, limit = int(query["offset"]), min(int(query["limit"]), effective)
        items = [{"id": n} for n in range(offset, min(total, offset + limit))]
        return (
            "200 OK",
            {
                "total": total,
                "count": len(items),
                "offset": offset,
                "limit": limit,
                "items": items,
                **more,
            },
        )

    return page


@pytest.mark.parametrize(
    ("total", "limit", "effective", "calls"),
    [(0, 100, 100, 1), (1, 100, 100, 1), (200, 100, 100, 2), (201, 100, 100, 3), (25, 100, 10, 3)],
)
def test_pages_walk_a_listing_by_the_limit_that_ecwid_applied(
    client_of: Maker, total: int, limit: int, effective: int, calls: int
) -> None:
    script = Script(listing(total, effective))
    pages = list(client_of(script).pages("products", limit=limit))
    assert [item["id"] for page in pages for item in page["items"]] == list(range(total))
    assert len(script.sent) == calls


def test_pages_are_lazy(client_of: Maker) -> None:
    script = Script(listing(1000))
    pages = client_of(script).pages("products", {"offset": 500})
    assert script.sent == []
    assert next(pages)["items"][0] == {"id": 500}
    assert len(script.sent) == 1


def test_narrowed_pages_ask_for_what_paging_needs(client_of: Maker) -> None:
    script = Script(listing(1))
    list(client_of(script).pages("products", {"responseFields": ["items(id)", "total"]}))
    assert "responseFields=items(id),total,total,count,limit" in script.sent[0].uri


def test_pages_of_what_is_no_listing_is_a_bad_answer(client_of: Maker) -> None:
    for body in ([1], {"id": 1}, {"items": None}):
        with pytest.raises(BadAnswer, match="no listing with pages"):
            list(client_of(Script(("200 OK", body))).pages("classes"))


def test_pages_that_say_nonsense_still_end(client_of: Maker) -> None:
    nonsense = ("200 OK", {"items": [], "total": 10**9, "limit": -1, "count": 5})
    assert len(list(client_of(Script(nonsense)).pages("products"))) == 1
    odd = {"items": [{"id": 1}], "limit": "many", "total": None}
    assert len(list(client_of(Script(("200 OK", odd))).pages("products"))) == 1


# Construction ---------------------------------------------------------------------------------


def test_a_client_is_made_from_the_environment() -> None:
    script = Script(OK)
    environ = {
        "ECWID_STORE_ID": "1003",
        "ECWID_TOKEN": TOKEN,
        "ECWID_URL": "http://localhost:8080/api/v3",
    }
    client = Client.from_env(environ=environ, transport=WSGITransport(script))
    client.get("profile")
    assert script.sent[0].uri == "/api/v3/1003/profile"
    assert script.sent[0].headers["host"] == "localhost:8080"


def test_from_env_reads_the_real_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ECWID_STORE_ID", "77")
    monkeypatch.setenv("ECWID_TOKEN", TOKEN)
    monkeypatch.delenv("ECWID_URL", raising=False)
    with Client.from_env() as client:
        assert client.store_id == "77"
        assert "app.ecwid.com" in client._url


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"ECWID_TOKEN": "x"}, ["ECWID_STORE_ID"]),
        ({"ECWID_STORE_ID": "1"}, ["ECWID_TOKEN"]),
        ({"ECWID_STORE_ID": "1", "ECWID_TOKEN": ""}, ["ECWID_TOKEN"]),
        ({}, ["ECWID_STORE_ID", "ECWID_TOKEN"]),
    ],
)
def test_what_the_environment_lacks_is_named(environ: dict[str, str], named: list[str]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Client.from_env(environ=environ)
    assert [
        name for name in ("ECWID_STORE_ID", "ECWID_TOKEN") if name in str(caught.value)
    ] == named


def test_http_to_elsewhere_is_refused_at_once() -> None:
    with pytest.raises(ConfigurationError, match="use https"):
        Client(1003, TOKEN, url="http://app.ecwid.com/api/v3")


def test_closing_a_client_closes_its_transport() -> None:
    class Transport(WSGITransport):
        closed = False

        def close(self) -> None:
            self.closed = True

    transport = Transport(Script(OK))
    with Client(1003, TOKEN, url="http://localhost/", transport=transport):
        assert not transport.closed
    assert transport.closed


# Secrets, logs, signals -----------------------------------------------------------------------


def echo(sent: Any) -> Any:
    """A hostile server that sends back whatever it got."""
    return ("400 " + sent.headers["authorization"], {"errorMessage": str(sent.headers)})


@pytest.mark.parametrize(
    "answer", [OK, echo, DEAD, HTML, ConnectionResetError(), limited(999), BUSY]
)
def test_the_token_shows_nowhere(
    client_of: Maker, caplog: pytest.LogCaptureFixture, answer: Any
) -> None:
    seen: list[str] = []

    def listen(sender: Any, **keywords: Any) -> None:
        seen.append(repr((sender, keywords)))

    client = client_of(Script(answer))
    shown: list[str] = [repr(client), str(client), repr(vars(client))]
    with (
        caplog.at_level(logging.DEBUG),
        signals.request_sent.connected_to(listen),
        signals.response_received.connected_to(listen),
    ):
        try:
            client.post("customers", {"email": "jane@example.com"}, params={"q": "jane"})
        except EcwidError as error:
            shown += [repr(error), repr(vars(error)), *traceback.format_exception(error)]
    shown += [caplog.text, *seen]
    assert seen
    assert not [text for text in shown if TOKEN in text]
    assert not [text for text in [caplog.text, *seen] if "jane" in text]


def test_a_client_is_not_pickled(client_of: Maker) -> None:
    with pytest.raises(TypeError, match="holds a token"):
        pickle.dumps(client_of(Script(OK)))


def test_each_call_is_logged_with_path_status_and_time(
    client_of: Maker, time: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def slow(sent: Any) -> Any:
        time.now += 0.25
        return OK

    with caplog.at_level(logging.DEBUG, "ecwid_orm.api"):
        client_of(Script(BUSY, slow)).get("products/1")
    texts = [record.getMessage() for record in caplog.records]
    assert texts[0] == "GET products/1 → 503 in 0 ms"
    assert texts[1].startswith("GET products/1: trying again in ")
    assert texts[2] == "GET products/1 → 200 in 250 ms"


def test_signals_tell_of_every_attempt(client_of: Maker) -> None:
    heard: list[tuple[Any, ...]] = []

    def sent(sender: Any, **keywords: Any) -> None:
        heard.append(("sent", sender, keywords["attempt"], str(keywords["request"])))

    def received(sender: Any, **keywords: Any) -> None:
        heard.append(("received", sender, keywords["attempt"], keywords["response"].status))

    with (
        signals.request_sent.connected_to(sent, Client),
        signals.response_received.connected_to(received, Client),
    ):
        client_of(Script(BUSY, OK)).get("products/1")
    assert heard == [
        ("sent", Client, 1, "GET products/1"),
        ("received", Client, 1, 503),
        ("sent", Client, 2, "GET products/1"),
        ("received", Client, 2, 200),
    ]


def test_calls_counts_repeats_too(client_of: Maker) -> None:
    client = client_of(Script(BUSY, OK))
    client.get("products")
    assert client.calls == 2


def test_threads_share_a_client(client_of: Maker) -> None:
    script = Script(lambda sent: ("200 OK", {"uri": sent.uri}))
    client = client_of(script)
    wrong: list[int] = []

    def ask(number: int) -> None:
        for _ in range(20):
            if not client.get(f"products/{number}")["uri"].endswith(f"/{number}"):
                wrong.append(number)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(script.sent) == 160


# Against the emulator -------------------------------------------------------------------------


@pytest.fixture
def shop() -> Any:
    shop = Emulator()
    yield shop
    shop.close()


@pytest.fixture
def client(shop: Emulator, time: Any) -> Client:
    return Client(
        shop.store_id,
        shop.token,
        url=shop.url,
        transport=WSGITransport(shop.wsgi),
        sleep=time.sleep,
        retry=Retry(),
    )


def test_a_product_lives_and_dies(client: Client) -> None:
    key = client.post("products", {"name": "Cap", "price": 9.99})["id"]
    client.put(f"products/{key}", {"price": 12.5})
    assert client.get(f"products/{key}")["price"] == 12.5
    assert client.delete(f"products/{key}")["deleteCount"] == 1
    with pytest.raises(NotFound, match=f"Product #{key} not found"):
        client.get(f"products/{key}")


@pytest.mark.parametrize(
    "kind", ["5xx_before", "5xx_after", "dropped_before", "dropped_after", "truncated", "not_json"]
)
def test_a_change_survives_every_fault(client: Client, shop: Emulator, kind: Any) -> None:
    key = client.post("products", {"name": "Cap", "price": 1})["id"]
    shop.faults.add(Fault(kind, method="PUT", times=2))
    client.put(f"products/{key}", {"price": 2})
    shop.faults.add(Fault(kind, method="GET", times=2))
    assert client.get(f"products/{key}")["price"] == 2


def test_a_create_is_never_done_twice(client: Client, shop: Emulator) -> None:
    shop.faults.add(Fault("dropped_after", method="POST"))
    with pytest.raises(TransportError) as caught:
        client.post("products", {"name": "Cap"})
    assert caught.value.sent is None
    assert client.get("products")["total"] == 1


def test_a_wrong_store_is_named(shop: Emulator) -> None:
    client = Client(5, shop.token, url=shop.url, transport=WSGITransport(shop.wsgi))
    with pytest.raises(NotFound, match="there is no store 5: check ECWID_STORE_ID"):
        client.get("products")


def test_bad_parameters_are_refused_with_ecwids_words(client: Client) -> None:
    with pytest.raises(BadRequest) as caught:
        client.get("products", {"offset": "many"})
    assert caught.value.status == 400
    assert "Wrong numeric parameter 'offset'" in str(caught.value)
