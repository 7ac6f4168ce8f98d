"""What is built and shipped holds what users need, and nothing else."""

from __future__ import annotations

import configparser
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import ecwid_orm

pytestmark = pytest.mark.xdist_group("packaging")

SHIPPED = ("ecwid_orm", "tests", "setup.cfg", "pyproject.toml", "MANIFEST.in", "README.md")
DOCUMENTS = ("CHANGELOG.md", "LICENSE")
EXTRAS = ("IPython", "cryptography", "dotenv", "keyring", "orjson", "redis", "rich", "sqlalchemy")
EXTRAS += ("typer", "werkzeug")


@pytest.fixture(scope="module")
def built(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist and the wheel, built from a copy: a build leaves files behind."""
    source = tmp_path_factory.mktemp("source")
    for name in SHIPPED + DOCUMENTS:
        if (root / name).is_dir():
            shutil.copytree(
                root / name, source / name, ignore=shutil.ignore_patterns("__pycache__")
            )
        else:
            shutil.copy(root / name, source / name)
    output = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation"]
    command += ["--outdir", str(output), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return output


@pytest.fixture(scope="module")
def wheel(built: Path) -> set[str]:
    """The files in the wheel."""
    [path] = built.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def sdist(built: Path) -> set[str]:
    """The files in the sdist, below its one folder."""
    [path] = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        return {name.partition("/")[2] for name in archive.getnames()} - {""}


def test_the_wheel_holds_every_module_the_type_marker_and_the_data(
    root: Path, wheel: set[str]
) -> None:
    expected = {
        path.relative_to(root).as_posix()
        for pattern in ("*.py", "*.json", "py.typed")
        for path in (root / "ecwid_orm").rglob(pattern)
    }
    assert expected == {name for name in wheel if ".dist-info/" not in name}


def test_the_wheel_carries_the_licence(wheel: set[str]) -> None:
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in wheel)


def test_the_sdist_holds_what_a_build_needs_and_no_tests(sdist: set[str]) -> None:
    assert {"setup.cfg", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md"} <= sdist
    assert {name.split("/")[0] for name in sdist} == {
        *SHIPPED,
        *DOCUMENTS,
        "PKG-INFO",
        "ecwid_orm.egg-info",
    } - {"tests"}


def test_the_version_is_said_in_one_place(built: Path) -> None:
    [wheel] = built.glob("*.whl")
    assert wheel.name.split("-")[1] == ecwid_orm.__version__


def test_the_package_is_imported_without_any_extra() -> None:
    block = f"import sys; sys.modules.update(dict.fromkeys({EXTRAS!r}))"
    names = "[getattr(ecwid_orm, name) for name in ecwid_orm.__all__]"
    command = [sys.executable, "-W", "error", "-c", f"{block}; import ecwid_orm; {names}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_command_without_its_extra_names_the_extra() -> None:
    block = "import sys; sys.modules.update(typer=None)"
    command = [sys.executable, "-c", f"{block}; from ecwid_orm.cli import main; main()"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "pip install 'ecwid_orm[cli]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_extra_all_holds_every_extra_for_users(root: Path) -> None:
    config = configparser.ConfigParser()
    config.read(root / "setup.cfg")
    extras = set(config["options.extras_require"]) - {"all", "dev", "docs"}
    [listed] = config["options.extras_require"]["all"].split()
    assert set(listed.removeprefix("ecwid_orm[").removesuffix("]").split(",")) == extras
