"""Categories get German names; those that have one keep it."""

from __future__ import annotations

from typing import Any

import pytest

SCRIPT = "0009"


def names(trial: Any) -> list[dict[str, str]]:
    page = trial.client.get("categories", {"hidden_categories": True})
    return [one["nameTranslated"] for one in page["items"]]


def languages(trial: Any) -> list[str]:
    return list(trial.read("profile")["languages"]["enabledLanguages"])


def test_categories_get_german_names(trial: Any) -> None:
    trial.create("categories", name="Tents", nameTranslated={"en": "Tents", "fr": "Tentes"})
    trial.create("categories", name="Packs", enabled=False)
    trial.create("categories", name="Gifts", nameTranslated={"en": "Gifts", "de": "Für Freunde"})
    trial.there_and_back()
    planned = trial.run()
    assert len(planned.operations) == 3
    assert languages(trial) == ["en", "de"]
    assert sorted(names(trial), key=str) == [
        {"en": "Gifts", "de": "Für Freunde"},
        {"en": "Packs", "de": "Rucksäcke"},
        {"en": "Tents", "fr": "Tentes", "de": "Zelte"},
    ]


def test_a_category_that_the_script_does_not_know_is_named_in_a_warning(trial: Any) -> None:
    trial.create("categories", name="Canoes")
    with pytest.warns(UserWarning, match="without a German name: Canoes"):
        planned = trial.there_and_back()
    assert planned.warnings == ["categories without a German name: Canoes"]


def test_a_store_that_has_german_keeps_its_languages(trial: Any) -> None:
    trial.client.put("profile", {"languages": {"enabledLanguages": ["en", "de", "fr"]}})
    trial.create("categories", name="Tents")
    planned = trial.there_and_back()
    assert [one["model"] for one in planned.operations] == ["Category"]


def test_an_empty_shop_just_gets_the_language(trial: Any) -> None:
    assert [one["model"] for one in trial.there_and_back().operations] == ["StoreProfile"]
