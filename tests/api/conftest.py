"""Time that passes only when told, and servers that answer what a test scripts."""

from __future__ import annotations

import json
import os
import random
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from ecwid_orm.api import Client, WSGITransport
from tests.api.redis_server import started_redis

STORE_ID = 1003
TOKEN = "secret_hush"  # a made-up one, looked for in all that is shown


@dataclass
class Time:
    """A clock in seconds that only sleep moves; `slept` has every sleep."""

    now: float = 1_700_000_000.0
    slept: list[float] = field(default_factory=list)

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@dataclass
class Sent:
    """What a scripted server received."""

    method: str
    uri: str
    headers: dict[str, str]
    body: bytes


class Script:
    """A WSGI application that gives its answers one after another, the last one for ever.

    An answer is (status line, body, headers), an exception to raise, or a function of what was
    sent that gives one of these. A body that is no bytes goes out as JSON.
    """

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.sent: list[Sent] = []

    def __call__(self, environ: Any, start_response: Any) -> list[bytes]:
        headers = {k[5:].lower().replace("_", "-"): v for k, v in environ.items() if "HTTP_" in k}
        headers["content-type"] = environ.get("CONTENT_TYPE", "")
        sent = Sent(
            environ["REQUEST_METHOD"],
            environ["REQUEST_URI"],
            headers,
            environ["wsgi.input"].read(),
        )
        self.sent.append(sent)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if callable(answer):
            answer = answer(sent)
        if isinstance(answer, Exception):
            raise answer
        status, body, *more = answer
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        extra = more[0] if more else {"Content-Type": "application/json"}
        start_response(status, list(extra.items()))
        return [body]


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def client_of(time: Time) -> Callable[..., Client]:
    """A client of a WSGI application, with scripted time and chance."""

    def make(app: Any, **options: Any) -> Client:
        return Client(
            STORE_ID,
            TOKEN,
            url="http://localhost/api/v3",
            transport=WSGITransport(app),
            clock=time.clock,
            sleep=time.sleep,
            now=time.clock,
            random=random.Random(1),
            **options,
        )

    return make


@pytest.fixture
def raw_server() -> Iterator[Callable[..., str]]:
    """Start a server on loopback that hands each connection to a function; gives its URL."""
    listeners: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def start(handle: Callable[[socket.socket], object]) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    handle(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        threads.append(thread)
        return f"http://127.0.0.1:{listener.getsockname()[1]}/api/v3"

    yield start
    for listener in listeners:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
    for thread in threads:
        thread.join(5)


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Redis: that of ECWID_TEST_REDIS_URL, or one started for these tests.

    It may have keys of others, so a test takes one of its own and clears nothing.
    """
    if url := os.environ.get("ECWID_TEST_REDIS_URL"):
        yield url
    else:
        with started_redis(tmp_path_factory.mktemp("redis")) as port:
            yield f"redis://127.0.0.1:{port}/0"
