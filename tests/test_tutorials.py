"""The shell blocks of a tutorial print what the page says.

They run in one shell, in order, in an empty folder, on an emulated shop with the demo's catalogue.
A text block with `<!-- answer -->` right above it is what the shell block before it prints, but for
times, names of users and commits, the place of the folder and the width of columns; a line of it
that is just `…` stands for any others. Python that is the text of a migration goes into the one
that was written last.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ecwid_orm.emulator import Emulator
from tests.test_docs import ROOT, STORE_ID, TOKEN, Block, blocks

PAGE = ROOT / "docs" / "tutorial" / "first-migration.md"

MARK = "--- next ---"
WRITE = """cat > "$(ls -d migrations/0*.py | tail -n 1)" <<'END'\n{}END"""
BEFORE = re.compile(r"^(pip install|ecwid emulator) ")
"""Commands that are done before the shell begins."""

VARIABLE = (
    (re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\+\d\d:\d\d)?"), "<time>"),
    (re.compile(r"\S+@\S+"), "<user>"),
    (re.compile(r"undo [0-9a-f]{8}\b"), "undo <commit>"),
    (re.compile(r"\S*/migrations/"), "migrations/"),
    (re.compile(r" {2,}| +$", re.MULTILINE), "  "),
)


def plain(text: str) -> list[str]:
    for pattern, instead in VARIABLE:
        text = pattern.sub(instead, text)
    return [line.strip() for line in text.splitlines()]


def fits(printed: list[str], told: list[str]) -> bool:
    wanted = [r"(.*\n)*?" if line == "…" else re.escape(line) + "\n" for line in told]
    return re.fullmatch("".join(wanted), "".join(f"{line}\n" for line in printed)) is not None


def shell(page: list[Block]) -> tuple[str, list[tuple[int, str]]]:
    """All commands as one script, and what the page says that each block prints, by its line."""
    lines, answers = [], []
    for block in page:
        if block.language == "bash":
            lines += [line for line in block.text.splitlines() if not BEFORE.match(line)]
            lines.append(f"echo '{MARK}'")
            answers.append((block.line, ""))
        elif block.comment == "answer":
            answers[-1] = (answers[-1][0], block.text)
        elif block.comment == "not run: it is the text of the migration":
            lines.append(WRITE.format(block.text))
    return "\n".join(lines), answers


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are written for a POSIX shell")
def test_the_commands_of_the_first_migration_print_what_the_page_says(tmp_path: Path) -> None:
    script, answers = shell(blocks(PAGE))
    with Emulator(store_id=STORE_ID, token=TOKEN, seed="demo") as shop:
        done = subprocess.run(
            ["sh", "-c", script],
            env={
                **os.environ,
                "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
                "HOME": str(tmp_path),
                "ECWID_URL": shop.url,
                "ECWID_STORE_ID": str(shop.store_id),
                "ECWID_TOKEN": shop.token,
                "PYTHONIOENCODING": "utf-8",
                "COLUMNS": "120",
            },
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
    printed = done.stdout.split(f"{MARK}\n")
    assert len(printed) == len(answers) + 1
    for (line, text), answer in zip(answers, printed, strict=False):
        assert fits(plain(answer), plain(text)), f"the block at line {line} printed:\n{answer}"
