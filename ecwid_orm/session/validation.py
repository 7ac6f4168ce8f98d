"""Validation before anything is sent: the schemas' rules, over all objects of a plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import marshmallow as ma

from ecwid_orm.exceptions import Failure, InvalidValue
from ecwid_orm.model.keys import resolved
from ecwid_orm.session.errands import check
from ecwid_orm.session.plan import Operation, Plan
from ecwid_orm.session.planner import invalid


def validate(plan: Plan) -> None:
    """Raise InvalidObjects, listing every value that breaks a rule of its schema."""
    failures = [
        Failure(operation.instance, error, operation)
        for operation in plan
        for error in _errors(operation)
    ]
    if failures:
        raise invalid(failures)


def _errors(operation: Operation) -> Iterator[InvalidValue]:
    unfit = check(operation)
    if unfit is not None:
        yield unfit
    if operation.kind not in ("create", "update"):
        return
    model = type(operation.instance)
    # An id that is not known yet is as good as any.
    body = resolved(operation.body, otherwise=1)
    for name in model.__fields__ if operation.kind == "create" else operation.changes:
        field = model.__fields__[name]
        if field.required and body.get(field.wire_name) in (None, "", []):
            yield InvalidValue(f"{operation.instance!r}: {field.name} is required; assign one")
    if model.__brought_schema__ is not None:
        yield from _schema_errors(operation, model.Schema(), body)
        return
    for name in operation.changes:
        field = model.__fields__[name]
        if body.get(field.wire_name) is None:
            continue
        try:
            field.marshmallow.deserialize(body[field.wire_name])
        except ma.ValidationError as error:
            yield InvalidValue(f"{operation.instance!r}: {name}: {_text(error.messages)}")


def _schema_errors(
    operation: Operation, schema: ma.Schema, body: dict[str, Any]
) -> Iterator[InvalidValue]:
    # The user's schema may judge several fields together, so it sees the whole body.
    messages = schema.validate(body, partial=operation.kind == "update")
    for name, found in messages.items():
        yield InvalidValue(f"{operation.instance!r}: {name}: {_text(found)}")


def _text(messages: Any) -> str:
    """marshmallow's nested messages on one line."""
    if isinstance(messages, dict):
        return "; ".join(f"[{key}] {_text(value)}" for key, value in messages.items())
    if isinstance(messages, list):
        return " ".join(map(str, messages))
    return str(messages)
