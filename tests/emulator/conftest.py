"""An emulated shop without a network, its clock moved by hand, and the means to ask it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest

from ecwid_orm.emulator import Emulator, ManualClock


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    phrase: str
    headers: dict[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.content)

    @property
    def code(self) -> str | None:
        code: str | None = self.json.get("errorCode")
        return code


class Api:
    """Asks an emulator in-process, as its app with the secret token unless told otherwise."""

    def __init__(self, shop: Emulator) -> None:
        self.shop = shop

    def __call__(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str | None = "the secret one",
        store: object = None,
        content_type: str = "application/json",
        headers: dict[str, str] | None = None,
        **query: object,
    ) -> Reply:
        uri = f"/api/v3/{self.shop.store_id if store is None else store}{path}"
        if query:
            uri += ("&" if "?" in uri else "?") + urlencode(query)
        sent = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body)
        raw = sent.encode() if isinstance(sent, str) else sent
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "REQUEST_URI": uri,
            "wsgi.input": io.BytesIO(raw),
            "CONTENT_LENGTH": str(len(raw)),
            "CONTENT_TYPE": content_type,
        }
        if token is not None:
            secret = self.shop.token if token == "the secret one" else token
            environ["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
        for name, value in (headers or {}).items():
            environ["HTTP_" + name.upper().replace("-", "_")] = value
        return drive(self.shop, environ)

    def batch(self, requests: list[dict[str, Any]], **query: object) -> str:
        """Make a batch; its ticket."""
        reply = self("POST", "/batch", requests, **query)
        assert reply.status == 200, reply
        ticket: str = reply.json["ticket"]
        return ticket

    def outcome(self, ticket: str, **query: object) -> Any:
        """The state of a batch."""
        reply = self("GET", "/batch", ticket=ticket, **query)
        assert reply.status == 200, reply
        return reply.json

    def create(self, **product: object) -> int:
        """Create a product; its id."""
        reply = self("POST", "/products", {"name": "Cap", **product})
        assert reply.status == 200, reply
        key: int = reply.json["id"]
        return key


def drive(shop: Emulator, environ: dict[str, Any]) -> Reply:
    started: list[Any] = []
    content = b"".join(
        shop.wsgi(environ, lambda status, headers: started.extend((status, headers)))
    )
    status, headers = started
    number, _, phrase = status.partition(" ")
    return Reply(int(number), phrase, dict(headers), content)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def open_shop(clock: ManualClock) -> Iterator[Callable[..., Api]]:
    """Opens shops that are closed after the test."""
    opened: list[Emulator] = []

    def open_shop(**options: Any) -> Api:
        shop = Emulator(**{"clock": clock, "background": False, **options})
        opened.append(shop)
        return Api(shop)

    yield open_shop
    for shop in opened:
        shop.close()


@pytest.fixture
def api(open_shop: Callable[..., Api]) -> Api:
    """An empty shop; batches are done when they are made."""
    return open_shop()
