"""Webhooks: what is sent, when, how often, and what becomes of it on the way."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from ecwid_orm.emulator import App, Delivery, Emulator, ManualClock, Trouble
from ecwid_orm.emulator.webhooks import SCOPES, changed
from tests.emulator.against_spec import SPEC, faults
from tests.emulator.conftest import Api

APP = App("an-app", "a-secret")
URL = "https://app.example.com/hooks"
MINUTE, HOUR = 60, 3600


class Receiver:
    """Takes webhooks, and answers them with `status`; None lets the connection break."""

    def __init__(self) -> None:
        self.status: int | None = 200
        self.deliveries: list[Delivery] = []

    def __call__(self, delivery: Delivery) -> int:
        self.deliveries.append(delivery)
        if self.status is None:
            raise ConnectionError("nobody listens")
        return self.status

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(delivery.body) for delivery in self.deliveries]

    def told(self) -> list[tuple[str, Any]]:
        """(event, entity) of what came since it was last asked."""
        events = self.events
        self.deliveries.clear()
        return [(event["eventType"], event["entityId"]) for event in events]


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def api(open_shop: Callable[..., Api], receiver: Receiver) -> Api:
    return open_shop(app=APP, webhook_url=URL, webhook_post=receiver)


def is_signed(delivery: Delivery) -> bool:
    """As the official client checks it."""
    event = json.loads(delivery.body)
    message = f"{event['eventCreated']}.{event['eventId']}".encode()
    digest = hmac.new(b"a-secret", message, hashlib.sha256).digest()
    return delivery.headers["X-Ecwid-Webhook-Signature"] == base64.b64encode(digest).decode()


# --- what is sent ------------------------------------------------------------------------


def test_a_webhook_is_signed_and_says_what_changed(api: Api, receiver: Receiver) -> None:
    key = api.create()
    [delivery], [event] = receiver.deliveries, receiver.events
    assert event == {
        "eventId": event["eventId"],
        "eventCreated": 1_700_000_000,
        "storeId": 1003,
        "entityId": key,
        "eventType": "product.created",
    }
    assert faults(event, SPEC.schema("WebhookEvent"), "event") == []
    assert delivery.url == f"{URL}?eventtype=product.created"
    assert delivery.headers["Content-Type"] == "application/json; charset=UTF-8"
    assert delivery.headers["Cache-Control"] == "no-cache"
    assert is_signed(delivery)
    assert delivery.headers["X-Ecwid-Webhook-Signature"] not in repr(delivery)


def test_a_products_life_is_told(api: Api, receiver: Receiver) -> None:
    options = [{"type": "SELECT", "name": "Size", "choices": [{"text": "S"}]}]
    key = api.create(options=options, quantity=5, unlimited=False)
    path = f"/products/{key}"
    receiver.told()
    updates: list[tuple[str, str, Any]] = [
        ("PUT", path, {"price": 5}),
        ("PUT", f"{path}/inventory", {"quantityDelta": -1}),
        ("POST", f"{path}/image?externalUrl=https://example.com/a.png", None),
        ("POST", f"{path}/combinations", {"options": [{"name": "Size", "value": "S"}]}),
        ("POST", f"{path}/files?fileName=a&externalUrl=https://example.com/a", None),
        ("PUT", f"{path}/media", {"galleryMedia": []}),
    ]
    for method, update, body in updates:
        assert api(method, update, body).status == 200
        assert receiver.told() == [("product.updated", key)], update
    api("DELETE", path)
    assert receiver.told() == [("product.deleted", key)]


def test_a_categorys_life_is_told(api: Api, receiver: Receiver) -> None:
    product = api.create()
    receiver.told()
    key = api("POST", "/categories", {"name": "Hats"}).json["id"]
    path = f"/categories/{key}"
    assert receiver.told() == [("category.created", key)]
    api("PUT", path, {"description": "Warm"})
    assert receiver.told() == [("category.updated", key)]
    both = [("product.updated", product), ("category.updated", key)]
    api("POST", f"{path}/assignProducts", {"productIds": [product]})
    assert receiver.told() == both
    api("POST", f"{path}/unassignProducts", {"productIds": [product]})
    assert receiver.told() == both
    api("DELETE", path)
    assert receiver.told() == [("category.deleted", key)]


def test_a_categorys_new_name_is_no_news_of_its_products(api: Api, receiver: Receiver) -> None:
    key = api("POST", "/categories", {"name": "Hats"}).json["id"]
    api.create(categoryIds=[key])
    receiver.told()
    api("PUT", f"/categories/{key}", {"name": "Caps"})
    assert receiver.told() == [("category.updated", key)]


def test_the_life_of_a_product_type_is_told(api: Api, receiver: Receiver) -> None:
    key = api("POST", "/classes", {"name": "Shoes"}).json["id"]
    api("PUT", f"/classes/{key}", {"name": "Boots"})
    api("DELETE", f"/classes/{key}")
    assert receiver.told() == [
        ("product_class.created", key),
        ("product_class.updated", key),
        ("product_class.deleted", key),
    ]


def test_all_products_deleted_at_once_are_told_of(api: Api, receiver: Receiver) -> None:
    keys = [api.create(), api.create()]
    receiver.told()
    api("DELETE", "/products")
    assert receiver.told() == [("product.deleted", key) for key in keys]


def test_the_profile_and_the_storage_are_told_of(api: Api, receiver: Receiver) -> None:
    api("PUT", "/profile", {"settings": {"closed": True}})
    api("POST", "/profile/shippingOptions", {"title": "Post"})
    assert receiver.told() == [("profile.updated", 1003)] * 2
    api("PUT", "/storage/key", b"value")
    api("DELETE", "/storage/key")
    assert receiver.told() == [("application.storageChanged", "1003")] * 2
    api("DELETE", "/application", namespace="an-app")
    assert receiver.told() == [("application.uninstalled", "1003")]


def test_what_is_refused_is_not_told(api: Api, receiver: Receiver) -> None:
    key = api.create()
    receiver.told()
    for body in ({"name": ""}, {"categoryIds": [5]}, {"price": "x"}):
        assert api("PUT", f"/products/{key}", body).status >= 400
    assert receiver.told() == []


def test_what_a_batch_does_is_told_once(api: Api, receiver: Receiver) -> None:
    items = [
        {"method": "POST", "path": "/products", "body": {"name": name}} for name in ("A", "", "B")
    ]
    outcomes = api.outcome(api.batch(items, stopOnFirstFailure=False))["responses"]
    keys = [each["httpBody"]["id"] for each in outcomes if each["status"] == "COMPLETED"]
    assert len(keys) == 2
    assert receiver.told() == [("product.created", key) for key in keys]


def test_reading_is_not_told(api: Api, receiver: Receiver) -> None:
    api("GET", "/products")
    api("GET", "/profile")
    assert receiver.told() == []


def test_an_event_needs_its_scope(open_shop: Callable[..., Api], receiver: Receiver) -> None:
    api = open_shop(
        webhook_url=URL, webhook_post=receiver, scopes={"create_catalog", "update_store_profile"}
    )
    api.create()
    api("PUT", "/profile", {"settings": {"closed": True}})
    assert receiver.told() == [("profile.updated", 1003)]


def test_a_shop_without_an_address_sends_nothing(api: Api, open_shop: Callable[..., Api]) -> None:
    silent = open_shop()
    silent.create()
    silent.shop.deliver_webhooks()
    changed(silent.shop.shop, "order.created", 5, {"orderId": "X"})


def test_data_comes_with_the_event(api: Api, receiver: Receiver) -> None:
    changed(api.shop.shop, "customer.updated", 5, {"customerEmail": "a@example.com"})
    assert receiver.events == []
    api.shop.deliver_webhooks()
    [event] = receiver.events
    assert event["data"] == {"customerEmail": "a@example.com"}


def test_an_unknown_event_is_a_mistake(api: Api) -> None:
    with pytest.raises(ValueError, match=r"product\.changed"):
        changed(api.shop.shop, "product.changed", 5)


def test_every_event_is_one_of_the_reference() -> None:
    assert set(SPEC.schema("WebhookEventType")["enum"]) >= set(SCOPES)


@pytest.mark.parametrize("url", ["ftp://example.com", "example.com", ""])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="is no URL to send webhooks to"):
        Emulator(webhook_url=url)


def test_an_address_may_have_a_query(open_shop: Callable[..., Api], receiver: Receiver) -> None:
    open_shop(webhook_url=f"{URL}?key=1", webhook_post=receiver).create()
    assert receiver.deliveries[0].url == f"{URL}?key=1&eventtype=product.created"


def test_a_receiver_may_change_the_shop_while_it_is_told(
    open_shop: Callable[..., Api],
) -> None:
    told = []

    def answer(delivery: Delivery) -> int:
        event = json.loads(delivery.body)
        told.append(event["eventType"])
        if len(told) < 3:
            assert api("PUT", f"/products/{event['entityId']}", {"price": len(told)}).status == 200
        return 200

    api = open_shop(webhook_url=URL, webhook_post=answer)
    api.create()
    assert told == ["product.created", "product.updated", "product.updated"]


def test_a_receiver_may_make_a_batch_while_it_is_told_of_one(
    open_shop: Callable[..., Api],
) -> None:
    told: list[int] = []

    def answer(delivery: Delivery) -> int:
        told.append(json.loads(delivery.body)["entityId"])
        if len(told) == 1:
            item = {"method": "PUT", "path": f"/products/{told[0]}", "body": {"price": 5}}
            assert api.outcome(api.batch([item]))["status"] == "COMPLETED"
        return 200

    api = open_shop(webhook_url=URL, webhook_post=answer)
    api.batch([{"method": "POST", "path": "/products", "body": {"name": "Cap"}}])
    assert told == [told[0]] * 2


# --- delivery ----------------------------------------------------------------------------


@pytest.mark.parametrize("status", [200, 201, 202, 204, 209])
def test_these_answers_deliver_an_event(
    api: Api, receiver: Receiver, clock: ManualClock, status: int
) -> None:
    receiver.status = status
    api.create()
    clock.advance(48 * HOUR)
    api.shop.deliver_webhooks()
    assert len(receiver.deliveries) == 1


@pytest.mark.parametrize("status", [203, 205, 208, 301, 302, 400, 404, 410, 500, 503, None])
def test_no_other_answer_does(
    api: Api, receiver: Receiver, clock: ManualClock, status: int | None
) -> None:
    receiver.status = status
    api.create()
    clock.advance(15 * MINUTE)
    receiver.status = 200
    api.shop.deliver_webhooks()
    first, second = receiver.deliveries
    assert first == second


def test_an_event_is_tried_27_times_more_within_a_day(
    api: Api, receiver: Receiver, clock: ManualClock
) -> None:
    receiver.status = 500
    api.create()
    tried = []
    for _ in range(2 * 24 * 4):
        seen = len(receiver.deliveries)
        clock.advance(15 * MINUTE)
        api.shop.deliver_webhooks()
        if len(receiver.deliveries) > seen:
            tried.append(clock.now() - 1_700_000_000)
    quarters = [15 * MINUTE, 30 * MINUTE, 45 * MINUTE]
    assert tried == [*quarters, *(hour * HOUR for hour in range(1, 25))]
    assert len({event["eventId"] for event in receiver.events}) == 1
    assert api.shop.shop.outbox is not None
    assert api.shop.shop.outbox.next_due() is None


def test_nothing_is_tried_again_before_its_time(
    api: Api, receiver: Receiver, clock: ManualClock
) -> None:
    receiver.status = 500
    api.create()
    clock.advance(15 * MINUTE - 1)
    api.shop.deliver_webhooks()
    assert len(receiver.deliveries) == 1


def test_what_was_not_delivered_is_sent_by_the_next_start(
    open_shop: Callable[..., Api], receiver: Receiver, clock: ManualClock, tmp_path: Any
) -> None:
    options = {"data": tmp_path / "shop.db", "webhook_url": URL, "webhook_post": receiver}
    receiver.status = 500
    first = open_shop(**options)
    key = first.create()
    first.shop.close()
    clock.advance(HOUR)
    receiver.status = 200
    open_shop(**options)
    assert receiver.told() == [("product.created", key)] * 2


# --- trouble -----------------------------------------------------------------------------


@pytest.fixture
def troubled(open_shop: Callable[..., Api], receiver: Receiver) -> Callable[[str], Api]:
    def opened(text: str) -> Api:
        return open_shop(
            app=APP,
            webhook_url=URL,
            webhook_post=receiver,
            webhook_trouble=Trouble.parse(text),
        )

    return opened


def test_webhooks_may_be_late(
    troubled: Callable[[str], Api], receiver: Receiver, clock: ManualClock
) -> None:
    api = troubled("delay=5")
    key = api.create()
    clock.advance(4)
    api.shop.deliver_webhooks()
    assert receiver.told() == []
    clock.advance(1)
    api.shop.deliver_webhooks()
    assert receiver.told() == [("product.created", key)]


def test_webhooks_may_overtake_each_other(
    troubled: Callable[[str], Api], receiver: Receiver, clock: ManualClock
) -> None:
    api = troubled("shuffle=10")
    keys = [api.create() for _ in range(10)]
    clock.advance(10)
    api.shop.deliver_webhooks()
    came = [entity for _, entity in receiver.told()]
    assert came != keys
    assert sorted(came) == keys


def test_webhooks_may_come_twice(troubled: Callable[[str], Api], receiver: Receiver) -> None:
    troubled("double=1").create()
    first, second = receiver.deliveries
    assert first == second


def test_webhooks_may_be_forged(troubled: Callable[[str], Api], receiver: Receiver) -> None:
    troubled("forge=1").create()
    forged, true = receiver.deliveries
    assert [is_signed(forged), is_signed(true)] == [False, True]
    assert receiver.events[0]["eventId"] != receiver.events[1]["eventId"]


def test_a_share_of_them_has_trouble(troubled: Callable[[str], Api], receiver: Receiver) -> None:
    api = troubled("double=0.5")
    for _ in range(40):
        api.create()
    assert 40 < len(receiver.deliveries) < 80


# --- over HTTP ---------------------------------------------------------------------------


class Listener:
    """An HTTP server that takes webhooks; the first two are answered 500 and a redirect."""

    def __init__(self) -> None:
        self.received: list[tuple[str, dict[str, str], Any]] = []
        self.enough = threading.Event()
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                listener.received.append((self.path, dict(self.headers), json.loads(body)))
                status = {1: 500, 2: 302}.get(len(listener.received), 200)
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "/elsewhere")
                self.end_headers()
                if status == 200:
                    listener.enough.set()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"

    def __enter__(self) -> Listener:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def test_a_thread_sends_them_over_http_and_tries_again() -> None:
    clock = ManualClock()
    with Listener() as listener:
        shop = Emulator(webhook_url=listener.url, app=APP, clock=clock)
        key = Api(shop).create()
        while not listener.enough.is_set():
            clock.advance(15 * MINUTE)
            listener.enough.wait(0.05)
        shop.close()
    assert len(listener.received) == 3
    for path, headers, event in listener.received:
        assert path == "/hook?eventtype=product.created"
        assert event["entityId"] == key
        body = json.dumps(event).encode()
        assert is_signed(Delivery("", headers, body))


def test_a_thread_never_moves_the_clock() -> None:
    clock = ManualClock()
    shop = Emulator(webhook_url="http://127.0.0.1:1/", clock=clock)
    Api(shop).create()
    shop.close()
    assert clock.now() == 1_700_000_000
