"""Texts beside their translations: `title` and `titleTranslated`, at any depth."""

from __future__ import annotations

from typing import Any

Body = dict[str, Any]

_SUFFIX = "Translated"


def settle(body: Any, sent: Any, language: str) -> None:
    """Make a text and its translation into the shop's language one, where either was sent.

    The text wins if both were. Both are changed in place.
    """
    if isinstance(body, list) and isinstance(sent, list):
        for item, sent_item in zip(body, sent, strict=False):
            settle(item, sent_item, language)
    if not isinstance(body, dict) or not isinstance(sent, dict):
        return
    for name in list(body):
        translations = f"{name}{_SUFFIX}"
        if sent.get(name) is not None and isinstance(body[name], str):
            if translations in body or translations in sent:
                body[translations] = {**(body.get(translations) or {}), language: body[name]}
        else:
            settle(body[name], sent.get(name), language)
    for translations, texts in list(body.items()):
        name = translations.removesuffix(_SUFFIX)
        if name != translations and sent.get(name) is None and sent.get(translations):
            body[name] = (texts or {}).get(language, body.get(name, ""))


def shown(body: Any, language: str) -> Any:
    """A copy with each text in that language, where it has a translation."""
    if isinstance(body, list):
        return [shown(item, language) for item in body]
    if not isinstance(body, dict):
        return body
    done = {name: shown(value, language) for name, value in body.items()}
    for translations, texts in body.items():
        name = translations.removesuffix(_SUFFIX)
        if (
            name != translations
            and name in body
            and isinstance(texts, dict)
            and texts.get(language)
        ):
            done[name] = texts[language]
    return done
