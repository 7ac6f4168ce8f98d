"""The client: one store, one token, and everything that makes a call safe to send."""

from __future__ import annotations

import logging
import os
import random as random_module
import string
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from math import inf
from typing import Any, BinaryIO, Literal, NoReturn, Self

from ecwid_orm import signals
from ecwid_orm.api import batch, redirect
from ecwid_orm.api.credentials import DEFAULT_URL, Token, store_url, storefront_url
from ecwid_orm.api.download import Progress, Sink, SinkError, opened
from ecwid_orm.api.errors import api_error, error_class
from ecwid_orm.api.params import wire_params
from ecwid_orm.api.request import Request, Response
from ecwid_orm.api.retry import Retry, retry_after
from ecwid_orm.api.throttle import Throttle
from ecwid_orm.api.transport import Call, RequestsTransport, Transport
from ecwid_orm.exceptions import (
    ApiError,
    BadAnswer,
    ConfigurationError,
    InvalidToken,
    RateLimited,
    TransportError,
)
from ecwid_orm.version import __version__

__all__ = ["Client"]

_log = logging.getLogger("ecwid_orm.api")
_LETTERS_AND_DIGITS = string.ascii_letters + string.digits


class Client:
    """Sends requests to one store: throttled, tried again where that is safe, errors told apart.

    `url` is the base up to and with `/api/v3`, https unless it is on this machine; `timeout` the
    seconds to connect and to wait for each part of an answer. Give clients of the same token one
    `throttle`. `clock` is monotonic, `now` unix time, both in seconds. Safe in threads.

    Works alone::

        with Client(1003, "secret_…") as client:
            name = client.get("products/37208342")["name"]

    Raises ConfigurationError for a token, store id or url that cannot be right. Every call raises
    an ApiError for an answer other than 200, and a TransportError where there is no answer.
    """

    def __init__(
        self,
        store_id: int | str,
        token: str,
        *,
        url: str = DEFAULT_URL,
        transport: Transport | None = None,
        throttle: Throttle | None = None,
        retry: Retry | None = None,
        timeout: tuple[float, float] = (10.0, 60.0),
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
        now: Callable[[], float] = time.time,
        random: random_module.Random | None = None,
    ) -> None:
        self._token = Token(token)
        self._url = store_url(url, store_id)
        self._storefront = storefront_url(url)
        self.store_id = str(store_id)
        self.clock = clock
        self.sleep = sleep
        self.now = now
        self._random = random or random_module.Random()
        self._transport = RequestsTransport() if transport is None else transport
        self._throttle = Throttle(clock=clock, sleep=sleep) if throttle is None else throttle
        self._retry = Retry(random=self._random) if retry is None else retry
        self._timeout = timeout
        self._dead = False
        self._counter = count()
        self.calls = 0
        """HTTP calls sent so far, repeats included."""

    @classmethod
    def from_env(cls, *, environ: Mapping[str, str] = os.environ, **options: Any) -> Self:
        """A client for `ECWID_STORE_ID` and `ECWID_TOKEN`, and `ECWID_URL` if that is set.

        `options` are those of the constructor. Raises ConfigurationError naming what is missing.
        """
        missing = [name for name in ("ECWID_STORE_ID", "ECWID_TOKEN") if not environ.get(name)]
        if missing:
            raise ConfigurationError(
                f"the environment has no {' and no '.join(missing)}; set"
                f" {'it' if len(missing) == 1 else 'them'}, or make a Client(store_id, token)"
            )
        if environ.get("ECWID_URL"):
            options.setdefault("url", environ["ECWID_URL"])
        return cls(environ["ECWID_STORE_ID"], environ["ECWID_TOKEN"], **options)

    # Calls ----------------------------------------------------------------------------------

    def get(
        self,
        path: str,
        params: Mapping[str, Any] | None = None,
        *,
        expects: Literal["json", "bytes"] = "json",
    ) -> Response:
        """GET; `expects="bytes"` for a download."""
        return self.request(Request("GET", path, params or {}, expects=expects))

    def post(
        self,
        path: str,
        json: Any = None,
        *,
        params: Mapping[str, Any] | None = None,
        data: bytes | BinaryIO | None = None,
        content_type: str | None = None,
    ) -> Response:
        """POST: create, or upload `data`. Only repeated if it was surely not carried out."""
        return self.request(Request("POST", path, params or {}, json, data, content_type))

    def put(
        self,
        path: str,
        json: Any = None,
        *,
        params: Mapping[str, Any] | None = None,
        data: bytes | BinaryIO | None = None,
        content_type: str | None = None,
    ) -> Response:
        """PUT: change what the body names."""
        return self.request(Request("PUT", path, params or {}, json, data, content_type))

    def delete(self, path: str, params: Mapping[str, Any] | None = None) -> Response:
        """DELETE."""
        return self.request(Request("DELETE", path, params or {}))

    def download(
        self,
        path: str,
        to: str | os.PathLike[str] | BinaryIO,
        params: Mapping[str, Any] | None = None,
        *,
        progress: Progress | None = None,
    ) -> None:
        """GET into a file, by its path or open for writing in binary, as the bytes come.

        `progress` is called with the bytes done and the total, None where Ecwid does not say. A
        path has a file only once all of it is there. OSErrors of the file are raised as they are.
        """
        request = Request("GET", path, params or {}, expects="bytes")
        with opened(to) as file:
            try:
                self.request(request, sink=Sink(file, progress))
            except SinkError as error:
                raise error.why from None

    def request(
        self, request: Request, *, lazy: bool = False, sink: Sink | None = None
    ) -> Response:
        """Send a request, again if need be, and return its answer, which is always a 200.

        The answer is inflated and decoded before it is returned, so that a spoilt one is asked for
        again; with `lazy` that is left to whoever reads it, maybe in another thread, and it may
        raise BadAnswer there. The body goes into `sink` if there is one.
        """
        tried: list[Response | TransportError] = []
        try:
            return self._tried(request, lazy, tried, sink)
        except (ApiError, TransportError) as error:
            error.in_doubt = error.in_doubt or any(map(_may_be_done, tried))
            raise

    def _tried(
        self,
        request: Request,
        lazy: bool,
        tried: list[Response | TransportError],
        sink: Sink | None,
    ) -> Response:
        """The answer to a request; what came of each try before is added to `tried`."""
        content = request.content()
        start = _start(content)
        attempt = 0
        while True:
            attempt += 1
            self._refuse_if_blocked(request)
            self._throttle.wait()
            self._refuse_if_blocked(request)  # another thread may have been told meanwhile
            problem: Response | TransportError
            try:
                response = problem = self._exchange(request, content, start, attempt, sink)
                if response.ok:
                    if not lazy:
                        response.check()
                    return response
            except TransportError as error:
                problem = error
            delay = self._delay(request, attempt, problem)
            if delay is None or start is None or not (sink is None or sink.repeatable):
                raise self._error(problem)
            tried.append(problem)
            _log.debug("%s: trying again in %.2f s", request, delay)
            self.sleep(delay)

    def pages(
        self, path: str, params: Mapping[str, Any] | None = None, *, limit: int = 100
    ) -> Iterator[dict[str, Any]]:
        """The pages of a listing, each as Ecwid gives it: `{total, count, offset, limit, items}`.

        The next page is asked for when it is wanted. Starts at the `offset` of the params, if they
        have one. An entity that is deleted or moves meanwhile shifts those behind it.
        Raises BadAnswer if the path is no listing with pages.
        """
        query = wire_params({**(params or {}), "limit": limit})
        offset = int(query.get("offset", "0"))
        if query.get("responseFields"):
            # Without these nobody could tell where the next page begins.
            query["responseFields"] += ",total,count,limit"
        while True:
            response = self.get(path, {**query, "offset": offset})
            page = response.json()
            if not isinstance(page, dict) or not isinstance(page.get("items"), list):
                raise BadAnswer(
                    f"{response.request} is no listing with pages; use get()",
                    request=response.request,
                )
            yield page
            came = len(page["items"])
            offset += came
            # The limit that Ecwid applied may be smaller than the one asked for.
            if came == 0 or came < _number(page, "limit", limit):
                return
            if offset >= _number(page, "total", inf):
                return

    def batch(
        self,
        requests: Sequence[Request],
        *,
        parallel: bool = False,
        stop_on_first_failure: bool = False,
    ) -> list[batch.Outcome]:
        """Carry out requests in batches of at most 500 and return an outcome for each, in order.

        One by one in that order, or up to 100 at once if `parallel`. What fails is an outcome, not
        an exception. https://docs.ecwid.com/api-reference/rest-api/batch-requests
        """
        results = batch.run(
            self, requests, parallel=parallel, stop_on_first_failure=stop_on_first_failure
        )
        return [outcome for outcomes in results for outcome in outcomes]

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of store {self.store_id}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a client holds a token and connections; make one where it is needed")

    def _refuse_if_blocked(self, request: Request) -> None:
        """Raise where going on would only earn a longer block."""
        if self._dead:
            raise InvalidToken(
                403,
                "INVALID_API_TOKEN",
                f"{request} was not sent, for Ecwid refused the token before and going on earns a"
                " longer block; check ECWID_TOKEN and make a new client",
                request,
            )
        left = self._throttle.paused()
        if left > self._retry.longest_wait:
            raise RateLimited(
                429,
                "RATE_LIMITED",
                f"{request} was not sent, for Ecwid blocks the token for {left:.0f} s more; going"
                " on makes that longer",
                request,
                retry_after=left,
            )

    # One attempt ----------------------------------------------------------------------------

    def _exchange(
        self,
        request: Request,
        content: bytes | BinaryIO | None,
        start: int | None,
        attempt: int,
        sink: Sink | None,
    ) -> Response:
        """Send once, follow redirects, and tell log and signals. Raises TransportError."""
        call = Call(
            request,
            request.method,
            (self._storefront if request.storefront else self._url) + request.target,
            self._headers(request, has_content=content is not None),
            content,
            self._timeout,
            None if request.storefront else self._token,
            sink,
        )
        keywords: dict[str, Any] = {
            "request": request,
            "store_id": self.store_id,
            "attempt": attempt,
        }
        # A counter that threads can share: next() is atomic, += is not.
        self.calls = next(self._counter) + 1
        signals.emit(signals.request_sent, type(self), **keywords)
        began = self.clock()
        response = self._send(call, start)
        for _ in range(redirect.MOST):
            following = redirect.redirected(call, response)
            if following is None or (following.content is not None and start is None):
                break
            call = following
            response = self._send(call, start)
        seconds = self.clock() - began
        _log.debug("%s → %d in %.0f ms", request, response.status, seconds * 1000)
        signals.emit(
            signals.response_received, type(self), response=response, seconds=seconds, **keywords
        )
        return response

    def _send(self, call: Call, start: int | None) -> Response:
        if start is not None and not isinstance(call.content, bytes | None):
            call.content.seek(start)
        return self._transport.send(call)

    def _headers(self, request: Request, *, has_content: bool) -> dict[str, str]:
        headers = {
            "Accept": "application/json" if request.expects == "json" else "*/*",
            # A download says how long it is only where it is not packed.
            "Accept-Encoding": "gzip" if request.expects == "json" else "identity",
            "User-Agent": f"ecwid_orm/{__version__}",
            # For tracing only; Ecwid's own client sends the like.
            "X-Ecwid-Api-Request-Id": "".join(self._random.choices(_LETTERS_AND_DIGITS, k=8)),
            **request.headers,
        }
        if has_content:
            headers["Content-Type"] = str(request.content_type)
        return headers

    def _delay(
        self, request: Request, attempt: int, problem: Response | TransportError
    ) -> float | None:
        now = self.now()
        delay = self._retry.delay(attempt, problem, bool(request.idempotent), now=now)
        if isinstance(problem, Response) and problem.status == 429:
            # All threads and clients of the token are refused now, not just this call.
            self._throttle.pause(delay or retry_after(problem, now) or 0.0)
        return delay

    def _error(self, problem: Response | TransportError) -> ApiError | TransportError:
        if isinstance(problem, TransportError):
            return problem
        error = api_error(
            problem, now=self.now(), store_id=self.store_id, redact=self._token.redact
        )
        if isinstance(error, InvalidToken):
            self._dead = True
        return error


def _number(page: Mapping[str, Any], name: str, default: float) -> float:
    value = page.get(name)
    return value if isinstance(value, int) else default


def _may_be_done(problem: Response | TransportError) -> bool:
    """Whether a try that failed may have been carried out all the same."""
    if isinstance(problem, Response):
        return error_class(problem.status, None)(problem.status, None, "").in_doubt
    return problem.in_doubt


def _start(content: bytes | BinaryIO | None) -> int | None:
    """Where to take up the body when it is sent again; None for a stream, which goes only once."""
    if content is None or isinstance(content, bytes):
        return 0
    return content.tell() if content.seekable() else None
