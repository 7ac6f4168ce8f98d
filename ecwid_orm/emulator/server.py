"""The HTTP server: one thread a connection, kept alive, stopped without a trace."""

from __future__ import annotations

import contextlib
import logging
import socket
import ssl
import threading
from typing import TYPE_CHECKING, Any

from ecwid_orm.emulator.faults import ConnectionDropped

try:
    from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler
except ImportError as missing:
    raise ImportError(
        "the emulator's HTTP server needs the extra 'emulator': pip install 'ecwid_orm[emulator]'"
    ) from missing

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_BACKLOG = 256
_STOP_WITHIN = 5.0
_PATIENCE = 1.0
_BLOCK = 1 << 20
_BLOCKS = 256

_log = logging.getLogger("ecwid_orm.emulator")


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    # Header and body leave in one packet.
    wbufsize = -1

    def handle_expect_100(self) -> bool:
        told = super().handle_expect_100()
        self.wfile.flush()
        return told

    def run_wsgi(self) -> None:
        answer: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> Any:
            answer[:] = [status, headers]

        try:
            body = b"".join(self.server.app(self.make_environ(), start_response))
        except ConnectionDropped:
            self.close_connection = True
            return
        status, headers = answer
        code, _, phrase = status.partition(" ")
        self.log_request(code, len(body))
        self.send_response_only(int(code), phrase)
        for name, value in headers:
            self.send_header(name, value)
        if int(dict(headers)["Content-Length"]) != len(body):
            self.close_connection = True
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()
        if self.close_connection:
            self._hear_out()

    def _hear_out(self) -> None:
        """Read what the client still sends: cut off in mid-sentence it would miss the answer."""
        self.connection.settimeout(_PATIENCE)
        with contextlib.suppress(OSError):
            socket.socket.shutdown(self.connection, socket.SHUT_WR)
            for _ in range(_BLOCKS):
                if not self.rfile.read(_BLOCK):
                    break

    def log(self, type: str, message: str, *args: Any) -> None:
        _log.debug(message, *args)


class Server(ThreadedWSGIServer):
    """Serves a WSGI application whose answers have a `Content-Length`.

    It listens as soon as it is made; `start` answers in threads of its own until `stop`.
    `OSError` if the port is taken.
    """

    def __init__(
        self, host: str, port: int, app: WSGIApplication, context: ssl.SSLContext | None
    ) -> None:
        # werkzeug ends the process when a port is taken, so the socket is made here.
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.create_server((host, port), family=family, backlog=_BACKLOG) as listening:
            super().__init__(host, port, app, _Handler, fd=listening.fileno())
        if context is not None:
            # The handshake waits for the connection's own thread: a slow client delays no other.
            self.socket = context.wrap_socket(
                self.socket, server_side=True, do_handshake_on_connect=False
            )
            self.ssl_context = context
        self._connections: dict[socket.socket, threading.Thread] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to answer."""
        self._thread = threading.Thread(
            target=self.serve_forever, args=(0.05,), name="ecwid-emulator", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Close all connections; returns when all threads have ended."""
        if self._thread is not None:
            self.shutdown()
            self._thread.join()
        self.server_close()
        with self._lock:
            left = list(self._connections.items())
        for connection, _ in left:
            with contextlib.suppress(OSError):
                # Not TLS's own farewell: the connection's thread may be using it.
                socket.socket.shutdown(connection, socket.SHUT_RDWR)
        for _, thread in left:
            thread.join(_STOP_WITHIN)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Hand a connection to a thread of its own."""
        thread = threading.Thread(
            target=self.process_request_thread, args=(request, client_address), daemon=True
        )
        with self._lock:
            self._connections[request] = thread
        thread.start()

    def shutdown_request(self, request: Any) -> None:
        """Close a connection."""
        super().shutdown_request(request)
        with self._lock:
            self._connections.pop(request, None)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Note a connection that failed; it is the client's to complain of."""
        _log.debug("connection failed", exc_info=True)
