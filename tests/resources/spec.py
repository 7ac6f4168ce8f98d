"""The API's description as the contract tests read it: what kind of value each property is.

A kind is a plain word: `text`, `integer`, `number`, `boolean`, `moment`, `day`, `json`, the name
of a class, `list of …`, `map of …`, or `one of …` for an enumeration.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import ecwid_orm

Json = Mapping[str, Any]

OPENAPI: Json = json.loads(
    (Path(ecwid_orm.__file__).parent / "emulator" / "spec.json").read_text(encoding="utf-8")
)
SCHEMAS: Mapping[str, Json] = OPENAPI["components"]["schemas"]
PATHS: Mapping[str, Json] = OPENAPI["paths"]

STRING_FORMATS = {"date-time": "moment", "date": "day"}


def properties(schema: str) -> Mapping[str, Json]:
    found: Mapping[str, Json] = SCHEMAS[schema].get("properties", {})
    return found


def reference(described: Json) -> str | None:
    """The name of the schema that a `$ref` points to."""
    return described["$ref"].rsplit("/", 1)[-1] if "$ref" in described else None


def alternatives(described: Json) -> list[Json]:
    """What a property may be, each alternative by itself."""
    for word in ("anyOf", "oneOf"):
        if word in described:
            return list(described[word])
    kinds = described.get("type")
    if isinstance(kinds, list):
        return [{**described, "type": kind} for kind in kinds]
    return [described]


def is_nullable(described: Json) -> bool:
    return any(each.get("type") == "null" for each in alternatives(described))


def kind(described: Json) -> str:
    """The kind of value that a property is, nulls aside."""
    present = [each for each in alternatives(described) if each.get("type") != "null"]
    if len(present) != 1:
        return "json"
    (one,) = present
    name = reference(one)
    if name is not None:
        return name if properties(name) else kind(SCHEMAS[name])
    match one.get("type"):
        case "string":
            if "enum" in one:
                values = ", ".join(str(each) for each in one["enum"] if each is not None)
                return f"one of {values}" + (" …" if one.get("x-open-enum") else "")
            return STRING_FORMATS.get(one.get("format", ""), "text")
        case "integer" | "number" | "boolean":
            return str(one["type"])
        case "array":
            return f"list of {kind(one.get('items', {}))}"
        case "object" if isinstance(one.get("additionalProperties"), Mapping):
            return f"map of {kind(one['additionalProperties'])}"
    return "json"


@cache
def holders() -> Mapping[str, set[tuple[str, bool]]]:
    """Schema → the schemas that have it as a part, and whether as an item of a list."""
    found: dict[str, set[tuple[str, bool]]] = defaultdict(set)
    for owner in SCHEMAS:
        for described in properties(owner).values():
            for name, in_list in _parts(described, in_list=False):
                found[name].add((owner, in_list))
    return found


def _parts(described: Json, *, in_list: bool) -> Iterator[tuple[str, bool]]:
    name = reference(described)
    if name is not None:
        if "items" in SCHEMAS[name]:
            yield from _parts(SCHEMAS[name]["items"], in_list=True)
        else:
            yield name, in_list
    for each in alternatives(described):
        if each is not described:
            yield from _parts(each, in_list=in_list)
    if "items" in described:
        yield from _parts(described["items"], in_list=True)
    if isinstance(described.get("additionalProperties"), Mapping):
        yield from _parts(described["additionalProperties"], in_list=in_list)


# Listings -----------------------------------------------------------------------------------------

CONTROL = {"offset", "limit", "responseFields", "sortBy"}
"""Parameters that a query sets by itself."""


def endpoint(path: str) -> str | None:
    """The path as the description writes it, for one that names its parameters otherwise."""
    wanted = re.sub(r"{\w+}", "{}", f"/{path}")
    for known in PATHS:
        if re.sub(r"{\w+}", "{}", known) == wanted:
            return known
    return None


def operation(path: str, method: str) -> Json | None:
    """What a path does on GET, POST, PUT or DELETE; None where it does nothing."""
    known = endpoint(path)
    found: Json | None = None if known is None else PATHS[known].get(method.lower())
    return found


def query_parameters(path: str) -> dict[str, Json]:
    """The schemas of a listing's query parameters by name."""
    known = endpoint(path)
    assert known is not None, path
    both = [*PATHS[known].get("parameters", []), *PATHS[known]["get"].get("parameters", [])]
    return {
        each["name"]: {
            "description": each.get("description", ""),
            "required": each.get("required", False),
            **each["schema"],
        }
        for each in both
        if each["in"] == "query"
    }


def answer(path: str) -> Json:
    """The schema that a GET answers with; empty where there is no GET."""
    found = operation(path, "GET")
    if found is None:
        return {}
    content = found["responses"]["200"].get("content", {})
    described: Json = content.get("application/json", {}).get("schema", {})
    return described


def form(described: Json) -> tuple[str, str, str] | None:
    """The form of a listing, the key that holds its items, and their schema.

    The form is a bare list, a page (which tells a total) or an object that has them all. None
    for what is no listing.
    """
    whole = target(described)
    if whole.get("type") == "array":
        return "list", "items", reference(whole["items"]) or ""
    members = whole.get("properties", {})
    lists = [key for key, each in members.items() if each.get("type") == "array"]
    if not lists or ("items" not in lists and set(members) != set(lists)):
        return None
    key = "items" if "items" in lists else lists[0]
    item = reference(members[key]["items"])
    return None if item is None else ("page" if "total" in members else "object", key, item)


def target(described: Json) -> Json:
    name = reference(described)
    return described if name is None else SCHEMAS[name]


# Examples -----------------------------------------------------------------------------------------


def bodies(folder: Path) -> Iterator[tuple[str, str, Any]]:
    """(name, schema, body) of each example; the items of a page or list one by one."""
    for index in sorted(folder.glob("index-*.json")):
        for name, about in json.loads(index.read_text(encoding="utf-8")).items():
            named = about["schema"]
            described = {"$ref": f"/{named}"} if isinstance(named, str) else named
            body = json.loads((folder / name).read_text(encoding="utf-8"))
            listing = form(described)
            if listing is None:
                yield name, named, body
                continue
            _, key, item = listing
            items = body if isinstance(body, list) else body.get(key, [])
            for number, each in enumerate(items):
                yield f"{name}[{number}]", item, each
