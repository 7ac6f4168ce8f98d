"""Answers that were made before the clock runs."""

from __future__ import annotations

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


def client(url: str = "http://127.0.0.1/api/v3", **options: object) -> Client:
    """A client without a rate limit of its own, for a server on this machine."""
    options.setdefault("token", "secret_of_the_benchmarks")
    return Client(1003, url=url, throttle=Throttle(NO_LIMIT), **options)  # type: ignore[arg-type]  # passed on as they are
