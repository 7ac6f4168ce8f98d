"""Every example body of the API goes through its class and comes out as it went in."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ecwid_orm import resources
from ecwid_orm.model import Field, Model, Value, state
from ecwid_orm.model.containers import ListOf, MapOf
from ecwid_orm.model.conversion import Converter
from ecwid_orm.model.state import Record
from ecwid_orm.model.values import PartOf
from tests.resources import spec

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("ECWID_SHARED", ROOT.parent / "shared")) / "ecwid-api" / "examples"


def examples() -> Iterator[Any]:
    for name, schema, body in spec.bodies(FOLDER):
        cls = getattr(resources, schema, None)
        if isinstance(cls, type) and issubclass(cls, Record):
            yield pytest.param(cls, body, id=name)


EXAMPLES = list(examples())

pytestmark = pytest.mark.skipif(
    not EXAMPLES, reason=f"no examples in {FOLDER}: set ECWID_SHARED to the folder with ecwid-api"
)
each_example = pytest.mark.parametrize(("cls", "body"), EXAMPLES)


def wrapped(cls: type[Record], body: dict[str, Any]) -> Any:
    """An object over a body, as a session makes it of an answer."""
    if issubclass(cls, Model):
        return cls._wrap(deepcopy(body), None, None)
    assert issubclass(cls, Value)
    return cls._wrap(deepcopy(body))


def read_all(record: Record) -> None:
    """Read every attribute, down to the last part."""
    for name in record.__fields__:
        for part in parts(getattr(record, name)):
            read_all(part)


def parts(value: Any) -> list[Record]:
    if isinstance(value, Record):
        return [value]
    if isinstance(value, list | dict):
        items = value.values() if isinstance(value, dict) else value
        return [part for item in items for part in parts(item)]
    return []


def surprises(cls: type[Record], body: dict[str, Any]) -> Iterator[str]:
    """Where a body holds another kind of value than its field declares."""
    for field in cls.__fields__.values():
        raw = body.get(field.wire_name)
        if raw is not None and not isinstance(field, ParentKey):
            yield from misfits(f"{cls.__name__}.{field.wire_name}", field.converter, raw)


ParentKey = type(resources.ProductVariation.product_id)

SURPRISES: dict[str, str] = {}
"""Where an example contradicts the description it comes with, and how."""


def misfits(where: str, converter: Converter[Any], raw: Any) -> Iterator[str]:
    try:
        converter.load(raw)
    except (TypeError, ValueError, ArithmeticError):
        yield where
        return
    match converter:
        case PartOf():
            yield from surprises(converter.value_class, raw)
        case ListOf():
            for item in raw:
                if item is not None:
                    yield from misfits(where, converter.item, item)
        case MapOf():
            for item in raw.values():
                if item is not None:
                    yield from misfits(where, converter.item, item)


@each_example
def test_a_body_holds_what_the_fields_declare(cls: type[Any], body: dict[str, Any]) -> None:
    assert set(surprises(cls, body)) <= set(SURPRISES)


def test_surprises_still_surprise() -> None:
    found = {
        where for example in EXAMPLES for where in surprises(example.values[0], example.values[1])
    }
    assert found == set(SURPRISES)


@each_example
def test_the_schema_alone_gives_a_body_back(cls: type[Any], body: dict[str, Any]) -> None:
    schema = cls.Schema(partial=True)
    assert schema.dump(schema.load(deepcopy(body))) == in_utc(body)


MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}")


def in_utc(body: Any) -> Any:
    """The same body with its moments in the one form that is written: UTC, in full."""
    match body:
        case dict():
            return {key: in_utc(value) for key, value in body.items()}
        case list():
            return [in_utc(value) for value in body]
        case "2014-01-01":
            return "2014-01-01 00:00:00 +0000"
        case str() if MOMENT.fullmatch(body):
            moment = datetime.strptime(body, "%Y-%m-%d %H:%M:%S %z").astimezone(UTC)
            return moment.strftime("%Y-%m-%d %H:%M:%S +0000")
    return body


@each_example
def test_reading_everything_changes_nothing(cls: type[Any], body: dict[str, Any]) -> None:
    record = wrapped(cls, body)
    read_all(record)
    assert state.changes(record) == []
    assert cls.Schema().dump(record) == body


@each_example
def test_a_changed_attribute_is_all_that_differs(cls: type[Any], body: dict[str, Any]) -> None:
    for field in cls.__fields__.values():
        if field.read_only or field.create_only or field.wire_name not in body:
            continue
        for value in other_values(field, body[field.wire_name]):
            record = wrapped(cls, body)
            read_all(record)
            setattr(record, field.name, value)
            assert [change.field.name for change in state.changes(record)] == [field.name]
            dumped = cls.Schema().dump(record)
            assert {key for key in body if dumped[key] != body[key]} == {field.wire_name}
            setattr(record, field.name, getattr(wrapped(cls, body), field.name))
            assert state.changes(record) == []


def other_values(field: Field[Any], raw: Any) -> Iterator[Any]:
    """A value that is not in the body, where it is easy to tell one."""
    match raw:
        case bool():
            yield not raw
        case int() | float():
            yield raw + 1
        case Decimal():
            yield raw * 2
        case str() if type(field.converter).__name__ == "Scalar":
            yield raw + "!"
