"""Texts and their translations, one of which is in the shop's own language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ecwid_orm.emulator.formats import LANGUAGE


def settle_translations(
    body: dict[str, Any],
    sent: Mapping[str, Any],
    names: Iterable[str],
    *,
    suffix: str = "Translated",
) -> None:
    """Make a text of a changed body and its translation in the shop's language the same.

    The text wins if a request sent both; sent alone, the translation does.
    """
    for name in names:
        translations = name + suffix
        if sent.get(name) is None and LANGUAGE in (sent.get(translations) or {}):
            body[name] = body[translations][LANGUAGE]
        if name in body:
            body[translations] = {**(body.get(translations) or {}), LANGUAGE: body[name]}
