from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ecwid_orm.cli.project import Project
from tests.cli.conftest import Run
from tests.cli.processes import bound, command

pytestmark = pytest.mark.usefixtures("offline")


def test_init_makes_a_project_without_secrets_and_says_the_next_step(
    ecwid: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ECWID_TOKEN", "secret_x")
    done = ecwid("init", "shop", "--store", "1003")
    assert done.exit_code == 0
    assert "cd shop" in done.stderr
    assert "ecwid login" in done.stderr
    made = folder / "shop"
    assert sorted(path.name for path in made.iterdir()) == [
        ".gitignore",
        "ecwid.toml",
        "migrations",
    ]
    assert (made / ".gitignore").read_text() == ".env\n.ecwid/\n"
    assert "secret_x" not in (made / "ecwid.toml").read_text()
    assert Project.read(made).store_id == "1003"
    assert list((made / "migrations").glob("*.py")) == []


def test_init_here_takes_the_store_of_the_environment(
    ecwid: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ECWID_STORE_ID", "7")
    assert ecwid("init").exit_code == 0
    assert Project.read(folder).store_id == "7"


def test_init_without_a_store_leaves_its_place_open(ecwid: Run, folder: Path) -> None:
    done = ecwid("init")
    assert done.exit_code == 0
    assert "store_id in ecwid.toml" in done.stderr
    assert Project.read(folder).store_id is None


def test_init_does_not_overwrite_a_project(ecwid: Run, project: Path) -> None:
    before = (project / "ecwid.toml").read_text()
    done = ecwid("init", "--store", "5")
    assert done.exit_code == 2
    assert "is there already" in done.stderr
    assert (project / "ecwid.toml").read_text() == before
    assert [path.name for path in project.iterdir()] == ["ecwid.toml"]


def test_init_keeps_what_is_there_and_adds_to_it(ecwid: Run, folder: Path) -> None:
    (folder / ".gitignore").write_text("*.log\n.env")
    (folder / "migrations").mkdir()
    (folder / "migrations" / "0001_first.py").write_text("pass")
    assert ecwid("init").exit_code == 0
    assert (folder / ".gitignore").read_text() == "*.log\n.env\n.ecwid/\n"
    assert [path.name for path in (folder / "migrations").iterdir()] == ["0001_first.py"]


def test_what_is_no_store_id_is_refused_before_anything_is_made(ecwid: Run, folder: Path) -> None:
    done = ecwid("init", "--store", "mine")
    assert done.exit_code == 2
    assert "'mine' is not a number" in done.stderr
    assert list(folder.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_named(ecwid: Run, folder: Path) -> None:
    (folder / "file").write_text("")
    done = ecwid("init", "file/shop")
    assert done.exit_code == 1
    assert "file/shop" in done.stderr
    assert "Traceback" not in done.output


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="root may write everywhere, but for Linux"
)
def test_a_folder_that_cannot_be_written_is_named(folder: Path) -> None:
    folder.chmod(0o500)
    try:
        done = command("-m", "ecwid_orm", "init", before=bound)
    finally:
        folder.chmod(0o700)
    assert done.returncode == 1
    assert "Permission denied" in done.stderr
