"""`ecwid get` and `ecwid find`: what the shop holds, for people and for programs."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Annotated, Any

import typer
from rich.table import Table

from ecwid_orm.api import codec
from ecwid_orm.cli.completion import complete_fields, complete_model
from ecwid_orm.cli.conditions import parse_condition
from ecwid_orm.cli.errors import WrongArgument
from ecwid_orm.cli.keys import find_object
from ecwid_orm.cli.names import find_field, find_model, model_name
from ecwid_orm.cli.output import AsJson, console, plain, print_json, say, stream_json
from ecwid_orm.cli.places import Place, find_place, find_places
from ecwid_orm.cli.searches import parse_search
from ecwid_orm.cli.shop import open_shop
from ecwid_orm.model import Model, inspect
from ecwid_orm.session import Query, Session

__all__ = [
    "FieldNames",
    "ModelName",
    "SearchTexts",
    "WhereTexts",
    "cell",
    "find",
    "get",
    "query_of",
]

ModelName = Annotated[
    str,
    typer.Argument(
        metavar="MODEL",
        autocompletion=complete_model,
        help="A model: `product`, `orders`.",
    ),
]
FieldNames = Annotated[
    list[str] | None,
    typer.Option(
        "--fields",
        metavar="A,B",
        autocompletion=complete_fields,
        help="Just these fields, and places within them: `sku,dimensions.width,attributes.Brand`.",
        show_default=False,
    ),
]
WhereTexts = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        "-w",
        metavar="CONDITION",
        autocompletion=complete_fields,
        help="Such as `price>=10`, `sku in A,B` or `category_ids~42`; all must hold.",
        show_default=False,
    ),
]
SearchTexts = Annotated[
    list[str] | None,
    typer.Option(
        "--search",
        "-s",
        metavar="NAME=VALUE",
        help="A search parameter of Ecwid's, such as `keyword=tea`.",
        show_default=False,
    ),
]

FEW = 100
"""Objects that people are shown where they set no limit. Programs get all."""

TELLING = ("price", "total", "email", "quantity", "enabled", "payment_status", "status", "title")
"""Fields that people are shown, of those that a model has, besides keys and name."""


def get(
    model: ModelName,
    key: Annotated[
        str | None,
        typer.Argument(metavar="[KEY]", help="Its id, or `sku=ABC`; `12/34` for a part of 12."),
    ] = None,
    fields: FieldNames = None,
    as_json: AsJson = False,
) -> None:
    """Show one object: `ecwid get product 123`, `ecwid get product sku=ABC`.

    Shows the fields that hold something; with --json all, as Ecwid has them.
    """
    kind = find_model(model)
    places = find_places(kind, fields or [])
    with open_shop() as session:
        found = find_object(session, kind, key)
        if as_json:
            print_json(_as_json(found, places))
            return
        shown = places or [find_place(kind, name) for name in kind.__fields__]
        told = [(place.text, place.read(found)) for place in shown]
        told = [row for row in told if places or row[1] not in (None, "", [], {})]
        width = max((len(name) for name, _ in told), default=0)
        for name, value in told:
            console().print(f"{name:{width}}  {plain(cell(value))}".rstrip())


def find(
    model: ModelName,
    where: WhereTexts = None,
    search: SearchTexts = None,
    sort: Annotated[
        str | None,
        typer.Option(
            metavar="FIELD[:desc]",
            autocompletion=complete_fields,
            help="The order: `price`, `price:desc`, or a name of Ecwid's.",
            show_default=False,
        ),
    ] = None,
    fields: FieldNames = None,
    limit: Annotated[
        int | None,
        typer.Option("--limit", "-n", metavar="N", min=0, help="At most so many; 0 for all."),
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, with a header.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the objects that meet all conditions: `ecwid find products --where "price>=10"`.

    Shows the first 100; with --csv and --json all, each as it comes. Objects in JSON are as Ecwid
    has them, unless --fields are given: `{"items": […]}`.
    """
    if as_csv and as_json:
        raise WrongArgument("--csv or --json: give one of the two")
    kind = find_model(model)
    places = find_places(kind, fields or [])
    most = limit or None if limit is not None or as_csv or as_json else FEW
    with open_shop() as session:
        query = query_of(session, kind, where, search)
        if sort is not None:
            query = _sorted(query, sort)
        columns = places or _telling(kind)
        if places or not as_json:
            query = _only(query, columns)
        if as_json:
            found = query if most is None else query.limit(most)
            stream_json({}, "items", (_as_json(one, places) for one in found))
        elif as_csv:
            found = query if most is None else query.limit(most)
            _write_csv(columns, ([place.read(one) for place in columns] for one in found))
        else:
            _show(query, places, most)


def query_of(
    session: Session,
    model: type[Model],
    where: Sequence[str] | None,
    search: Sequence[str] | None,
) -> Query[Model]:
    """The query that typed conditions and search parameters make."""
    conditions = [parse_condition(model, text) for text in where or ()]
    query: Query[Model] = session.query(model)
    return query.where(*conditions, **parse_search(model, search or ()))


def cell(value: Any) -> str:
    """JSON as the text of a cell: a text as it is, nothing for a null, all else as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return codec.dumps(value).decode()


def _as_json(instance: Model, places: Sequence[Place]) -> Any:
    if places:
        return {place.text: place.read(instance) for place in places}
    return inspect(instance).raw


def _sorted(query: Query[Model], text: str) -> Query[Model]:
    name, _, way = text.partition(":")
    if not way and text.upper() in query.model.__resource__.search.named:
        return query.order_by(text)
    if way.lower() not in ("", "asc", "desc"):
        raise WrongArgument(f"--sort {text}: {way!r} is neither asc nor desc")
    field = find_field(query.model, name)
    return query.order_by(field.desc() if way.lower() == "desc" else field)


def _only(query: Query[Model], places: Sequence[Place]) -> Query[Model]:
    """Loads just these places, as far as a listing has them."""
    fields = {place.field for place in places if place.field.wire_name}
    listed = [one for one in fields if one.wire_name not in query.model.__resource__.unlisted]
    return query.only(*listed) if listed else query


def _telling(model: type[Model]) -> list[Place]:
    resource = model.__resource__
    natural = [name for name in resource.natural if isinstance(name, str)]
    names = [*resource.parents, resource.key, *natural, resource.label or "", *TELLING]
    known = dict.fromkeys(name for name in names if name in model.__fields__)
    return [find_place(model, name) for name in known or list(model.__fields__)[:7]][:7]


def _write_csv(columns: Sequence[Place], rows: Iterable[Sequence[Any]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([place.text for place in columns])
    for row in rows:
        writer.writerow([cell(value) for value in row])


def _show(query: Query[Model], places: Sequence[Place], most: int | None) -> None:
    """Print a table of these places, or where none are given of what is telling and not empty."""
    columns = places or _telling(query.model)
    found: Iterator[Model] = iter(query if most is None else query.limit(most + 1))
    rows = [[cell(place.read(one)) for place in columns] for one in islice(found, most)]
    if not rows:
        say(f"No {model_name(query.model)} found.")
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    shown = [at for at in range(len(columns)) if places or any(row[at] for row in rows)]
    for at in shown:
        table.add_column(columns[at].text, overflow="fold")
    for row in rows:
        table.add_row(*(plain(row[at]) for at in shown))
    console().print(table, soft_wrap=False)
    if next(found, None) is not None:
        say("There are more: --limit 0 shows all, --csv and --json print all.")
