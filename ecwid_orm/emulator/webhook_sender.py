"""Sends webhooks: signed, again and again until they are taken, and astray if that is wanted.

https://docs.ecwid.com/webhooks
"""

from __future__ import annotations

import base64
import hmac
import json
import random
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any

import requests

from ecwid_orm.emulator.options import read_options
from ecwid_orm.emulator.shop import Shop
from ecwid_orm.emulator.webhooks import Outbox, Queued

ACCEPTED = frozenset({200, 201, 202, 204, 209})
"""Statuses that let an event be delivered; no other does."""

RETRIES = (900.0, 1800.0, 2700.0, *(3600.0 * hour for hour in range(1, 25)))
"""Seconds after the first try at which an event is tried again; then it is given up."""

TIMEOUT = (3.0, 10.0)
"""Seconds to connect, and to answer."""

_SLICE = 0.05


@dataclass(frozen=True, slots=True)
class Delivery:
    """One POST. The signature is in no repr."""

    url: str
    headers: dict[str, str] = field(repr=False)
    body: bytes


Post = Callable[[Delivery], int]
"""Makes the POST and gives the status of the answer; `OSError` if there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What goes wrong with webhooks on their way.

    delay: seconds that each event is late.
    shuffle: up to so many seconds more, at random, so that events overtake each other.
    double: how likely an event that was taken is sent once more, 0 to 1.
    forge: how likely an event is preceded by a forged one, whose signature is wrong, 0 to 1.
    """

    delay: float = 0.0
    shuffle: float = 0.0
    double: float = 0.0
    forge: float = 0.0

    @classmethod
    def parse(cls, text: str) -> Trouble:
        """`Trouble.parse("delay=2 double=0.5")`; ValueError if it cannot be read."""
        readers = {each.name: float for each in fields(cls)}
        return cls(**read_options(text.split(), readers))


def post_over_http(delivery: Delivery) -> int:
    """Make the POST. A redirect is not followed: it is an answer like any other."""
    answer = requests.post(
        delivery.url,
        data=delivery.body,
        headers=delivery.headers,
        timeout=TIMEOUT,
        allow_redirects=False,
    )
    return answer.status_code


def signature(secret: str, event: dict[str, Any]) -> str:
    """What the header `X-Ecwid-Webhook-Signature` says of an event."""
    message = f"{event['eventCreated']}.{event['eventId']}"
    return base64.b64encode(hmac.digest(secret.encode(), message.encode(), "sha256")).decode()


class WebhookSender:
    """Sends what the shop's outbox holds to one URL, one event at a time.

    `start` lets a thread do it, when it is due by the shop's clock, which it never moves. Else it
    is for the caller to `deliver`, when no transaction is running. ValueError for a URL that is
    none.
    """

    def __init__(self, shop: Shop, url: str, trouble: Trouble, post: Post) -> None:
        if not url.startswith(("http://", "https://")):
            raise ValueError(f"{url!r} is no URL to send webhooks to")
        self._shop = shop
        self._url = url
        self._trouble = trouble
        self._post = post
        self._chance = random.Random(f"{shop.settings.random_seed}:webhooks")
        self._sending = threading.Lock()
        self._woken = threading.Event()
        self._stopping = False
        self._thread: threading.Thread | None = None
        self.outbox = Outbox(shop.db, shop.settings.scopes, self._woken.set, self._hold)

    def start(self) -> None:
        """Let a thread send what is due, from now on."""
        self._thread = threading.Thread(
            target=self._work, name="ecwid-emulator-webhooks", daemon=True
        )
        self._thread.start()

    def deliver(self) -> None:
        """Send all that is due, unless that is being done already."""
        while self._due() is not None and self._sending.acquire(blocking=False):
            try:
                while (queued := self._due()) is not None:
                    self._send(queued)
            finally:
                self._sending.release()

    def stop(self) -> None:
        """Leave what is not sent; returns when nothing is under way any more."""
        self._stopping = True
        self._woken.set()
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        while not self._stopping:
            self._woken.clear()
            self.deliver()
            due = self.outbox.next_due()
            left = None if due is None else min(max(due - self._shop.clock.now(), 0.0), _SLICE)
            if not self._stopping:
                self._woken.wait(left)

    def _due(self) -> Queued | None:
        return None if self._stopping else self.outbox.due(self._shop.clock.now())

    def _hold(self) -> float:
        return self._trouble.delay + self._chance.uniform(0.0, self._trouble.shuffle)

    def _send(self, queued: Queued) -> None:
        secret = self._shop.settings.app.client_secret
        if self._chance.random() < self._trouble.forge:
            forged = {**queued.event, "eventId": str(uuid.UUID(int=self._chance.getrandbits(128)))}
            self._is_taken(forged, secret="not the secret of the app")
        if self._is_taken(queued.event, secret):
            self.outbox.drop(queued)
            if self._chance.random() < self._trouble.double:
                self._is_taken(queued.event, secret)
        elif queued.attempt > len(RETRIES):
            self.outbox.drop(queued)
        else:
            gap = RETRIES[queued.attempt - 1] - (0.0, *RETRIES)[queued.attempt - 1]
            self.outbox.postpone(queued, self._shop.clock.now() + gap)

    def _is_taken(self, event: dict[str, Any], secret: str) -> bool:
        sign = "&" if "?" in self._url else "?"
        delivery = Delivery(
            f"{self._url}{sign}eventtype={event['eventType']}",
            {
                "Content-Type": "application/json; charset=UTF-8",
                "Cache-Control": "no-cache",
                "X-Ecwid-Webhook-Signature": signature(secret, event),
            },
            json.dumps(event).encode(),
        )
        try:
            return self._post(delivery) in ACCEPTED
        except OSError:
            return False
