"""Who pays and who receives, as they come back."""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.places import named

Body = dict[str, Any]


def completed(person: Body) -> Body:
    """A person with names of country and state, and with the parts of the name.

    The last word of the name is the family's. A name of a state stays where its code is unknown.
    """
    first, _, last = person.get("name", "").strip().rpartition(" ")
    parts = {"firstName": first or last, "lastName": last if first else ""}
    return {**person, **named(person), **parts}


def details(person: Body) -> list[str]:
    """What a person can be found by."""
    return [text for text in person.values() if isinstance(text, str) and text]
