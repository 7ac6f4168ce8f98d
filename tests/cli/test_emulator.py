from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests


@contextmanager
def emulator(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """The running command, and the variables that it tells the shell to export."""
    command = [sys.executable, "-m", "ecwid_orm", "emulator", *arguments]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            exports = {}
            while line := process.stdout.readline():
                name, _, value = line.removeprefix("export ").strip().partition("=")
                exports[name] = value
                if name == ("REQUESTS_CA_BUNDLE" if "--tls" in arguments else "ECWID_TOKEN"):
                    break
            yield process, exports
        finally:
            process.kill()


def ask(exports: dict[str, str], method: str, path: str, **options: Any) -> requests.Response:
    """Any answer."""
    return requests.request(
        method,
        f"{exports['ECWID_URL']}/{exports['ECWID_STORE_ID']}{path}",
        headers={"Authorization": f"Bearer {exports['ECWID_TOKEN']}"},
        verify=exports.get("REQUESTS_CA_BUNDLE", True),
        timeout=10,
        **options,
    )


def total_products(exports: dict[str, str], query: str = "") -> int:
    answer = ask(exports, "GET", f"/products{query}")
    answer.raise_for_status()
    return int(answer.json()["total"])


def test_a_script_reaches_the_shop_by_what_is_printed() -> None:
    with emulator("--port", "0", "--store-id", "7", "--token", "secret_abc", "--seed", "3") as (
        _,
        exports,
    ):
        assert (exports["ECWID_STORE_ID"], exports["ECWID_TOKEN"]) == ("7", "secret_abc")
        assert total_products(exports) == 3


@pytest.mark.parametrize(("seed", "total"), [("demo", 64), ("empty", 0), ("25", 25)])
def test_a_shop_starts_with_its_seed(seed: str, total: int) -> None:
    with emulator("--port", "0", "--seed", seed) as (_, exports):
        assert total_products(exports, "?enabled=true") in (total, total - 1)


def test_each_request_takes_the_latency() -> None:
    with emulator("--port", "0", "--latency", "0.3") as (_, exports):
        began = time.monotonic()
        assert total_products(exports) == 0
        assert time.monotonic() - began >= 0.3


def test_calls_are_limited_unless_the_limit_is_0() -> None:
    with emulator("--port", "0", "--rate-limit", "2") as (_, exports):
        answers = [ask(exports, "GET", "/products") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert int(answers[-1].headers["Retry-After"]) > 0
    with emulator("--port", "0", "--rate-limit", "0") as (_, exports):
        assert {ask(exports, "GET", "/products?limit=1").status_code for _ in range(601)} == {200}


def test_a_search_finds_what_is_new_after_the_delay_of_the_index() -> None:
    with emulator("--port", "0", "--index-delay", "3600") as (_, exports):
        key = ask(exports, "POST", "/products", json={"name": "Cap"}).json()["id"]
        assert total_products(exports) == 0
        assert total_products(exports, f"?productId={key}") == 1


def test_a_shop_in_a_file_is_the_same_when_it_opens_again(tmp_path: Path) -> None:
    data = str(tmp_path / "shop.db")
    for seed in ("3", "5"):
        with emulator("--port", "0", "--data", data, "--seed", seed) as (_, exports):
            assert total_products(exports) == 3


def test_https_is_trusted_by_the_certificate_that_is_printed() -> None:
    with emulator("--port", "0", "--tls", "--seed", "1") as (_, exports):
        assert exports["ECWID_URL"].startswith("https://")
        assert total_products(exports) == 1


def test_faults_are_as_the_options_say() -> None:
    rules = ("--fault", "429 path=/products retry_after=7", "--fault", "5xx_before status=503")
    with emulator("--port", "0", "--seed", "1", *rules) as (_, exports):
        statuses = []
        for _ in range(3):
            try:
                statuses.append(total_products(exports))
            except requests.HTTPError as error:
                statuses.append(error.response.status_code)
        assert statuses == [429, 503, 1]


def test_webhooks_go_to_the_address_given() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/hook"
        secret = ("--client-secret", "a-secret", "--webhook-trouble", "forge=0")
        with emulator("--port", "0", "--webhook-url", url, *secret) as (_, exports):
            ask(exports, "POST", "/products", json={"name": "Cap"}).raise_for_status()
            connection, _ = listening.accept()
            with connection:
                assert connection.recv(4096).startswith(b"POST /hook?eventtype=product.created")


@pytest.mark.parametrize(
    ("option", "value", "complaint"),
    [
        ("--fault", "bogus", "no fault is called 'bogus'"),
        ("--webhook-trouble", "delay=soon", "'delay=soon' has a wrong value"),
        ("--webhook-url", "example.com", "'example.com' is no URL to send webhooks to"),
    ],
)
def test_a_wrong_option_is_named(option: str, value: str, complaint: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ecwid_orm", "emulator", "--port", "0", option, value],
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "200"},
        check=False,
    )
    assert done.returncode != 0
    assert complaint in done.stderr


def test_ctrl_c_closes_the_shop_without_a_trace() -> None:
    with emulator("--port", "0") as (process, _):
        assert process.stderr is not None
        assert process.stderr.readline() == "The shop is open. Ctrl-C closes it.\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
        assert process.stderr.read() == "The shop is closed.\n"


def test_sigterm_closes_the_shop_and_its_file(tmp_path: Path) -> None:
    data = tmp_path / "shop.db"
    with emulator("--port", "0", "--data", str(data)) as (process, exports):
        assert ask(exports, "POST", "/products", json={"name": "Cap"}).status_code == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert process.stderr is not None
        assert process.stderr.read().endswith("The shop is closed.\n")
        assert [path.name for path in tmp_path.iterdir()] == ["shop.db"]
    with emulator("--port", "0", "--data", str(data)) as (_, exports):
        assert total_products(exports) == 1


def test_a_port_in_use_is_named() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        emulator("--port", str(port := taken.getsockname()[1])) as (process, _),
    ):
        assert process.wait(10) == 1
        assert process.stderr is not None
        assert f"127.0.0.1:{port}: " in (message := process.stderr.read())
        assert "Traceback" not in message


def test_a_port_that_there_is_not_is_refused() -> None:
    with emulator("--port", "99999") as (process, _):
        assert process.wait(10) == 2
        assert process.stderr is not None
        assert "'--port'" in (message := process.stderr.read())
        assert "Traceback" not in message


def test_without_the_extra_the_message_names_it() -> None:
    program = (
        "import sys; sys.modules.update(werkzeug=None); from ecwid_orm.cli import main;"
        "sys.argv[1:] = ['emulator', '--port', '0']; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "200"},
        check=False,
    )
    assert done.returncode == 1
    assert "pip install 'ecwid_orm[emulator]'" in done.stderr
