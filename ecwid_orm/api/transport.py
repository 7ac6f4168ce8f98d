"""How a call travels: over HTTP, or straight into a WSGI application."""

from __future__ import annotations

import http.client
import io
import ssl
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol
from urllib.parse import unquote_to_bytes, urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter

from ecwid_orm.api.credentials import Token, is_loopback
from ecwid_orm.api.download import Sink
from ecwid_orm.api.request import Request, Response
from ecwid_orm.exceptions import BadAnswer, Timeout, TransportError

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

__all__ = ["Call", "RequestsTransport", "Transport", "WSGITransport"]


@dataclass(frozen=True, slots=True)
class Call:
    """A request with all that only the client knows, ready to go over the wire as it is.

    `url` is whole and encoded; `content` the body, bytes or a binary file; `timeout` seconds to
    connect and to wait for each part of the answer. The body of a 200 goes into `sink` if there is
    one, inflated.
    """

    request: Request
    method: str
    url: str = field(repr=False)
    public_headers: Mapping[str, str] = field(repr=False)
    content: bytes | BinaryIO | None = field(repr=False)
    timeout: tuple[float, float]
    token: Token | None = None
    sink: Sink | None = field(default=None, repr=False)

    @property
    def headers(self) -> dict[str, str]:
        """All headers, the token's included: not for logs."""
        if self.token is None:
            return dict(self.public_headers)
        return {**self.public_headers, "Authorization": self.token.authorization}


class Transport(Protocol):
    """Sends one call, once. Redirects, retries and statuses are not its business."""

    def send(self, call: Call, /) -> Response:
        """The answer, whatever its status; its `raw` is not inflated.

        Raises TransportError where there is none, or only a part of it. Called from many threads.
        """
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


class RequestsTransport:
    """HTTP by requests, over a pool of `connections` that stay open.

    Proxies and `REQUESTS_CA_BUNDLE` are taken from the environment, but never for loopback; a
    netrc file and cookies never. `ca_bundle` is the path of a file with the certificates to trust
    instead of the usual ones.
    """

    def __init__(self, *, connections: int = 16, ca_bundle: str | Path | None = None) -> None:
        self._session = requests.Session()
        self._session.headers.clear()
        self._ca_bundle = None if ca_bundle is None else str(ca_bundle)
        # Without an auth of its own requests asks netrc, and puts its answer over the token.
        self._session.auth = lambda prepared: prepared
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        adapter = HTTPAdapter(pool_maxsize=connections, max_retries=0)
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)

    def send(self, call: Call, /) -> Response:
        """One exchange over the network."""
        came = self._exchange(call)
        if isinstance(came, TransportError):
            # Raised out here because the error of requests, its cause, holds the token.
            raise came
        if call.sink is None or not came.ok:
            _check_length(came)
        return came

    def _exchange(self, call: Call) -> Response | TransportError:
        host = urlsplit(call.url).hostname or ""
        try:
            with self._session.request(
                call.method,
                call.url,
                headers=call.headers,
                data=call.content,
                timeout=call.timeout,
                # Given with each request: on the session the environment would overrule it.
                verify=self._ca_bundle,
                proxies={"no_proxy": host} if is_loopback(host) else None,
                allow_redirects=False,
                stream=True,
            ) as answer:
                sink = call.sink if answer.status_code == 200 else None
                if sink is not None:
                    _pour(answer, sink)
                return Response(
                    answer.status_code,
                    answer.headers,
                    # Compressed as it came: whoever reads the body inflates it, in their thread.
                    b"" if sink else answer.raw.read(decode_content=False),
                    request=call.request,
                    reason=answer.reason or "",
                )
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            return _transport_error(call.request, error)

    def close(self) -> None:
        """Close the pooled connections."""
        self._session.close()


_PART = 1 << 16
"""Bytes of a download that are in memory at once."""


def _pour(answer: requests.Response, sink: Sink) -> None:
    """The body into a file; urllib3 sees to it that all of it comes."""
    length = answer.headers.get("Content-Length", "")
    packed = answer.headers.get("Content-Encoding", "identity") != "identity"
    sink.begin(int(length) if length.isdecimal() and not packed else None)
    for part in answer.raw.stream(_PART, decode_content=True):
        sink.write(part)


