"""`ecwid init`: a folder for the work on one shop."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ecwid_orm.api.credentials import store_url
from ecwid_orm.cli.errors import WrongArgument
from ecwid_orm.cli.output import say
from ecwid_orm.cli.project import FILE, Project

__all__ = ["init"]

SETTINGS = """\
# The shop that this folder works on. It is made to be shared, so no secrets belong here: the token
# comes from `ecwid login`, a .env file beside this one, or the variable ECWID_TOKEN.

{store}
# url = "https://app.ecwid.com/api/v3"
# journal = "{journal}"
# migrations = "{migrations}"
"""

MIGRATIONS = """\
# Migrations

Scripts that change the shop's data, each applied once, in order. `ecwid revision -m "what it does"`
writes the next one.
"""

UNSHARED = (".env", ".ecwid/")
"""What is not to go into version control: secrets, and the journal, which holds customers' data."""


def init(
    folder: Annotated[Path, typer.Argument(help="The folder; it is made if need be.")] = Path(),
    store: Annotated[
        str | None,
        typer.Option(
            metavar="ID",
            envvar="ECWID_STORE_ID",
            help="The number of the store.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Make a project folder: ecwid.toml, migrations/ and .gitignore.

    Files that are there stay: lines are added to a .gitignore, and a second ecwid.toml is refused.
    """
    if store is not None:
        store_url("https://localhost", store)  # raises for what is no store id
    path = folder / FILE
    if path.exists():
        raise WrongArgument(f"{path} is there already; change it by hand, or choose another folder")
    scripts = folder / Project.migrations
    scripts.mkdir(parents=True, exist_ok=True)
    _ignore(folder / ".gitignore")
    if not any(scripts.iterdir()):
        (scripts / "README.md").write_text(MIGRATIONS, encoding="utf-8")
    # Last: who starts again after an error finds nothing in the way.
    with path.open("x", encoding="utf-8") as file:
        file.write(
            SETTINGS.format(
                store="# store_id = 1003" if store is None else f"store_id = {store}",
                journal=Project.journal.as_posix(),
                migrations=Project.migrations.as_posix(),
            )
        )
    say(f"Made {path}, {scripts}/ and {folder / '.gitignore'}.")
    if folder != Path():
        say(f"Go there:          cd {folder}")
    if store is None:
        say(f"Name the store:    store_id in {FILE}")
    say("Give its token:    ecwid login   (or ECWID_TOKEN=… in .env)")
    say("See if it is well: ecwid doctor")


def _ignore(path: Path) -> None:
    """Add what is missing to a .gitignore, or make one."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    missing = [line for line in UNSHARED if line not in text.splitlines()]
    if missing:
        between = "" if not text or text.endswith("\n") else "\n"
        with path.open("a", encoding="utf-8") as file:
            file.write(between + "".join(f"{line}\n" for line in missing))
