"""Objects by the keys that people type: `123`, `123/456` for a part of another, `sku=ABC`."""

from __future__ import annotations

from typing import Any

from ecwid_orm.cli.conditions import parse_condition
from ecwid_orm.cli.errors import WrongArgument
from ecwid_orm.cli.names import attribute_name, model_name
from ecwid_orm.exceptions import NoResult
from ecwid_orm.model import Model
from ecwid_orm.session import Session

__all__ = ["find_object", "parse_key"]


def parse_key(model: type[Model], text: str) -> Any:
    """The key that a text stands for. Raises WrongArgument naming what the key is made of."""
    resource = model.__resource__
    if not resource.key:
        what = "a shop has one, without a key" if resource.singleton else "it can only be listed"
        raise WrongArgument(f"{model_name(model)} has no key {text!r}: {what}")
    names = (*resource.parents, resource.key)
    parts = text.split("/", len(names) - 1)
    if len(parts) != len(names):
        raise WrongArgument(f"{model_name(model)} has the key {'/'.join(names)}, not {text!r}")
    key = tuple(_part(model, name, part) for name, part in zip(names, parts, strict=True))
    return key if resource.parents else key[0]


def _part(model: type[Model], name: str, text: str) -> int | str:
    resource = model.__resource__
    names = (name, *resource.aliases) if name == resource.key else (name,)
    for kind in (model.__fields__[each].converter.native for each in names):
        if kind is str and text:
            return text
        if kind is int and text.isascii() and text.isdecimal():
            return int(text)
    raise WrongArgument(f"{text!r} is no {name} of {model_name(model)}; expected a number")


def find_object(session: Session, model: type[Model], text: str | None) -> Model:
    """The object of a key, or of a natural key as in `sku=ABC`; of what a shop has one, no key.

    Raises NotFound, NoResult and MultipleResults, WrongArgument for what is no key.
    """
    if text is None:
        if not model.__resource__.singleton:
            raise WrongArgument(f"which {model_name(model)}? Give its {model.__resource__.key}")
        return session.get(model)
    if attribute_name(text.partition("=")[0]) in model.__fields__ and "=" in text:
        found = session.query(model).where(parse_condition(model, text)).one_or_none()
        if found is None:
            raise NoResult(f"the shop has no {model_name(model)} with {text}")
        return found
    return session.get(model, parse_key(model, text))
