"""Scripts and their order: read without being run."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecwid_orm import MigrationError
from ecwid_orm.migrations import Chain, Script, new_script

UPGRADE = "def upgrade(session):\n    session.add(1)\n"


def write(folder: Path, name: str, text: str = UPGRADE, depends_on: object = None) -> Path:
    path = folder / f"{name}.py"
    path.write_text(f'"""{name}."""\n\ndepends_on = {depends_on!r}\n\n\n{text}')
    return path


def test_a_script_is_read_and_not_run(tmp_path: Path) -> None:
    text = f"raise SystemExit\n\n\n{UPGRADE}\n\ndef check(session):\n    return True\n"
    script = Script.read(write(tmp_path, "0001_first", text, depends_on=["0000_zero"]))
    assert (script.name, script.title) == ("0001_first", "0001_first.")
    assert script.depends_on == ("0000_zero",)
    assert script.functions == {"upgrade", "check"}


@pytest.mark.parametrize(
    "other",
    [
        "def upgrade(session):\n    # a comment\n\n    session.add(\n        1,\n    )\n",
        'def upgrade(session):\n    """Now with a docstring."""\n    session.add(1)\n',
    ],
)
def test_comments_and_docstrings_do_not_change_the_checksum(tmp_path: Path, other: str) -> None:
    first = Script.read(write(tmp_path, "0001_first"))
    assert Script.read(write(tmp_path, "0001_first", other)).checksum == first.checksum


@pytest.mark.parametrize(
    "other", ["def upgrade(session):\n    session.add(2)\n", UPGRADE + "\nx = 1\n"]
)
def test_code_changes_the_checksum(tmp_path: Path, other: str) -> None:
    first = Script.read(write(tmp_path, "0001_first"))
    assert Script.read(write(tmp_path, "0001_first", other)).checksum != first.checksum


def test_the_checksum_is_the_same_in_every_version_of_python(tmp_path: Path) -> None:
    text = (
        "def upgrade(session, *, x: int = 1):\n"
        '    y = f"{x!r:>{x}} is {1.5}"\n'
        "    try:\n        pass\n    except* ValueError:\n        raise\n"
        "    return [z async for z in x if (w := z)] if x else lambda q, /: q\n"
    )
    checksum = Script.read(write(tmp_path, "0001_first", text)).checksum
    assert checksum == "2a47ef1d6f82f50871586603e1f1a419617b3798576956b36d99bc3cf1812f41"


def test_scripts_come_after_what_they_depend_on(tmp_path: Path) -> None:
    write(tmp_path, "0001_a", depends_on="0003_c")
    write(tmp_path, "0002_b", depends_on=("0001_a",))
    write(tmp_path, "0003_c")
    (tmp_path / "_helpers.py").write_text("x = 1")
    chain = Chain.read(tmp_path)
    assert [script.name for script in chain.scripts] == ["0003_c", "0001_a", "0002_b"]
    assert [script.name for script in chain.until("0001")] == ["0003_c", "0001_a"]
    assert chain.find("0002_b") is chain.find("0002")


@given(st.permutations(range(6)))
def test_the_order_is_that_of_the_dependencies_whatever_the_names(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("migrations")
    names = [f"{number + 1:04}_x" for number in numbers]
    for name, before in zip(names, [None, *names], strict=False):
        write(folder, name, depends_on=before)
    assert [script.name for script in Chain.read(folder).scripts] == names


@pytest.mark.parametrize("name", ["0004", "", "000"])
def test_a_name_that_fits_none_or_several_is_refused(tmp_path: Path, name: str) -> None:
    write(tmp_path, "0001_a")
    write(tmp_path, "0002_b", depends_on="0001_a")
    with pytest.raises(MigrationError, match="0001_a"):
        Chain.read(tmp_path).find(name)


def test_a_new_script_follows_the_last_and_can_be_read(tmp_path: Path) -> None:
    first = new_script(tmp_path, 'give every product a "SKU"')
    assert first.name == "0001_give_every_product_a_sku.py"
    second = new_script(tmp_path, "Prices: +8 %!")
    assert second.name == "0002_prices_8.py"
    chain = Chain.read(tmp_path)
    assert [one.depends_on for one in chain.scripts] == [(), ("0001_give_every_product_a_sku",)]
    assert chain.scripts[0].title == 'Give every product a "SKU".'
    compile(second.read_text(), str(second), "exec")


@pytest.mark.parametrize("message", ['ends with a quote"', 'has """ in it', "back\\slash", "ünï"])
def test_any_message_makes_a_script(tmp_path: Path, message: str) -> None:
    path = new_script(tmp_path, message)
    assert Script.read(path).functions == {"upgrade"}


@pytest.mark.parametrize("message", ["", "   ", "+++"])
def test_a_message_without_words_is_refused(tmp_path: Path, message: str) -> None:
    with pytest.raises(MigrationError, match="is no message"):
        new_script(tmp_path, message)
