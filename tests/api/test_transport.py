from __future__ import annotations

import gzip
import io
import socket
import threading
from collections.abc import Callable
from typing import Any

import pytest

from ecwid_orm.api import Call, Client, Request, RequestsTransport, Response, WSGITransport
from ecwid_orm.api.credentials import Token
from ecwid_orm.emulator import Emulator
from ecwid_orm.exceptions import BadAnswer, Timeout, TransportError

GET = Request("GET", "products")
Raw = Callable[[Callable[[socket.socket], object]], str]


def call(
    url: str, request: Request = GET, timeout: tuple[float, float] = (2, 2), **headers: str
) -> Call:
    return Call(
        request,
        request.method,
        f"{url}/1003/{request.target}",
        {"Accept-Encoding": "gzip", **headers},
        request.content(),
        timeout,
        Token("secret_hush"),
    )


def read_until(connection: socket.socket, end: bytes = b"\r\n\r\n") -> bytes:
    received = b""
    while end not in received:
        got = connection.recv(65536)
        if not got:
            break
        received += got
    return received


def answering(*parts: bytes) -> Callable[[socket.socket], None]:
    def handle(connection: socket.socket) -> None:
        read_until(connection)
        for part in parts:
            connection.sendall(part)

    return handle


def http(body: bytes, *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Length: {len(body) if length is None else length}",
        *headers,
        "Connection: close",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@pytest.fixture
def transport() -> Any:
    transport = RequestsTransport()
    yield transport
    transport.close()


def test_an_answer_comes_as_it_travelled(transport: RequestsTransport, raw_server: Raw) -> None:
    raw = gzip.compress(b'{"total":1}')
    url = raw_server(answering(http(raw, "Content-Encoding: gzip", "X-A: 1", status="404 Nope")))
    response = transport.send(call(url))
    assert (response.status, response.reason) == (404, "Nope")
    assert response.raw == raw
    assert response["total"] == 1
    assert response.headers["x-a"] == "1"
    assert response.request is GET


def test_the_request_goes_out_as_described(transport: RequestsTransport, raw_server: Raw) -> None:
    heads: list[bytes] = []

    def handle(connection: socket.socket) -> None:
        heads.append(read_until(connection, b'{"n":1}'))
        connection.sendall(http(b"{}"))

    url = raw_server(handle)
    request = Request("POST", "coupons/a%2Fb%20c", params={"x": "ü,1"}, json={"n": 1})
    transport.send(call(url, request, **{"Content-Type": "application/json"}))
    line, *headers = heads[0].decode().split("\r\n")
    assert line == "POST /api/v3/1003/coupons/a%2Fb%20c?x=%C3%BC,1 HTTP/1.1"
    assert "Authorization: Bearer secret_hush" in headers
    assert "Accept-Encoding: gzip" in headers
    assert "Content-Length: 7" in headers
    assert heads[0].endswith(b'{"n":1}')


def test_neither_netrc_nor_proxies_nor_cookies_of_others_get_in(
    transport: RequestsTransport,
    raw_server: Raw,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Any,
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login evil password evil")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1/")
    heads: list[bytes] = []

    def handle(connection: socket.socket) -> None:
        heads.append(read_until(connection))
        connection.sendall(http(b"{}", "Set-Cookie: track=me"))

    url = raw_server(handle)
    transport.send(call(url))
    transport.send(call(url))
    for head in heads:
        assert b"Authorization: Bearer secret_hush" in head
        assert b"Cookie" not in head


def test_a_file_is_streamed(transport: RequestsTransport, raw_server: Raw) -> None:
    received: list[bytes] = []

    def handle(connection: socket.socket) -> None:
        received.append(read_until(connection, b"END"))
        connection.sendall(http(b'{"id":1}'))

    url = raw_server(handle)
    data = b"x" * 300_000 + b"END"
    transport.send(call(url, Request("POST", "products/1/image", data=io.BytesIO(data))))
    assert received[0].partition(b"\r\n\r\n")[2] == data


def test_a_refused_connection_was_surely_not_sent(transport: RequestsTransport) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(TransportError, match=r"was not sent: no connection.*refused") as caught:
        transport.send(call(f"http://127.0.0.1:{port}/api/v3"))
    assert caught.value.sent is False
    assert caught.value.request is GET


def test_a_name_that_nobody_knows_was_surely_not_sent(transport: RequestsTransport) -> None:
    with pytest.raises(TransportError) as caught:
        transport.send(call("http://no-such-host.invalid/api/v3"))
    assert caught.value.sent is False


def test_a_server_that_does_not_take_connections_times_out(transport: RequestsTransport) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        with socket.create_connection(address):  # fills the queue
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex(address)
            url = f"http://127.0.0.1:{address[1]}/api/v3"
            with pytest.raises(Timeout) as caught:
                transport.send(call(url, timeout=(0.05, 0.05)))
            filler.close()
    assert isinstance(caught.value, TimeoutError)


def test_a_server_that_does_not_answer_times_out(
    transport: RequestsTransport, raw_server: Raw
) -> None:
    over = threading.Event()

    def handle(connection: socket.socket) -> None:
        read_until(connection)
        over.wait(5)

    url = raw_server(handle)
    with pytest.raises(Timeout, match=r"no answer in time.*not known") as caught:
        transport.send(call(url, timeout=(1, 0.05)))
    over.set()
    assert caught.value.sent is None


def test_a_server_that_stops_in_the_middle_times_out(
    transport: RequestsTransport, raw_server: Raw
) -> None:
    over = threading.Event()

    def handle(connection: socket.socket) -> None:
        read_until(connection)
        connection.sendall(http(b"half", length=100))
        over.wait(5)

    url = raw_server(handle)
    with pytest.raises(Timeout):
        transport.send(call(url, timeout=(1, 0.05)))
    over.set()


@pytest.mark.parametrize(
    ("parts", "error"),
    [
        ((), TransportError),
        ((b"HTTP/1.1 20",), TransportError),
        ((b"\x16\x03\x01 this is no http\r\n\r\n",), TransportError),
        ((http(b"half", length=100),), BadAnswer),
        (
            (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"ff\r\nhalf"),
            TransportError,
        ),
        ((b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"zz\r\n"), TransportError),
        ((b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n",), TransportError),
    ],
    ids=["nothing", "half a line", "no http", "cut short", "half a chunk", "no chunk", "headers"],
)
def test_a_broken_answer_is_a_transport_error(
    transport: RequestsTransport,
    raw_server: Raw,
    parts: tuple[bytes, ...],
    error: type[TransportError],
) -> None:
    url = raw_server(answering(*parts))
    with pytest.raises(error) as caught:
        transport.send(call(url))
    assert caught.value.sent is not False


def test_no_error_leads_to_the_token(transport: RequestsTransport, raw_server: Raw) -> None:
    url = raw_server(answering())
    with pytest.raises(TransportError) as caught:
        transport.send(call(url))
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert "hush" not in repr(vars(caught.value))


def test_redirects_are_left_to_the_client(transport: RequestsTransport, raw_server: Raw) -> None:
    url = raw_server(answering(http(b"", "Location: http://127.0.0.1:1/", status="302 Found")))
    assert transport.send(call(url)).status == 302


def test_https_with_an_unknown_certificate_is_refused_and_says_what_to_do(
    transport: RequestsTransport,
) -> None:
    with Emulator(tls=True) as shop:
        with pytest.raises(TransportError, match="REQUESTS_CA_BUNDLE") as caught:
            transport.send(call(shop.url))
        assert caught.value.sent is False


def test_https_with_a_certificate_of_your_own(tmp_path: Any) -> None:
    with Emulator(tls=True) as shop:
        bundle = tmp_path / "ca.pem"
        bundle.write_bytes(shop.certificate)
        transport = RequestsTransport(ca_bundle=bundle)
        with Client(shop.store_id, shop.token, url=shop.url, transport=transport) as client:
            assert client.get("products")["total"] == 0


# In-process ---------------------------------------------------------------------------------


def wsgi(app: Any, request: Request = GET) -> Response:
    return WSGITransport(app).send(call("http://localhost:8080/api/v3", request))


def test_an_application_sees_a_whole_environment() -> None:
    from wsgiref.validate import validator

    seen: dict[str, Any] = {}

    def app(environ: Any, start_response: Any) -> list[bytes]:
        seen.update(environ)
        seen["body"] = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", "2")])
        return [b"{}"]

    request = Request("PUT", "coupons/a%2Fb%C3%BC", params={"x": "1 2"}, json={"n": 1})
    response = wsgi(validator(app), request)
    assert response.json() == {}
    assert seen["REQUEST_METHOD"] == "PUT"
    assert seen["REQUEST_URI"] == "/api/v3/1003/coupons/a%2Fb%C3%BC?x=1%202"
    assert seen["PATH_INFO"].encode("latin-1").decode() == "/api/v3/1003/coupons/a/bü"
    assert seen["QUERY_STRING"] == "x=1%202"
    assert seen["HTTP_AUTHORIZATION"] == "Bearer secret_hush"
    assert (seen["SERVER_NAME"], seen["SERVER_PORT"]) == ("localhost", "8080")
    assert seen["body"] == b'{"n":1}'


def test_an_application_may_read_a_file() -> None:
    def app(environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        return [environ["wsgi.input"].read()]

    request = Request("POST", "products/1/image", data=io.BytesIO(b"PNG"), expects="bytes")
    assert wsgi(app, request).body == b"PNG"


@pytest.mark.parametrize(
    ("raised", "error", "sent"),
    [
        (ConnectionResetError(), TransportError, None),
        (ConnectionRefusedError(), TransportError, False),
        (BrokenPipeError(), TransportError, None),
        (TimeoutError(), Timeout, None),
    ],
)
@pytest.mark.parametrize("late", [False, True])
def test_what_an_application_raises_stands_for_a_broken_connection(
    raised: Exception, error: type[TransportError], sent: bool | None, late: bool
) -> None:
    def app(environ: Any, start_response: Any) -> Any:
        if not late:
            raise raised
        start_response("200 OK", [])
        return parts()

    def parts() -> Any:
        yield b"half"
        raise raised

    with pytest.raises(error) as caught:
        wsgi(app)
    assert caught.value.sent is sent


def test_a_bug_of_an_application_is_its_own() -> None:
    def app(environ: Any, start_response: Any) -> list[bytes]:
        raise KeyError("bug")

    with pytest.raises(KeyError, match="bug"):
        wsgi(app)


def test_an_answer_of_an_application_that_is_cut_short_is_seen() -> None:
    def app(environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Length", "10")])
        return [b"half"]

    with pytest.raises(BadAnswer, match="4 of 10 bytes"):
        wsgi(app)


def test_both_transports_give_the_same_answer() -> None:
    with Emulator() as shop:
        answers = []
        for transport in (RequestsTransport(), WSGITransport(shop.wsgi)):
            with Client(shop.store_id, shop.token, url=shop.url, transport=transport) as client:
                if not answers:
                    client.post("categories", {"name": "Tees + more", "description": "x" * 5000})
                answers.append(client.get("categories"))
        over_http, in_process = answers
        assert over_http["items"][0]["name"] == "Tees + more"
        assert over_http.headers["Content-Encoding"] == "gzip"
        assert over_http.json() == in_process.json()
