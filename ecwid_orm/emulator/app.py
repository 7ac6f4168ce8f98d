"""The WSGI application: HTTP in, HTTP out."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from ecwid_orm.emulator.auth import ANONYMOUS, Authority
from ecwid_orm.emulator.call import Answer, Token
from ecwid_orm.emulator.dispatch import (
    MAX_BODY,
    MAX_FILE,
    Dispatcher,
    Incoming,
    outgoing,
    reason,
    refusal,
    too_large,
)
from ecwid_orm.emulator.errors import ApiError, wrong_parameter
from ecwid_orm.emulator.faults import CALM, ConnectionDropped, Disturbance, Faults
from ecwid_orm.emulator.rate_limit import RateLimiter
from ecwid_orm.emulator.requests_log import Received, RequestLog
from ecwid_orm.emulator.shop import Shop

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_BASE = "/api/v3/"
_GZIP_FROM = 1024


class Application:
    """Answers requests to `/api/v3/{storeId}/…`.

    It reads the path from `REQUEST_URI`, where an escaped slash can be told from a real one, and
    from `PATH_INFO` where there is none. It raises `ConnectionDropped` where a fault breaks the
    connection, and sends less than its `Content-Length` where one truncates the answer.
    """

    def __init__(
        self,
        shop: Shop,
        authority: Authority,
        limiter: RateLimiter,
        faults: Faults,
        dispatcher: Dispatcher,
        log: RequestLog,
        finish: Callable[[], None] | None = None,
    ) -> None:
        self._shop = shop
        self._authority = authority
        self._limiter = limiter
        self._faults = faults
        self._dispatcher = dispatcher
        self._log = log
        self._finish = finish

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path, query_string = _target(environ)
        store, path = _store_and_path(path)
        method = environ["REQUEST_METHOD"]
        try:
            body = _body(environ)
        except ApiError as unreadable:
            received = Received(method, path, query_string, b"")
            answer, struck = refusal(unreadable), CALM
            answer.headers["Connection"] = "close"
            self._log.add(received)
        else:
            received = Received(method, path, query_string, body)
            self._log.add(received)
            incoming = Incoming(
                method=method,
                path=path,
                query_string=query_string,
                body=body,
                content_type=environ.get("CONTENT_TYPE", ""),
                headers=_headers(environ),
                outside_store=store is None,
                received=received,
            )
            answer, struck = self._answer(incoming, store)
        received.status = answer.status
        sent = outgoing(self._shop, answer)
        headers = {"Content-Type": "application/json;charset=utf-8", **answer.headers}
        if len(sent) >= _GZIP_FROM and "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
            sent = gzip.compress(sent, compresslevel=1, mtime=0)
            headers["Content-Encoding"] = "gzip"
        headers["Content-Length"] = str(len(sent))
        start_response(_status_line(answer), list(headers.items()))
        return [sent[: len(sent) // 2] if struck.truncates else sent]

    def _answer(self, incoming: Incoming, store: str | None) -> tuple[Answer, Disturbance]:
        struck = CALM
        try:
            if store is not None and store != str(self._shop.settings.store_id):
                raise ApiError(404, "STORE_NOT_FOUND", f"Store {store} not found")
            token = self._token(incoming)
            if token is not ANONYMOUS:
                self._limiter.admit(token.text)
            struck = self._faults.strike(incoming.method, incoming.path, in_batch=False)
            self._shop.clock.sleep(self._shop.settings.latency + struck.delay)
            struck.before()
            answer = self._dispatcher.perform(incoming, token)
            if answer.then is not None:
                answer.then()
            if self._finish is not None:
                self._finish()
            return struck.after(answer), struck
        except ApiError as refused:
            return refusal(refused), struck

    def _token(self, incoming: Incoming) -> Token:
        authorization = incoming.headers.get("authorization")
        if authorization is None and self._dispatcher.allows_anonymous(incoming):
            return ANONYMOUS
        return self._authority.identify(authorization)


def _target(environ: WSGIEnvironment) -> tuple[str, str]:
    uri = environ.get("REQUEST_URI")
    if uri is None:
        # PATH_INFO is decoded but for what `+` means; escape what would be decoded once more.
        path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        path = path.encode("latin-1").decode("utf-8", "replace").replace("%", "%25")
        return path, environ.get("QUERY_STRING", "")
    uri = re.sub(r"^https?://[^/]*", "", uri)
    path, _, query_string = uri.partition("?")
    # A server may leave the query out of the URI, but not out of QUERY_STRING.
    return path, query_string or environ.get("QUERY_STRING", "")


def _store_and_path(path: str) -> tuple[str | None, str]:
    """The store id of a path, and what follows; None and all of it for one without a store."""
    if not path.startswith(_BASE):
        return None, path
    store, slash, rest = path[len(_BASE) :].partition("/")
    return store, slash + rest


def _body(environ: WSGIEnvironment) -> bytes:
    is_file = environ.get("CONTENT_TYPE", "").startswith("application/octet-stream")
    limit = MAX_FILE if is_file else MAX_BODY
    if environ.get("wsgi.input_terminated"):
        try:
            body: bytes = environ["wsgi.input"].read(limit + 1)
        except OSError:
            raise wrong_parameter("Malformed chunk of the request body") from None
        if len(body) > limit:
            raise too_large(limit)
        return body
    declared = environ.get("CONTENT_LENGTH") or "0"
    if not declared.isdecimal():
        raise wrong_parameter("Malformed Content-Length")
    length = int(declared)
    if length > limit:
        raise too_large(limit)
    body = environ["wsgi.input"].read(length) if length else b""
    if len(body) < length:
        raise ConnectionDropped("the connection broke in the middle of the request")
    return body


def _headers(environ: WSGIEnvironment) -> dict[str, str]:
    return {
        key[5:].replace("_", "-").lower(): value
        for key, value in environ.items()
        if key.startswith("HTTP_")
    }


def _status_line(answer: Answer) -> str:
    """The code and the reason, the latter in what HTTP allows there."""
    return f"{answer.status} {re.sub('[^ -~]', '?', reason(answer))}"
