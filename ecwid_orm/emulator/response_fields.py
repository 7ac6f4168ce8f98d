"""The parameter `responseFields`: which fields of an answer are wanted, at any depth."""

from __future__ import annotations

import re
from typing import Any

from ecwid_orm.emulator.errors import wrong_parameter

Wanted = dict[str, "Wanted | None"]
"""Field to what is wanted of it; None is all of it."""


def apply(value: Any, text: str | None) -> Any:
    """Keep of a JSON value only the fields that `text` names; all if it is None or empty.

    `items(id,name)` applies to each element of an array. On a map (an object whose values are all
    objects, and that has none of the fields) it applies to each value. `ApiError` 400 if `text` is
    not `fields := field ("," field)*`, `field := name | name "(" fields ")"`.
    """
    return _keep(value, parse(text)) if text else value


def parse(text: str) -> Wanted:
    """The tree that a text names. A field named both bare and with a list is wanted whole."""
    root: Wanted = {}
    open_lists = [root]
    names: list[str] = []
    expected = "name"
    for token in re.findall(r"[(),]|[^(),]+", text):
        if token not in "(),":
            if expected != "name":
                raise _malformed(text)
            names.append(token)
            expected = "sign"
        elif expected == "name" and token != ")":
            raise _malformed(text)
        elif token == "(":
            if expected != "sign":
                raise _malformed(text)
            open_lists.append({})
            expected = "name"
        elif expected == "name":
            raise _malformed(text)
        else:
            if expected == "sign":
                open_lists[-1][names.pop()] = None
            if token == ")":
                if len(open_lists) == 1:
                    raise _malformed(text)
                inner = open_lists.pop()
                _add(open_lists[-1], names.pop(), inner)
                expected = "end"
            else:
                expected = "name"
    if expected == "name" or len(open_lists) > 1:
        raise _malformed(text)
    if expected == "sign":
        root[names.pop()] = None
    return root


def _add(wanted: Wanted, name: str, inner: Wanted) -> None:
    if name not in wanted:
        wanted[name] = inner
        return
    known = wanted[name]
    if known is not None:
        for key, value in inner.items():
            if value is None:
                known[key] = None
            else:
                _add(known, key, value)


def _keep(value: Any, wanted: Wanted | None) -> Any:
    if wanted is None:
        return value
    if isinstance(value, list):
        return [_keep(item, wanted) for item in value]
    if not isinstance(value, dict):
        return value
    if (
        value
        and not wanted.keys() & value.keys()
        and all(isinstance(v, dict) for v in value.values())
    ):
        return {key: _keep(item, wanted) for key, item in value.items()}
    return {name: _keep(item, wanted[name]) for name, item in value.items() if name in wanted}


def _malformed(text: str) -> Exception:
    return wrong_parameter(f"Wrong parameter 'responseFields' value: cannot read '{text[:100]}'")
