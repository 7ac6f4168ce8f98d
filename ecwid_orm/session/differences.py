"""Where two JSON values differ: the places, each with what was there and what is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from ecwid_orm.model import ABSENT
from ecwid_orm.model.conversion import same


def differences(old: Any, new: Any, place: str = "") -> Iterator[tuple[str, Any, Any]]:
    """(place, old, new) of everything that differs, as deep as it differs.

    A place reads like `options[0].choices[2].text`; `ABSENT` stands for what one side lacks.
    """
    if same(old, new):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in {**old, **new}:
            inner = f"{place}.{key}" if place else str(key)
            yield from differences(old.get(key, ABSENT), new.get(key, ABSENT), inner)
    elif isinstance(old, list) and isinstance(new, list):
        pairs = zip_longest(old, new, fillvalue=ABSENT)
        for number, (was, now) in enumerate(pairs):
            yield from differences(was, now, f"{place}[{number}]")
    else:
        yield place, old, new
