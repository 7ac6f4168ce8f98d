"""Answers held against the spec, and bodies at random that nearly fit it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from ecwid_orm.emulator.spec import load

SPEC = load()
TYPES: dict[str, Any] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "array": list,
    "object": dict,
    "null": type(None),
}
_FIELDS = {"properties", "patternProperties", "additionalProperties"}
"""Where a schema says what an object may have; one without any may have whatever it likes."""


def faults(value: Any, schema: Mapping[str, Any], path: str) -> list[str]:
    """What in a value is not as its schema says."""
    schema = SPEC.resolve(schema)
    for alternatives in (schema.get("anyOf"), schema.get("oneOf")):
        if alternatives:
            found = [faults(value, each, path) for each in alternatives]
            return [] if [] in found else found[0]
    types = schema.get("type", list(TYPES))
    allowed = [types] if isinstance(types, str) else types
    if not any(
        isinstance(value, TYPES[name]) and isinstance(value, bool) == (name == "boolean")
        for name in allowed
    ):
        return [f"{path}: {value!r} is no {allowed}"]
    if "enum" in schema and not schema.get("x-open-enum") and value not in schema["enum"]:
        return [f"{path}: {value!r} is none of {schema['enum']}"]
    if isinstance(value, list):
        items = schema.get("items", {})
        return [
            fault
            for place, item in enumerate(value)
            for fault in faults(item, items, f"{path}[{place}]")
        ]
    if not isinstance(value, dict) or not _FIELDS & set(schema):
        return []
    found = []
    for name, item in value.items():
        field = _field(schema, name)
        if field is None:
            found.append(f"{path}.{name} is unknown")
            continue
        if field.get("writeOnly"):
            found.append(f"{path}.{name} is never returned")
        found += faults(item, field, f"{path}.{name}")
    return found


def _field(schema: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    """The schema of a field: its own, that of its name's pattern, or that of all others."""
    properties: Mapping[str, Any] = schema.get("properties", {})
    if name in properties:
        field: Mapping[str, Any] = properties[name]
        return field
    for pattern, field in schema.get("patternProperties", {}).items():
        if re.search(pattern, name):
            return field
    others = schema.get("additionalProperties")
    return others if isinstance(others, dict) else None


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


def typed(schema: Mapping[str, Any], depth: int = 3) -> Any:
    """Values that a schema allows, or nearly."""
    for alternative in schema.get("anyOf", ()):
        if alternative.get("type") != "null":
            schema = alternative
            break
    schema = SPEC.resolve(schema)
    types = schema.get("type", "string")
    kind = types if isinstance(types, str) else types[0]
    if depth == 0:
        return json_values
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema.get("format") == "date-time":
        return st.sampled_from(["", "2024-02-29 10:00:00 +0100", "2024-01-01", "1700000000"])
    if kind == "array":
        return st.lists(typed(schema.get("items", {}), depth - 1), max_size=3)
    if kind == "object":
        properties = schema.get("properties", {})
        fields = {name: typed(each, depth - 1) for name, each in properties.items()}
        return st.fixed_dictionaries({}, optional=fields)
    return {
        "integer": st.integers(-2, 12),
        "number": st.floats(-5, 1e4) | st.integers(-1, 9),
        "boolean": st.booleans(),
    }.get(kind, st.sampled_from(["", "a", "b", "Size", "https://example.com/a.png"]))


def body_of(schema: str) -> Any:
    """Anything at all, bodies with many doubtful fields, and some with a few good ones."""
    good = {name: typed(each) for name, each in SPEC.properties(schema).items()}
    few = st.lists(st.sampled_from(sorted(good)), max_size=6, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({name: good[name] for name in names})
    )
    doubtful = {name: each | json_values for name, each in good.items()}
    return few | json_values | st.fixed_dictionaries({}, optional=doubtful)
