"""What a body changes of a stored entity, by the schemas of the spec.

Unknown and read-only fields are ignored at every depth; a null is as good as left out; objects and
maps merge field by field; lists replace; dates may have any zone. https://docs.ecwid.com/api-reference
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ecwid_orm.emulator.errors import ApiError, absent_field, wrong_parameter
from ecwid_orm.emulator.formats import timestamp
from ecwid_orm.emulator.query import unix_seconds
from ecwid_orm.emulator.spec import Spec

Body = dict[str, Any]
Schema = Mapping[str, Any]

_LARGEST = {"int32": 2**31 - 1, "int64": 2**63 - 1}
_LARGEST_NUMBER = 1e15
_EARLIEST, _LATEST = -30_610_224_000, 253_402_300_799
"""The first and the last second of the years that have four digits."""


class Merge:
    """How bodies of one schema are written.

    `cleared_by_null` are the fields that an explicit null removes.
    """

    def __init__(self, spec: Spec, schema: str, cleared_by_null: frozenset[str] = frozenset()):
        self._spec = spec
        self._schema = schema
        self._cleared = cleared_by_null

    def create(self, sent: Any, *required: str) -> Body:
        """A new entity from a body, write-only fields included.

        `ApiError` 400 if a required field is missing, null or, for a text, blank.
        """
        body = self._object({}, sent, creating=True)
        for name in required:
            value = body.get(name)
            if value is None or (isinstance(value, str) and not value.strip()):
                raise absent_field(self._schema, name)
        return body

    def update(self, stored: Body, sent: Any) -> Body:
        """The entity after a PUT; `stored` itself stays as it is."""
        return self._object(stored, sent, creating=False)

    def _object(self, stored: Body, sent: Any, *, creating: bool) -> Body:
        if not isinstance(sent, dict):
            raise wrong_parameter(f"The body is no JSON object of the kind {self._schema}")
        merged = self._fields(stored, sent, self._schema, self._schema, creating)
        for name in self._cleared:
            if name in sent and sent[name] is None:
                merged.pop(name, None)
        return merged

    def _fields(self, stored: Body, sent: Body, schema: str, path: str, creating: bool) -> Body:
        merged = dict(stored)
        properties = self._spec.properties(schema)
        for name, value in sent.items():
            field = properties.get(name)
            if value is None or field is None or not _writable(field, creating):
                continue
            merged[name] = self._value(stored.get(name), value, field, f"{path}.{name}", creating)
        return merged

    def _value(self, old: Any, new: Any, schema: Schema, path: str, creating: bool) -> Any:
        schema = self._without_null(schema)
        types = schema.get("type")
        allowed = types if isinstance(types, list) else [types]
        if "array" in allowed and isinstance(new, list):
            least, most = schema.get("minItems", 0), schema.get("maxItems", len(new))
            if not least <= len(new) <= most:
                raise _wrong(path, f"{least} to {most} items")
            items = schema.get("items", {})
            return [
                self._value(None, item, items, f"{path}[{index}]", creating)
                for index, item in enumerate(new)
            ]
        if "object" in allowed and isinstance(new, dict):
            base = old if isinstance(old, dict) else {}
            declared = schema.get("properties", {}) if "x-schema" in schema else {}
            values = schema.get("additionalProperties")
            if declared:
                base = self._fields(base, new, schema["x-schema"], path, creating)
            if isinstance(values, Mapping):
                return base | {
                    key: self._value(base.get(key), value, values, f"{path}.{key}", creating)
                    for key, value in new.items()
                    if value is not None and key not in declared
                }
            return base if declared else base | new
        if (types is None and "enum" not in schema) or (new is None and "null" in allowed):
            return new
        return _scalar(new, allowed, schema, path)

    def _without_null(self, schema: Schema) -> Schema:
        for alternative in schema.get("anyOf", ()):
            if alternative.get("type") != "null":
                return self._spec.resolve(alternative)
        return self._spec.resolve(schema)


def _writable(field: Schema, creating: bool) -> bool:
    return not field.get("readOnly") and (creating or not field.get("x-create-only"))


def _scalar(value: Any, allowed: list[str | None], schema: Schema, path: str) -> Any:
    if isinstance(value, bool):
        if "boolean" in allowed:
            return value
    elif isinstance(value, str):
        if "string" in allowed:
            return _text(value, schema, path)
    elif isinstance(value, int | float):
        if "integer" in allowed and math.isfinite(value) and value == int(value):
            largest = _LARGEST.get(schema.get("format", ""), _LARGEST["int64"])
            if -largest - 1 <= value <= largest:
                return int(value)
            raise _wrong(path, "a number in range")
        if "number" in allowed and math.isfinite(value):
            if abs(value) <= _LARGEST_NUMBER:
                return value
            raise _wrong(path, "a number in range")
    expected = " or ".join(f"{name}" for name in allowed if name not in (None, "null"))
    raise _wrong(path, expected)


def _text(value: str, schema: Schema, path: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise _wrong(path, "text that is valid Unicode") from None
    words = schema.get("enum")
    if words and value not in words and not schema.get("x-open-enum"):
        raise _wrong(path, "one of " + ", ".join(str(word) for word in words))
    if value and schema.get("format") == "date-time":
        return _date(value, path)
    return value


def _date(value: str, path: str) -> str:
    seconds = unix_seconds(value)
    if seconds is None or not _EARLIEST <= seconds <= _LATEST:
        raise _wrong(path, "a date such as 2023-04-22 18:48:38 +0000")
    return timestamp(seconds)


def _wrong(path: str, expected: str) -> ApiError:
    return wrong_parameter(f"Field {path} has a wrong value: expected {expected}")
