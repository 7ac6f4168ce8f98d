"""The emulator over HTTP."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from ecwid_orm.emulator import Emulator, Fault


@pytest.fixture
def shop() -> Iterator[Emulator]:
    with Emulator() as shop:
        yield shop


@pytest.fixture
def http_session(shop: Emulator) -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {shop.token}"
        yield session


def _url(shop: Emulator, path: str) -> str:
    return f"{shop.url}/{shop.store_id}{path}"


def test_a_product_is_created_and_read_over_http(
    shop: Emulator, http_session: requests.Session
) -> None:
    created = http_session.post(_url(shop, "/products"), json={"name": "Käppi"}, timeout=10)
    read = http_session.get(_url(shop, f"/products/{created.json()['id']}"), timeout=10)
    assert read.json()["name"] == "Käppi"


def test_a_connection_is_kept_alive(shop: Emulator) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(shop.url).port, timeout=10)
    headers = {"Authorization": f"Bearer {shop.token}"}
    connection.request("GET", f"/api/v3/{shop.store_id}/products", headers=headers)
    connection.getresponse().read()
    first = connection.sock
    connection.request("HEAD", f"/api/v3/{shop.store_id}/products", headers=headers)
    reply = connection.getresponse()
    assert (reply.status, reply.read()) == (405, b"")
    connection.request("GET", f"/api/v3/{shop.store_id}/products", headers=headers)
    assert connection.getresponse().status == 200
    assert connection.sock is first
    connection.close()


def test_an_answer_is_zipped_on_the_wire(shop: Emulator, http_session: requests.Session) -> None:
    http_session.post(
        _url(shop, "/products"), json={"name": "Cap", "description": "x" * 5000}, timeout=10
    )
    reply = http_session.get(_url(shop, "/products"), timeout=10)
    assert reply.headers["Content-Encoding"] == "gzip"
    assert reply.json()["items"][0]["description"] == "x" * 5000


def test_a_chunked_body_is_read(shop: Emulator, http_session: requests.Session) -> None:
    reply = http_session.post(
        _url(shop, "/products"),
        data=iter([b'{"name": ', b'"Cap"}']),
        headers={"Content-Type": "application/json"},
        timeout=10,
    )
    assert reply.status_code == 200


def test_a_dropped_connection_is_closed_without_an_answer(
    shop: Emulator, http_session: requests.Session
) -> None:
    shop.faults.add(Fault("dropped_after"))
    with pytest.raises(requests.ConnectionError):
        http_session.post(_url(shop, "/products"), json={"name": "Cap"}, timeout=10)
    assert http_session.get(_url(shop, "/products"), timeout=10).json()["total"] == 1


def test_a_truncated_answer_ends_in_the_middle(
    shop: Emulator, http_session: requests.Session
) -> None:
    shop.faults.add(Fault("truncated"))
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        http_session.get(_url(shop, "/products"), timeout=10)


def test_a_body_that_is_too_large_is_heard_out_and_refused(shop: Emulator) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(shop.url).port, timeout=10)
    connection.request(
        "POST",
        f"/api/v3/{shop.store_id}/products",
        b" " * (30 * 1024 * 1024),
        {"Authorization": f"Bearer {shop.token}", "Content-Type": "application/json"},
    )
    reply = connection.getresponse()
    assert (reply.status, reply.getheader("Connection")) == (413, "close")
    connection.close()


def test_a_request_that_breaks_off_changes_nothing(
    shop: Emulator, http_session: requests.Session
) -> None:
    body = json.dumps({"name": "Cap"})
    with socket.create_connection(("127.0.0.1", urlsplit(shop.url).port or 0)) as connection:
        connection.sendall(
            f"POST /api/v3/{shop.store_id}/products HTTP/1.1\r\nHost: x\r\n"
            f"Authorization: Bearer {shop.token}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body) + 9}\r\n\r\n{body}".encode()
        )
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(100) == b""
    assert http_session.get(_url(shop, "/products"), timeout=10).json()["total"] == 0


def test_a_client_that_waits_for_leave_to_send_its_body_gets_it_once(shop: Emulator) -> None:
    with socket.create_connection(("127.0.0.1", urlsplit(shop.url).port or 0), 10) as connection:
        connection.sendall(
            f"POST /api/v3/{shop.store_id}/products HTTP/1.1\r\nHost: x\r\n"
            f"Authorization: Bearer {shop.token}\r\nContent-Type: application/json\r\n"
            "Content-Length: 14\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n".encode()
        )
        assert connection.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b'{"name":"Cap"}')
        assert connection.recv(1000).startswith(b"HTTP/1.1 200 OK\r\n")


def test_writers_at_the_same_time_lose_nothing(
    shop: Emulator, http_session: requests.Session
) -> None:
    product = {"name": "Cap", "quantity": 0, "unlimited": False}
    key = http_session.post(_url(shop, "/products"), json=product, timeout=10).json()["id"]

    def add() -> None:
        with requests.Session() as session:
            session.headers["Authorization"] = f"Bearer {shop.token}"
            for _ in range(25):
                session.put(
                    _url(shop, f"/products/{key}/inventory"),
                    json={"quantityDelta": 1},
                    timeout=10,
                ).raise_for_status()

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    read = http_session.get(_url(shop, f"/products/{key}"), timeout=10)
    assert read.json()["quantity"] == 200


@pytest.mark.parametrize(("absent", "options"), [("werkzeug", ""), ("cryptography", "tls=True")])
def test_a_missing_package_names_the_extra(absent: str, options: str) -> None:
    program = (
        f"import sys; sys.modules[{absent!r}] = None\n"
        "from ecwid_orm.emulator import Emulator\n"
        f"Emulator({options}).start()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "ImportError" in done.stderr
    assert "pip install 'ecwid_orm[emulator]'" in done.stderr


def test_slow_requests_do_not_wait_for_each_other(http_session: requests.Session) -> None:
    everyone_is_in = threading.Barrier(8, timeout=10)

    class Meeting:
        """A clock on which eight must be asleep before one wakes."""

        def now(self) -> float:
            return 1_700_000_000.0

        def sleep(self, seconds: float) -> None:
            if seconds:
                everyone_is_in.wait()

    with Emulator(latency=1, clock=Meeting()) as shop:
        statuses: list[int] = []

        def ask() -> None:
            reply = requests.get(
                _url(shop, "/products"),
                headers={"Authorization": f"Bearer {shop.token}"},
                timeout=10,
            )
            statuses.append(reply.status_code)

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert statuses == [200] * 8


def test_tls_shows_a_certificate_that_can_be_trusted(tmp_path: Path) -> None:
    with Emulator(tls=True) as shop:
        assert shop.url.startswith("https://127.0.0.1:")
        assert shop.certificate is not None
        authority = tmp_path / "emulator.pem"
        authority.write_bytes(shop.certificate)
        headers = {"Authorization": f"Bearer {shop.token}"}
        reply = requests.get(
            _url(shop, "/products"), headers=headers, verify=str(authority), timeout=10
        )
        assert reply.status_code == 200
        with pytest.raises(requests.exceptions.SSLError):
            requests.get(_url(shop, "/products"), headers=headers, timeout=10)


def test_a_client_that_never_shakes_hands_delays_no_other() -> None:
    with Emulator(tls=True) as shop:
        port = urlsplit(shop.url).port or 0
        with socket.create_connection(("127.0.0.1", port)):
            context = ssl.create_default_context(cadata=(shop.certificate or b"").decode())
            connection = http.client.HTTPSConnection("127.0.0.1", port, context=context, timeout=10)
            connection.request("GET", f"/api/v3/{shop.store_id}/products")
            assert connection.getresponse().status == 403
            connection.close()


def test_nothing_is_left_running_after_a_stop(shop: Emulator) -> None:
    before = set(threading.enumerate())
    with Emulator() as other, requests.Session() as session:
        for _ in range(3):
            session.get(other.url, timeout=10)
        assert set(threading.enumerate()) > before
    assert set(threading.enumerate()) == before


def test_a_taken_port_is_an_error_and_not_the_end_of_the_process(shop: Emulator) -> None:
    port = urlsplit(shop.url).port or 0
    other = Emulator(port=port)
    with pytest.raises(OSError, match="in use"):
        other.start()
    other.close()


def test_starting_twice_is_refused(shop: Emulator) -> None:
    with pytest.raises(RuntimeError, match="started already"):
        shop.start()


def test_the_wsgi_application_needs_no_server() -> None:
    shop = Emulator()
    started: list[Any] = []
    environ = {"REQUEST_METHOD": "GET", "REQUEST_URI": "/api/v3/1003/countries"}
    shop.wsgi(environ, lambda *args: started.append(args))
    assert started
    shop.close()


def test_nothing_is_written_to_the_terminal(
    shop: Emulator, http_session: requests.Session, capfd: pytest.CaptureFixture[str]
) -> None:
    http_session.get(_url(shop, "/products"), timeout=10)
    http_session.get(_url(shop, "/nothing"), timeout=10)
    assert capfd.readouterr() == ("", "")
