"""Search parameters of Ecwid's as people type them: `keyword=tea`, `inStock=yes`."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from ecwid_orm.cli.errors import WrongArgument
from ecwid_orm.cli.names import attribute_name
from ecwid_orm.cli.values import listed, parse_moment, parse_yes_or_no
from ecwid_orm.exceptions import InvalidValue
from ecwid_orm.model import Model, Parameter

__all__ = ["parse_search"]


def parse_search(model: type[Model], texts: Sequence[str]) -> dict[str, Any]:
    """The search parameters of a listing, as `Query.where` takes them.

    One of a family of names carries the name after a dot: `attribute.Brand=Acme`. Raises
    WrongArgument and InvalidValue; names are checked by the query.
    """
    found: dict[str, Any] = {}
    for text in texts:
        typed, equals, value = text.partition("=")
        if not equals:
            raise WrongArgument(f"--search {text!r}: write NAME=VALUE, such as keyword=tea")
        first, _, entry = typed.strip().partition(".")
        name = attribute_name(first)
        parameter = model.__resource__.search.parameters.get(name)
        if parameter is None:
            found[name] = value  # the query says which name is nearest
        elif parameter.prefix is None:
            found[name] = _parsed(model, name, parameter, value)
        else:
            found.setdefault(name, {})[entry] = _parsed(model, name, parameter, value)
    return found


def _parsed(model: type[Model], name: str, parameter: Parameter, text: str) -> Any:
    try:
        if parameter.many:
            values = [_one(parameter, part) for part in listed(text)]
            return values[0] if len(values) == 1 else values
        return _one(parameter, text)
    except (ValueError, ArithmeticError) as error:
        told = error if type(error) is ValueError else "expected a number"
        raise InvalidValue(f"search parameter {name} of {model.__name__}: {told}") from None


def _one(parameter: Parameter, text: str) -> Any:
    if text in parameter.choices:
        return text
    match parameter.kind:
        case "integer" | "ids":
            return int(text)
        case "number":
            return Decimal(text)
        case "boolean":
            return parse_yes_or_no(text)
        case "moment":
            return int(text) if text.isdecimal() else parse_moment(text)
        case "choice" | "choices":
            return {one.casefold(): one for one in parameter.choices}.get(text.casefold(), text)
    return text
