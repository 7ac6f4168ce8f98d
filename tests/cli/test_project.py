from __future__ import annotations

from pathlib import Path

import pytest

from ecwid_orm import ConfigurationError
from ecwid_orm.cli.project import Project, current_project, find_project
from ecwid_orm.emulator import Emulator
from tests.cli.conftest import Run


def test_the_project_is_found_from_a_folder_upwards(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    within = project / "migrations" / "old"
    within.mkdir(parents=True)
    monkeypatch.chdir(within)
    assert find_project() == current_project() == Project.read(project)


def test_the_nearest_project_counts(project: Path) -> None:
    inner = project / "inner"
    inner.mkdir()
    (inner / "ecwid.toml").write_text("store_id = 2")
    found = find_project(inner)
    assert found is not None
    assert (found.folder, found.store_id) == (inner, "2")


@pytest.mark.usefixtures("folder")
def test_without_a_project_the_error_says_how_to_make_one() -> None:
    assert find_project() is None
    with pytest.raises(ConfigurationError, match="`ecwid init` makes one"):
        current_project()


def test_paths_are_relative_to_the_folder_with_defaults(project: Path) -> None:
    assert Project.read(project) == Project(
        project, "1003", None, project / ".ecwid/journal.db", project / "migrations"
    )
    (project / "ecwid.toml").write_text(
        'store_id = "7"\nurl = "https://example.com/api/v3"\n'
        'journal = "/var/shop.db"\nmigrations = "scripts/shop"\n'
    )
    assert Project.read(project) == Project(
        project,
        "7",
        "https://example.com/api/v3",
        Path("/var/shop.db"),
        project / "scripts/shop",
    )


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("store_id = ", "is no TOML: "),
        ("\xff", "is no TOML: "),
        ('token = "secret_x"', "token is a secret, and this file is no place for one"),
        ('ECWID_TOKEN = "secret_x"', "ECWID_TOKEN is a secret"),
        ("store = 1003", "unknown setting 'store'; did you mean store_id?"),
        ("zzz = 1", "unknown setting 'zzz'; known: store_id, url, journal, migrations"),
        ("store_id = true", "store_id: expected a number, got True"),
        ("store_id = 1.5", "store_id: expected a number, got 1.5"),
        ('store_id = "mine"', "store_id: the store id 'mine' is not a number"),
        ("journal = 3", "journal: expected a path, got 3"),
        ('url = "http://example.com/api/v3"', "url: http would send the token in the clear"),
        ('url = "example"', "url: the url must be the base up to and with /api/v3"),
    ],
)
def test_a_wrong_setting_names_the_file_the_setting_and_the_way_out(
    project: Path, text: str, complaint: str
) -> None:
    (project / "ecwid.toml").write_bytes(text.encode("latin-1"))
    with pytest.raises(ConfigurationError) as raised:
        Project.read(project)
    assert str(project / "ecwid.toml") in str(raised.value)
    assert complaint in str(raised.value)
    assert "secret_x" not in str(raised.value)


@pytest.mark.parametrize(
    "command", [["get", "product", "1"], ["log"], ["doctor"], ["set", "profile", "account="]]
)
def test_no_command_goes_on_with_a_broken_file(
    ecwid: Run, ecwid_shop: Emulator, project: Path, command: list[str]
) -> None:
    (project / "ecwid.toml").write_text("store_id = [")
    done = ecwid(*command)
    assert done.exit_code == 2
    assert "ecwid.toml is no TOML" in done.output
    assert "Traceback" not in done.output
    assert len(ecwid_shop.requests) == 0
