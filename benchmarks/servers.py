"""Servers in processes of their own, so that their work is none of the client's."""

from __future__ import annotations

import gzip
import json
import math
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from benchmarks.products import listing
from ecwid_orm.emulator import Emulator

TOKEN = "secret_of_the_benchmarks"


@contextmanager
def emulator(products: int, latency: float, rate_limit: int = 0) -> Iterator[str]:
    """The URL of an emulated shop with so many products; each request takes `latency` seconds.

    `rate_limit` is how many calls it takes in a minute, 0 for any number.
    """
    with _process("emulator", str(products), str(latency), str(rate_limit)) as url:
        yield url


@contextmanager
def prepared(products: int, latency: float) -> Iterator[str]:
    """The URL of a server that has all its answers ready, and gives each after `latency` seconds.

    It knows pages of products, PUTs that change nothing, and batches: one after another, 100
    requests at once. Its own work is next to nothing, which the emulator's is not.
    """
    with _process("prepared", str(products), str(latency)) as url:
        yield url


@contextmanager
def _process(*arguments: str) -> Iterator[str]:
    command = [sys.executable, "-m", "benchmarks.servers", *arguments]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        try:
            url = server.stdout.readline().strip()
            if not url:
                raise RuntimeError(f"the server of the benchmarks did not start: {command}")
            yield url
        finally:
            server.stdin.close()  # the server ends with its input


class _Prepared(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, products: int, latency: float) -> None:
        super().__init__(("127.0.0.1", 0), _PreparedHandler)
        self.latency = latency
        self._products = products
        self._pages: dict[tuple[int, int], bytes] = {}
        self._batches: list[tuple[int, float]] = []  # how many requests, and when they are done

    def page(self, offset: int, limit: int) -> bytes:
        place = offset, limit
        if place not in self._pages:
            self._pages[place] = gzip.compress(listing(self._products, *place), 6)
        return self._pages[place]

    def queue(self, requests: int) -> Any:
        began = max([time.monotonic(), *(done for _, done in self._batches)])
        done = began + math.ceil(requests / 100) * self.latency
        self._batches.append((requests, done))
        return {"ticket": str(len(self._batches) - 1)}

    def outcome(self, ticket: str) -> Any:
        requests, done = self._batches[int(ticket)]
        left = max(0, math.ceil((done - time.monotonic()) / self.latency)) * 100
        if left:
            completed = max(0, requests - left)
            counts = {"totalRequests": requests, "completedRequests": completed}
            return {"status": "IN_PROGRESS" if completed else "QUEUED", **counts}
        answer = {"status": "COMPLETED", "httpStatusCode": 200, "escapedHttpBody": _UPDATED}
        responses = [{"id": str(number), **answer} for number in range(requests)]
        return {"status": "COMPLETED", "totalRequests": requests, "responses": responses}


class _PreparedHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # head and body leave in one packet
    server: _Prepared

    def do_GET(self) -> None:
        began = time.monotonic()
        url = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path.endswith("/batch"):
            time.sleep(self.server.latency)
            self._answer(_packed(self.server.outcome(asked["ticket"])))
        else:
            page = self.server.page(int(asked["offset"]), int(asked["limit"]))
            time.sleep(max(0.0, self.server.latency - (time.monotonic() - began)))
            self._answer(page)

    def do_POST(self) -> None:
        requests = len(json.loads(self._body()))
        time.sleep(self.server.latency)
        self._answer(_packed(self.server.queue(requests)))

    def do_PUT(self) -> None:
        self._body()
        time.sleep(self.server.latency)
        self._answer(_packed(json.loads(_UPDATED)))

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers["Content-Length"]))

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


_UPDATED = '{"updateCount":1}'


def _packed(answer: Any) -> bytes:
    return gzip.compress(json.dumps(answer).encode(), 6)


def main(kind: str, products: int, latency: float, rate_limit: int = 0) -> None:
    """Serve until standard input ends; the first line of output is the URL."""
    if kind == "emulator":
        limit = rate_limit or None
        with Emulator(token=TOKEN, seed=products, latency=latency, rate_limit=limit) as shop:
            print(shop.url, flush=True)
            sys.stdin.read()
    else:
        with _Prepared(products, latency) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            print(f"http://127.0.0.1:{server.server_port}/api/v3", flush=True)
            sys.stdin.read()
            server.shutdown()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), *map(int, sys.argv[4:]))
