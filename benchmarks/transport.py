"""Answers that were made before the clock runs."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

from benchmarks.products import listing
from ecwid_orm.api import Call, Client, Response, Throttle

NO_LIMIT = 10**9


class PreparedPages:
    """A transport that answers every call with a page of a listing of `total` products.

    Each page is made when it is first asked for, and kept.
    """

    def __init__(self, total: int) -> None:
        self._total = total
        self._pages: dict[tuple[int, int], bytes] = {}

    def send(self, call: Call, /) -> Response:
        """The page that the call asks for."""
        asked = parse_qs(urlsplit(call.url).query)
        place = int(asked["offset"][0]), int(asked["limit"][0])
        if place not in self._pages:
            self._pages[place] = listing(self._total, *place)
        headers = {"Content-Type": "application/json"}
        return Response(200, headers, self._pages[place], request=call.request)

    def close(self) -> None:
        """Nothing to let go of."""


class PreparedBatches:
    """A transport that has carried out each batch, of updates, before it is first asked for."""

    def __init__(self) -> None:
        self._batches: list[int] = []  # how many requests

    def send(self, call: Call, /) -> Response:
        """The ticket of a batch, or what became of its requests."""
        answer: dict[str, object]
        if call.method == "POST":
            answer = {"ticket": str(len(self._batches))}
            self._batches.append(len(call.request.json))
        else:
            count = self._batches[int(parse_qs(urlsplit(call.url).query)["ticket"][0])]
            done = {"status": "COMPLETED", "httpStatusCode": 200, "escapedHttpBody": _UPDATED}
            responses = [{"id": str(number), **done} for number in range(count)]
            answer = {"status": "COMPLETED", "totalRequests": count, "responses": responses}
        headers = {"Content-Type": "application/json"}
        return Response(200, headers, json.dumps(answer).encode(), request=call.request)

    def close(self) -> None:
        """Nothing to let go of."""


_UPDATED = '{"updateCount":1}'


def client(url: str = "http://127.0.0.1/api/v3", **options: object) -> Client:
    """A client without a rate limit of its own, for a server on this machine."""
    options.setdefault("token", "secret_of_the_benchmarks")
    options.setdefault("throttle", Throttle(NO_LIMIT))
    return Client(1003, url=url, **options)  # type: ignore[arg-type]  # passed on as they are
