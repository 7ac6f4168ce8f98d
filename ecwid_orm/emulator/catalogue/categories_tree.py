"""Walking the tree of categories."""

from __future__ import annotations

import json
from collections.abc import Iterable

from ecwid_orm.emulator.catalogue.kinds import CATEGORY
from ecwid_orm.emulator.database import Database

_BELOW = """
WITH RECURSIVE below (id) AS (
    SELECT value FROM json_each(?)
    UNION
    SELECT child.id FROM facts_category AS child JOIN below ON child.parent = below.id)
SELECT id FROM below
"""
_ABOVE = """
WITH RECURSIVE above (id) AS (
    SELECT ?
    UNION
    SELECT parent FROM facts_category JOIN above ON facts_category.id = above.id)
SELECT id FROM above WHERE id <> 0
"""


def descendants(db: Database, roots: Iterable[int]) -> list[int]:
    """The categories given and all below them; 0 stands above all root categories."""
    with db.reading(CATEGORY) as connection:
        return [row[0] for row in connection.execute(_BELOW, (json.dumps(list(roots)),))]


def children(db: Database, parents: Iterable[int]) -> list[int]:
    """The categories right below the given ones; 0 stands above all root categories."""
    with db.reading(CATEGORY) as connection:
        rows = connection.execute(
            "SELECT id FROM facts_category WHERE parent IN (SELECT value FROM json_each(?))",
            (json.dumps(list(parents)),),
        )
        return [row[0] for row in rows]


def below(db: Database, parents: Iterable[int]) -> list[int]:
    """All categories below the given ones, at any depth."""
    return descendants(db, children(db, parents))


def lineage(db: Database, key: int) -> list[int]:
    """A category and all above it."""
    with db.reading(CATEGORY) as connection:
        return [row[0] for row in connection.execute(_ABOVE, (key,))]


def enabled_among(db: Database, keys: Iterable[int]) -> set[int]:
    """Those of the categories that are enabled."""
    with db.reading(CATEGORY) as connection:
        rows = connection.execute(
            "SELECT id FROM facts_category"
            " WHERE enabled AND id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(keys)),),
        )
        return {row[0] for row in rows}
