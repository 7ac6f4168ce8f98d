"""docs/reference/cli.md: each command with its arguments and options, from the commands themselves.

`python -m tests.cli.reference` writes it; so does `make table`.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

from ecwid_orm.cli.app import app
from ecwid_orm.cli.conditions import OPERATORS
from ecwid_orm.cli.errors import ExitCode
from ecwid_orm.cli.names import model_names

NAME = "docs/reference/cli.md"
PAGE = Path(__file__).parent.parent.parent / NAME

HEAD = """\
# The command line

`pip install 'ecwid_orm[cli]'` brings the command `ecwid`; `python -m ecwid_orm` is the same.
`ecwid demo` shows in a few seconds what the library does, without an account. `make table` makes
this page, from the commands; `make test` fails if it is not what they say.

Results go to standard output, what is said to people about them to standard error. With `--json`
a command prints one JSON document, and never a colour. `ecwid --debug COMMAND` shows where in the
code an error comes from; without it an error is one line. `ecwid --install-completion` has the
shell complete commands, options, and the names of models and fields.

## Which shop

Each setting is taken from the first of these that has it:

| setting | environment | `.env` in the project folder | `ecwid.toml` | else |
| --- | --- | --- | --- | --- |
| the store | `ECWID_STORE_ID` | `ECWID_STORE_ID` | `store_id` | |
| its token | `ECWID_TOKEN` | `ECWID_TOKEN` | never | the keyring of the system: `ecwid login` |
| the address of the API | `ECWID_URL` | `ECWID_URL` | `url` | Ecwid's own |
| the journal | `ECWID_JOURNAL`, `--journal` | `ECWID_JOURNAL` | `journal` | `.ecwid/journal.db` |
| the migrations | | | `migrations` | `migrations/` |

The project folder is the one with `ecwid.toml`, looked for from the working directory upwards.
`ecwid init` makes one. A token is never given on the command line, where the history of the shell
and the list of processes would show it. A token in the keyring belongs to one store at one address;
it needs `pip install 'ecwid_orm[keyring]'`.

## How things are named

A model is named in any case, in the singular or plural; its last words, or Ecwid's own name, are
enough: `product`, `ProductVariation`, `product-variations`, `variation`. There are {models}.

A field has its Python name or Ecwid's: `category_ids`, `categoryIds`. Places within it stand after
a dot: `dimensions.width`, `name_translated.nl`, and by their own names `attributes.Brand`.

An object has its id (`123`), for a part of another with that one's before it (`123/456`). `ecwid
get` takes what else it is known by, too: `sku=ABC`, `email=jo@example.com`.

A condition is a field, one of {operators}, and a value. `~` stands for a list that contains the
value, `in` for one of several with commas between them. Put it in quotes, since `<` and `>` mean
something to the shell. Ecwid searches by some fields only; the error names them, and the search
parameters of `--search` are all that it has.

Values are as their field is: `12.5`, `yes` or `no`, `2024-05-01` or `2024-05-01T12:00+02:00` (in
UTC where no offset is given), `1,2,3` for a list; parts and maps are JSON.

## Exit codes

| code | meaning |
| --- | --- |
{codes}
"""


def made() -> str:
    """The page as the commands make it."""
    root: Any = get_command(app)
    head = HEAD.format(
        models=", ".join(f"`{name}`" for name in model_names()),
        operators=" ".join(f"`{one}`" for one in OPERATORS),
        codes="\n".join(f"| {code.value} | {code.meaning} |" for code in ExitCode),
    )
    return head + "".join(_commands(root.commands, "ecwid"))


def main() -> None:
    """Write the page."""
    PAGE.write_text(made(), encoding="utf-8")


def _commands(commands: dict[str, Any], before: str) -> Iterator[str]:
    for name, command in commands.items():
        if getattr(command, "commands", None):
            yield from _commands(command.commands, f"{before} {name}")
        elif not command.hidden:
            yield _command(f"{before} {name}", command)


def _command(name: str, command: Any) -> str:
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    options = [one for one in command.params if one.param_type_name == "option"]
    options = [one for one in options if not one.hidden and "--help" not in one.opts]
    usage = " ".join([name, *map(_shown, arguments), *(["[OPTIONS]"] if options else [])])
    lines = [f"\n## {name}\n", f"```text\n{usage}\n```\n", inspect.cleandoc(command.help), ""]
    rows = [(f"`{_shown(one)}`", _meaning(one)) for one in arguments]
    rows += [(", ".join(f"`{each}`" for each in _spelt(one)), _meaning(one)) for one in options]
    if rows:
        lines += ["| argument | meaning |", "| --- | --- |"]
        lines += [f"| {' | '.join(text.replace('|', '&#124;') for text in row)} |" for row in rows]
        lines.append("")
    return "\n".join(lines)


def _shown(argument: Any) -> str:
    text: str = argument.metavar or argument.name.upper()
    return text if argument.required or text.startswith("[") else f"[{text}]"


def _spelt(option: Any) -> list[str]:
    if option.is_flag:
        return [*option.opts, *option.secondary_opts]
    value = option.metavar or option.name.upper()
    return [f"{each} {value}" for each in option.opts]


def _meaning(one: Any) -> str:
    told = [one.help or ""]
    if getattr(one, "multiple", False):
        told.append("May be given many times.")
    if one.envvar:
        told.append(f"Or set `{one.envvar}`.")
    if one.default not in (None, False, "") and not callable(one.default) and one.show_default:
        told.append(f"`{one.default}` if left out.")
    return " ".join(told)


if __name__ == "__main__":
    main()
