"""Conditions as people type them: `price>=10`, `sku in A,B`, `categoryIds~42`."""

from __future__ import annotations

import re
from typing import Any

from ecwid_orm.cli.errors import WrongArgument
from ecwid_orm.cli.names import find_field
from ecwid_orm.cli.values import listed, parse_item, parse_value
from ecwid_orm.model import Condition, Model

__all__ = ["OPERATORS", "parse_condition"]

OPERATORS = {
    ">=": ">=",
    "<=": "<=",
    "!=": "!=",
    "==": "==",
    "=": "==",
    ">": ">",
    "<": "<",
    "~": "contains",
    "in": "in",
}
"""What is typed, and the operator of the condition. Longer ones stand before their beginnings."""

_CONDITION = re.compile(
    r"\s*(?P<field>[^\W\d][\w-]*(?:\.[^=<>!~]*[^=<>!~\s])??)"
    r"\s*(?:(?P<sign>>=|<=|!=|==|=|>|<|~)|(?<=\s)(?P<word>in)(?=\s))"
    r"(?P<value>.*)",
    re.DOTALL | re.IGNORECASE,
)


def parse_condition(model: type[Model], text: str) -> Condition:
    """The condition that a text states on a field of the model, as `Product.price >= 10` does.

    The operators are `=`, `!=`, `>=`, `<=`, `>`, `<`, `in` (values between commas) and `~` (a list
    contains it). The field may be an entry, as in `attributes.Brand=Acme`. What a listing can be
    asked is another question, see `Query.where`.

    Raises WrongArgument for a text that is no condition, UnknownField naming the nearest field,
    InvalidValue for a value of another kind than the field holds.
    """
    found = _CONDITION.fullmatch(text)
    if found is None:
        raise WrongArgument(
            f"{text!r} is no condition; write a field, one of {' '.join(OPERATORS)}, and a value, "
            "such as 'price>=10' (in quotes, for < and > mean something to the shell)"
        )
    field = find_field(model, found["field"])
    operator = OPERATORS[found["sign"] or found["word"].lower()]
    typed = found["value"].strip()
    value: Any
    if operator == "in":
        value = [parse_item(field, one) for one in listed(typed)]
    elif operator == "contains":
        value = parse_item(field, typed)
    else:
        value = parse_value(field, typed)
    return Condition(field, operator, value)
