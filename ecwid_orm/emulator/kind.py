"""What kinds of entities there are to store, and what a search may know of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

Column = str | int | float | None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of entity, and how it can be searched.

    `columns` maps the single-valued facts to their SQL declaration; each is indexed. `words` says
    that it has a text to find words in. A kind without both can only be found by id and key.
    """

    name: str
    columns: Mapping[str, str]
    words: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What a search may know of one entity.

    `columns` are those of its kind, `terms` facts with many values as (name, value), `text` the
    words it is found by.
    """

    columns: Mapping[str, Column]
    terms: Collection[tuple[str, str]] = ()
    text: str = ""


NO_FACTS = Facts({})
Keys = Collection[tuple[str, str]]


def definition(kind: Kind) -> Iterator[str]:
    """The SQL that makes the tables of a kind's facts, if they are not there."""
    if kind.columns:
        columns = ", ".join(f"{name} {sql}" for name, sql in kind.columns.items())
        yield f"CREATE TABLE IF NOT EXISTS facts_{kind.name} (id INTEGER PRIMARY KEY, {columns})"
        for name in kind.columns:
            yield (
                f"CREATE INDEX IF NOT EXISTS facts_{kind.name}_{name}"
                f" ON facts_{kind.name} ({name}, id)"
            )
    if kind.words:
        yield (f"CREATE VIRTUAL TABLE IF NOT EXISTS words_{kind.name} USING fts5 (text)")


def facts_tables(kind: Kind) -> list[str]:
    """The tables that hold facts of this kind alone."""
    return [f"facts_{kind.name}"] * bool(kind.columns) + [f"words_{kind.name}"] * kind.words
