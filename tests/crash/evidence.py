"""What happened, by the shop's own file and by the journal; neither through a session."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ecwid_orm.session import Journal, LoggedOperation
from tests.crash.world import STOCK

_KINDS = {"product": "Product", "category": "Category", "coupon": "Coupon", "customer": "Customer"}

Thing = tuple[str, Any]
"""Name of a model, and the tag of what was created or the key of what was there."""


@dataclass
class Shop:
    """The shop's own file."""

    created: dict[Thing, list[Any]] = field(default_factory=lambda: defaultdict(list))
    """Model and tag → keys of all that bear the tag."""
    held: dict[Thing, dict[str, Any]] = field(default_factory=dict)
    """Model and key → the whole."""

    @classmethod
    def read(cls, path: Path) -> Shop:
        """What the shop has now."""
        shop = cls()
        with closing(sqlite3.connect(path)) as db:
            rows = db.execute("SELECT kind, id, body FROM entity ORDER BY id").fetchall()
        for kind, key, text in rows:
            if kind in _KINDS:
                shop._add(_KINDS[kind], key, json.loads(text))
        return shop

    def _add(self, model: str, key: int, body: dict[str, Any]) -> None:
        self.held[model, key] = body
        self.created[model, tag_of(model, body)].append(key)
        for part in body.get("combinations", ()):
            self.held["ProductVariation", (key, part["id"])] = part
            self.created["ProductVariation", tag_of("ProductVariation", part)].append(part["id"])
        for picture in body.get("$pictures", ()):
            self.created["picture", tag_of("picture", picture)].append(picture["id"])

    def taken(self, thing: Thing) -> int:
        """What is missing of a stock."""
        return STOCK - int(self.held[thing]["quantity"])


def tag_of(model: str, body: dict[str, Any]) -> str:
    """By what a history knows the thing again."""
    if model == "ProductVariation":
        return str(body["options"][0]["value"])
    if model == "picture":
        return str(body["original"]).rpartition("/")[2].removesuffix(".png")
    if model == "Customer":
        return str(body["email"]).lower().removeprefix("c").partition("@")[0]
    return str(body["name"])


@dataclass(frozen=True)
class Claims:
    """What the journal says, each list in the order of the commits."""

    created: dict[Thing, list[LoggedOperation]]
    adjusted: dict[Thing, list[LoggedOperation]]
    updated: dict[tuple[Thing, str], list[tuple[LoggedOperation, Any]]]
    """(model, key) and attribute → what was written, an id of a new object being known by now."""
    deleted: dict[Thing, list[LoggedOperation]]
    all: list[LoggedOperation]

    @classmethod
    def read(cls, journal: Journal) -> Claims:
        """What the journal says now."""
        claims = cls(defaultdict(list), defaultdict(list), defaultdict(list), defaultdict(list), [])
        for commit in reversed(journal.commits()):
            operations = list(journal.operations(commit.id))
            made = {one.number: one.made for one in operations}
            for operation in operations:
                claims.all.append(operation)
                claims._add(operation, made)
        return claims

    def _add(self, operation: LoggedOperation, made: dict[int, Any]) -> None:
        record = operation.record
        if operation.kind == "create":
            self.created[operation.model, tag_of(operation.model, record["body"])].append(operation)
        elif operation.kind == "upload":
            original = record["upload"]["params"]["externalUrl"]
            self.created["picture", tag_of("picture", {"original": original})].append(operation)
        elif operation.kind == "adjust":
            self.adjusted[key_of(operation)].append(operation)
        elif operation.kind == "delete":
            self.deleted[key_of(operation)].append(operation)
        else:
            for name, value in record["body"].items():
                known = _with_keys(value, made)
                self.updated[key_of(operation), name].append((operation, known))


def key_of(operation: LoggedOperation) -> Thing:
    """The model and key of what an operation is about."""
    parents = tuple(operation.record["parents"].values())
    return operation.model, (*parents, operation.key) if parents else operation.key


def amount_of(operation: LoggedOperation) -> int:
    """What an operation takes from a stock."""
    return -int(operation.record["body"]["quantityDelta"])


def counts(amount: int) -> list[int]:
    """How often each delta of a stock is in an amount."""
    return [amount >> 4 * place & 0xF for place in range(8)]


def _with_keys(value: Any, made: dict[int, Any]) -> Any:
    if isinstance(value, list):
        return [_with_keys(one, made) for one in value]
    return made[value["$new"]] if isinstance(value, dict) else value


def is_known_by_key(operation: LoggedOperation) -> bool:
    """Whether a creation has a natural key, of which Ecwid takes no second one."""
    body = operation.record["body"] or {}
    return operation.kind == "create" and bool(_NATURAL & body.keys())


_NATURAL = {"sku", "externalReferenceId", "code", "email", "options"}
