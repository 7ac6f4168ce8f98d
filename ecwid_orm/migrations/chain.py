"""The scripts of a folder, in the order in which they are applied."""

from __future__ import annotations

import re
from collections.abc import Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from ecwid_orm.exceptions import MigrationError
from ecwid_orm.migrations.script import NAME, Script

TEMPLATE = '''\
"""{title}."""

from __future__ import annotations

from ecwid_orm import Product, Session

depends_on = {depends_on}


def upgrade(session: Session) -> None:
    """What is to be done. It is done once; what is left uncommitted is committed at the end."""
    for product in session.each(Product.query):
        ...


# def downgrade(session: Session) -> None:
#     """How to take it back; without it, `ecwid undo` takes back what the journal knows."""


# def check(session: Session) -> bool:
#     """Whether the shop is as it should be afterwards; `ecwid verify` asks."""
'''


class Chain:
    """The scripts of a folder; each comes after those that it depends on."""

    def __init__(self, scripts: Sequence[Script]) -> None:
        self.scripts = tuple(scripts)
        self._by_name = {script.name: script for script in scripts}

    @classmethod
    def read(cls, folder: Path) -> Chain:
        """The scripts of a folder. Raises MigrationError for what cannot be put in one order."""
        if not folder.is_dir():
            raise MigrationError(f"there is no folder {folder}; `ecwid init` makes a project")
        paths = sorted(path for path in folder.glob("*.py") if not path.name.startswith("_"))
        for path in paths:
            if not NAME.fullmatch(path.stem):
                raise MigrationError(
                    f"{path} is not called like a revision: 0001_what_it_does.py; rename it, or "
                    "begin its name with an underscore if it is none"
                )
        return cls(_in_order([Script.read(path) for path in paths], folder))

    def find(self, name: str) -> Script:
        """The script of that name or number, or whose name alone begins so.

        Raises MigrationError.
        """
        found = _named([script.name for script in self.scripts], name)
        if len(found) == 1:
            return self._by_name[found[0]]
        if found:
            raise MigrationError(f"{name!r} is the beginning of {found[0]} and {found[1]}")
        known = ", ".join(script.name for script in self.scripts) or "no revisions at all"
        raise MigrationError(f"there is no revision {name!r}; there are {known}")

    def until(self, name: str | None) -> tuple[Script, ...]:
        """The scripts up to one, with all that it needs; all without a name."""
        if name is None:
            return self.scripts
        wanted = {self.find(name).name}
        for script in reversed(self.scripts):
            if script.name in wanted:
                wanted.update(script.depends_on)
        return tuple(script for script in self.scripts if script.name in wanted)


def find_name(folder: Path, text: str) -> str | None:
    """The revision of a folder that a text names, as `Chain.find` does; None without just one.

    It looks at the names of the files alone, so scripts that are broken are in nobody's way.
    """
    found = _named([path.stem for path in folder.glob("*.py") if NAME.fullmatch(path.stem)], text)
    return found[0] if len(found) == 1 else None


def _named(names: Sequence[str], text: str) -> list[str]:
    if text in names:
        return [text]
    if text.isdecimal():
        numbered = [name for name in names if int(name.partition("_")[0]) == int(text)]
        if numbered:
            return numbered
    return sorted(name for name in names if text and name.startswith(text))


def _in_order(scripts: Sequence[Script], folder: Path) -> list[Script]:
    by_name = {script.name: script for script in scripts}
    numbers: dict[str, Script] = {}
    for script in scripts:
        for needed in script.depends_on:
            if needed not in by_name:
                raise MigrationError(
                    f"{script} depends on {needed}, which is not in {folder}; bring the file back, "
                    "or mend depends_on",
                    revision=script.name,
                )
        number = script.name.partition("_")[0]
        if number in numbers:
            raise MigrationError(
                f"{numbers[number]} and {script} have one number; rename one of them",
                revision=script.name,
            )
        numbers[number] = script
    try:
        names = list(
            TopologicalSorter({one.name: sorted(one.depends_on) for one in scripts}).static_order()
        )
    except CycleError as error:
        ring = " → ".join(error.args[1])
        raise MigrationError(f"these revisions depend on one another: {ring}") from None
    needed_by_others = {name for script in scripts for name in script.depends_on}
    heads = [name for name in names if name not in needed_by_others]
    if len(heads) > 1:
        listed = " and ".join(sorted(heads))
        raise MigrationError(
            f"{listed} are both the last revision; let one depend on the other, so that there is "
            "one order for everybody"
        )
    return [by_name[name] for name in names]


def new_script(folder: Path, message: str) -> Path:
    """Write a script from the template, after the last one there is; its path.

    Raises MigrationError for a message without a letter or digit, and for a folder in disorder.
    """
    chain = Chain.read(folder)
    slug = re.sub(r"\W+", "_", message.lower(), flags=re.ASCII).strip("_")[:60].rstrip("_")
    if not slug:
        raise MigrationError(f"{message!r} is no message; say what the migration does")
    last = chain.scripts[-1].name if chain.scripts else None
    number = 1 + max((int(one.name.partition("_")[0]) for one in chain.scripts), default=0)
    path = folder / f"{number:04}_{slug}.py"
    title = message.strip().rstrip(".").replace("\\", "\\\\").replace('"""', "'''")
    depends_on = "None" if last is None else f'"{last}"'
    with path.open("x", encoding="utf-8") as file:
        file.write(TEMPLATE.format(title=title[:1].upper() + title[1:], depends_on=depends_on))
    return path
