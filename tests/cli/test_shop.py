"""Where settings come from, and which goes before which."""

from __future__ import annotations

from pathlib import Path

import keyring
import pytest
from keyring.backends import fail
from keyring.errors import KeyringLocked

from ecwid_orm import Journal, Product, Session
from ecwid_orm.cli.shop import settings
from ecwid_orm.emulator import Emulator
from tests.cli.conftest import MemoryKeyring, Run

HERE = "http://127.0.0.1:1/api/v3"


@pytest.mark.usefixtures("offline")
def test_the_environment_goes_before_env_and_that_before_the_other_files(
    project: Path, memory_keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory_keyring.set_password("ecwid_orm at app.ecwid.com", "1003", "secret_keyring")
    found = settings()
    assert (found.store_id, found.token) == ("1003", "secret_keyring")
    assert found.sources == {"ECWID_STORE_ID": "ecwid.toml", "ECWID_TOKEN": "the keyring"}

    (project / ".env").write_text("ECWID_STORE_ID=4\nexport ECWID_TOKEN='secret_file'\nOTHER=1\n")
    found = settings()
    assert (found.store_id, found.token) == ("4", "secret_file")
    assert found.sources == {"ECWID_STORE_ID": ".env", "ECWID_TOKEN": ".env"}

    monkeypatch.setenv("ECWID_TOKEN", "secret_env")
    monkeypatch.setenv("ECWID_STORE_ID", "5")
    monkeypatch.setenv("ECWID_URL", HERE)
    found = settings()
    assert (found.store_id, found.token, found.url) == ("5", "secret_env", HERE)
    assert set(found.sources.values()) == {"the environment"}


@pytest.mark.usefixtures("offline")
def test_a_token_of_the_keyring_goes_to_the_address_it_was_kept_for_only(
    project: Path, memory_keyring: MemoryKeyring
) -> None:
    memory_keyring.set_password("ecwid_orm at app.ecwid.com", "1003", "secret_keyring")
    (project / ".env").write_text(f"ECWID_URL={HERE}\n")
    assert settings().token is None


@pytest.mark.usefixtures("offline", "project")
def test_the_token_shows_in_no_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ECWID_TOKEN", "secret_env")
    assert "secret_env" not in repr(settings())


@pytest.mark.usefixtures("offline", "folder")
def test_without_a_store_the_error_says_how_to_name_one(ecwid: Run) -> None:
    done = ecwid("get", "product", "1")
    assert done.exit_code == 2
    assert "ECWID_STORE_ID" in done.stderr
    assert "ecwid init --store ID" in done.stderr


@pytest.mark.usefixtures("offline", "project")
def test_without_a_token_the_error_names_all_ways_to_give_one(ecwid: Run) -> None:
    done = ecwid("get", "product", "1")
    assert done.exit_code == 2
    assert "no token for store 1003" in done.stderr
    for way in ("ecwid login", "ECWID_TOKEN", ".env"):
        assert way in done.stderr
    assert len(done.stderr.splitlines()) == 1


class LockedKeyring(MemoryKeyring):
    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("Failed to unlock the collection!")


@pytest.mark.usefixtures("offline", "project")
def test_a_locked_keyring_is_said_with_the_way_out(ecwid: Run) -> None:
    keyring.set_keyring(LockedKeyring())
    done = ecwid("get", "product", "1")
    assert done.exit_code == 2
    assert "cannot be used: Failed to unlock the collection!. Unlock it, or put" in done.stderr


@pytest.mark.usefixtures("offline", "project")
def test_a_system_without_a_keyring_just_has_no_token_there(ecwid: Run) -> None:
    keyring.set_keyring(fail.Keyring())
    assert "there is no token for store 1003" in ecwid("get", "product", "1").stderr


@pytest.mark.usefixtures("offline")
def test_an_env_file_that_is_no_text_is_named(ecwid: Run, project: Path) -> None:
    (project / ".env").write_bytes(b"ECWID_TOKEN=\xff\xfe\n")
    done = ecwid("get", "product", "1")
    assert done.exit_code == 2
    assert f"{project / '.env'} cannot be read" in done.stderr


def test_the_journal_of_the_project_is_that_of_every_command(
    ecwid: Run, ecwid_shop: Emulator, project: Path
) -> None:
    path = project / ".ecwid" / "journal.db"
    assert f"there is no journal at {path}" in ecwid("log").stderr
    path.parent.mkdir()
    with Session.from_env(journal=path) as session:
        session.query(Product).first().price *= 2  # type: ignore[union-attr, operator]  # a demo shop has some, with prices
        commit = session.commit().id
    assert commit[:8] in ecwid("log").stdout
    assert ecwid("undo", commit, "--yes").exit_code == 0


def test_another_journal_may_be_named(
    ecwid: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.db", "b.db", "c.db"):
        Journal(project / name).close()
    (project / "ecwid.toml").write_text('journal = "a.db"')
    assert ecwid("log").stderr == "No commit yet.\n"
    (project / "ecwid.toml").write_text('journal = "none.db"')
    assert ecwid("log").exit_code == 2
    (project / ".env").write_text("ECWID_JOURNAL=b.db")
    assert ecwid("log").stderr == "No commit yet.\n"
    (project / ".env").write_text("ECWID_JOURNAL=none.db")
    monkeypatch.setenv("ECWID_JOURNAL", "c.db")
    assert ecwid("log").stderr == "No commit yet.\n"
