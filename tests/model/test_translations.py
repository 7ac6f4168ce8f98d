"""Texts by language, and the text that stands in for a language without one."""

from __future__ import annotations

import copy

import pytest

from ecwid_orm import Alt, Product, Translations, inspect


def product() -> Product:
    return Product._wrap({"id": 1, "name": "Tee", "nameTranslated": {"nl": "T-shirt"}})


def test_a_language_without_a_text_reads_as_the_untranslated_one() -> None:
    texts = product().name_translated
    assert isinstance(texts, Translations)
    assert texts["nl"] == "T-shirt"
    assert texts["fr"] == "Tee"
    assert (texts.get("fr"), "fr" in texts, dict(texts)) == (None, False, {"nl": "T-shirt"})


def test_the_default_follows_the_text_that_it_is() -> None:
    tee = product()
    texts = tee.name_translated
    tee.name = "Shirt"
    assert tee.name_translated is texts
    assert texts["fr"] == "Shirt"
    assert set(inspect(tee).changes) == {"name"}


def test_what_is_read_by_default_is_no_translation() -> None:
    tee = product()
    assert tee.name_translated["fr"] == "Tee"
    assert inspect(tee).changes == {}
    tee.name_translated["fr"] = "T-shirt"
    assert inspect(tee).changes == {
        "name_translated": ({"nl": "T-shirt"}, {"nl": "T-shirt", "fr": "T-shirt"})
    }
    assert Product.Schema().dump(tee)["nameTranslated"] == {"nl": "T-shirt", "fr": "T-shirt"}


def test_without_a_text_to_stand_in_a_language_is_missing() -> None:
    with pytest.raises(KeyError, match="fr"):
        _ = Product._wrap({"id": 1}).name_translated["fr"]
    with pytest.raises(KeyError, match="fr"):
        _ = Translations()["fr"]


def test_parts_have_a_default_too() -> None:
    alt = Alt._wrap({"main": "A tee", "translated": {"nl": "Een shirt"}})
    assert alt.translated["nl"] == "Een shirt"
    assert alt.translated["fr"] == "A tee"
    assert copy.deepcopy(alt.translated) == {"nl": "Een shirt"}


def test_absent_translations_can_be_added_to() -> None:
    tee = Product._wrap({"id": 1, "name": "Tee"})
    assert tee.name_translated["nl"] == "Tee"
    tee.name_translated["nl"] = "T-shirt"
    assert inspect(tee).changes == {"name_translated": (None, {"nl": "T-shirt"})}
