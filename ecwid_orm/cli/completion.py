"""What the shell completes: names of models and of their fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ecwid_orm.cli.errors import WrongArgument
from ecwid_orm.cli.names import find_model, model_names

__all__ = ["complete_assignments", "complete_fields", "complete_model"]


def complete_model(incomplete: str) -> list[str]:
    """The names of models that begin so."""
    return [name for name in model_names() if name.startswith(incomplete.lower())]


def complete_assignments(ctx: Any, incomplete: str) -> list[str]:
    """The fields, of the model typed before, that a value can be assigned to."""
    if "=" in incomplete or not incomplete:
        return []
    return [f"{name}=" for name in complete_fields(ctx, incomplete)]


def complete_fields(ctx: Any, incomplete: str) -> Iterator[str]:
    """The fields, of the model typed before, that continue the last name after a comma."""
    # Behind an option without its value, the arguments before it are left unread.
    typed = ctx.params.get("model") or next(iter(ctx.args), "")
    try:
        model = find_model(typed)
    except WrongArgument:
        return
    before, comma, begun = incomplete.rpartition(",")
    for name in model.__fields__:
        if name.startswith(begun):
            yield f"{before}{comma}{name}"
