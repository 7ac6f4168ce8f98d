"""From a method and a path to the function that answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from ecwid_orm.emulator.call import Call

Handler = Callable[[Call], Any]
_Handler = TypeVar("_Handler", bound=Handler)

_handlers: dict[str, Handler] = {}


def route(operation_id: str) -> Callable[[_Handler], _Handler]:
    """Answer an operation of the spec: `@route("listProducts")`.

    Method, path and scopes come from the spec. The function gets a `Call` and returns what goes
    out as JSON with status 200, or an `Answer`; it refuses by raising `ApiError`. All modules in
    `families` are imported when an emulator is made, which is what registers them.
    """

    def register(handler: _Handler) -> _Handler:
        if operation_id in _handlers:
            raise ValueError(f"the operation {operation_id} has two routes")
        _handlers[operation_id] = handler
        return handler

    return register
