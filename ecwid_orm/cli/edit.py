"""`ecwid set`: fields of objects changed, after a look at what that is going to send."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Any

import typer

from ecwid_orm.cli.asking import OnlyPlan, Yes, says_yes, unconfirmed
from ecwid_orm.cli.completion import complete_assignments
from ecwid_orm.cli.errors import WrongArgument
from ecwid_orm.cli.journal import SHORT
from ecwid_orm.cli.keys import parse_key
from ecwid_orm.cli.names import find_model, model_name
from ecwid_orm.cli.objects import ModelName, SearchTexts, WhereTexts, query_of
from ecwid_orm.cli.output import AsJson, console, plain, print_json, progress, say
from ecwid_orm.cli.places import Place, find_place
from ecwid_orm.cli.recovery import interruptible
from ecwid_orm.cli.shop import JournalPath, open_shop, writing_journal
from ecwid_orm.exceptions import InvalidValue
from ecwid_orm.model import Model
from ecwid_orm.session import Plan, Session

__all__ = ["Assignment", "parse_assignment", "set_fields"]

_ASSIGNMENT = re.compile(r"(?P<place>[^\W\d][^=]*?)\s*(?P<sign>\+=|-=|=)(?P<value>.*)", re.DOTALL)

FEW = 100
"""Operations of a plan that people are shown. Programs get all."""


@dataclass(frozen=True)
class Assignment:
    """What is to become of a place: a value, or for stock a difference."""

    place: Place
    value: Any
    difference: bool = False

    def apply(self, instance: Model) -> None:
        """Assign it to an object. Raises InvalidValue, ReadOnly, CannotClear."""
        value = self.place.field + self.value if self.difference else self.value
        self.place.write(instance, value)


def parse_assignment(model: type[Model], text: str) -> Assignment:
    """What `price=12.5`, `quantity-=3` or `sku=` is to do; nothing after `=` empties the field.

    Raises WrongArgument, UnknownField, InvalidValue.
    """
    found = _ASSIGNMENT.fullmatch(text)
    if found is None:
        raise WrongArgument(f"{text!r} is no assignment; write FIELD=VALUE, such as price=12.5")
    place = find_place(model, found["place"])
    typed = found["value"].strip()
    if found["sign"] == "=":
        return Assignment(place, place.parse(typed))
    if place.field.adjust is None or len(place.path) > 1 or place.key:
        raise InvalidValue(
            f"{place.text}: only stock can be changed by a difference; assign the value instead"
        )
    amount = place.parse(typed)
    if amount is None:
        raise InvalidValue(f"{place.text}: by how much? Write {place.text}{found['sign']}3")
    return Assignment(place, amount if found["sign"] == "+=" else -amount, difference=True)


def set_fields(
    model: ModelName,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[KEY]... FIELD=VALUE...",
            autocompletion=complete_assignments,
            help="Which objects, and what becomes of them: `123 price=12.5 name='Big mug'`; "
            "`quantity-=3` is a difference of stock, `sku=` empties it.",
        ),
    ],
    where: WhereTexts = None,
    search: SearchTexts = None,
    only_plan: OnlyPlan = False,
    yes: Yes = False,
    message: Annotated[
        str | None, typer.Option("--message", "-m", help="Why; the journal keeps it.")
    ] = None,
    journal: JournalPath = None,
    as_json: AsJson = False,
) -> None:
    """Change fields of one object, of several, or of all that a query finds.

    Shows old and new, asks, and sends it. What others changed since it was shown is refused. In a
    project folder it is written into the journal first, so that `ecwid undo` can take it back.
    Exits with 4 if nobody says yes.
    """
    kind = find_model(model)
    keys = [word for word in words if not _ASSIGNMENT.fullmatch(word)]
    assignments = [parse_assignment(kind, word) for word in words if word not in keys]
    if not assignments:
        raise WrongArgument("nothing to set; add FIELD=VALUE, such as price=12.5")
    book = None if only_plan else writing_journal(journal)
    with open_shop(book) as session:
        with console(stderr=True).status("Reading"):
            found = _found(session, kind, keys, where, search)
        for instance in found:
            for assignment in assignments:
                assignment.apply(instance)
        plan = session.plan()
        if not as_json:
            show_plan(plan)
        result = None
        wanted = len(plan) > 0 and not only_plan
        if wanted and says_yes(f"Send these {len(plan)} operations?", yes=yes):
            with interruptible(), progress("Sending") as tell:
                result = session.commit(message=message, on_conflict="fail", progress=tell)
        if as_json:
            print_json({"plan": plan.to_dict(), "commit": None if result is None else result.id})
        elif result is not None:
            say(f"Done: {len(result.operations)} operations.")
            if book is not None:
                say(f"`ecwid undo {result.id[:SHORT]}` takes it back.")
    if wanted and result is None:
        raise unconfirmed()


def show_plan(plan: Plan) -> None:
    """Print a plan for people: the first operations, and how many more there are."""
    shown = plan.only(islice(plan, FEW))
    for line in str(shown).splitlines():
        console().print(plain(line))
    if len(plan) > FEW:
        console().print(f"… and {len(plan) - FEW} more; --json shows all.")


def _found(
    session: Session,
    model: type[Model],
    keys: Sequence[str],
    where: Sequence[str] | None,
    search: Sequence[str] | None,
) -> Iterable[Model]:
    if where or search:
        if keys:
            raise WrongArgument(f"either keys ({', '.join(keys)}) or --where and --search")
        return query_of(session, model, where, search).all()
    if model.__resource__.singleton and not keys:
        return [session.get(model)]
    if not keys:
        raise WrongArgument(f"which {model_name(model)}? Give keys, or --where CONDITION")
    return session.get_many(model, [parse_key(model, key) for key in dict.fromkeys(keys)])
