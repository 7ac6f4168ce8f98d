"""README and docs/ say what is so.

Every Python block runs, those of one page in order and as one script, in a process of its own,
against an emulated shop with the demo's catalogue; `ecwid_orm.connect()` was called before the
first. A block that cannot run says why in a comment right above it:

    <!-- not run: needs a shop of your own -->

A text block with `<!-- printed -->` right above it is what the page's Python has printed since the
last such block. Of shell blocks, the commands that are ours are checked by name.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from importlib.metadata import metadata
from pathlib import Path

import pytest
from typer.main import get_command

from ecwid_orm.cli.app import app
from ecwid_orm.emulator import Emulator

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]

STORE_ID = 1003
TOKEN = "secret_demo"
"""What the pages write for a store and its token."""

LANGUAGES = {"bash", "csv", "ini", "json", "mermaid", "python", "text", "toml", "yaml"}
FENCE = re.compile(
    r"^(?P<indent>[ ]*)(?P<fence>`{3,})[ ]*(?P<language>\w+)?[^\n`]*\n"
    r"(?P<text>.*?)^(?P=indent)(?P=fence)[ ]*$",
    re.MULTILINE | re.DOTALL,
)
COMMENT_ABOVE = re.compile(r"<!--\s*(?P<text>(?:(?!-->).)*?)\s*-->\s*\Z", re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    language: str
    text: str
    line: int
    """Number of the first line of `text` in its page, from 1."""
    comment: str
    """The HTML comment right above it, if there is one."""

    @property
    def runs(self) -> bool:
        return self.language == "python" and not self.comment.startswith("not run: ")

    @property
    def is_printed(self) -> bool:
        return self.comment == "printed"


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    found = []
    for match in FENCE.finditer(text):
        above = COMMENT_ABOVE.search(text, 0, match.start())
        found.append(
            Block(
                match["language"] or "",
                textwrap.dedent(match["text"]),
                text.count("\n", 0, match.start("text")) + 1,
                above["text"] if above else "",
            )
        )
    return found


CONNECT = "import ecwid_orm; ecwid_orm.connect(); del ecwid_orm"
MARK = "--- printed ---"


def script(page_blocks: list[Block]) -> str:
    """The page's Python as one source in which each line has the number that it has in the page."""
    lines = [CONNECT]  # the first line of a page is its title
    for block in page_blocks:
        if block.runs or block.is_printed:
            lines += [""] * (block.line - 1 - len(lines))
            lines += block.text.splitlines() if block.runs else [f"print({MARK!r})"]
    return "\n".join(lines) + "\n"


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize(
    "page", [page for page in PAGES if any(block.runs for block in blocks(page))], ids=name_of
)
def test_the_python_of_a_page_runs_and_prints_what_the_page_says(
    page: Path, tmp_path: Path
) -> None:
    path = tmp_path / name_of(page)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script(blocks(page)), encoding="utf-8")
    with Emulator(store_id=STORE_ID, token=TOKEN, seed="demo") as shop:
        done = subprocess.run(
            [sys.executable, "-W", "error", path],
            env={
                **os.environ,
                "ECWID_URL": shop.url,
                "ECWID_STORE_ID": str(shop.store_id),
                "ECWID_TOKEN": shop.token,
                "PYTHONIOENCODING": "utf-8",
            },
            cwd=tmp_path,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    promised = [block.text for block in blocks(page) if block.is_printed]
    assert done.stdout.split(f"{MARK}\n")[: len(promised)] == promised


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_block_that_does_not_run_says_why(page: Path) -> None:
    said = [block for block in blocks(page) if block.comment.startswith("not run")]
    assert [block.line for block in said if not re.match(r"not run: \w.{9,}", block.comment)] == []
    unknown = {block.language for block in blocks(page)} - LANGUAGES
    assert unknown == set(), "of a language that is not spelt `python`, nothing would run"


# --- Shell blocks -------------------------------------------------------------------------------


def commands() -> list[tuple[str, list[str]]]:
    """Each command of a shell block with the page and line it is on."""
    found = []
    for page in PAGES:
        for block in blocks(page):
            if block.language != "bash":
                continue
            text = block.text.replace("\\\n", "  ")
            for number, line in enumerate(text.splitlines()):
                words = shlex.split(line, comments=True)
                while words and re.match(r"\w+=", words[0]):
                    del words[0]
                if words:
                    found.append((f"{name_of(page)}:{block.line + number}", words))
    return found


def test_make_targets_that_the_pages_name_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {words[1]: where for where, words in commands() if words[0] == "make"}
    assert {"demo", "test"} <= set(named)
    assert {target: where for target, where in named.items() if target not in targets} == {}


def test_extras_that_the_pages_install_exist() -> None:
    extras = set(metadata("ecwid_orm").get_all("Provides-Extra") or ())
    named = {
        extra: where
        for where, words in commands()
        if words[:2] == ["pip", "install"]
        for listed in re.findall(r"(?:ecwid_orm|\.)\[(.+?)\]", " ".join(words))
        for extra in listed.split(",")
    }
    assert named
    assert {extra: where for extra, where in named.items() if extra not in extras} == {}


def test_files_that_the_pages_run_exist() -> None:
    named = {
        words[1]: where
        for where, words in commands()
        if words[0].startswith("python") and len(words) > 1 and words[1].endswith(".py")
    }
    assert {
        path: where
        for path, where in named.items()
        if path.startswith("examples/") and not (ROOT / path).is_file()
    } == {}


def test_commands_of_ecwid_and_their_options_exist() -> None:
    unknown = {}
    for where, words in commands():
        if words[0] != "ecwid":
            continue
        command = get_command(app)
        for word in words[1:]:
            if word.startswith("-"):
                options = {
                    option
                    for each in command.params
                    for option in (*each.opts, *each.secondary_opts)
                }
                if word.partition("=")[0] not in options | {"--help"}:
                    unknown[f"{where} {word}"] = sorted(options)
            elif word in (subcommands := getattr(command, "commands", {})):
                command = subcommands[word]
    assert unknown == {}
