"""Options as text: `delay=2 double=0.5`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any


def read_options(words: Iterable[str], readers: Mapping[str, Callable[[str], Any]]) -> Any:
    """The values of words `name=value`, each read by the reader of its name.

    ValueError for a name that has none, and for a value that does not fit.
    """
    found = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or name not in readers:
            raise ValueError(f"{word!r} is no name=value with one of {', '.join(readers)}")
        try:
            found[name] = readers[name](value)
        except ValueError:
            raise ValueError(f"{word!r} has a wrong value") from None
    return found
