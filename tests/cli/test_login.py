from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import keyring
import pytest
from keyring.backends import fail
from typer.testing import CliRunner

from ecwid_orm.cli.app import app
from ecwid_orm.emulator import Emulator
from tests.cli.conftest import MemoryKeyring, Run
from tests.cli.terminal import on_a_terminal


def login(token: str, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["login", *arguments], input=token)
    assert token.strip() == "" or token.strip() not in done.output
    return done.exit_code, done.output


@pytest.fixture
def shop(ecwid_shop: Emulator, project: Path, monkeypatch: pytest.MonkeyPatch) -> Emulator:
    """The shop of a project; the token is not in the environment."""
    monkeypatch.delenv("ECWID_TOKEN")
    return ecwid_shop


def test_a_token_is_tried_and_kept_and_used_from_then_on(
    ecwid: Run, shop: Emulator, memory_keyring: MemoryKeyring
) -> None:
    code, output = login(f"{shop.token}\n")
    assert code == 0
    assert "Logged in to store 1003 (Emulated store)." in output
    assert list(memory_keyring.kept.values()) == [shop.token]
    assert ecwid("find", "products", "-n", "1").exit_code == 0


def test_logout_takes_it_out_again(
    ecwid: Run, shop: Emulator, memory_keyring: MemoryKeyring
) -> None:
    login(f"{shop.token}\n")
    assert ecwid("logout").stderr == "The keyring has no token for store 1003 any more.\n"
    assert memory_keyring.kept == {}
    done = ecwid("logout")
    assert (done.exit_code, done.stderr) == (0, "The keyring has no token for store 1003.\n")


@pytest.mark.parametrize("token", ["", "\n", "  \n"])
def test_no_token_is_no_login(shop: Emulator, memory_keyring: MemoryKeyring, token: str) -> None:
    code, output = login(token)
    assert code == 2
    assert "no token came" in output
    assert memory_keyring.kept == {}
    assert len(shop.requests) == 0


def test_a_wrong_token_is_not_kept(shop: Emulator, memory_keyring: MemoryKeyring) -> None:
    code, output = login("secret_wrong\n")
    assert code == 6
    assert "INVALID_API_TOKEN" in output
    assert memory_keyring.kept == {}
    assert len(shop.requests) == 1  # going on earns a longer block


def test_a_token_of_another_store_is_not_kept(
    shop: Emulator, memory_keyring: MemoryKeyring
) -> None:
    code, _ = login(f"{shop.token}\n", "--store", "77")
    assert code != 0
    assert memory_keyring.kept == {}


def test_a_token_that_may_not_read_the_profile_is_kept_all_the_same(
    project: Path, memory_keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Emulator(scopes={"read_orders"}) as shop:
        monkeypatch.setenv("ECWID_URL", shop.url)
        monkeypatch.delenv("ECWID_TOKEN", raising=False)
        code, output = login(f"{shop.token}\n")
    assert (code, list(memory_keyring.kept.values())) == (0, [shop.token]), output


def test_a_token_of_the_environment_that_goes_before_it_is_said(
    ecwid_shop: Emulator, project: Path
) -> None:
    code, output = login(f"{ecwid_shop.token}\n")
    assert code == 0
    assert "ECWID_TOKEN in the environment goes before it" in output


def test_a_system_without_a_keyring_is_told_the_way_out(shop: Emulator, project: Path) -> None:
    keyring.set_keyring(fail.Keyring())
    code, output = login(f"{shop.token}\n")
    assert code == 2
    assert "this system has no keyring; put ECWID_TOKEN=… into a .env file" in output


def test_without_the_extra_the_message_names_it(shop: Emulator) -> None:
    program = (
        "import sys; sys.modules.update(keyring=None); from ecwid_orm.cli import main;"
        "sys.argv[1:] = ['login']; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=f"{shop.token}\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "pip install 'ecwid_orm[keyring]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_on_a_terminal_the_token_does_not_show(shop: Emulator) -> None:
    code, seen = on_a_terminal(["login"], f"{shop.token}\n", question="does not show")
    assert "Token of store 1003" in seen
    assert shop.token not in seen
    assert "Logged in to store 1003" in seen
    assert code == 0


def test_ctrl_c_is_no_login(shop: Emulator) -> None:
    code, seen = on_a_terminal(["login"], "\x03", question="does not show")
    assert code == 130
    assert "Traceback" not in seen
    assert len(shop.requests) == 0
