"""From a method and a path to the function that answers."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import unquote_plus

from ecwid_orm.emulator import families
from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.errors import ApiError
from ecwid_orm.emulator.spec import Operation

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


def handlers() -> dict[str, Handler]:
    """The functions of all families by operationId."""
    for module in pkgutil.iter_modules(families.__path__):
        importlib.import_module(f"{families.__name__}.{module.name}")
    return dict(_handlers)


@dataclass(slots=True)
class _Node:
    literal: dict[str, _Node] = field(default_factory=dict)
    named: _Node | None = None
    operations: dict[str, tuple[Operation, list[str]]] = field(default_factory=dict)
    """Method to the operation and the names of its path's arguments."""


class Table:
    """Finds the operation of a method and a path. A literal segment wins over an `{argument}`."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._root = _Node()
        for operation in operations:
            for path in (operation.path, *operation.aliases):
                self._add(path, operation)

    def match(self, method: str, path: str) -> tuple[Operation, dict[str, str]]:
        """The operation, and the arguments in its path, decoded.

        `path` is still encoded; its segments are decoded as Ecwid does, `+` being a space.
        `ApiError` 404 if no operation has such a path, 405 if none has it with this method.
        """
        if not path.startswith("/"):
            raise _no_such_path()
        segments = [unquote_plus(segment) for segment in path[1:].split("/")]
        found = _find(self._root, segments, 0)
        if found is None:
            raise _no_such_path()
        node, arguments = found
        if method not in node.operations:
            error = ApiError(405, "METHOD_NOT_ALLOWED", f"Method {method} is not allowed here")
            error.headers["Allow"] = ", ".join(sorted(node.operations))
            raise error
        operation, names = node.operations[method]
        return operation, dict(zip(names, arguments, strict=True))

    def _add(self, path: str, operation: Operation) -> None:
        node, names = self._root, []
        for segment in path[1:].split("/"):
            if segment.startswith("{"):
                names.append(segment[1:-1])
                node.named = node.named or _Node()
                node = node.named
            else:
                node = node.literal.setdefault(segment, _Node())
        node.operations[operation.method] = (operation, names)


def _find(node: _Node, segments: list[str], at: int) -> tuple[_Node, list[str]] | None:
    if at == len(segments):
        return (node, []) if node.operations else None
    segment = segments[at]
    if segment in node.literal:
        found = _find(node.literal[segment], segments, at + 1)
        if found is not None:
            return found
    if node.named is not None and segment:
        found = _find(node.named, segments, at + 1)
        if found is not None:
            return found[0], [segment, *found[1]]
    return None


def _no_such_path() -> ApiError:
    return ApiError(404, None, "Not found")
