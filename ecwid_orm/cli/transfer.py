"""`ecwid export`, `ecwid import` and `ecwid diff`: a shop's data to files and from files."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from ecwid_orm.cli.asking import OnlyPlan, Yes, says_yes, unconfirmed
from ecwid_orm.cli.completion import complete_model
from ecwid_orm.cli.conditions import parse_condition
from ecwid_orm.cli.errors import ExitCode, WrongArgument
from ecwid_orm.cli.journal import SHORT
from ecwid_orm.cli.names import find_model
from ecwid_orm.cli.objects import WhereTexts
from ecwid_orm.cli.output import AsJson, console, plain, print_json, progress, say, stream_json
from ecwid_orm.cli.shop import JournalPath, open_shop, writing_journal
from ecwid_orm.cli.values import listed
from ecwid_orm.exceptions import CommitError, TransportError
from ecwid_orm.model import ABSENT, Model
from ecwid_orm.resources import StoreProfile
from ecwid_orm.session import Session
from ecwid_orm.transfer import (
    Difference,
    Loaded,
    Rejected,
    ShopifyFile,
    compare,
    export,
    load,
)

__all__ = ["diff", "export_shop", "import_file"]

FEW = 20
"""Lines of a kind that people are shown. Programs get all."""

STORE = "store"
"""What stands for the shop itself among the sides of a diff."""

UNITS = {"GRAM": "g", "KILOGRAM": "kg", "OUNCE": "oz", "POUND": "lb"}


class Platform(StrEnum):
    """Where a file comes from."""

    ECWID = "ecwid"
    SHOPIFY = "shopify"


Encoding = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Of a CSV file: utf-8, cp1252 …", show_default=False),
]
Delimiter = Annotated[
    str | None,
    typer.Option(
        metavar="SIGN",
        help="Between the cells of a CSV file; found out if left out.",
        show_default=False,
    ),
]


# Export --------------------------------------------------------------------------------------


def export_shop(
    models: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[MODEL]...",
            autocompletion=complete_model,
            help="Such as `products categories`; all that can be imported if left out.",
            show_default=False,
        ),
    ] = None,
    where: WhereTexts = None,
    fields: Annotated[
        list[str] | None,
        typer.Option(
            "--fields",
            metavar="A,B",
            help="Just these: `id,sku,price,attributes.Brand,name_translated.nl`.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to; else to standard output."),
    ] = None,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="A CSV table of one model, not JSON Lines.")
    ] = False,
    delimiter: Annotated[
        str, typer.Option(metavar="SIGN", help="Between the cells of the CSV table.")
    ] = ",",
) -> None:
    """Write a shop, or a part of it, to a file: `ecwid export -o shop.jsonl`.

    One entity a line, after a header. `ecwid import` brings it back, into this shop or another. The
    file is there when all of it is written, and only its owner can read it.
    """
    kinds = [find_model(text) for text in models or ()]
    if where and len(kinds) != 1:
        raise WrongArgument("--where is about one model; name it: `ecwid export products …`")
    conditions = [parse_condition(kinds[0], text) for text in where or ()]
    named = None if fields is None else [name for text in fields for name in listed(text)]
    with open_shop() as session, progress("Exporting") as tell:
        done = export(
            session,
            sys.stdout.buffer if output is None else output,
            kinds or None,
            where=conditions,
            fields=named,
            format="csv" if as_csv else "json",
            delimiter=_delimiter(delimiter),
            progress=tell if console(stderr=True).is_terminal else None,
        )
    if output is not None:
        counts = ", ".join(f"{count} {name}" for name, count in done.counts.items() if count)
        say(f"{output}: {counts or 'nothing'}.")


# Import --------------------------------------------------------------------------------------


def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="JSON Lines, or a CSV table.")],
    platform: Annotated[
        Platform, typer.Option("--from", help="Where the file comes from.")
    ] = Platform.ECWID,
    model: Annotated[
        str | None,
        typer.Option(
            metavar="MODEL",
            autocompletion=complete_model,
            help="What a CSV table is of; the file's name says it, else products.",
            show_default=False,
        ),
    ] = None,
    match: Annotated[
        str | None,
        typer.Option(
            metavar="FIELD",
            help="The field by which objects are known again: `sku`; else their ids, if they are "
            "this shop's, then their natural keys.",
            show_default=False,
        ),
    ] = None,
    empty_clears: Annotated[
        bool, typer.Option("--empty-clears", help="An empty cell empties the field.")
    ] = False,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    only_plan: OnlyPlan = False,
    yes: Yes = False,
    journal: JournalPath = None,
    as_json: AsJson = False,
) -> None:
    """Bring the shop in line with a file: create what it lacks, change what differs.

    Nothing is deleted. Shows what it would send, asks, and sends it. If it breaks off, run it
    again: nothing is done twice. Rows that cannot be imported are told, and written to
    FILE.rejected with the reason, to be corrected and imported. Exits with 3 if there are any, and
    with 4 if nobody says yes.
    """
    kind = _kind(file, model)
    options: dict[str, Any] = {
        "model": kind,
        "match": match,
        "empty_clears": empty_clears,
        "encoding": encoding,
        "delimiter": None if delimiter is None else _delimiter(delimiter),
    }
    book = None
    if not only_plan:
        book = writing_journal(journal) or file.with_name(f"{file.name}.journal")
    with ExitStack() as stack:
        planned = result = None
        if not yes or only_plan:
            with open_shop() as session:
                planned = _load(session, platform, file, options, "Comparing", dry_run=True)
            if not as_json:
                _show(planned, file, "would be rejected")
        wanted = not only_plan and (planned is None or planned.total > 0)
        if wanted and says_yes(_question(planned), yes=yes):
            session = stack.enter_context(open_shop(journal=book))
            with _resumable(file):
                result = _load(session, platform, file, options, "Importing", dry_run=False)
    if as_json:
        print_json({"plan": _as_json(planned), "result": _as_json(result)})
    elif result is not None:
        _show_result(result, file, book)
    if wanted and result is None:
        raise unconfirmed()
    if (result or planned or Loaded()).rejected:
        raise typer.Exit(ExitCode.UNSETTLED)


def _load(
    session: Session,
    platform: Platform,
    file: Path,
    options: dict[str, Any],
    doing: str,
    *,
    dry_run: bool,
) -> Loaded:
    with progress(doing) as tell:
        if platform is Platform.SHOPIFY:
            texts = {name: options[name] for name in ("encoding", "delimiter")}
            source = ShopifyFile(file, weight_unit=_weight_unit(session), **texts)
            return load(session, source, dry_run=dry_run, progress=tell)
        return load(session, file, dry_run=dry_run, progress=tell, **options)


@contextmanager
def _resumable(file: Path) -> Iterator[None]:
    """Says how to go on after it broke off."""
    again = f"Import {file.name} again to go on: what was done stays done, nothing is done twice."
    try:
        yield
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"Interrupted. {again}") from None
    except (CommitError, TransportError):
        say(f"The import broke off. {again}")
        raise


def _weight_unit(session: Session) -> str:
    """In what the shop weighs its products."""
    formats = session.get(StoreProfile).formats_and_units
    unit = None if formats is None else formats.weight_unit
    return UNITS.get(unit or "", "kg")


def _kind(file: Path, model: str | None) -> type[Model] | None:
    """What a table is of: as it was said, or as the file is called."""
    if model is not None:
        return find_model(model)
    stem = file.name.lower().partition(".")[0]
    for name in (stem, *re.findall(r"\A[a-z_]+", stem)):
        with suppress(WrongArgument):
            return find_model(name)
    return None


def _question(planned: Loaded | None) -> str:
    return f"Send these {planned.total if planned else 0} operations?"


def _show(loaded: Loaded, file: Path, were: str) -> None:
    """Print what an import did, or would do."""
    screen = console()
    for (kind, model), count in loaded.operations.items():
        screen.print(f"{kind} {count} {model}")
        samples = [one for one in loaded.samples if (one.kind, one.model) == (kind, model)]
        for sample in samples:
            changes = "" if kind == "create" else f"  {_told(sample.changes)}"
            screen.print(plain(f"  line {sample.line}: {sample.label}{changes}"))
        if count > len(samples):
            screen.print("  …")
    screen.print(f"{loaded.unchanged} of {loaded.rows} rows are as the shop has them.")
    if loaded.ignored:
        say(f"Only Ecwid sets these, so they are passed over: {', '.join(loaded.ignored)}.")
    for (name, model), count in loaded.missing.items():
        say(
            f"{name}: {count} references to a {model} that is neither in the file nor in the shop "
            "are left out."
        )
    if loaded.rejected:
        say(f"{len(loaded.rejected)} rows {were}:")
        for one in loaded.rejected[:FEW]:
            say(f"  {_place(file, one)}: {plain(one.reason)}")
        if len(loaded.rejected) > FEW:
            say(f"  … and {len(loaded.rejected) - FEW} more")


def _show_result(loaded: Loaded, file: Path, book: Path | None) -> None:
    _show(loaded, file, "were not imported")
    say(f"Done: {loaded.total} operations.")
    if loaded.rejects is not None:
        say(f"The rejected rows are in {loaded.rejects}; correct them there, and import that file.")
    if loaded.commits and book is not None:
        ids = " ".join(one[:SHORT] for one in loaded.commits[-3:])
        say(
            f"The journal is {book}; `ecwid undo COMMIT --journal {book}` takes a commit back: "
            f"{'… ' if len(loaded.commits) > 3 else ''}{ids}."
        )


def _place(file: Path, one: Rejected) -> str:
    """Where a row is, as compilers say it."""
    column = "" if one.column is None else f", column {one.column}"
    return f"{file.name}:{one.line}{column}"


def _told(changes: dict[str, tuple[Any, Any]]) -> str:
    return ", ".join(f"{name} {_cut(old)} → {_cut(new)}" for name, (old, new) in changes.items())


def _cut(value: Any) -> str:
    text = "nothing" if value is None or value is ABSENT else str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _as_json(loaded: Loaded | None) -> Any:
    return None if loaded is None else loaded.to_dict()


def _delimiter(typed: str) -> str:
    sign = {"tab": "\t", "\\t": "\t"}.get(typed.lower(), typed)
    if len(sign) != 1:
        raise WrongArgument(f"--delimiter {typed!r}: one sign, such as ';', or tab")
    return sign


# Diff ----------------------------------------------------------------------------------------


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="An export in JSON Lines, or `store`.")],
    new: Annotated[
        str, typer.Argument(metavar="[NEW]", help="Another, or the shop itself: `store`.")
    ] = STORE,
    as_json: AsJson = False,
) -> None:
    """Tell what differs from one export to another, or to the shop: `ecwid diff backup.jsonl`.

    Entities of two shops go together by their natural keys. What only Ecwid sets is passed over.
    Exits with 7 if something differs.
    """
    if old == new:
        raise WrongArgument("a diff has two sides; give two exports, or one and `store`")
    with ExitStack() as stack:
        sides: list[Session | Path] = [_side(one, stack) for one in (old, new)]
        with progress("Reading the shop") as tell:
            found = compare(*sides, progress=tell)
            first = next(found, None)
        everything = found if first is None else _with_first(first, found)
        if as_json:
            stream_json({}, "differences", (one.to_dict() for one in everything))
        else:
            _print_differences(everything)
    if first is not None:
        raise typer.Exit(ExitCode.DIFFERENT)


def _side(text: str, stack: ExitStack) -> Session | Path:
    if text == STORE and not Path(text).exists():
        return stack.enter_context(open_shop())
    return Path(text)


def _with_first(first: Difference, rest: Iterator[Difference]) -> Iterator[Difference]:
    yield first
    yield from rest


SIGNS = {"added": "+", "removed": "-", "changed": "~"}


def _print_differences(found: Iterator[Difference]) -> None:
    screen, counts = console(), dict.fromkeys(SIGNS, 0)
    for one in found:
        counts[one.kind] += 1
        screen.print(plain(f"{SIGNS[one.kind]} {one.model} {one.key}, {one.label}"))
        for place, (before, after) in one.changes.items():
            screen.print(plain(f"    {place}: {_cut(before)} → {_cut(after)}"))
    told = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    say(f"{told}." if any(counts.values()) else "Nothing differs.")
