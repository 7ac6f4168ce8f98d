from __future__ import annotations

from ecwid_orm.cli.errors import ExitCode
from tests.cli.reference import NAME, PAGE, made


def test_the_page_of_the_commands_is_what_they_say() -> None:
    """`make table` writes it."""
    assert PAGE.read_text(encoding="utf-8") == made(), f"{NAME} is out of date; run `make table`"


def test_the_page_has_each_command_with_its_options_and_each_exit_code() -> None:
    page = made()
    for name in ("init", "login", "get", "find", "set", "doctor", "log", "undo", "emulator"):
        assert f"\n## ecwid {name}\n" in page
    assert "| `--where CONDITION`, `-w CONDITION` | Such as `price>=10`" in page
    assert "| `--applied`, `--not-applied` |" in page
    assert "`8080` if left out" in page
    assert all(f"| {code.value} | {code.meaning} |" in page for code in ExitCode)
    assert "--help" not in page
