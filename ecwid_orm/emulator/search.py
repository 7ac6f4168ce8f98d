"""Conditions of a search as SQL, and keywords as words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

Argument = str | int | float


class Where:
    """Conditions on the facts of one kind, all of which must hold.

    Column names are those of the kind and come from code, never from a request; values are bound.
    """

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._first = ""
        self._joins = ""
        self._conditions: list[str] = []
        self._arguments: list[Argument] = []
        self._join_arguments: list[Argument] = []

    def compare(self, column: str, operator: str, value: Argument | None) -> None:
        """`compare("price", ">=", 10)`; a value of None sets no condition."""
        if value is not None:
            self.sql(f"facts.{column} {operator} ?", value)

    def among(self, column: str, values: Iterable[str]) -> None:
        """The fact is one of the values."""
        self.sql(f"facts.{column} IN (SELECT value FROM json_each(?))", json.dumps(list(values)))

    def term(self, name: str, values: Iterable[str]) -> None:
        """Any of the values is among the entity's terms of that name."""
        self.sql(
            "facts.id IN (SELECT id FROM term WHERE kind = ? AND name = ?"
            " AND value IN (SELECT value FROM json_each(?)))",
            self._kind,
            name,
            json.dumps(list(values)),
        )

    def term_between(self, name: str, least: int | None, most: int | None) -> None:
        """A term of that name is a number within these bounds; None for no bound."""
        condition = "SELECT id FROM term WHERE kind = ? AND name = ?"
        arguments: list[Argument] = [self._kind, name]
        for operator, bound in ((">=", least), ("<=", most)):
            if bound is not None:
                condition += f" AND CAST(value AS INTEGER) {operator} ?"
                arguments.append(bound)
        self.sql(f"facts.id IN ({condition})", *arguments)

    def ids(self, ids: Iterable[int]) -> None:
        """The id is one of these."""
        self.sql("facts.id IN (SELECT value FROM json_each(?))", json.dumps(list(ids)))

    def members(self, name: str, owners: Iterable[int]) -> None:
        """The entity is in the ordered list of that name of any of the owners."""
        self.sql(
            "facts.id IN (SELECT member FROM member WHERE list = ?"
            " AND owner IN (SELECT value FROM json_each(?)))",
            name,
            json.dumps(list(owners)),
        )

    def words(self, keyword: str) -> bool:
        """The text has all words of the keyword; `rank` is a column to order by relevance.

        False if there is no word in the keyword: nothing fits then, and there is no rank.
        """
        match = word_query(keyword)
        if match is None:
            self.sql("0")
            return False
        words = f"words_{self._kind}"
        # SQLite would else look through the text of each entity that fits the other conditions.
        self._first = f"{words} CROSS JOIN "
        self.sql(f"{words} MATCH ? AND {words}.rowid = facts.id", match)
        return True

    def placed_in(self, name: str, owner: int) -> None:
        """The entity is in the ordered list of that owner; `position` is a column to order by."""
        self._joins += " JOIN member ON member.member = facts.id AND list = ? AND owner = ?"
        self._join_arguments += [name, owner]

    def sql(self, condition: str, *arguments: Argument) -> None:
        """Any condition. The table of facts is called `facts`."""
        self._conditions.append(condition)
        self._arguments += arguments

    def source(self, table: str) -> tuple[str, list[Argument]]:
        """The FROM and WHERE of a SELECT on `table AS facts`, and what to bind."""
        where = " AND ".join(f"({condition})" for condition in self._conditions) or "1"
        return (
            f"FROM {self._first}{table} AS facts{self._joins} WHERE {where}",
            [*self._join_arguments, *self._arguments],
        )


def word_query(keyword: str) -> str | None:
    """A keyword for full-text search: whole words, or beginnings where a word ends in `*`.

    What is joined by other signs (`AB-12`) must stand together. None if there is no word in it.
    """
    pieces = [
        '"' + piece.replace('"', '""') + '"' + ("*" if piece.endswith("*") else "")
        for piece in keyword.replace("\0", " ").split()
        if re.search(r"\w", piece)
    ]
    return " ".join(pieces) or None