def _transport_error(request: Request, error: Exception) -> TransportError:
    causes = list(_causes(error))

    def caused_by(*kinds: type[BaseException]) -> bool:
        return any(isinstance(cause, kinds) for cause in causes)

    why = next((f" ({c.strerror})" for c in causes if isinstance(c, OSError) and c.strerror), "")
    if caused_by(ssl.SSLCertVerificationError):
        return TransportError(
            f"{request} was not sent: the server's certificate is not trusted; set"
            " REQUESTS_CA_BUNDLE, or give RequestsTransport(ca_bundle=path), if it is your own",
            request=request,
            sent=False,
        )
    if caused_by(urllib3.exceptions.NewConnectionError):
        return TransportError(
            f"{request} was not sent: no connection to the server{why}; check the network and the"
            " url",
            request=request,
            sent=False,
        )
    if caused_by(urllib3.exceptions.ConnectTimeoutError):
        return Timeout(
            f"{request} was not sent: the server did not take the connection in time; check the"
            " network and the url",
            request=request,
            sent=False,
        )
    unknown = "whether it was carried out is not known"
    if caused_by(urllib3.exceptions.ReadTimeoutError, TimeoutError):
        return Timeout(f"{request} got no answer in time; {unknown}", request=request)
    if caused_by(http.client.IncompleteRead):
        return BadAnswer(f"the answer to {request} was cut short", request=request)
    return TransportError(f"the connection broke during {request}{why}; {unknown}", request=request)


def _causes(error: BaseException) -> Iterable[BaseException]:
    """The error and all that it stands for: requests and urllib3 wrap each other's."""
    seen: set[int] = set()
    waiting: list[object] = [error]
    while waiting:
        found = waiting.pop()
        if isinstance(found, BaseException) and id(found) not in seen:
            seen.add(id(found))
            yield found
            waiting += [*found.args, getattr(found, "reason", None), found.__cause__]


def _check_length(response: Response) -> None:
    length = response.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) != len(response.raw):
        raise BadAnswer(
            f"the answer to {response.request} was cut short: {len(response.raw)} of {length} bytes"
            " came",
            request=response.request,
        )


class WSGITransport:
    """Calls a WSGI application in this process and this thread, with no network between.

    A ConnectionError that the application raises stands for a dropped connection, a TimeoutError
    for an answer that never came. Whatever else it raises is its own bug, and is raised as it is.
    """

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def send(self, call: Call, /) -> Response:
        """One exchange with the application."""
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(
            status: str, headers: list[tuple[str, str]], exc_info: Any = None
        ) -> Callable[[bytes], object]:
            started[:] = [(status, headers)]
            return written.write

        written = io.BytesIO()
        try:
            parts = self._app(_environ(call), start_response)
            try:
                for part in parts:
                    written.write(part)
            finally:
                close = getattr(parts, "close", None)
                if close is not None:
                    close()
        except ConnectionError as error:
            refused = isinstance(error, ConnectionRefusedError)
            raise TransportError(
                f"the connection broke during {call.request}",
                request=call.request,
                sent=False if refused else None,
            ) from error
        except TimeoutError as error:
            raise Timeout(f"{call.request} got no answer", request=call.request) from error
        status, headers = started[0]
        code, _, reason = status.partition(" ")
        response = Response(
            int(code), dict(headers), written.getvalue(), request=call.request, reason=reason
        )
        _check_length(response)
        if call.sink is not None and response.ok:
            call.sink.begin(len(response.body))
            call.sink.write(response.body)
        return response

    def close(self) -> None:
        """Nothing to let go of."""


def _environ(call: Call) -> dict[str, Any]:
    url = urlsplit(call.url)
    content = b"" if call.content is None else call.content
    body = content if isinstance(content, bytes) else content.read()
    environ: dict[str, Any] = {
        "REQUEST_METHOD": call.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(url.path).decode("latin-1"),
        "QUERY_STRING": url.query,
        # The path as it was sent: only here an escaped slash differs from a real one.
        "REQUEST_URI": f"{url.path}?{url.query}" if url.query else url.path,
        "SERVER_NAME": url.hostname or "localhost",
        "SERVER_PORT": str(url.port or (443 if url.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": url.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in call.headers.items():
        key = name.upper().replace("-", "_")
        environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
    environ["HTTP_HOST"] = url.netloc
    return environ
