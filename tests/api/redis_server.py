"""A real Redis for tests, on loopback, that keeps nothing."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def started_redis(folder: Path, *options: str) -> Iterator[int]:
    """The port of a Redis that is started with these options and stopped in the end.

    Skips where there is no redis-server.
    """
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no redis-server on PATH: install it, or set ECWID_TEST_REDIS_URL")
    for _ in range(5):
        port = _free_port()
        command = [program, "--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder)]
        command += ["--save", "", "--appendonly", "no", *options]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            try:
                # The output ends at once if somebody else took the port meanwhile.
                if any("Ready to accept connections" in line for line in server.stdout):
                    yield port
                    return
            finally:
                server.terminate()
    pytest.fail("redis-server does not start")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
