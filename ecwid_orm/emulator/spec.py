"""The API's description, as far as the emulator goes by it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

_METHODS = ("get", "post", "put", "delete")


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. `path` is as in the spec, after the store id: `/products/{productId}`."""

    id: str
    method: str
    path: str
    aliases: tuple[str, ...]
    scopes: frozenset[str]
    query_parameters: Mapping[str, Mapping[str, Any]]
    """Name to JSON schema of the value. `option_{optionName}` stands for any such name."""
    content_types: tuple[str, ...]
    """Media types that the body may have; empty where there is no body."""
    binary: bool
    """Sends or receives bytes, so it cannot go in a batch."""
    raw_body: bool
    """The body is kept as it came, not decoded."""
    max_page_size: int | None
    anonymous: bool
    """It may be asked without a token."""
    error_codes: frozenset[str]
    """Codes of the errors that are special to it."""
    outside_store: bool
    """It lives on another host, without a store in its path."""


class Spec:
    """spec.json, read piece by piece when first asked for."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._properties: dict[str, dict[str, dict[str, Any]]] = {}

    @cached_property
    def operations(self) -> dict[str, Operation]:
        """All operations by operationId."""
        return {
            raw["operationId"]: _operation(method, path, raw, item)
            for path, item in self._document["paths"].items()
            for method, raw in item.items()
            if method in _METHODS
        }

    def schema(self, name: str) -> dict[str, Any]:
        """The JSON schema of that name, as written; KeyError if there is none."""
        schema: dict[str, Any] = self._document["components"]["schemas"][name]
        return schema

    def properties(self, name: str) -> dict[str, dict[str, Any]]:
        """The properties of a schema, those of its `allOf` parts included.

        A property that is a `$ref` has the referred schema's keys under its own, and its name
        under `x-schema`; an array has the same in its `items`, a map in `additionalProperties`.
        """
        if name not in self._properties:
            self._properties[name] = {
                key: self.resolve(value) for key, value in self._merged(self.schema(name)).items()
            }
        return self._properties[name]

    def resolve(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        """A schema with its own `$ref`, and that of its items or values, followed once."""
        resolved = self._follow(schema)
        for part in ("items", "additionalProperties"):
            if isinstance(resolved.get(part), dict):
                resolved[part] = self._follow(resolved[part])
        return resolved

    def read_only(self, name: str) -> frozenset[str]:
        """Properties that a write may not set."""
        return self._flagged(name, "readOnly")

    def write_only(self, name: str) -> frozenset[str]:
        """Properties that are never returned."""
        return self._flagged(name, "writeOnly")

    def create_only(self, name: str) -> frozenset[str]:
        """Properties that only a POST takes."""
        return self._flagged(name, "x-create-only")

    def _flagged(self, name: str, flag: str) -> frozenset[str]:
        return frozenset(
            key for key, value in self.properties(name).items() if value.get(flag) is True
        )

    def _follow(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        if "$ref" not in schema:
            return dict(schema)
        name = schema["$ref"].rsplit("/", 1)[-1]
        own = {key: value for key, value in schema.items() if key != "$ref"}
        return {**self.schema(name), **own, "x-schema": name}

    def _merged(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        properties: dict[str, Any] = {}
        for part in schema.get("allOf", ()):
            properties.update(self._merged(self._follow(part)))
        properties.update(schema.get("properties", {}))
        return properties


@cache
def load() -> Spec:
    """The spec that comes with the package."""
    text = files("ecwid_orm.emulator").joinpath("spec.json").read_text(encoding="utf-8")
    return Spec(json.loads(text))


def _operation(
    method: str, path: str, raw: Mapping[str, Any], item: Mapping[str, Any]
) -> Operation:
    content = raw.get("requestBody", {}).get("content", {})
    return Operation(
        id=raw["operationId"],
        method=method.upper(),
        path=path,
        aliases=tuple(raw.get("x-aliases", ())),
        scopes=frozenset(raw.get("x-scopes", ())),
        query_parameters={
            parameter["name"]: parameter.get("schema", {})
            for parameter in (*item.get("parameters", ()), *raw.get("parameters", ()))
            if parameter["in"] == "query"
        },
        content_types=tuple(content),
        binary=bool(raw.get("x-binary")),
        raw_body=bool(raw.get("x-raw-body")),
        max_page_size=raw.get("x-max-page-size"),
        anonymous=not raw.get("security", [{"bearer": []}]) or {} in raw.get("security", ()),
        error_codes=frozenset(
            code
            for answer in raw.get("responses", {}).values()
            for code in answer.get("x-error-codes", ())
        ),
        outside_store=bool(item.get("servers")),
    )
